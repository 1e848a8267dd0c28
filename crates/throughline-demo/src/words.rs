//! What people say when they get in touch, with small variations, some in Welsh, some misspelt. Nobody ever said it, and no place or
//! person is named.

mod office;
mod repairs;
mod welsh;

use throughline::statistics::random::Random;

use crate::draw;
use crate::kind::Kind;

const SLOTS: &[(&str, &[&str])] = &[
    (
        "{when}",
        &[
            "yesterday",
            "on monday",
            "last week",
            "on friday",
            "the weekend",
            "last thursday",
            "the other day",
            "last month",
        ],
    ),
    (
        "{long}",
        &[
            "two weeks",
            "ten days",
            "a month",
            "three weeks",
            "over a week",
            "6 weeks",
            "nearly a month",
            "ages",
        ],
    ),
    (
        "{room}",
        &[
            "the bathroom",
            "the kitchen",
            "the back bedroom",
            "the front room",
            "my daughter's room",
            "the hall",
            "the bedroom",
        ],
    ),
    ("{who}", &["baby", "mum", "husband", "little one", "nan", "dad", "wife", "son"]),
    ("{fault}", &["F22", "a red light", "E119", "low pressure", "some code", "a flashing light"]),
    ("{cold}", &["14 degrees", "freezing", "12 degrees", "perishing"]),
    ("{sum}", &["£40", "£212", "£86.50", "£1,300", "£57", "£430", "£19.20"]),
    ("{cy}", &["ddoe", "dydd Llun", "wythnos", "pythefnos", "mis"]),
];

/// Of 1,000 contacts so many are in Welsh, and so many are misspelt.
const WELSH: f64 = 0.03;
const MISSPELT: f64 = 0.08;

/// The sentences of a kind of contact.
pub(crate) fn sentences(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Heating => repairs::HEATING,
        Kind::Damp => repairs::DAMP,
        Kind::Leak => repairs::LEAK,
        Kind::Door => repairs::DOOR,
        Kind::Electrics => repairs::ELECTRICS,
        Kind::NobodyCame => repairs::NOBODY_CAME,
        Kind::WhereRepair => repairs::WHERE_REPAIR,
        Kind::Rent => office::RENT,
        Kind::Pay => office::PAY,
        Kind::Home => office::HOME,
        Kind::WhereApplication => office::WHERE_APPLICATION,
        Kind::Letter => office::LETTER,
        Kind::BinLeft => office::BIN_LEFT,
        Kind::BinWanted => office::BIN_WANTED,
        Kind::Money => office::MONEY,
        Kind::Else => office::ELSE,
    }
}

/// What somebody says who gets in touch for this; `again` of something that was closed and is not right.
pub(crate) fn said(kind: Kind, again: bool, random: &mut Random) -> String {
    let welsh = random.unit() < WELSH && kind != Kind::Else;
    let from = match kind {
        _ if again => repairs::NOT_FIXED,
        Kind::NobodyCame | Kind::WhereRepair if welsh => welsh::CHASE,
        _ if welsh && kind.is_repair() => welsh::REPAIR,
        _ if welsh => welsh::OFFICE,
        _ => sentences(kind),
    };
    let mut words = draw::one(from, random).to_string();
    for (slot, fillings) in SLOTS {
        if words.contains(slot) {
            words = words.replace(slot, draw::one(fillings, random));
        }
    }
    if random.unit() < 0.5 {
        words = first_letter(&words);
    }
    if random.unit() < MISSPELT {
        words = misspelt(&words, random);
    }
    words
}

/// With a capital at its start.
fn first_letter(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// With one letter left out, doubled, or put before its neighbour.
fn misspelt(words: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = words.chars().collect();
    let inner: Vec<usize> = (1..letters.len().saturating_sub(1))
        .filter(|at| letters[at - 1..=at + 1].iter().all(|letter| letter.is_ascii_lowercase()))
        .collect();
    let Some(at) = (!inner.is_empty()).then(|| inner[random.below(inner.len())]) else {
        return words.to_string();
    };
    match random.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}
