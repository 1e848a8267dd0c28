//! A service that runs for a test, and a browser without script that talks to it over real HTTP.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use throughline::contact::sharing::Role;
use throughline::contact::{Party, Seat};
use throughline_store::{Place, Store};

use crate::setup::Organisation;
use crate::{Options, Running, Setup, account, start};

/// A day of next winter, when clocks show UTC, as a form says it: what is promised may lie in no other century.
pub(crate) static SOON: LazyLock<String> = LazyLock::new(|| {
    let this = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).year();
    format!("{}-01-15T10:00", this + 1)
});

/// The password of everybody.
const PASSWORD: &str = "correct horse battery";

/// What work costs there.
const RATES: &str = r#"
[[group]]
name = "Everybody"
hour_pounds = 30.0
payer = "Council"
grade = "D"
source = "a guess, for stories"
"#;

/// A service that runs on an invented place, until it is dropped. It keeps what it has in a folder, or on the server that
/// `THROUGHLINE_POSTGRES` names.
pub(crate) struct Town {
    place: Place,
    running: Option<Running>,
}

impl Town {
    pub(crate) fn new() -> Town {
        Town::after(|_| {})
    }

    /// One in whose store something is already.
    pub(crate) fn after(before: impl FnOnce(&Store)) -> Town {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let name =
            format!("throughline-desk-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).unwrap();
        let server = std::env::var("THROUGHLINE_POSTGRES").ok().map(|url| schema(&url, &name));
        let organisation = |name: &str, teams: &[&str]| Organisation {
            name: name.into(),
            teams: teams.iter().map(|team| team.to_string()).collect(),
        };
        let setup = Setup {
            name: "Northbridge".into(),
            name_welsh: Some("Pont y Gogledd".into()),
            purpose: Some("A warm home".into()),
            purpose_welsh: Some("Cartref cynnes".into()),
            phone: "01234 567 890".into(),
            front_door: Party::team("Council", "Contact centre"),
            answer_hours: 24,
            files_mb_a_day: 1,
            quiet_days: 28,
            hours: None,
            holidays: None,
            zone: "Europe/London".into(),
            sign_in_note: None,
            emergency: Some("In danger? Call 999.".into()),
            emergency_welsh: Some("Mewn perygl? Ffoniwch 999.".into()),
            rates: Some("rates.toml".into()),
            outside_targets: Vec::new(),
            areas: vec!["Harbour".into(), "Hill".into()],
            organisations: vec![
                organisation("Council", &["Contact centre", "Housing office"]),
                organisation("Contractor", &["Planning"]),
                organisation("Charity", &["Advice"]),
            ],
        };
        setup.write(&folder.join("service.toml")).unwrap();
        std::fs::write(folder.join("rates.toml"), RATES).unwrap();
        let mut town = Town { place: Place { folder, server }, running: None };
        let store = town.store();
        for (name, role, worker, team, organisation) in [
            ("asha", Role::Worker, "Asha", "Contact centre", "Council"),
            ("mo", Role::Manager, "Mo", "Contact centre", "Council"),
            ("nia", Role::Worker, "Nia", "Planning", "Contractor"),
            ("jo", Role::Manager, "Jo", "Advice", "Charity"),
            ("lee", Role::Councillor, "Lee", "Contact centre", "Council"),
        ] {
            let seat = Seat { worker: worker.into(), team: team.into(), organisation: organisation.into() };
            account(&store, name, PASSWORD, role, seat).unwrap();
        }
        before(&store);
        town.starts();
        town
    }

    /// The service is stopped, and started again on what it kept.
    pub(crate) fn starts_again(&mut self) {
        self.stops();
        self.starts();
    }

    fn starts(&mut self) {
        let Place { folder, server } = self.place.clone();
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        self.running = Some(start(Options { folder, database: server, listen, https: false }).unwrap());
    }

    fn stops(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().unwrap();
        }
    }

    /// The store on the disk, beside the one that the service has.
    pub(crate) fn store(&self) -> Store {
        Store::open(&self.place).unwrap()
    }

    /// Breaks the disk, as far as the service can tell, or mends it.
    pub(crate) fn breaks(&self, broken: bool) {
        let (from, to) = if broken { ("event", "away") } else { ("away", "event") };
        let renamed = format!("ALTER TABLE {from} RENAME TO {to}");
        match &self.place.server {
            None => {
                let file = self.place.folder.join("throughline.sqlite");
                rusqlite::Connection::open(file).unwrap().execute_batch(&renamed).unwrap();
            }
            Some(url) => connected(url).batch_execute(&renamed).unwrap(),
        }
    }

    pub(crate) fn browser(&self) -> Browser {
        let address = self.running.as_ref().unwrap().address;
        Browser { address, host: address.to_string(), cookie: None, known: None, token: String::new() }
    }

    /// A browser in which somebody signed in.
    pub(crate) fn worker(&self, name: &str) -> Browser {
        let mut browser = self.browser();
        browser.sign_in(name, PASSWORD);
        browser
    }

