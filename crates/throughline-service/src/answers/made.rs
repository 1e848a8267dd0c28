//! Many answers made up from things and what is wrong with them, for a test and a measurement.

use super::{Answer, Both};

const THINGS: [(&str, &str); 25] = [
    ("boiler", "boeler"),
    ("radiator", "rheiddiadur"),
    ("window", "ffenestr"),
    ("kitchen tap", "tap cegin"),
    ("bath", "baddon"),
    ("front door", "drws ffrynt"),
    ("roof", "to"),
    ("gutter", "landar"),
    ("street light", "golau stryd"),
    ("rubbish bin", "bin sbwriel"),
    ("recycling box", "blwch ailgylchu"),
    ("garden fence", "ffens gardd"),
    ("pavement", "palmant"),
    ("council tax bill", "bil treth"),
    ("housing benefit", "budd-dal tai"),
    ("bus pass", "tocyn bws"),
    ("library card", "cerdyn llyfrgell"),
    ("parking permit", "trwydded barcio"),
    ("school place", "lle ysgol"),
    ("carer visit", "ymweliad gofalwr"),
    ("wheelchair", "cadair olwyn"),
    ("smoke alarm", "larwm mwg"),
    ("washing machine", "peiriant golchi"),
    ("electric meter", "mesurydd trydan"),
    ("drain", "draen"),
];
const WRONG: [(&str, &str); 20] = [
    ("broken", "torri"),
    ("leaking", "gollwng"),
    ("missing", "ar goll"),
    ("stolen", "dwyn"),
    ("frozen", "rhewi"),
    ("blocked", "blocio"),
    ("flooded", "llifogydd"),
    ("noisy", "swnllyd"),
    ("damaged", "difrodi"),
    ("delayed", "oedi"),
    ("expired", "dod i ben"),
    ("cancelled", "canslo"),
    ("dangerous", "peryglus"),
    ("mouldy", "llwydni"),
    ("rusty", "rhydlyd"),
    ("overdue", "hwyr"),
    ("smelly", "drewi"),
    ("stuck", "sownd"),
    ("cracked", "cracio"),
    ("smashed", "chwalu"),
];
const WHERE: [(&str, &str); 20] = [
    ("Harbour", "Harbwr"),
    ("Chapel", "Capel"),
    ("Meadow", "Dôl"),
    ("Station", "Gorsaf"),
    ("Bridge", "Pont"),
    ("Castle", "Castell"),
    ("Orchard", "Perllan"),
    ("Quarry", "Chwarel"),
    ("Mill", "Melin"),
    ("Market", "Marchnad"),
    ("Lighthouse", "Goleudy"),
    ("Valley", "Dyffryn"),
    ("Forest", "Coedwig"),
    ("Beacon", "Bannau"),
    ("Abbey", "Abaty"),
    ("Priory", "Priordy"),
    ("Viaduct", "Traphont"),
    ("Cathedral", "Cadeirlan"),
    ("Colliery", "Glofa"),
    ("Marsh", "Morfa"),
];

/// 10,000 answers: 25 things, 20 things wrong with them, 20 places.
pub(crate) fn answers() -> Vec<(String, Answer)> {
    let mut answers = Vec::new();
    for (thing, peth) in THINGS {
        for (wrong, drwg) in WRONG {
            for (place, lle) in WHERE {
                let words = format!(
                    "If your {thing} near {place} is {wrong}, switch it off or keep away from it, and tell us since when. We come on the same day."
                );
                let geiriau = format!("Os yw eich {peth} ger {lle} wedi {drwg}, dywedwch wrthym ers pryd.");
                let answer = Answer {
                    title: Both {
                        english: format!("The {thing} at {place} is {wrong}"),
                        welsh: format!("Mae'r {peth} yn {lle} wedi {drwg}"),
                    },
                    words: Both { english: words, welsh: geiriau },
                    by: "Ann Lee".to_string(),
                    ..Answer::default()
                };
                answers.push((format!("{:05}", answers.len()), answer));
            }
        }
    }
    answers
}

/// What somebody could write who wants one of them: in a story, and every third time with a letter wrong.
pub(crate) fn asks(number: usize, answer: &Answer) -> String {
    let title = answer.title.english.trim_start_matches("The ").to_string();
    let title = match number % 3 {
        0 => without_one_letter(&title),
        _ => title,
    };
    format!(
        "Hello, I live with my mother and two children, since last night the {title}, and nobody has answered me. What can I do?"
    )
}

/// The longest word loses the letter in its middle.
fn without_one_letter(title: &str) -> String {
    let longest = title.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
    let middle = longest.len() / 2;
    title.replacen(longest, &format!("{}{}", &longest[..middle], &longest[middle + 1..]), 1)
}
