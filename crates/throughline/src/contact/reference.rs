//! A reference: the name of a need that a person can say aloud and hear back. It is a name, not a key: it opens nothing.
//!
//! Seven characters of 35 random bits and a check character, in Crockford's base 32 (no I, L, O or U), written `4F7K-92QD`.
//! The check character is a sum over the field of 32 elements, each character multiplied by another power of its generator:
//! any one wrong character and any two that changed places are noticed, which a sum of digits cannot do. (The simplest
//! Reed-Solomon code: one check symbol over GF(2^5) with x^5 + x^2 + 1. Crockford's own check symbols are not letters or digits
//! and cannot be said on the telephone.)

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Error;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHARACTERS: usize = 7;

/// The name of a need, such as `4F7K-92QD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Reference([u8; CHARACTERS]);

impl Reference {
    /// The reference of the lowest 35 bits of a random number.
    pub fn of_random(number: u64) -> Reference {
        Reference(std::array::from_fn(|place| (number >> (5 * place)) as u8 & 31))
    }

    fn check(&self) -> u8 {
        let mut power = 1;
        self.0.iter().fold(0, |sum, character| {
            power = times_two(power);
            sum ^ times(*character, power)
        })
    }
}

/// Multiplied by x in GF(32).
fn times_two(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

fn times(left: u8, right: u8) -> u8 {
    let mut shifted = left;
    (0..5).fold(0, |product, bit| {
        let term = if right >> bit & 1 == 1 { shifted } else { 0 };
        shifted = times_two(shifted);
        product ^ term
    })
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, value) in self.0.iter().chain([&self.check()]).enumerate() {
            if place == 4 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(ALPHABET[usize::from(*value)]))?;
        }
        Ok(())
    }
}

impl FromStr for Reference {
    type Err = Error;

    /// As people write it: small letters, blanks and hyphens anywhere; O for 0, I and L for 1, U for V.
    fn from_str(written: &str) -> Result<Reference, Error> {
        let wrong = |why: &str| {
            Error::asked(format!(
                "“{}” is not one of our references: {why}; a reference has eight letters and digits, such as {}",
                written.trim(),
                Reference::of_random(0x5_1A2B_3C4D)
            ))
        };
        let mut values = Vec::new();
        for letter in written.chars().filter(|letter| !letter.is_whitespace() && !"-–.".contains(*letter)) {
            let plain = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                'U' => 'V',
                other => other,
            };
            let value = ALPHABET.iter().position(|known| char::from(*known) == plain);
            values.push(value.ok_or_else(|| wrong(&format!("“{letter}” is not in any")))? as u8);
        }
        let Ok([characters @ .., check]) = <[u8; CHARACTERS + 1]>::try_from(values.as_slice()) else {
            return Err(wrong(&format!("it has {} letters and digits", values.len())));
        };
        let reference = Reference(characters);
        if reference.check() == check {
            Ok(reference)
        } else {
            Err(wrong("a letter or digit in it is wrong"))
        }
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> String {
        reference.to_string()
    }
}

impl TryFrom<String> for Reference {
    type Error = Error;

    fn try_from(written: String) -> Result<Reference, Error> {
        written.parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back_as_people_write_it(number in any::<u64>()) {
            let reference = Reference::of_random(number);
            let written = reference.to_string();
            prop_assert_eq!(written.len(), 9);
            prop_assert_eq!(written.parse::<Reference>().unwrap(), reference);
            let sloppy = format!(" {} ", written.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l"));
            prop_assert_eq!(sloppy.parse::<Reference>().unwrap(), reference);
        }

        #[test]
        fn one_wrong_character_is_noticed(number in any::<u64>(), place in 0_usize..8, other in 0_usize..32) {
            let mut written: Vec<char> = Reference::of_random(number).to_string().replace('-', "").chars().collect();
            let wrong = char::from(ALPHABET[other]);
            prop_assume!(written[place] != wrong);
            written[place] = wrong;
            prop_assert!(written.iter().collect::<String>().parse::<Reference>().is_err());
        }

        #[test]
        fn two_that_changed_places_are_noticed(number in any::<u64>(), one in 0_usize..8, other in 0_usize..8) {
            let mut written: Vec<char> = Reference::of_random(number).to_string().replace('-', "").chars().collect();
            prop_assume!(written[one] != written[other]);
            written.swap(one, other);
            prop_assert!(written.iter().collect::<String>().parse::<Reference>().is_err());
        }
    }

    #[test]
    fn what_is_no_reference_is_said_why() {
        assert!("".parse::<Reference>().unwrap_err().to_string().contains("0 letters and digits"));
        assert!("4F7K-92Q!".parse::<Reference>().unwrap_err().to_string().contains("“!” is not in any"));
        assert!("4F7K-92QDX".parse::<Reference>().unwrap_err().to_string().contains("9 letters and digits"));
    }
}
