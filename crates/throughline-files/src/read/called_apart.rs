//! Sources of which no need is in another, though the numbers of their needs would be the same if they were written alike: `000123` and
//! `123`, `job-7` and `JOB 7`. Each need would count once for every way in which it is written, and nothing would cross between them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use throughline::log::{Rows, Slot};
use throughline::wording::thousands;

use super::SourceRead;
use crate::job::{Job, shorten};

/// So many needs of the smaller source, of a hundred, must be in the other when they are written alike.
const ENOUGH: usize = 20;

/// Says of each pair of such sources how their needs are written.
pub(super) fn warn(read: &[SourceRead], rows: &[Vec<Rows>], job: &Job) {
    if rows.len() < 2 {
        return;
    }
    let needs: Vec<Ids<'_>> = rows.iter().map(|rows| needs_of(rows)).collect();
    for one in 0..rows.len() {
        for other in one + 1..rows.len() {
            let Some(found) = alike(&needs[one], &needs[other]) else { continue };
            let (here, there) = (&read[one].name, &read[other].name);
            job.report.warn(format!(
                "Look at this first: no need is in both {here} and {there}, but {} would be if they were written alike: “{}” in the one \
                 may be “{}” in the other. Write them alike in both files, or they count as different needs.",
                thousands(found.count as u64),
                shorten(&found.here),
                shorten(&found.there),
            ));
        }
    }
}

/// The ids of the needs that some rows name; those of large sources are many, and are not copied.
type Ids<'a> = HashSet<Cow<'a, str>>;

fn needs_of(rows: &[Rows]) -> Ids<'_> {
    let mut all = HashSet::new();
    for rows in rows {
        for (_, cells) in rows.columns().iter().filter(|(slot, _)| *slot == Slot::Need) {
            match cells.names() {
                Some(names) => all.extend(names.iter().map(Cow::Borrowed)),
                None => all.extend(
                    (0..rows.len()).filter_map(|row| cells.get(row).map(|value| value.to_string().into())),
                ),
            }
        }
    }
    all
}

/// Needs of two sources that would be the same.
struct Found {
    count: usize,
    here: String,
    there: String,
}

fn alike(here: &Ids<'_>, there: &Ids<'_>) -> Option<Found> {
    let smaller = here.len().min(there.len());
    if smaller == 0 || here.iter().any(|need| there.contains(need)) {
        return None;
    }
    let known: HashMap<String, &Cow<'_, str>> =
        there.iter().map(|need| (plain(need), need)).filter(|(plain, _)| !plain.is_empty()).collect();
    let mut pairs: Vec<(&Cow<'_, str>, &Cow<'_, str>)> =
        here.iter().filter_map(|need| Some((need, *known.get(&plain(need))?))).collect();
    pairs.sort_unstable();
    let (first_here, first_there) = *pairs.first()?;
    (pairs.len() * 100 >= smaller * ENOUGH).then(|| Found {
        count: pairs.len(),
        here: first_here.to_string(),
        there: first_there.to_string(),
    })
}

/// The letters and figures of an id, small, without the noughts that its numbers begin with.
fn plain(id: &str) -> String {
    let mut plain = String::new();
    let mut in_number = false;
    for letter in id.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase) {
        if letter == '0' && !in_number {
            continue;
        }
        in_number = letter.is_ascii_digit();
        plain.push(letter);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(here: &[&'static str], there: &[&'static str]) -> Option<(usize, String, String)> {
        let set = |needs: &[&'static str]| needs.iter().map(|need| Cow::Borrowed(*need)).collect();
        alike(&set(here), &set(there)).map(|found| (found.count, found.here, found.there))
    }

    #[test]
    fn ids_that_differ_only_in_how_they_are_written_are_told() {
        let said = |count, here: &str, there: &str| Some((count, here.to_string(), there.to_string()));
        assert_eq!(found(&["000001", "000010"], &["1", "10"]), said(2, "000001", "1"));
        assert_eq!(found(&["job-1"], &["JOB 1", "JOB 2"]), said(1, "job-1", "JOB 1"));
        // Files of different months, or of which some needs meet, are as they should be.
        assert_eq!(found(&["a1", "a2"], &["b1", "b2"]), None);
        assert_eq!(found(&["01", "2"], &["1", "2"]), None);
        assert_eq!(found(&[], &["1"]), None);
        assert_eq!(
            (plain("A-0010/b 00"), plain("100"), plain("0")),
            ("a10b".into(), "100".into(), String::new())
        );
    }
}
