//! What a place says of itself: its name, who takes part, who answers the front door. `service.toml` in the data folder.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use throughline::contact::{Language, Party, quiet};
use throughline::error::Error;
use throughline::place::hours::WorkingHours;
use throughline::reading::Target;
use throughline_files::toml_text;

/// What a place says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// What the service is called.
    pub name: String,
    /// The same in Welsh; the English name where it has none.
    #[serde(default)]
    pub name_welsh: Option<String>,
    /// What it is for, in the words of the people who need it.
    #[serde(default)]
    pub purpose: Option<String>,
    /// The same in Welsh; the English words where it has none.
    #[serde(default)]
    pub purpose_welsh: Option<String>,
    /// A telephone number that a person answers. Shown in the same place on every page.
    pub phone: String,
    /// Who holds needs that arrive here, until they hand them on.
    pub front_door: Party,
    /// Within how many hours of the first words somebody answers, as people are told.
    #[serde(default = "one_day")]
    pub answer_hours: u32,
    /// A need that is thought sorted is shown as quiet when its person has said nothing for so many days since. It stays open.
    #[serde(default = "quiet_days")]
    pub quiet_days: u32,
    /// At most so many megabytes of files are taken in a day, from everybody together.
    #[serde(default = "two_thousand")]
    pub files_mb_a_day: u32,
    /// When the service works, as `throughline study --hours` takes it: for working time beside the person's clock, and for targets in
    /// working days. Left out, Monday to Friday from 9 to 17.
    #[serde(default)]
    pub hours: Option<String>,
    /// Whose bank holidays are days off, as `--holidays` takes it.
    #[serde(default)]
    pub holidays: Option<String>,
    /// The time zone.
    #[serde(default = "london")]
    pub zone: String,
    /// The areas a need can be about, if that matters.
    #[serde(default)]
    pub areas: Vec<String>,
    /// What stands on the sign-in page: whom to ask for an account, say.
    #[serde(default)]
    pub sign_in_note: Option<String>,
    /// What stands first on the front door, whatever people come for: whom to call in an emergency.
    #[serde(default)]
    pub emergency: Option<String>,
    /// The same in Welsh; the English line where it has none.
    #[serde(default)]
    pub emergency_welsh: Option<String>,
    /// The file in the data folder that says what work costs (docs/rates.md). Left out, the study says nothing of money.
    #[serde(default)]
    pub rates: Option<PathBuf>,
    /// Targets that exist outside, by a law or a contract, so that what they do to the records can be seen: `repair=28d:accepted..job closed`,
    /// as `throughline study --target` takes them. None can be set here.
    #[serde(default)]
    pub outside_targets: Vec<String>,
    /// Everybody who takes part.
    #[serde(rename = "organisation")]
    pub organisations: Vec<Organisation>,
}

/// One who takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Its teams.
    pub teams: Vec<String>,
}

fn one_day() -> u32 {
    24
}

fn quiet_days() -> u32 {
    quiet::DAYS
}

fn two_thousand() -> u32 {
    2_000
}

fn london() -> String {
    "Europe/London".to_string()
}

impl Setup {
    /// What stands in a file.
    pub fn read(path: &Path) -> Result<Setup, Error> {
        let text = std::fs::read_to_string(path).map_err(|why| {
            Error::asked(format!(
                "{}: what this place is cannot be read: {why}; `throughline demo` makes one to look at",
                path.display()
            ))
        })?;
        Setup::written(&text, &path.display().to_string())
    }

    /// What a text says; `name` is what to call it in messages.
    fn written(text: &str, name: &str) -> Result<Setup, Error> {
        let setup: Setup = toml_text::read(text, name)?;
        setup.checked().map_err(|(key, says)| Error::of_key(name, text, key, says))?;
        Ok(setup)
    }

