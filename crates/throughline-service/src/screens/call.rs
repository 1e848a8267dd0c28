//! A call or a visit: their words first, as they say them; then who it is; then the reference to read out, and the link to send.

mod read_out;

use maud::{Markup, html};
use throughline::contact::work::heard;
use throughline::contact::{By, Channel, Event, Language, Need, Reach, Reference, Said};
use throughline_store::First;

use super::start::reach;
use super::{Screen, today::snippet};
use crate::asked::{Asked, once};
use crate::guard::{Door, Works};
use crate::language::how_long;
use crate::page::{desk, form};
use crate::reply::{Reply, Stop, problem};

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/desk/call",
        get: Some(|door, asked| Ok(shown(&Works::of(door, asked)?, &Form::of(asked)?, None))),
        post: Some(sent),
        guard: "works",
    },
    Screen { path: "/desk/call/{reference}", get: Some(read_out::shown), post: None, guard: "works" },
];

/// The ways somebody speaks to a worker.
const CHANNELS: [(Channel, &str); 4] = [
    (Channel::Phone, "On the telephone"),
    (Channel::Visit, "In person"),
    (Channel::Letter, "By letter"),
    (Channel::Text, "By text"),
];

/// What stands in the form.
struct Form {
    words: String,
    who: String,
    name: String,
    place: String,
    channel: Channel,
    language: Language,
    token: String,
    /// What the words are about: a reference, `same REFERENCE` for something new of the same person, `other` for somebody else.
    about: String,
}

impl Form {
    fn of(asked: &Asked) -> Result<Form, Stop> {
        let token = match asked.field("once") {
            token if token.is_empty() => once(),
            token => token,
        };
        Ok(Form {
            words: asked.field("words"),
            who: asked.field("who"),
            name: asked.field("name"),
            place: asked.field("place"),
            channel: Channel::named(&asked.field("channel")).unwrap_or(Channel::Phone),
            language: if asked.field("language") == "cy" { Language::Welsh } else { Language::English },
            token,
            about: asked.field("about"),
        })
    }

    fn first(self, works: &Works, asked: &Asked) -> First {
        let given = |value: String| Some(value).filter(|value| !value.trim().is_empty());
        let is_reference = self.who.parse::<Reference>().is_ok();
        let reach = if is_reference { Vec::new() } else { reach(&self.who) };
        First {
            said: Said { words: self.words, name: given(self.name), reach, ..Said::default() },
            person: None,
            channel: self.channel,
            language: self.language,
            // As in the form: whatever else is written here would stand in the study for everybody.
            place: given(self.place).filter(|place| works.service.setup.areas.contains(place)),
            holder: works.seat().team(),
            by: By::Worker(works.seat()),
            token: asked.once_sent(),
        }
    }
}

type Known = (Need, Vec<Event>);

fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let works = Works::of(door, asked)?;
    let form = Form::of(asked)?;
    if form.words.trim().is_empty() {
        return Ok(shown(&works, &form, Some("write down what they say, in their words")));
    }
    let known = found(&works, asked, &form.who)?;
    if known.is_empty() && form.who.parse::<Reference>().is_ok() {
        let why = "no need of this reference is open to your organisation; ask them for their number or address instead";
        return Ok(shown(&works, &form, Some(why)));
    }
    let of = |reference: &str| known.iter().find(|(need, _)| need.reference.to_string() == reference);
    let person = match form.about.split_once(' ') {
        _ if known.is_empty() || form.about == "other" => None,
        Some(("same", reference)) => Some(of(reference).ok_or(Stop::NotFound)?.0.person),
        _ => {
            return match of(&form.about) {
                Some((need, _)) => heard_on(&works, asked, need, &form),
                None => Ok(choice(&works, asked, &form, &known)),
            };
        }
    };
    let first = First { person, ..form.first(&works, asked) };
    let receipt = works.service.store.receive(asked.now(), first)?;
    works.did(receipt.need);
    works.logged(asked, receipt.need)?;
    Ok(Reply::See(format!("/desk/call/{}", receipt.reference)))
}

fn heard_on(works: &Works, asked: &Asked, need: &Need, form: &Form) -> Result<Reply, Stop> {
    let (now, seat, channel, words) = (asked.now(), works.seat(), form.channel, form.words.clone());
    let decide = move |need: &Need| Ok(vec![heard(need, now, &seat, channel, &words)?]);
    let need = works.acts(asked, need.id, decide)?;
    works.service.kept.tell(need.id);
    works.did(need.id);
    works.logged(asked, need.id)?;
    Ok(Reply::See(format!("/desk/call/{}?known=1", need.reference)))
}

/// What a search is called where no words were shown.
pub(super) const NOTHING_SHOWN: &str = "search, nothing shown";

