//! Is it a log, a wide table or a list of contacts; which column is the need; and which times are its events.

use throughline::log::Field;

use super::activities::ACTIVITIES;
use super::closing;
use super::look::Looked;
use super::words::{AT, CONTACTS, EMPTY_DATE_WORDS, END, START, WRITTEN};
use super::{Guess, clocks, kinds, needs, pairs, stamps, steps, unnamed};
use crate::mapping::{Mapping, To};
use crate::table::numbers::words;

/// Whether a column's name says that it holds what was done. The number of an event or a task does not, nor what is different in each row.
pub(super) fn names_what_was_done(column: &Looked<'_>) -> bool {
    let numbers_it = column.is_id || (column.rows >= 20 && column.is_numbered());
    column.fits(&ACTIVITIES, |_| false).is_some() && column.time.is_none() && !numbers_it
}

/// The kinds of times among the columns that nothing was decided about.
#[derive(Default)]
struct Dates {
    /// Times at which something happened, of whatever kind.
    happened: Vec<usize>,
    at: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    written: Option<usize>,
}

impl Dates {
    /// Those that names and values say; of a file without names, in which no times were found, by the size of numbers.
    fn found(guess: &mut Guess<'_>) -> Dates {
        let dates = Dates::of(guess);
        if !dates.happened.is_empty() || !unnamed::has_no_names(guess) {
            return dates;
        }
        unnamed::times_of_numbers(guess);
        Dates::of(guess)
    }

    fn of(guess: &Guess<'_>) -> Dates {
        let mut dates = Dates::default();
        let mut best = [0; 4];
        for (place, column) in guess.free() {
            if column.time.is_none() || column.is_planned() || column.is_birth() || column.of_case {
                continue;
            }
            dates.happened.push(place);
            let kinds: [(&[&str], &mut Option<usize>); 4] = [
                (&AT, &mut dates.at),
                (&START, &mut dates.start),
                (&END, &mut dates.end),
                (&WRITTEN, &mut dates.written),
            ];
            for ((patterns, kept), best) in kinds.into_iter().zip(&mut best) {
                let fits = column.fits(patterns, |_| false).unwrap_or(0);
                if fits > *best {
                    (*best, *kept) = (fits, Some(place));
                }
            }
        }
        // An appointment is only meant, unless nothing else says when something was: then it is what happened.
        if dates.happened.is_empty() {
            let only =
                guess.free().filter(|(_, c)| c.time.is_some() && c.has_word(&["appointment", "scheduled"]));
            dates.happened.extend(only.map(|(place, _)| place).take(1));
        }
        dates
    }

    /// The one time of a row: by its name, else the start, else the end, else the one that differs most.
    fn one(&self, guess: &Guess<'_>) -> Option<usize> {
        let most = || {
            self.happened
                .iter()
                .copied()
                .max_by_key(|place| (guess.columns[*place].distinct, usize::MAX - place))
        };
        self.at.or(self.start).or(self.end).or_else(most)
    }
}

