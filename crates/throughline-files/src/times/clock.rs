//! The time of day and the offset, as written after a date: `14:05`, `14:05:06.789`, `2:05 PM`, `14:05:06+01:00`, `14:05Z`, `14.05`.

use jiff::civil::{Date, DateTime};
use throughline::time::SECOND_US;

/// A time of day with its offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Clock {
    pub(super) of_day_us: i64,
    pub(super) offset: Offset,
}

/// How far from UTC.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Offset {
    /// Not said: the service's zone.
    None,
    /// So many microseconds east.
    East(i64),
}

impl Clock {
    pub(super) const MIDNIGHT: Clock = Clock { of_day_us: 0, offset: Offset::None };

    /// The time of day, or nothing if it is not one.
    #[inline]
    pub(super) fn read(text: &[u8]) -> Option<Clock> {
        if let Some((time, after @ ([] | [b'Z']))) = text.split_first_chunk()
            && let Some(of_day_us) = plain(*time)
        {
            let offset = if after.is_empty() { Offset::None } else { Offset::East(0) };
            return Some(Clock { of_day_us, offset });
        }
        Clock::read_any(text)
    }

    #[inline]
    fn read_any(text: &[u8]) -> Option<Clock> {
        let (mut hour, between, mut rest) = match text {
            [a, between @ (b':' | b'.'), rest @ ..] => (two_digits(b'0', *a)?, *between, rest),
            [a, b, between @ (b':' | b'.'), rest @ ..] => (two_digits(*a, *b)?, *between, rest),
            _ => return None,
        };
        let [m1, m2, after @ ..] = rest else { return None };
        let minute = two_digits(*m1, *m2)?;
        rest = after;
        let (mut second, mut fraction_us) = (0, 0);
        if let [next, s1, s2, after @ ..] = rest
            && *next == between
        {
            second = two_digits(*s1, *s2)?;
            rest = after;
            if let [b'.' | b',', digits @ ..] = rest {
                (fraction_us, rest) = fraction(digits)?;
            }
        }
        let offset = match rest {
            [] => Offset::None,
            [b'Z'] => Offset::East(0),
            _ => ending(rest, &mut hour)?,
        };
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        // A leap second is taken as the second before it, as the time library does.
        let of_day_s = i64::from(hour * 3600 + minute * 60 + second.min(59));
        Some(Clock { of_day_us: of_day_s * SECOND_US + fraction_us, offset })
    }
}

/// The time of day in `14:05:06`, in microseconds: eight bytes at once, since nearly all times are written so.
#[inline]
fn plain(text: [u8; 8]) -> Option<i64> {
    // Each digit becomes its value and each colon nought; the top bit of a byte then shows what is neither.
    let values = u64::from_le_bytes(text) ^ u64::from_le_bytes(*b"00:00:00");
    let too_large = values.wrapping_add(u64::from_le_bytes(*b"vv\x7fvv\x7fvv")) | values;
    // The first byte of each pair of digits, ten times itself and its neighbour.
    let pairs = (values.wrapping_mul(10)).wrapping_add(values >> 8);
    let [hour, minute, second] = [pairs & 0xff, pairs >> 24 & 0xff, pairs >> 48 & 0xff];
    if too_large & 0x8080_8080_8080_8080 != 0 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // A leap second is taken as the second before it, as the time library does.
    Some((hour * 3600 + minute * 60 + second.min(59)) as i64 * SECOND_US)
}

/// The value of two digits.
#[inline]
pub(super) fn two_digits(a: u8, b: u8) -> Option<u32> {
    let (a, b) = (a.wrapping_sub(b'0'), b.wrapping_sub(b'0'));
    (a < 10 && b < 10).then(|| u32::from(a) * 10 + u32::from(b))
}

