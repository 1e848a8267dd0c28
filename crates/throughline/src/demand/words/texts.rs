//! People's words as features: which words and letter sequences a text has, counted and hashed.
//!
//! Form: NFKC, lower case. Words and pairs of words, and sequences of 3 to 5 letters within a word (with a space at its ends), each
//! hashed to 2^18 places (Weinberger et al., ICML 2009), as scikit-learn's `HashingVectorizer` with `analyzer="word"` (1, 2) and
//! `"char_wb"` (3, 5). Letter sequences carry typing errors and other languages. Left out, since a model would learn who wrote instead
//! of what was said: words with three digits or more (case numbers, years, telephone numbers; “2 weeks” stays), blacked-out words (xxxx), and the initials a reader
//! signs with at the end (`/JB`).

use unicode_normalization::UnicodeNormalization;

/// Places of each of the two blocks.
pub(super) const PLACES: u32 = 1 << 18;

/// Texts, counted: for each the places of its features and how often they occur. Places from [`PLACES`] on are letter sequences.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    ends: Vec<usize>,
    cells: Vec<(u32, f32)>,
    alike: Vec<u64>,
}

impl Texts {
    /// The features of these texts, worked out by so many threads.
    pub fn of(texts: &[&str], threads: usize) -> Texts {
        let size = texts.len().div_ceil(threads.max(1)).max(1);
        if texts.len() <= size {
            return Texts::of_part(texts);
        }
        let parts: Vec<Texts> = std::thread::scope(|scope| {
            let running: Vec<_> =
                texts.chunks(size).map(|part| scope.spawn(|| Texts::of_part(part))).collect();
            running.into_iter().map(crate::log::join).collect()
        });
        let mut all = Texts::default();
        for part in parts {
            let from = all.cells.len();
            all.ends.extend(part.ends.iter().map(|end| from + end));
            all.cells.extend(part.cells);
            all.alike.extend(part.alike);
        }
        all
    }

    fn of_part(texts: &[&str]) -> Texts {
        let mut all = Texts::default();
        let mut found = Vec::new();
        for text in texts {
            let clean = clean(text);
            all.alike.push(words(&clean).fold(START, |hash, word| hashed(hash, word.bytes())));
            word_grams(&clean, &mut found);
            letter_grams(&clean, &mut found);
            found.sort_unstable();
            all.cells.extend(found.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as f32)));
            all.ends.push(all.cells.len());
            found.clear();
        }
        all
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The features of a text: place and count, places in rising order.
    pub(super) fn row(&self, text: usize) -> &[(u32, f32)] {
        let from = if text == 0 { 0 } else { self.ends[text - 1] };
        &self.cells[from..self.ends[text]]
    }

    /// The same for texts with the same words in the same order, whatever their numbers, capitals and marks: copies of one letter.
    pub fn alike(&self, text: usize) -> u64 {
        self.alike[text]
    }
}

/// Lower case, compatibility forms made one, and without what says who wrote or of which case.
fn clean(text: &str) -> String {
    let lower: String = unsigned(text).nfkc().flat_map(char::to_lowercase).collect();
    let mut clean = String::with_capacity(lower.len());
    let mut rest = lower.as_str();
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| is_letter(c) != is_letter(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let says_who = is_letter(first)
            && (run.chars().filter(|c| c.is_numeric()).count() >= 3
                || run.len() > 1 && run.chars().all(|c| c == 'x'));
        clean.push_str(if says_who { " " } else { run });
        rest = after;
    }
    clean
}

/// A text without the two or three capitals that somebody signed it with: after a stroke, a dash or a bracket at its end.
fn unsigned(text: &str) -> &str {
    let inside = text.trim_end().trim_end_matches([')', ']', '.']);
    let before = inside.trim_end_matches(|c: char| c.is_uppercase());
    let initials = inside[before.len()..].chars().count();
    let signed = before.trim_end().ends_with(['/', '-', '–', '—', '(', '[', '~']);
    if signed && (2..=3).contains(&initials) { before } else { text }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words, those of one letter too (“I” says much).
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_letter(c)).filter(|word| !word.is_empty())
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, going on from a hash; a text ends with a byte that no text has.
fn hashed(hash: u64, bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.chain([0xff]).fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The place of a hash: its upper bits, mixed, are the good ones.
fn place(hash: u64) -> u32 {
    ((hash ^ (hash >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 46) as u32
}

fn word_grams(text: &str, found: &mut Vec<u32>) {
    let mut before: Option<u64> = None;
    for word in words(text) {
        let hash = hashed(START, word.bytes());
        found.push(place(hash));
        if let Some(before) = before {
            found.push(place(hashed(before, word.bytes())));
        }
        before = Some(hash);
    }
}

fn letter_grams(text: &str, found: &mut Vec<u32>) {
    let mut padded = String::new();
    let mut starts = Vec::new();
    for word in text.split_whitespace() {
        padded.clear();
        padded.push(' ');
        padded.push_str(word);
        padded.push(' ');
        starts.clear();
        starts.extend(padded.char_indices().map(|(at, _)| at));
        starts.push(padded.len());
        let letters = starts.len() - 1;
        for size in 3..=5 {
            if letters <= size {
                // A word no longer than that counts once, whole.
                found.push(PLACES + place(hashed(START, padded.bytes())));
                break;
            }
            for window in starts.windows(size + 1) {
                let gram = &padded[window[0]..window[size]];
                found.push(PLACES + place(hashed(START, gram.bytes())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_says_who_wrote_is_left_out() {
        let same = |one: &str, other: &str| assert_eq!(clean(one).trim(), other, "{one}");
        same("Job J1024: it’s BROKEN", "job  : it’s broken");
        same("paid xxxx twice", "paid   twice");
        same("chasing again /JB", "chasing again /");
        same("chasing again (JB).", "chasing again (");
        same("told by DWP", "told by dwp");
        same("ＦＵＬＬ ﬁle", "full file");
        assert!(
            Texts::of(&["Ref 1212: no heat!", "ref 99012 - NO heat"], 1)
                .alike
                .windows(2)
                .all(|w| w[0] == w[1])
        );
    }

    #[test]
    fn words_pairs_and_letters_are_counted() {
        // "no heat": 2 words, 1 pair; " no ": 3-grams " no", "no " and the whole of four once; " heat ": 4 + 3 + 2.
        let texts = Texts::of(&["no heat", "", "no heat no heat"], 2);
        let blocks = |text: usize| {
            let of = |letters: bool| texts.row(text).iter().filter(move |cell| (cell.0 >= PLACES) == letters);
            (of(false).map(|cell| cell.1).sum::<f32>(), of(true).map(|cell| cell.1).sum::<f32>())
        };
        assert_eq!(blocks(0), (3.0, 2.0 + 1.0 + 4.0 + 3.0 + 2.0));
        assert_eq!(blocks(1), (0.0, 0.0));
        assert_eq!(blocks(2).0, 7.0);
        assert!(texts.row(2).windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    proptest! {
        #[test]
        fn any_text_has_features_and_threads_do_not_matter(texts in prop::collection::vec(any::<String>(), 0..8)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let (one, three) = (Texts::of(&texts, 1), Texts::of(&texts, 3));
            prop_assert_eq!(&one.cells, &three.cells);
            prop_assert_eq!(&one.ends, &three.ends);
            prop_assert!(one.cells.iter().all(|cell| cell.0 < 2 * PLACES));
        }
    }
}