/// Decides what the rows are, and takes the columns that follow from it.
pub(super) fn decide(guess: &mut Guess<'_>, mapping: &mut Mapping) {
    let need =
        if guess.has(&To::Need) { None } else { needs::named(guess).or_else(|| needs::of_steps(guess)) };
    let keyed = guess.has(&To::Field(Field::Activity));
    let dates = Dates::found(guess);
    if keyed || guess.has(&To::At) {
        take_need(guess, need);
        return log(guess, mapping, &dates);
    }
    if unnamed::has_no_names(guess) && !dates.happened.is_empty() {
        return without_names(guess, mapping, &dates);
    }
    let unique = need.is_none_or(|place| guess.columns[place].is_unique());
    let doing = steps::named(guess);
    let state = steps::state(guess, need);
    let is_pair = dates.happened.len() == 2 && dates.start.is_some() && dates.end.is_some();
    let one_row_a_need = unique && need.is_some() && guess.sample.rows > 1;
    let contacts =
        [Field::Person, Field::Channel, Field::Words].iter().any(|field| guess.has(&To::Field(*field)));
    match (dates.happened.len(), doing, state) {
        (0, ..) => {
            take_need(guess, need);
            no_time(guess);
        }
        (many, Some(doing), _) if many < 2 || is_pair || !one_row_a_need => {
            take_need(guess, need);
            let because = format!("named like what was done; {}", guess.columns[doing].counts());
            guess.take(doing, To::Field(Field::Activity), because);
            log(guess, mapping, &dates);
        }
        (2.., _, _) if unique => {
            take_need(guess, need);
            wide(guess, mapping, &dates, need);
        }
        (_, _, Some(state)) if !unique => {
            take_need(guess, need);
            let because =
                format!("the ids repeat, so each row is a change to this; {}", guess.columns[state].counts());
            guess.take(state, To::Field(Field::Activity), because);
            log(guess, mapping, &dates);
        }
        (1, _, _) if one_row_a_need && !contacts => {
            take_need(guess, need);
            wide(guess, mapping, &dates, need);
        }
        _ if !unique && !kinds::says_contact(guess) && steps::any(guess, need) => {
            take_need(guess, need);
            log(guess, mapping, &dates);
        }
        _ if contacts || need.is_none_or(|place| is_contact_id(&guess.columns[place])) => {
            list_of_contacts(guess, mapping, &dates, need);
        }
        _ => {
            take_need(guess, need);
            log(guess, mapping, &dates);
        }
    }
}

fn take_need(guess: &mut Guess<'_>, need: Option<usize>) {
    if let Some(place) = need {
        let because = format!("named like the number of a need; {}", guess.columns[place].counts());
        guess.take(place, To::Need, because);
    }
}

fn is_contact_id(column: &Looked<'_>) -> bool {
    CONTACTS.contains(&column.base.as_str()) && column.is_unique()
}

/// One row an event.
fn log(guess: &mut Guess<'_>, mapping: &mut Mapping, dates: &Dates) {
    if !guess.has(&To::At) {
        let need = guess.need();
        let pair = || pairs::start_and_end(guess, &dates.happened, need);
        let named = dates.start.zip(dates.end).filter(|(start, end)| start != end);
        let named = named.filter(|(start, end)| dates.at.is_none_or(|at| at == *start || at == *end));
        match (named, named.or_else(pair), dates.one(guess)) {
            (Some((start, end)), ..) => {
                guess.take(start, To::At, "named like the start of the event".to_string());
                guess.take(end, To::Field(Field::Until), "named like the end of the event".to_string());
            }
            (_, Some((start, end)), _) => {
                let (from, to) = (guess.columns[start].name, guess.columns[end].name);
                let because = format!("when the event began: “{to}” is when it was done");
                guess.take(start, To::At, because);
                guess.take(
                    end,
                    To::Field(Field::Until),
                    format!("when the event was done: “{from}” is when it began"),
                );
            }
            (_, _, Some(one)) => {
                let because = if dates.happened.len() == 1 {
                    "the only time there is"
                } else {
                    "named like the time of the event"
                };
                guess.take(one, To::At, because.to_string());
            }
            _ => no_time(guess),
        }
        if let Some(written) = dates.written
            && guess.maps[written].is_none()
        {
            guess.take(
                written,
                To::Field(Field::WrittenAt),
                "named like when it was written down".to_string(),
            );
        }
        clocks::of_the_row(guess);
    }
    if !guess.has(&To::Field(Field::Activity)) && !guess.in_traces {
        unnamed::activity_that_varies(guess);
    }
    if !guess.has(&To::Field(Field::Activity))
        && !mapping.constants.iter().any(|(field, _)| *field == Field::Activity)
    {
        let columns = guess.listed();
        guess.problems.push(format!(
            "no column says what was done. The columns are {columns}: name one with `as = \"activity\"` in the mapping, or give \
             all rows one activity with `activity = \"…\"` under [set]"
        ));
    }
    // In a log of traces each trace is a need, also where it has no name.
    let named = !unnamed::has_no_names(guess) && !guess.in_traces;
    if named && !guess.has(&To::Need) && !guess.has(&To::Field(Field::Person)) {
        needs::by_values(guess);
    }
}

