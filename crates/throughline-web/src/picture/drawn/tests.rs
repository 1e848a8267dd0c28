//! The charts of a study of the demonstration log, drawn: well-formed, with their words, and with the figures of the reading.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use quick_xml::events::Event;
use throughline::log::{Field, Holds, Linking, Log, LogBuilder, Rows, Slot, Value};
use throughline::measure::MEASURES;
use throughline::place::Calendar;
use throughline::reading::{Ask, Shape};
use throughline::time::Instant;
use throughline::wording::figure;

use super::*;
use crate::picture::{Put, chart};

/// The first four columns of the demonstration: job, time, kind and activity.
fn demo() -> Log {
    let text = include_str!("../../../../../demo/repairs.csv");
    let mut rows = Rows::new();
    let slots = [Slot::Need, Slot::Field(Field::Kind), Slot::Field(Field::Activity)];
    let [need, kind, activity] = slots.map(|slot| rows.column(slot, Holds::Name));
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.splitn(5, ',').collect();
        let at = DateTime::strptime("%d/%m/%Y %H:%M", cells[1]).unwrap().to_zoned(TimeZone::UTC).unwrap();
        rows.set(need, Value::Text(cells[0]));
        rows.set(kind, Value::Text(cells[2]));
        rows.set(activity, Value::Text(cells[3]));
        rows.end_row(at.timestamp().as_microsecond());
    }
    let mut builder = LogBuilder::new(Linking::default());
    builder.add(rows);
    builder.closing("job closed");
    builder.finish(1).unwrap()
}

/// The texts of each element of well-formed XML, by the element's name.
fn texts(svg: &str) -> Vec<(String, String)> {
    let mut reader = quick_xml::Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let (mut open, mut found) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => open.push((element.name().as_ref().to_string(), String::new())),
            Event::Text(text) => open.last_mut().into_iter().for_each(|(_, own)| own.push_str(&text)),
            Event::End(_) => found.push(open.pop().unwrap()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty());
    found
}

#[test]
fn a_reading_is_drawn_with_its_own_figures() {
    let log = demo();
    let ask = Ask {
        threads: 1,
        zone: TimeZone::UTC,
        now: log.span(1).unwrap().1,
        quiet_days: 30.0,
        repeat_days: vec![30.0],
        calendar: Calendar::office_hours(),
        seed: 1,
        rates: None,
        targets: Vec::new(),
        changes: Vec::new(),
        words_from: throughline::demand::own_words::LEAST_PEOPLE,
    };
    assert!(ask.now > Instant(0));
    let mut drawn = 0;
    for measure in MEASURES {
        let reading = (measure.read)(&log, &ask);
        let Shape::Chart(own) = &reading.shape else { continue };
        let words = Words {
            id: "a".to_string(),
            title: "a study".to_string(),
            about: measure.asks.to_string(),
            says: vec![reading.says.clone()],
        };
        let svg = chart::svg(&of_reading(words, own, measure.unit, &ask.zone), Put::Alone);
        let all = texts(&svg);
        let of = |name: &'static str| {
            all.iter().filter(move |(own, _)| own == name).map(|(_, text)| text.as_str())
        };
        assert!(of("title").any(|text| text.contains("a study")), "{}", measure.name);
        let said = reading.says.split(['&', '\'', '"', '<', '>']).next().unwrap();
        assert!(of("desc").any(|text| text.contains(said)), "{}: {said}", measure.name);
        let longest = own.points.iter().filter_map(|point| point.value).fold(0.0, f64::max);
        let divisor = match measure.unit {
            "seconds" if longest >= 2.0 * 86_400.0 => 86_400.0,
            "share" => 0.01,
            _ => 1.0,
        };
        for point in &own.points {
            let day = point.start.day_in(&ask.zone);
            let value = point.value.map_or("missing".to_string(), |value| figure(value / divisor));
            let says = format!("{day}: {value}");
            assert!(of("title").any(|text| text.starts_with(&says)), "{}: {says}", measure.name);
        }
        drawn += 1;
    }
    assert!(drawn > 0);
}
