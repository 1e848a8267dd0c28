//! A run of one way of arranging the work, studied as what happens here is.

use std::sync::{Arc, Mutex, PoisonError};

use throughline::error::Error;
use throughline::sourcing::question::Question;
use throughline_sim::kept::filled;

use crate::guard::Service;
use crate::study::{Studied, available_threads};

/// A run has about so many needs at most: whoever opens one waits for it.
const MOST_NEEDS: f64 = 50_000.0;
/// So many are kept at hand.
const KEPT: usize = 8;

/// A run that was studied.
pub(crate) struct OneRun {
    /// What the study says of it.
    pub(crate) studied: Studied,
    /// How many days it is, where the plan says more.
    pub(crate) cut_to_days: Option<u32>,
}

/// Which run it is: of the plan with this fingerprint, of the way at this place.
type Which = (String, usize);

/// Runs that were studied.
#[derive(Default)]
pub(crate) struct OneRuns {
    kept: Mutex<Vec<(Which, Arc<OneRun>)>>,
}

impl OneRuns {
    /// The run of a way, by its place among those of the question. One is made at a time; whoever asks for any meanwhile waits.
    pub(crate) fn of(
        &self,
        service: &Service,
        question: &Question,
        place: usize,
    ) -> Result<Arc<OneRun>, Error> {
        let which = (question.read_from.plan.clone(), place);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = kept.iter().find(|(known, _)| *known == which) {
            return Ok(Arc::clone(known));
        }
        let run = filled(question, place, MOST_NEEDS, available_threads())?;
        let studied = service.studies.of_run(&run.log, run.until, &service.zone);
        let made = Arc::new(OneRun { studied, cut_to_days: run.cut_to_days });
        kept.insert(0, (which, Arc::clone(&made)));
        kept.truncate(KEPT);
        Ok(made)
    }
}
