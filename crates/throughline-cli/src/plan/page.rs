//! A plan's replications for the terminal.

use std::fmt::Write;

use throughline::sourcing::answer::begins_empty;
use throughline::sourcing::plan::Plan;
use throughline::sourcing::question::Question;
use throughline::time::plain;
use throughline::wording::{counted, percent, thousands, three};
use throughline_sim::load::PoolLoad;
use throughline_sim::replicate::{About, Figure};

use super::{Replicated, lasts};
use crate::terminal;

/// What there is to say beside the figures: whether the pools keep up, and which numbers nobody gave a source for.
pub(super) fn says(plan: &Plan, of: &Replicated) -> Vec<String> {
    let mut says: Vec<String> = of.loads.iter().filter_map(overloaded).collect();
    says.extend((0..of.loads.len()).filter_map(|pool| grows(of, pool)));
    says.extend(of.loads.iter().filter_map(tips));
    let p90 = find(of, &About::Whole, "end_to_end_hours_p90").map(|figure| figure.mean / 24.0);
    says.extend(begins_empty(plan, p90));
    let written = plan.written();
    let (all, unsourced) =
        (written.clone().count(), written.filter(|amount| amount.source.is_none()).count());
    if unsourced > 0 {
        says.push(format!(
            "{} of {} in this plan have no source: what follows is as good as they are.",
            thousands(unsourced as u64),
            counted(all as u64, "number", "numbers")
        ));
    }
    says.extend(plan.back_test_says());
    says
}

fn overloaded(load: &PoolLoad) -> Option<String> {
    let PoolLoad { pool, workers, .. } = load;
    if load.share() < 1.0 {
        return None;
    }
    let asked = format!(
        "“{pool}” is asked for the work of {} and has {}",
        three(load.asked),
        counted(u64::from(*workers), "worker", "workers")
    );
    Some(match (load.bounded, load.keeps_up()) {
        (true, _) => format!("{asked}: those who cannot be served leave or are turned away."),
        (false, true) => format!("{asked}: it keeps up only with the help of others."),
        (false, false) => format!(
            "{asked}: its queue grows for as long as the run goes on, so there is no usual time to wait there, nor from end to end. Give \
             it more staff, less work, or say with `patience` or `places` where it ends."
        ),
    })
}

/// A pool whose load alone does not say that its queue grows.
fn grows(of: &Replicated, pool: usize) -> Option<String> {
    let load = &of.loads[pool];
    (load.keeps_up() && !of.keeps_up(pool)).then(|| {
        format!(
            "The queue of “{}” grows for as long as the run goes on in {} of the replications: what hand-overs, reading and those who ask \
             add to its work is more than it can do, so there is no usual time to wait there, nor from end to end.",
            load.pool,
            percent(of.grows(pool))
        )
    })
}

fn tips(load: &PoolLoad) -> Option<String> {
    let overdue = load.tips_at.filter(|_| load.share() < 1.0)?;
    Some(format!(
        "Those who ask “{}” what has become of their need make work: with more than {} overdue at once, answering takes all the time that \
         was spare, and the queue feeds itself.",
        load.pool,
        thousands(overdue as u64)
    ))
}

/// The page.
pub(super) fn page(question: &Question, of: &Replicated, says: &[String]) -> String {
    let (plan, mut page) = (&question.plan, String::new());
    let heading = format!(
        "{}: {} from {}, {}.",
        plan.name,
        counted(u64::from(plan.days), "day", "days"),
        plan.start,
        counted(of.made, "replication", "replications")
    );
    terminal::wrapped(&mut page, "", &heading);
    terminal::wrapped(&mut page, "", &question.read_from.stamp(of.seed));
    says.iter().for_each(|sentence| terminal::wrapped(&mut page, "- ", sentence));
    page.push('\n');
    let value = |about: About, metric: &str| told(of, &about, metric);
    let lines = [
        ("needs that arose", "opened"),
        ("met", "met"),
        ("gave up", "gave_up"),
        ("open at the end", "open_at_end"),
        ("first words to met, mean", "end_to_end_hours_mean"),
        ("  half took at most", "end_to_end_hours_median"),
        ("  nine in ten at most", "end_to_end_hours_p90"),
        ("work on each need met", "touch_hours_per_need_met"),
        ("came back, per need", "repeats_per_need"),
        ("asked what had become of it, per need", "chases_per_need"),
        ("handed over, per need", "hand_overs_per_need"),
    ];
    for (name, metric) in lines {
        let _ = writeln!(page, "{name:<38} {}", value(About::Whole, metric));
    }
    page.push('\n');
    let _ = writeln!(
        page,
        "{:<24} {:>8} {:>8} {:>16} {:>12}",
        "pool", "workers", "busy", "wait, mean", "wait in line"
    );
    for (place, pool) in of.model.pools.iter().enumerate() {
        let figure = |metric| find(of, &About::Pool(place), metric);
        let busy = figure("utilisation").map_or("-".to_string(), |busy| percent(busy.mean));
        let wait = figure("wait_hours_mean").map_or("-".to_string(), |wait| plain(wait.mean * 3600.0));
        let line = figure("waiting_mean").map_or("-".to_string(), |line| three(line.mean));
        let name: String = pool.name.chars().take(24).collect();
        let _ = writeln!(page, "{name:<24} {:>8} {busy:>8} {wait:>16} {line:>12}", pool.workers);
    }
    page.push('\n');
    terminal::wrapped(
        &mut page,
        "",
        "± is half of the interval in which the mean lies with 95 %, by the replications alone; how far the plan's own numbers may be off is not \
         in it. Waits are by the person's clock, nights and weekends included.",
    );
    page
}

fn find<'f>(of: &'f Replicated, about: &About, metric: &str) -> Option<&'f Figure> {
    let found = of.figures.iter().find(|figure| figure.about == *about && figure.metric == metric);
    found.filter(|figure| figure.replications > 0 && lasts(of, figure))
}

/// A figure with its interval, in a unit that suits it.
fn told(of: &Replicated, about: &About, metric: &str) -> String {
    let Some(figure) = find(of, about, metric) else { return "not enough to say".to_string() };
    let unit = |value: f64| if metric.contains("hours") { plain(value * 3600.0) } else { three(value) };
    match figure.half_width_95 {
        Some(half) => format!("{} ± {}", unit(figure.mean), unit(half)),
        None => unit(figure.mean),
    }
}
