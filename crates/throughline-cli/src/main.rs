//! The command `throughline`: reads what people have, says what happened. It holds no rule of its own; it asks the library and
//! shows the answers. Results go to standard output, progress and problems to standard error.

mod account;
mod against;
mod args;
mod backup;
mod broken;
mod called;
mod chart;
mod convert;
mod data;
mod export;
mod folders;
mod import;
mod inspect;
mod invented;
mod json;
mod key;
mod memory;
mod plan;
mod progress;
mod rebuild;
mod report;
mod restore;
mod serve;
mod session;
mod signals;
mod study;
mod terminal;
mod threshold;
mod verify;

use std::process::ExitCode;

use clap::Parser;
use throughline::error::Error;

use args::{Arguments, Command};

#[global_allocator]
static MEMORY: memory::LargePages = memory::LargePages;

/// How a command ended, as an exit code.
enum Ended {
    /// 0.
    Done,
    /// 3: done, but rows were refused; with `--strict` that is a failure, 1.
    RowsRefused { strict: bool },
}

fn main() -> ExitCode {
    signals::let_writing_fail();
    let arguments = Arguments::parse();
    if matches!(arguments.command, Command::Serve(_) | Command::Demo(_)) {
        broken::say_only_where();
    }
    let ended = match &arguments.command {
        Command::Study(study) => study::run(study),
        Command::Inspect(inspect) => inspect::run(inspect),
        Command::Threshold(threshold) => threshold::run(threshold),
        Command::Plan(asked) => plan::run(asked),
        Command::Convert(convert) => convert::run(convert),
        Command::Chart(chart) => chart::run(chart),
        Command::Demo(demo) => serve::demo(demo),
        Command::Serve(serve) => serve::run(serve),
        Command::Key(key) => key::run(key),
        Command::Account(asked) => account::run(asked),
        Command::Verify(verify) => verify::run(verify),
        Command::Rebuild(data) => rebuild::run(data),
        Command::Backup(backup) => backup::run(backup),
        Command::Restore(restore) => restore::run(restore),
        Command::Export(export) => export::run(export),
        Command::Import(import) => import::run(import),
    };
    match ended {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::RowsRefused { strict: false }) => ExitCode::from(3),
        Ok(Ended::RowsRefused { strict: true }) => ExitCode::from(1),
        Err(error) => {
            tell(&error);
            ExitCode::from(if error.is_asked_wrong() { 2 } else { 1 })
        }
    }
}

#[allow(clippy::print_stderr, reason = "this is where errors are told")]
fn tell(error: &Error) {
    eprintln!("throughline: {}", session::plain(&error.to_string()));
}
