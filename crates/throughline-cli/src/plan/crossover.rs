//! Where one number would turn the answer: what was asked, and looking for it.

use std::sync::atomic::Ordering;

use throughline::error::Error;
use throughline::sourcing::answer::Answer;
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

    /// Looks for it between the two that cost least, and adds it to the answer; without any costs there is only a sentence.
    pub(super) fn look(
        &self,
        question: &Question,
        answer: &mut Answer,
        asked: &Asked<'_>,
    ) -> Result<(), Error> {
        let Some((first, second)) = answer.leading else {
            let says = "Nothing costs anything in this plan, so no number turns which way costs least.";
            answer.says.push(says.to_string());
            return Ok(());
        };
        let found = crossover(question, self.place, (self.low, self.high), (first, second), asked)?;
        // Stopped in between, it would be of some of the futures, or of none.
        if asked.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        let names = [first, second].map(|place| answer.standings[place].name.as_str());
        let says = found.says(&question.plan.amounts[self.place], names);
        answer.says.push(says);
        answer.crossovers.push(found);
        Ok(())
    }
}
