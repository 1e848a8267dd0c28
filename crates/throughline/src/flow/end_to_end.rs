//! How long a need takes from the first words to the end, with those still open kept in view.
//!
//! Question: how long do people wait until it is sorted? Formula: two views side by side. **As recorded**: time(last event) -
//! time(first event) of every need, open or not: n, mean, median, p90 (linear between the two nearest, Hyndman and Fan type 7);
//! equal to pm4py's case durations. **True for those still waiting too**: the Kaplan-Meier curve of needs by opening date,
//! open ones censored at the end of observation (where ends are inferred from quiet days: so many days before it, since it is
//! not known of later ones whether they have ended); 95 % interval on the log(-log) scale (see `statistics::survival`). Sources: domain.md 8.2
//! measure 3; Kaplan and Meier, JASA 53, 1958. Why not the mean of closed needs: it looks better the longer the hard ones are
//! left open. Where it misleads: when a need ends is only as true as its source (see `spans`); people who give up end too.

use super::quiet::quiet;
use super::side_by_side::sum;
use super::spans::{self, Ended, Rule, Spans, rule};
use crate::log::Log;
use crate::reading::{
    Ask, Distribution, Item, LEAST_FOR_HALF, LEAST_FOR_TENTH, Measure, Number, Reading, Shape, Table, counted,
};
use crate::statistics::survival::Survival;
use crate::time::{self, SECOND_US};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "end_to_end",
    asks: "How long does a need take from the first words to the end?",
    unit: "seconds",
    formula: "time(last) - time(first) of every need; Kaplan-Meier by opening date, open needs censored now, or, where an end is known only \
              from quiet days, so many days before now",
    source: "Kaplan and Meier, JASA 53, 1958; interval on the log(-log) scale, as R survfit",
    misleads: "An end is only as true as its source; people who gave up have ended too.",
    read,
};

/// What is known of end-to-end time.
#[derive(Debug, Clone, PartialEq)]
pub struct EndToEnd {
    /// How many needs.
    pub n: u64,
    /// How many of them are open at the end of observation.
    pub open: u64,
    /// How many of those are quiet ([`quiet`](super::quiet)): inferred, and open all the same.
    pub quiet: u64,
    /// Mean of last minus first event over all needs.
    pub mean_s: f64,
    /// Median of the same.
    pub median_s: f64,
    /// Of ten needs, nine are shorter.
    pub p90_s: f64,
    /// How many ended by the person's word, by a closing activity, by quiet.
    pub ended_by: [u64; 3],
    /// In how many something was written after their end.
    pub written_after: u64,
    /// How many opened when it could no longer be seen whether they end, and so are not on the curve.
    pub opened_later: u64,
    /// The curve.
    pub survival: Survival,
}

/// The longest list of points a reading shows of the curve.
const POINTS: usize = 200;

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(all) = end_to_end(log, ask) else {
        return Reading::not_enough("there are no needs in this log");
    };
    let [median, p90] = [0.5, 0.1].map(|share| all.survival.time_of(share));
    let median = median.filter(|_| known_by(&all.survival, 0.5) >= LEAST_FOR_HALF);
    let p90 = p90.filter(|_| known_by(&all.survival, 0.1) >= LEAST_FOR_TENTH);
    let single = if median.is_some_and(|found| found.0 == 0) { of_one_event(log, ask) } else { 0 };
    let says = if single * 2 > all.n {
        of_the_others(log, ask, single, &all)
    } else {
        sentence(log, ask, &all, median.map(|found| found.0), p90.map(|found| found.0))
    };
    let count = |name, count: u64| Number::exact(name, count as f64);
    let numbers = vec![
        count("n", all.n),
        count("open", all.open),
        count("open_quiet", all.quiet),
        Number::exact("mean_s", all.mean_s),
        Number::exact("median_s", all.median_s),
        Number::exact("p90_s", all.p90_s),
        count("ended_by_word", all.ended_by[0]),
        count("ended_by_closing", all.ended_by[1]),
        count("ended_by_quiet", all.ended_by[2]),
        count("written_after_end", all.written_after),
        survival_number("survival_median_s", median),
        survival_number("survival_p90_s", p90),
    ];
    let curve = curve(&all.survival);
    let too_early = median.is_none();
    Reading::of(
        says,
        all.n,
        "needs",
        Shape::Distribution(Distribution { numbers, curve_name: "survival", curve }),
    )
    .leaving_out(
        "needs opened too late to see whether they end (kept out of the curve only)",
        all.opened_later,
    )
    .too_early(too_early)
}

