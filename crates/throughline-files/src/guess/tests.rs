//! What is guessed for the real logs, and for the exports that people have.

use std::io::Read;
use std::path::PathBuf;

use throughline::log::Holds;

use super::*;
use crate::sample::{SampleColumn, distinct_names};

/// A sample of columns with their values.
pub(crate) fn sample(columns: &[(&str, &[&str])]) -> Sample {
    let rows = columns.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
    let column = |(name, values): &(&str, &[&str])| SampleColumn {
        name: name.to_string(),
        values: (0..rows)
            .map(|row| values.get(row).filter(|value| !value.is_empty()).map(|value| value.to_string()))
            .collect(),
        holds: None,
        ..SampleColumn::default()
    };
    Sample { columns: columns.iter().map(column).collect(), rows, whole: true, ..Sample::default() }
}

/// The columns with what they became, without those that are merely kept.
fn meant(mapping: &Mapping) -> Vec<String> {
    let one = |map: &ColumnMap| {
        let to = match &map.to {
            To::Field(field) => field.name().to_string(),
            To::Event(activity) => format!("event {activity}"),
            To::Attribute | To::NeedAttribute => return None,
            other => format!("{other:?}").to_lowercase(),
        };
        let event = map.event.as_ref().map(|event| format!(" of {event}")).unwrap_or_default();
        let time = map.time.as_ref().filter(|time| **time != TimeForm::Iso);
        let time = time.map(|time| format!(" {time:?}")).unwrap_or_default();
        Some(format!("{}: {to}{event}{time}", map.name))
    };
    mapping.columns.iter().filter_map(one).collect()
}

fn kept(mapping: &Mapping, to: &To) -> Vec<String> {
    mapping.columns.iter().filter(|map| map.to == *to).map(|map| map.name.clone()).collect()
}

fn guessed(columns: &[(&str, &[&str])]) -> (Vec<String>, Vec<String>) {
    let (mapping, problems) = guess(&sample(columns), Format::Csv, "Europe/London");
    (meant(&mapping), problems)
}

/// A file of the shared logs, unpacked; none where they are missing.
fn shared(name: &str) -> Option<String> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let folder = std::env::var("THROUGHLINE_SHARED").unwrap_or_else(|_| default.to_string());
    let path = PathBuf::from(folder).join("logs").join(name);
    let Ok(bytes) = std::fs::read(&path) else {
        println!("skipped: {} is missing", path.display());
        return None;
    };
    let mut text = String::new();
    if name.ends_with(".gz") {
        flate2::read::MultiGzDecoder::new(&bytes[..]).take(20_000_000).read_to_string(&mut text).unwrap();
    } else if name.ends_with(".zip") {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut part = Vec::new();
        zip.by_index(0).unwrap().take(4_000_000).read_to_end(&mut part).unwrap();
        text = String::from_utf8_lossy(&part).into_owned();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    Some(text)
}

/// The first rows of a CSV file with quotes where they are needed.
fn csv_sample(text: &str, rows: usize) -> Sample {
    let mut table: Vec<Vec<String>> = vec![vec![String::new()]];
    let mut quoted = false;
    for letter in text.chars() {
        let read = table.len();
        let row = table.last_mut().unwrap();
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\n' if !quoted && read > rows => break,
            '\n' if !quoted => table.push(vec![String::new()]),
            '\r' => {}
            letter => row.last_mut().unwrap().push(letter),
        }
    }
    table.retain(|row| row.len() > 1);
    let columns = distinct_names(table.remove(0)).into_iter().enumerate().map(|(place, name)| SampleColumn {
        name,
        values: table.iter().map(|row| row.get(place).filter(|value| !value.is_empty()).cloned()).collect(),
        holds: None,
        ..SampleColumn::default()
    });
    Sample { columns: columns.collect(), rows: table.len(), ..Sample::default() }
}

