//! What the futures say of every arrangement: the first page of an answer, as numbers and sentences.
//!
//! Formula: quantiles over futures by nearest rank; comparisons over the same futures ([`super::appraisal::compared`]), by the money
//! paid for each need met, not discounted; present values and break-even by the schedule of the appraisal. Source: simulation.md 5. Where
//! it misleads: the futures are those that the plan's ranges allow, so what nobody put into the plan is in none of them; and money
//! for each need met says nothing of those whose need was not, who are counted beside it.

pub mod comparable;
mod crossover;
mod drivers;
pub mod halved;
mod leaving;
mod lines;
mod margin;
mod notes;
mod register;
mod sentences;
mod shares;
mod turning;

use std::collections::BTreeSet;

use jiff::ToSpan;

use self::comparable::{Undone, that_do_the_work};
use super::appraisal::break_even::{BreakEven, after_months};
use super::appraisal::compared::{Compared, different};
use super::appraisal::discount::{Convention, Schedule};
use super::appraisal::financial_year::{self, CalendarMonth};
use super::appraisal::flexibility;
use super::appraisal::regret::Regret;
use super::appraisal::who_pays::{self, Fares, Nets, repeats_of};
use super::arrangement::Arrangement;
use super::ledger::Line;
use super::outcome::Outcome;
use super::plan::Number;
use super::question::Question;
use super::uses;
use crate::error::Error;
use crate::money::{Micropence, Pence};
use crate::wording::counted;

pub use crossover::{Crossover, NoVerdict, Point};
pub use drivers::{Driver, LEAST_SHARE};
pub use halved::Halved;
pub use leaving::Leaving;
pub use lines::pounds;
pub use margin::Margin;
pub use notes::begins_empty;
pub use register::Assumption;
pub use shares::{Deciding, NumberShares};

/// What money of later years is worth, and when financial years begin.
struct Terms {
    /// For each future, as the rate may not be known either.
    schedules: Vec<Schedule>,
    convention: Convention,
    year_starts_in: u8,
}

/// Where futures lie: one in ten is below the first, one in two below the second, nine in ten below the third. Infinite where it grows
/// without end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// One in ten is below.
    pub p10: f64,
    /// One in two is.
    pub p50: f64,
    /// Nine in ten are.
    pub p90: f64,
}

impl Spread {
    /// Of one value a future; `None` without any.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Spread> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values.get(((share * values.len() as f64).ceil() as usize).max(1) - 1).copied();
        Some(Spread { p10: at(0.1)?, p50: at(0.5)?, p90: at(0.9)? })
    }
}

/// What one arrangement came to.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its name in the plan.
    pub name: String,
    /// Of which kind it is.
    pub title: &'static str,
    /// Pounds for each need met, over the futures in which one was.
    pub pounds_per_need_met: Option<Spread>,
    /// Its mean over these futures; no number where no need was met in any.
    pub pounds_per_need_met_mean: f64,
    /// In how many futures no need was met, as a share.
    pub none_met: f64,
    /// All cash at present value, in pounds.
    pub present_pounds: Option<Spread>,
    /// First words to met, the mean of a future, in days.
    pub end_to_end_days: Option<Spread>,
    /// The time by which nine in ten needs are met, in days.
    pub end_to_end_days_p90: Option<Spread>,
    /// Of the needs that came to an end, the share whose person gave up.
    pub gave_up_share: Option<Spread>,
    /// Needs met.
    pub met: Option<Spread>,
    /// Of the needs that arose, the share that is still open at the end.
    pub open_share: Option<Spread>,
    /// Times somebody came back, for each need that arose.
    pub repeats_per_need: Option<Spread>,
    /// After how many months it begins to work.
    pub begins_after_months: Option<Spread>,
    /// In how many futures it does not begin to work before the plan ends, as a share.
    pub never_begins: f64,
    /// In how many futures a queue grows for as long as the run goes on, as a share.
    pub overwhelmed: f64,
    /// How near its busiest pool is to what it can do; `None` where nothing was looked at.
    pub margin: Option<Margin>,
    /// In how many futures people wait less from first words to met than under the base, as a share of those in which it begins to work;
    /// where its queue grows without end they do not. `None` for the base, and where it never begins.
    pub faster_share: Option<f64>,
    /// Why what it costs cannot be set against what the base costs, as the end of a sentence; `None` where it can, and for the base.
    pub no_verdict: Option<String>,
    /// Saving against the base by financial year, in pounds; empty for the base.
    pub saving_by_year: Vec<(String, Spread)>,
    /// When it has paid for itself; `None` for the base.
    pub break_even: Option<BreakEven>,
    /// Cumulative discounted saving in pounds after each month, for a fan; empty for the base.
    pub saved_by_month: Vec<Spread>,
    /// Against the base; `None` for the base.
    pub against_base: Option<Compared>,
    /// The mean of each line of the ledger over the whole plan, in pounds, not discounted.
    pub pounds_by_line: Vec<(Line, f64)>,
    /// What the work came to at the plan's own rates over the whole plan, whoever pays for it, the mean in pounds.
    pub work_pounds: f64,
    /// Who does what is contracted, where there is a contract.
    pub supplier: Option<String>,
    /// How each organisation fares against the base; empty for the base.
    pub fares: Vec<Fares>,
    /// What being able to leave it is worth; `None` for the base, and for what does not bind.
    pub leaving: Option<Leaving>,
    /// People's own time, the mean in pounds, never added to cash.
    pub own_time_pounds: f64,
}

