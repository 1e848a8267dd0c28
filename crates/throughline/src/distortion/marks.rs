//! Where no target is declared: is there a pile at one of the customary marks?
//!
//! Clocks: from the first event to the end; from the first event to the first of each of the [`COMMON`] activities that most
//! needs have; and each of the [`STEPS`] most frequent direct steps between two of those. Marks: 5, 10, 14, 20, 28, 30, 42, 56, 60 and 90 days on all of them; 4 hours (in
//! minutes), 24 and 48 hours on the first, where times of day are recorded. So at most 61 clocks are tested, counted in one pass, and only
//! those with 500 durations near a mark are tested. All tests count for the false-discovery rate,
//! and the p-value of a mark is the larger of the curve's and of what the placebos' own spread gives: among hundreds of clocks some are
//! not smooth. Of marks whose windows overlap
//! on one clock the clearest is kept, and of clocks that show the same mark the clearest, for most are the same pile seen twice. A
//! clock of which nearly all durations are one and the same is reported as made by a rule, and a pile on a single day beside a mark is
//! looked at on that day.

use std::cmp::Reverse;

use super::clocks::{Ruler, Stretch, times};
use super::counts::Counts;
use super::limit::{Decision, Judged, LEAST, Limit, RARE, RULE, Why, judge};
use super::pattern::{Looked, Tested, Watched};
use super::threshold::{PATTERN, closes, counts, finding, records_minutes};
use super::weekdays;
use crate::flow::side_by_side::side_by_side;
use crate::flow::spans;
use crate::log::Field;
use crate::reading::{Finding, Verdict, counted};
use crate::time::Unit;

/// Customary marks in days.
const DAYS: [i64; 10] = [5, 10, 14, 20, 28, 30, 42, 56, 60, 90];
/// Customary marks in hours, and in minutes.
const HOURS: [(i64, Unit); 3] = [(240, Unit::Minutes), (24, Unit::Hours), (48, Unit::Hours)];
/// So many activities that most needs have.
const COMMON: usize = 30;
/// At least so many durations within so many times the window before a mark, for the mark to be worth a look (domain.md 4.2, G1).
const LEAST_NEAR: u64 = 200;
const NEAR: i64 = 7;
/// Where nobody declared a limit, a pile must stand out so many times more than at any place where no mark is.
const CLEAR: f64 = 1.5;
/// So many direct steps, the most frequent, are tested.
const STEPS: usize = 30;
/// At most so many rules are reported: the ones that make most times.
const RULES: usize = 5;

/// Whether a limit is a customary mark.
pub(super) fn is_one(limit: &Limit) -> bool {
    match limit.unit {
        Unit::Days => DAYS.contains(&limit.at),
        unit => HOURS.contains(&(limit.at, unit)),
    }
}

/// A mark on a clock, judged.
struct Mark {
    stretch: Stretch,
    limit: Limit,
    judged: Judged,
}

pub(super) fn look(looked: &mut Looked<'_>) -> Tested {
    let mut tested = Tested::default();
    let mut rules: Vec<(u64, Stretch, i64)> = Vec::new();
    let mut clocks = Vec::new();
    let (in_days, in_hours) = clocks_of(looked);
    for (stretch, counts) in in_days {
        match counts.most_frequent() {
            Some((day, count))
                if day >= 2 && count >= LEAST && count as f64 >= RULE * counts.total() as f64 =>
            {
                rules.push((count, stretch, day));
            }
            _ => clocks.push((stretch, counts, DAYS.map(|at| Limit::of(at, Unit::Days)).to_vec())),
        }
    }
    if records_minutes(looked.log) {
        let limits = HOURS.map(|(at, unit)| vec![Limit::of(at, unit)]);
        clocks
            .extend(in_hours.into_iter().zip(limits).map(|(counts, limit)| (Stretch::WHOLE, counts, limit)));
    }
    let (made, marks): (Vec<Mark>, Vec<Mark>) = judged(&clocks, looked.ask.threads)
        .into_iter()
        .partition(|mark| mark.judged.decision == Decision::RuleMade);
    rules.extend(made.iter().filter_map(Mark::rule));
    let (found, mut others): (Vec<Mark>, Vec<Mark>) =
        marks.into_iter().partition(|mark| mark.judged.decision == Decision::Flag);
    // A mark that fails another gate than its chance is never spoken of: see `judged_together`.
    let in_family = |p: f64| if p < RARE { 1.0 } else { p };
    let chances = others.iter().filter_map(|mark| mark.judged.bunch.as_ref().map(|bunch| in_family(bunch.p)));
    tested.others.extend(chances);
    // What a rule ends on a day ends by then on every clock that ends with it.
    let of_a_rule = |mark: &Mark| {
        let window = mark.limit.at - mark.limit.window.below..=mark.limit.at;
        let is =
            |(_, stretch, day): &(u64, Stretch, i64)| stretch.to == mark.stretch.to && window.contains(day);
        mark.limit.unit == Unit::Days && mark.stretch.to.is_some() && rules.iter().any(is)
    };
    let (of_rules, found): (Vec<Mark>, Vec<Mark>) = found.into_iter().partition(of_a_rule);
    tested.others.extend(of_rules.iter().map(|_| 1.0));
    let (clear, same) = clearest(found);
    tested.others.extend(same);
    rules.sort_by_key(|(count, stretch, _)| (Reverse(*count), *stretch));
    // The same day on several clocks is the same rule seen again.
    let mut days = Vec::new();
    rules.retain(|(_, _, day)| {
        !days.contains(day) && {
            days.push(*day);
            true
        }
    });
    let ruled = !rules.is_empty();
    for (_, stretch, day) in rules.into_iter().take(RULES) {
        let watched = watched(looked, stretch, Limit::of(day, Unit::Days));
        let judged = judge(&counts(&watched), &watched.limit, false);
        tested.findings.push(finding(looked, &watched, &judged));
    }
    let any = show(looked, clear, &mut others, &mut tested);
    if !any && (!others.is_empty() || !ruled) {
        tested.findings.push(nothing(looked, &others));
    }
    tested
}