/// The first events of an XES file written with one element a line, as all of ours are.
fn xes_sample(text: &str, rows: usize) -> Sample {
    let mut sample = Sample::default();
    let mut case: Vec<(String, Holds, String)> = Vec::new();
    let mut event: Option<Vec<(String, Holds, String)>> = None;
    let Some(start) = text.find("<trace>") else { return sample };
    for line in text[start..].lines().map(str::trim) {
        let attribute =
            |name: &str| line.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split('"').next());
        if line.starts_with("<trace") {
            case.clear();
        } else if line.starts_with("<event") {
            event = Some(Vec::new());
        } else if line.starts_with("</event") {
            let values = event.take().unwrap_or_default();
            for (name, holds, value) in case.iter().chain(&values) {
                let place =
                    sample.columns.iter().position(|column| column.name == *name).unwrap_or_else(|| {
                        let values = Vec::new();
                        sample.columns.push(SampleColumn {
                            name: name.clone(),
                            values,
                            holds: Some(*holds),
                            ..SampleColumn::default()
                        });
                        sample.columns.len() - 1
                    });
                sample.columns[place].values.resize(sample.rows, None);
                sample.columns[place].values.push(Some(value.clone()));
            }
            sample.rows += 1;
            if sample.rows == rows {
                break;
            }
        } else if let (Some(key), Some(value)) = (attribute("key"), attribute("value")) {
            let holds = match &line[1..4] {
                "dat" => Holds::Time,
                "int" => Holds::Whole,
                "flo" => Holds::Real,
                "boo" => Holds::Flag,
                _ => Holds::Name,
            };
            match &mut event {
                Some(event) => event.push((key.to_string(), holds, value.to_string())),
                None => case.push((format!("case:{key}"), holds, value.to_string())),
            }
        }
    }
    let rows = sample.rows;
    sample.columns.iter_mut().for_each(|column| column.values.resize(rows, None));
    sample
}

fn of_file(name: &str) -> Option<(Mapping, Vec<String>)> {
    let text = shared(name)?;
    Some(match name.contains(".xes") {
        true => guess(&xes_sample(&text, 500), Format::Xes, "Europe/London"),
        false => guess(&csv_sample(&text, 500), Format::Csv, "Europe/London"),
    })
}

/// Checks a file's mapping: what each column is meant as, and that nothing is left to a person.
fn check(name: &str, expected: &[&str]) -> Option<Mapping> {
    let (mapping, problems) = of_file(name)?;
    assert_eq!(meant(&mapping), expected, "{name}");
    let noted: &[&str] = if name.starts_with("sf_311") {
        &[
            "“status_notes”, “incident_address”, “location” keep text as somebody wrote it; it may name people, so look before a converted file \
             is passed on",
        ]
    } else {
        &[]
    };
    assert_eq!(problems, noted, "{name}");
    Some(mapping)
}

#[test]
fn the_running_example_is_taken_by_its_standard_keys() {
    let Some(mapping) = check(
        "running-example.csv",
        &[
            "column 1: ignore",
            "concept:name: activity",
            "org:resource: worker",
            "time:timestamp: at",
            "Costs: pence",
            "case:concept:name: need",
        ],
    ) else {
        return;
    };
    assert_eq!(kept(&mapping, &To::Attribute), ["Activity", "Resource"]);
    assert_eq!(kept(&mapping, &To::NeedAttribute), ["case:creator"]);
    let twin = mapping.columns.iter().find(|map| map.name == "Activity").unwrap();
    assert_eq!(twin.because, "the same values as “concept:name”");
    check(
        "running-example.xes",
        &[
            "case:concept:name: need",
            "concept:name: activity",
            "org:resource: worker",
            "time:timestamp: at",
            "Costs: pence",
        ],
    );
}

#[test]
fn the_permit_receipts_keep_their_case_columns() {
    let expected = [
        "case:concept:name: need",
        "concept:name: activity",
        "org:group: team",
        "org:resource: worker",
        "time:timestamp: at",
    ];
    let Some(mapping) = check("receipt.csv", &expected) else { return };
    let case = [
        "channel",
        "deadline",
        "department",
        "enddate",
        "enddate_planned",
        "group",
        "responsible",
        "startdate",
    ];
    assert_eq!(kept(&mapping, &To::NeedAttribute), case.map(|name| format!("case:{name}")));
    let (mapping, problems) = of_file("receipt.xes.gz").unwrap();
    assert_eq!((kept(&mapping, &To::NeedAttribute).len(), problems), (8, vec![]));
}

