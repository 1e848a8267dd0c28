//! `throughline serve` and `throughline demo`: a running service.

use std::path::Path;
use std::process::{Command, Stdio};

use throughline::contact::sharing::Role;
use throughline::contact::{Party, Seat};
use throughline::error::Error;
use throughline::time::{DAY_US, Instant};
use throughline_demo::kind::{Body, LETTINGS};
use throughline_demo::{SEED, live, place};
use throughline_service::{
    Answer, Answers, Both, Options, Organisation, Recorded, Setup, account, record, start,
};
use throughline_store::{Place, Store};

use crate::args::{Demo, Serve};
use crate::{Ended, session};

/// The file that says what a place is.
const SETUP: &str = "service.toml";
/// What everybody of the invented place signs in with.
const PASSWORD: &str = "three blue herons";
/// A telephone number that nobody has (Ofcom keeps it for stories).
const PHONE: &str = "01632 960 000";

pub(crate) fn run(serve: &Serve) -> Result<Ended, Error> {
    let Place { folder, server } = serve.data.place();
    let options = Options { folder, database: server, listen: serve.listen, https: serve.https };
    let running = start(options)?;
    session::show(&format!("The service runs at http://{}/ until you press Ctrl-C.\n", running.address))?;
    running.wait()?;
    Ok(Ended::Done)
}

pub(crate) fn demo(demo: &Demo) -> Result<Ended, Error> {
    let (passing, folder) = match &demo.keep {
        Some(folder) => (None, folder.clone()),
        None => {
            let made = tempfile::Builder::new().prefix("throughline-demo-").tempdir();
            let made = made.map_err(|why| {
                Error::failed(format!("no folder for the invented place can be made: {why}"))
            })?;
            let folder = made.path().to_path_buf();
            (Some(made), folder)
        }
    };
    if !folder.join(SETUP).exists() {
        session::show("Making the invented place …\n")?;
        make(&folder, demo.days)?;
    }
    let running = start(Options { folder, database: None, listen: demo.listen, https: false })?;
    let address = format!("http://{}/", running.address);
    session::show(&format!(
        "\nThe invented place is open at {address}\n\n\
         1. Say what you need there, and keep the page you get.\n\
         2. Sign in at {address}desk as asha, open it (it waits for an answer), take it and offer it to Planning, Repairs contractor.\n\
         3. Sign out, sign in as nia, accept it, and ask whether it is sorted.\n\
         4. On your own page, say that it is sorted; sign in as efe and look at the study, which counts it.\n\n\
         {}\n\nCtrl-C stops it.\n",
        who_signs_in()
    ))?;
    if !demo.no_browser && std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        open_browser(&address);
    }
    running.wait()?;
    drop(passing);
    Ok(Ended::Done)
}

/// Asks the desktop to open a page; where there is none, the address has been printed.
fn open_browser(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let quiet = || Command::new(opener).arg(address).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    drop(quiet());
}

/// Who there is, with name, role and seat.
const PEOPLE: [(&str, Role, Body, &str, &str); 7] = [
    ("asha", Role::Worker, Body::Council, live::CENTRE, "Asha"),
    ("ben", Role::Worker, Body::Council, LETTINGS, "Ben"),
    ("efe", Role::Manager, Body::Council, live::CENTRE, "Efe"),
    ("nia", Role::Worker, Body::Contractor, "Planning", "Nia"),
    ("jo", Role::Worker, Body::Charity, "Advice desk", "Jo"),
    ("cleo", Role::Commissioner, Body::Council, "Commissioning", "Cleo"),
    ("ray", Role::Councillor, Body::Council, "Councillors", "Ray"),
];

