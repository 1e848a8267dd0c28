//! The shapes of what is sent and given, as the description has them.

use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, Object, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{KnownFormat, Ref, RefOr, Schema, SchemaFormat};

use super::{Texts, need, needs};
use crate::setup::Setup;

/// Any text but NUL, which no text has.
const ANY: &str = r"^[^\u0000]*$";
/// The same with at least one letter that can be seen.
const SEEN: &str = r"^[^\u0000]*[^\s\u0000-\u001f\u007f-\u009f\ufeff][^\u0000]*$";
/// A reference.
pub(super) const REFERENCE: &str = "^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$";
/// The secret of a link.
pub(super) const SECRET: &str = "^[0-9a-f]{32}$";

/// What it is to be quiet, for whoever reads the description.
const QUIET: &str = "Inferred: since when a need is quiet, that is thought sorted without a word of its person for the days that the \
                     service says. It is open all the same.";
/// What `late` says.
const LATE: &str = "The time in answered_by or promised is over, and nobody has spoken to the person since: say so, and how to call us.";

/// All shapes that have a name.
pub(super) fn all(setup: &Setup) -> Vec<(&'static str, Object)> {
    vec![
        ("FirstWords", first_words(setup)),
        ("MoreWords", sent(need::TEXTS).required("words").build()),
        ("PerhapsWords", perhaps_words()),
        ("Told", told()),
        ("Need", whole_need()),
        ("Event", event()),
        ("Party", closed(party())),
        ("Place", place()),
        ("Error", closed(ObjectBuilder::new().property("error", text()).required("error"))),
    ]
}

/// A shape by its name.
pub(super) fn named(name: &str) -> Ref {
    Ref::from_schema_name(name)
}

/// A text of this form.
pub(super) fn like(pattern: &str) -> ObjectBuilder {
    text().pattern(Some(pattern))
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn time() -> ObjectBuilder {
    text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
}

/// The same, or nothing.
fn perhaps(shape: ObjectBuilder, kind: Type) -> ObjectBuilder {
    shape.schema_type(SchemaType::from_iter([kind, Type::Null]))
}

/// Nothing else is in it.
fn closed(shape: ObjectBuilder) -> Object {
    shape.additional_properties(Some(AdditionalProperties::FreeForm(false))).build()
}

/// Properties that are always there.
fn has<S: Into<RefOr<Schema>>>(
    shape: ObjectBuilder,
    all: impl IntoIterator<Item = (&'static str, S)>,
) -> ObjectBuilder {
    all.into_iter().fold(shape, |shape, (name, value)| shape.property(name, value).required(name))
}

/// What can be sent: each text with its longest.
fn sent(texts: &Texts) -> ObjectBuilder {
    let shape = ObjectBuilder::new().additional_properties(Some(AdditionalProperties::FreeForm(false)));
    texts.iter().fold(shape, |shape, (name, most)| {
        let pattern = if *name == "words" { SEEN } else { ANY };
        shape.property(*name, like(pattern).max_length(Some(*most)))
    })
}

fn first_words(setup: &Setup) -> Object {
    let mut shape = sent(needs::TEXTS)
        .property("language", text().enum_values(Some(["en", "cy"])))
        .required("words")
        .description(Some(
            "The words are kept as they are. With “once”, a text of your own such as a random number, the same sent again is kept once.",
        ))
        .build();
    // A place without areas takes none.
    shape.properties.remove("area");
    if !setup.areas.is_empty() {
        let areas = text().enum_values(Some(setup.areas.iter().map(String::as_str))).build();
        shape.properties.insert("area".to_string(), areas.into());
    }
    shape
}

fn perhaps_words() -> Object {
    let texts = need::TEXTS.iter();
    let shape = ObjectBuilder::new();
    closed(texts.fold(shape, |shape, (name, most)| shape.property(*name, like(ANY).max_length(Some(*most)))))
}

fn told() -> Object {
    let texts =
        [("reference", like(REFERENCE)), ("secret", like(SECRET)), ("link", text()), ("answered_by", time())];
    closed(has(has(ObjectBuilder::new(), texts), [("holder", named("Party"))]).description(Some(
        "Whoever has reference and secret can read the need: keep them as you keep a key.",
    )))
}

fn party() -> ObjectBuilder {
    let worker = perhaps(text(), Type::String);
    has(ObjectBuilder::new(), [("organisation", text()), ("team", text()), ("worker", worker)])
}

fn whole_need() -> Object {
    let nullable = |shape: ObjectBuilder| perhaps(shape, Type::String);
    let promised = perhaps(has(ObjectBuilder::new(), [("by", time()), ("words", text())]), Type::Object);
    let each = [
        ("reference", like(REFERENCE)),
        ("open", ObjectBuilder::new().schema_type(Type::Boolean)),
        ("offered_to", perhaps(party(), Type::Object)),
        ("opened_at", time()),
        ("answered_by", nullable(time())),
        ("promised", promised),
        ("late", ObjectBuilder::new().schema_type(Type::Boolean).description(Some(LATE))),
        ("thought_sorted_at", nullable(time())),
        ("quiet_since", nullable(time()).description(Some(QUIET))),
        ("sorted_at", nullable(time())),
        ("language", text().enum_values(Some(["en", "cy"]))),
        ("area", nullable(text())),
    ];
    let events = ArrayBuilder::new().items(named("Event"));
    closed(
        has(has(ObjectBuilder::new(), each), [("holder", named("Party"))])
            .property("events", events)
            .required("events"),
    )
}

fn event() -> Object {
    let nullable = || perhaps(text(), Type::String);
    closed(has(
        ObjectBuilder::new(),
        [
            ("number", ObjectBuilder::new().schema_type(Type::Integer)),
            ("at", time()),
            ("by", text()),
            ("organisation", nullable()),
            ("what", text()),
            ("words", nullable()),
            ("file", nullable()),
        ],
    ))
}

fn place() -> Object {
    let texts = [("name", text()), ("name_welsh", perhaps(text(), Type::String)), ("phone", text())];
    let lists = ["areas", "languages"].map(|name| (name, ArrayBuilder::new().items(text())));
    closed(has(has(ObjectBuilder::new(), texts), lists))
}
