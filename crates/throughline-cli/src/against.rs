//! `throughline study A --against B`: both logs studied alike, and what differs.

use std::fmt::Write;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use serde_json::{Value, json};
use throughline::error::Error;
use throughline::reading::Compared;
use throughline_web::report::against::{self, Against, CAUTION};

use crate::args::{Input, Study as Arguments};
use crate::report::Shown;
use crate::study::{self, Output, Study, What, deliver};
use crate::terminal::{self, FIRST, SENTENCES, wrapped};
use crate::{folders, json};

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

impl Both {
    /// The terminal's page, what was asked for, and what was refused.
    pub(crate) fn tell(&self, outputs: &[Output<'_>], zone: &TimeZone) -> Result<(), Error> {
        let (here, there) = (Shown::of(&self.here, zone), Shown::of(&self.there, zone));
        let (here, there) = (here.report(), there.report());
        let names = against::names(&self.here.files, &self.there.files);
        let first: Vec<&'static str> = FIRST.iter().flat_map(|group| group.iter().copied()).collect();
        let both = Against { here: &here, there: &there, names, first: &first };
        let made = |out: &Output<'_>| match out.what {
            What::Json => Ok(json::text(&self.json(&both)).into_bytes()),
            What::Page => Ok(against::page(&both).into_bytes()),
            What::Workbook | What::Picture(_) => Err(Error::asked(format!(
                "{} is of one log; take --against away, or ask for --html or --json",
                out.option
            ))),
        };
        let all: Vec<Vec<u8>> = outputs.iter().map(made).collect::<Result<_, Error>>()?;
        deliver(&self.page(&both, zone), outputs, all)?;
        terminal::tell_problems(&[], &self.here.refused);
        terminal::tell_problems(&[], &self.there.refused);
        Ok(())
    }

    fn page(&self, both: &Against<'_>, zone: &TimeZone) -> String {
        let mut page = String::new();
        for (name, study) in both.names.iter().zip([&self.here, &self.there]) {
            let _ = writeln!(page, "{name}");
            wrapped(&mut page, "  ", &terminal::holds(study, zone));
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
        wrapped(&mut page, "  · ", CAUTION);
        wrapped(&mut page, "  · ", &both.chance());
        let _ = writeln!(
            page,
            "\nBoth answers to every question, side by side with pictures: --html FILE; every difference: --json FILE."
        );
        page
    }

    fn json(&self, both: &Against<'_>) -> Value {
        let mut all = Vec::new();
        for (measure, _) in both.here.readings {
            for one in both.differences(measure.name) {
                let Compared { figures, whole } = one;
                let [here, there] = whole.unwrap_or([figures.here, figures.there]);
                let hundred =
                    || [figures.here, figures.there, figures.value()].map(|figure| json::real(Some(figure)));
                all.push(json!({
                    "measure": measure.name,
                    "row": if figures.row.is_empty() { Value::Null } else { json!(figures.row) },
                    "figure": figures.name,
                    "here": json::real(Some(here)),
                    "there": json::real(Some(there)),
                    "difference": json::real(Some(here - there)),
                    "for_each_100_needs": whole.map(|_| hundred()),
                    "interval": figures.interval.map(|(low, high)| [low, high].map(|end| json::real(Some(end)))),
                    "is_clear": figures.is_clear(),
                }));
            }
        }
        json!({
            "version": 1,
            "names": both.names,
            "caution": CAUTION,
            "chance": both.chance(),
            "differences": all,
            "here": json::value(&self.here),
            "there": json::value(&self.there),
        })
    }
}
