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
