//! How we are doing, for everybody: the time from the first words to the person's word that it is sorted, how much of what people asked
//! was caused by us, and what was changed. Every figure is the library's; where it says that there is not enough, so does the page.

use std::sync::{Arc, Mutex, PoisonError};

use maud::{Markup, PreEscaped, html};
use throughline::capability::weekly_time;
use throughline::contact::Language;
use throughline::demand::{agreement, failure_share};
use throughline::flow::end_to_end;
use throughline::reading::{Chart, Distribution, Item, Reading, Shape, percent};
use throughline::time::{DAY_US, HOUR_US, Instant, SECOND_US};
use throughline::wording::thousands;
use throughline_web::picture::map::Amount;
use throughline_web::picture::{About, of_reading};

use super::Screen;
use crate::asked::Asked;
use crate::guard::{Anybody, Service};
use crate::language::day;
use crate::page::{Page, page};
use crate::reply::{Reply, Stop};
use crate::setup::Setup;
use crate::study::{Part, Studied, recorded};

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/how-we-are-doing",
    get: Some(|door, asked| shown(&Anybody::of(door, asked)?, asked)),
    post: None,
    guard: "anybody",
}];

/// Worked out anew at most so often, however many people look.
const STANDS_US: i64 = 60 * SECOND_US;
/// So many of the last weeks stand in the table.
const WEEKS: usize = 12;
/// What was worked out last, and when.
#[derive(Default)]
pub(crate) struct Last(Mutex<Option<(Instant, Arc<Studied>)>>);

fn doing(service: &Service, now: Instant) -> Result<Arc<Studied>, Stop> {
    let mut last = service.doing.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, doing)) = last.as_ref().filter(|(at, _)| now.0 - at.0 < STANDS_US) {
        return Ok(Arc::clone(doing));
    }
    let doing = service.studies.of(&service.store, now, &service.zone, Part::default())?;
    *last = Some((now, Arc::clone(&doing)));
    Ok(doing)
}

fn shown(who: &Anybody, asked: &Asked) -> Result<Reply, Stop> {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let service = &who.service;
    let doing = doing(service, asked.now())?;
    let zone = &service.zone;
    let changed: Vec<_> = recorded(&service.store)?
        .into_iter()
        .rev()
        .filter(|one| !one.told.say(asked.language).is_empty())
        .collect();
    let (to_come, changed): (Vec<_>, Vec<_>) = changed.into_iter().partition(|one| one.at_us > asked.now().0);
    let body = html! {
        link rel="stylesheet" href="/pictures.css";
        (purpose(&service.setup, asked.language))
        @let end_to_end = doing.answer(&end_to_end::MEASURE);
        @let not_by_word = ended_otherwise(asked.language, &end_to_end);
        h2 { @if not_by_word.is_none() {
            (say("From your first words until you say it is sorted", "O'ch geiriau cyntaf nes i chi ddweud ei fod wedi'i ddatrys"))
        } @else {
            (say("From your first words until it is sorted", "O'ch geiriau cyntaf nes ei fod wedi'i ddatrys"))
        } }
        p { (times(asked.language, &end_to_end)) @if let Some(says) = &not_by_word { " " (says) } }
        (weekly(service, asked, &doing.answer(&weekly_time::MEASURE)))
        h2 { (say("Asked because we had failed", "Gofynnwyd am ein bod wedi methu")) }
        p { (failure(asked.language, &doing.answer(&failure_share::MEASURE))) }
        p { (alike(asked.language, &doing.answer(&agreement::MEASURE))) }
        h2 { (say("What we changed", "Beth a newidiwyd gennym")) }
        @if changed.is_empty() { p.quiet { (say("Nothing has been written down yet.", "Nid oes dim wedi'i ysgrifennu eto.")) } }
        ul { @for one in &changed {
            li { (day(asked.language, Instant(one.at_us), zone)) ": " (one.told.say(asked.language)) }
        } }
        @if !to_come.is_empty() {
            h2 { (say("What we are going to change", "Beth rydym yn mynd i'w newid")) }
            ul { @for one in &to_come {
                li { (day(asked.language, Instant(one.at_us), zone)) ": " (one.told.say(asked.language)) }
            } }
        }
        p { a.button.second href=(asked.to("/")) { (say("Tell us what you think", "Dywedwch beth yw eich barn")) } }
    };
    let title = say("How we are doing", "Sut rydym yn gwneud");
    Ok(Reply::Page(page(&service.setup, asked, Page { title, public: true, body })))
}

/// What the service is for, in the words of those who need it.
fn purpose(setup: &Setup, language: Language) -> Markup {
    let here_for = language.say("What we are here for: ", "Yr hyn yr ydym yma i'w wneud: ");
    let (words, written_in) = match (language, &setup.purpose_welsh, &setup.purpose) {
        (Language::Welsh, Some(words), _) => (words, Language::Welsh),
        (_, _, Some(words)) => (words, Language::English),
        (_, _, None) => return html! {},
    };
    html! { p { (here_for) strong lang=(written_in.code()) { (words) } } }
}

