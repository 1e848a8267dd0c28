//! How can we help? One box, in their own words; then how to reach them; then the reference, in the same breath.

use maud::{Markup, html};
use throughline::contact::{By, Channel, Language, Reach, Said};
use throughline_store::First;

use super::Screen;
use crate::asked::Asked;
use crate::guard::Anybody;
use crate::page::{Page, page};
use crate::reply::{Reply, Stop, problem};

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/",
    get: Some(|door, asked| Ok(Reply::Page(shown(&Anybody::of(door, asked)?, asked, &Form::new(asked)?)))),
    post: Some(|door, asked| sent(&Anybody::of(door, asked)?, asked)),
    guard: "anybody",
}];

/// What stands in the form, and what is wrong with it.
struct Form {
    words: String,
    name: String,
    reach: String,
    token: String,
    wrong: Option<String>,
}

impl Form {
    fn new(asked: &Asked) -> Result<Form, Stop> {
        let sent = |name: &str| asked.field(name);
        let token = match sent("once") {
            token if token.is_empty() => once()?,
            token => token,
        };
        Ok(Form { words: sent("words"), name: sent("name"), reach: sent("reach"), token, wrong: None })
    }
}

/// A token for one form: sent twice, it is one contact.
pub(super) fn once() -> Result<String, Stop> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|why| Stop::Failed(why.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn shown(who: &Anybody, asked: &Asked, form: &Form) -> Markup {
    let language = asked.language;
    let say = |english: &'static str, welsh: &'static str| language.say(english, welsh);
    let body = html! {
        @if let Some(wrong) = &form.wrong { (problem(say("Nothing was sent yet", "Nid oes dim wedi'i anfon eto"), wrong)) }
        form method="post" action=(asked.to("/")) {
            label for="words" { (say("Tell us what you need, in your own words", "Dywedwch wrthym beth sydd ei angen arnoch, yn eich geiriau eich hun")) }
            p.hint id="words-hint" { (say(
                "You do not need to know who does what. We keep your words as they are, and one person will be responsible.",
                "Nid oes angen i chi wybod pwy sy'n gwneud beth. Rydym yn cadw eich geiriau fel y maent, a bydd un person yn gyfrifol."
            )) }
            textarea id="words" name="words" aria-describedby="words-hint" required maxlength="20000" { (form.words) }
            label for="reach" { (say("How can we reach you?", "Sut gallwn ni gysylltu â chi?")) }
            p.hint id="reach-hint" { (say(
                "A phone number or an email address. You can leave this out: you will have a link to come back to.",
                "Rhif ffôn neu gyfeiriad e-bost. Gallwch adael hwn allan: bydd gennych ddolen i ddod yn ôl ati."
            )) }
            input.short id="reach" name="reach" value=(form.reach) aria-describedby="reach-hint" autocomplete="tel" maxlength="200";
            label for="name" { (say("What should we call you?", "Beth ddylem ni eich galw?")) " " span.hint { (say("(if you like)", "(os mynnwch)")) } }
            input.short id="name" name="name" value=(form.name) autocomplete="name" maxlength="200";
            input type="hidden" name="once" value=(form.token);
            button { (say("Send", "Anfon")) }
        }
    };
    let title = say("How can we help?", "Sut gallwn ni helpu?");
    page(&who.service.setup, asked, Page { title, public: true, body })
}

fn sent(who: &Anybody, asked: &Asked) -> Result<Reply, Stop> {
    let mut form = Form::new(asked)?;
    if form.words.trim().is_empty() {
        form.wrong = Some(
            asked
                .language
                .say("write what you need, in your own words", "ysgrifennwch beth sydd ei angen arnoch")
                .to_string(),
        );
        return Ok(Reply::Page(shown(who, asked, &form)));
    }
    let said = Said {
        words: form.words,
        name: Some(form.name).filter(|name| !name.trim().is_empty()),
        reach: reach(&form.reach),
        ..Said::default()
    };
    let receipt = who.service.store.receive(asked.now(), first(who, asked.language, said, form.token))?;
    Ok(Reply::See(asked.to(&format!("/need/{}/{}?new=1", receipt.reference, receipt.secret))))
}

fn first(who: &Anybody, language: Language, said: Said, token: String) -> First {
    First {
        said,
        person: None,
        channel: Channel::Web,
        language,
        place: None,
        holder: who.service.setup.front_door.clone(),
        by: By::Person,
        token: Some(token),
    }
}

/// What somebody wrote of how to reach them.
pub(super) fn reach(written: &str) -> Vec<Reach> {
    let written = written.trim();
    let digits = written.chars().filter(char::is_ascii_digit).count();
    match written {
        "" => Vec::new(),
        email if email.contains('@') => vec![Reach::Email(email.to_string())],
        phone if digits >= 6 => vec![Reach::Phone(phone.to_string())],
        other => vec![Reach::Other(other.to_string())],
    }
}
