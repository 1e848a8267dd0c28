//! Cookies and privacy, in plain words: what is kept, why, who sees it, how long, and what anybody may ask for.

use maud::html;

use super::Screen;
use crate::asked::Asked;
use crate::guard::Anybody;
use crate::page::{Page, page};
use crate::reply::Reply;

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/cookies",
    get: Some(|door, asked| Ok(shown(&Anybody::of(door, asked)?, asked))),
    post: None,
    guard: "anybody",
}];

/// What is said under which heading, in both languages.
const PARTS: [[&str; 4]; 6] = [
    [
        "Cookies",
        "Cwcis",
        "People who need something get no cookies at all. Those who work here get two when they sign in: one for the session, which ends when they sign out or after 12 hours, and one by which their browser is known for a year, so that guessing their password from elsewhere does not make them wait. Nothing counts your visits, and nothing on these pages comes from anybody else.",
        "Nid yw pobl sydd angen rhywbeth yn cael unrhyw gwcis. Mae'r rhai sy'n gweithio yma yn cael dau wrth fewngofnodi: un ar gyfer y sesiwn, sy'n dod i ben wrth allgofnodi neu ar ôl 12 awr, ac un y mae eu porwr yn cael ei adnabod wrtho am flwyddyn, fel na fydd rhaid iddynt aros pan fydd rhywun arall yn dyfalu eu cyfrinair. Nid oes dim yn cyfrif eich ymweliadau, ac nid oes dim ar y tudalennau hyn yn dod gan neb arall.",
    ],
    [
        "What we keep",
        "Beth rydym yn ei gadw",
        "Your words as you wrote or said them, how to reach you if you tell us, files you add, and what was done for you, when and by whom. We do not keep the address of your telephone or computer with it.",
        "Eich geiriau fel yr ysgrifennoch neu y dywedoch nhw, sut i gysylltu â chi os dywedwch wrthym, ffeiliau yr ydych yn eu hychwanegu, a beth a wnaed i chi, pryd a chan bwy. Nid ydym yn cadw cyfeiriad eich ffôn na'ch cyfrifiadur gydag ef.",
    ],
    [
        "Why",
        "Pam",
        "To help you, and to learn from what people need how to help better. The law calls this a public task (UK GDPR, article 6(1)(e)). For learning, we count what happened; your words are read for it only by people of the organisations that take part in your need.",
        "I'ch helpu, ac i ddysgu o'r hyn sydd ei angen ar bobl sut i helpu'n well. Mae'r gyfraith yn galw hyn yn dasg gyhoeddus (GDPR y DU, erthygl 6(1)(e)). Er mwyn dysgu, rydym yn cyfrif beth ddigwyddodd; dim ond pobl o'r sefydliadau sy'n cymryd rhan yn eich angen sy'n darllen eich geiriau at hynny.",
    ],
    [
        "Who sees it",
        "Pwy sy'n ei weld",
        "Those organisations that take part in your need, and no others. Each time somebody opens it, that is written down, and you can read on your own page who it was. Whoever has the link to your page can read it too: keep it to yourself.",
        "Y sefydliadau hynny sy'n cymryd rhan yn eich angen, a neb arall. Bob tro y bydd rhywun yn ei agor, ysgrifennir hynny i lawr, a gallwch ddarllen ar eich tudalen eich hun pwy ydoedd. Gall pwy bynnag sydd â'r ddolen i'ch tudalen ei darllen hefyd: cadwch hi i chi'ch hun.",
    ],
    [
        "How long",
        "Pa mor hir",
        "Until you ask us to destroy it, or until those who look after this service do, as their rules on keeping say; ask us for these. What tells who you are is then destroyed for good. That something happened, when, and who worked on it stays, as it says nothing of you.",
        "Nes i chi ofyn i ni ei ddinistrio, neu nes i'r rhai sy'n gofalu am y gwasanaeth hwn wneud hynny, fel y dywed eu rheolau ar gadw; gofynnwch i ni am y rhain. Yna dinistrir am byth yr hyn sy'n dweud pwy ydych chi. Mae'r ffaith bod rhywbeth wedi digwydd, pryd, a phwy weithiodd arno yn aros, gan nad yw'n dweud dim amdanoch chi.",
    ],
    [
        "What you can ask for",
        "Beth gallwch ofyn amdano",
        "On the page of your need, under “Everything we hold about this”, you can read all of it, take a copy, have wrong things put right, choose your language, and have it destroyed. You can object to how we use it, or call us for any of this. If we do not put something right, you can complain to the Information Commissioner (ico.org.uk, 0303 123 1113).",
        "Ar dudalen eich angen, o dan “Popeth sydd gennym am hyn”, gallwch ddarllen y cyfan, cymryd copi, cael cywiro pethau anghywir, dewis eich iaith, a'i ddinistrio. Gallwch wrthwynebu sut rydym yn ei ddefnyddio, neu ffonio ni am unrhyw un o'r rhain. Os na fyddwn yn cywiro rhywbeth, gallwch gwyno i'r Comisiynydd Gwybodaeth (ico.org.uk, 0303 123 1113).",
    ],
];

fn shown(who: &Anybody, asked: &Asked) -> Reply {
    let setup = &who.service.setup;
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let body = html! {
        @for [heading, pennawd, text, testun] in PARTS {
            h2 { (say(heading, pennawd)) }
            p { (say(text, testun)) }
        }
        h2 { (say("Who is responsible", "Pwy sy'n gyfrifol")) }
        p { (say("The organisations that run this service together:", "Y sefydliadau sy'n rhedeg y gwasanaeth hwn gyda'i gilydd:")) }
        ul { @for organisation in &setup.organisations { li { (organisation.name) } } }
    };
    let title = say("Cookies and privacy", "Cwcis a phreifatrwydd");
    Reply::Page(page(setup, asked, Page { title, public: true, body }))
}