/// The first page.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Over how many futures.
    pub futures: usize,
    /// What can be said, the most important first.
    pub says: Vec<String>,
    /// Every arrangement, the base first.
    pub standings: Vec<Standing>,
    /// The two that cost least for each need met, of those that do the work ([`comparable`]), if there are two.
    pub leading: Option<(usize, usize)>,
    /// What decides between these two: the numbers that are not known, by how much of the difference goes with each.
    pub drivers: Vec<Driver>,
    /// On how many numbers with a range the difference could hang: those listed and the rest.
    pub may_decide: usize,
    /// These two where every effect on failing is half of what the plan says; `None` where it says none, or nobody looked.
    pub halved: Option<Halved>,
    /// How much of that difference goes with each of these alone and together with others, where somebody asked.
    pub deciding: Option<Deciding>,
    /// What the leading two cost over the values of the numbers that decide most, and of those that somebody asked about.
    pub crossovers: Vec<Crossover>,
    /// What it would be worth to know the future before choosing, in pounds for each need met.
    pub perfect_information_pounds: Option<f64>,
    /// What choosing wrongly would cost on each course of the world, for each need met; `None` without courses.
    pub regret: Option<Regret>,
}

/// What was looked at.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'l> {
    /// For each future, the value of every number.
    pub drawn: &'l [Vec<f64>],
    /// For each arrangement, for each future.
    pub outcomes: &'l [Vec<Outcome>],
    /// For each course of the world with its name, what each arrangement came to there, in some futures.
    pub courses: &'l [(String, Vec<Vec<Outcome>>)],
    /// What the leading two ([`Answer::leading`]) came to with half of their effects on failing, in some futures.
    pub halved: Option<&'l [Vec<Outcome>; 2]>,
}

impl Answer {
    /// The two that cost least for each need met, of those that do the work; `None` where there are no two, or costs are not known.
    pub fn leading(question: &Question, outcomes: &[Vec<Outcome>]) -> Option<(usize, usize)> {
        let known = costs_anything(outcomes) && notes::unpriced(question).is_empty();
        comparable::best_two(outcomes).filter(|_| known)
    }

    /// The answer to a question.
    pub fn of(question: &Question, looked: &Looked<'_>) -> Result<Answer, Error> {
        let settings = &question.settings;
        let terms = &Terms {
            schedules: looked.drawn.iter().map(|values| settings.schedule(&question.plan, values)).collect(),
            convention: settings.convention,
            year_starts_in: settings.year_starts_in,
        };
        let futures = looked.drawn.len();
        let per_need: Vec<Vec<Option<f64>>> = looked.outcomes.iter().map(|of| per_need_met(of)).collect();
        let mut standings = Vec::new();
        for (place, arrangement) in question.arrangements.iter().enumerate() {
            let of = &looked.outcomes[place];
            let mut standing = standing(of, terms)?;
            (standing.name, standing.title) = (arrangement.name.clone(), arrangement.kind.title);
            if place > 0 {
                let base = &looked.outcomes[0];
                standing.against_base = Compared::where_both(&per_need[place], &per_need[0]);
                standing.no_verdict = no_verdict(arrangement, &question.arrangements[0], of, base);
                against(&mut standing, of, base, question, terms)?;
                let comparable = standing.no_verdict.is_none();
                standing.leaving = leaving::of(question, place, of, base, comparable)?;
            }
            standings.push(standing);
        }
        // Of what some counts as free, none can be said to cost less.
        let unpriced = if costs_anything(looked.outcomes) { notes::unpriced(question) } else { Vec::new() };
        if !unpriced.is_empty() {
            let why = format!("{} has no rate_per_hour and counts as free", unpriced.join(", "));
            standings.iter_mut().skip(1).for_each(|one| one.no_verdict = Some(why.clone()));
        }
        let leading = Answer::leading(question, looked.outcomes);
        let used = leading.map(|ways| uses::of_either(question, ways)).unwrap_or_default();
        let (drivers, crossovers) =
            leading.map_or_else(Default::default, |ways| decides(question, (ways, &used), &per_need, looked));
        let halved = leading.zip(looked.halved).and_then(|(ways, [first, second])| {
            let costs = Compared::where_both(&per_need_met(first), &per_need_met(second))?;
            Some(Halved { effects: Halved::effects(question, ways), costs })
        });
        let mut answer = Answer {
            futures,
            says: Vec::new(),
            standings,
            leading,
            drivers,
            may_decide: drivers::may_decide(&question.plan.amounts, &used),
            halved,
            deciding: None,
            crossovers,
            perfect_information_pounds: perfect_information(&per_need, &that_do_the_work(looked.outcomes))?,
            regret: regret(question, looked)?,
        };
        answer.says = answer.sentences(question, looked);
        Ok(answer)
    }
}

