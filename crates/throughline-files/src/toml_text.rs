//! TOML that people write: what it says, or a sentence of what is wrong and in which line.

use serde::de::DeserializeOwned;
use throughline::error::Error;

/// What a text says; `name` is what to call it in messages.
pub fn read<T: DeserializeOwned>(text: &str, name: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| Error::in_text(name, text, place(&error), says(&error)))
}

/// Where it is wrong.
pub(crate) fn place(error: &toml::de::Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// What is wrong, in one line and in words for those who write such files.
pub(crate) fn says(error: &toml::de::Error) -> String {
    let says = error.message().trim().replace('\n', " ");
    says.replace("unknown field", "unknown word").replace("expected u32", "expected a whole number")
}
