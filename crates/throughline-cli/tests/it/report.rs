//! `study --html`: one page that stands alone, of the demonstration log, of real logs and of odd ones.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::run;

/// What must hold of every page.
#[track_caller]
fn whole(html: &str) {
    assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>"), "not a page");
    assert!(html.len() < 1 << 20, "{} bytes are more than a page should have", html.len());
    // The empty icon keeps a browser from asking the server for one.
    let html = html.replace("<link rel=\"icon\" href=\"data:,\">", "");
    for elsewhere in ["<script", "<link", "<iframe", "@import", "src=\"http", "url(http"] {
        assert!(!html.contains(elsewhere), "the page has {elsewhere}");
    }
    assert_eq!(html.matches("<h1").count(), 1);
    assert!(!html.contains("NaN") && !html.contains("inf "), "a figure that is no number");
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let different: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(different.len(), ids.len(), "an id stands twice");
    for target in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(different.contains(target), "#{target} leads nowhere");
    }
    // Each picture is XML, and has a name and words for those who hear it.
    for svg in html.split("<svg").skip(1).filter_map(|rest| rest.split("</svg>").next()) {
        let svg = format!("<svg{svg}</svg>");
        let mut reader = Reader::from_str(&svg);
        while !matches!(reader.read_event().expect("a picture is XML"), Event::Eof) {}
        assert!(svg.contains("role=\"img\"") && svg.contains("<title"), "{}", &svg[..200.min(svg.len())]);
    }
}

#[test]
fn the_demonstration_log_gives_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    let ran = run::throughline([
        "study".as_ref(),
        "demo/repairs.csv".as_ref(),
        "--html".as_ref(),
        page.as_os_str(),
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("What happened"), "the terminal's page is shown beside it");
    let html = std::fs::read_to_string(&page).unwrap();
    whole(&html);
    assert!(html.contains("What matters first") && html.contains("<svg"));
    let again = run::throughline(["study", "demo/repairs.csv", "--html", "-"]);
    assert!(again.out == html, "the same log gives the same bytes");
}

#[test]
fn real_logs_give_pages() {
    let Some(logs) = run::real_logs() else { return };
    for name in ["BPIC15_5.xes.gz", "sf_311_service_requests.csv", "receipt.parquet"] {
        let ran = run::throughline([
            "study".as_ref(),
            logs.join(name).as_os_str(),
            "--html".as_ref(),
            "-".as_ref(),
        ]);
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.err);
        whole(&ran.out);
    }
}

#[test]
fn two_logs_stand_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let log = |name: &str, days: i64| {
        let rows: String = (0..60)
            .map(|need| {
                let took = days + need % 7;
                let day = |day: i64| jiff::civil::date(2024, 1, 1) + jiff::Span::new().days(need + day);
                format!("{need},{},asked,phone\n{need},{},closed,phone\n", day(0), day(took))
            })
            .collect();
        let path = folder.path().join(name);
        std::fs::write(&path, format!("need,at,activity,channel\n{rows}")).unwrap();
        path
    };
    let (slow, quick) = (log("slow.csv", 30), log("quick <b>.csv", 5));
    let compare = |more: &[&str]| {
        let given = ["study", quick.to_str().unwrap(), "--against", slow.to_str().unwrap()];
        run::throughline(given.iter().chain(more).copied().collect::<Vec<_>>())
    };
    let ran = compare(&[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let says = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        says.contains("Half of the needs take longer than 8 days in quick <b>.csv and 33 days in slow.csv: 25 days less in quick <b>.csv (95 % interval"),
        "{}",
        ran.out
    );
    assert!(says.contains("a difference says that they differ, and not why"), "{}", ran.out);
    let ran = compare(&["--html", "-"]);
    whole(&ran.out);
    assert!(ran.out.contains("quick &lt;b&gt;.csv against slow.csv") && !ran.out.contains("<b>"));
    assert!(ran.out.contains("<strong>−25 days</strong>"), "a clear difference stands out");
    // What is read is not written over, on neither side; and a workbook is of one log.
    assert_eq!(compare(&["--html", slow.to_str().unwrap()]).code, Some(2));
    let ran = compare(&["--xlsx", "-"]);
    assert_eq!((ran.code, ran.err.contains("--xlsx is of one log")), (Some(2), true), "{}", ran.err);
    let ran = run::throughline(["study", "demo/repairs.csv", "--against", "nowhere.csv"]);
    assert!(ran.code == Some(2) && ran.err.contains("nowhere.csv"), "{}", ran.err);
}

