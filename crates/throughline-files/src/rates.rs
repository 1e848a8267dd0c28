//! What work costs, as a TOML file that people write (docs/rates.md says how).

use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use throughline::error::Error;
use throughline::money::rates::{ActivityTime, Fixed, Grade, Group, Known, Price, Rates, pence_per_minute};
use throughline::time::Instant;

use crate::job::shorten;
use crate::toml_text;

/// The share of paid minutes in which work can be done, where the file does not say (measures.md section 5: .75 to .85; ask).
const PRACTICAL_SHARE: f64 = 0.8;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    pence_on_top: bool,
    #[serde(default)]
    group: Vec<toml::Spanned<WrittenGroup>>,
    #[serde(default)]
    activity: Vec<toml::Spanned<WrittenActivity>>,
    #[serde(default)]
    price: Vec<toml::Spanned<WrittenPrice>>,
    #[serde(default)]
    fixed: Vec<toml::Spanned<WrittenFixed>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenGroup {
    name: String,
    organisation: Option<String>,
    team: Option<String>,
    role: Option<String>,
    annual_pounds: Option<f64>,
    paid_minutes: Option<f64>,
    hour_pounds: Option<f64>,
    #[serde(default = "practical_share")]
    practical_share: f64,
    #[serde(default)]
    overhead: f64,
    payer: String,
    grade: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenActivity {
    activity: String,
    minutes: f64,
    sample: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPrice {
    activity: String,
    organisation: Option<String>,
    pounds: f64,
    #[serde(default)]
    on_top: bool,
    payer: String,
    grade: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFixed {
    name: String,
    pounds: f64,
    from: String,
    until: String,
    payer: String,
    grade: String,
    source: String,
}

fn practical_share() -> f64 {
    PRACTICAL_SHARE
}

/// The rates in a file. Its days are days of this zone.
pub fn read(path: &Path, zone: &TimeZone) -> Result<Rates, Error> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| crate::source::unreadable(&name, "the rates", &error))?;
    from_toml(&text, &name, zone)
}

/// The rates that a TOML file says; `name` is what to call the file in messages.
pub fn from_toml(text: &str, name: &str, zone: &TimeZone) -> Result<Rates, Error> {
    let at = |place: usize, says: &str| Error::in_text(name, text, place, says);
    let written: Written =
        toml::from_str(text).map_err(|error| at(toml_text::place(&error), error.message()))?;
    let mut rates = Rates { pence_on_top: written.pence_on_top, ..Rates::default() };
    for one in written.group {
        let place = one.span().start;
        let one = group(one.into_inner()).map_err(|says| at(place, &says))?;
        apart(&rates.groups, &one).map_err(|says| at(place, &says))?;
        rates.groups.push(one);
    }
    for one in written.activity {
        let place = one.span().start;
        rates.activities.push(activity(one.into_inner()).map_err(|says| at(place, &says))?);
    }
    for one in written.price {
        let place = one.span().start;
        let one = price(one.into_inner()).map_err(|says| at(place, &says))?;
        priced_once(&rates.prices, &one).map_err(|says| at(place, &says))?;
        rates.prices.push(one);
    }
    for one in written.fixed {
        let place = one.span().start;
        rates.fixed.push(fixed(one.into_inner(), zone).map_err(|says| at(place, &says))?);
    }
    if rates == (Rates { pence_on_top: rates.pence_on_top, ..Rates::default() }) {
        return Err(Error::asked(format!(
            "{name} says no rates: give [[group]], [[activity]], [[price]] or [[fixed]] (docs/rates.md)"
        )));
    }
    Ok(rates)
}

fn group(written: WrittenGroup) -> Result<Group, String> {
    let name = shorten(&written.name);
    // An hour of pay is sixty paid minutes.
    let (pence, minutes) = match (written.annual_pounds, written.paid_minutes, written.hour_pounds) {
        (Some(annual), Some(minutes), None) => (annual * 100.0, minutes),
        (None, _, Some(hour)) => (hour * 100.0, 60.0),
        (Some(_), None, None) => {
            return Err(format!("“{name}” has annual_pounds, so it needs paid_minutes (of a year) too"));
        }
        _ => return Err(format!("“{name}” needs either annual_pounds and paid_minutes, or hour_pounds")),
    };
    let rate = pence_per_minute(pence, minutes, written.practical_share, written.overhead).ok_or(format!(
        "the figures of “{name}” give no rate: money and overhead are not below 0, minutes are above 0, practical_share is above 0 \
         and at most 1"
    ))?;
    if written.paid_minutes.is_some_and(|minutes| !(minutes.is_finite() && minutes > 0.0)) {
        return Err(format!("the paid_minutes of “{name}” are minutes of a year, above 0"));
    }
    Ok(Group {
        organisation: written.organisation,
        team: written.team,
        role: written.role,
        pence_per_minute: rate,
        paid_minutes_a_year: written.paid_minutes,
        overhead: written.overhead,
        known: known(written.payer, &written.grade, written.source)?,
        name: written.name,
    })
}

/// That no group before is of the same work: nothing would say which rate holds.
fn apart(before: &[Group], one: &Group) -> Result<(), String> {
    let of = |group: &Group| [&group.organisation, &group.team, &group.role].map(Clone::clone);
    let same = before.iter().find(|other| of(other) == of(one));
    same.map_or(Ok(()), |same| {
        Err(format!(
            "“{}” and “{}” are paid for the same work, so nothing says which rate holds: say in one of them which organisation, team or \
             role it is, or take one away",
            shorten(&same.name),
            shorten(&one.name)
        ))
    })
}

/// That no price before is of the same activity and organisation.
fn priced_once(before: &[Price], one: &Price) -> Result<(), String> {
    let of = |price: &Price| (price.activity.clone(), price.organisation.clone());
    if before.iter().all(|other| of(other) != of(one)) {
        return Ok(());
    }
    Err(format!(
        "“{}” has a price already, so nothing says which holds: say in one of them which organisation it is of, or take one away",
        shorten(&one.activity)
    ))
}

fn activity(written: WrittenActivity) -> Result<ActivityTime, String> {
    if !(written.minutes.is_finite() && written.minutes >= 0.0) {
        return Err(format!("the minutes of “{}” are not a number from 0 on", shorten(&written.activity)));
    }
    Ok(ActivityTime { activity: written.activity, minutes: written.minutes, sample: written.sample })
}

fn price(written: WrittenPrice) -> Result<Price, String> {
    if !(written.pounds.is_finite() && written.pounds >= 0.0) {
        return Err(format!(
            "the price of “{}” is not a number of pounds from 0 on",
            shorten(&written.activity)
        ));
    }
    Ok(Price {
        organisation: written.organisation,
        pence: written.pounds * 100.0,
        on_top: written.on_top,
        known: known(written.payer, &written.grade, written.source)?,
        activity: written.activity,
    })
}

fn fixed(written: WrittenFixed, zone: &TimeZone) -> Result<Fixed, String> {
    let name = shorten(&written.name);
    let day = |key: &str, text: &str| -> Result<Instant, String> {
        let day: Date = text
            .parse()
            .map_err(|_| format!("`{key}` of “{name}” is a day such as 2024-04-01, not “{text}”"))?;
        let start = day.to_zoned(zone.clone()).map_err(|error| format!("`{key}` of “{name}”: {error}"))?;
        Ok(Instant(start.timestamp().as_microsecond()))
    };
    let (from, until) = (day("from", &written.from)?, day("until", &written.until)?);
    if from >= until {
        return Err(format!("“{name}” ends before it starts; `until` is the first day after it"));
    }
    if !written.pounds.is_finite() {
        return Err(format!("the pounds of “{name}” are not a number"));
    }
    let known = known(written.payer, &written.grade, written.source)?;
    Ok(Fixed { name: written.name, pence: written.pounds * 100.0, from, until, known })
}

fn known(payer: String, grade: &str, source: String) -> Result<Known, String> {
    let grade =
        [Grade::A, Grade::B, Grade::C, Grade::D].into_iter().find(|known| known.letter() == grade.trim());
    let grade = grade.ok_or(
        "`grade` says how the figure is known: A from a ledger, payroll or audit; B from a contract, tariff or published unit \
         cost; C estimated by those who do the work; D judged, or claimed by somebody who sells"
            .to_string(),
    )?;
    Ok(Known { payer, grade, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Rates, String> {
        from_toml(text, "rates.toml", &TimeZone::UTC).map_err(|error| error.to_string())
    }

    const GROUP: &str =
        "[[group]]\nname = \"centre\"\npayer = \"Council\"\ngrade = \"A\"\nsource = \"payroll\"\n";

    #[test]
    fn everything_that_can_be_said_is_read() {
        let rates = read(&format!(
            "{GROUP}organisation = \"Contact centre\"\nannual_pounds = 420000\npaid_minutes = 1188000\n\
             [[activity]]\nactivity = \"visit\"\nminutes = 45.5\nsample = 34\n\
             [[price]]\nactivity = \"visit\"\npounds = 12.34\npayer = \"Council\"\ngrade = \"B\"\nsource = \"contract\"\n\
             [[fixed]]\nname = \"client side\"\npounds = 100.0\nfrom = \"2024-04-01\"\nuntil = \"2025-04-01\"\npayer = \"Council\"\n\
             grade = \"C\"\nsource = \"asked\"\n"
        ))
        .unwrap();
        assert!((rates.groups[0].pence_per_minute - 44.191_919_191_9).abs() < 1e-9);
        assert_eq!(rates.groups[0].paid_minutes_a_year, Some(1_188_000.0));
        assert_eq!((rates.activities[0].minutes, rates.activities[0].sample), (45.5, 34));
        assert!((rates.prices[0].pence - 1234.0).abs() < 1e-9);
        assert!(!rates.prices[0].on_top && !rates.pence_on_top);
        assert_eq!(rates.fixed[0].from.to_string(), "2024-04-01T00:00:00Z");
        assert_eq!(rates.fixed[0].known.grade, Grade::C);
    }

    #[test]
    fn costs_add_only_where_the_rates_say_so() {
        let rates = read(&format!(
            "pence_on_top = true\n{GROUP}hour_pounds = 24.0\n\
             [[price]]\nactivity = \"visit\"\npounds = 12.34\non_top = true\npayer = \"Council\"\ngrade = \"B\"\nsource = \"contract\"\n"
        ))
        .unwrap();
        assert!(rates.prices[0].on_top && rates.pence_on_top);
        assert!(read("pence_on_top = true").unwrap_err().contains("says no rates"));
    }

    #[test]
    fn an_hour_of_pay_is_sixty_paid_minutes() {
        let rates =
            read(&format!("{GROUP}hour_pounds = 24.0\npractical_share = 0.75\noverhead = 0.5\n")).unwrap();
        assert!((rates.groups[0].pence_per_minute - 2400.0 / 60.0 / 0.75 * 1.5).abs() < 1e-9);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, says) in [
            (String::new(), "says no rates"),
            ("group = 1".to_string(), "line 1"),
            (GROUP.to_string(), "line 1: “centre” needs either"),
            (format!("{GROUP}annual_pounds = 1.0\n"), "paid_minutes"),
            (format!("{GROUP}hour_pounds = -1.0\n"), "give no rate"),
            (format!("{GROUP}hour_pounds = nan\n"), "give no rate"),
            (format!("{GROUP}hour_pounds = 1.0\npractical_share = 2.0\n"), "give no rate"),
            (format!("{GROUP}hour_pounds = 1.0\nsalary = 2.0\n"), "salary"),
            (GROUP.replace("\"A\"", "\"E\"") + "hour_pounds = 1.0\n", "`grade` says how"),
            (
                "\n[[fixed]]\nname = \"x\"\npounds = 1.0\nfrom = \"1 April\"\nuntil = \"2025-04-01\"\npayer = \"\"\ngrade = \"A\"\n\
                 source = \"\"\n"
                    .to_string(),
                "line 2: `from` of “x” is a day",
            ),
            (
                "[[fixed]]\nname = \"x\"\npounds = 1.0\nfrom = \"2025-04-01\"\nuntil = \"2024-04-01\"\npayer = \"\"\ngrade = \"A\"\n\
                 source = \"\"\n"
                    .to_string(),
                "ends before it starts",
            ),
            (
                format!("{GROUP}hour_pounds = 1.0\n{}hour_pounds = 2.0\n", GROUP.replace("centre", "desk")),
                "line 7: “centre” and “desk” are paid for the same work",
            ),
            (
                "[[price]]\nactivity = \"call\"\npounds = 1.0\npayer = \"\"\ngrade = \"A\"\nsource = \"\"\n".repeat(2),
                "line 7: “call” has a price already",
            ),
        ] {
            let found = read(&text).unwrap_err();
            assert!(found.starts_with("rates.toml") && found.contains(says), "{found} ({text})");
        }
    }
}
