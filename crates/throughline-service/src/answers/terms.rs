//! What of a text is looked for: English word stems, Welsh character n-grams.
//!
//! Words for the same thing are one word (`same.txt`): whoever writes "rubbish" is answered by what is written of bins.
//!
//! There is no Welsh stemmer to be had, and Welsh changes the first letter of words (*gwres*, *ei wres*, *fy ngwres*) as well as their
//! endings: runs of three letters are mostly shared by all forms of a word, and by a word with one letter wrong.

use std::collections::{HashMap, HashSet};

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language as Stems, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer,
    StopWordFilter, TextAnalyzer,
};
use throughline::contact::Language;

/// Letters in one n-gram.
const LETTERS: usize = 3;
/// Words that say that something is not as it should be, and not what: whoever writes "off" is answered by "does not work". All of a
/// language are one term.
const WRONG: [&str; 2] = [
    "off out no not never without wrong broke broken break breaks breaking work works worked working stop stops stopped stopping gone \
     went dead fault faulty cannot won isn doesn didn don hasn haven wasn weren aren couldn shouldn t \
     cant dont wont isnt doesnt didnt hasnt havent wasnt werent arent couldnt",
    "diffodd ffwrdd torri dorri thorri gweithio weithio methu fethu methodd fethodd methwyd fethwyd dim ddim heb nid does dydy dydi dyw doedd chafodd",
];
/// What they become.
pub(super) const IS_WRONG: &str = "wrong";
/// Words for the same thing, in both languages.
const SAME: &str = include_str!("same.txt");
/// Words that say nothing of what somebody needs. Those that say that something is wrong are not among them: "no heating".
const SAYS_NOTHING: [&str; 2] = [
    "a about after again all also am an and any are as at be because been before but by can could did do does doing dear else ever \
     few for from get give go goes going good got had has have having he hello help her here hi him his how i if in into is it its \
     just know let like ll m me more most much must my need now of on one or our ours out please re really s same she should so some \
     still such tell than thank thanks that the their them then there these they thing things this those to today told too two up \
     us ve very want was we well were what when which while who why will with would yes yesterday yet you your",
    "a ac ag ar at am ac y yr r i o mae yw ydy ydw rwyf rwy dw dwi ydi fi fy fe ef hi ei eu ein eich chi ni nhw ti dy yn n wedi bod sy sydd \
     oes gan gen gyda gael cael arnaf arnom arnoch hyn hwn hon hynny yma yna neu ond os pan pam sut beth pwy eto nawr diolch helo plis os gwelwch dda maen \
     angen help eisiau iawn hefyd mewn rhaid roedd oedd bydd byddai er ers drwy dros dan wrth tan cyn ar ôl",
];

/// Takes texts of one language apart.
pub(super) struct Terms {
    language: Language,
    wrong: HashSet<&'static str>,
    /// What words become that mean the same as another, and that word's stem.
    same: HashMap<String, String>,
    words: TextAnalyzer,
    stems: TextAnalyzer,
}

/// A term, and the word it comes from as it was written. Letters are wrong in what is written, not in what is made of it: "bloked" is
/// one letter from "blocked", and its stem two from "block".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Of {
    pub(super) term: String,
    pub(super) written: String,
}

impl Terms {
    pub(super) fn of(language: Language) -> Terms {
        let nothing = language.say(SAYS_NOTHING[0], SAYS_NOTHING[1]);
        let words = || {
            TextAnalyzer::builder(SimpleTokenizer::default())
                .filter(RemoveLongFilter::limit(60))
                .filter(LowerCaser)
                .filter(AsciiFoldingFilter)
                .filter(StopWordFilter::remove(nothing.split_whitespace().map(str::to_string)))
        };
        let stems = words().filter(Stemmer::new(Stems::English)).build();
        let wrong = language.say(WRONG[0], WRONG[1]).split_whitespace().collect();
        let (words, mut same) = (words().build(), HashMap::new());
        for (one, others) in same_in(language) {
            let become_word = taken_apart(if language == Language::English { &stems } else { &words }, one);
            let others = others.split_whitespace().flat_map(|other| taken_apart(&words, other));
            let alike = others.zip(std::iter::repeat(become_word.concat()));
            same.extend(alike);
        }
        Terms { language, wrong, same, words, stems }
    }

    /// Whose texts they are.
    pub(super) fn language(&self) -> Language {
        self.language
    }

    /// The terms of a text, in order, each as often as it stands there.
    pub(super) fn terms(&self, text: &str) -> Vec<Of> {
        self.by_word(text).into_iter().flatten().collect()
    }

