//! `throughline study A --against B`: both logs studied alike, and what differs.

use std::fmt::Write;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use serde_json::{Value, json};
use throughline::error::Error;
use throughline::log::Shared;
use throughline::reading::{Alone, Amounts};
use throughline_web::report::against::{self, Against};
use throughline_web::report::{FIRST, SENTENCES, holds};

use crate::args::{Input, Study as Arguments};
use crate::report::Shown;
use crate::study::{self, Output, Study, What, deliver};
use crate::terminal::{self, wrapped};
use crate::{folders, json, session};

/// Two studies.
pub(crate) struct Both {
    pub(crate) here: Study,
    pub(crate) there: Study,
}

/// The arguments of the other study: its files, and everything else alike.
pub(crate) fn settled(arguments: &Arguments) -> Result<Arguments, Error> {
    let files = arguments.against.clone();
    // A mapping that names a file is for that file; of several in order nobody can say which belong to the other log.
    let mapping: Vec<String> =
        arguments.input.mapping.iter().filter(|given| is_for(given, arguments)).cloned().collect();
    let input = Input { files, mapping, folders: folders::Folders::default(), ..arguments.input.clone() };
    study::settled(&Arguments { input, against: Vec::new(), ..arguments.clone() })
}

/// The arguments of the study itself: without the mappings of the other log's files.
pub(crate) fn own(mut arguments: Arguments) -> Arguments {
    let Arguments { input, against, .. } = &mut arguments;
    input.mapping.retain(|given| !names_one(given, against));
    arguments
}

/// Whether a mapping can be for the other log: it names one of its files, or there is one for all.
fn is_for(given: &str, arguments: &Arguments) -> bool {
    names_one(given, &arguments.against) || (arguments.input.mapping.len() == 1 && !given.contains('='))
}

/// Whether a mapping is given for one of these files.
fn names_one(given: &str, files: &[PathBuf]) -> bool {
    given.split_once('=').is_some_and(|(file, _)| files.iter().any(|known| known.as_os_str() == file))
}

/// That what is asked for can be made of two logs.
pub(crate) fn can_be_made(outputs: &[Output<'_>]) -> Result<(), Error> {
    let of_one = outputs.iter().find(|out| matches!(out.what, What::Workbook | What::Picture(_)));
    of_one.map_or(Ok(()), |out| Err(of_one_log(out)))
}

fn of_one_log(out: &Output<'_>) -> Error {
    Error::asked(format!("{} is of one log; take --against away, or ask for --html or --json", out.option))
}

impl Both {
    /// The terminal's page, what was asked for, and what was refused.
    pub(crate) fn tell(&self, outputs: &[Output<'_>], zone: &TimeZone) -> Result<(), Error> {
        let (here, there) = (Shown::of(&self.here, zone), Shown::of(&self.there, zone));
        let (here, there) = (here.report(), there.report());
        let names = against::names(&self.here.files, &self.there.files);
        let shared = Shared::of(&self.here.marks, &self.there.marks);
        let first: Vec<&'static str> = FIRST.iter().flat_map(|group| group.iter().copied()).collect();
        let both = Against { here: &here, there: &there, names, shared, first: &first };
        let made = |out: &Output<'_>| {
            session::progress().go_on()?;
            match out.what {
                What::Json => Ok(json::text(&self.json(&both)).into_bytes()),
                What::Page => Ok(against::page(&both).into_bytes()),
                What::Workbook | What::Picture(_) => Err(of_one_log(out)),
            }
        };
        let all = study::all_made(outputs, made)?;
        deliver(&self.page(&both, zone), outputs, all)?;
        terminal::tell_problems(&[], &self.here.refused);
        terminal::tell_problems(&[], &self.there.refused);
        Ok(())
    }

    fn page(&self, both: &Against<'_>, zone: &TimeZone) -> String {
        let mut page = String::new();
        for (name, study) in both.names.iter().zip([&self.here, &self.there]) {
            let _ = writeln!(page, "{name}");
            wrapped(&mut page, "  ", &holds(&study.log, &study.warnings, zone));
            if let Some(slice) = &study.slice {
                let _ = writeln!(page, "  Only needs with {slice}.");
            }
        }
        let _ = writeln!(page, "\nWhat differs");
        let said = both.said();
        let clear = || said.iter().filter(|one| one.is_clear);
        for says in both.as_a_whole().iter().chain(clear().map(|one| &one.says).take(SENTENCES)) {
            wrapped(&mut page, "  · ", says);
        }
        let more = clear().count().saturating_sub(SENTENCES);
        if more > 0 {
            let _ = writeln!(page, "  … and {more} more (--html)");
        }
        let _ = writeln!(page, "\nBefore you read on");
        wrapped(&mut page, "  · ", &both.caution());
        wrapped(&mut page, "  · ", &both.chance());
        let _ = writeln!(
            page,
            "\nBoth answers to every question, side by side with pictures: --html FILE; every difference: --json FILE."
        );
        page
    }

    fn json(&self, both: &Against<'_>) -> Value {
        let mut all = Lists::default();
        for (measure, _) in both.here.readings {
            all.add(measure.name, both);
        }
        let shared = both.shared;
        json!({
            "version": 1,
            "names": both.names,
            "needs": {"here": shared.here, "there": shared.there, "same": shared.same, "same_name": shared.same_name},
            "caution": both.caution(),
            "chance": both.chance(),
            "differences": all.differences,
            "other_words": all.other_words,
            "only_here": all.only_here,
            "only_there": all.only_there,
            "several": all.several,
            "here": json::value(&self.here),
            "there": json::value(&self.there),
        })
    }
}

/// What differs in all answers, as JSON.
#[derive(Default)]
struct Lists {
    differences: Vec<Value>,
    other_words: Vec<Value>,
    only_here: Vec<Value>,
    only_there: Vec<Value>,
    several: Vec<Value>,
}

impl Lists {
    fn add(&mut self, measure: &str, both: &Against<'_>) {
        let found = both.compared(measure);
        let row = |row: &str| if row.is_empty() { Value::Null } else { json!(row) };
        let alone = |one: &Alone| json!({"measure": measure, "row": row(&one.row), "figure": one.name});
        self.differences.extend(both.differences(measure).iter().map(|one| {
            let Amounts { figures, whole } = one;
            let [here, there] = whole.unwrap_or([figures.here, figures.there]);
            let hundred =
                || [figures.here, figures.there, figures.value()].map(|figure| json::real(Some(figure)));
            json!({
                "measure": measure,
                "row": row(&figures.row),
                "figure": figures.name,
                "here": json::real(Some(here)),
                "there": json::real(Some(there)),
                "difference": json::real(Some(here - there)),
                "for_each_100_needs": whole.map(|_| hundred()),
                "interval": figures.interval.map(|(low, high)| [low, high].map(|end| json::real(Some(end)))),
                "is_clear": figures.is_clear(),
            })
        }));
        self.other_words.extend(found.words.iter().map(|one| {
            json!({"measure": measure, "row": row(&one.row), "figure": one.name, "here": one.here, "there": one.there})
        }));
        self.only_here.extend(found.only_here.iter().map(alone));
        self.only_there.extend(found.only_there.iter().map(alone));
        self.several.extend(found.several.iter().map(|name| json!({"measure": measure, "row": name})));
    }
}