/// How many needs the time rests on at which no more than a share is still open: those that had ended before it, and those that were watched for so
/// long. Of a hundred that came an hour ago and one that ended after days only that one tells of days. All, where the curve does not reach it.
fn known_by(curve: &Survival, share: f64) -> usize {
    let Some((at_us, ..)) = curve.time_of(share) else { return curve.waiting(i64::MIN) as usize };
    curve.ended_us().partition_point(|ended_us| *ended_us < at_us) + curve.waiting(at_us) as usize
}

/// What is said of it, with the times by which half and nine tenths have ended, where those are known.
fn sentence(log: &Log, ask: &Ask, all: &EndToEnd, median_us: Option<i64>, p90_us: Option<i64>) -> String {
    let counting = match all.open {
        0 => String::new(),
        open => format!(", counting the {} still open", crate::reading::thousands(open)),
    };
    let ended = ended_in_words(log, ask, all);
    let [half, tenth] = [0.5, 0.1].map(|share| known_by(&all.survival, share));
    match (median_us, p90_us) {
        _ if half < LEAST_FOR_HALF && all.survival.time_of(0.5).is_some() => format!(
            "{} known for long enough, too few to say how long half of such needs take ({LEAST_FOR_HALF} are needed){counting}. {ended}",
            counted(half as u64, "need is", "needs are"),
        ),
        (Some(median_us), None) if tenth < LEAST_FOR_TENTH => format!(
            "Half of the needs take longer than {}{counting}; {tenth} are too few to say it of the slowest tenth ({LEAST_FOR_TENTH} are \
             needed). {ended}",
            time::plain(seconds(median_us)),
        ),
        (Some(median_us), Some(p90_us)) => format!(
            "Half of the needs take longer than {}, one in ten longer than {}{}. {}",
            time::plain(seconds(median_us)),
            time::plain(seconds(p90_us)),
            counting,
            ended,
        ),
        (Some(median_us), None) => format!(
            "Half of the needs take longer than {}{}; how long the slowest tenth takes is not known yet. {}",
            time::plain(seconds(median_us)),
            counting,
            ended,
        ),
        _ if too_short(log, ask) => format!(
            "Whether any of the {} has ended cannot be known: nobody has been watched for longer than the {} quiet days after \
             which a need counts as ended, as no source says when it does; ask with fewer (--quiet-days) or with a later end of \
             observation (--now).",
            counted(all.n, "need", "needs"),
            ask.quiet_days,
        ),
        _ => format!(
            "More than half of the {} are open or not known to have ended, so how long half of them take is not known yet. {}",
            counted(all.n, "need", "needs"),
            ended,
        ),
    }
}

/// How many needs have ended of which one instant is all that is known: there is nothing to time in them.
fn of_one_event(log: &Log, ask: &Ask) -> u64 {
    let single = |span: &spans::Span| {
        span.ended.is_some() && span.length_us() == 0 && log.need(span.need).events.len() == 1
    };
    spans::each_part(log, ask, |spans| spans.filter(single).count() as u64).iter().sum()
}

