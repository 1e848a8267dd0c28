//! Rows as CSV and traces as XES, put together byte by byte: a hundred million rows are formatted here.

use std::io::{self, Write};

use crate::needs::{Event, Needs};
use crate::service::{ACTIVITIES, ORGANISATIONS, WORKERS, organisation_of, worker_name};

/// The header of the CSV file.
pub const CSV_HEADER: &[u8] = b"need,at,activity,worker,organisation,cost\n";

/// Formats events, remembering the last date.
pub struct Text {
    workers: Vec<String>,
    date: (i64, String),
    row: Vec<u8>,
}

impl Text {
    /// With nothing remembered.
    pub fn new() -> Text {
        Text {
            workers: (0..WORKERS).map(worker_name).collect(),
            date: (i64::MIN, String::new()),
            row: Vec::new(),
        }
    }

    /// One row of CSV.
    pub fn csv_row(&mut self, out: &mut impl Write, need: u64, event: &Event) -> io::Result<()> {
        self.row.clear();
        self.push_need(need);
        self.row.push(b',');
        self.push_time(event.at_s);
        for name in [
            ACTIVITIES[event.activity as usize].name,
            &self.workers[event.worker as usize],
            organisation(event),
        ] {
            self.row.push(b',');
            self.row.extend_from_slice(name.as_bytes());
        }
        self.row.push(b',');
        self.push_pounds(event.pence);
        self.row.push(b'\n');
        out.write_all(&self.row)
    }

    /// A whole XES log: needs one after the other, the standard's keys.
    pub fn xes(&mut self, out: &mut impl Write, needs: &Needs) -> io::Result<()> {
        out.write_all(XES_HEAD)?;
        let mut events = Vec::new();
        for need in 0..needs.count() {
            needs.events(need, &mut events);
            self.row.clear();
            self.row.extend_from_slice(b"\t<trace>\n\t\t<string key=\"concept:name\" value=\"");
            self.push_need(need);
            self.row.extend_from_slice(b"\"/>\n");
            for event in &events {
                self.push_xes_event(event);
            }
            self.row.extend_from_slice(b"\t</trace>\n");
            out.write_all(&self.row)?;
        }
        out.write_all(b"</log>\n")
    }

    fn push_xes_event(&mut self, event: &Event) {
        self.row.extend_from_slice(b"\t\t<event>\n");
        let texts = [
            ("concept:name", ACTIVITIES[event.activity as usize].name),
            ("org:resource", &self.workers[event.worker as usize]),
            ("org:group", organisation(event)),
        ];
        for (key, value) in texts {
            self.row.extend_from_slice(b"\t\t\t<string key=\"");
            self.row.extend_from_slice(key.as_bytes());
            self.row.extend_from_slice(b"\" value=\"");
            self.row.extend_from_slice(value.as_bytes());
            self.row.extend_from_slice(b"\"/>\n");
        }
        self.row.extend_from_slice(b"\t\t\t<date key=\"time:timestamp\" value=\"");
        self.push_time(event.at_s);
        self.row.extend_from_slice(b"\"/>\n\t\t\t<float key=\"cost:total\" value=\"");
        self.push_pounds(event.pence);
        self.row.extend_from_slice(b"\"/>\n\t\t</event>\n");
    }

    fn push_need(&mut self, need: u64) {
        self.row.push(b'N');
        push_digits(&mut self.row, need + 1, 8);
    }

    fn push_time(&mut self, at_s: i64) {
        let (day, second) = (at_s.div_euclid(86_400), at_s.rem_euclid(86_400) as u64);
        if self.date.0 != day {
            self.date = (day, date(day));
        }
        self.row.extend_from_slice(self.date.1.as_bytes());
        for (mark, number) in [(b'T', second / 3600), (b':', second / 60 % 60), (b':', second % 60)] {
            self.row.push(mark);
            push_digits(&mut self.row, number, 2);
        }
        self.row.push(b'Z');
    }

    fn push_pounds(&mut self, pence: u32) {
        let pounds = u64::from(pence / 100);
        push_digits(&mut self.row, pounds, pounds.checked_ilog10().unwrap_or(0) as usize + 1);
        self.row.push(b'.');
        push_digits(&mut self.row, u64::from(pence % 100), 2);
    }
}

/// The name of the organisation that did it.
pub fn organisation(event: &Event) -> &'static str {
    ORGANISATIONS[organisation_of(event.worker) as usize].0
}

fn push_digits(row: &mut Vec<u8>, mut number: u64, digits: usize) {
    let start = row.len();
    row.resize(start + digits, b'0');
    for place in (start..start + digits).rev() {
        row[place] = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

/// The date of a day since 1970, by Hinnant's `civil_from_days`.
fn date(day: i64) -> String {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{:02}", of_year - (153 * shifted + 2) / 5 + 1)
}

const XES_HEAD: &[u8] = br#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
	<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
	<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
	<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
	<extension name="Cost" prefix="cost" uri="http://www.xes-standard.org/cost.xesext"/>
	<global scope="trace">
		<string key="concept:name" value="UNKNOWN"/>
	</global>
	<global scope="event">
		<string key="concept:name" value="UNKNOWN"/>
		<date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
	</global>
	<classifier name="Activity" keys="concept:name"/>
	<string key="concept:name" value="Throughline comparison"/>
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_written_as_documented() {
        let mut out = Vec::new();
        let event = Event { at_s: 1_709_251_199, activity: 0, worker: 0, pence: 1205 };
        Text::new().csv_row(&mut out, 122, &event).expect("a vector takes it");
        assert_eq!(
            String::from_utf8_lossy(&out),
            "N00000123,2024-02-29T23:59:59Z,Call received,W001,Customer centre,12.05\n"
        );
    }

    #[test]
    fn dates_are_right_around_leap_days() {
        assert_eq!(
            [date(0), date(19_782), date(19_783), date(-1)],
            ["1970-01-01", "2024-02-29", "2024-03-01", "1969-12-31"]
        );
    }
}