/// One row a need, with a date for each thing that happened.
fn wide(guess: &mut Guess<'_>, mapping: &mut Mapping, dates: &Dates, need: Option<usize>) {
    let mut activities: Vec<String> = Vec::new();
    for place in &dates.happened {
        if let Some(because) = stamps::why_no_event(guess, *place, &dates.happened) {
            guess.take(*place, To::NeedAttribute, because);
            continue;
        }
        let activity = activity_of(guess.columns[*place].name, &activities);
        let because = format!("a date when something happened: “{activity}”{}", guess.columns[*place].gaps());
        guess.take(*place, To::Event(activity.clone()), because);
        activities.push(activity);
    }
    clocks::of_each_date(guess);
    clocks::beside_a_date(guess);
    let names: Vec<&str> = activities.iter().map(String::as_str).collect();
    mapping.closing = closing::of_dates(&names);
    contact(guess, mapping, dates, need);
    // Money and time were spent once, not at every date: they go with the end, or else with the last date.
    let end = mapping.closing.first().or(activities.last()).cloned();
    for map in guess.maps.iter_mut().flatten() {
        if let (To::Field(Field::Pence | Field::Minutes), Some(end)) = (&map.to, &end) {
            map.event = Some(end.clone());
            map.because = format!("{}; counted once, with “{end}”", map.because);
        }
    }
    // `closed by` belongs to `closed`.
    for place in 0..guess.columns.len() {
        let is_free = guess.maps[place].as_ref().is_none_or(|map| map.to == To::Field(Field::Worker));
        let Some(done) = guess.columns[place].label.strip_suffix(" by").map(str::to_string) else { continue };
        if let Some(activity) = activities.iter().find(|activity| words(activity).contains(&done))
            && is_free
            && guess.columns[place].filled > 0
        {
            let because = format!("who did “{activity}”, by its name; {}", guess.columns[place].counts());
            guess.take(place, To::Field(Field::Worker), because);
            if let Some(map) = &mut guess.maps[place] {
                map.event = Some(activity.clone());
            }
        }
    }
    if !guess.has(&To::Need) && !guess.has(&To::Field(Field::Person)) {
        guess.problems.push(format!(
            "no column names the need, so every row is a need of its own. The columns are {}: name one with `as = \"need\"` if \
             there is one",
            guess.listed()
        ));
    }
}

/// The date of a wide table at which a person got in touch, if one can be told; and with which event of its rows their worker goes.
fn contact(guess: &mut Guess<'_>, mapping: &mut Mapping, dates: &Dates, need: Option<usize>) {
    let found = kinds::contact(guess, &dates.happened, need);
    if let Some((place, because)) = found
        && let Some(map) = &mut guess.maps[place]
        && let To::Event(activity) = &map.to
    {
        map.because = format!("{}; {because}", map.because);
        mapping.contacts = vec![activity.clone()];
        let channel = kinds::channel(guess).map(|channel| (Field::Channel, channel.to_string()));
        mapping.constants.extend(channel);
    }
    let several = dates.happened.len() > 1;
    let whose = match mapping.contacts.first() {
        Some(activity) => format!("“{activity}”"),
        None => "the first date of a row".to_string(),
    };
    for map in guess.maps.iter_mut().flatten().filter(|map| several && map.to == To::Field(Field::Worker)) {
        map.because =
            format!("{}; a row names one for all its dates, so it goes with {whose} alone", map.because);
    }
}

