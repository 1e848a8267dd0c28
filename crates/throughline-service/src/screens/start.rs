//! How can we help? One box, in their own words; how to reach them; then the reference, in the same breath.

use maud::{Markup, html};
use throughline::contact::person::{MOST_WAY_BYTES, MOST_WAYS, MOST_WORDS_BYTES};
use throughline::contact::{By, Channel, Language, Reach, Said};
use throughline::error::Error;
use throughline_store::{First, Receipt};

use super::Screen;
use crate::answers::to_suggest;
use crate::asked::Asked;
use crate::guard::Anybody;
use crate::page::{Page, once_field, page};
use crate::reply::{Reply, Stop, problem};
use crate::setup::Setup;
use crate::slow;

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/",
    get: Some(|door, asked| Ok(Reply::Page(shown(&Anybody::of(door, asked)?, asked, None)))),
    post: Some(|door, asked| sent(&Anybody::of(door, asked)?, asked)),
    guard: "anybody",
}];

/// What has to be put right, in the language of the page.
type Wrong = Option<&'static str>;

fn shown(who: &Anybody, asked: &Asked, wrong: Wrong) -> Markup {
    let language = asked.language;
    let say = |english: &'static str, welsh: &'static str| language.say(english, welsh);
    let body = html! {
        @if let Some(wrong) = wrong { (problem(say("Nothing was sent yet", "Nid oes dim wedi'i anfon eto"), wrong)) }
        (emergency(&who.service.setup, language))
        form method="post" action=(asked.to("/")) {
            label for="words" { (say("Tell us what you need, in your own words", "Dywedwch wrthym beth sydd ei angen arnoch, yn eich geiriau eich hun")) }
            p.hint id="words-hint" { (say(
                "You do not need to know who does what. We keep your words as they are, and one team is responsible for them from now on.",
                "Nid oes angen i chi wybod pwy sy'n gwneud beth. Rydym yn cadw eich geiriau fel y maent, ac mae un tîm yn gyfrifol amdanynt o hyn ymlaen."
            )) }
            textarea id="words" name="words" aria-describedby="words-hint" required maxlength="20000" { (asked.field("words")) }
            (place(who, asked))
            label for="reach" { (say("How can we reach you?", "Sut gallwn ni gysylltu â chi?")) }
            p.hint id="reach-hint" { (say(
                "A phone number, an email address, or another way. You can leave this out: you will have a link to come back to.",
                "Rhif ffôn, cyfeiriad e-bost, neu ffordd arall. Gallwch adael hwn allan: bydd gennych ddolen i ddod yn ôl ati."
            )) }
            input.short id="reach" name="reach" value=(asked.field("reach")) aria-describedby="reach-hint" maxlength="200";
            label for="name" { (say("What should we call you?", "Beth ddylem ni eich galw?")) " " span.hint { (say("(if you like)", "(os mynnwch)")) } }
            input.short id="name" name="name" type="text" value=(asked.field("name")) autocomplete="name" maxlength="200";
            (once_field(asked))
            (slow::fields(asked))
            button { (say("Send", "Anfon")) }
        }
        p.quiet { (say(
            "Told us before? You can come back to it, or read answers and questions first.",
            "Wedi dweud wrthym o'r blaen? Gallwch ddod yn ôl ato, neu ddarllen atebion a chwestiynau yn gyntaf."
        )) }
        ul.ways {
            li { a href=(asked.to("/back")) { (say("Come back to something", "Dod yn ôl at rywbeth")) } }
            li { a href=(asked.to("/questions")) { (say("Questions and answers", "Cwestiynau ac atebion")) } }
        }
    };
    let title = say("How can we help?", "Sut gallwn ni helpu?");
    page(&who.service.setup, asked, Page { title, public: true, body })
}

/// What stands first, whatever people come for: whom to call in an emergency.
pub(super) fn emergency(setup: &Setup, language: Language) -> Markup {
    let Setup { emergency, emergency_welsh, .. } = setup;
    match (language, emergency_welsh, emergency) {
        (Language::Welsh, Some(line), _) | (Language::English, _, Some(line)) => html! { p.mark { (line) } },
        (Language::Welsh, None, Some(line)) => html! { p.mark lang="en" { (line) } },
        (_, _, None) => html! {},
    }
}

/// Where it is about, where the service has areas.
fn place(who: &Anybody, asked: &Asked) -> Markup {
    let areas = &who.service.setup.areas;
    let chosen = asked.field("place");
    html! {
        @if !areas.is_empty() {
            label for="place" { (asked.language.say("Which area is it about?", "Pa ardal y mae'n ymwneud â hi?")) }
            select.short id="place" name="place" {
                option value="" { (asked.language.say("I do not know", "Nid wyf yn gwybod")) }
                @for area in areas { option value=(area) selected[*area == chosen] { (area) } }
            }
        }
    }
}