/// The numbers that decide between two ways that use some numbers, and what both cost over the values of those that decide most.
fn decides(
    question: &Question,
    (ways, used): ((usize, usize), &BTreeSet<Number>),
    per_need: &[Vec<Option<f64>>],
    looked: &Looked<'_>,
) -> (Vec<Driver>, Vec<Crossover>) {
    let pairs = per_need[ways.0].iter().zip(&per_need[ways.1]).zip(looked.drawn);
    let known = pairs.filter_map(|((first, second), drawn)| {
        Some((drawn.clone(), [(*first)? / 100.0, (*second)? / 100.0]))
    });
    let (drawn, pounds): (Vec<Vec<f64>>, Vec<[f64; 2]>) = known.unzip();
    let less: Vec<f64> =
        pounds.iter().map(|[first, second]| different((second - first) * 100.0) / 100.0).collect();
    let drivers = drivers::of(&question.plan.amounts, used, &drawn, &less);
    let crossovers = turning::of(&drivers, ways, &drawn, &pounds);
    (drivers, crossovers)
}

/// Whether anything is paid at all: where nothing is, none costs least.
fn costs_anything(outcomes: &[Vec<Outcome>]) -> bool {
    outcomes.iter().flatten().any(|one| one.cash() != Pence(0))
}

/// Pence for each need met in each future, with fractions; `None` where none was met.
fn per_need_met(of: &[Outcome]) -> Vec<Option<f64>> {
    of.iter().map(Outcome::pence_per_need_met).collect()
}

/// What it would be worth to know the future before choosing among some of them, in pounds, over the futures in which all met a need.
fn perfect_information(per_need: &[Vec<Option<f64>>], among: &[usize]) -> Result<Option<f64>, Error> {
    let futures = 0..per_need.first().map_or(0, Vec::len);
    let known: Vec<usize> =
        futures.filter(|future| among.iter().all(|place| per_need[*place][*future].is_some())).collect();
    let row = |place: &usize| -> Vec<Pence> {
        let pence = known.iter().filter_map(|future| per_need[*place][*future]);
        pence.map(|pence| Pence(pence.round() as i64)).collect()
    };
    let rows: Vec<Vec<Pence>> = among.iter().map(row).collect();
    if rows.len() < 2 || known.is_empty() {
        return Ok(None);
    }
    let rows: Vec<&[Pence]> = rows.iter().map(Vec::as_slice).collect();
    Ok(Some(flexibility::perfect_information_pence(&rows)? / 100.0))
}

