//! What may be used in a span of time, by everybody together: one budget for all processes of a service, that goes on where one is
//! started again.

use throughline::error::Error;
use throughline::time::Instant;

use crate::store::Store;

/// Documents of budgets.
const BUDGET: &str = "budget";

/// How much may be used, and in how long.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Of what.
    pub name: &'static str,
    /// At most so much.
    pub most: u64,
    /// In so long, counted from the first that is used.
    pub within_us: i64,
}

impl Store {
    /// Uses so much of a budget, if there is as much left. A clock that was set back begins it anew.
    pub fn uses(&self, budget: Budget, now: Instant, much: u64) -> Result<bool, Error> {
        let Budget { name, most, within_us } = budget;
        self.writer.ask(move |desk| {
            let known = desk.database.document(BUDGET, name)?;
            // What cannot be read is no reason to keep anybody out.
            let (since_us, used): (i64, u64) = known
                .and_then(|body| serde_json::from_str(&body).ok())
                .filter(|(since_us, _)| (0..within_us).contains(&(now.0 - since_us)))
                .unwrap_or((now.0, 0));
            let used = used.saturating_add(much);
            if used > most {
                return Ok(false);
            }
            desk.database.put_document(BUDGET, name, &format!("[{since_us},{used}]"))?;
            Ok(true)
        })
    }
}