/// What happened at a date, from its name: `created_date` is `created`.
fn activity_of(name: &str, taken: &[String]) -> String {
    let kept: Vec<String> =
        words(name).into_iter().filter(|word| !EMPTY_DATE_WORDS.contains(&word.as_str())).collect();
    let activity = if kept.is_empty() { name.to_string() } else { kept.join(" ") };
    if taken.contains(&activity) { name.to_string() } else { activity }
}

/// No column has a name: with several dates and numbers that are all different it is a wide table; else the first time is
/// the one, and need and activity are told by their values.
fn without_names(guess: &mut Guess<'_>, mapping: &mut Mapping, dates: &Dates) {
    if let (Some(need), 2..) = (unnamed::need_of_its_own(guess), dates.happened.len()) {
        guess.problems.push(format!(
            "“{}” was taken as the number of the need, because no two of its values are the same, and each column of dates as \
             something that happened; say in a mapping what they are (`as = \"event\"`, `event = \"closed\"`)",
            guess.columns[need].name
        ));
        let because = "by its values alone: no two are the same".to_string();
        guess.take(need, To::Need, because);
        return wide(guess, mapping, dates, Some(need));
    }
    guess.take(dates.happened[0], To::At, "the first column of times".to_string());
    needs::by_values(guess);
    unnamed::activity(guess);
    log(guess, mapping, dates);
}

/// One row a contact (or a visit): nothing says what was done, because it is always the same.
fn list_of_contacts(guess: &mut Guess<'_>, mapping: &mut Mapping, dates: &Dates, need: Option<usize>) {
    match need {
        Some(place) if is_contact_id(&guess.columns[place]) && guess.has(&To::Field(Field::Person)) => {
            let because =
                "every row has its own, so it names the contact, not the need; contacts are linked by person";
            guess.take(place, To::Attribute, because.to_string());
        }
        need => take_need(guess, need),
    }
    let one = dates.one(guess);
    let (kind, activity) = kinds::of_rows(guess, one, need);
    if kind == "contact" && !kinds::says_contact(guess) {
        let columns = guess.listed();
        guess.problems.push(format!(
            "no column says what was done, nor how people got in touch, so every row counts as a contact of the person it is about. If the \
             rows are something else, name the column that says what was done with `as = \"activity\"` in the mapping: {columns}"
        ));
    }
    let channel = kinds::channel(guess).filter(|_| kind == "contact");
    if let Some(one) = one {
        guess.take(one, To::At, format!("when the {kind} was"));
    }
    clocks::of_the_row(guess);
    mapping.constants.push((Field::Kind, kind.to_string()));
    mapping.constants.push((Field::Activity, activity));
    mapping.constants.extend(channel.map(|channel| (Field::Channel, channel.to_string())));
    if !guess.has(&To::Need) && !guess.has(&To::Field(Field::Person)) {
        needs::by_values(guess);
    }
}

fn no_time(guess: &mut Guess<'_>) {
    let columns = guess.listed();
    let planned: Vec<&str> = guess
        .columns
        .iter()
        .filter(|c| c.time.is_some() && (c.is_planned() || c.of_case))
        .map(|c| c.name)
        .collect();
    let but = match planned.first() {
        Some(name) => format!(" (“{name}” holds dates, but by its name not of what happened)"),
        None => String::new(),
    };
    let unread = guess
        .free()
        .find(|(_, c)| c.is_named_like_time() && c.time.is_none() && !c.is_planned() && c.filled > 0);
    let but = match unread {
        Some((place, column)) if but.is_empty() => {
            let shown = guess.sample.columns[place].values.iter().flatten().next();
            let shown = shown.map_or("", String::as_str).trim();
            format!(
                " (“{}” is named so, but “{}” is no time that could be read)",
                column.name,
                crate::job::shorten(shown)
            )
        }
        _ => but,
    };
    guess.problems.push(format!(
        "no column says when things happened{but}. The columns are {columns}: name one with `as = \"at\"` in the mapping, and \
         with `time = \"…\"` how it is written, or several dates of one row with `as = \"event\"`"
    ));
}
