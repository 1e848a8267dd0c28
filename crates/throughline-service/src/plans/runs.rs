//! Plans that are run, one after the other and beside everything else: how far each is, and what can be said so far.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use maud::{PreEscaped, html};
use throughline::error::Error;
use throughline::reading::Reading;
use throughline::sourcing::answer::{Answer, Standing};
use throughline::sourcing::appraisal::compared;
use throughline::sourcing::outcome::Outcome;
use throughline::sourcing::question::Question;
use throughline::statistics::spread::Mean;
use throughline_sim::answered::{Answered, answered, futures};
use throughline_sim::decide::{Asked as Looked, Decided};
use throughline_sim::deciding::{FEWEST_ROWS, MOST, NOT_SPLIT, deciding};
use throughline_sim::flows::flows;
use throughline_store::Store;
use throughline_web::plan::Around;

use super::{PAGE, RUN, ReadsPlan, Run, by, numbered, runs_of, written};
use crate::asked::Asked;
use crate::guard::Service;
use crate::here::said_here;
use crate::reply::Stop;
use crate::screens::plans::shown::{one_run, query};
use crate::study::available_threads;

/// How long the service waits for runs to end when it is stopped: a future of a large plan takes seconds.
const TO_END: Duration = Duration::from_secs(30);

/// Those that run, by what their plan is known by.
#[derive(Default)]
pub(crate) struct Runs {
    going: Mutex<HashMap<String, Arc<Going>>>,
    /// Held by the one whose turn it is: people at the front door come first, so plans do not take all cores.
    turn: Mutex<()>,
}

/// A plan that is run.
pub(crate) struct Going {
    /// Who asked for it.
    pub(crate) by: String,
    /// How many futures there are at most.
    pub(crate) all: u64,
    /// By how many pairs of futures what decides is split; none where nobody asked for it.
    pairs: usize,
    done: AtomicU64,
    stop: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    seen: Vec<Seen>,
    wrong: Option<String>,
}

/// What could be said after so many futures.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// After how many.
    pub(crate) futures: usize,
    /// For each way, what each need met costs in pounds; `None` where none was met in some future.
    pub(crate) pounds: Vec<(String, Option<Mean>)>,
    /// For each way but the base, how much less that is than in the base.
    pub(crate) less: Vec<(String, Option<Mean>)>,
}

impl Seen {
    fn of(question: &Question, decided: &Decided) -> Seen {
        let pounds = |place: usize| -> Vec<Option<f64>> {
            decided.outcomes[place].iter().map(Outcome::pounds_per_need_met).collect()
        };
        let mean = |values: Vec<Option<f64>>| {
            let known = values.iter().all(Option::is_some);
            known.then(|| compared::mean(&values)).flatten()
        };
        let base = pounds(0);
        let less = |place: usize| {
            let pairs = base.iter().zip(pounds(place));
            mean(pairs.map(|(base, own)| Some((*base)? - own?)).collect())
        };
        let names = || question.arrangements.iter().map(|one| one.name.clone()).enumerate();
        Seen {
            futures: decided.drawn.len(),
            pounds: names().map(|(place, name)| (name, mean(pounds(place)))).collect(),
            less: names().skip(1).map(|(place, name)| (name, less(place))).collect(),
        }
    }
}

impl Going {
    /// How many futures are done.
    pub(crate) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// What could be said, after more and more futures.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).seen.clone()
    }

    /// Why it came to nothing, if it did.
    pub(crate) fn wrong(&self) -> Option<String> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).wrong.clone()
    }

    fn sees(&self, seen: Seen) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).seen.push(seen);
    }
}

