//! Where one number would turn the answer: what was asked, and looking for it.

use std::sync::atomic::Ordering;

use throughline::error::Error;
use throughline::sourcing::answer::Answer;
use throughline::sourcing::plan::Number;
use throughline::sourcing::question::Question;
use throughline_sim::crossover::crossover;
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

    /// Looks for it between two ways, and adds it to the answer, saying which they are; where none are compared there is only a sentence.
    pub(super) fn look(
        &self,
        question: &Question,
        answer: &mut Answer,
        asked: &Asked<'_>,
    ) -> Result<(), Error> {
        let (first, second) = match self.two(question, answer) {
            Ok(two) => two,
            Err(says) => {
                answer.says.push(says);
                return Ok(());
            }
        };
        let found = crossover(question, self.place, (self.low, self.high), (first, second), asked)?;
        // Stopped in between, it would be of some of the futures, or of none.
        if asked.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        let names = [first, second].map(|place| answer.standings[place].name.as_str());
        let amount = &question.plan.amounts[self.place];
        let mut says = found.says(amount, names);
        if answer.leading != Some((first, second)) {
            let [one, other] = names;
            let path = &amount.path;
            says = format!(
                "Neither of the two that cost least uses {path}, so {one} and {other} are compared: {says}"
            );
        }
        answer.says.push(says);
        if found.points.is_empty() {
            return Ok(());
        }
        // What was tried stands before curves through the futures, and in place of the one of the same number.
        answer.crossovers.retain(|one| !one.through_futures || one.number != self.place);
        let before = answer.crossovers.iter().take_while(|one| !one.through_futures).count();
        answer.crossovers.insert(before, found);
        Ok(())
    }
}