/// What is said where most needs have one event only: how long the others take.
fn of_the_others(log: &Log, ask: &Ask, single: u64, all: &EndToEnd) -> String {
    let parts = spans::each_part(log, ask, |spans| {
        let (mut ended_us, mut open_us, mut open) = (Vec::new(), Vec::new(), 0_u64);
        for span in spans.filter(|span| log.need(span.need).events.len() > 1) {
            open += u64::from(span.ended.is_none());
            match span.watched() {
                Some((length_us, true)) => ended_us.push(length_us),
                Some((length_us, false)) => open_us.push(length_us),
                None => {}
            }
        }
        (ended_us, open_us, open)
    });
    let (mut ended_us, mut open_us, mut open) = (Vec::new(), Vec::new(), 0_u64);
    for part in parts {
        ended_us.push(part.0);
        open_us.push(part.1);
        open += part.2;
    }
    let (ended_us, open_us): (Vec<i64>, Vec<i64>) = (ended_us.concat(), open_us.concat());
    let several = ended_us.len() + open_us.len();
    let more = counted(several as u64, "need", "needs");
    let survival = Survival::of(ended_us, open_us);
    let none = survival.ended_us().is_empty() && survival.longest_us() == 0;
    let times = [0.5, 0.1].map(|share| survival.time_of(share).map(|found| time::plain(seconds(found.0))));
    let counting = match open {
        0 => String::new(),
        open => format!(", counting the {} of them still open", crate::reading::thousands(open)),
    };
    let few_of_half = known_by(&survival, 0.5) < LEAST_FOR_HALF;
    let few_of_tenth = known_by(&survival, 0.1) < LEAST_FOR_TENTH;
    let takes = match times {
        [Some(_), _] if few_of_half => {
            format!(
                "{more} of several events {} too few to say how long they take",
                if several == 1 { "is" } else { "are" }
            )
        }
        [Some(half), _] if few_of_tenth => {
            format!("of the {more} of several events half take longer than {half}{counting}")
        }
        _ if none => "and none has more than one that is known of for long enough".to_string(),
        [Some(half), Some(ninth)] => {
            format!(
                "of the {more} of several events half take longer than {half}, one in ten longer than {ninth}{counting}"
            )
        }
        [Some(half), None] => {
            format!("of the {more} of several events half take longer than {half}{counting}")
        }
        _ => format!("how long the {more} of several events take is not known yet"),
    };
    format!(
        "{} of {} have one event only, so that there is nothing to time in them; {takes}. {}",
        crate::reading::thousands(single),
        counted(all.n, "need", "needs"),
        ended_in_words(log, ask, all),
    )
}

/// How ends are known, and in how many needs something was written after them.
fn ended_in_words(log: &Log, ask: &Ask, all: &EndToEnd) -> String {
    let after = match all.written_after {
        0 => String::new(),
        after => format!(
            " In {} something was written afterwards, and then nothing for {}.",
            counted(after, "need", "needs"),
            crate::wording::days(ask.quiet_days)
        ),
    };
    let quiet = super::quiet::sentence(all.quiet, all.open, ask);
    format!("{}{quiet}{after}", rule(log, ask).sentence())
}

/// Whether ends are inferred from more quiet days than the whole log is long.
fn too_short(log: &Log, ask: &Ask) -> bool {
    let long_s = log.span(ask.threads).map_or(0.0, |(first, _)| seconds(ask.now.0 - first.0));
    matches!(rule(log, ask), Rule::Quiet(days) if long_s <= days * 86_400.0)
}

/// A time read off the curve. The interval is given where both of its ends are known.
fn survival_number(name: &'static str, found: Option<(i64, Option<i64>, Option<i64>)>) -> Number {
    let interval = found.and_then(|(_, low, high)| Some((seconds(low?), seconds(high?))));
    Number { name, value: found.map(|(at_us, ..)| seconds(at_us)), interval }
}

fn seconds(us: i64) -> f64 {
    us as f64 / SECOND_US as f64
}

/// The end-to-end times of a log; `None` without needs.
pub fn end_to_end(log: &Log, ask: &Ask) -> Option<EndToEnd> {
    let mut parts = spans::each_part(log, ask, Part::of).into_iter();
    let first = parts.next()?;
    let all = parts.fold(first, Part::and);
    // Those that ended are all of the lengths, or nearly: sorted for the curve, they need not be sorted again.
    let mut others_us = all.others_us;
    others_us.sort_unstable();
    let as_recorded = (!others_us.is_empty()).then(|| {
        let mut together_us = [&all.ended_us[..], &others_us].concat();
        together_us.sort();
        together_us
    });
    let mut ended_us = all.ended_us;
    ended_us.extend(all.earlier_us);
    let survival = Survival::of(ended_us, all.open_us);
    let lengths_us = as_recorded.as_deref().unwrap_or(survival.ended_us());
    let n = lengths_us.len();
    Some(EndToEnd {
        n: n as u64,
        open: n as u64 - all.ended_by.iter().sum::<u64>(),
        quiet: quiet(log, ask),
        mean_s: sum(lengths_us) as f64 / n as f64 / SECOND_US as f64,
        median_s: at_share(lengths_us, 0.5)? / SECOND_US as f64,
        p90_s: at_share(lengths_us, 0.9)? / SECOND_US as f64,
        ended_by: all.ended_by,
        written_after: all.written_after,
        opened_later: all.opened_later,
        survival,
    })
}

/// The times of some needs.
struct Part {
    /// From the first to the last event, of those seen to end with it; sorted.
    ended_us: Vec<i64>,
    /// From the first event to the end, of those in which something was written afterwards.
    earlier_us: Vec<i64>,
    /// From the first event to the end of watching, of the others.
    open_us: Vec<i64>,
    /// From the first to the last event, of the others.
    others_us: Vec<i64>,
    ended_by: [u64; 3],
    written_after: u64,
    opened_later: u64,
}