impl Runs {
    /// The run of a plan that goes on, or came to nothing.
    pub(crate) fn of(&self, plan: &str) -> Option<Arc<Going>> {
        self.all().get(plan).cloned()
    }

    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Going>>> {
        self.going.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends a run; what was looked at until then is its answer.
    pub(crate) fn stop(&self, plan: &str) {
        if let Some(going) = self.of(plan) {
            going.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Ends all runs, as the service is stopped, and waits until what was looked at until then is kept.
    pub(crate) fn end(&self) {
        let begun = Instant::now();
        loop {
            let mut going: Vec<Arc<Going>> = self.all().values().cloned().collect();
            going.retain(|going| going.wrong().is_none());
            if going.is_empty() || begun.elapsed() > TO_END {
                return;
            }
            going.iter().for_each(|going| going.stop.store(true, Ordering::Relaxed));
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl ReadsPlan {
    /// Begins a run of it, unless one goes on.
    pub(crate) fn runs_it(&self, asked: &Asked, splits: bool) -> Result<(), Stop> {
        let question = self.question()?.clone();
        let runs = &self.who.service.plans.runs;
        let mut all = runs.all();
        if all.get(&self.id).is_some_and(|going| going.wrong().is_none()) {
            return Ok(());
        }
        let pairs = if splits { FEWEST_ROWS as usize } else { 0 };
        let going = Arc::new(Going {
            by: by(&self.who),
            all: futures(&question) + (pairs * (2 + MOST)) as u64,
            pairs,
            done: AtomicU64::new(0),
            stop: AtomicBool::new(false),
            state: Mutex::default(),
        });
        all.insert(self.id.clone(), Arc::clone(&going));
        drop(all);
        let (service, id, kept) = (Arc::clone(&self.who.service), self.id.clone(), self.kept.clone());
        let (at, back) = (asked.now(), self.path(""));
        let lived = move || {
            let looked = || {
                looked(&service, &question, &going).and_then(|done| {
                    let number = next(&service.store, &id)?;
                    Ok(made(&question, done, (&back, number)))
                })
            };
            let made = catch_unwind(AssertUnwindSafe(looked))
                .unwrap_or_else(|_| Err(Error::failed("the run broke; the log of the service says how")));
            let run = |Made { number, standings, says, ended, page }: Made| {
                let run = Run {
                    at_us: at.0,
                    by: going.by.clone(),
                    version: kept.version(),
                    text: kept.text.clone(),
                    ended,
                    says,
                    standings,
                };
                keep(&service.store, (&id, number), &run, page)
            };
            match made.and_then(run) {
                Ok(()) => {
                    service.plans.runs.all().remove(&id);
                }
                Err(why) => {
                    going.state.lock().unwrap_or_else(PoisonError::into_inner).wrong = Some(why.to_string());
                }
            }
        };
        let started = std::thread::Builder::new().name("plan".to_string()).spawn(lived);
        if let Err(why) = started {
            runs.all().remove(&self.id);
            return Err(Stop::Failed(format!("no thread can be started: {why}")));
        }
        Ok(())
    }
}

/// What a run came to, to be kept.
struct Made {
    number: usize,
    standings: Vec<(String, Vec<(String, String)>)>,
    says: Vec<String>,
    ended: String,
    page: String,
}

/// The answer, over how many futures, and how the work goes in a run of each way.
type Done = (Answer, String, Vec<Reading>);

fn looked(service: &Service, question: &Question, going: &Going) -> Result<Done, Error> {
    let _turn = service.plans.runs.turn.lock().unwrap_or_else(PoisonError::into_inner);
    let asked = Looked {
        seed: question.plan.seed,
        threads: (available_threads() - 1).max(1),
        stop: &going.stop,
        done: &going.done,
    };
    let Answered { mut answer, ended, stopped } =
        answered(question, &asked, |decided| going.sees(Seen::of(question, decided)))?;
    if going.pairs > 0 && !stopped {
        answer.deciding = deciding(question, &answer, going.pairs, &asked)?;
        if answer.deciding.is_none() {
            let says = if going.stop.load(Ordering::Relaxed) { LEFT_OUT } else { NOT_SPLIT };
            answer.says.push(says.to_string());
        }
    }
    Ok((answer, ended, flows(question, asked.threads)))
}

/// What is said of a run that was stopped while what decides was split.
const LEFT_OUT: &str = "What decides is not split into shares: this run was stopped meanwhile.";

fn made(question: &Question, (answer, ended, flows): Done, (back, number): (&str, usize)) -> Made {
    let above = html! { nav aria-label="Back" { a href=(back) { "Back to the plan" } } };
    let run = |way: &str| format!("{back}{}", one_run(number, way));
    let at = |path: &str| format!("{back}/number?path={}", query(path));
    let service = Some(throughline_web::plan::Service { above: &above, run: &run, number: &at });
    let page = throughline_web::plan::page(question, &answer, &ended, &Around { flows: &flows, service });
    let page = said_here(PreEscaped(page)).into_string();
    let mut says = answer.says.clone();
    if let Some(regret) = &answer.regret {
        // Beside the first sentence, which is of the plan's own course.
        says.insert(says.len().min(1), regret.says());
    }
    let lines = |standing: &Standing| (standing.name.clone(), standing.lines());
    Made { number, standings: answer.standings.iter().map(lines).collect(), says, ended, page }
}

/// The number of the next run of a plan.
fn next(store: &Store, plan: &str) -> Result<usize, Error> {
    Ok(runs_of(store, plan)?.first().map_or(1, |(number, _)| number + 1))
}

/// Keeps what a run answered: the page first, so that no run is listed without it.
fn keep(store: &Store, (plan, number): (&str, usize), run: &Run, page: String) -> Result<(), Error> {
    store.put_document(PAGE, &numbered(plan, number), page)?;
    store.put_document(RUN, &numbered(plan, number), written(run)?)
}
