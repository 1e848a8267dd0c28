//! Plans of how the work could be arranged, as the service keeps them: each is a text (docs/plan.md), with every text it had before, who
//! changed what, and what its runs answered.

mod one_run;
mod runs;

use std::sync::{Mutex, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use throughline::contact::sharing::{may_arrange, may_read_plan};
use throughline::error::Error;
use throughline::sourcing::question::Question;
use throughline::time::Instant;
use throughline_files::plan::from_toml;
use throughline_store::Store;

use crate::accounts::secret;
use crate::asked::Asked;
use crate::guard::{Door, SignedIn};
use crate::reply::Stop;

use one_run::OneRuns;
pub(crate) use runs::{Going, Runs, Seen};

/// Documents of plans, of the texts they had before, of what runs answered, and of those answers as pages.
const PLAN: &str = "plan";
const BEFORE: &str = "plan_before";
const RUN: &str = "plan_run";
const PAGE: &str = "plan_page";

/// What a plan is called that cannot be read.
const UNREADABLE: &str = "a plan that cannot be read";

/// The largest text of a plan: hundreds of times the demo's.
const MOST_TEXT_BYTES: usize = 1 << 20;

/// A plan.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// The plan as TOML.
    pub(crate) text: String,
    /// Whose it is.
    pub(crate) organisation: String,
    /// Whether everybody who signs in may read it.
    pub(crate) is_shared: bool,
    /// What was changed, the earliest first; the first is that it was made.
    pub(crate) changes: Vec<Changed>,
}

/// A change of a plan.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Changed {
    /// When, in microseconds of UTC.
    pub(crate) at_us: i64,
    /// By whom.
    pub(crate) by: String,
    /// What.
    pub(crate) what: String,
}

/// What a run answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Run {
    /// When it was asked for, in microseconds of UTC.
    pub(crate) at_us: i64,
    /// Who asked for it.
    pub(crate) by: String,
    /// Of which text, by how many changes it had had.
    pub(crate) version: usize,
    /// That text.
    pub(crate) text: String,
    /// Over how many futures, and why no more.
    pub(crate) ended: String,
    /// What can be said.
    pub(crate) says: Vec<String>,
    /// The figures of each way of arranging the work.
    pub(crate) standings: Vec<(String, Vec<(String, String)>)>,
}

impl Run {
    /// What was asked: of the text as it was then.
    pub(crate) fn question(&self) -> Result<Question, Error> {
        from_toml(&self.text, "the plan")
    }
}

impl Kept {
    /// How often it was changed, which says which text it is.
    pub(crate) fn version(&self) -> usize {
        self.changes.len()
    }

    /// What it asks. It was read before it was kept; a program of another version may see it differently.
    fn question(&self) -> Result<Question, Error> {
        from_toml(&self.text, "the plan")
    }

    /// What it is called.
    pub(crate) fn name(&self) -> String {
        self.question().map_or(UNREADABLE.to_string(), |question| question.plan.name)
    }
}