fn standing(of: &[Outcome], terms: &Terms) -> Result<Standing, Error> {
    let spread = |value: &dyn Fn(&Outcome) -> f64| Spread::of(of.iter().map(value));
    let present = of
        .iter()
        .zip(&terms.schedules)
        .map(|(one, rates)| Ok(rates.present_value(&one.cash_by_month, terms.convention)?.0 as f64 / 100.0))
        .collect::<Result<Vec<f64>, Error>>()?;
    let days = |hours: &dyn Fn(&super::outcome::Times) -> f64| {
        // Without a need that was met there is no time, nor does it grow.
        let some = of.iter().filter(|one| one.begins() && (one.overwhelmed() || one.times.is_some()));
        Spread::of(some.map(|one| one.times.as_ref().map_or(f64::INFINITY, |times| hours(times) / 24.0)))
    };
    let per_need: Vec<f64> = per_need_met(of).into_iter().flatten().map(|pence| pence / 100.0).collect();
    let n = of.len().max(1) as f64;
    let by_line = |line: &Line| {
        let sums = of.iter().flat_map(|one| &one.by_line).filter(|(of, _)| of == line);
        sums.map(|(_, sum)| sum.0 as f64).sum::<f64>() / n / 100.0
    };
    Ok(Standing {
        name: String::new(),
        title: "",
        pounds_per_need_met_mean: per_need.iter().sum::<f64>() / per_need.len() as f64,
        none_met: 1.0 - per_need.len() as f64 / n,
        pounds_per_need_met: Spread::of(per_need),
        present_pounds: Spread::of(present),
        end_to_end_days: days(&|times| times.mean_hours),
        end_to_end_days_p90: days(&|times| times.p90_hours),
        gave_up_share: spread(&|one| one.needs.gave_up_share().unwrap_or(0.0)),
        met: spread(&|one| one.needs.met),
        open_share: spread(&|one| one.needs.open_share()),
        repeats_per_need: spread(&|one| one.needs.repeats / one.needs.opened.max(1.0)),
        begins_after_months: spread(&|one| f64::from(one.begins_after_months)),
        never_begins: of.iter().filter(|one| !one.begins()).count() as f64 / n,
        overwhelmed: of.iter().filter(|one| one.overwhelmed()).count() as f64 / n,
        margin: Margin::of(of),
        faster_share: None,
        no_verdict: None,
        saving_by_year: Vec::new(),
        break_even: None,
        saved_by_month: Vec::new(),
        against_base: None,
        pounds_by_line: Line::ALL
            .iter()
            .map(|line| (*line, by_line(line)))
            .filter(|(_, sum)| *sum != 0.0)
            .collect(),
        work_pounds: of.iter().map(|one| one.work.0 as f64).sum::<f64>() / n / 100.0,
        supplier: of.iter().find_map(|one| one.supplier.clone()),
        fares: Vec::new(),
        leaving: None,
        own_time_pounds: of.iter().map(|one| one.own_time.0 as f64).sum::<f64>() / n / 100.0,
    })
}

/// Why what an arrangement costs cannot be set against what the base does.
fn no_verdict(
    arrangement: &Arrangement,
    base: &Arrangement,
    of: &[Outcome],
    of_base: &[Outcome],
) -> Option<String> {
    let (name, base) = (&arrangement.name, &base.name);
    let more = Undone::of(of, of_base).map(|undone| undone.says(name, base));
    more.or_else(|| Undone::of(of_base, of).map(|undone| undone.says(base, name)))
}

/// What is said against the base.
fn against(
    standing: &mut Standing,
    of: &[Outcome],
    base: &[Outcome],
    question: &Question,
    terms: &Terms,
) -> Result<(), Error> {
    // The plan's months are of the calendar's month in which their middle lies: one from 30 December on is of January.
    let middle = question.plan.start.saturating_add(15.days());
    let from = CalendarMonth { year: i32::from(middle.year()), month: middle.month() as u8 };
    let (mut years, mut breaks): (Vec<Vec<f64>>, Vec<Option<u32>>) = Default::default();
    let mut saved: Vec<Vec<f64>> = Vec::new();
    let mut names = Vec::new();
    for ((base, option), rates) in base.iter().zip(of).zip(&terms.schedules) {
        let saving = financial_year::saving(&base.cash_by_month, &option.cash_by_month)?;
        let by_year = financial_year::by_year(&saving, from, terms.year_starts_in)?;
        years.push(by_year.iter().map(|year| year.sum.0 as f64 / 100.0).collect());
        names = by_year.into_iter().map(|year| (year.name, year.months)).collect();
        let discounted = rates.discounted(&saving, terms.convention)?;
        breaks.push(after_months(&discounted));
        let mut sum = Micropence(0);
        saved.push(
            discounted
                .iter()
                .map(|month| {
                    sum += *month;
                    sum.pence() / 100.0
                })
                .collect(),
        );
    }
    let year = |(place, (name, months)): (usize, (String, u32))| {
        let name = if months == 12 {
            name
        } else {
            format!("{name} ({})", counted(u64::from(months), "month", "months"))
        };
        Spread::of(years.iter().map(|future| future[place])).map(|spread| (name, spread))
    };
    standing.saving_by_year = names.into_iter().enumerate().filter_map(year).collect();
    standing.break_even = Some(BreakEven::of(&breaks, saved.first().map_or(0, Vec::len) as u32)?);
    let month = |month: usize| Spread::of(saved.iter().map(|future: &Vec<f64>| future[month]));
    standing.saved_by_month = (0..saved.first().map_or(0, Vec::len)).filter_map(month).collect();
    standing.fares = fares(of, base, who_helps(question, &standing.name))?;
    let mean = |one: &Outcome| one.times.map(|times| times.mean_hours);
    // Where a queue grows without end, nobody waits less; where only that of the base does, they do.
    let faster = |(one, base): &(&Outcome, &Outcome)| match (mean(one), mean(base)) {
        (Some(one), Some(base)) => one < base,
        (one, _) => one.is_some() && base.overwhelmed(),
    };
    let begun: Vec<(&Outcome, &Outcome)> = of.iter().zip(base).filter(|(one, _)| one.begins()).collect();
    let share = begun.iter().filter(|pair| faster(pair)).count() as f64 / begun.len() as f64;
    standing.faster_share = (!begun.is_empty()).then_some(share);
    Ok(())
}