/// The digits of a fraction of a second, in microseconds; more than six digits are cut.
#[inline]
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 || digits > 12 {
        return None;
    }
    let mut us = 0;
    for digit in text[..digits].iter().chain(b"00000").take(6) {
        us = us * 10 + i64::from(digit - b'0');
    }
    Some((us, &text[digits..]))
}

/// What follows the digits: AM or PM (which changes the hour), then an offset.
fn ending(text: &[u8], hour: &mut u32) -> Option<Offset> {
    let mut rest = text.trim_ascii();
    if let [half @ (b'a' | b'A' | b'p' | b'P'), b'm' | b'M', after @ ..]
    | [half @ (b'a' | b'A' | b'p' | b'P'), b'.', b'm' | b'M', b'.', after @ ..] = rest
    {
        if !(1..=12).contains(hour) {
            return None;
        }
        *hour = *hour % 12 + if half.eq_ignore_ascii_case(&b'p') { 12 } else { 0 };
        rest = after.trim_ascii();
    }
    match rest {
        [] => Some(Offset::None),
        b"Z" | b"z" | b"UTC" | b"GMT" => Some(Offset::East(0)),
        // British Summer Time: this is how British systems write it.
        b"BST" => Some(Offset::East(3600 * SECOND_US)),
        [sign @ (b'+' | b'-'), offset @ ..] => {
            let (hours, minutes) = match offset {
                [a, b] => (two_digits(*a, *b)?, 0),
                [a, b, b':', c, d] | [a, b, c, d] => (two_digits(*a, *b)?, two_digits(*c, *d)?),
                _ => return None,
            };
            let us = i64::from(hours * 3600 + minutes * 60) * SECOND_US;
            (hours <= 25 && minutes < 60).then_some(Offset::East(if *sign == b'-' { -us } else { us }))
        }
        _ => None,
    }
}

/// The date and the time of day of a text: the time starts after the last blank or `T` before the first colon, or after a blank where it is
/// written with a full stop.
pub(super) fn split(text: &str) -> (&str, Option<&str>) {
    let Some(colon) = text.find(':') else {
        let dotted = |clock: &str| {
            matches!(clock.as_bytes(), [b'0'..=b'9', b'.', b'0'..=b'9', b'0'..=b'9'])
                || matches!(clock.as_bytes(), [b'0'..=b'2', b'0'..=b'9', b'.', b'0'..=b'9', b'0'..=b'9', ..])
        };
        // `1 3.24` is a date in two parts, and no time of day.
        let whole =
            |date: &str| date.split(['-', '.', ' ', ',', '/']).filter(|part| !part.is_empty()).count() >= 3;
        return match text.rsplit_once(' ') {
            Some((date, clock)) if dotted(clock) && whole(date) => {
                (date.trim_end_matches([' ', ',']), Some(clock))
            }
            _ => (text, None),
        };
    };
    let digits = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let date = text[..digits].trim_end();
    let date = date.strip_suffix(" at").unwrap_or(date);
    let date = date.trim_end_matches([' ', 'T', 't', ',']);
    (date, Some(&text[digits..]))
}

/// `20240301142233`, `202403011422` and `20240301142233.5`: a date with its time of day, nothing between them.
pub(super) fn without_separators(text: &str) -> Option<DateTime> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = whole.as_bytes();
    let sound = matches!(digits.len(), 12 | 14) && (digits.len() == 14 || whole.len() == text.len());
    if !sound || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let two = |at: usize| digits.get(at..at + 2).map_or(Some(0), |pair| two_digits(pair[0], pair[1]));
    let date = Date::new((two(0)? * 100 + two(2)?) as i16, two(4)? as i8, two(6)? as i8).ok()?;
    let (fraction_us, rest) = fraction(part.as_bytes())?;
    let time =
        jiff::civil::Time::new(two(8)? as i8, two(10)? as i8, two(12)? as i8, fraction_us as i32 * 1000)
            .ok()?;
    (rest.is_empty() && date.year() >= 1).then(|| DateTime::from_parts(date, time))
}