fn written<T: Serialize>(of: &T) -> Result<String, Error> {
    serde_json::to_string(of).map_err(|why| Error::failed(why.to_string()))
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, Error> {
    serde_json::from_str(body).map_err(|why| Error::failed(format!("a plan is damaged: {why}")))
}

/// The name of a document that belongs to a plan.
fn numbered(plan: &str, number: usize) -> String {
    format!("{plan} {number:06}")
}

/// Somebody who may make plans.
pub(crate) struct Arranges(SignedIn);

impl std::ops::Deref for Arranges {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl Arranges {
    pub(crate) fn of(door: &Door, asked: &Asked) -> Result<Arranges, Stop> {
        let who = SignedIn::of(door, asked)?;
        if may_arrange(who.account.role) {
            return Ok(Arranges(who));
        }
        Err(Stop::NotYours(
            "Plans are made by managers and commissioners. Those that are shared can be read.".to_string(),
        ))
    }

    /// Keeps a new plan; answers what it is known by.
    pub(crate) fn makes(&self, now: Instant, text: String, what: String) -> Result<String, Stop> {
        let organisation = self.account.seat.organisation.clone();
        checked(&text)?;
        let changes = vec![Changed { at_us: now.0, by: by(self), what }];
        let kept = Kept { text, organisation, is_shared: false, changes };
        let id: String = secret().map_err(|why| Stop::Failed(why.to_string()))?.chars().take(12).collect();
        self.service.store.put_document(PLAN, &id, written(&kept)?)?;
        Ok(id)
    }
}

/// Who somebody is to those who read a plan: where they sit, as a plan is an organisation's.
pub(crate) fn by(who: &SignedIn) -> String {
    let seat = &who.account.seat;
    format!("{}, {}, {}", seat.worker, seat.team, seat.organisation)
}

fn checked(text: &str) -> Result<(), Stop> {
    if text.len() > MOST_TEXT_BYTES {
        return Err(Stop::TooLarge);
    }
    from_toml(text, "the plan")?;
    Ok(())
}

/// Somebody who signed in, and a plan that they may read.
pub(crate) struct ReadsPlan {
    pub(crate) who: SignedIn,
    /// What it is known by.
    pub(crate) id: String,
    pub(crate) kept: Kept,
    /// What it asks: read once for all that a page says of it.
    read: Result<Question, Error>,
    pub(crate) may_change: bool,
}

impl ReadsPlan {
    pub(crate) fn of(door: &Door, asked: &Asked) -> Result<ReadsPlan, Stop> {
        let who = SignedIn::of(door, asked)?;
        let id = asked.part("plan")?.to_string();
        let body = who.service.store.document(PLAN, &id)?.ok_or(Stop::NotFound)?;
        let kept: Kept = read(&body)?;
        let (role, seat) = (who.account.role, &who.account.seat);
        if !may_read_plan(role, seat, &kept.organisation, kept.is_shared) {
            return Err(Stop::NotFound);
        }
        let may_change = may_read_plan(role, seat, &kept.organisation, false);
        let read = kept.question();
        Ok(ReadsPlan { who, id, kept, read, may_change })
    }

    /// What it asks.
    pub(crate) fn question(&self) -> Result<&Question, Stop> {
        self.read.as_ref().map_err(|why| Stop::wrong(why.to_string()))
    }

    /// What it is called.
    pub(crate) fn name(&self) -> &str {
        self.read.as_ref().map_or(UNREADABLE, |question| &question.plan.name)
    }

    /// The path of a page of this plan.
    pub(crate) fn path(&self, page: &str) -> String {
        format!("/desk/plan/{}{page}", self.id)
    }

    /// The same, for those who may change it.
    pub(crate) fn to_change(door: &Door, asked: &Asked) -> Result<ReadsPlan, Stop> {
        let reads = ReadsPlan::of(door, asked)?;
        if reads.may_change {
            return Ok(reads);
        }
        Err(Stop::NotYours(format!(
            "This plan is changed by managers and commissioners of {}.",
            reads.kept.organisation
        )))
    }

    /// Keeps another text in place of this one, which stays among those before. The form says which text it was made from: what somebody
    /// else changed meanwhile is not written over.
    pub(crate) fn changes(&self, asked: &Asked, text: String, what: String) -> Result<(), Stop> {
        checked(&text)?;
        self.keeps(asked, |kept| {
            kept.text = text;
            kept.changes.push(Changed { at_us: asked.now().0, by: by(&self.who), what });
        })
    }

    /// Shares it with everybody who signs in, or no more.
    pub(crate) fn shares(&self, asked: &Asked, is_shared: bool) -> Result<(), Stop> {
        let what = if is_shared { "shared with everybody who signs in" } else { "shared no more" };
        self.keeps(asked, |kept| {
            kept.is_shared = is_shared;
            kept.changes.push(Changed { at_us: asked.now().0, by: by(&self.who), what: what.to_string() });
        })
    }

    fn keeps(&self, asked: &Asked, change: impl FnOnce(&mut Kept)) -> Result<(), Stop> {
        let store = &self.who.service.store;
        // One at a time in this process; the writer orders those of others.
        let _one = self.who.service.plans.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let body = store.document(PLAN, &self.id)?.ok_or(Stop::NotFound)?;
        let mut kept: Kept = read(&body)?;
        if asked.field("version") != kept.version().to_string() {
            let last = kept.changes.last().map_or("", |last| last.by.as_str());
            return Err(Stop::wrong(format!(
                "this plan was changed meanwhile by {last}; open it again, look at what changed, and make your change once more"
            )));
        }
        store.put_document(BEFORE, &numbered(&self.id, kept.version()), kept.text.clone())?;
        change(&mut kept);
        store.put_document(PLAN, &self.id, written(&kept)?)?;
        Ok(())
    }

    /// The text it had after so many changes.
    pub(crate) fn text_of(&self, version: usize) -> Result<String, Stop> {
        if version == self.kept.version() {
            return Ok(self.kept.text.clone());
        }
        self.who.service.store.document(BEFORE, &numbered(&self.id, version))?.ok_or(Stop::NotFound)
    }

    /// What its runs answered, the latest first, each with its number.
    pub(crate) fn runs(&self) -> Result<Vec<(usize, Run)>, Stop> {
        runs_of(&self.who.service.store, &self.id).map_err(Stop::from)
    }

    /// The answer of a run as a page.
    pub(crate) fn page(&self, number: usize) -> Result<String, Stop> {
        self.who.service.store.document(PAGE, &numbered(&self.id, number))?.ok_or(Stop::NotFound)
    }
}

fn runs_of(store: &Store, plan: &str) -> Result<Vec<(usize, Run)>, Error> {
    let mut all = Vec::new();
    for (name, body) in store.documents(RUN)?.into_iter().rev() {
        let number = name.strip_prefix(plan).and_then(|rest| rest.trim().parse().ok());
        if let Some(number) = number {
            all.push((number, read(&body)?));
        }
    }
    Ok(all)
}

/// What the last run of a plan answered, with its number: of one that is among those that somebody may read.
pub(crate) fn last_run(who: &SignedIn, plan: &str) -> Result<Option<(usize, Run)>, Stop> {
    Ok(runs_of(&who.service.store, plan)?.into_iter().next())
}

/// All plans that somebody may read, with what each is known by; the one changed last first.
pub(crate) fn readable(who: &SignedIn) -> Result<Vec<(String, Kept)>, Stop> {
    let mut all = Vec::new();
    for (id, body) in who.service.store.documents(PLAN)? {
        let kept: Kept = read(&body)?;
        if may_read_plan(who.account.role, &who.account.seat, &kept.organisation, kept.is_shared) {
            all.push((id, kept));
        }
    }
    all.sort_by_key(|(_, kept)| std::cmp::Reverse(kept.changes.last().map(|last| last.at_us)));
    Ok(all)
}

/// What the service has for plans.
#[derive(Default)]
pub(crate) struct Plans {
    /// Held while one is changed.
    changing: Mutex<()>,
    /// Those that run now.
    pub(crate) runs: Runs,
    /// Runs of single ways, as they were studied.
    pub(crate) one_runs: OneRuns,
}
