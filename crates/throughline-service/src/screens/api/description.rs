//! The description of all this, in OpenAPI 3.1: made for the place that runs, as its areas are in it.

use throughline::error::Error;
use utoipa::openapi::link::LinkBuilder;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{
    ComponentsBuilder, Content, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder, Required,
    ResponseBuilder,
};

use super::shapes::{REFERENCE, SECRET, all, like, named};
use crate::guard::Anybody;
use crate::reply::{Reply, Stop};
use crate::screens::Screen;
use crate::setup::Setup;

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/api/v1/openapi.json",
    get: Some(|door, asked| {
        let description = description(&Anybody::of(door, asked)?.service.setup);
        let facts =
            serde_json::to_value(description).map_err(|why| Stop::from(Error::failed(why.to_string())))?;
        Ok(Reply::Json(facts))
    }),
    post: None,
    guard: "anybody",
}];

const JSON: &str = "application/json";

/// What can be done with a need: the end of its path, the name of the deed, what is sent and whether it must be, and what it is.
const DEEDS: [(&str, &str, &str, bool, &str); 3] = [
    ("/words", "sayMore", "MoreWords", true, "Says more"),
    ("/sorted", "saySorted", "PerhapsWords", false, "Says that it is sorted; only the person can"),
    ("/not-sorted", "sayNotSorted", "PerhapsWords", false, "Says that it is not sorted, or not any more"),
];

fn description(setup: &Setup) -> OpenApi {
    let need = "/api/v1/needs/{reference}/{secret}";
    let read = given(with_link("readNeed", "The story of a need, as the person may read it"), "200", "Need");
    let mut paths = PathsBuilder::new()
        .path("/api/v1/needs", PathItem::new(HttpMethod::Post, tell()))
        .path(need, PathItem::new(HttpMethod::Get, wrong(read, &["404", "503"])));
    for (end, name, shape, required, says) in DEEDS {
        let deed = given(sends(with_link(name, says), shape, required), "200", "Need");
        let deed = wrong(deed, &["400", "403", "404", "413", "415", "503"]);
        paths = paths.path(format!("{need}{end}"), PathItem::new(HttpMethod::Post, deed));
    }
    let place = given(operation("readPlace", "What the place says of itself"), "200", "Place");
    let paths = paths.path("/api/v1/place", PathItem::new(HttpMethod::Get, place));
    let shapes = all(setup).into_iter();
    let components = shapes.fold(ComponentsBuilder::new(), |all, (name, shape)| all.schema(name, shape));
    let info = InfoBuilder::new().title(format!("{}: the front door", setup.name)).version("1").description(Some(
        "For other front doors of the same service: an app, a kiosk. Keep people's words unchanged, and give them the reference and the link.",
    ));
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components.build())).build()
}

fn operation(name: &str, says: &str) -> OperationBuilder {
    OperationBuilder::new().operation_id(Some(name)).summary(Some(says))
}

/// First words; what comes back opens all that can be done with the need.
fn tell() -> OperationBuilder {
    let names = [("readNeed", "read")].into_iter().chain(DEEDS.map(|(_, name, ..)| (name, name)));
    let link = |name: &str| {
        let secret = LinkBuilder::new().operation_id(name).parameter("secret", "$response.body#/secret");
        secret.parameter("reference", "$response.body#/reference").build()
    };
    let told = ResponseBuilder::new().description("Kept").content(JSON, Content::new(Some(named("Told"))));
    let told = names.fold(told, |told, (operation, name)| told.link(name, link(operation)));
    let tell = sends(operation("tell", "Says what is needed, in the person's own words"), "FirstWords", true);
    wrong(tell.response("201", told), &["400", "403", "413", "415", "503"])
}

fn with_link(name: &str, says: &str) -> OperationBuilder {
    let part = |name: &str, pattern: &str| {
        let part =
            ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).required(Required::True);
        part.schema(Some(like(pattern)))
    };
    operation(name, says).parameter(part("reference", REFERENCE)).parameter(part("secret", SECRET))
}

fn sends(operation: OperationBuilder, shape: &str, required: bool) -> OperationBuilder {
    let required = if required { Required::True } else { Required::False };
    let body =
        RequestBodyBuilder::new().content(JSON, Content::new(Some(named(shape)))).required(Some(required));
    operation.request_body(Some(body.build()))
}

fn given(operation: OperationBuilder, status: &str, shape: &str) -> OperationBuilder {
    let given = ResponseBuilder::new().description("Done").content(JSON, Content::new(Some(named(shape))));
    operation.response(status, given)
}

/// Answers that say in a sentence why it was not done.
fn wrong(operation: OperationBuilder, statuses: &[&str]) -> OperationBuilder {
    statuses.iter().fold(operation, |operation, status| {
        let says = match *status {
            "400" => "Something in it has to be put right",
            "403" => "It was sent by a page of another host",
            "404" => "There is no such need, or the secret is not its own",
            "413" => "It is too large",
            "415" => "It is not marked as JSON",
            _ => "Something is broken here; nothing was kept",
        };
        let why = ResponseBuilder::new().description(says).content(JSON, Content::new(Some(named("Error"))));
        operation.response(*status, why)
    })
}
