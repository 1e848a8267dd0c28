//! What to write in place of a number that cannot be one: per cent as shares, part-time posts as whole ones, numbers without quotes and signs.

use throughline::wording::exactly;

use super::numbers::May;
use super::tree::Value;

/// How a number is written that was written otherwise, to go on a sentence; nothing where nobody can tell what was meant.
pub(super) fn written_otherwise(value: &Value, may: May) -> String {
    match value {
        Value::Number(of) if !of.is_finite() => "; write how much it is, in figures".to_string(),
        Value::Number(of) => number_otherwise(*of, may),
        Value::Text(text) => text_otherwise(text.trim(), may),
        _ => String::new(),
    }
}

fn number_otherwise(of: f64, may: May) -> String {
    match may {
        May::Share if (1.0..=100.0).contains(&of) => share_for(of),
        May::Share if of < 0.0 => "; write 0 for none of it".to_string(),
        May::Count if of > 0.0 && of < 1e6 && of.fract() != 0.0 => {
            let posts = of.ceil();
            format!(
                "; write part-time posts as whole ones with the rest in shrinkage, such as {posts} and shrinkage = {:.2}",
                1.0 - of / posts
            )
        }
        May::Count if of < 1.0 => {
            "; write how many there are, at least 1. What nobody does has no pool: leave it out, and let no step name it".to_string()
        }
        May::Positive if of < 0.0 => format!("; write {} if that is what is meant, or 0 for none", exactly(-of)),
        May::FromOne if of < 1.0 => "; write 1 where nothing is meant to differ".to_string(),
        _ => String::new(),
    }
}

/// Whether commas stand where thousands are divided: in “0,9” one may be meant for the point.
pub(super) fn divides_thousands(number: &str) -> bool {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let mut groups = whole.trim_start_matches(['-', '£']).split(',');
    let first = groups.next().map_or(0, str::len);
    let rest: Vec<&str> = groups.collect();
    let thousands =
        rest.is_empty() || ((1..=3).contains(&first) && rest.iter().all(|group| group.len() == 3));
    thousands && !part.contains(',')
}

fn text_otherwise(text: &str, may: May) -> String {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    if may == May::Share
        && let Some(percent) = text.strip_suffix('%').and_then(number)
    {
        return if (0.0..=100.0).contains(&percent) { share_for(percent) } else { String::new() };
    }
    let thousands = divides_thousands(text);
    match number(&text.replace(['_', '£'], "").replace(',', if thousands { "" } else { "." })) {
        Some(of) if thousands => format!("; write {of} without quotes, pound signs or commas"),
        Some(of) => format!("; write {of}, with a point, if that is what is meant"),
        None => String::new(),
    }
}

/// A share for so many per cent, as exactly as they were written.
fn share_for(percent: f64) -> String {
    let decimals = if percent.fract() == 0.0 { 2 } else { 6 };
    let share = format!("{:.decimals$}", percent / 100.0);
    let share = if decimals == 6 { share.trim_end_matches('0').to_string() } else { share };
    format!("; write {share} for {percent} %")
}

/// What nobody is paid for an hour.
const MOST_PAY: f64 = 1_000.0;
/// Hours that somebody works in a year: 52 weeks of 37, less leave, bank holidays and sickness.
const HOURS_A_YEAR: f64 = 1_600.0;

/// Why a pay for an hour is no such pay, as the end of a sentence; `None` of one that may be.
pub(super) fn no_pay(pounds: f64) -> Option<String> {
    let by_the_hour = pounds / HOURS_A_YEAR;
    let of_a_year = match (5.0..MOST_PAY).contains(&by_the_hour) {
        true => format!("; if that is for a year of {HOURS_A_YEAR} hours worked, write {by_the_hour:.2}"),
        false => String::new(),
    };
    (pounds > MOST_PAY).then(|| {
        format!(
            "£{} for an hour of one person; write pounds an hour, such as 21.40{of_a_year}",
            exactly(pounds)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_says_what_can() {
        let known = [
            (Value::Number(1.2), May::Share, "; write 0.012 for 1.2 %"),
            (Value::Number(30.0), May::Share, "; write 0.30 for 30 %"),
            (Value::Text("12.5 %".into()), May::Share, "; write 0.125 for 12.5 %"),
            (Value::Number(f64::INFINITY), May::Count, "; write how much it is, in figures"),
            (Value::Number(f64::NAN), May::Count, "; write how much it is, in figures"),
            (
                Value::Number(2.5),
                May::Count,
                "; write part-time posts as whole ones with the rest in shrinkage, such as 3 and shrinkage = 0.17",
            ),
            (Value::Number(-4.5), May::Positive, "; write 4.5 if that is what is meant, or 0 for none"),
            (
                Value::Text("£60,000".into()),
                May::Positive,
                "; write 60000 without quotes, pound signs or commas",
            ),
            (Value::Text("0,9".into()), May::Positive, "; write 0.9, with a point, if that is what is meant"),
            (Value::Text("many".into()), May::Count, ""),
        ];
        for (value, may, says) in known {
            assert_eq!(written_otherwise(&value, may), says);
        }
        for none in [0.0, -3.0] {
            assert!(
                written_otherwise(&Value::Number(none), May::Count)
                    .starts_with("; write how many there are, at least 1.")
            );
        }
    }
}