fn not_enough(language: Language, of: &str) -> String {
    let sentence = language.say("There is not enough to say yet", "Nid oes digon i'w ddweud eto");
    if of.is_empty() { format!("{sentence}.") } else { format!("{sentence} ({of}).") }
}

/// A length of time: `3 days`, `2 awr`.
fn long(language: Language, seconds: f64) -> String {
    let us = (seconds * SECOND_US as f64).round() as i64;
    let (count, english, welsh) = match us {
        us if us < 2 * HOUR_US => ((us as f64 / (60 * SECOND_US) as f64).round(), "minute", "munud"),
        us if us < 2 * DAY_US => ((us as f64 / HOUR_US as f64).round(), "hour", "awr"),
        us => ((us as f64 / DAY_US as f64).round(), "day", "diwrnod"),
    };
    match language {
        Language::English => format!("{count} {english}{}", if count == 1.0 { "" } else { "s" }),
        Language::Welsh => format!("{count} {welsh}"),
    }
}

fn number(figures: &Distribution, name: &str) -> Option<f64> {
    figures.numbers.iter().find(|one| one.name == name).and_then(|one| one.value)
}

fn times(language: Language, reading: &Reading) -> String {
    let Shape::Distribution(figures) = &reading.shape else { return not_enough(language, "") };
    let number = |name: &str| number(figures, name);
    let (n, open) = (reading.n, number("open").unwrap_or(0.0));
    let counted = match language {
        Language::English if n == 1 => format!("one need so far, {open} of them not sorted yet"),
        Language::English => {
            format!("{} needs so far, {} of them not sorted yet", thousands(n), thousands(open as u64))
        }
        Language::Welsh => {
            format!("{} angen hyd yma, {} ohonynt heb eu datrys eto", thousands(n), thousands(open as u64))
        }
    };
    let Some(half) = number("survival_median_s").filter(|_| !reading.too_early) else {
        return not_enough(language, &counted);
    };
    let half = long(language, half);
    let tenth = number("survival_p90_s").map(|tenth| long(language, tenth));
    match (language, tenth) {
        (Language::English, Some(tenth)) => {
            format!(
                "Half of all needs take longer than {half}, and one in ten longer than {tenth} ({counted})."
            )
        }
        (Language::English, None) => format!("Half of all needs take longer than {half} ({counted})."),
        (Language::Welsh, Some(tenth)) => format!(
            "Mae hanner yr holl anghenion yn cymryd mwy na {half}, ac un o bob deg yn fwy na {tenth} ({counted})."
        ),
        (Language::Welsh, None) => {
            format!("Mae hanner yr holl anghenion yn cymryd mwy na {half} ({counted}).")
        }
    }
}

/// That the end of some needs is no person's word, as what another system wrote down was taken in; none where all are.
fn ended_otherwise(language: Language, reading: &Reading) -> Option<String> {
    let Shape::Distribution(figures) = &reading.shape else { return None };
    let count = |name: &str| number(figures, name).map(|count| count as u64);
    let (said, otherwise) = (count("ended_by_word")?, count("ended_by_closing")? + count("ended_by_quiet")?);
    let [all, by_word, not] = [said + otherwise, said, otherwise].map(thousands);
    (otherwise > 0).then(|| match language {
        Language::English => format!(
            "Of the {all} that ended, people said themselves of {by_word} that it was sorted; of {not} only another system says so, or nothing more was heard.",
        ),
        Language::Welsh => format!(
            "O'r {all} a ddaeth i ben, dywedodd pobl eu hunain am {by_word} fod y mater wedi'i ddatrys; am {not} dim ond system arall sy'n dweud hynny, neu ni chlywyd rhagor.",
        ),
    })
}

/// The weeks: as a picture, what is usual, and as a table. The letters of the picture are English, and a Welsh page says so.
fn weekly(service: &Service, asked: &Asked, reading: &Reading) -> Markup {
    let Shape::Chart(chart) = &reading.shape else { return html! {} };
    let language = asked.language;
    let about = About {
        name: "capability[].end_to_end_weekly",
        mark: "",
        title: "Time until sorted, week by week",
        period: "",
        unit: "seconds",
        zone: &service.zone,
        amount: Amount::Few,
    };
    let picture = of_reading(&about, reading, None);
    html! {
        p.quiet { (language.say(
            "Week by week, below, only what was sorted in that week is counted, and so it is shorter: what is still open has no end yet.",
            "Fesul wythnos, isod, dim ond yr hyn a ddatryswyd yn yr wythnos honno sy'n cyfrif, ac felly mae'n fyrrach: nid oes diwedd eto i'r hyn sy'n dal ar agor."
        )) }
        @if let Some(picture) = picture {
            @if language == Language::Welsh {
                p.quiet { "Saesneg yw'r geiriau yn y llun; mae'r wythnosau diwethaf yn y tabl isod yn Gymraeg." }
            }
            figure.drawn lang="en" { (PreEscaped(picture.on_page())) }
        }
        @match language {
            Language::English => p { (reading.says) },
            Language::Welsh => p { (usual_in_welsh(service, chart)) },
        }
        (weeks(service, language, chart))
    }
}

