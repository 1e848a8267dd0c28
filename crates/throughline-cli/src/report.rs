//! The study as a page, a workbook or single pictures: what `throughline-web` shows, from what a study found.

use std::path::PathBuf;

use jiff::tz::TimeZone;
use throughline::error::Error;
use throughline_web::report::{self, Detail, Refused, Report};
use throughline_web::workbook;

use crate::study::Study;

/// What a report shows besides the answers.
pub(crate) struct Shown<'a> {
    study: &'a Study,
    zone: &'a TimeZone,
    holds: String,
    first: Vec<&'static str>,
    board: Option<String>,
    refused: Vec<Refused>,
}

impl<'a> Shown<'a> {
    pub(crate) fn of(study: &'a Study, zone: &'a TimeZone) -> Shown<'a> {
        let refused = study.refused.iter().map(|one| Refused {
            file: one.file.clone(),
            line: one.line,
            column: one.column.clone(),
            value: one.value.clone(),
            reason: one.reason.clone(),
        });
        Shown {
            study,
            zone,
            holds: report::holds(&study.log, &study.warnings, zone),
            first: report::first(&study.readings, &study.log, study.changes)
                .iter()
                .map(|(measure, _)| measure.name)
                .collect(),
            board: study.board.as_ref().filter(|board| board.charts > 1).map(|board| board.says()),
            refused: refused.collect(),
        }
    }

    pub(crate) fn report(&self) -> Report<'_> {
        Report {
            files: &self.study.files,
            holds: &self.holds,
            needs: self.study.log.needs,
            purpose: self.study.purpose.as_deref(),
            slice: self.study.slice.as_deref(),
            first: &self.first,
            board: self.board.as_deref(),
            readings: &self.study.readings,
            notes: &self.study.notes,
            refused: &self.refused,
            zone: self.zone,
            detail: Detail::default(),
            above: None,
        }
    }

    /// The page.
    pub(crate) fn page(&self) -> String {
        report::page(&self.report())
    }

    /// The workbook.
    pub(crate) fn workbook(&self) -> Result<Vec<u8>, Error> {
        workbook::workbook(&self.report())
    }

    /// One picture.
    pub(crate) fn picture(&self, asked: &str) -> Result<String, Error> {
        let report = self.report();
        let there = report::pictures(&report);
        let name = named(asked, &there).ok_or_else(|| {
            let there = if there.is_empty() { "none".to_string() } else { there.join(", ") };
            Error::asked(format!("--svg {asked}: there is no such picture of this log; there are: {there}"))
        })?;
        report::picture(&report, name).ok_or_else(|| Error::failed(format!("{name} has no picture")))
    }
}

/// The first name that is what was asked for: whole, or its first or last part (`capability`, `kinds`).
fn named<'a>(asked: &str, there: &[&'a str]) -> Option<&'a str> {
    let fits = |name: &&&str| {
        let bare = name.replace("[]", "");
        let mut parts = bare.split('.');
        bare == asked || parts.next() == Some(asked) || parts.next_back() == Some(asked)
    };
    there.iter().find(|name| **name == asked).or_else(|| there.iter().find(fits)).copied()
}

/// What `--svg NAME=FILE` asks for.
pub(crate) fn named_file(given: &str) -> Result<(&str, PathBuf), Error> {
    match given.split_once('=') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => Ok((name, PathBuf::from(file))),
        _ => Err(Error::asked(format!("--svg “{given}” wants NAME=FILE, as in --svg capability=chart.svg"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_found_by_its_name_or_a_part_of_it() {
        let there = ["capability[].end_to_end_weekly", "demand.kinds", "flow.map", "flow.weekly"];
        let found = |asked| named(asked, &there);
        assert_eq!(found("capability"), Some(there[0]));
        assert_eq!(found("capability.end_to_end_weekly"), Some(there[0]));
        assert_eq!(found("end_to_end_weekly"), Some(there[0]));
        assert_eq!(
            (found("kinds"), found("flow"), found("weekly")),
            (Some(there[1]), Some(there[2]), Some(there[3]))
        );
        assert_eq!((found("cap"), found("")), (None, None));
    }
}