impl Part {
    fn of(spans: Spans<'_>) -> Part {
        const { assert!(Ended::Word as usize == 0 && Ended::Closing as usize == 1 && Ended::Quiet as usize == 2) };
        let ended_us = Vec::with_capacity(spans.size_hint().1.unwrap_or(0));
        let (earlier_us, open_us, others_us) = (Vec::new(), Vec::new(), Vec::new());
        let mut part = Part {
            ended_us,
            earlier_us,
            open_us,
            others_us,
            ended_by: [0; 3],
            written_after: 0,
            opened_later: 0,
        };
        for span in spans {
            if let Some(ended) = span.ended {
                part.ended_by[ended as usize] += 1;
            }
            match span.watched() {
                Some((length_us, true)) if span.last_us == span.recorded_us => {
                    part.ended_us.push(length_us);
                    continue;
                }
                Some((length_us, true)) => {
                    part.earlier_us.push(length_us);
                    part.written_after += 1;
                }
                Some((length_us, false)) => part.open_us.push(length_us),
                None => part.opened_later += 1,
            }
            part.others_us.push(span.recorded_length_us());
        }
        part.ended_us.sort_unstable();
        part
    }

    fn and(mut self, other: Part) -> Part {
        self.ended_us.extend(other.ended_us);
        self.earlier_us.extend(other.earlier_us);
        self.open_us.extend(other.open_us);
        self.others_us.extend(other.others_us);
        self.ended_by.iter_mut().zip(other.ended_by).for_each(|(all, part)| *all += part);
        self.written_after += other.written_after;
        self.opened_later += other.opened_later;
        self
    }
}

/// The quantile of sorted values, type 7 as in [`crate::reading::quantile`].
pub(super) fn at_share(sorted: &[i64], q: f64) -> Option<f64> {
    let place = sorted.len().checked_sub(1)? as f64 * q;
    let low = sorted[place as usize] as f64;
    let high = sorted.get(place as usize + 1).map_or(low, |high| *high as f64);
    Some(low + (high - low) * place.fract())
}

/// The curve at nought, at round times and at even shares of the ended needs, at most [`POINTS`] in all.
fn curve(survival: &Survival) -> Table {
    let longest_us = survival.longest_us();
    let ended = survival.ended_us();
    let mut at_us: Vec<i64> = vec![0];
    at_us.extend(ROUND_S.iter().map(|s| s * SECOND_US).filter(|us| *us <= longest_us));
    let room = POINTS - at_us.len();
    // The times of the ends if there are few, else those at even shares of them.
    match survival.times() {
        few if few <= room => at_us.extend(survival.points().map(|point| point.at_us)),
        _ => at_us.extend((0..room).map(|place| ended[place * (ended.len() - 1) / (room - 1)])),
    }
    at_us.sort_unstable();
    at_us.dedup();
    let row = |at_us: &i64| {
        let point = survival.at(*at_us);
        let bound = |bound: Option<f64>| bound.map_or(Item::None, Item::Number);
        let interval = survival.interval_at(*at_us);
        vec![
            Item::Number(seconds(*at_us)),
            Item::Number(point.share),
            bound(interval.map(|(low, _)| low)),
            bound(interval.map(|(_, high)| high)),
        ]
    };
    Table { columns: vec!["s", "share_open", "low", "high"], keys: 1, rows: at_us.iter().map(row).collect() }
}

/// An hour, 4, 8, 12; days 1 to 7, 14, 21, 28; 30-day months 1 to 6; years 1, 2, 3, 5.
const ROUND_S: [i64; 24] = {
    const DAY: i64 = 86_400;
    [
        3_600,
        4 * 3_600,
        8 * 3_600,
        12 * 3_600,
        DAY,
        2 * DAY,
        3 * DAY,
        4 * DAY,
        5 * DAY,
        6 * DAY,
        7 * DAY,
        14 * DAY,
        21 * DAY,
        28 * DAY,
        30 * DAY,
        60 * DAY,
        90 * DAY,
        120 * DAY,
        150 * DAY,
        180 * DAY,
        365 * DAY,
        2 * 365 * DAY,
        3 * 365 * DAY,
        5 * 365 * DAY,
    ]
};