#[test]
fn an_interval_log_has_start_and_end() {
    check(
        "interval_event_log.csv",
        &[
            "case:concept:name: need",
            "concept:name: activity",
            "time:timestamp: until",
            "start_timestamp: at",
        ],
    );
}

#[test]
fn the_requests_of_san_francisco_are_a_wide_table() {
    let Some(mapping) = check(
        "sf_311_service_requests.csv",
        &[
            "unique_key: need",
            "created_date: event created",
            "closed_date: event closed",
            "resolution_action_updated_date: event resolution action updated",
            "agency_name: organisation",
            "category: service",
            "complaint_type: demand",
            "neighborhood: place",
            "source: channel",
        ],
    ) else {
        return;
    };
    assert_eq!(mapping.closing, ["closed"]);
    assert!(kept(&mapping, &To::NeedAttribute).contains(&"police_district".to_string()));
    assert_eq!(kept(&mapping, &To::Attribute), Vec::<String>::new());
}

#[test]
fn logs_in_xes_are_taken_by_their_keys() {
    let standard =
        ["case:concept:name: need", "concept:name: activity", "org:resource: worker", "time:timestamp: at"];
    if let Some(mapping) = check(
        "helpdesk.xes.gz",
        &[&standard[..], &["customer: person", "service_type: service", "workgroup: team"]].concat(),
    ) {
        assert_eq!(mapping.closing, ["Closed"]);
    }
    check(
        "BPIC13_incidents.xes.gz",
        &[
            "case:concept:name: need",
            "org:group: team",
            "org:resource: worker",
            "organization involved: organisation",
            "org:role: role",
            "concept:name: activity",
            "time:timestamp: at",
        ],
    );
    for name in ["BPIC15_4.xes.gz", "BPIC15_5.xes.gz"] {
        let Some((mapping, problems)) = of_file(name) else { continue };
        let mut meant = meant(&mapping);
        meant.sort();
        let mut expected = standard.map(String::from);
        expected.sort();
        assert_eq!((meant, problems), (expected.to_vec(), vec![]), "{name}");
        let attributes = kept(&mapping, &To::Attribute);
        assert!(
            attributes.contains(&"planned".to_string()) && attributes.contains(&"dateFinished".to_string())
        );
    }
    if let Some(mapping) = check(
        "Road_Traffic_Fine_Management_Process.xes.zip",
        &["case:concept:name: need", "org:resource: worker", "concept:name: activity", "time:timestamp: at"],
    ) {
        assert!(kept(&mapping, &To::Attribute).contains(&"totalPaymentAmount".to_string()));
    }
}

#[test]
fn a_housing_repairs_export_is_a_wide_table() {
    let (meant, problems) = guessed(&[
        ("Job No", &["R1001", "R1002", "R1003"]),
        ("UPRN", &["100", "101", "102"]),
        ("Tenant Ref", &["T1", "T2", "T1"]),
        ("Date Raised", &["13/01/2024", "14/01/2024", "02/02/2024"]),
        ("Appointment Date", &["20/01/2024", "21/01/2024", ""]),
        ("Target Date", &["20/02/2024", "21/02/2024", "01/03/2024"]),
        ("Date Completed", &["19/01/2024", "", "03/02/2024"]),
        ("Contractor", &["Fixit", "Fixit", "Mendit"]),
        ("Trade", &["Gas", "Gas", "Wood"]),
        ("Raised By", &["Jo", "Al", "Jo"]),
        ("Operative", &["Kim", "Lee", "Kim"]),
        ("Cost (£)", &["120.50", "", "80"]),
        (
            "Description of fault",
            &["Boiler has been off since Sunday", "Tap drips in the bathroom", "Door will not shut at all"],
        ),
    ]);
    assert_eq!(
        meant,
        [
            "Job No: need",
            "UPRN: place",
            "Tenant Ref: person",
            "Date Raised: event raised DayFirst",
            "Date Completed: event completed DayFirst",
            "Contractor: organisation",
            "Raised By: worker of raised",
            "Operative: worker",
            "Cost (£): pence of completed",
        ]
    );
    assert_eq!(
        problems,
        [
            "“Description of fault” keeps text as somebody wrote it; it may name people, so look before a converted file is passed on"
        ]
    );
}

