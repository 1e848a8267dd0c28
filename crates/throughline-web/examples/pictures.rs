//! Every picture of a real log, as files to look at: `cargo run -p throughline-web --example pictures -- OUT LOG [--rates TOML]
//! [--target NAME=28d] …`. For each picture a file of its own, and a page with the table beside it.

use std::path::PathBuf;

use throughline::log::Log;
use throughline::measure::{MEASURES, readings};
use throughline::place::Calendar;
use throughline::reading::{Ask, Target};
use throughline_files::job::{Job, Progress, Report};
use throughline_files::pseudonym::Key;
use throughline_web::picture::map::Amount;
use throughline_web::picture::{About, Picture, Put, Rows, beside, of_finding, of_reading, style};

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let mut given = std::env::args().skip(1);
    let out = PathBuf::from(given.next().ok_or("name a folder for the pictures")?);
    let (mut files, mut targets, mut rates) = (Vec::new(), Vec::new(), None);
    let zone = throughline::time::zone("Europe/London")?;
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--target" => targets.push(Target::parse(&given.next().unwrap_or_default())?),
            "--rates" => {
                rates = Some(throughline_files::rates::read(
                    &PathBuf::from(given.next().unwrap_or_default()),
                    &zone,
                )?)
            }
            file => files.push(PathBuf::from(file)),
        }
    }
    let job =
        Job { threads: 2, key: Key::new(&[7; 32]), report: Report::default(), progress: Progress::default() };
    let log = throughline_files::read::read(&files, &[], "Europe/London", &job)?.log;
    let now = log.span(2).ok_or("this log has no events")?.1;
    let ask = Ask {
        threads: 2,
        zone,
        now,
        quiet_days: 30.0,
        repeat_days: vec![30.0, 14.0, 60.0],
        calendar: Calendar::office_hours(),
        seed: 1,
        rates,
        targets,
        changes: Vec::new(),
        words_from: throughline::demand::own_words::LEAST_PEOPLE,
    };
    std::fs::create_dir_all(&out)?;
    let mut page = String::new();
    for (name, picture) in pictures(&log, &ask) {
        std::fs::write(out.join(format!("{name}.svg")), picture.svg(Put::Alone))?;
        page += &format!("<h2>{name}</h2>\n{}{}", picture.on_page(), table(&picture.rows()));
    }
    let head = "<!doctype html><html lang=\"en-GB\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>Pictures</title>";
    let look = "body{margin:16px;font-family:system-ui,sans-serif}td,th{text-align:left;padding:0 1em 0 0}@media (prefers-color-scheme:dark){body{background:#15181c;color:#eceef0}}";
    std::fs::write(
        out.join("page.html"),
        format!("{head}<style>{look}{}</style>\n{page}</html>\n", style()),
    )?;
    Ok(())
}

/// All pictures there are, each with a name.
fn pictures(log: &Log, ask: &Ask) -> Vec<(String, Picture)> {
    let readings = readings(MEASURES, log, ask);
    let mut found = Vec::new();
    for (measure, reading) in MEASURES.iter().zip(&readings) {
        let also = beside(measure.name).and_then(|name| MEASURES.iter().position(|other| other.name == name));
        let about = |amount| About {
            mark: "",
            name: measure.name,
            title: measure.asks,
            period: "",
            unit: measure.unit,
            zone: &ask.zone,
            amount,
        };
        if measure.name == "flow.map" {
            for amount in Amount::ALL {
                let picture = of_reading(&about(amount), reading, None);
                found.extend(picture.map(|picture| (format!("{}-{amount:?}", measure.name), picture)));
            }
            continue;
        }
        let picture = of_reading(&about(Amount::More), reading, also.map(|place| &readings[place]));
        found.extend(picture.map(|picture| (measure.name.replace("[]", ""), picture)));
        if let throughline::reading::Shape::Findings(all) = &reading.shape {
            let piles = all.iter().filter_map(|finding| of_finding(&about(Amount::More), finding));
            found.extend(piles.enumerate().take(3).map(|(place, pile)| (format!("pile-{place}"), pile)));
        }
    }
    found
}

/// The first rows of a table, as markup.
fn table(rows: &Rows) -> String {
    let safe = |text: &String| text.replace('&', "&amp;").replace('<', "&lt;");
    let line =
        |cells: &Vec<String>| cells.iter().map(|cell| format!("<td>{}</td>", safe(cell))).collect::<String>();
    let all: Vec<String> = rows.rows.iter().take(6).map(|row| format!("<tr>{}</tr>\n", line(row))).collect();
    format!(
        "<details><summary>The figures</summary><table><tr>{}</tr>\n{}</table></details>\n",
        line(&rows.columns),
        all.concat()
    )
}