/// Who is paid under an arrangement and does none of its work.
fn who_helps<'q>(question: &'q Question, name: &str) -> Option<&'q str> {
    let arrangement = question.arrangements.iter().find(|arrangement| arrangement.name == name)?;
    let contract = arrangement.money.contract.as_ref()?;
    (!contract.does_work(&arrangement.plan)).then_some(contract.supplier.as_str())
}

fn fares(of: &[Outcome], base: &[Outcome], helps: Option<&str>) -> Result<Vec<Fares>, Error> {
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in of.iter().chain(base).flat_map(|one| &one.nets) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        // Nothing costs anything.
        return Ok(Vec::new());
    }
    let net = |one: &Outcome, name: &String| {
        one.nets.iter().find(|(of, _)| of == name).map_or(Pence(0), |(_, net)| *net)
    };
    let rows: Vec<(Vec<Pence>, Vec<Pence>)> = names
        .iter()
        .map(|name| {
            (base.iter().map(|one| net(one, name)).collect(), of.iter().map(|one| net(one, name)).collect())
        })
        .collect();
    let repeats = of.iter().map(|one| one.supplier_repeats).collect::<Option<Vec<_>>>().map(repeats_of);
    let gains = |name: &str| repeats.filter(|_| of.iter().any(|one| one.supplier.as_deref() == Some(name)));
    let nets: Vec<Nets<'_>> = names
        .iter()
        .zip(&rows)
        .map(|(name, (base, option))| Nets { name, base, option, repeats: gains(name) })
        .collect();
    let mut all = who_pays::of(&nets)?;
    all.iter_mut().for_each(|fares| fares.only_helps = helps == Some(fares.name.as_str()));
    Ok(all)
}

/// The regret of each arrangement on each course, by the mean of what is paid for each need met there.
fn regret(question: &Question, looked: &Looked<'_>) -> Result<Option<Regret>, Error> {
    if looked.courses.is_empty() {
        return Ok(None);
    }
    let options: Vec<&str> = question.arrangements.iter().map(|one| one.name.as_str()).collect();
    let mean = |of: &Vec<Outcome>| {
        let costs: Vec<f64> = per_need_met(of).into_iter().flatten().collect();
        (!costs.is_empty()).then(|| Pence((costs.iter().sum::<f64>() / costs.len() as f64).round() as i64))
    };
    // A course on which some way meets no need at all has no cost to regret.
    let known = looked.courses.iter().filter_map(|(name, of)| {
        Some((name.as_str(), of.iter().map(mean).collect::<Option<Vec<Pence>>>()?, that_do_the_work(of)))
    });
    let courses: Vec<(&str, Vec<Pence>, Vec<usize>)> = known.collect();
    if courses.is_empty() {
        return Ok(None);
    }
    let scenarios: Vec<&str> = courses.iter().map(|(name, ..)| *name).collect();
    let costs: Vec<Vec<Pence>> = (0..options.len())
        .map(|option| courses.iter().map(|(_, costs, _)| costs[option]).collect())
        .collect();
    let left_out: Vec<Vec<bool>> = (0..options.len())
        .map(|option| courses.iter().map(|(.., kept)| !kept.contains(&option)).collect())
        .collect();
    Regret::of(&options, &scenarios, &costs, &left_out).map(Some)
}

#[cfg(test)]
mod tests;
