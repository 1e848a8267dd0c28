//! The invented place of `throughline demo` as a service keeps it: what it says of itself, who signs in, what was answered and changed there.

use std::path::Path;

use throughline::contact::sharing::Role;
use throughline::contact::{Party, Seat, quiet};
use throughline::error::Error;
use throughline::time::{DAY_US, Instant};
use throughline_demo::answers::{ANSWERS, Text, Written};
use throughline_demo::kind::{Body, LETTINGS};
use throughline_demo::{SEED, live, place};
use throughline_service::{Answer, Answers, Both, Organisation, Recorded, Setup, account, record};
use throughline_store::{Place, Store};

/// The file that says what a place is.
pub(crate) const SETUP: &str = "service.toml";
/// The file that says what work costs there.
const RATES: &str = "rates.toml";
/// What everybody signs in with.
const PASSWORD: &str = "three blue herons";
/// A telephone number that nobody has (Ofcom keeps it for stories).
const PHONE: &str = "01632 960 000";

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

pub(crate) fn who_signs_in() -> String {
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
        purpose_welsh: Some("Helpwch fi i gael cartref diogel a chynnes, a'i gadw".to_string()),
        phone: PHONE.to_string(),
        front_door: Party::team(Body::Council.name(), live::CENTRE),
        answer_hours: 24,
        files_mb_a_day: 2_000,
        quiet_days: quiet::DAYS,
        // As throughline-demo/src/when.rs has it, which knows no days off.
        hours: Some("mon-fri 08:00-17:30".to_string()),
        holidays: None,
        zone: "Europe/London".to_string(),
        areas: ["North", "South", "Harbour", "Hill"].map(str::to_string).to_vec(),
        sign_in_note: Some(who_signs_in()),
        emergency: Some("Somebody is in danger? Call 999. You smell gas? Call 0800 111 999.".to_string()),
        emergency_welsh: Some(
            "Rhywun mewn perygl? Ffoniwch 999. Arogli nwy? Ffoniwch 0800 111 999.".to_string(),
        ),
        rates: Some(RATES.into()),
        // The contractor's, as demo/throughline.toml has it: here its clock starts when the contractor takes the job on.
        outside_targets: vec!["repair=28d:accepted..job closed".to_string()],
        organisations: organisations.collect(),
    }
}

/// What work costs there, as demo/rates.toml has it. Money by the period is of the two years of the files; here it is of two years around now.
fn rates(now: Instant) -> String {
    let days = |days: i64| {
        jiff::Timestamp::from_microsecond(now.0 + days * DAY_US)
            .map_or_else(|_| String::new(), |at| at.strftime("%Y-%m-%d").to_string())
    };
    include_str!("../../../demo/rates.toml")
        .replace("2023-01-02", &days(-364))
        .replace("2024-12-30", &days(364))
}

/// An answer as its writers keep it.
fn answer(written: &Written, now: Instant) -> Answer {
    let both = |of: fn(&Text) -> &'static str| Both {
        english: of(&written.english).to_string(),
        welsh: of(&written.welsh).to_string(),
    };
    Answer {
        title: both(|text| text.title),
        also: both(|text| text.also),
        words: both(|text| text.words),
        by: "Efe".to_string(),
        organisation: Body::Council.name().to_string(),
        written_us: now.0,
        review_us: None,
    }
}

/// The change that was made there, if it was within the days that are there: before them nothing is known that it could be compared with.
fn changed(now: Instant, days: i64) -> Option<Recorded> {
    (days > live::SINCE_REDESIGN).then(|| Recorded {
        name: "lettings redesigned".to_string(),
        at_us: now.0 - live::SINCE_REDESIGN * DAY_US,
        organisation: None,
        reason: "applications waited for papers that nobody had asked for".to_string(),
        prediction: "people have a home in three weeks instead of five".to_string(),
        by: "Lettings, Council".to_string(),
        told: Both {
            english: "We ask for all papers at the first visit, and one person stays with you.".to_string(),
            welsh:
                "Rydym yn gofyn am yr holl bapurau ar yr ymweliad cyntaf, ac mae un person yn aros gyda chi."
                    .to_string(),
        },
    })
}

/// Makes the invented place in a folder: what happened in its last days, who signs in, one change that was made.
pub(crate) fn make(folder: &Path, days: i64) -> Result<(), Error> {
    let store = Store::open(&Place::folder(folder))?;
    let now = Instant(jiff::Timestamp::now().as_microsecond());
    store.take_in(&live::events(&place::place(SEED), SEED, days, now)?)?;
    for (name, role, body, team, worker) in PEOPLE {
        let seat = Seat { worker: worker.into(), team: team.into(), organisation: body.name().into() };
        account(&store, name, PASSWORD, role, seat)?;
    }
    for written in ANSWERS {
        Answers::of(&store).put(&store, written.name, &answer(&written, now))?;
    }
    if let Some(change) = changed(now, days) {
        record(&store, &change)?;
    }
    let file = folder.join(RATES);
    std::fs::write(&file, rates(now)).map_err(|why| Error::failed(format!("{}: {why}", file.display())))?;
    // Last, so that a place that was not finished is made again.
    setup().write(&folder.join(SETUP))
}

