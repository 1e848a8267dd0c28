//! The floor under which no answer is suggested: one of the ways in which people ask for it must be in what somebody says.
//!
//! Ways are the title and what its writers put beside it ("no hot water" beside "my heating is off"), each held against the words for itself:
//! a long title asks no more of a person than a short one, and two halves of two ways make no whole. Of a way, the share that is there is
//! counted, each word weighed by how rare it is among answers. BM25 scores cannot be such a floor, as they mean nothing across questions of
//! different lengths. The share asked for is more than two of three words: a thing, and what is wrong with it, and not something else that
//! has half of it ("my heating bill"). It can be so high as all words for "wrong" are one, and as other words for the thing are other ways,
//! which those who know how people ask can add. That something is wrong counts as much as the thing it is said of: it stands in most ways,
//! and is still half of what they say.
//!
//! Of the words themselves, each for one, as large a share must be there: in "I cannot pay my rent" the rent is a third of what is said, however
//! many answers speak of rents, and whoever cannot pay something else is not asking for it.

use std::collections::HashMap;

use super::terms::IS_WRONG;

/// The share of a way that must be in the words.
const FLOOR: f64 = 0.7;
/// Of the runs of letters of two Welsh words so many must be shared for one to be a form of the other.
const A_FORM: f64 = 0.5;

/// The words of one way to ask, each with the terms it is made of.
pub(super) type Words = Vec<Vec<String>>;

/// One way to ask: its words, each with how much it says.
pub(super) struct Way(Vec<(Vec<String>, f64)>);

impl Way {
    /// A way of these words; `says` is how much a term says.
    pub(super) fn of(words: Words, says: impl Fn(&str) -> f64) -> Way {
        let is_wrong = |word: &[String]| word == [IS_WRONG];
        let weight =
            |word: &Vec<String>| word.iter().map(|term| says(term)).sum::<f64>() / word.len().max(1) as f64;
        let most = words.iter().filter(|word| !is_wrong(word)).map(weight).fold(0.0, f64::max);
        let weighed = |word: Vec<String>| {
            let weight = if is_wrong(&word) { most } else { weight(&word) };
            (word, weight)
        };
        Way(words.into_iter().map(weighed).collect())
    }
}

/// What somebody says, by words.
#[derive(Default)]
pub(super) struct Said {
    /// How many terms each word has, and what it counts: less where it is only nearly what was written.
    words: Vec<(usize, f64)>,
    /// The words that have a term.
    with: HashMap<String, Vec<usize>>,
}

impl Said {
    /// These words, each with what it counts.
    pub(super) fn of(words: impl Iterator<Item = (Vec<String>, f64)>) -> Said {
        let mut said = Said::default();
        for (terms, counts) in words {
            let number = said.words.len();
            said.words.push((terms.len(), counts));
            for term in terms {
                said.with.entry(term).or_default().push(number);
            }
        }
        said
    }

    /// How well a word of a way is there: the share of terms that it has in common with the word most like it.
    pub(super) fn has(&self, word: &[String]) -> f64 {
        let mut common: HashMap<usize, usize> = HashMap::new();
        for number in word.iter().filter_map(|term| self.with.get(term)).flatten() {
            *common.entry(*number).or_default() += 1;
        }
        let alike = common.into_iter().map(|(number, common)| {
            let (terms, counts) = self.words[number];
            let share = 2.0 * common as f64 / (terms + word.len()) as f64;
            if share < A_FORM { 0.0 } else { share * counts }
        });
        alike.fold(0.0, f64::max)
    }

    /// Whether enough of a way to ask is there.
    pub(super) fn meets(&self, Way(way): &Way) -> bool {
        let (mut there, mut all, mut words_there) = (0.0, 0.0, 0.0);
        for (word, weight) in way {
            let has = self.has(word);
            all += weight;
            there += weight * has;
            words_there += has;
        }
        all > 0.0 && there / all >= FLOOR && words_there / way.len() as f64 >= FLOOR
    }
}
