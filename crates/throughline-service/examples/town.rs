//! An invented town to look at: `cargo run -p throughline-service --example town -- FOLDER ADDRESS`. Everybody's password is
//! `correct horse battery`. With `past` after the address, it has been there for 40 weeks.

use std::path::PathBuf;

use throughline::contact::listening::{Class, Heard, listen};
use throughline::contact::person::sorted;
use throughline::contact::sharing::Role;
use throughline::contact::work::answer;
use throughline::contact::{By, Channel, Language, Party, Said, Seat};
use throughline::error::Error;
use throughline::time::{DAY_US, HOUR_US, Instant};
use throughline_service::{Answer, Answers, Both, Options, account, start};
use throughline_store::{First, Place, Store};

const SETUP: &str = r#"
name = "Northbridge"
name_welsh = "Pont y Gogledd"
purpose = "A warm, dry home that works"
phone = "01234 567 890"
front_door = { organisation = "Council", team = "Contact centre" }
areas = ["Harbour", "Hill", "Station Road"]

[[organisation]]
name = "Council"
teams = ["Contact centre", "Housing office"]

[[organisation]]
name = "Contractor"
teams = ["Planning"]

[[organisation]]
name = "Charity"
teams = ["Advice"]
"#;

const ANSWERS: [[&str; 4]; 3] = [
    [
        "My heating is off",
        "Mae fy ngwres i ffwrdd",
        "Look at the small window on the boiler. If it says F1, the water pressure is low: open the black tap below it until the needle is in the green.\n\nIf it says anything else, do not open it. We come the same day where there are children or somebody is ill.",
        "Edrychwch ar y ffenestr fach ar y boeler. Os yw'n dweud F1, mae'r pwysedd dŵr yn isel: agorwch y tap du oddi tano nes bod y nodwydd yn y gwyrdd.",
    ],
    [
        "When does somebody come to repair the heating?",
        "Pryd mae rhywun yn dod i drwsio'r gwres?",
        "On the day you told us, between 8am and 8pm. You get a call half an hour before.",
        "Ar y diwrnod y dywedoch wrthym, rhwng 8yb ac 8yp. Cewch alwad hanner awr cyn hynny.",
    ],
    ["My bin was not collected", "", "Leave it out. The lorry comes by again the next morning.", ""],
];

fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "town".to_string()));
    let listen = arguments.next().unwrap_or_else(|| "127.0.0.1:8080".to_string());
    let listen = listen.parse().map_err(|_| Error::asked(format!("{listen} is no address")))?;
    let store = Store::open(&Place::folder(&folder))?;
    std::fs::write(folder.join("service.toml"), SETUP).map_err(|why| Error::failed(why.to_string()))?;
    for (name, role, worker, team, organisation) in [
        ("asha", Role::Worker, "Asha", "Contact centre", "Council"),
        ("mo", Role::Manager, "Mo", "Contact centre", "Council"),
        ("nia", Role::Worker, "Nia", "Planning", "Contractor"),
    ] {
        let seat = Seat { worker: worker.into(), team: team.into(), organisation: organisation.into() };
        account(&store, name, "correct horse battery", role, seat)?;
    }
    for (number, [english, welsh, words, geiriau]) in ANSWERS.into_iter().enumerate() {
        let both = |english: &str, welsh: &str| Both { english: english.into(), welsh: welsh.into() };
        let answer = Answer {
            title: both(english, welsh),
            also: Both::default(),
            words: both(words, geiriau),
            by: "Nia".into(),
            organisation: "Contractor".into(),
            written_us: 1_790_000_000_000_000,
            review_us: None,
        };
        Answers::default().put(&store, &format!("{number:032x}"), &answer)?;
    }
    if arguments.next().is_some_and(|word| word == "past") {
        past(&store)?;
    }
    drop(store);
    start(Options { folder, database: None, listen, https: false })?.wait()
}

/// 40 weeks of 15 needs each, until yesterday; from the 25th week on they are sorted in half the time.
fn past(store: &Store) -> Result<(), Error> {
    let now = jiff::Timestamp::now().as_microsecond();
    let seat =
        || Seat { worker: "Asha".into(), team: "Contact centre".into(), organisation: "Council".into() };
    for number in 0..600_i64 {
        let at = now - 281 * DAY_US + number * 7 * DAY_US / 15;
        let first = First {
            said: Said::words("my heating is off"),
            person: None,
            channel: Channel::Web,
            language: Language::English,
            place: None,
            holder: Party::team("Council", "Contact centre"),
            by: By::Person,
            token: None,
        };
        let need = store.receive(Instant(at), first)?.need;
        let pace = if number < 375 { 2 } else { 1 };
        let took = HOUR_US * pace * (10 + (number * number * 7) % 61);
        let (answered, ended) = (Instant(at + took / 2), Instant(at + took));
        store.act(need, move |need| {
            Ok(vec![answer(need, answered, &seat(), Channel::Web, "Somebody comes today.")?])
        })?;
        for worker in if number % 5 == 0 { vec!["Asha", "Mo"] } else { Vec::new() } {
            let seat = Seat { worker: worker.into(), ..seat() };
            let class = if number % 15 == 0 { Class::Failure } else { Class::Value };
            let heard = Heard {
                contact: 0,
                kind: "my heating is off".into(),
                system: class,
                organisation: class,
                team: None,
                step: None,
                caused_by: (class == Class::Failure).then(|| "Contractor".to_string()),
                chance: 0.2,
            };
            store.act(need, move |need| Ok(vec![listen(need, answered, &seat, heard.clone())?]))?;
        }
        if ended.0 < now {
            store.act(need, move |need| Ok(vec![sorted(need, ended, "")?]))?;
        }
    }
    let changed = r#"{"words":{"english":"Whoever takes the call now sends the engineer.","welsh":"Mae pwy bynnag sy'n ateb yr alwad nawr yn anfon y peiriannydd."},"from_us":FROM}"#;
    let from = now - 106 * DAY_US;
    store.put_document("change", "engineer", changed.replace("FROM", &from.to_string()))
}