/// Two logs of which some needs are the same, and two of which none is but all are numbered alike.
#[test]
fn needs_that_are_in_both_logs_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let log = |name: &str, needs: std::ops::Range<i64>, later: i64| {
        let row = |need: i64| {
            let day = |day: i64| jiff::civil::date(2024, 1, 1) + jiff::Span::new().days(need + later + day);
            format!("J{need},{},asked\nJ{need},{},closed\n", day(0), day(4 + need % 7))
        };
        let path = folder.path().join(name);
        std::fs::write(&path, format!("need,at,activity\n{}", needs.map(row).collect::<String>())).unwrap();
        path.to_str().unwrap().to_string()
    };
    let whole = log("whole.csv", 0..60, 0);
    let compare = |other: &str| {
        let ran = run::throughline(["study", &whole, "--against", other, "--json", "-"]);
        let both: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let page = run::throughline(["study", &whole, "--against", other]).out;
        let all = both["differences"].as_array().unwrap().clone();
        assert!(all.len() > 5, "{all:?}");
        (
            all.iter().any(|one| one["interval"].is_array()),
            page.split_whitespace().collect::<Vec<_>>().join(" "),
        )
    };
    let (judged, says) = compare(&log("some.csv", 30..90, 0));
    assert!(!judged && says.contains("30 of the 60 needs here and the 60 there are the same"), "{says}");
    let (judged, says) = compare(&log("like.csv", 0..60, 400));
    assert!(
        judged && says.contains("60 needs bear the same name in both logs and different events"),
        "{says}"
    );
    let (judged, says) = compare(&log("other.csv", 200..260, 0));
    assert!(judged && says.contains("Intervals are those of logs that share no needs."), "{says}");
    assert!(!says.contains("same name"), "{says}");
    // The same file under another name is the same log.
    std::fs::copy(&whole, folder.path().join("copy.csv")).unwrap();
    let (judged, says) = compare(folder.path().join("copy.csv").to_str().unwrap());
    assert!(!judged && says.contains("Both are the same log, need for need: nothing differs"), "{says}");
}

/// Nothing is shown per worker: of all measures only the data of one names any.
#[test]
fn no_worker_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let [page, book, data] = ["page.html", "book.xlsx", "data.json"].map(path);
    let ran = run::throughline(["study", "demo", "--html", &page, "--xlsx", &book, "--json", &data]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let mut study: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&data).unwrap()).unwrap();
    let pairs = study["flow"]["hand_overs"].take();
    let waits = study["flow"]["between_workers"].take();
    assert_eq!(pairs.as_array().unwrap().len(), waits.as_array().unwrap().len());
    let names: std::collections::BTreeSet<String> = pairs
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|pair| [&pair["from"], &pair["to"]].map(|name| name.as_str().unwrap().to_string()))
        .collect();
    assert_eq!(names.len(), 34);
    let mut sheets = zip::ZipArchive::new(std::fs::File::open(&book).unwrap()).unwrap();
    let mut cells = String::new();
    for place in 0..sheets.len() {
        std::io::Read::read_to_string(&mut sheets.by_index(place).unwrap(), &mut cells).unwrap();
    }
    for measure in ["flow.hand_overs", "flow.between_workers"] {
        assert!(cells.contains(measure), "the workbook was not read");
    }
    let html = std::fs::read_to_string(&page).unwrap();
    let picture = run::throughline(["study", "demo", "--svg", "flow.hand_overs=-"]);
    assert_eq!((picture.code, picture.err.contains("no such picture")), (Some(2), true), "{}", picture.err);
    for (what, text) in
        [("page", &html), ("workbook", &cells), ("terminal", &ran.out), ("other data", &study.to_string())]
    {
        let named = names.iter().find(|name| text.contains(name.as_str()));
        assert_eq!(named, None, "the {what} names a worker");
    }
    assert!(html.contains("among 34 workers"), "how many there are may be said");
    let both = ["study", "demo/repairs.csv", "--against", "demo/repairs.csv"];
    let own = run::study(["demo/repairs.csv"])["flow"]["hand_overs"].clone();
    let worker = own[0]["from"].as_str().unwrap();
    for option in [&["--html", "-"][..], &[]] {
        let ran = run::throughline([&both[..], option].concat());
        assert!(ran.code == Some(0) && !ran.out.contains(worker), "{worker} is named side by side");
    }
}

#[test]
fn what_two_logs_have_in_common_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let log = |name: &str, needs: i64, activity: &str| {
        let rows: String = (0..needs)
            .map(|need| {
                let day = |day: i64| jiff::civil::date(2024, 1, 1) + jiff::Span::new().days(need % 30 + day);
                format!("{need},{},{activity}\n{need},{},{activity} done\n", day(0), day(3))
            })
            .collect();
        let path = folder.path().join(name);
        std::fs::write(&path, format!("need,at,activity\n{rows}")).unwrap();
        path
    };
    let compare = |one: &std::path::Path, other: &std::path::Path| {
        let given = ["study".as_ref(), one.as_os_str(), "--against".as_ref(), other.as_os_str()];
        let ran = run::throughline(given.into_iter().chain(["--html".as_ref(), "-".as_ref()]));
        assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.err);
        whole(&ran.out);
        ran.out
    };
    let (few, twice) = (log("few.csv", 60, "visit"), log("twice.csv", 120, "visit"));
    let other = log("other.csv", 60, "call");
    assert!(compare(&few, &few).contains("each is the same in both, so every difference is 0"));
    assert!(compare(&few, &twice).contains("twice.csv 120: amounts are compared for each 100 needs"));
    assert!(compare(&few, &other).contains("The two have no activity in common"));
}

