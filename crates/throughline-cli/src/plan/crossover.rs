//! Where one number would turn the answer, as a sentence beside what the plan says of it.

use throughline::error::Error;
use throughline::sourcing::answer::{Answer, pounds};
use throughline::sourcing::question::Question;
use throughline::wording::{counted, three};
use throughline_sim::crossover::{Crossover, Difference, crossover};
use throughline_sim::decide::Asked;

/// What was asked: a number by its path, and between which values.
pub(super) struct Sought {
    place: usize,
    low: f64,
    high: f64,
}

impl Sought {
    /// From `PATH=LOW..HIGH`.
    pub(super) fn of(question: &Question, text: &str) -> Result<Sought, Error> {
        let form = || {
            Error::asked(format!(
                "--crossover “{text}” is not PATH=LOW..HIGH, such as failure.per_handoff=0..1"
            ))
        };
        let (path, ends) = text.rsplit_once('=').ok_or_else(form)?;
        let (low, high) = ends.split_once("..").ok_or_else(form)?;
        let end = |text: &str| text.trim().parse::<f64>().ok().filter(|end| end.is_finite()).ok_or_else(form);
        let (low, high) = (end(low)?, end(high)?);
        if low >= high {
            return Err(Error::asked(format!(
                "--crossover “{text}” ends at or before it begins; write the lower value first"
            )));
        }
        let amounts = &question.plan.amounts;
        let place = amounts.iter().position(|amount| amount.path == path.trim());
        let place = place.ok_or_else(|| {
            Error::asked(format!(
                "--crossover: “{path}” is no number of this plan; --json lists them all under `assumptions`"
            ))
        })?;
        Ok(Sought { place, low, high })
    }

    /// The sentence for the two that cost least.
    pub(super) fn says(
        &self,
        question: &Question,
        answer: &Answer,
        asked: &Asked<'_>,
    ) -> Result<String, Error> {
        let Some((first, second)) = answer.leading else {
            return Ok(
                "Nothing costs anything in this plan, so no number turns which way costs least.".to_string()
            );
        };
        let amount = &question.plan.amounts[self.place];
        let names = [first, second].map(|place| answer.standings[place].name.as_str());
        let found = crossover(question, self.place, (self.low, self.high), (first, second), asked)?;
        let unit = if amount.unit.is_empty() { String::new() } else { format!(" {}", amount.unit) };
        let believed = match amount.range {
            Some(range) => format!(
                "the plan says {} ({} to {})",
                three(amount.value),
                three(range.low),
                three(range.high)
            ),
            None => format!("the plan says {}, as if it were exact", three(amount.value)),
        };
        let path = &amount.path;
        let futures = counted(found.futures as u64, "future", "futures");
        Ok(match found {
            Crossover { at: Some((at, (low, high))), low: below, .. } => {
                let [cheaper, dearer] = if below.less_pounds > 0.0 { names } else { [names[1], names[0]] };
                format!(
                    "{cheaper} costs less than {dearer} for each need met unless {path} is above {}{unit} (95 %: {} to {}; {futures}); {believed}.",
                    three(at),
                    three(low),
                    three(high)
                )
            }
            Crossover { low: below, high: above, .. } => {
                let [cheaper, dearer] = if below.less_pounds > 0.0 { names } else { [names[1], names[0]] };
                let less = |at: Difference| pounds(at.less_pounds.abs());
                format!(
                    "{cheaper} costs less than {dearer} for each need met wherever {path} lies between {} and {}{unit}: by {} to {} ({futures}); \
                     {believed}.",
                    three(below.value),
                    three(above.value),
                    less(below),
                    less(above)
                )
            }
        })
    }
}
