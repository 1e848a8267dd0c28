//! An invented town to look at: `cargo run -p throughline-service --example town -- FOLDER ADDRESS`. Everybody's password is
//! `correct horse battery`.

use std::path::PathBuf;

use throughline::contact::Seat;
use throughline::contact::sharing::Role;
use throughline::error::Error;
use throughline_service::{Answer, Answers, Both, Options, account, start};
use throughline_store::{Place, Store};

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
            words: both(words, geiriau),
            by: "Nia".into(),
            organisation: "Contractor".into(),
            written_us: 1_790_000_000_000_000,
            review_us: None,
        };
        Answers::default().put(&store, &format!("{number:032x}"), &answer)?;
    }
    drop(store);
    start(Options { folder, database: None, listen, https: false })?.wait()
}
