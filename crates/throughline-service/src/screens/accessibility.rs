//! The accessibility statement, in the form that the government's model has, and no more said than is so.

use maud::html;

use super::Screen;
use crate::asked::Asked;
use crate::guard::Anybody;
use crate::page::{Page, page};
use crate::reply::Reply;

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/accessibility",
    get: Some(|door, asked| Ok(shown(&Anybody::of(door, asked)?, asked))),
    post: None,
    guard: "anybody",
}];

const CAN: [[&str; 2]; 6] = [
    [
        "change colours, contrast and fonts with browser or device settings",
        "newid lliwiau, cyferbyniad a ffontiau gyda gosodiadau porwr neu ddyfais",
    ],
    [
        "zoom in to 400% without text spilling off the screen",
        "chwyddo hyd at 400% heb i destun orlifo oddi ar y sgrin",
    ],
    [
        "get from one end of each page to the other with the keyboard alone",
        "mynd o un pen pob tudalen i'r llall gyda'r bysellfwrdd yn unig",
    ],
    [
        "use each page with speech recognition and a screen reader",
        "defnyddio pob tudalen gydag adnabod lleferydd a darllenydd sgrin",
    ],
    [
        "use every page without scripts, in dark or light",
        "defnyddio pob tudalen heb sgriptiau, yn dywyll neu'n olau",
    ],
    [
        "take as long as you like: nothing here runs out while you write",
        "cymryd cymaint o amser ag y mynnwch: nid oes dim yma yn dod i ben tra byddwch yn ysgrifennu",
    ],
];

fn shown(who: &Anybody, asked: &Asked) -> Reply {
    let setup = &who.service.setup;
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let phone = html! { a href=(format!("tel:{}", setup.phone.replace(' ', ""))) { (setup.phone) } };
    let body = html! {
        p { (say("This statement applies to the pages of ", "Mae'r datganiad hwn yn berthnasol i dudalennau ")) (setup.called(asked.language)) "." }
        p { (say(
            "It is run by the organisations below. We want as many people as possible to be able to use it. You should be able to:",
            "Fe'i rhedir gan y sefydliadau isod. Rydym eisiau i gynifer o bobl â phosibl allu ei ddefnyddio. Dylech allu:"
        )) }
        ul { @for [english, welsh] in CAN { li { (say(english, welsh)) } } }
        h2 { (say("How accessible this website is", "Pa mor hygyrch yw'r wefan hon")) }
        p { (say(
            "We know of these parts that are not fully accessible: files that people add are as accessible as those who made them left them; answers that nobody has translated yet are shown in the language they were written in.",
            "Gwyddom am y rhannau hyn nad ydynt yn gwbl hygyrch: mae ffeiliau y mae pobl yn eu hychwanegu mor hygyrch ag y gadawodd y rhai a'u gwnaeth nhw; dangosir atebion nad oes neb wedi'u cyfieithu eto yn yr iaith y'u hysgrifennwyd ynddi."
        )) }
        h2 { (say("Feedback and contact information", "Adborth a gwybodaeth gyswllt")) }
        p { (say(
            "If you find anything that you cannot use, or need something in another form (large print, easy read, audio, braille), tell us. We answer as we answer any need: ",
            "Os dewch o hyd i rywbeth na allwch ei ddefnyddio, neu os oes angen rhywbeth arnoch mewn ffurf arall (print bras, hawdd ei ddarllen, sain, braille), dywedwch wrthym. Rydym yn ateb fel rydym yn ateb unrhyw angen: "
        )) a href=(asked.to("/")) { (say("tell us here", "dywedwch wrthym yma")) } (say(" or call ", " neu ffoniwch ")) (phone) "." }
        h2 { (say("Enforcement procedure", "Gweithdrefn orfodi")) }
        p { (say(
            "The Equality and Human Rights Commission (EHRC) enforces the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018. If you are not happy with how we respond, contact the Equality Advisory and Support Service (EASS).",
            "Mae'r Comisiwn Cydraddoldeb a Hawliau Dynol (EHRC) yn gorfodi Rheoliadau Hygyrchedd Cyrff Sector Cyhoeddus (Gwefannau a Chymwysiadau Symudol) (Rhif 2) 2018. Os nad ydych yn fodlon â'n hymateb, cysylltwch â'r Gwasanaeth Cynghori a Chymorth Cydraddoldeb (EASS)."
        )) }
        h2 { (say("Compliance status", "Statws cydymffurfio")) }
        p { (say(
            "This website is partially compliant with the Web Content Accessibility Guidelines version 2.2 AA standard, due to the parts named above.",
            "Mae'r wefan hon yn cydymffurfio'n rhannol â safon AA y Canllawiau Hygyrchedd Cynnwys Gwe fersiwn 2.2, oherwydd y rhannau a enwir uchod."
        )) }
        h2 { (say("Preparation of this statement", "Paratoi'r datganiad hwn")) }
        p { (say(
            "The pages are tested by program and by looking at each, on a telephone and a wide screen, in light and dark. People who use aids have not tested them yet; until they have, take this statement as a beginning and tell us.",
            "Mae'r tudalennau yn cael eu profi gan raglen a thrwy edrych ar bob un, ar ffôn a sgrin lydan, yn olau ac yn dywyll. Nid yw pobl sy'n defnyddio cymhorthion wedi eu profi eto; nes y byddant, cymerwch y datganiad hwn fel dechrau a dywedwch wrthym."
        )) }
        ul { @for organisation in &setup.organisations { li { (organisation.name) } } }
    };
    let title = say("Accessibility statement", "Datganiad hygyrchedd");
    Reply::Page(page(setup, asked, Page { title, public: true, body }))
}
