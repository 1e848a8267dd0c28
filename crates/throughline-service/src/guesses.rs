//! Guessing of passwords is slowed down, and nobody is locked out by it.
//!
//! After a few wrong passwords each further one has to wait, longer each time. What is counted belongs to the account, not to the address
//! it comes from; the same wrong password again counts once. A browser from which somebody has signed in to this account before has a count
//! of its own: whoever guesses from elsewhere makes its owner wait for nothing.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use throughline::error::Error;
use throughline::time::{HOUR_US, Instant, SECOND_US};
use throughline_store::{Account, Store};

use crate::accounts::{hashed, known, named, secret};

/// Documents of what was guessed.
const GUESSES: &str = "guesses";
/// Documents of browsers that are known.
const BROWSER: &str = "browser";
/// So many different wrong passwords cost nothing: everybody mistypes.
const FREE: usize = 5;
/// The longest wait.
const MOST_SECONDS: i64 = 60;
/// After so long without a guess all is forgotten.
const FORGOTTEN_US: i64 = 24 * HOUR_US;
/// So many wrong passwords are remembered.
const MOST_KEPT: usize = 64;
/// So many may wait to be let in at once. Checking a password is made to take long; others must not wait for it.
const MOST_WAITING: usize = 8;

/// Where passwords wait to be checked, one after the other: however many strangers guess, whoever comes with a browser that is known does
/// not stand behind them.
#[derive(Default)]
pub(crate) struct Lines {
    known: Line,
    strangers: Line,
}

#[derive(Default)]
struct Line {
    turn: Mutex<()>,
    waiting: AtomicUsize,
}

/// What came of signing in.
pub(crate) enum SignIn {
    /// They are who they say, and this is what their browser is known by.
    Known(Box<Account>, String),
    /// Name and password do not belong together.
    Wrong,
    /// So many seconds have to go by first; nothing was looked at.
    Wait(i64),
}

/// The wrong passwords for an account, as far as they are needed to know the same again: 16 bits of a hash each, which tell no password.
#[derive(Default, Serialize, Deserialize)]
struct Guesses {
    last_us: i64,
    seen: Vec<u16>,
}

impl Guesses {
    fn of(store: &Store, now: Instant, bucket: &str) -> Result<Guesses, Error> {
        let Some(body) = store.document(GUESSES, bucket)? else { return Ok(Guesses::default()) };
        // A count that cannot be read is begun again: it must keep nobody out.
        let guesses: Guesses = serde_json::from_str(&body).unwrap_or_default();
        Ok(guesses.still_counting(now))
    }

    /// What still counts of them. What lies in time to come was counted while the clock stood wrong, and would keep everybody out until
    /// then.
    fn still_counting(self, now: Instant) -> Guesses {
        let over = now.0 - self.last_us > FORGOTTEN_US;
        let to_come = self.last_us > now.0 + MOST_SECONDS * SECOND_US;
        if over || to_come { Guesses::default() } else { self }
    }

    /// How many seconds have to go by until the next may be tried.
    fn wait_seconds(&self, now: Instant) -> i64 {
        let over = self.seen.len().saturating_sub(FREE - 1);
        let wait = if over == 0 { 0 } else { (1_i64 << over.min(10)).min(MOST_SECONDS) };
        (self.last_us + wait * SECOND_US - now.0 + SECOND_US - 1).div_euclid(SECOND_US).clamp(0, MOST_SECONDS)
    }

    fn add(mut self, store: &Store, now: Instant, bucket: &str, password: &str) -> Result<(), Error> {
        let hash = hashed(format!("{bucket} {password}"));
        let short = u16::from_str_radix(&hash[..4], 16).unwrap_or(0);
        if !self.seen.contains(&short) {
            self.seen.push(short);
            self.last_us = now.0;
            // The wait does not grow any more; what is kept need not either.
            if self.seen.len() > MOST_KEPT {
                self.seen.remove(0);
            }
        }
        let body = serde_json::to_string(&self).map_err(|why| Error::failed(why.to_string()))?;
        store.put_document(GUESSES, bucket, body)
    }
}

/// Who this is, by name and password, and by what their browser is known, if it is.
pub(crate) fn sign_in(
    lines: &Lines,
    store: &Store,
    now: Instant,
    name: &str,
    password: &str,
    browser: Option<&str>,
) -> Result<SignIn, Error> {
    let bucket = bucket(store, name, browser)?;
    let wait = Guesses::of(store, now, &bucket)?.wait_seconds(now);
    if wait > 0 {
        return Ok(SignIn::Wait(wait));
    }
    let line = if bucket.starts_with("browser ") { &lines.known } else { &lines.strangers };
    let waiting = line.waiting.fetch_add(1, Ordering::Relaxed);
    let done = if waiting < MOST_WAITING {
        let _turn = line.turn.lock().unwrap_or_else(PoisonError::into_inner);
        check(store, now, name, password, browser, &bucket)
    } else {
        Ok(SignIn::Wait(1))
    };
    line.waiting.fetch_sub(1, Ordering::Relaxed);
    done
}

fn check(
    store: &Store,
    now: Instant,
    name: &str,
    password: &str,
    browser: Option<&str>,
    bucket: &str,
) -> Result<SignIn, Error> {
    // Others may have guessed while this one waited for its turn.
    let guesses = Guesses::of(store, now, bucket)?;
    let wait = guesses.wait_seconds(now);
    if wait > 0 {
        return Ok(SignIn::Wait(wait));
    }
    let Some(account) = known(store, name, password)? else {
        guesses.add(store, now, bucket, password)?;
        return Ok(SignIn::Wrong);
    };
    store.drop_document(GUESSES, bucket)?;
    let browser = browser.map_or_else(secret, |browser| Ok(browser.to_string()))?;
    store.put_document(BROWSER, &known_as(&account, &browser), String::new())?;
    Ok(SignIn::Known(Box::new(account), browser))
}

/// Under what a browser is known for an account; another password forgets it.
fn known_as(account: &Account, browser: &str) -> String {
    hashed(format!("{} {} {browser}", account.name, account.password))
}

/// Where guesses are counted: by account, or by account and browser where that is known. Names that there are not share some, so that nobody
/// can fill the disk with them.
fn bucket(store: &Store, name: &str, browser: Option<&str>) -> Result<String, Error> {
    let Some(account) = named(store, name)? else {
        return Ok(format!("nobody {}", &hashed(name.trim().to_lowercase())[..3]));
    };
    if let Some(browser) = browser {
        let known_as = known_as(&account, browser);
        if store.document(BROWSER, &known_as)?.is_some() {
            return Ok(format!("browser {known_as}"));
        }
    }
    Ok(format!("account {}", account.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_stood_wrong_keeps_nobody_out() {
        let year = 365 * 24 * HOUR_US;
        let wait = |now: i64| {
            let guesses = Guesses { last_us: year, seen: (0..12).collect() };
            guesses.still_counting(Instant(now)).wait_seconds(Instant(now))
        };
        assert_eq!([wait(year), wait(year + 60 * SECOND_US), wait(HOUR_US)], [60, 0, 0]);
    }

    #[test]
    fn each_further_guess_waits_longer_and_never_more_than_a_minute() {
        let at = |seen: u16, seconds: i64| {
            Guesses { last_us: 0, seen: (0..seen).collect() }.wait_seconds(Instant(seconds * SECOND_US))
        };
        assert_eq!([0, 4, 5, 6, 7, 8, 9, 10, 60].map(|seen| at(seen, 0)), [0, 0, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!([at(7, 3), at(7, 8), at(60, 60)], [5, 0, 0]);
    }
}