#[test]
fn real_logs_compare() {
    let Some(logs) = run::real_logs() else { return };
    let [one, other] = ["BPIC15_5.xes.gz", "BPIC15_4.xes.gz"].map(|name| logs.join(name));
    let ran = run::throughline([
        "study".as_ref(),
        one.as_os_str(),
        "--against".as_ref(),
        other.as_os_str(),
        "--html".as_ref(),
        "-".as_ref(),
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    whole(&ran.out);
}

/// What is in a workbook is tested where it is made; LibreOffice opens it in checks/workbook.
#[test]
fn a_workbook_and_pictures_are_written_beside_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let study = |more: &[&str]| {
        let given: Vec<&str> = ["study", "demo/repairs.csv"].iter().chain(more).copied().collect();
        run::throughline(given)
    };
    let svg = format!("capability={}", at("chart.svg").display());
    let map = format!("flow.map={}", at("map.svg").display());
    let xlsx = at("study.xlsx");
    let ran = study(&["--xlsx", xlsx.to_str().unwrap(), "--svg", &svg, "--svg", &map]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("What happened"));
    assert!(std::fs::read(&xlsx).unwrap().starts_with(b"PK"));
    for picture in ["chart.svg", "map.svg"] {
        let svg = std::fs::read_to_string(at(picture)).unwrap();
        assert!(svg.starts_with("<svg") && svg.contains("<title"), "{picture}");
    }
    let none = format!("nothing={}", at("none.svg").display());
    let ran = study(&["--html", at("page.html").to_str().unwrap(), "--svg", &none]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("there are: ") && ran.err.contains("demand.kinds"), "{}", ran.err);
    assert!(!at("page.html").exists() && !at("none.svg").exists(), "nothing is half done");
    let twice = format!("kinds={}", xlsx.display());
    let ran = study(&["--xlsx", xlsx.to_str().unwrap(), "--svg", &twice]);
    assert_eq!((ran.code, ran.err.contains("--xlsx and --svg name the same file")), (Some(2), true));
    assert_eq!(study(&["--svg", "chart.svg"]).code, Some(2));
}

#[test]
fn odd_logs_give_pages() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("odd.csv");
    let page = |rows: String| {
        std::fs::write(&log, format!("need,at,activity,team\n{rows}")).unwrap();
        let ran = run::throughline(["study".as_ref(), log.as_os_str(), "--html".as_ref(), "-".as_ref()]);
        assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.err);
        whole(&ran.out);
        ran.out
    };
    page("1,2024-01-01 09:00,asked,a\n".into());
    let hostile = "<script>alert(1)</script>";
    let html = page(format!(
        "1,2024-01-01 09:00,{hostile},a\n1,2024-01-02 09:00,{hostile} {},b\n",
        "long ".repeat(60)
    ));
    assert!(html.contains("&lt;script&gt;"));
    let many = (0..300).map(|place| {
        format!("{},2024-01-{:02} 09:00,step {place},שלום {}\n", place % 20, place % 28 + 1, place % 7)
    });
    page(many.collect());
    // Names of 200 letters that take six bytes each where they are escaped: the page stays small, and says what it cut.
    let long = (0..6_000).map(|place| {
        let name = format!("{}{}", "\"".repeat(199), char::from_u32(0x4e00 + place % 300).unwrap());
        format!(
            "{},2024-01-{:02} 09:00,\"{}\",{}\n",
            place / 20,
            place % 28 + 1,
            name.replace('"', "\"\""),
            place % 60
        )
    });
    assert!(page(long.collect()).contains("So that this page can be sent"));
    // What no page can hold is replaced.
    let html = page("1,2024-01-01 09:00,a\u{1}b\u{7f}c\u{1b}[31m,x\n1,2024-01-02 09:00,שלום,x\n".into());
    assert!(!html.contains(|letter: char| letter.is_control() && letter != '\n'), "a control character");
    assert!(html.contains("<bdi>שלום</bdi>"), "names are set apart");
    page("1,2022-01-01 09:00,asked,a\n1,2022-01-02 09:00,done,a\n2,2024-01-01 09:00,asked,a\n".into());
}

#[test]
fn what_is_read_is_not_written_over() {
    let ran = run::throughline(["study", "demo/repairs.csv", "--html", "demo/repairs.csv"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("would be written over"), "{}", ran.err);
    let ran = run::throughline(["study", "demo/repairs.csv", "--html", "x", "--json", "x"]);
    assert!(ran.code == Some(2) && ran.err.contains("name two"), "{}", ran.err);
}