/// The marks that hold when the weekdays of their needs are allowed for, shown and watched; the others join those at which nothing was found.
/// Whether there are any.
fn show(
    looked: &mut Looked<'_>,
    clear: Vec<(Mark, Vec<Stretch>)>,
    others: &mut Vec<Mark>,
    tested: &mut Tested,
) -> bool {
    let mut any = false;
    for (mut mark, again) in clear {
        let watched = watched(looked, mark.stretch, mark.limit.clone());
        mark.judged.with_weekdays(weekdays::of(looked, &watched));
        if mark.judged.decision != Decision::Flag {
            tested.others.push(1.0);
            others.push(mark);
            continue;
        }
        any = true;
        let mut finding = finding(looked, &watched, &mark.judged);
        if !again.is_empty() {
            let clocks = counted(again.len() as u64, "other clock", "other clocks");
            finding.says = format!("{} The same mark shows on {clocks} of these needs.", finding.says);
        }
        tested.findings.push(finding);
        looked.watched.push(watched);
    }
    any
}

/// The marks that can be tested, each judged; in the order of the clocks.
fn judged(clocks: &[(Stretch, Counts, Vec<Limit>)], threads: usize) -> Vec<Mark> {
    let marks = clocks
        .iter()
        .flat_map(|(stretch, counts, limits)| limits.iter().map(move |limit| (*stretch, counts, limit)));
    let mut jobs: Vec<_> = marks.map(|mark| (mark, None)).collect();
    let mut longest_first: Vec<_> = jobs.iter_mut().collect();
    longest_first.sort_by_key(|((_, _, limit), _)| Reverse(limit.window.to));
    side_by_side(
        longest_first.into_iter(),
        threads,
        || (),
        |(), ((stretch, counts, limit), found)| *found = Mark::of(*stretch, limit, counts),
    );
    jobs.into_iter().filter_map(|(_, found)| found).collect()
}

impl Mark {
    /// The mark judged; none if too few durations lie near it or no curve can be laid through them.
    fn of(stretch: Stretch, limit: &Limit, counts: &Counts) -> Option<Mark> {
        let near = NEAR * limit.window.below;
        if counts.between(limit.at - near, limit.at + near) < LEAST_NEAR {
            return None;
        }
        let mut limit = limit.clone();
        let mut judged = judge(counts, &limit, false);
        // What lies on one duration beside the mark has nothing to do with the mark: it is looked at where it is.
        if let (Decision::RuleMade, Why::OneDuration(duration, _)) = (judged.decision, judged.why)
            && duration != limit.at
        {
            limit = Limit::of(duration, limit.unit);
            judged = judge(counts, &limit, false);
        }
        if judged.decision == Decision::RuleMade {
            return Some(Mark { stretch, limit, judged });
        }
        judged.bunch.as_ref()?;
        if let (Some(bunch), Some(placebos)) = (&mut judged.bunch, &judged.placebos) {
            bunch.p = bunch.p.max(placebos.calibrated(bunch.t));
            let clear = bunch.p < RARE && bunch.t >= CLEAR * placebos.largest_t;
            if !clear && judged.decision == Decision::Flag {
                judged.decision = Decision::NoEvidence;
            }
        }
        Some(Mark { stretch, limit, judged })
    }

