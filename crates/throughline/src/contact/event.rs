//! What can happen to a need, as facts. Adding a variant changes what stores have on disk: never change or remove one.

use serde::{Deserialize, Serialize};

use super::{Party, Reference, Seat};
use crate::time::Instant;

/// A need, by a random number of 53 bits (so that it is a whole number in every JSON reader). Its name for people is its
/// [`Reference`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NeedId(pub i64);

/// A person, by a random number of 53 bits. It says nothing of who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub i64);

/// One thing that happened to one need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The need it belongs to.
    pub need: NeedId,
    /// Whose need it is.
    pub person: PersonId,
    /// When it happened, in microseconds of UTC.
    #[serde(with = "microseconds")]
    pub at: Instant,
    /// Who did it.
    pub by: By,
    /// What happened. Nothing in it tells who the person is.
    pub what: What,
    /// What was said, and all else that may tell who the person is. `None` also where it has been erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
}

mod microseconds {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::time::Instant;

    pub(super) fn serialize<S: Serializer>(at: &Instant, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(at.0)
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Instant, D::Error> {
        i64::deserialize(from).map(Instant)
    }
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The person whose need it is, or somebody for them.
    Person,
    /// A worker.
    Worker(Seat),
}

impl By {
    /// The worker, where it was one.
    pub fn seat(&self) -> Option<&Seat> {
        match self {
            By::Person => None,
            By::Worker(seat) => Some(seat),
        }
    }
}

/// How words arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A page of ours.
    Web,
    /// A conversation while both are there.
    Chat,
    /// Spoken, on the telephone.
    Phone,
    /// Spoken, in one room.
    Visit,
    /// A letter.
    Letter,
    /// An email.
    Email,
    /// A text message.
    Text,
}

impl Channel {
    /// All of them, with the name used in logs.
    pub const ALL: [(Channel, &'static str); 7] = [
        (Channel::Web, "web"),
        (Channel::Chat, "chat"),
        (Channel::Phone, "phone"),
        (Channel::Visit, "visit"),
        (Channel::Letter, "letter"),
        (Channel::Email, "email"),
        (Channel::Text, "text"),
    ];

    /// The name used in logs.
    pub fn name(self) -> &'static str {
        Channel::ALL[self as usize].1
    }

    /// The channel of this name.
    pub fn named(name: &str) -> Option<Channel> {
        Channel::ALL.iter().find(|(_, known)| *known == name).map(|(channel, _)| *channel)
    }
}

/// The language a person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Welsh.
    #[serde(rename = "cy")]
    Welsh,
}

impl Language {
    /// The code of the language: `en` or `cy`.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Welsh => "cy",
        }
    }

    /// One of two texts that say the same.
    pub fn say<'a>(self, english: &'a str, welsh: &'a str) -> &'a str {
        match self {
            Language::English => english,
            Language::Welsh => welsh,
        }
    }
}

/// What happened to a need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The first words: the need is there, and somebody holds it. The words are in [`Said`].
    Opened {
        /// The name of the need, for people.
        reference: Reference,
        /// How the words arrived.
        channel: Channel,
        /// Who holds it from now on.
        holder: Party,
        /// The language the person chose.
        language: Language,
        /// Where it is about, if that matters: an area, never an address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
    },
    /// The person said more.
    SaidMore {
        /// How the words arrived.
        channel: Channel,
        /// Whether they ask for something that is held to be put right. Written only where they do, so that events of before stay as
        /// they are.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        put_right: bool,
    },
    /// A worker answered the person.
    Answered {
        /// How.
        channel: Channel,
    },
    /// A worker did something on it.
    Worked {
        /// What was done, in the worker's words for the step ("boiler looked at").
        activity: String,
        /// How long it took, if somebody says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minutes: Option<f64>,
        /// Whether it moved the need on, if somebody says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<bool>,
    },
    /// What the holder promised: what happens next is in [`Said`]; here only by when.
    Promised {
        /// By when.
        #[serde(with = "microseconds")]
        by: Instant,
    },
    /// Somebody else takes part; the holder stays.
    BroughtIn {
        /// Who.
        party: Party,
    },
    /// The holder offers it to somebody else. Nothing has moved yet.
    Offered {
        /// To whom.
        to: Party,
    },
    /// The offer was accepted: this is the holder now.
    Accepted {
        /// Who holds it now.
        holder: Party,
    },
    /// The offer was refused, with the reason in these words.
    Refused {
        /// Why.
        reason: String,
    },
    /// The holder took the offer back.
    Withdrawn,
    /// Staff think that it is sorted. The need stays open until the person says so.
    ThoughtSorted,
    /// The person says that it is sorted.
    Sorted,
    /// The person says that it is not sorted, or not any more.
    NotSorted,
    /// Somebody listened to one contact of the need and sorted what was said: value or failure at each boundary.
    Listened(Box<super::listening::Heard>),
    /// What the person wants help with, as their own sentence "help me to …", which is in [`Said`].
    HelpMeTo {
        /// Its number within the need, from 1.
        statement: u32,
    },
    /// How well the person says such a sentence is now met.
    Scored {
        /// Which sentence.
        statement: u32,
        /// 0 (not at all) to 10 (wholly).
        score: u8,
    },
    /// A file was added; its name is in [`Said`].
    FileAdded {
        /// Under what its bytes are kept.
        content: String,
        /// How many bytes.
        bytes: u64,
    },
    /// How to reach the person changed; how is in [`Said`].
    ReachChanged,
    /// The person chose another language to be answered in.
    LanguageChosen {
        /// Which.
        language: Language,
    },
    /// All that told who the person is was destroyed, at their wish or because it was time. What happened stays.
    Erased,
}

impl What {
    /// The name under which it is written.
    pub fn name(&self) -> &'static str {
        match self {
            What::Opened { .. } => "opened",
            What::SaidMore { .. } => "said_more",
            What::Answered { .. } => "answered",
            What::Worked { .. } => "worked",
            What::Promised { .. } => "promised",
            What::BroughtIn { .. } => "brought_in",
            What::Offered { .. } => "offered",
            What::Accepted { .. } => "accepted",
            What::Refused { .. } => "refused",
            What::Withdrawn => "withdrawn",
            What::ThoughtSorted => "thought_sorted",
            What::Sorted => "sorted",
            What::NotSorted => "not_sorted",
            What::Listened(_) => "listened",
            What::HelpMeTo { .. } => "help_me_to",
            What::Scored { .. } => "scored",
            What::FileAdded { .. } => "file_added",
            What::ReachChanged => "reach_changed",
            What::LanguageChosen { .. } => "language_chosen",
            What::Erased => "erased",
        }
    }
}

/// What may tell who somebody is. Sealed as one thing by a store.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Said {
    /// The words, unchanged.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// What the person is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How to reach them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reach: Vec<Reach>,
    /// Where exactly, as they wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The file that came with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<File>,
}

impl Said {
    /// Words alone.
    pub fn words(words: impl Into<String>) -> Said {
        Said { words: words.into(), ..Said::default() }
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        *self == Said::default()
    }
}

/// A way to reach a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// An email address.
    Email(String),
    /// A telephone number.
    Phone(String),
    /// Another way, in their words ("come round, the bell is broken").
    Other(String),
}

/// A file as the person named it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type, by its first bytes.
    pub media: String,
}
