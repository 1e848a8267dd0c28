//! The files, each as the one who keeps it would hand it over: a spreadsheet of contacts, the contractor's jobs, the shared office's
//! steps, the sample that was listened to, the scores, what work costs, and what a study of the folder should know.

mod sheet;
mod tables;

use std::path::Path;

use crate::listening;
use crate::place::place;
use crate::{Trouble, truth};

/// The names of the files, in order.
pub const NAMES: [&str; 9] = [
    "contacts.xlsx",
    "jobs.csv",
    "jobs.toml",
    "listening.csv",
    "office.csv",
    "office.toml",
    "rates.toml",
    "scores.csv",
    "throughline.toml",
];

/// Writes the files of the place that this seed makes into a folder.
pub fn write(folder: &Path, seed: u64) -> Result<(), Trouble> {
    let place = place(seed);
    sheet::contacts(&place, &folder.join("contacts.xlsx"))?;
    let listened = listening::listened(&place, seed);
    let scored = listening::scored(&place, seed);
    for (name, text) in [
        ("jobs.csv", tables::jobs(&place)),
        ("jobs.toml", tables::JOBS_MAPPING.to_string()),
        ("listening.csv", tables::listening(&place, &listened)),
        ("office.csv", tables::office(&place)),
        ("office.toml", tables::OFFICE_MAPPING.to_string()),
        ("rates.toml", rates()),
        ("scores.csv", tables::scores(&place, &scored)),
        ("throughline.toml", settings()),
    ] {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// What work costs.
fn rates() -> String {
    let group = |name: &str, organisation: &str, pounds: f64, payer: &str, grade: &str, source: &str| {
        format!(
            "[[group]]\nname = \"{name}\"\norganisation = \"{organisation}\"\nhour_pounds = {pounds:.2}\npractical_share = {:.2}\n\
             overhead = {:.2}\npayer = \"{payer}\"\ngrade = \"{grade}\"\nsource = \"{source}\"\n\n",
            truth::PRACTICAL_SHARE,
            truth::OVERHEAD,
        )
    };
    format!(
        "# What work costs in this invented place (docs/rates.md).\n\n{}{}{}[[price]]\nactivity = \"job closed\"\norganisation = \
         \"Repairs contractor\"\npounds = {:.2}\npayer = \"Council\"\ngrade = \"B\"\nsource = \"contract, schedule of rates\"\n",
        group("contact centre and lettings", "Council", truth::CONTACT_HOUR_POUNDS, "Council", "A", "payroll"),
        group("shared office", "Shared office", truth::OFFICE_HOUR_POUNDS, "Council", "A", "recharge, payroll"),
        group("advisers", "Advice charity", truth::CHARITY_HOUR_POUNDS, "Advice charity", "C", "asked the charity"),
        truth::JOB_POUNDS,
    )
}

/// What a study of the folder should know.
fn settings() -> String {
    format!(
        "# What a study of this folder uses, unless the command line says otherwise.\n\
         files = [\"contacts.xlsx\", \"jobs.csv\", \"office.csv\", \"listening.csv\", \"scores.csv\"]\n\
         mapping = [\"jobs.csv=jobs.toml\", \"office.csv=office.toml\"]\n\
         rates = \"rates.toml\"\n\
         target = [\"repair={}d:job raised..job closed\"]\n\
         change = [\"lettings redesigned={}@service={}\"]\n",
        truth::LIMIT_DAYS,
        truth::REDESIGN_FROM,
        crate::kind::LETTINGS,
    )
}
