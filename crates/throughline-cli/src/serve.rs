//! `throughline serve` and `throughline demo`: a running service.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};

use throughline::error::Error;
use throughline_service::{Options, start};
use throughline_store::Place;

use crate::args::{Demo, Serve};
use crate::invented::{SETUP, make, who_signs_in};
use crate::{Ended, session};

pub(crate) fn run(serve: &Serve) -> Result<Ended, Error> {
    let Place { folder, server } = serve.data.place();
    let options = Options { folder, database: server, listen: serve.listen, https: serve.https };
    let running = start(options)?;
    session::show(&format!("The service runs at http://{}/ until you press Ctrl-C.\n", running.address))?;
    running.wait()?;
    Ok(Ended::Done)
}

pub(crate) fn demo(demo: &Demo) -> Result<Ended, Error> {
    let (passing, folder) = match &demo.keep {
        Some(folder) => (None, folder.clone()),
        None => {
            let made = tempfile::Builder::new().prefix("throughline-demo-").tempdir();
            let made = made.map_err(|why| {
                Error::failed(format!("no folder for the invented place can be made: {why}"))
            })?;
            let folder = made.path().to_path_buf();
            (Some(made), folder)
        }
    };
    if !folder.join(SETUP).exists() {
        session::show("Making the invented place …\n")?;
        make(&folder, demo.days)?;
    }
    let running = start(Options { folder, database: None, listen: demo.listen, https: false })?;
    let address = format!("http://{}/", named(running.address));
    session::show(&format!(
        "\nThe invented place is open at {address}\n\n\
         1. Say what you need there, and keep the page you get.\n\
         2. Sign in at {address}desk as asha, open it (it waits for an answer), take it and offer it to Planning, Repairs contractor.\n\
         3. Sign out, sign in as nia, accept it, and ask whether it is sorted.\n\
         4. On your own page, say that it is sorted; sign in as efe and look at the study, which counts it.\n\n\
         {}\n\nCtrl-C stops it.\n",
        who_signs_in()
    ))?;
    if !demo.no_browser && std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        open_browser(&address);
    }
    running.wait()?;
    drop(passing);
    Ok(Ended::Done)
}

/// An address of this machine by its name: browsers have passkeys under a name and never under a number.
fn named(address: SocketAddr) -> String {
    match address.ip() {
        IpAddr::V4(Ipv4Addr::LOCALHOST) => format!("localhost:{}", address.port()),
        _ => address.to_string(),
    }
}

/// Asks the desktop to open a page; where there is none, the address has been printed.
fn open_browser(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let quiet = || Command::new(opener).arg(address).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    drop(quiet());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_named_and_others_are_not() {
        let said = |address: &str| named(address.parse().unwrap());
        assert_eq!(said("127.0.0.1:8420"), "localhost:8420");
        assert_eq!(said("192.168.0.7:80"), "192.168.0.7:80");
        assert_eq!(said("[::1]:8420"), "[::1]:8420");
    }
}