fn sent(who: &Anybody, asked: &Asked) -> Result<Reply, Stop> {
    let words = asked.field("words");
    if let Some(wrong) = wrong_with(asked.language, &words) {
        return Ok(Reply::Page(shown(who, asked, Some(wrong))));
    }
    let (name, ways) = (asked.field("name"), reach(&asked.field("reach")));
    if name.len() > MOST_WAY_BYTES || too_much(&ways) {
        let wrong = asked.language.say(
            "what we should call you or how we can reach you is very long; put the rest into your words",
            "mae'r hyn y dylem eich galw neu sut i gysylltu â chi yn hir iawn; rhowch y gweddill yn eich geiriau",
        );
        return Ok(Reply::Page(shown(who, asked, Some(wrong))));
    }
    let Ok(receipt) = receive(who, asked, asked.language, words, asked.field("place")) else {
        return Ok(Reply::NotKept(shown(who, asked, Some(asked.language.say(
            "we could not keep your words just now; they are still below: send them again in a minute, or call us",
            "ni allem gadw eich geiriau nawr; maent yn dal isod: anfonwch nhw eto ymhen munud, neu ffoniwch ni",
        )))));
    };
    Ok(Reply::See(asked.to(&format!("/need/{}/{}?new=1", receipt.reference, receipt.secret))))
}

/// First words are kept, with what else was said and the names of the answers that fit, to be shown beside the reference.
pub(super) fn receive(
    who: &Anybody,
    asked: &Asked,
    language: Language,
    words: String,
    place: String,
) -> Result<Receipt, Error> {
    let setup = &who.service.setup;
    let first = First {
        said: Said {
            words: words.clone(),
            name: Some(asked.field("name")).filter(|name| !name.trim().is_empty()),
            reach: reach(&asked.field("reach")),
            ..Said::default()
        },
        person: None,
        channel: Channel::Web,
        language,
        place: setup.areas.contains(&place).then_some(place),
        holder: setup.front_door.clone(),
        by: By::Person,
        token: asked.once_sent(),
    };
    let found = who.service.answers.find(language, &words);
    let suggested = to_suggest(found.into_iter().map(|found| found.name).collect());
    let receipt = who.service.store.receive_with(asked.now(), first, suggested)?;
    who.service.kept.tell(receipt.need);
    Ok(receipt)
}

/// What is wrong with words that somebody wants to send.
pub(super) fn wrong_with(language: Language, words: &str) -> Wrong {
    if words.trim().is_empty() {
        return Some(language.say(
            "write what you need, in your own words",
            "ysgrifennwch beth sydd ei angen arnoch, yn eich geiriau eich hun",
        ));
    }
    (words.len() > MOST_WORDS_BYTES).then_some(language.say(
        "this is more than we can take at once, about 20 pages; send the first part now and the rest afterwards",
        "mae hyn yn fwy nag y gallwn ei gymryd ar unwaith, tua 20 tudalen; anfonwch y rhan gyntaf nawr a'r gweddill wedyn",
    ))
}

/// Whether these are more ways to reach somebody than can be kept, or one of them is longer.
pub(super) fn too_much(ways: &[Reach]) -> bool {
    ways.len() > MOST_WAYS || ways.iter().any(|way| super::reach::way(way).len() > MOST_WAY_BYTES)
}

/// What somebody wrote of how to reach them, each line or part between commas for itself.
pub(super) fn reach(written: &str) -> Vec<Reach> {
    let ways = written.split(['\n', ',', ';']).map(str::trim).filter(|way| !way.is_empty());
    let parts: Vec<Reach> = ways.map(one_way).collect();
    // "Come round, the bell is broken" is one way, not two.
    match written.trim() {
        whole if parts.iter().any(|part| matches!(part, Reach::Other(_))) && !written.contains('\n') => {
            vec![one_way(whole)]
        }
        _ => parts,
    }
}

fn one_way(written: &str) -> Reach {
    let digits = written.chars().filter(char::is_ascii_digit).count();
    let number = written.chars().all(|letter| letter.is_ascii_digit() || " +()-.".contains(letter));
    if written.contains('@') && !written.contains(char::is_whitespace) {
        Reach::Email(written.to_string())
    } else if number && digits >= 6 {
        Reach::Phone(written.to_string())
    } else {
        Reach::Other(written.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_be_reached_are_told_apart() {
        let phone = Reach::Phone("07700 900123".to_string());
        let email = Reach::Email("ann@example.org".to_string());
        let other = |text: &str| Reach::Other(text.to_string());
        assert_eq!(reach(" 07700 900123, ann@example.org "), [phone.clone(), email.clone()]);
        assert_eq!(reach("07700 900123\nann@example.org"), [phone.clone(), email]);
        assert_eq!(reach("Come round, the bell is broken"), [other("Come round, the bell is broken")]);
        assert_eq!(reach("07700 900123\nknock hard"), [phone, other("knock hard")]);
        assert_eq!(
            reach("flat 12, after 18:00 on 07.12.2026"),
            [other("flat 12, after 18:00 on 07.12.2026")]
        );
        assert_eq!(reach(" \n"), []);
    }
}
