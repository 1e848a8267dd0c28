//! What was asked of a screen: a path, a form, who asks.

use throughline::contact::Language;
use throughline::time::Instant;

use crate::accounts::{SECRET_BYTES, hashed, secret};
use crate::reply::Stop;

/// A file that was sent with a form.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// What the sender called it.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// One question to a screen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// The whole path as the browser sees it, with the language before it.
    pub(crate) path: String,
    /// When it came.
    pub(crate) now: Option<Instant>,
    /// The parts of the path that have a name.
    pub(crate) parts: Vec<(String, String)>,
    /// What stands after the question mark.
    pub(crate) query: Vec<(String, String)>,
    /// The fields of a form that was sent.
    pub(crate) fields: Vec<(String, String)>,
    /// Files sent with it.
    pub(crate) files: Vec<Upload>,
    /// The secret of the session, from the cookie.
    pub(crate) session: Option<String>,
    /// What the browser is known by, from another cookie.
    pub(crate) browser: Option<String>,
    /// The language of the page.
    pub(crate) language: Language,
    /// Whether a form was sent, even one without any field.
    pub(crate) posted: bool,
    /// How the browser reached us, such as `https://help.example`, for a link that somebody is to be sent.
    pub(crate) origin: String,
    /// From whose page the form was sent, as the browser says.
    pub(crate) sent_from: SentFrom,
}

/// From whose page a form was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum SentFrom {
    /// One of ours, or no browser sent it, which has no session to be misused.
    #[default]
    Here,
    /// The browser keeps it to itself (`Origin: null`): so do some with a setting, and some between here and there.
    Unsaid,
    /// One of somebody else.
    Elsewhere,
}

fn of<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

impl Asked {
    /// When it came.
    pub(crate) fn now(&self) -> Instant {
        self.now.unwrap_or(Instant(0))
    }

    /// A part of the path.
    pub(crate) fn part(&self, name: &str) -> Result<&str, Stop> {
        of(&self.parts, name).ok_or(Stop::NotFound)
    }

    /// What stands after the question mark under this name.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        of(&self.query, name)
    }

    /// A field of the form; empty where it was not sent. Line ends are as people expect them: one character. Nobody writes a NUL, and
    /// PostgreSQL takes none.
    pub(crate) fn field(&self, name: &str) -> String {
        of(&self.fields, name).unwrap_or_default().replace("\r\n", "\n").replace('\0', "")
    }

    /// All that was sent under one name.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether there is such a field.
    pub(crate) fn has(&self, name: &str) -> bool {
        of(&self.fields, name).is_some()
    }

    /// A field that must say something; without it the person is told what to do.
    pub(crate) fn wanted(&self, name: &str, what_to_do: &str) -> Result<String, Stop> {
        let value = self.field(name);
        if value.trim().is_empty() { Err(Stop::wrong(what_to_do)) } else { Ok(value) }
    }

    /// Whether a program asks, which gets no page but JSON.
    pub(crate) fn by_program(&self) -> bool {
        self.path.starts_with("/api/")
    }

    /// Says of a field that is none of these, or is there twice, that it is not taken: who sends it means something by it.
    pub(crate) fn only(&self, names: &[&str]) -> Result<(), Stop> {
        for (at, (name, _)) in self.fields.iter().enumerate() {
            if !names.contains(&name.as_str()) {
                let names = names.join(", ");
                return Err(Stop::wrong(format!("there is no field “{name}” here; there are: {names}")));
            }
            if self.fields[..at].iter().any(|(before, _)| before == name) {
                return Err(Stop::wrong(format!("the field “{name}” is there twice; send it once")));
            }
        }
        Ok(())
    }

    /// By what this form is known, so that sent twice it is done once; `None` where it carries no token. What was written belongs to it:
    /// whoever goes back to a form and writes something else into it, as the next one at a library's computer does, has said something
    /// new. By the token alone their words would be lost, and they would be shown the page of whoever sent the form first.
    pub(crate) fn once_sent(&self) -> Option<String> {
        let written = self.fields.iter().filter(|(name, _)| name != "made" && name != "token");
        let written: Vec<_> = written.collect();
        (!self.field("once").is_empty()).then(|| hashed(format!("{} {written:?}", self.path)))
    }

    /// The path of another page in the same language.
    pub(crate) fn to(&self, path: &str) -> String {
        to(self.language, path)
    }
}

/// A token for one form: sent twice, it is done once. Empty where the system gives no random numbers: it is then done as often as it is
/// sent, which is better than not at all.
pub(crate) fn once() -> String {
    secret().unwrap_or_default()
}

/// Whether it has the shape of such a token.
pub(crate) fn is_once(token: &str) -> bool {
    token.len() == 2 * SECRET_BYTES && token.bytes().all(|letter| letter.is_ascii_hexdigit())
}

/// The path of a page in a language.
pub(crate) fn to(language: Language, path: &str) -> String {
    match language {
        Language::English => path.to_string(),
        Language::Welsh => format!("/cy{}", if path == "/" { "" } else { path }),
    }
}
