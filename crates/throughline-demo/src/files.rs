//! The files, each as the one who keeps it would hand it over: a spreadsheet of contacts, the contractor's jobs, the shared office's
//! steps, the sample that was listened to, the scores, what work costs, and what a study of the folder should know.

mod sheet;
mod tables;

use std::path::Path;

use crate::listening;
use crate::place::place;
use crate::{Trouble, truth, when};

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
    let hours = [truth::CONTACT_HOUR_POUNDS, truth::OFFICE_HOUR_POUNDS, truth::CHARITY_HOUR_POUNDS];
    let groups = [
        ("contact centre and lettings", "Council", "Council", "A", "payroll"),
        ("shared office", "Shared office", "Council", "A", "recharge, payroll"),
        ("advisers", "Advice charity", "Advice charity", "C", "asked the charity"),
    ];
    let mut out = "# What work costs in this invented place (docs/rates.md).\n\n".to_string();
    for (((name, organisation, payer, grade, source), hour), minutes) in
        groups.into_iter().zip(hours).zip(truth::PAID_MINUTES)
    {
        out.push_str(&format!(
            "[[group]]\nname = \"{name}\"\norganisation = \"{organisation}\"\nannual_pounds = {:.2}\npaid_minutes = {minutes:.0}\n\
             practical_share = {:.2}\noverhead = {:.2}\npayer = \"{payer}\"\ngrade = \"{grade}\"\nsource = \"{source}\"\n\n",
            hour * minutes / 60.0,
            truth::PRACTICAL_SHARE,
            truth::OVERHEAD,
        ));
    }
    out.push_str(&format!(
        "[[price]]\nactivity = \"job closed\"\norganisation = \"Repairs contractor\"\npounds = {:.2}\npayer = \"Council\"\n\
         grade = \"B\"\nsource = \"contract, schedule of rates\"\n\n\
         [[fixed]]\nname = \"client side\"\npounds = {:.2}\nfrom = \"{}\"\nuntil = \"{}\"\npayer = \"Council\"\n\
         grade = \"C\"\nsource = \"asked the contract team\"\n",
        truth::JOB_POUNDS,
        truth::CLIENT_SIDE_POUNDS,
        when::FIRST_DAY,
        when::civil(when::END).date(),
    ));
    out
}

/// What a study of the folder should know.
fn settings() -> String {
    format!(
        "# What a study of this folder uses, unless the command line says otherwise.\n\
         files = [\"contacts.xlsx\", \"jobs.csv\", \"office.csv\", \"listening.csv\", \"scores.csv\"]\n\
         mapping = [\"jobs.csv=jobs.toml\", \"office.csv=office.toml\"]\n\
         rates = \"rates.toml\"\n\
         target = [\"repair={}d:job raised..job closed\"]\n\
         purpose = \"Help me to have a home that is safe and warm, and to keep it\"\n\
         change = [\"lettings redesigned={}@service={}\"]\n",
        truth::LIMIT_DAYS,
        truth::REDESIGN_FROM,
        crate::kind::LETTINGS,
    )
}
