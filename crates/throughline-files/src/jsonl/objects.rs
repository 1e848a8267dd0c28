//! What a file holds, row by row, however it is laid out.

use throughline::error::Error;

use super::by_column::ByColumn;
use super::pieces::Pieces;
use super::{Held, flat};
use crate::source::Source;

/// The values of a row under their names, or why they cannot be read.
type Values = Result<Vec<(String, Held)>, String>;

pub(super) enum Objects<'a> {
    Cut(Pieces<'a>),
    ByColumn { table: ByColumn, read: usize },
}

impl<'a> Objects<'a> {
    pub(super) fn of(source: &'a Source) -> Result<Objects<'a>, Error> {
        let mut begun = Pieces::begun(source)?;
        Ok(match ByColumn::of(source, begun.fill()?)? {
            Some(table) => Objects::ByColumn { table, read: 0 },
            None => Objects::Cut(begun.at_first()?),
        })
    }

    /// The next row, with the line it begins on (of a table by columns its number); none at the end, or where the rest cannot be made out
    /// ([`Objects::trouble`]).
    pub(super) fn next(&mut self) -> Result<Option<(u64, Values)>, Error> {
        match self {
            Objects::Cut(pieces) => Ok(pieces.next()?.map(|piece| (piece.line, flat(&piece)))),
            Objects::ByColumn { table, read } if *read < table.len() => {
                *read += 1;
                Ok(Some((*read as u64, Ok(table.row(*read - 1)))))
            }
            Objects::ByColumn { .. } => Ok(None),
        }
    }

    /// Why no more could be read before the end.
    pub(super) fn trouble(&mut self) -> Option<String> {
        match self {
            Objects::Cut(pieces) => pieces.trouble.take(),
            Objects::ByColumn { .. } => None,
        }
    }

    /// The line that has been reached.
    pub(super) fn line(&self) -> u64 {
        match self {
            Objects::Cut(pieces) => pieces.line(),
            Objects::ByColumn { read, .. } => *read as u64,
        }
    }
}