/// The needs of whoever is found by a number, an address or a reference, as far as this seat may read them. Nobody is told that
/// somebody is known where nothing of theirs is open to them: a number alone proves nothing. That it was looked for is written down
/// whatever is found, but not for what: that may be the number of somebody who never asked us for anything.
fn found(works: &Works, asked: &Asked, who: &str) -> Result<Vec<Known>, Stop> {
    let store = &works.service.store;
    if let Ok(reference) = who.parse::<Reference>() {
        let Some(need) = store.need_of(reference)? else {
            works.looked_for(asked, None, NOTHING_SHOWN)?;
            return Ok(Vec::new());
        };
        return match works.reads(asked, need, "search") {
            Ok((need, _)) => works.reads_person(asked, need.person, "search"),
            Err(Stop::NotFound) => {
                works.looked_for(asked, Some(works.person_of(need)?), NOTHING_SHOWN)?;
                Ok(Vec::new())
            }
            Err(why) => Err(why),
        };
    }
    let (mut all, mut persons) = (Vec::new(), 0);
    for reach in reach(who) {
        let (Reach::Email(reach) | Reach::Phone(reach)) = reach else { continue };
        for person in store.found(&reach)? {
            let open = works.reads_person(asked, person, "search")?;
            if open.is_empty() {
                works.looked_for(asked, Some(person), NOTHING_SHOWN)?;
            }
            all.extend(open);
            persons += 1;
        }
    }
    if persons == 0 && !who.trim().is_empty() {
        works.looked_for(asked, None, NOTHING_SHOWN)?;
    }
    Ok(all)
}

fn shown(works: &Works, typed: &Form, wrong: Option<&str>) -> Reply {
    let areas = &works.service.setup.areas;
    let body = html! {
        @if let Some(wrong) = wrong { (problem("Nothing was kept yet", wrong)) }
        (form(works, "/desk/call", &html! {
            (words(typed))
            label for="who" { "Their phone number or email address, or the reference they were given" }
            p.hint id="who-hint" { "We look whether we know them already. That is written down." }
            input.short id="who" name="who" value=(typed.who) aria-describedby="who-hint" autocomplete="off" maxlength="200";
            label for="name" { "What they are called " span.hint { "(if they like)" } }
            input.short id="name" name="name" value=(typed.name) autocomplete="off" maxlength="200";
            @if !areas.is_empty() {
                label for="place" { "Where it is about " span.hint { "(if it matters)" } }
                select.short id="place" name="place" {
                    option value="" { "Not said" }
                    @for area in areas { option selected[*area == typed.place] { (area) } }
                }
            }
            fieldset {
                legend { "How they spoke to you" }
                @for (channel, text) in CHANNELS {
                    label.choice { input type="radio" name="channel" value=(channel.name()) checked[channel == typed.channel]; (text) }
                }
            }
            fieldset {
                legend { "The language they want to be answered in" }
                @for (language, text) in [(Language::English, "English"), (Language::Welsh, "Welsh")] {
                    label.choice { input type="radio" name="language" value=(language.code()) checked[language == typed.language]; (text) }
                }
            }
            input type="hidden" name="once" value=(typed.token);
            button { "Keep it" }
        }))
    };
    Reply::Page(desk(works, "Log a call or visit", &body))
}

fn words(typed: &Form) -> Markup {
    html! {
        label for="words" { "What they say, in their words" }
        p.hint id="words-hint" { "As they say it, not as we would put it. You can correct nothing later: it is their record." }
        textarea id="words" name="words" aria-describedby="words-hint" required maxlength="20000" { (typed.words) }
    }
}

/// Somebody is known by this number: is it about something they told us before?
fn choice(works: &Works, asked: &Asked, typed: &Form, known: &[Known]) -> Reply {
    let (open, sorted): (Vec<_>, Vec<_>) = known.iter().partition(|(need, _)| need.is_open());
    let mut persons: Vec<_> = known.iter().collect();
    persons.sort_by_key(|(need, _)| need.person);
    persons.dedup_by_key(|(need, _)| need.person);
    let hidden = [
        ("who", typed.who.as_str()),
        ("name", &typed.name),
        ("place", &typed.place),
        ("channel", typed.channel.name()),
        ("language", typed.language.code()),
        ("once", &typed.token),
    ];
    let body = html! {
        p { "Somebody is known by " strong { (typed.who) } ". Make sure that it is them before you read anything out." }
        (form(works, "/desk/call", &html! {
            (words(typed))
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            fieldset {
                legend { "Is it about one of these?" }
                @for (need, story) in open.iter().chain(&sorted) {
                    label.choice {
                        input type="radio" name="about" value=(need.reference) required;
                        span {
                            (name_of(story)) ": “" (snippet(first_words(story))) "” "
                            span.quiet {
                                (need.reference) ", " (how_long(Language::English, need.opened_at, asked.now())) " ago, held by " (need.holder)
                                @if !need.is_open() { ", sorted by their word" }
                            }
                        }
                    }
                }
                @for (need, story) in persons {
                    label.choice {
                        input type="radio" name="about" value=(format!("same {}", need.reference)) required;
                        "Something new, from " (name_of(story))
                    }
                }
                label.choice { input type="radio" name="about" value="other" required; "Somebody else who can be reached there too" }
            }
            button { "Keep it" }
        }))
    };
    Reply::Page(desk(works, "We may know them", &body))
}

fn first_words(story: &[Event]) -> &str {
    story.first().and_then(|event| event.said.as_ref()).map_or("", |said| &said.words)
}

fn name_of(story: &[Event]) -> &str {
    let name = story.iter().rev().find_map(|event| event.said.as_ref()?.name.as_deref());
    name.unwrap_or("the same person")
}