#[test]
fn a_list_of_contacts_is_linked_by_person() {
    let sample = sample(&[
        ("Call ID", &["1", "2", "3", "4"]),
        ("Call Date", &["03/04/2024", "04/04/2024", "05/05/2024", "06/05/2024"]),
        ("Call Time", &["09:30", "14:05", "10:00", "16:45"]),
        ("NHS Number", &["943", "943", "944", "945"]),
        ("Date of Birth", &["01/02/1950", "01/02/1950", "03/02/1960", "04/02/1970"]),
        ("Contact Method", &["Phone", "Phone", "Email", "Phone"]),
        ("Reason for call", &["chasing", "appointment", "chasing", "results"]),
        ("Agent", &["A", "B", "A", "A"]),
        ("Talk time", &["3:10", "2:05", "1:00", "12:30"]),
        (
            "Comments",
            &[
                "where is my appointment letter",
                "wants to book for next week",
                "I rang you last week",
                "asks for the results",
            ],
        ),
    ]);
    let (mapping, problems) = guess(&sample, Format::Csv, "Europe/London");
    assert_eq!(
        meant(&mapping),
        [
            "Call Date: at DayFirst",
            "Call Time: attimeofday",
            "NHS Number: person",
            "Date of Birth: ignore",
            "Contact Method: channel",
            "Reason for call: demand",
            "Agent: worker",
            "Talk time: minutes",
            "Comments: words",
        ]
    );
    let contact = "contact".to_string();
    assert_eq!(mapping.constants, [(Field::Kind, contact.clone()), (Field::Activity, contact)]);
    assert_eq!(
        problems.len(),
        2,
        "the order of day and month, and words that may name somebody: {problems:?}"
    );
    assert!(problems[0].starts_with("“Call Date”: every date could be day/month or month/day"));
}

