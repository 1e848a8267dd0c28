//! What is true of a place that was made, counted from what happened in it and from nothing that a study works out.

use std::collections::{BTreeMap, HashMap};

use throughline::statistics::random::Random;

use crate::kind::{Body, Kind};
use crate::place::{Class, Place, lettings_end, weekday};
use crate::truth;
use crate::when::{self, DAY, DAYS, Minute};

/// What is true of a place.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// Contacts.
    pub contacts: u64,
    /// Needs.
    pub needs: u64,
    /// Of contacts that are value or failure, the share of failure: seen from the system, from the organisation that answered.
    pub failure: [f64; 2],
    /// Contacts of failure demand, by who caused and who answered them.
    pub balance: BTreeMap<(Body, Body), u64>,
    /// How often work crosses from one organisation to another.
    pub crossings: u64,
    /// Needs not passed on until the person asked.
    pub not_passed_on: u64,
    /// The share of needs, old enough, that were dealt with in one go.
    pub one_stop: f64,
    /// Jobs closed inside the limit that would have been later.
    pub moved: u64,
    /// How much more often those closed just inside the limit come back than those closed earlier: of like with like, as [`more_come_back`]
    /// weighs them, and over all that were closed just inside it.
    pub come_back: [f64; 2],
    /// What was paid, in pence, by payer.
    pub pence: BTreeMap<&'static str, f64>,
    /// What a need that ended cost on average, in pence.
    pub mean_pence: f64,
    /// How many days the weekly median of lettings fell.
    pub lettings_days: f64,
    /// Days that the planned works, which nobody closes, add to what Little's law gives.
    pub hidden_days: f64,
    /// Needs that were not met at the end of the two years, or not known to be.
    pub open: u64,
}

/// One thing that happened to a need.
struct Happened {
    at: Minute,
    by: Body,
    person: u32,
    kind: Option<Kind>,
    pence: f64,
    closes: bool,
    says_end: bool,
}

/// The pence of so many tenths of a minute of somebody paid so much an hour.
fn pay(tenths: u32, hour_pounds: f64) -> f64 {
    f64::from(tenths) / 10.0 * hour_pounds * 100.0 / (60.0 * truth::PRACTICAL_SHARE) * (1.0 + truth::OVERHEAD)
}

/// Counts what is true.
pub fn counted(place: &Place) -> Counted {
    let needs = needs(place);
    let last = needs.values().flatten().map(|one| one.at).max().unwrap_or(0);
    let mut counted = Counted {
        contacts: place.contacts.len() as u64,
        needs: needs.len() as u64,
        not_passed_on: place.not_passed_on,
        moved: place.jobs.iter().filter(|job| job.moved && job.closed.is_some()).count() as u64,
        come_back: more_come_back(place, last),
        lettings_days: lettings_days(),
        one_stop: one_stop(&needs, last),
        ..Counted::default()
    };
    let mut ended = (0.0, 0);
    let mut recent = 0;
    for need in needs.values() {
        counted.crossings += need.windows(2).filter(|two| two[0].by != two[1].by).count() as u64;
        recent += u64::from(need[0].at > last - 364 * DAY);
        for one in need {
            let payer = if one.by == Body::Charity { "Advice charity" } else { "Council" };
            *counted.pence.entry(payer).or_default() += one.pence;
        }
        match has_ended(need, last) {
            true => ended = (ended.0 + need.iter().map(|one| one.pence).sum::<f64>(), ended.1 + 1),
            false => counted.open += 1,
        }
    }
    // Of money by the period the part counts that lies between the first event and the last.
    let first = needs.values().flatten().map(|one| one.at).min().unwrap_or(0);
    let part = (last - first) as f64 / when::END as f64;
    *counted.pence.entry("Council").or_default() += truth::CLIENT_SIDE_POUNDS * 100.0 * part;
    counted.mean_pence = ended.0 / f64::from(ended.1);
    counted.hidden_days = place.planned as f64 / (recent as f64 / 364.0);
    count_classes(place, &mut counted);
    counted
}

/// Of each kind and quarter of a year: what share of those closed in the last four days up to the limit was moved there, times how much
/// more often such a job is not done. The first figure weighs them as Mantel and Haenszel do (near times before over both, before being the
/// 14 days ahead of those four), which is what a comparison of like with like asks for; the second by how many were near.
fn more_come_back(place: &Place, last: Minute) -> [f64; 2] {
    // Near, of them moved, before.
    let mut strata: BTreeMap<(Kind, i64), [f64; 3]> = BTreeMap::new();
    for job in &place.jobs {
        let Some(closed) = job.closed.filter(|closed| *closed <= last - 28 * DAY) else { continue };
        let days = when::day(closed) - when::day(job.raised);
        let stratum = strata.entry((job.kind, when::day(closed) / 91)).or_default();
        match truth::LIMIT_DAYS - days {
            0..=3 => {
                stratum[0] += 1.0;
                stratum[1] += f64::from(u8::from(job.moved));
            }
            4..=17 => stratum[2] += 1.0,
            _ => {}
        }
    }
    let more = truth::MOVED_UNFINISHED - truth::REPAIR_FAILS;
    let weighed = |weight: fn(&[f64; 3]) -> f64| {
        let both = || strata.values().filter(|all| all[0] > 0.0 && all[2] > 0.0);
        let sum = both().map(|all| weight(all) * all[1] / all[0] * more).sum::<f64>();
        sum / both().map(weight).sum::<f64>()
    };
    [weighed(|all| all[0] * all[2] / (all[0] + all[2])), weighed(|all| all[0])]
}