#[cfg(test)]
mod tests {
    use throughline::contact::Language;

    use super::*;

    #[test]
    fn nobody_in_what_happened_is_called_like_somebody_who_signs_in() {
        for (_, _, _, _, name) in PEOPLE {
            assert!(!live::NAMES.contains(&name), "there are two called {name}");
        }
    }

    #[test]
    fn no_change_is_dated_before_all_that_is_there() {
        let now = Instant(400 * DAY_US);
        assert_eq!(changed(now, 60), None);
        assert_eq!(changed(now, 200).map(|change| change.at_us), Some(310 * DAY_US));
    }

    fn found(language: Language, words: &str) -> Vec<String> {
        let all = ANSWERS.map(|written| (written.name.to_string(), answer(&written, Instant(0))));
        let answers = Answers::made_of(all.into()).unwrap();
        answers.find(language, words).into_iter().map(|found| found.name).collect()
    }

    #[test]
    fn what_people_ask_there_is_answered_in_both_languages() {
        for (words, name) in [
            ("My heating is off", "heating"),
            ("my heating is off and we are cold", "heating"),
            ("The boiler broke, no heating", "heating"),
            ("hello my heating isnt working can someone come out", "heating"),
            ("My heatng is off since Monday", "heating"),
            ("they missed my bin again", "bin"),
            ("There is damp in my bedroom", "damp"),
            ("black mould on the wall, it comes back when I wipe it off", "damp"),
            ("my rent account is wrong", "rent"),
            ("I cannot pay my rent this month", "pay"),
            ("there's a leak under the sink", "leak"),
            ("my front door won't lock", "door"),
            ("the fuse box keeps tripping", "electrics"),
            ("help me to apply for a home", "home"),
            ("where is my application up to", "where-application"),
            ("what does this letter mean, am I losing my benefit", "letter"),
            ("can I have a bigger bin, there's six of us", "bin-wanted"),
            // Other words for the same thing, and the same words for another.
            ("my rubbish was not collected", "bin"),
            ("I cannot pay my council tax", "council-tax"),
            ("can't afford my rent", "pay"),
            // In Welsh, on the English page.
            ("Mae fy ngwres wedi diffodd", "heating"),
        ] {
            assert_eq!(found(Language::English, words), [name], "{words}");
        }
        for (words, name) in [
            ("Mae fy ngwres wedi diffodd", "heating"),
            ("dydy'r gwres ddim yn gweithio", "heating"),
            ("does dim dŵr poeth ers wythnos", "heating"),
            ("mae llwydni du ar y wal yn yr ystafell wely", "damp"),
            ("mae fy nghyfrif rhent yn anghywir", "rent"),
            ("dwi angen help i dalu'r rhent", "pay"),
            ("dydy'r drws ffrynt ddim yn cloi", "door"),
            ("hoffwn wneud cais am dŷ", "home"),
            ("chafodd y bin ddim ei wagio", "bin"),
            ("Maen nhw wedi methu fy min eto", "bin"),
            ("ni chasglwyd y sbwriel", "bin"),
            ("alla i ddim talu treth y cyngor", "council-tax"),
            ("ble mae fy nghais i erbyn hyn", "where-application"),
        ] {
            assert_eq!(found(Language::Welsh, words), [name], "{words}");
        }
    }

    #[test]
    fn what_nobody_there_has_answered_gets_no_answer() {
        for (language, words) in [
            (Language::English, "My neighbour plays music at night"),
            (Language::English, "next door plays music and does not stop"),
            (Language::English, "I need help with my heating bill"),
            (Language::English, "I bought a stamp when they went to camp"),
            (Language::English, "the bus does not stop here any more"),
            (Language::English, "just wanted to say thank you to the lady last week"),
            (Language::English, "is the library open on saturday"),
            (Language::English, "my internet is off"),
            (Language::Welsh, "mae ci yn cyfarth drwy'r nos"),
            (Language::Welsh, "diolch i'r ddynes wythnos diwethaf"),
            (Language::Welsh, "dydy'r bws ddim yn stopio yma"),
        ] {
            assert_eq!(found(language, words), Vec::<String>::new(), "{words}");
        }
    }

    #[test]
    fn money_by_the_period_is_of_the_time_that_is_looked_at() {
        let rates = rates(Instant(1_780_272_000_000_000));
        assert!(
            rates.contains("from = \"2025-06-02\"") && rates.contains("until = \"2027-05-31\""),
            "{rates}"
        );
        assert!(!rates.contains("2023") && !rates.contains("2024"), "{rates}");
    }

    #[test]
    fn every_answer_is_there_in_both_languages() {
        for written in ANSWERS {
            let answer = answer(&written, Instant(0));
            assert!(answer.is_in(Language::English) && answer.is_in(Language::Welsh), "{}", written.name);
        }
    }
}