/// What is usual, and between what all is normal, as the sentence of the reading says it in English.
fn usual_in_welsh(service: &Service, chart: &Chart) -> String {
    let language = Language::Welsh;
    let weeks = chart.points.iter().filter(|point| point.value.is_some()).count();
    let Some(centre) = chart.centre.map(|centre| long(language, centre)) else {
        return not_enough(language, &format!("{weeks} wythnos hyd yma"));
    };
    let normal = match (chart.lower, chart.upper) {
        (_, None) => String::new(),
        (None, Some(upper)) => format!("; mae unrhyw beth hyd at {} yn arferol yma", long(language, upper)),
        (Some(lower), Some(upper)) => {
            format!(
                "; mae unrhyw beth rhwng {} a {} yn arferol yma",
                long(language, lower),
                long(language, upper)
            )
        }
    };
    let moved = chart.proposals.last().and_then(|(start, _, up)| {
        let point = chart.points.get(usize::try_from(*start).ok()?)?;
        let way = if *up { "hirach" } else { "fyrrach" };
        Some(format!(
            " Mae'n ymddangos ei fod yn cymryd yn {way} ers tua {}.",
            day(language, point.start, &service.zone)
        ))
    });
    format!("Wythnos arferol: tua {centre}{normal} (o {weeks} wythnos).{}", moved.unwrap_or_default())
}

fn weeks(service: &Service, language: Language, chart: &Chart) -> Markup {
    let last = &chart.points[chart.points.len().saturating_sub(WEEKS)..];
    html! {
        details {
            summary { (language.say("The last weeks as a table", "Yr wythnosau diwethaf fel tabl")) }
            div.wide tabindex="0" role="region" aria-label=(language.say("Table", "Tabl")) { table {
                thead { tr {
                    th scope="col" { (language.say("Week from", "Wythnos o")) }
                    th scope="col" { (language.say("Half took longer than", "Cymerodd hanner fwy na")) }
                    th scope="col" { (language.say("Sorted", "Wedi'u datrys")) }
                } }
                tbody { @for point in last { tr {
                    td { (day(language, point.start, &service.zone)) }
                    td { (point.value.map_or_else(|| language.say("too few", "rhy ychydig").to_string(), |value| long(language, value))) }
                    td { (point.n) }
                } } }
            } }
        }
    }
}

/// A number of the first row of a table.
fn first(reading: &Reading, name: &str) -> Option<f64> {
    let Shape::Table(table) = &reading.shape else { return None };
    let place = table.columns.iter().position(|column| *column == name)?;
    table.rows.first()?.get(place)?.number()
}

/// The same of the row that is about the whole system, as the share of failure is; else of the first.
fn of_the_whole(reading: &Reading, name: &str) -> Option<f64> {
    let Shape::Table(table) = &reading.shape else { return None };
    let column = |name: &str| table.columns.iter().position(|column| *column == name);
    let boundary = column("boundary")?;
    let whole =
        table.rows.iter().find(|row| matches!(row.get(boundary), Some(Item::Name(name)) if name == "system"));
    whole.or(table.rows.first())?.get(column(name)?)?.number()
}

fn failure(language: Language, reading: &Reading) -> String {
    let [share, low, high, value, failure] =
        ["share", "low", "high", "value", "failure"].map(|name| first(reading, name));
    let (Some(share), Some(low), Some(high)) = (share, low, high) else {
        return not_enough(
            language,
            language.say(
                "too few of your words have been listened to, or those who listened do not agree",
                "gwrandawyd ar rhy ychydig o'ch geiriau, neu nid yw'r rhai a wrandawodd yn cytuno",
            ),
        );
    };
    let [share, low, high] = [share, low, high].map(percent);
    let n = value.unwrap_or(0.0) + failure.unwrap_or(0.0);
    match language {
        Language::English => format!(
            "{share} of what people asked us would not have been needed, had we done it, or done it right, before (between {low} and {high}, \
             from {n} times that somebody listened to)."
        ),
        Language::Welsh => format!(
            "Ni fyddai angen {share} o'r hyn a ofynnodd pobl inni, pe baem wedi ei wneud, neu ei wneud yn iawn, o'r blaen (rhwng {low} a {high}, \
             o {n} o weithiau y gwrandawodd rhywun arnynt)."
        ),
    }
}

/// How far those who listen agree: the share above is a judgement, and this stands beside it.
fn alike(language: Language, reading: &Reading) -> String {
    match (language, of_the_whole(reading, "contacts"), of_the_whole(reading, "alike")) {
        (Language::English, Some(n), Some(alike)) => format!(
            "It is a judgement: of {n} times that two people listened apart, they judged {} alike.",
            percent(alike)
        ),
        (Language::Welsh, Some(n), Some(alike)) => format!(
            "Barn yw hi: o {n} o weithiau y gwrandawodd dau berson ar wahân, barnasant {} yr un fath.",
            percent(alike)
        ),
        (language, ..) => language
            .say(
                "Too few have been listened to by two people apart to say how far they would agree.",
                "Mae rhy ychydig wedi cael gwrandawiad gan ddau berson ar wahân i ddweud i ba raddau y byddent yn cytuno.",
            )
            .to_string(),
    }
}
