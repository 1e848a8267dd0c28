//! Which kinds of needs, pools and steps a plan of a log has: those that are frequent. What is rare is pooled, and said.
//!
//! Pools are teams where a few do nearly all of the work, else organisations, else everybody together. A step is an activity in a
//! pool. At most [`MOST_STEPS`] have their own; the rest of each pool is one step, “other work”, and a run of it on a need is
//! one visit, so that its number in a row says nothing.

use std::collections::{BTreeMap, HashMap};

use throughline::log::NONE;
use throughline::wording::{counted, thousands};

use super::seen::{Need, Needs, Seen, What};
use super::traces::Trace;

/// The most steps that have their own entry.
pub(super) const MOST_STEPS: usize = 20;
/// The most pools, and the most kinds of needs.
const MOST_POOLS: usize = 12;
const MOST_KINDS: usize = 6;
/// A pool or a kind with a smaller share is pooled with others.
const LEAST_SHARE: f64 = 0.02;
/// A step seen less often is pooled.
const LEAST_VISITS: u64 = 10;
/// A kind begins at no more steps than this, each of which at least so many needs begin at.
const MOST_ENTRIES: usize = 4;
const LEAST_ENTRY: u64 = 20;

/// By what pools are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Team,
    Organisation,
    Nothing,
}

/// A pool.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    pub(crate) name: String,
    pub(crate) organisation: String,
}

/// A step.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) pool: usize,
    /// Whether it is the rest of its pool.
    pub(crate) rest: bool,
}

/// What was chosen.
pub(crate) struct Choice {
    /// Kinds of needs; once their first steps are known, each with its first step.
    pub(crate) kinds: Vec<String>,
    kind_of: HashMap<u32, usize>,
    /// The first step of each.
    pub(crate) firsts: Vec<usize>,
    /// Of which kind each was before.
    pub(super) kind_before: Vec<usize>,
    /// Which of them a kind is that begins at a step; without a step, at any other.
    entries: HashMap<(usize, Option<usize>), usize>,
    pub(crate) pools: Vec<Pool>,
    by: By,
    pool_of: HashMap<u32, usize>,
    pub(crate) steps: Vec<Step>,
    step_of: HashMap<(u32, usize), usize>,
    rest_of: Vec<usize>,
    /// What was pooled, as sentences.
    pub(crate) says: Vec<String>,
}

