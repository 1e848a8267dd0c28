//! A running service, by the built command.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::run;

const SETUP: &str = "name = \"Here\"\nphone = \"01632 960 000\"\n[front_door]\norganisation = \"Council\"\nteam = \"Desk\"\n\
                     [[organisation]]\nname = \"Council\"\nteams = [\"Desk\"]\n";

#[test]
fn a_service_that_is_stopped_the_instant_its_address_is_told_ends_as_at_any_other_time() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("service.toml"), SETUP).unwrap();
    // It was a matter of chance: several times, as it would be found by one who starts and stops it.
    for signal in ["TERM", "INT", "TERM", "INT", "TERM", "INT"] {
        let mut command = run::command();
        command.env_remove("THROUGHLINE_DATABASE").arg("serve").arg(folder.path());
        let mut service = command.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(service.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let kill = format!("kill -s {signal} {}", service.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        let ended = service.wait().unwrap();
        assert!(line.starts_with("The service runs at http://127.0.0.1:"), "{line}");
        assert_eq!(ended.code(), Some(0), "{signal}: {ended}");
    }
}
