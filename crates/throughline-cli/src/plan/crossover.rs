//! Where one number would turn the answer, as a sentence beside what the plan says of it.

use throughline::error::Error;
use throughline::sourcing::answer::{Answer, pounds};
use throughline::sourcing::plan::Number;
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

    /// Which two are compared: the two that cost least where the number matters to one of them, else one that it matters to and the base.
    /// A sentence where none are.
    fn two(&self, question: &Question, answer: &Answer) -> Result<(usize, usize), String> {
        let path = &question.plan.amounts[self.place].path;
        let matters_to = |place: usize| question.arrangements[place].uses().contains(&Number(self.place));
        if answer.standings.iter().all(|standing| standing.pounds_per_need_met_mean == 0.0) {
            return Err(
                "Nothing costs anything in this plan, so no number turns which way costs least.".to_string()
            );
        }
        let others = || 1..question.arrangements.len();
        // What only the service as it is uses is told by any other way beside it.
        let touched = others().find(|place| matters_to(*place)).or_else(|| others().find(|_| matters_to(0)));
        match answer.leading {
            Some((first, second)) if matters_to(first) || matters_to(second) => Ok((first, second)),
            None => Err(format!(
                "Where {path} would turn the answer is not said: there are no two ways whose costs can be compared."
            )),
            Some(_) => touched.map(|place| (place, 0)).ok_or_else(|| {
                format!("{path} turns nothing: none of the ways of arranging the work uses it for anything that is paid.")
            }),
        }
    }

    /// The sentence, which says which two are compared.
    pub(super) fn says(
        &self,
        question: &Question,
        answer: &Answer,
        asked: &Asked<'_>,
    ) -> Result<String, Error> {
        let (first, second) = match self.two(question, answer) {
            Ok(two) => two,
            Err(says) => return Ok(says),
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
        let says = match found {
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
        };
        let of_the_best = answer.leading.is_none_or(|pair| pair == (first, second));
        let instead = format!(
            "Neither of the two that cost least uses {path}, so {} and {} are compared: ",
            names[0], names[1]
        );
        Ok(if of_the_best { says } else { instead + &says })
    }
}