    /// Somebody says in a browser what they need; answers the path of their page and the reference.
    pub(crate) fn person(&self, words: &str, reach: &str) -> (String, String) {
        let answer = self.browser().post("/", &[("words", words), ("reach", reach), ("name", "Carys")]);
        assert_eq!(answer.status, 303, "{}", answer.body);
        let path = answer.location.split('?').next().unwrap().to_string();
        let reference = path.split('/').nth(2).unwrap().to_string();
        (path, reference)
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        self.stops();
        drop(std::fs::remove_dir_all(&self.place.folder));
    }
}

/// A schema of its own on a server, for as long as the server is there; answers how the schema is reached.
fn schema(server: &str, name: &str) -> String {
    let name = name.replace('-', "_");
    connected(server).batch_execute(&format!("CREATE SCHEMA {name}")).unwrap();
    let with = if server.contains('?') { '&' } else { '?' };
    format!("{server}{with}options=-csearch_path%3D{name}")
}

fn connected(url: &str) -> postgres::Client {
    postgres::Client::connect(url, postgres::NoTls).unwrap()
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) head: String,
    pub(crate) cookie: Option<String>,
    pub(crate) known: Option<String>,
    pub(crate) body: String,
    pub(crate) bytes: Vec<u8>,
}

/// A browser without script.
pub(crate) struct Browser {
    address: SocketAddr,
    /// By what name it asks for it.
    pub(crate) host: String,
    pub(crate) cookie: Option<String>,
    pub(crate) known: Option<String>,
    pub(crate) token: String,
}

impl Browser {
    pub(crate) fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        let answer = self.post("/desk/sign-in", &[("name", name), ("password", password)]);
        if let Some(cookie) = answer.cookie.clone() {
            self.cookie = Some(cookie);
            self.known = answer.known.clone();
            let page = self.get("/desk/password").body;
            self.token =
                page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_string();
        }
        answer
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\r\n{}", self.head()), b"")
    }

    /// A page that has to be there.
    pub(crate) fn sees(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    /// Sends a form as our page would: with its token.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = [("token", self.token.as_str())];
        let fields: Vec<_> = if self.token.is_empty() { fields.to_vec() } else { [&token, fields].concat() };
        self.post_raw(path, &fields, "")
    }

    /// A form that has to be taken.
    pub(crate) fn does(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.post(path, fields);
        assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        answer.location
    }

    /// Sends exactly these fields, with more headers.
    pub(crate) fn post_raw(&self, path: &str, fields: &[(&str, &str)], headers: &str) -> Answer {
        if path.starts_with("/api/") {
            let texts: serde_json::Map<_, _> =
                fields.iter().map(|(name, value)| (name.to_string(), (*value).into())).collect();
            return self.send_json(path, &serde_json::Value::from(texts).to_string(), headers);
        }
        // As a person sends it: long after the page was made.
        let body = [("made", "1")]
            .iter()
            .chain(fields)
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect::<Vec<_>>()
            .join("&");
        self.send(
            "POST",
            path,
            &format!("Content-Type: application/x-www-form-urlencoded\r\n{headers}"),
            &body,
        )
    }

    /// Sends JSON, as a program does.
    pub(crate) fn send_json(&self, path: &str, body: &str, headers: &str) -> Answer {
        self.send("POST", path, &format!("Content-Type: application/json\r\n{headers}"), body)
    }

    /// Sends anything.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let length = body.len();
        let head =
            format!("{method} {path} HTTP/1.1\r\n{}Content-Length: {length}\r\n{headers}", self.head());
        self.ask(&head, body.as_bytes())
    }

    /// Sends a file.
    pub(crate) fn send_file(&self, path: &str, file: impl AsRef<[u8]>) -> Answer {
        let part = |disposition: &str, value: &[u8]| {
            let head = format!("--x\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
            [head.as_bytes(), value, b"\r\n"].concat()
        };
        let body = [
            part("name=\"token\"", self.token.as_bytes()),
            part("name=\"sheet\"; filename=\"a.csv\"", file.as_ref()),
            b"--x--\r\n".to_vec(),
        ]
        .concat();
        let kind = "Content-Type: multipart/form-data; boundary=x";
        let head =
            format!("POST {path} HTTP/1.1\r\n{}{kind}\r\nContent-Length: {}\r\n", self.head(), body.len());
        self.ask(&head, &body)
    }

    pub(crate) fn head(&self) -> String {
        let mut head = format!("Host: {}\r\nConnection: close\r\n", self.host);
        for (name, cookie) in [("session", &self.cookie), ("browser", &self.known)] {
            if let Some(cookie) = cookie {
                write!(head, "Cookie: {name}={cookie}\r\n").unwrap();
            }
        }
        head
    }

    /// Where it goes.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn ask(&self, head: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(&[head.as_bytes(), b"\r\n", body].concat()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let split = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let bytes = answer[split + 4..].to_vec();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let header = |name: &str| {
            let line = head.lines().find(|line| line.to_lowercase().starts_with(name));
            line.map(|line| line[name.len()..].trim().to_string())
        };
        let cookie = |name: &str| {
            let given = header(&format!("set-cookie: {name}="))?;
            given.split(';').next().filter(|value| !value.is_empty()).map(str::to_string)
        };
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            location: header("location:").unwrap_or_default(),
            cookie: cookie("session"),
            known: cookie("browser"),
            head: head.to_string(),
            body: body.to_string(),
            bytes,
        }
    }
}

fn escaped(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