fn count_classes(place: &Place, counted: &mut Counted) {
    let (mut told, mut failed, mut own) = (0, 0, 0);
    for contact in &place.contacts {
        told += u64::from(contact.class != Class::Other);
        if let Class::Failure(by) = contact.class {
            failed += 1;
            own += u64::from(by == contact.body);
            *counted.balance.entry((by, contact.body)).or_default() += 1;
        }
    }
    counted.failure = [failed, own].map(|count| count as f64 / told as f64);
}

/// Everything that happened, by need, in order of time.
fn needs(place: &Place) -> HashMap<u32, Vec<Happened>> {
    let mut needs: HashMap<u32, Vec<Happened>> = HashMap::new();
    for contact in &place.contacts {
        let pounds = if contact.body == Body::Charity {
            truth::CHARITY_HOUR_POUNDS
        } else {
            truth::CONTACT_HOUR_POUNDS
        };
        needs.entry(contact.need).or_default().push(Happened {
            at: contact.at,
            by: contact.body,
            person: contact.person,
            kind: Some(contact.kind),
            pence: pay(contact.tenths, pounds),
            closes: false,
            says_end: false,
        });
    }
    for job in &place.jobs {
        for (at, closes) in [(Some(job.raised), false), (job.visited, false), (job.closed, true)] {
            let Some(at) = at else { continue };
            let pence = if closes { truth::JOB_POUNDS * 100.0 } else { 0.0 };
            let (by, person) = (Body::Contractor, job.person);
            needs.entry(job.need).or_default().push(Happened {
                at,
                by,
                person,
                kind: None,
                pence,
                closes,
                says_end: true,
            });
        }
    }
    for step in &place.steps {
        needs.entry(step.need).or_default().push(Happened {
            at: step.at,
            by: Body::SharedOffice,
            person: u32::MAX,
            kind: None,
            pence: pay(step.tenths, truth::OFFICE_HOUR_POUNDS),
            closes: step.done == crate::place::ANSWER_GIVEN,
            says_end: true,
        });
    }
    needs.values_mut().for_each(|need| need.sort_by_key(|one| one.at));
    needs
}

/// Whether a need has ended: its last event closes it, or nothing says when it ends and it has been quiet for 30 days.
fn has_ended(need: &[Happened], last: Minute) -> bool {
    let end = need[need.len() - 1].at;
    let closed = need.iter().any(|one| one.closes && one.at == end);
    let says_end = need.iter().any(|one| one.says_end);
    closed || (!says_end && end <= last - 30 * DAY)
}

/// The share of needs with one contact in 30 days, and no other of the person and kind opened in them.
fn one_stop(needs: &HashMap<u32, Vec<Happened>>, last: Minute) -> f64 {
    let within = 30 * DAY;
    let mut opened: HashMap<(u32, Kind), Vec<Minute>> = HashMap::new();
    for need in needs.values() {
        if let Some(kind) = need[0].kind {
            opened.entry((need[0].person, kind)).or_default().push(need[0].at);
        }
    }
    let (mut old, mut once) = (0, 0);
    for need in needs.values() {
        let mut contacts = need.iter().filter(|one| one.kind.is_some());
        let Some(first) = contacts.next().filter(|first| first.at + within <= last) else { continue };
        let soon = |at: Minute| at > first.at && at <= first.at + within;
        let again = contacts.next().is_some_and(|next| soon(next.at));
        let others = first.kind.and_then(|kind| opened.get(&(first.person, kind)));
        let back = others.is_some_and(|others| others.iter().any(|at| soon(*at)));
        old += 1;
        once += i32::from(!again && !back);
    }
    f64::from(once) / f64::from(old)
}

/// How many days the weekly median of lettings falls: of so many needs that chance hardly moves it, the mean of the full weeks from the
/// twelfth to the change, less that of the full weeks from it to eight weeks before the end.
fn lettings_days() -> f64 {
    const EACH_DAY: usize = 300;
    let mut random = Random::new(1, "lettings");
    let mut weeks: Vec<Vec<i64>> = vec![Vec::new(); (DAYS / 7) as usize];
    for day in 0..DAYS {
        for _ in 0..EACH_DAY {
            let end = weekday(lettings_end(day, &mut random).max(day + 2));
            if let Some(week) = weeks.get_mut((end / 7) as usize) {
                week.push(end - day);
            }
        }
    }
    let median = |week: &mut Vec<i64>| {
        week.sort_unstable();
        // Days are whole here: a median between two is where half of those of that day lie.
        let middle = week[week.len() / 2];
        let below = week.partition_point(|days| *days < middle);
        let upto = week.partition_point(|days| *days <= middle);
        middle as f64 - 0.5 + (week.len() as f64 / 2.0 - below as f64) / (upto - below).max(1) as f64
    };
    let change = (when::day_of(truth::REDESIGN_FROM) / 7) as usize;
    let until = weeks.len() - 8;
    let mut mean = |range: std::ops::Range<usize>| {
        let count = range.len() as f64;
        weeks[range].iter_mut().map(median).sum::<f64>() / count
    };
    mean(12..change) - mean(change..until)
}