/// Answers that were written there: a name, and a title with its words in English and in Welsh.
const ANSWERS: [(&str, [&str; 2], [&str; 2]); 2] = [
    (
        "heating",
        [
            "My heating is off and I have no hot water",
            "If you smell gas, go outside and call 0800 111 999 at once. If not: look whether the boiler's pressure is between 1 and 1.5, and \
             whether its timer is on. If it stays cold, tell us: we keep your words, and somebody answers you.",
        ],
        [
            "Mae fy ngwres wedi diffodd ac nid oes gennyf ddŵr poeth",
            "Os ydych yn arogli nwy, ewch allan a ffoniwch 0800 111 999 ar unwaith. Os nad ydych: edrychwch a yw pwysedd y boeler rhwng 1 ac \
             1.5, ac a yw'r amserydd ymlaen. Os yw'n dal yn oer, dywedwch wrthym: rydym yn cadw eich geiriau, a bydd rhywun yn eich ateb.",
        ],
    ),
    (
        "bin",
        [
            "My bin was not emptied",
            "Leave it out until the next evening: the crew comes back for what it missed. If it is still full then, tell us.",
        ],
        [
            "Ni chafodd fy min ei wagio",
            "Gadewch ef allan tan y noson nesaf: daw'r criw yn ôl am yr hyn a fethodd. Os yw'n dal yn llawn wedyn, dywedwch wrthym.",
        ],
    ),
];

fn who_signs_in() -> String {
    let each = PEOPLE
        .iter()
        .map(|(name, role, body, team, _)| format!("{name} ({}, {team}, {})", role.name(), body.name()));
    format!("Everybody's password is “{PASSWORD}”. There are:\n{}", each.collect::<Vec<_>>().join("\n"))
}

fn setup() -> Setup {
    let organisations = live::PARTIES.iter().map(|(body, teams)| Organisation {
        name: body.name().to_string(),
        teams: teams.iter().map(ToString::to_string).collect(),
    });
    Setup {
        name: "An invented place".to_string(),
        name_welsh: Some("Lle dychmygol".to_string()),
        purpose: Some("Help me to have a home that is safe and warm, and to keep it".to_string()),
        phone: PHONE.to_string(),
        front_door: Party::team(Body::Council.name(), live::CENTRE),
        answer_hours: 24,
        files_mb_a_day: 2_000,
        zone: "Europe/London".to_string(),
        areas: ["North", "South", "Harbour", "Hill"].map(str::to_string).to_vec(),
        sign_in_note: Some(who_signs_in()),
        emergency: Some("Somebody is in danger? Call 999. You smell gas? Call 0800 111 999.".to_string()),
        emergency_welsh: Some(
            "Rhywun mewn perygl? Ffoniwch 999. Arogli nwy? Ffoniwch 0800 111 999.".to_string(),
        ),
        rates: None,
        organisations: organisations.collect(),
    }
}

/// Makes the invented place in a folder: what happened in its last days, who signs in, one change that was made.
fn make(folder: &Path, days: i64) -> Result<(), Error> {
    let store = Store::open(&Place::folder(folder))?;
    let now = Instant(jiff::Timestamp::now().as_microsecond());
    store.take_in(&live::events(&place::place(SEED), SEED, days, now)?)?;
    for (name, role, body, team, worker) in PEOPLE {
        let seat = Seat { worker: worker.into(), team: team.into(), organisation: body.name().into() };
        account(&store, name, PASSWORD, role, seat)?;
    }
    for (name, english, welsh) in ANSWERS {
        let both = |at: usize| Both { english: english[at].to_string(), welsh: welsh[at].to_string() };
        let answer = Answer {
            title: both(0),
            words: both(1),
            by: "Efe".to_string(),
            organisation: Body::Council.name().to_string(),
            written_us: now.0,
            review_us: None,
        };
        Answers::of(&store).put(&store, name, &answer)?;
    }
    record(
        &store,
        &Recorded {
            name: "lettings redesigned".to_string(),
            at_us: now.0 - live::SINCE_REDESIGN * DAY_US,
            organisation: None,
            reason: "applications waited for papers that nobody had asked for".to_string(),
            prediction: "people have a home in three weeks instead of five".to_string(),
            by: "Lettings, Council".to_string(),
            told: Both {
                english: "We ask for all papers at the first visit, and one person stays with you.".to_string(),
                welsh: "Rydym yn gofyn am yr holl bapurau ar yr ymweliad cyntaf, ac mae un person yn aros gyda chi.".to_string(),
            },
        },
    )?;
    // Last, so that a place that was not finished is made again.
    setup().write(&folder.join(SETUP))
}
