//! A pool of workers in a plan.

use throughline::error::Error;
use throughline::sourcing::money::is_organisation;
use throughline::sourcing::plan::{Learning, Opens, Pool, Rule};

use super::lengths;
use super::numbers::{May, Numbers, named};
use super::tree::Table;

/// A pool, but for whom it helps.
pub(super) fn pool(name: &str, table: &Table<'_>, numbers: &Numbers) -> Result<Pool, Error> {
    let share = ("share", May::Share);
    let staff = numbers.number(table, "staff", "people", May::Count)?.ok_or_else(|| {
        table.wrong(format_args!("[{}] says no `staff`; write how many work in it", table.path))
    })?;
    let calendar = match table.text("calendar")? {
        None => Opens::Always,
        Some((line, text)) => lengths::calendar(text).ok_or_else(|| {
            table.wrong_at(
                line,
                format_args!(
                    "`{}` is “{text}”; write “always”, or days and hours such as “mon-fri 09:00-17:00, sat 10:00-13:00”, one stretch for each day",
                    table.path_of("calendar")
                ),
            )
        })?,
    };
    let finishes = named(table, "on_close", &[("pause", false), ("finish", true)])?.unwrap_or(false);
    let learning = table.table("learning")?.map(|table| learning(&table, numbers)).transpose()?;
    let pool = Pool {
        name: name.to_string(),
        organisation: organisation(table, "org")?.unwrap_or_else(|| "the service".to_string()),
        staff,
        calendar,
        finishes,
        rule: named(table, "rule", &Rule::NAMES)?.unwrap_or(Rule::Fifo),
        shrinkage: numbers.number_or(table, "shrinkage", share, 0.0)?,
        meetings: None,
        slowness: numbers.number_or(table, "slowness", ("times as long", May::Positive), 1.0)?,
        pounds_per_hour: numbers.number_or(table, "rate_per_hour", ("pounds an hour", May::Positive), 0.0)?,
        places: table.whole("places", 0)?.map(|places| places.min(u64::from(u32::MAX)) as u32),
        helps: Vec::new(),
        learning,
    };
    table.done()?;
    Ok(pool)
}

/// The organisation that a key names.
pub(super) fn organisation(table: &Table<'_>, key: &'static str) -> Result<Option<String>, Error> {
    table.text(key)?.map(|named| own_name(table, key, named)).transpose()
}

/// The name of an organisation: none of those under which the ledger keeps whoever is none.
pub(super) fn own_name(table: &Table<'_>, key: &str, (line, name): (usize, &str)) -> Result<String, Error> {
    if name.trim().is_empty() {
        return Err(table.wrong_at(
            line,
            format_args!("`{}` is empty; write the name of an organisation", table.path_of(key)),
        ));
    }
    match is_organisation(name.trim()) {
        true => Ok(name.trim().to_string()),
        false => Err(table.wrong_at(
            line,
            format_args!(
                "`{}` is “{name}”, which the ledger calls others who are paid or pay; write another name for the organisation",
                table.path_of(key)
            ),
        )),
    }
}

fn learning(table: &Table<'_>, numbers: &Numbers) -> Result<Learning, Error> {
    let days = ("days", May::Positive);
    let learning = Learning {
        from_day: numbers.number_or(table, "from_day", days, 0.0)?,
        loss: numbers.number_or(table, "loss", ("share", May::Positive), 0.0)?,
        half_life_days: numbers.number_or(table, "half_life_days", ("days", May::AboveNought), 60.0)?,
    };
    table.done()?;
    Ok(learning)
}
