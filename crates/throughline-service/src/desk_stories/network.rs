//! Odd questions over the network: each is answered like any other, or let go.

use std::io::Read;
use std::net::TcpStream;
use std::time::Duration;

use super::client::{Answer, Town};

/// What every answer carries, whoever made it.
fn is_guarded(answer: &Answer) -> bool {
    let marks = [
        "x-content-type-options: nosniff",
        "frame-ancestors 'none'",
        "referrer-policy: strict-origin",
        "cache-control: ",
    ];
    marks.iter().all(|mark| answer.head.contains(mark))
}

#[test]
fn every_answer_is_guarded_however_odd_the_question() {
    let town = Town::new();
    let browser = town.browser();
    let (link, _) = town.person("my heating is off", "");
    let long = format!("/{}", "x".repeat(5_000));
    for (method, path, status) in [
        ("HEAD", "/", 200),
        ("HEAD", link.as_str(), 200),
        ("TRACE", "/", 405),
        ("PUT", "/desk", 405),
        ("DELETE", link.as_str(), 405),
        ("OPTIONS", "/", 405),
        ("GET", "/service.css", 200),
        ("GET", "/answers/%ff", 404),
        ("GET", "/answers/x%00y", 404),
        ("GET", "/answers/..%2f..%2fservice.toml", 404),
        ("GET", long.as_str(), 404),
        ("GET", "/api/v1/needs/%ff/x", 404),
    ] {
        let answer = browser.send(method, path, "", "");
        assert!(answer.status == status && is_guarded(&answer), "{method} {path}: {}", answer.head);
        assert!(method != "HEAD" || answer.body.is_empty(), "{method} {path}");
        assert!(status != 405 || answer.head.contains("allow: "), "{method} {path}: {}", answer.head);
    }
    assert!(browser.get(&link).head.contains("cache-control: no-store"));
    let headers = format!("X-Long: {}\r\n", "x".repeat(40_000));
    assert_eq!(browser.send("GET", "/", &headers, "").status, 431);
}

#[test]
fn nothing_that_somebody_wrote_without_a_blank_makes_a_page_wider() {
    let css = Town::new().browser().sees("/service.css");
    // Looked at with a name, an address and a file of 300 letters, 360 and 1280 points wide; a column of `fr` alone grows with its longest word.
    for keeps in
        ["overflow-wrap:anywhere", "minmax(0,3fr) minmax(0,2fr)", ".help a[href^=\"tel:\"]{white-space"]
    {
        assert!(css.contains(keeps), "{keeps}");
    }
}

#[test]
fn text_that_is_none_is_refused_and_of_a_field_sent_twice_one_counts_everywhere() {
    let town = Town::new();
    let answer = town.browser().post("/", &[("words", "my heating\0 is off")]);
    assert!(answer.status == 400 && answer.body.contains("no text has"), "{}", answer.body);
    let asha = town.worker("asha");
    let wrong =
        [("token", "0123456789abcdef0123456789abcdef"), ("token", asha.token.as_str()), ("words", "x")];
    assert_eq!(asha.post_raw("/desk/call", &wrong, "").status, 403);
}

#[test]
fn who_stands_in_front_is_not_believed() {
    let town = Town::new();
    let told =
        "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nForwarded: host=evil.example\r\n";
    let answer = town.browser().send_json("/api/v1/needs", "{\"words\":\"no water\"}", told);
    assert!(answer.status == 201 && answer.body.contains("http://127.0.0.1"), "{}", answer.body);
    assert!(!answer.body.contains("evil") && !answer.head.contains("strict-transport-security"));
}

#[test]
fn what_broke_is_not_told_to_whoever_asks() {
    let town = Town::new();
    let (link, _) = town.person("my heating is off", "");
    town.breaks(true);
    let answer = town.browser().get(&link);
    town.breaks(false);
    assert_eq!(answer.status, 503);
    assert!(
        answer.body.contains("Something is broken here") && !answer.body.contains("table"),
        "{}",
        answer.body
    );
}

#[test]
fn whoever_sends_nothing_is_let_go() {
    let town = Town::new();
    let mut stream = TcpStream::connect(town.browser().address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    std::io::Write::write_all(&mut stream, b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").unwrap();
    let mut rest = Vec::new();
    assert!(stream.read_to_end(&mut rest).is_ok(), "the connection was closed");
    assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
}

#[test]
fn security_names_only_tests_that_there_are() {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let page = std::fs::read_to_string(crates.join("../docs/security.md")).unwrap();
    let named: Vec<(&str, &str)> = page
        .split('`')
        .filter_map(|part| part.split_once(".rs::"))
        .filter(|(_, test)| !test.contains(' '))
        .collect();
    assert!(named.len() > 50, "only {} tests are named", named.len());
    for (file, test) in named {
        let file = format!("{file}.rs");
        let of_service = crates.join("throughline-service/src").join(&file);
        let text =
            std::fs::read_to_string(of_service).or_else(|_| std::fs::read_to_string(crates.join(&file)));
        let there = text.is_ok_and(|text| text.contains(&format!("fn {test}(")));
        assert!(there, "{file} has no test {test}");
    }
}

/// The requirements of OWASP's ASVS 5.0.0 up to level 2: in each section they come first, and are so many.
const UP_TO_LEVEL_2: &str = "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 \
     6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 \
     12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3";

/// What the first word of a line says it is about: `1.2.6`, `1.2.6–1.2.8`, or `1.4` for a whole section. Section, first and last.
fn about(word: &str) -> Option<(&str, u32, u32)> {
    let (first, last) = word.split_once('–').unwrap_or((word, word));
    let number = |whole: &str| whole.rsplit('.').next()?.parse::<u32>().ok();
    match first.matches('.').count() {
        1 => number(first).map(|_| (first, 1, u32::MAX)),
        2 => Some((first.rsplit_once('.')?.0, number(first)?, number(last)?)),
        _ => None,
    }
}

#[test]
fn security_leaves_no_requirement_up_to_level_2_out() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/security.md");
    let page = std::fs::read_to_string(page).unwrap();
    let lines = page.lines().filter_map(|line| line.strip_prefix("| "));
    let said: Vec<_> =
        lines.flat_map(|line| line.split(' ').map_while(|word| about(word.trim_end_matches(',')))).collect();
    let (mut wanted, mut missing) = (0, Vec::new());
    for (section, most) in UP_TO_LEVEL_2.split(' ').filter_map(|one| one.split_once(':')) {
        for number in 1..=most.parse().unwrap() {
            wanted += 1;
            if !said.iter().any(|(of, first, last)| *of == section && (*first..=*last).contains(&number)) {
                missing.push(format!("{section}.{number}"));
            }
        }
    }
    assert_eq!((wanted, missing), (204, Vec::<String>::new()));
}
