//! What of a text is looked for: English word stems, Welsh character n-grams.
//!
//! There is no Welsh stemmer to be had, and Welsh changes the first letter of words (*gwres*, *ei wres*, *fy ngwres*) as well as their
//! endings: runs of three letters are mostly shared by all forms of a word, and by a word with one letter wrong.

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language as Stems, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer,
    StopWordFilter, TextAnalyzer,
};
use throughline::contact::Language;

/// Letters in one n-gram.
const LETTERS: usize = 3;
/// Words that say nothing of what somebody needs. "No", "not", "off" and "out" are not among them: "no heating", "lights out".
const SAYS_NOTHING: [&str; 2] = [
    "a about after again all also am an and any are as at be because been before but by can could did do does doing dear else ever \
     few for from get give go goes going good got had has have having he hello help her here hi him his how i if in into is it its \
     just know let like ll m me more most much must my need now of on one or our ours out please re really s same she should so some \
     still such t tell than thank thanks that the their them then there these they thing things this those to today told too two up \
     us ve very want was we well were what when where which while who why will with would yes yesterday yet you your",
    "a ac ag ar at am ac y yr r i o mae yw ydy ydw rwyf rwy dw fi fy fe ef hi ei eu ein eich chi ni nhw ti dy yn n wedi bod sy sydd \
     oes gan gen gyda gael cael hyn hwn hon hynny yma yna neu ond os pan pam sut beth ble pwy eto nawr diolch helo plis os gwelwch dda \
     angen help eisiau iawn hefyd mewn dim ddim rhaid roedd oedd bydd byddai er ers drwy dros dan heb wrth tan cyn ar ôl",
];

/// Takes texts of one language apart.
pub(super) struct Terms {
    language: Language,
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
        Terms { language, words: words().build(), stems }
    }

    /// The terms of a text, in order, each as often as it stands there.
    pub(super) fn terms(&self, text: &str) -> Vec<Of> {
        let written = taken_apart(&self.words, text);
        match self.language {
            // Stemming drops no word, so that the two go in step.
            Language::English => {
                let stems = taken_apart(&self.stems, text).into_iter().zip(written);
                stems.map(|(term, written)| Of { term, written }).collect()
            }
            Language::Welsh => written.iter().flat_map(|word| grams(word)).collect(),
        }
    }
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
}
