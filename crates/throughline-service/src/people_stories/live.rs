//! Talking while it happens.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::{LANGUAGES, main_of, tells};
use crate::desk_stories::client::{Browser, Town};

/// An open page.
struct Line(BufReader<TcpStream>);

impl Line {
    fn open(browser: &Browser, path: &str, headers: &str) -> Line {
        let mut stream = TcpStream::connect(browser.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", browser.address());
        stream.write_all(head.as_bytes()).unwrap();
        let mut line = Line(BufReader::new(stream));
        assert!(line.next().contains("200"), "the stream is there");
        line
    }

    fn next(&mut self) -> String {
        let mut text = String::new();
        assert!(self.0.read_line(&mut text).unwrap() > 0, "the line was closed");
        text.trim().to_string()
    }

    /// Waits until it is ended from there: the last part of an answer is one of no bytes.
    fn ends(&mut self) {
        while self.next() != "0" {}
    }

    /// The next event: its id and the first line of its data.
    fn event(&mut self) -> (String, String) {
        let (mut id, mut data) = (String::new(), String::new());
        loop {
            let line = self.next();
            if let Some(found) = line.strip_prefix("id:") {
                id = found.trim().to_string();
            } else if let Some(found) = line.strip_prefix("data:") {
                data += found;
            } else if line.len() < 5 && !data.is_empty() && !id.is_empty() {
                return (id, data);
            }
        }
    }
}

#[test]
fn an_answer_comes_into_an_open_page_and_after_a_break_none_is_lost() {
    let town = Town::new();
    for (before, _) in LANGUAGES {
        let (browser, path) = tells(&town, before, &[("words", "no water")]);
        let reference = path.split("/need/").nth(1).unwrap().split('/').next().unwrap().to_string();
        let page = browser.sees(&format!("{path}/talk"));
        assert!(page.contains(&format!("data-live=\"{path}/events?after=1\"")), "{page}");
        let mut line = Line::open(&browser, &format!("{path}/events?after=1"), "");
        let asha = town.worker("asha");
        asha.does(&format!("/desk/need/{reference}/answer"), &[("words", "It is\nback on <Monday>")]);
        let (id, data) = line.event();
        assert_eq!(id, "2");
        assert!(data.contains("id=\"e2\"") && data.contains("back on &lt;Monday&gt;"), "{data}");
        drop(line);
        asha.does(&format!("/desk/need/{reference}/answer"), &[("words", "or on Tuesday")]);
        let mut line = Line::open(&browser, &format!("{path}/events?after=1"), "Last-Event-ID: 2\r\n");
        assert_eq!(line.event().0, "3");
        // Without a script the page shows the same.
        let page = browser.sees(&format!("{path}/talk"));
        assert!(main_of(&page).contains("or on Tuesday"));
    }
}

#[test]
fn what_another_process_keeps_comes_into_an_open_page_too() {
    let town = Town::new();
    let (browser, path) = tells(&town, "", &[("words", "no water")]);
    let mut line = Line::open(&browser, &format!("{path}/events?after=1"), "");
    // The service looks for what others kept from its first look after the page was opened on.
    std::thread::sleep(Duration::from_secs(3));
    let store = town.store();
    let reference = path.split('/').nth(2).unwrap().parse().unwrap();
    let need = store.need_of(reference).unwrap().unwrap();
    let at = throughline::time::Instant(jiff::Timestamp::now().as_microsecond());
    let more = move |need: &throughline::contact::Need| {
        let said = throughline::contact::Said::words("from elsewhere");
        throughline::contact::person::say_more(need, at, throughline::contact::Channel::Web, said)
            .map(|event| vec![event])
    };
    store.act(need, more).unwrap();
    assert!(line.event().1.contains("from elsewhere"));
}

#[test]
fn the_page_says_whether_somebody_is_there() {
    let town = Town::new();
    let (browser, path) = tells(&town, "", &[("words", "no water")]);
    assert!(
        browser
            .sees(&format!("{path}/talk"))
            .contains("Nobody of Contact centre, Council is at the desk right now")
    );
    town.worker("asha").sees("/desk");
    assert!(
        browser
            .sees(&format!("{path}/talk"))
            .contains("Somebody of Contact centre, Council is at the desk now")
    );
    assert!(browser.sees(&format!("/cy{path}/talk")).contains("wrth y ddesg nawr"));
    browser.does(&format!("{path}/talk"), &[("words", "hello?")]);
    assert!(browser.sees(&format!("{path}/talk")).contains("hello?"));
    let wrong = browser.post(&format!("/cy{path}/talk"), &[("words", " ")]);
    assert!(wrong.status == 200 && wrong.body.contains("Ysgrifennwch"));
}

#[test]
fn three_hundred_open_pages_take_no_thread_each_and_a_stop_ends_them() {
    let town = Town::new();
    let told = |number| tells(&town, "", &[("words", &format!("no water in house {number}"))]);
    let people: Vec<(Browser, String)> = (0..30).map(told).collect();
    let threads = || std::fs::read_dir("/proc/self/task").unwrap().count();
    let before = threads();
    let open =
        |(browser, path): &(Browser, String)| Line::open(browser, &format!("{path}/events?after=1"), "");
    let mut lines: Vec<Line> = people.iter().cycle().take(300).map(open).collect();
    // Reading for the page takes threads that wait for the disk, at most as many as there are readers at once.
    assert!(threads() < before + 100, "{} threads before, {} now", before, threads());
    for (number, (browser, path)) in people.iter().enumerate() {
        browser.does(&format!("{path}/more"), &[("words", &format!("still none in house {number}"))]);
    }
    assert!(lines.iter_mut().all(|line| line.event().0 == "2"));
    drop(town);
}

#[test]
fn who_opens_one_page_again_and_again_ends_only_their_own() {
    let town = Town::new();
    let [(browser, mine), (_, other)] =
        ["no water", "no light"].map(|words| tells(&town, "", &[("words", words)]));
    let open = |path: &str| Line::open(&browser, &format!("{path}/events?after=1"), "");
    let mut others = open(&other);
    let mut lines: Vec<Line> = (0..21).map(|_| open(&mine)).collect();
    // Of one need twenty are open, and the first makes room.
    lines[0].ends();
    for path in [&mine, &other] {
        browser.does(&format!("{path}/more"), &[("words", "and it gets cold")]);
    }
    assert!(lines[1..].iter_mut().chain([&mut others]).all(|line| line.event().0 == "2"));
}
