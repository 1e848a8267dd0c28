//! The one error: a sentence a person can act on. It says what is wrong, where, and what to do about it.

use std::fmt;

/// A wrong question or an impossible request, as a sentence to show to the person who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    says: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Asked,
    Failed,
}

impl Error {
    /// The request cannot be carried out as it was put: a file, name or option that is wrong.
    pub fn asked(says: impl Into<String>) -> Error {
        Error { says: says.into(), kind: Kind::Asked }
    }

    /// The request was sound, but the work failed: a full disk, a damaged file.
    pub fn failed(says: impl Into<String>) -> Error {
        Error { says: says.into(), kind: Kind::Failed }
    }

    /// Whether the request itself was wrong (rather than the work having failed on the way).
    pub fn is_asked_wrong(&self) -> bool {
        self.kind == Kind::Asked
    }

    /// What stands wrong in a text file: its name, the line of the byte at `place`, and what is wrong there.
    pub fn in_text(name: impl fmt::Display, text: &str, place: usize, says: impl fmt::Display) -> Error {
        let line = text.get(..place).map_or(1, |before| before.matches('\n').count() + 1);
        Error::asked(format!("{name}, line {line}: {says}"))
    }

    /// The same of a key: the line that begins with it is the place, or the first one.
    pub fn of_key(name: impl fmt::Display, text: &str, key: &str, says: impl fmt::Display) -> Error {
        let begins = |line: &str| line.trim_start().trim_start_matches(['"', '[']).starts_with(key);
        let mut starts = text.split_inclusive('\n').scan(0, |next, line| {
            *next += line.len();
            Some((*next - line.len(), line))
        });
        let place = starts.find(|(_, line)| begins(line)).map_or(0, |(start, _)| start);
        Error::in_text(name, text, place, says)
    }

    /// The same error with a place put before it, as in `calls.csv: the file is empty`.
    pub fn at(self, place: impl fmt::Display) -> Error {
        Error { says: format!("{place}: {}", self.says), kind: self.kind }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_in_a_text_stands_with_its_line() {
        let text = "name = 1\n\n  zone = 2\n[[table]]\n";
        let says = |error: Error| error.to_string();
        assert_eq!(says(Error::in_text("f", text, 10, "no")), "f, line 3: no");
        assert_eq!(says(Error::of_key("f", text, "zone", "no")), "f, line 3: no");
        assert_eq!(says(Error::of_key("f", text, "table", "no")), "f, line 4: no");
        assert_eq!(says(Error::of_key("f", text, "not there", "no")), "f, line 1: no");
        assert_eq!(says(Error::in_text("f", "", 7, "no")), "f, line 1: no");
    }
}
