//! The study as a page of its own: what `throughline-web` shows, from what a study found.

use jiff::tz::TimeZone;
use throughline_web::report::{self, Refused, Report};

use crate::study::Study;
use crate::terminal;

/// The page.
pub(crate) fn page(study: &Study, zone: &TimeZone) -> String {
    let refused: Vec<Refused> = study
        .refused
        .iter()
        .map(|one| Refused {
            file: one.file.clone(),
            line: one.line,
            column: one.column.clone(),
            value: one.value.clone(),
            reason: one.reason.clone(),
        })
        .collect();
    report::page(&Report {
        files: &study.files,
        holds: &terminal::holds(study, zone),
        slice: study.slice.as_deref(),
        first: &terminal::first_sentences(study),
        board: study.board.as_ref().filter(|board| board.charts > 1).map(|board| board.says()).as_deref(),
        readings: &study.readings,
        notes: &study.notes,
        refused: &refused,
        zone,
    })
}