    /// How many needs a rule seems to make, and on which day; none of a mark in hours.
    fn rule(&self) -> Option<(u64, Stretch, i64)> {
        match self.judged.why {
            Why::OneDuration(day, count) if self.limit.unit == Unit::Days && day == self.limit.at => {
                Some((count, self.stretch, day))
            }
            _ => None,
        }
    }

    fn t(&self) -> f64 {
        self.judged.bunch.as_ref().map_or(f64::NEG_INFINITY, |bunch| bunch.t)
    }
}

/// Of marks that overlap or are the same on several clocks the clearest, with how many others show it, and the chances of those.
fn clearest(mut found: Vec<Mark>) -> (Vec<(Mark, Vec<Stretch>)>, Vec<f64>) {
    found.sort_by(|a, b| b.t().total_cmp(&a.t()).then(a.stretch.cmp(&b.stretch)));
    let mut kept: Vec<(Mark, Vec<Stretch>)> = Vec::new();
    let mut others = Vec::new();
    for mark in found {
        let overlap = |other: &Mark| {
            other.limit.unit == mark.limit.unit
                && (other.limit.at - mark.limit.at).abs()
                    <= other.limit.window.below.max(mark.limit.window.below) + 1
        };
        match kept.iter_mut().find(|(other, _)| overlap(other)) {
            Some((kept, again)) => {
                if mark.stretch != kept.stretch && !again.contains(&mark.stretch) {
                    again.push(mark.stretch);
                }
                others.extend(mark.judged.bunch.map(|bunch| bunch.p));
            }
            None => kept.push((mark, Vec::new())),
        }
    }
    (kept, others)
}

fn watched(looked: &Looked<'_>, stretch: Stretch, limit: Limit) -> Watched {
    Watched {
        name: format!("{} {}", limit.unit.counted(limit.at), stretch.says(looked.log)),
        declared: false,
        closes: closes(stretch, looked.log),
        // Customary marks are watched only where a pile was found.
        pile: true,
        times: times(looked.log, looked.ask, stretch, limit.unit, &looked.working),
        limit,
    }
}

/// One finding for all marks at which nothing was found, with what would be missed.
fn nothing(looked: &Looked<'_>, tested: &[Mark]) -> Finding {
    if tested.is_empty() {
        let why = format!(
            "no target was declared, and no clock of these needs has {LEAST} durations, of at least twelve lengths, near a customary \
             mark; declare one with --target NAME=56d, or come back when there are more"
        );
        return PATTERN.not_enough(looked, &why);
    }
    let seen: Vec<f64> =
        tested.iter().filter_map(|mark| mark.judged.would_see()).map(|(_, share)| share).collect();
    let best = seen.iter().copied().fold(f64::INFINITY, f64::min);
    let miss = if best < 1.0 {
        format!(
            " Where most needs are, we would miss a shift of fewer than about {} of those just after a mark; elsewhere of more.",
            crate::wording::percent(best)
        )
    } else {
        " With so few needs we would miss all but the largest shifts.".to_string()
    };
    let says = format!(
        "No target was declared; at {} customary marks (days 5 to 90, and hours) on {} clocks no evidence was found that a limit \
         changes when work is recorded.{miss}",
        tested.len(),
        {
            let mut clocks: Vec<Stretch> = tested.iter().map(|mark| mark.stretch).collect();
            clocks.sort();
            clocks.dedup();
            clocks.len()
        }
    );
    PATTERN.finding(looked, Verdict::Nothing, says)
}