    /// The same, the terms of each word by themselves.
    pub(super) fn by_word(&self, text: &str) -> Vec<Vec<Of>> {
        let written = taken_apart(&self.words, text);
        // Stemming drops no word, so that the two go in step.
        let stems = match self.language {
            Language::English => taken_apart(&self.stems, text),
            Language::Welsh => written.clone(),
        };
        let word = |(written, stem): (String, String)| {
            let term = self.same.get(&written).cloned().unwrap_or(stem);
            match self.language {
                _ if self.wrong.contains(written.as_str()) => {
                    vec![Of { term: IS_WRONG.to_string(), written }]
                }
                Language::English => vec![Of { term, written }],
                Language::Welsh => grams(&term),
            }
        };
        written.into_iter().zip(stems).map(word).collect()
    }
}

/// The words of a language that mean the same: what they become, and the others.
fn same_in(language: Language) -> impl Iterator<Item = (&'static str, &'static str)> {
    SAME.lines().filter_map(move |line| {
        let (code, words) = line.split_once(' ')?;
        (code == language.code()).then(|| words.split_once(": "))?
    })
}

fn taken_apart(analyzer: &TextAnalyzer, text: &str) -> Vec<String> {
    let mut analyzer = analyzer.clone();
    let mut stream = analyzer.token_stream(text);
    let mut words = Vec::new();
    while let Some(token) = stream.next() {
        words.push(token.text.clone());
    }
    words
}

fn grams(word: &str) -> Vec<Of> {
    // The filter leaves this letter as it is.
    let letters: Vec<char> = word.chars().map(|letter| if letter == 'ŵ' { 'w' } else { letter }).collect();
    let of = |letters: &[char]| Of { term: letters.iter().collect(), written: String::new() };
    if letters.len() <= LETTERS { vec![of(&letters)] } else { letters.windows(LETTERS).map(of).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn welsh_words_with_and_without_a_circumflex_are_the_same() {
        let terms = Terms::of(Language::Welsh);
        assert_eq!(terms.terms("dŵr tŷ"), terms.terms("dwr ty"));
    }

    #[test]
    fn english_words_are_stems_that_remember_how_they_were_written() {
        let of = |term: &str, written: &str| Of { term: term.to_string(), written: written.to_string() };
        let terms = Terms::of(Language::English).terms("The drains are blocked");
        assert_eq!(terms, [of("drain", "drains"), of("block", "blocked")]);
    }

    #[test]
    fn words_for_the_same_thing_are_one_term() {
        for (language, one, other) in [
            (Language::English, "the bins were not emptied", "refuse isn't collected"),
            (Language::English, "the tap drips", "a leaking tap"),
            (Language::Welsh, "fy min", "y sbwriel"),
            (Language::Welsh, "pŵer", "thrydan"),
        ] {
            let terms = Terms::of(language);
            let told = |text: &str| {
                let all = terms.terms(text).into_iter().map(|of| of.term);
                all.collect::<std::collections::BTreeSet<_>>()
            };
            assert_eq!(told(one), told(other), "{one}, {other}");
        }
        let said = Terms::of(Language::English).terms("my bin is cold");
        assert!(said.iter().all(|of| of.term != IS_WRONG), "{said:?}");
    }

    #[test]
    fn every_word_for_the_same_thing_is_said_once_and_says_something() {
        let written = SAME.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
        let mut read = 0;
        for language in [Language::English, Language::Welsh] {
            let terms = Terms::of(language);
            let mut seen = HashSet::new();
            for (one, others) in same_in(language) {
                read += 1;
                for word in std::iter::once(one).chain(others.split_whitespace()) {
                    let apart = taken_apart(&terms.words, word);
                    assert_eq!(apart.len(), 1, "{word} says nothing, or is two words");
                    assert!(!terms.wrong.contains(word), "{word} says that something is wrong");
                    assert!(seen.insert(apart), "{word} stands twice");
                }
            }
        }
        assert_eq!(read, written, "every line is of a language and has a colon");
    }

    #[test]
    fn that_something_is_wrong_is_one_term_however_it_is_said() {
        for (language, texts) in [
            (Language::English, ["heating off", "heating can't be on", "heating wont work"]),
            (Language::Welsh, ["gwres ddim yn gweithio", "gwres wedi torri", "gwres i ffwrdd"]),
        ] {
            let terms = Terms::of(language);
            let told = |text: &str| terms.terms(text).into_iter().map(|of| of.term).collect::<Vec<_>>();
            for text in texts {
                let (first, second) = (told(text), told(texts[0]));
                assert!(first.iter().all(|term| second.contains(term)), "{text}: {first:?}, {second:?}");
                assert!(first.contains(&IS_WRONG.to_string()), "{text}: {first:?}");
            }
        }
    }
}
