//! Numbers that a plan takes from what is known of outsourcing elsewhere: `share = "default:client_side"` has the table's value, range, source
//! and grade ([`throughline::sourcing::defaults`]). Nothing is taken that a plan does not ask for so.

use throughline::error::Error;
use throughline::sourcing::amount::{Amount, Grade, Known};
use throughline::sourcing::defaults::{Figure, default};

use super::tree::{Item, Table, Value};

/// The default that an item names; `None` where it names none.
pub(super) fn asked(table: &Table<'_>, key: &str, item: &Item) -> Result<Option<&'static Figure>, Error> {
    let Value::Text(text) = &item.value else { return Ok(None) };
    let Some(name) = text.strip_prefix("default:") else { return Ok(None) };
    default(name.trim())
        .map(Some)
        .map_err(|error| table.wrong_at(item.line, format_args!("`{}`: {error}", table.path_of(key))))
}

/// What a default is counted in, as numbers of plans are.
fn counted_in(figure: &Figure) -> &'static str {
    let kinds = ["share a year", "share", "pounds a year", "pounds", "months", "years"];
    kinds.into_iter().find(|kind| figure.unit.starts_with(kind)).unwrap_or("")
}

/// A default as the number under a key that is counted in a unit and lies between two ends.
pub(super) fn amount(
    (table, key, item): (&Table<'_>, &str, &Item),
    figure: &'static Figure,
    unit: &'static str,
    (least, most): (f64, f64),
) -> Result<Amount, Error> {
    let path = table.path_of(key);
    let wrong = |says: String| table.wrong_at(item.line, format_args!("`{path}`: {says}"));
    let Some(value) = figure.central else {
        return Err(wrong(format!(
            "the default {} has no value, as nobody could say one ({}); write your own",
            figure.name, figure.basis
        )));
    };
    if counted_in(figure) != unit {
        let unit = if unit.is_empty() { "a plain number" } else { unit };
        return Err(wrong(format!(
            "the default {} is counted in {} and this is counted in {unit}; work it out, and write {{ v = …, lo = …, hi = …, source = \"{}\" }}",
            figure.name, figure.unit, figure.source
        )));
    }
    let range = figure.range();
    let ends = range.map_or([value, value], |range| [range.low, range.high]);
    if ends.iter().any(|end| !(least..=most).contains(end)) {
        return Err(wrong(format!(
            "the default {} lies from {} to {}, which this cannot; write your own",
            figure.name, ends[0], ends[1]
        )));
    }
    let known = if figure.grade == Grade::Judgement { Known::Judged } else { Known::Quoted };
    Ok(Amount {
        line: item.line,
        within: (least, most),
        unit,
        range,
        source: Some(format!("{}, {}: default {}", figure.source, figure.dated, figure.name)),
        known,
        grade: Some(figure.grade),
        ..Amount::taken(path, value)
    })
}

#[cfg(test)]
mod tests {
    use throughline::sourcing::question::Question;
    use throughline::sourcing::unwritten;

    use super::*;
    use crate::plan::from_toml;

    /// A desk whose work may go to a firm for three years at 100,000 pounds a year.
    fn plan(more: &str) -> Result<Question, Error> {
        let plan = format!(
            r#"
[scenario]
days = 365
[demand.n]
rate_per_day = 5
[pool.p]
org = "Council"
staff = 2
[step.a]
pool = "p"
time = "1h"
[option.out]
move = ["p -> Firm"]
contract = {{ kind = "fixed", supplier = "Firm", annual = 100_000, years = 3 }}
{more}
"#
        );
        from_toml(&plan, "p.toml")
    }

    fn amount(question: &Question, path: &str) -> Amount {
        question.plan.amounts.iter().find(|amount| amount.path == path).unwrap().clone()
    }

    #[test]
    fn a_default_has_its_range_source_and_grade() {
        let question = plan("monitoring = { share = \"default:client_side\" }").unwrap();
        let share = amount(&question, "option.out.monitoring.share");
        let range = share.range.unwrap();
        assert_eq!((share.value, range.low, range.high), (0.04, 0.02, 0.08));
        assert_eq!(
            (share.grade, share.known, share.line, share.unit),
            (Some(Grade::D), Known::Quoted, 15, "share")
        );
        assert!(share.source_told().unwrap().ends_with("2008: default client_side (grade D)"), "{share:?}");
        let months = plan("procurement = { months = \"default:procurement_time\" }").unwrap();
        assert_eq!(amount(&months, "option.out.procurement.months").value, 5.0);
    }

    #[test]
    fn what_a_default_cannot_be_is_said_with_its_line() {
        for (more, says) in [
            (
                "monitoring = { share = \"default:client\" }",
                "no default is called “client”; there are saving_claimed",
            ),
            (
                "sites_per_year = \"default:client_side\"",
                "is counted in share of annual value and this is counted in pounds a year",
            ),
            (
                "monitoring = { share = \"default:local_team_effect\" }",
                "has no value, as nobody could say one",
            ),
            (
                "monitoring = { share = \"default:optimism_bias_equipment\" }",
                "lies from 0.1 to 2, which this cannot",
            ),
        ] {
            let error = plan(more).unwrap_err().to_string();
            assert!(error.starts_with("p.toml, line 15: ") && error.contains(says), "{error}");
        }
    }

    #[test]
    fn a_source_may_have_a_grade() {
        let said = |grade: &str| {
            plan(&format!("sites_per_year = {{ v = 9, source = \"an audit\", grade = \"{grade}\" }}"))
        };
        let graded = amount(&said("A").unwrap(), "option.out.sites_per_year");
        assert_eq!(graded.source_told().as_deref(), Some("an audit (grade A)"));
        assert!(said("E").unwrap_err().to_string().contains("write one of A, B, C, D, judgement"));
    }

    /// Nothing is taken that is not written, and what is written is not named; choosing a supplier costs 2.7 % of 300,000 pounds.
    #[test]
    fn what_nobody_wrote_of_a_contract_is_named_with_what_is_known() {
        let none = unwritten::of(&plan("").unwrap());
        assert_eq!(none.len(), 6, "{none:?}");
        let cost = none.iter().find(|one| one.what == "what choosing a supplier costs").unwrap();
        assert!(cost.write.contains("{ v = 8100, lo = 3000, hi = 15000 }"), "{}", cost.write);
        assert!(
            cost.known().starts_with("2.7 %, from 1 % to 5 % of contract (grade A: S92"),
            "{}",
            cost.known()
        );
        let says = unwritten::sentences(&none);
        assert!(
            says.len() == 1
                && says[0].contains("Not in the sums of out, as nobody wrote it: how long choosing"),
            "{says:?}"
        );
        let more = "monitoring = { share = 0 }\nprocurement = { months = 5, cost = 0 }";
        let fewer: Vec<String> =
            unwritten::of(&plan(more).unwrap()).iter().map(|one| one.what.clone()).collect();
        let left = [
            "what a change of what is wanted costs",
            "what leaving before the end of the term costs",
            "tax that the buyer cannot recover",
        ];
        assert_eq!(fewer, left);
    }
}