/// The durations in days on all clocks that are looked at, and the whole ones as each of [`HOURS`] counts them.
fn clocks_of(looked: &Looked<'_>) -> (Vec<(Stretch, Counts)>, [Counts; 3]) {
    let (log, ask) = (looked.log, looked.ask);
    let longest = DAYS.iter().map(|at| Limit::of(*at, Unit::Days).window.to).max().unwrap_or(0);
    let common = common(looked);
    let activity = log.names(Field::Activity);
    let (at_us, codes) = (log.at_us(), activity.map(|activity| activity.codes.all()));
    // For each activity its place among the common ones.
    let mut places = vec![usize::MAX; activity.map_or(0, |activity| activity.names.len())];
    common.iter().enumerate().for_each(|(place, code)| places[*code as usize] = place);
    let many = common.len();
    let stretches: Vec<Stretch> = [Stretch::WHOLE]
        .into_iter()
        .chain(common.iter().map(|to| Stretch { from: None, to: Some(*to), direct: false }))
        .chain(common.iter().flat_map(|from| {
            common.iter().map(|to| Stretch { from: Some(*from), to: Some(*to), direct: true })
        }))
        .collect();
    let parts = spans::each_part(log, ask, |spans| {
        let mut ruler = Ruler::new(Unit::Days, &ask.zone, &looked.working);
        let mut hours = HOURS.map(|(_, unit)| Ruler::new(unit, &ask.zone, &looked.working));
        let mut in_hours = HOURS.map(|(at, unit)| Counts::up_to(Limit::of(at, unit).window.to));
        let mut table = Table::new(stretches.len(), longest);
        let mut seen = vec![u32::MAX; many];
        for span in spans {
            let events = log.need(span.need).events;
            let first_day = ruler.day(span.first_us);
            if span.ended.is_some() {
                table.add(0, ruler.day(span.last_us) - first_day);
                for (counts, ruler) in in_hours.iter_mut().zip(&mut hours) {
                    counts.add(ruler.between(span.first_us, span.last_us), 1);
                }
            }
            let Some(codes) = codes else { continue };
            let mut before: Option<(usize, i64)> = None;
            for event in events {
                let place = places.get(codes.at(event) as usize).copied().unwrap_or(usize::MAX);
                if place == usize::MAX {
                    before = None;
                    continue;
                }
                let day = ruler.day(at_us[event]);
                if seen[place] != span.need {
                    seen[place] = span.need;
                    table.add(1 + place, day - first_day);
                }
                if let Some((from, from_day)) = before {
                    table.add(1 + many + from * many + place, day - from_day);
                }
                before = Some((place, day));
            }
        }
        (table, in_hours)
    });
    let none = || {
        (
            Table::new(stretches.len(), longest),
            HOURS.map(|(at, unit)| Counts::up_to(Limit::of(at, unit).window.to)),
        )
    };
    let and = |(table, in_hours): (Table, [Counts; 3]), (more, hours): (Table, [Counts; 3])| {
        (table.and(more), std::array::from_fn(|place| in_hours[place].clone().and(&hours[place])))
    };
    let (all, in_hours) = parts.into_iter().reduce(and).unwrap_or_else(none);
    let counted = stretches.into_iter().enumerate().map(|(clock, stretch)| (stretch, all.counts(clock)));
    let enough = counted.filter(|(_, counts)| counts.total() >= LEAST);
    let (mut steps, mut clocks): (Vec<_>, Vec<_>) = enough.partition(|(stretch, _)| stretch.direct);
    steps.sort_by_key(|(stretch, counts)| (Reverse(counts.total()), *stretch));
    steps.truncate(STEPS);
    clocks.append(&mut steps);
    (clocks, in_hours)
}

/// The activities that most needs have, the commonest first.
fn common(looked: &Looked<'_>) -> Vec<u32> {
    let Some(activity) = looked.log.names(Field::Activity) else { return Vec::new() };
    let kinds = activity.names.len();
    let parts = looked.log.each_part(looked.ask.threads, |needs| {
        let (mut counts, mut seen) = (vec![0_u64; kinds], vec![u32::MAX; kinds]);
        for need in needs {
            for code in activity.codes.part(need.events).known() {
                if seen[code as usize] != need.index {
                    seen[code as usize] = need.index;
                    counts[code as usize] += 1;
                }
            }
        }
        counts
    });
    let mut counts = vec![0_u64; kinds];
    parts.iter().for_each(|part| counts.iter_mut().zip(part).for_each(|(sum, more)| *sum += more));
    let mut codes: Vec<u32> = (0..kinds as u32).filter(|code| counts[*code as usize] >= LEAST).collect();
    codes.sort_by_key(|code| (Reverse(counts[*code as usize]), *code));
    codes.truncate(COMMON);
    codes
}

/// Durations of many clocks, clock by clock.
struct Table {
    /// Cells of one clock: one for each duration, and one for longer ones.
    width: usize,
    cells: Vec<u32>,
}

impl Table {
    fn new(clocks: usize, longest: i64) -> Table {
        let width = longest as usize + 2;
        Table { width, cells: vec![0; clocks * width] }
    }

    #[inline]
    fn add(&mut self, clock: usize, duration: i64) {
        if let Ok(duration) = usize::try_from(duration) {
            self.cells[clock * self.width + duration.min(self.width - 1)] += 1;
        }
    }

    fn and(mut self, other: Table) -> Table {
        self.cells.iter_mut().zip(&other.cells).for_each(|(mine, theirs)| *mine += theirs);
        self
    }

    fn counts(&self, clock: usize) -> Counts {
        let cells = &self.cells[clock * self.width..(clock + 1) * self.width];
        let mut counts = Counts::up_to(self.width as i64 - 2);
        (0..).zip(cells).for_each(|(duration, count)| counts.add(duration, u64::from(*count)));
        counts
    }
}
