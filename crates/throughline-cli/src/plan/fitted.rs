//! A plan of which a log gives some values: read once to know which, and again with what was fitted.

use std::path::{Path, PathBuf};

use throughline::error::Error;
use throughline::sourcing::question::Question;
use throughline_files::plan::{FromLog, Wanted};
use throughline_sim::fit::lengths::Family;
use throughline_sim::fit::{Asked, fit};

use super::new;
use crate::args::{NewPlan, Plan as Arguments};
use crate::{Ended, folders, session, terminal};

/// The question of a plan, and how reading its log ended.
pub(super) fn question(path: &Path, arguments: &Arguments) -> Result<(Question, Ended), Error> {
    let (question, wanted) = throughline_files::plan::wanted(path)?;
    match (wanted.is_empty(), arguments.log.is_empty()) {
        (true, true) => Ok((question, Ended::Done)),
        // Says the first value that a log is to give, with its line.
        (false, true) => throughline_files::plan::read(path).map(|question| (question, Ended::Done)),
        (true, false) => Err(Error::asked(format!(
            "{}: nothing in this plan is to be taken from a log; write \"fit\" in place of a number, or leave --log out",
            path.display()
        ))),
        (false, false) => of_log(path, &question, &wanted, arguments),
    }
}

fn of_log(
    path: &Path,
    question: &Question,
    wanted: &[Wanted],
    arguments: &Arguments,
) -> Result<(Question, Ended), Error> {
    let read = NewPlan {
        log: arguments.log.clone(),
        out: PathBuf::from("-"),
        back_test: false,
        open_needs: false,
        mapping: arguments.mapping.clone(),
        zone: question.plan.zone.clone(),
        quiet_days: arguments.quiet_days,
        // Who comes back within these days was not met.
        repeat_days: question.settings.resolved_after_days(&question.plan.values()),
        seed: question.plan.seed,
        threads: arguments.threads,
        strict: false,
    };
    let input = folders::settled(&new::input(&read))?;
    let job = session::job(&input)?;
    let reading = session::read(&input, &job)?;
    let ask = new::ask(&read, &input, &reading.log)?;
    let family = |name: &str| Family::NAMES.into_iter().find(|(known, _)| *known == name);
    let families = wanted
        .iter()
        .filter_map(|one| family(one.family?).map(|(_, family)| (one.path.clone(), family)))
        .collect();
    let files: Vec<String> = arguments.log.iter().map(|file| file.display().to_string()).collect();
    let asked = Asked {
        families,
        source: Some(format!("fitted from {}", files.join(", "))),
        of_all_needs: wanted.iter().any(|one| one.path.starts_with("failure.")),
        open_needs: wanted.iter().any(|one| one.path.starts_with("open.")),
    };
    let fitted = fit(&reading.log, &ask, &asked)?;
    job.progress.go_on()?;
    terminal::tell_problems(&[], &reading.refused);
    let ended = match reading.refused.is_empty() {
        true => Ended::Done,
        false => Ended::RowsRefused { strict: false },
    };
    let log = FromLog { plan: fitted.plan, returns_of_all: fitted.returns_of_all };
    Ok((throughline_files::plan::read_with(path, log)?, ended))
}