/// How often each code of some names occurs, the most frequent first.
fn counted_codes(codes: impl Iterator<Item = u32>) -> Vec<(u32, u64)> {
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    codes.for_each(|code| *counts.entry(code).or_default() += 1);
    let mut counts: Vec<(u32, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    counts
}

/// The most frequent codes with a name and a large enough share.
fn frequent(counts: &[(u32, u64)], most: usize) -> Vec<(u32, u64)> {
    let all: u64 = counts.iter().map(|(_, count)| count).sum();
    let large = |(code, count): &&(u32, u64)| *code != NONE && *count as f64 >= LEAST_SHARE * all as f64;
    counts.iter().filter(large).take(most).copied().collect()
}

fn work(needs: &Needs) -> impl Iterator<Item = &Seen> {
    needs.needs.iter().flat_map(|need| need.events.iter().filter(|seen| seen.takes_time()))
}

impl Choice {
    pub(super) fn of(needs: &Needs) -> Choice {
        let mut choice = Choice {
            kinds: Vec::new(),
            kind_of: HashMap::new(),
            firsts: Vec::new(),
            kind_before: Vec::new(),
            entries: HashMap::new(),
            pools: Vec::new(),
            by: By::Nothing,
            pool_of: HashMap::new(),
            steps: Vec::new(),
            step_of: HashMap::new(),
            rest_of: Vec::new(),
            says: Vec::new(),
        };
        choice.choose_kinds(needs);
        choice.choose_pools(needs);
        choice.choose_steps(needs);
        choice
    }

    fn choose_kinds(&mut self, needs: &Needs) {
        let counts = counted_codes(needs.needs.iter().map(|need| need.kind));
        let own = frequent(&counts, MOST_KINDS);
        if own.len() < 2 {
            self.kinds.push(
                own.first().map_or("need".to_string(), |(code, _)| needs.kinds[*code as usize].clone()),
            );
            return;
        }
        for (place, (code, _)) in own.iter().enumerate() {
            self.kinds.push(needs.kinds[*code as usize].clone());
            self.kind_of.insert(*code, place);
        }
        let rest: u64 =
            counts.iter().filter(|(code, _)| !self.kind_of.contains_key(code)).map(|(_, n)| n).sum();
        if rest > 0 {
            self.says.push(format!(
                "{} of other kinds, or of none that is said, are pooled as “other needs”.",
                counted(rest, "need", "needs")
            ));
            self.kinds.push("other needs".to_string());
        }
    }

    /// Of which kind a need is.
    pub(super) fn kind(&self, need: &Need) -> usize {
        self.kind_of.get(&need.kind).copied().unwrap_or(self.kind_of.len())
    }

    /// Kinds that begin at several steps become a kind for each that is frequent.
    pub(super) fn choose_entries(&mut self, traces: &[Trace]) {
        let mut counts: Vec<BTreeMap<usize, u64>> = vec![BTreeMap::new(); self.kinds.len()];
        for trace in traces {
            *counts[trace.kind].entry(trace.visits[0].step).or_default() += 1;
        }
        let kinds = std::mem::take(&mut self.kinds);
        for (kind, (name, counts)) in kinds.into_iter().zip(counts).enumerate() {
            let all: u64 = counts.values().sum();
            let mut firsts: Vec<(usize, u64)> = counts.into_iter().collect();
            firsts.sort_by_key(|(step, count)| (std::cmp::Reverse(*count), *step));
            let rare = |count: u64| count < LEAST_ENTRY || count * 20 < all;
            let own = 1 + firsts
                .iter()
                .skip(1)
                .take(MOST_ENTRIES - 1)
                .take_while(|(_, count)| !rare(*count))
                .count();
            let others: u64 = firsts.iter().skip(own).map(|(_, count)| count).sum();
            if others > 0 {
                self.says.push(format!(
                    "{} of “{name}” begin at rare steps and are taken to begin at “{}”.",
                    counted(others, "need", "needs"),
                    self.steps[firsts[0].0].name
                ));
            }
            // A kind of which no work is seen begins anywhere.
            firsts.truncate(own);
            self.entries.insert((kind, None), self.kinds.len());
            if firsts.is_empty() {
                firsts.push((0, 0));
            }
            for (step, _) in &firsts {
                self.entries.insert((kind, Some(*step)), self.kinds.len());
                let alone = firsts.len() == 1;
                self.kinds.push(if alone {
                    name.clone()
                } else {
                    format!("{name} ({})", self.steps[*step].name)
                });
                self.firsts.push(*step);
                self.kind_before.push(kind);
            }
        }
    }

    /// Of which kind, with its first step, a need is.
    pub(super) fn entry(&self, trace: &Trace) -> usize {
        let own = self.entries.get(&(trace.kind, Some(trace.visits[0].step)));
        own.copied().unwrap_or_else(|| self.entry_of_kind(trace.kind))
    }

    /// The same of a need whose first step is not known.
    pub(super) fn entry_of_kind(&self, kind: usize) -> usize {
        self.entries.get(&(kind, None)).copied().unwrap_or(0)
    }

    fn choose_pools(&mut self, needs: &Needs) {
        let by = [(By::Team, &needs.teams), (By::Organisation, &needs.organisations)];
        let chosen = by.into_iter().find_map(|(by, names)| {
            let counts = counted_codes(work(needs).map(|seen| code_by(by, seen)));
            let own = frequent(&counts, MOST_POOLS);
            let all: u64 = counts.iter().map(|(_, count)| count).sum();
            let covered: u64 = own.iter().map(|(_, count)| count).sum();
            (!own.is_empty() && covered as f64 >= 0.8 * all as f64).then_some((by, names, own, all - covered))
        });
        let Some((by, names, own, rest)) = chosen else {
            self.pools.push(Pool { name: "everybody".to_string(), organisation: "the service".to_string() });
            if !needs.teams.is_empty() || !needs.organisations.is_empty() {
                self.says.push(
                    "No few teams or organisations do four fifths of the work: everybody is taken as one pool."
                        .to_string(),
                );
            }
            return;
        };
        self.by = by;
        for (code, _) in &own {
            let name = names[*code as usize].clone();
            let organisation = match by {
                By::Team => organisation_of(needs, *code),
                _ => Some(name.clone()),
            };
            self.pool_of.insert(*code, self.pools.len());
            self.pools.push(Pool { name, organisation: organisation.unwrap_or("the service".to_string()) });
        }
        if rest > 0 {
            let what = if by == By::Team { "teams" } else { "organisations" };
            self.says.push(format!(
                "{} of work by other {what}, or by none that is said, are pooled as “others”.",
                counted(rest, "piece", "pieces")
            ));
            self.pools.push(Pool { name: "others".to_string(), organisation: "others".to_string() });
        }
    }

    /// Which pool did a piece of work.
    pub(super) fn pool(&self, seen: &Seen) -> usize {
        match self.by {
            By::Nothing => 0,
            by => self.pool_of.get(&code_by(by, seen)).copied().unwrap_or(self.pools.len() - 1),
        }
    }

    fn choose_steps(&mut self, needs: &Needs) {
        let mut counts: BTreeMap<(u32, usize), u64> = BTreeMap::new();
        // Who asks what has become of a need is answered, and no step further.
        let steps = work(needs).filter(|seen| seen.what == What::Work);
        steps.for_each(|seen| *counts.entry((seen.activity, self.pool(seen))).or_default() += 1);
        let mut counts: Vec<((u32, usize), u64)> = counts.into_iter().collect();
        counts.sort_by_key(|(key, count)| (std::cmp::Reverse(*count), *key));
        let all: u64 = counts.iter().map(|(_, count)| count).sum();
        let own: Vec<(u32, usize)> = counts
            .iter()
            .filter(|(key, count)| key.0 != NONE && *count >= LEAST_VISITS.max(all / 500))
            .take(MOST_STEPS)
            .map(|(key, _)| *key)
            .collect();
        for key in &own {
            let name = &needs.activities[key.0 as usize];
            let alone = own.iter().filter(|other| other.0 == key.0).count() == 1;
            let name = if alone { name.clone() } else { format!("{name} ({})", self.pools[key.1].name) };
            self.step_of.insert(*key, self.steps.len());
            self.steps.push(Step { name, pool: key.1, rest: false });
        }
        self.choose_rest(&counts, all);
    }

    /// The rest of each pool that does any work on needs.
    fn choose_rest(&mut self, counts: &[((u32, usize), u64)], all: u64) {
        let mut pooled = (0, 0);
        self.rest_of = vec![usize::MAX; self.pools.len()];
        for (key, count) in counts.iter().filter(|(key, _)| !self.step_of.contains_key(key)) {
            pooled = (pooled.0 + 1, pooled.1 + count);
            self.rest_of[key.1] = usize::MAX - 1;
        }
        let several = self.rest_of.iter().filter(|rest| **rest == usize::MAX - 1).count() > 1;
        for pool in 0..self.pools.len() {
            let first = self.steps.iter().position(|step| step.pool == pool);
            self.rest_of[pool] = match (self.rest_of[pool], first) {
                (usize::MAX, Some(first)) => first,
                // A pool that only answers who asks has no step.
                (usize::MAX, None) => continue,
                _ => {
                    let name = if several {
                        format!("other work ({})", self.pools[pool].name)
                    } else {
                        "other work".to_string()
                    };
                    self.steps.push(Step { name, pool, rest: true });
                    self.steps.len() - 1
                }
            };
        }
        if pooled.0 > 0 {
            self.says.push(format!(
                "{} too rare for a step of {} own and {} pooled as “other work”: {} of {} pieces of work.",
                counted(pooled.0, "activity is", "activities are"),
                if pooled.0 == 1 { "its" } else { "their" },
                if pooled.0 == 1 { "is" } else { "are" },
                thousands(pooled.1),
                thousands(all)
            ));
        }
    }

    /// Which step a piece of work was.
    pub(super) fn step(&self, seen: &Seen) -> usize {
        let pool = self.pool(seen);
        // Work by a pool that had only answered until then has no step of its own.
        let rest = self.rest_of[pool].min(self.steps.len() - 1);
        self.step_of.get(&(seen.activity, pool)).copied().unwrap_or(rest)
    }
}

fn code_by(by: By, seen: &Seen) -> u32 {
    match by {
        By::Team => seen.team,
        By::Organisation => seen.organisation,
        By::Nothing => NONE,
    }
}

/// The organisation that a team mostly works for.
fn organisation_of(needs: &Needs, team: u32) -> Option<String> {
    let counts = counted_codes(
        work(needs)
            .filter(|seen| seen.team == team && seen.organisation != NONE)
            .map(|seen| seen.organisation),
    );
    counts.first().map(|(code, _)| needs.organisations[*code as usize].clone())
}