#[test]
fn what_is_called_as_ours_is_taken_for_it_where_its_values_allow_it() {
    let said =
        ["how do I pay", "how do I pay", "the light is out", "the light is out", "how do I pay", "no heat"];
    let known: [(&str, &[&str]); 3] = [
        ("case", &["1", "1", "2", "2", "3", "3"]),
        ("activity", &["call", "visit", "call", "visit", "call", "visit"]),
        ("time", &["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06"]),
    ];
    let with = |more: &[(&'static str, &'static [&'static str])]| {
        let columns: Vec<(&str, &[&str])> = known.iter().chain(more).copied().collect();
        guess(&sample(&columns), Format::Csv, "Europe/London")
    };
    let (mapping, problems) = with(&[
        ("weight", &["1", "10", "1", "10", "1", "2.5"]),
        ("Caused by", &["", "", "", "", "", ""]),
        ("VALUE", &["value", "waste", "", "value", "Waste", "value"]),
        ("minutes", &["3", "4", "5", "6", "7", "8"]),
    ]);
    assert_eq!(
        meant(&mapping)[3..],
        ["weight: weight", "Caused by: caused_by", "VALUE: value", "minutes: minutes"]
    );
    let why = &mapping.columns.iter().find(|map| map.name == "weight").unwrap().because;
    assert!(why.starts_with("it has the name this product uses"), "{why}");
    assert!(
        problems.iter().any(|problem| problem.starts_with("“weight” was taken for how many")),
        "{problems:?}"
    );
    let words: &'static [&'static str] = Box::leak(Box::new(said));
    assert!(meant(&with(&[("words", words)]).0).contains(&"words: words".to_string()));
    // Numbers of words are no words, a parcel of nought has no weight, and amounts say nothing of what is of value.
    let (mapping, _) = with(&[
        ("words", &["3", "4", "5", "6", "7", "8"]),
        ("weight", &["0", "10", "1", "10", "1", "2.5"]),
        ("value", &["high", "low", "low", "low", "low", "high"]),
    ]);
    assert_eq!(kept(&mapping, &To::Attribute), ["words", "weight", "value"]);
}

#[test]
fn a_history_of_states_is_a_log() {
    let (meant, problems) = guessed(&[
        ("TicketNumber", &["INC1", "INC1", "INC2", "INC2", "INC1"]),
        ("Status", &["New", "Assigned", "New", "Closed", "Closed"]),
        ("StatusDate", &["2024-01-01 09:00", "2024-01-01 10:00", "2024-01-02", "2024-01-03", "2024-01-04"]),
        ("AssignmentGroup", &["Desk", "Network", "Desk", "Desk", "Network"]),
        ("AssignedTo", &["jo", "al", "jo", "jo", "al"]),
        ("DueDate", &["2024-02-01", "2024-02-01", "2024-02-02", "2024-02-02", "2024-02-01"]),
    ]);
    assert_eq!(
        meant,
        [
            "TicketNumber: need",
            "Status: activity",
            "StatusDate: at",
            "AssignmentGroup: team",
            "AssignedTo: worker"
        ]
    );
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn what_is_missing_is_said() {
    let (_, problems) = guessed(&[("job", &["1", "2"]), ("due date", &["2024-01-01", "2024-01-02"])]);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].starts_with("no column says when things happened (“due date” holds dates, but"),
        "{problems:?}"
    );
    assert!(problems[0].contains("The columns are “job”, “due date”: name one with `as = \"at\"`"));
    let repeated: Vec<&str> = ["1", "1", "2", "2", "3", "3"].to_vec();
    let dates: Vec<&str> = ["2024-01-01"; 6].to_vec();
    let (_, problems) = guessed(&[("case id", &repeated), ("date", &dates)]);
    assert!(problems[0].starts_with("no column says what was done."), "{problems:?}");
    let (meant, problems) = guessed(&[("foo", &repeated), ("activity", &["a"; 6]), ("date", &dates)]);
    assert_eq!(meant, ["foo: need", "activity: activity", "date: at"]);
    assert!(problems[0].contains("“foo” was taken, because its values repeat"), "{problems:?}");
    let (_, problems) = guessed(&[("activity", &["a"; 6]), ("date", &dates)]);
    assert!(problems[0].starts_with("no column names the need or the person"), "{problems:?}");
    let (mapping, problems) = guess(&Sample::default(), Format::Csv, "Europe/London");
    assert_eq!((mapping.columns.len(), problems.len()), (0, 1));
}

#[test]
fn our_own_forms_are_recognised_exactly() {
    let own = sample(&[
        ("need", &["7"]),
        ("at", &["2024-01-01T00:00:00Z"]),
        ("activity", &["closed"]),
        ("person_pseudonym", &["ab12"]),
        ("customer [text]", &["0042"]),
        ("date of birth [time]", &["2024-01-01T00:00:00Z"]),
        ("case:ward [text]", &["Elm"]),
        ("closing:case shut [text]", &[""]),
    ]);
    let (mapping, problems) = guess(&own, Format::Csv, "Europe/London");
    assert_eq!(
        meant(&mapping),
        [
            "need: need",
            "at: at",
            "activity: activity",
            "person_pseudonym: pseudonym",
            "closing:case shut [text]: ignore"
        ]
    );
    assert_eq!(kept(&mapping, &To::Attribute), ["customer [text]", "date of birth [time]"]);
    assert_eq!(kept(&mapping, &To::NeedAttribute), ["case:ward [text]"]);
    assert_eq!((mapping.closing, problems), (vec!["case shut".to_string()], vec![]));
    let tree = sample(&[
        ("case:concept:name", &["7"]),
        ("concept:name", &["visit"]),
        ("time:timestamp", &["2024-01-01T00:00:00Z"]),
        ("until", &["2024-01-01T01:00:00Z"]),
        ("throughline:person", &["ab12"]),
        ("throughline:pence", &["12"]),
        ("customer", &["x"]),
    ]);
    let (mapping, _) = guess(&tree, Format::Xes, "Europe/London");
    assert_eq!(
        meant(&mapping),
        [
            "case:concept:name: need",
            "concept:name: activity",
            "time:timestamp: at",
            "until: until",
            "throughline:person: pseudonym",
            "throughline:pence: pence"
        ]
    );
}