    /// Writes it to a file.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let text = toml::to_string_pretty(self).map_err(|why| Error::failed(why.to_string()))?;
        std::fs::write(path, text).map_err(|why| Error::failed(format!("{}: {why}", path.display())))
    }

    /// Whether it holds together; if not, which key does not, and why.
    fn checked(&self) -> Result<(), (&'static str, String)> {
        let of = |key: &'static str| move |why: Error| (key, why.to_string());
        throughline::time::zone(&self.zone).map_err(of("zone"))?;
        if !self.parties().contains(&self.front_door) {
            let says = format!(
                "the front door is answered by {}, which is none of the teams that take part; name a team of an [[organisation]]",
                self.front_door
            );
            return Err(("front_door", says));
        }
        self.targets().map_err(of("outside_targets"))?;
        Setup { holidays: None, ..self.clone() }.working_hours().map_err(of("hours"))?;
        self.working_hours().map_err(of("holidays"))?;
        if !(1..=3_650).contains(&self.quiet_days) {
            let says = format!(
                "quiet_days is {}; give a number of days from 1 to 3650, after which a need that is thought sorted, and of which nothing is \
                 heard, is shown as quiet",
                self.quiet_days
            );
            return Err(("quiet_days", says));
        }
        if self.emergency.is_none() && self.emergency_welsh.is_some() {
            let says = "emergency_welsh stands without emergency; write the line in English too";
            return Err(("emergency_welsh", says.to_string()));
        }
        if self.purpose.is_none() && self.purpose_welsh.is_some() {
            let says = "purpose_welsh stands without purpose; write it in English too";
            return Err(("purpose_welsh", says.to_string()));
        }
        Ok(())
    }

    /// What the service is called on pages of a language.
    pub(crate) fn called(&self, language: Language) -> &str {
        match (&self.name_welsh, language) {
            (Some(welsh), Language::Welsh) => welsh,
            _ => &self.name,
        }
    }

    /// The targets that exist outside.
    pub(crate) fn targets(&self) -> Result<Vec<Target>, Error> {
        let read = |text: &String| Target::parse(text).map_err(|why| why.at("outside_targets"));
        self.outside_targets.iter().map(read).collect()
    }

    /// When the service works.
    pub(crate) fn working_hours(&self) -> Result<WorkingHours, Error> {
        WorkingHours::written(("hours", self.hours.as_deref()), ("holidays", self.holidays.as_deref()))
    }

    /// Every team that takes part.
    pub fn parties(&self) -> Vec<Party> {
        let teams = |organisation: &Organisation| {
            organisation.teams.iter().map(|team| Party::team(&organisation.name, team)).collect::<Vec<_>>()
        };
        self.organisations.iter().flat_map(teams).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup(more: &str) -> Result<Setup, Error> {
        let text = format!(
            "name = \"Here\"\nphone = \"01234 567 890\"\n{more}\n[front_door]\norganisation = \"Council\"\nteam = \"Desk\"\n\
             [[organisation]]\nname = \"Council\"\nteams = [\"Desk\"]\n"
        );
        Setup::written(&text, "service.toml")
    }

    #[test]
    fn targets_that_exist_outside_are_read_and_a_wrong_one_is_said() {
        assert_eq!(setup("").unwrap().targets().unwrap(), []);
        let targets =
            setup("outside_targets = [\"repair=28d:accepted..job closed\"]").unwrap().targets().unwrap();
        assert_eq!((targets[0].name.as_str(), targets[0].limit), ("repair", 28));
        let wrong = setup("outside_targets = [\"repair=soon\"]").unwrap_err().to_string();
        assert!(
            wrong.starts_with("service.toml, line 3: outside_targets: the target “repair=soon”"),
            "{wrong}"
        );
    }

    #[test]
    fn hours_and_quiet_days_have_a_default_and_what_cannot_be_is_said() {
        let usual = setup("").unwrap();
        assert_eq!((usual.quiet_days, usual.hours.as_deref()), (28, None));
        assert!(
            setup("hours = \"mon-sat 08:00-18:00\"\nholidays = \"wales\"\nquiet_days = 14")
                .is_ok_and(|said| said.quiet_days == 14
                    && said.working_hours().unwrap() != usual.working_hours().unwrap())
        );
        let wrong = |more: &str| setup(more).unwrap_err().to_string();
        let begins = |more: &str, says: &str| {
            let wrong = wrong(more);
            assert!(wrong.starts_with(&format!("service.toml, line 3: {says}")), "{wrong}");
        };
        begins("hours = \"nine to five\"", "hours “nine to five” are no working hours");
        begins("holidays = \"france\"", "holidays “france” are not known");
        begins("quiet_days = 0", "quiet_days is 0");
        begins("quiet_days = 1000000000", "quiet_days is 1000000000; give a number");
        begins("quiet_days = \"ten\"", "invalid type: string \"ten\", expected a whole number");
        begins("quiet = 10", "unknown word `quiet`, expected one of");
    }
}
