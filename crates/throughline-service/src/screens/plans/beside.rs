//! A run of one way of arranging the work, open in the study beside what has happened here until today.

use maud::{Markup, PreEscaped, html};
use throughline::log::Shared;
use throughline::wording::counted;
use throughline_web::report::against::{self, Against};
use throughline_web::report::{self, FIRST, Report};

use crate::asked::Asked;
use crate::guard::Door;
use crate::here::{called, said_here};
use crate::page::signed_in;
use crate::plans::ReadsPlan;
use crate::reply::{Reply, Stop};
use crate::screens::study::{studied, views};
use crate::study::available_threads;

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::of(door, asked)?;
    let number: usize = asked.part("run")?.parse().map_err(|_| Stop::NotFound)?;
    let (_, run) = reads.runs()?.into_iter().find(|(known, _)| *known == number).ok_or(Stop::NotFound)?;
    let question = run.question()?;
    let name = asked.query("way").ok_or(Stop::NotFound)?;
    let place = question.arrangements.iter().position(|way| way.name == name).ok_or(Stop::NotFound)?;
    let service = &reads.who.service;
    let one = service.plans.one_runs.of(service, &question, place)?;
    let today = service.store.log(available_threads())?.event_count() > 0;
    let starts = question.plan.start.strftime("%-d %B %Y").to_string();
    let above = above(&reads, number, &says(called(name), &starts, one.cut_to_days, today));
    let [own, here] = [format!("{}, one run", called(name)), format!("{}, today", service.setup.name)];
    let files = [own.clone()];
    let of_run = one.studied.report(&files, None, &service.zone, Some(&above));
    if !today {
        return Ok(page(report::page(&of_run)));
    }
    let studied = studied(&reads.who, asked)?;
    let files = [here.clone()];
    let of_today = studied.report(&files, service.setup.purpose.as_deref(), &service.zone, None);
    let first: Vec<&'static str> = FIRST.iter().flat_map(|group| group.iter().copied()).collect();
    Ok(page(against::page(&beside([&of_run, &of_today], [own, here], &first))))
}

fn page(page: String) -> Reply {
    Reply::Page(said_here(PreEscaped(page)))
}

/// A run beside today: nothing that happened is in both, whatever needs are called.
fn beside<'a>(
    [here, there]: [&'a Report<'a>; 2],
    names: [String; 2],
    first: &'a [&'static str],
) -> Against<'a> {
    let shared = Shared { here: here.needs, there: there.needs, same: 0, same_name: 0 };
    Against { here, there, names, shared, first }
}

/// What this is, and what it is not.
fn says(way: &str, starts: &str, cut_to_days: Option<u32>, today: bool) -> String {
    let cut = cut_to_days.map_or(String::new(), |days| {
        format!(" The plan is longer: these are its first {}.", counted(u64::from(days), "day", "days"))
    });
    let beside = match today {
        true => "beside what has happened here until today",
        false => "alone, as nothing has happened here yet",
    };
    format!(
        "One run of {way}, {beside}. Every number is as the plan has it, and luck is in it: the plan’s answer is of many futures, and says how \
         sure it is. The run begins on {starts}; its steps bear the plan’s names, and only what bears the same name here stands beside \
         it.{cut}"
    )
}

fn above(reads: &ReadsPlan, number: usize, says: &str) -> Markup {
    html! {
        div.desk {
            nav aria-label="Plan" {
                a href=(reads.path("")) { "Back to the plan" }
                a href=(reads.path(&format!("/answer/{number}"))) { "The whole answer of run " (number) }
            }
            (views(&reads.who))
            section aria-label="What is compared" { p { bdi { (says) } } }
            (signed_in(&reads.who))
        }
    }
}
