//! The index over all answers: BM25 in memory, and a floor under which nothing is shown ([`super::floor`]).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TEXT};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Searcher, TantivyDocument, Term};
use throughline::contact::Language;
use throughline::error::Error;

use super::floor::{Said, Way, Words};
use super::terms::{Of, Terms};
use super::{Answer, Found};

/// A word of the title counts so many times a word of the text: the title is the question itself.
const TITLE: f32 = 3.0;
/// What a word counts that is only nearly the one that was written.
const NEARLY: f32 = 0.6;
/// Words of so many letters or more are also looked for with one letter wrong, or as the beginning of a longer word.
const LEAST_LETTERS: usize = 4;
/// At most so many words stand in for one that is not there.
const MOST_NEAR: usize = 6;
/// Of a long story, so many different terms are looked for: those that say most.
const MOST_TERMS: usize = 64;
/// So many of the best are held against the floor.
const LOOKED_AT: usize = 12;

/// The languages, in the order of the sides.
const LANGUAGES: [Language; 2] = [Language::English, Language::Welsh];

/// Which answers are wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// At most so many.
    pub(super) most: usize,
    /// Only those above the floor.
    pub(super) fitting: bool,
}

/// The index. Empty, it finds nothing.
#[derive(Default)]
pub(super) struct Index {
    /// The answers, with their names.
    pub(super) answers: Vec<(String, Answer)>,
    searcher: Option<Searcher>,
    sides: Vec<Side>,
}

/// One language of it.
struct Side {
    terms: Terms,
    title: Field,
    words: Field,
    /// Both as they are written: what is nearly written so is found here.
    written: Field,
    /// How many answers are asked for with each term, and how many there are.
    asked_with: HashMap<String, u32>,
    answers: usize,
    /// The ways to ask for each answer.
    ways: Vec<Vec<Way>>,
}

impl Index {
    pub(super) fn of(answers: Vec<(String, Answer)>) -> Result<Index, Error> {
        let failed =
            |why: tantivy::TantivyError| Error::failed(format!("the index of answers cannot be made: {why}"));
        let mut schema = Schema::builder();
        let number = schema.add_u64_field("number", FAST);
        let mut sides: Vec<Side> = LANGUAGES
            .map(|language| Side {
                terms: Terms::of(language),
                title: schema.add_text_field(&format!("title_{}", language.code()), TEXT),
                words: schema.add_text_field(&format!("words_{}", language.code()), TEXT),
                written: schema.add_text_field(&format!("written_{}", language.code()), TEXT),
                asked_with: HashMap::new(),
                answers: answers.len(),
                ways: Vec::new(),
            })
            .into();
        let index = tantivy::Index::create_in_ram(schema.build());
        // One thread makes one piece; 15 MB is the least it works with.
        let mut writer = index.writer_with_num_threads(1, 15_000_000).map_err(failed)?;
        let mut ways = LANGUAGES.map(|_| Vec::new());
        for (at, (_, answer)) in answers.iter().enumerate() {
            let mut document = TantivyDocument::new();
            document.add_u64(number, at as u64);
            for ((side, language), ways) in sides.iter_mut().zip(LANGUAGES).zip(&mut ways) {
                ways.push(side.add(&mut document, answer, language));
            }
            writer.add_document(document).map_err(failed)?;
        }
        // How much a word says is known when all have been added.
        for (side, ways) in sides.iter_mut().zip(ways) {
            let weighed = |ways: Vec<Words>| ways.into_iter().map(|way| side.weighed(way)).collect();
            side.ways = ways.into_iter().map(weighed).collect();
        }
        writer.commit().map_err(failed)?;
        let searcher = Some(index.reader().map_err(failed)?.searcher());
        Ok(Index { answers, searcher, sides })
    }

    /// The best answers in a language.
    pub(super) fn find(&self, language: Language, words: &str, wanted: Wanted) -> Vec<Found> {
        let side = self.sides.iter().zip(LANGUAGES).find(|(_, known)| *known == language);
        let (Some(searcher), Some((side, _))) = (&self.searcher, side) else { return Vec::new() };
        side.best(searcher, words, wanted)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|number| self.answers.get(number))
            .filter(|(_, answer)| wanted.fitting || side.speaks_of(words, answer, language))
            .map(|(name, answer)| Found { name: name.clone(), answer: answer.clone(), language })
            .collect()
    }
}

impl Side {
    /// Adds an answer, and gives the ways to ask for it.
    fn add(&mut self, document: &mut TantivyDocument, answer: &Answer, language: Language) -> Vec<Words> {
        let mut ways = Vec::new();
        if answer.is_in(language) {
            let asked: Vec<Vec<Vec<Of>>> = answer.ways(language).map(|way| self.terms.by_word(way)).collect();
            let of_words = self.terms.terms(answer.words.say(language));
            let of_asked: Vec<&Of> = asked.iter().flatten().flatten().collect();
            document.add_pre_tokenized_text(self.title, tokens(of_asked.iter().map(|of| &of.term)));
            document.add_pre_tokenized_text(self.words, tokens(of_words.iter().map(|of| &of.term)));
            let written = of_asked.into_iter().chain(&of_words).map(|of| &of.written);
            document.add_pre_tokenized_text(self.written, tokens(written.filter(|word| !word.is_empty())));
            ways = asked.into_iter().map(way).collect();
        }
        let terms: BTreeSet<&String> = ways.iter().flatten().flatten().collect();
        for term in terms {
            *self.asked_with.entry(term.clone()).or_default() += 1;
        }
        ways
    }

    fn weighed(&self, way: Words) -> Way {
        Way::of(way, |term| self.says(term))
    }

    /// How much a term says: the fewer answers are asked for with it, the more.
    fn says(&self, term: &str) -> f64 {
        let (all, with) = (self.answers as f64, f64::from(self.asked_with.get(term).copied().unwrap_or(0)));
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    }

    /// The numbers of the answers that are wanted, the best first.
    fn best(&self, searcher: &Searcher, words: &str, wanted: Wanted) -> tantivy::Result<Vec<usize>> {
        let looked_for = self.looked_for(searcher, words)?;
        let clauses = looked_for.iter().flat_map(|(term, weight)| {
            [(self.title, TITLE), (self.words, 1.0)].map(|(field, boost)| {
                let term = Term::from_field_text(field, term);
                let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                let query: Box<dyn Query> = Box::new(BoostQuery::new(query, boost * weight));
                (Occur::Should, query)
            })
        });
        let query = BooleanQuery::new(clauses.collect());
        let best =
            searcher.search(&query, &TopDocs::with_limit(LOOKED_AT.max(wanted.most)).order_by_score())?;
        let said = self.said(&looked_for, words);
        let mut numbers = Vec::new();
        for (_, at) in best {
            let segment = searcher.segment_reader(at.segment_ord);
            let number = segment.fast_fields().u64("number")?.first(at.doc_id).unwrap_or(u64::MAX) as usize;
            if !wanted.fitting || self.fits(&said, number) {
                numbers.push(number);
            }
        }
        numbers.truncate(wanted.most);
        Ok(numbers)
    }

    /// What somebody says, to be held against the ways to ask. English words are what is looked for; Welsh ones are told by what they
    /// share.
    fn said(&self, looked_for: &BTreeMap<String, f32>, words: &str) -> Said {
        match self.terms.language() {
            Language::English => {
                Said::of(looked_for.iter().map(|(term, counts)| (vec![term.clone()], f64::from(*counts))))
            }
            Language::Welsh => {
                let words: BTreeSet<Vec<String>> = way(self.terms.by_word(words)).into_iter().collect();
                Said::of(words.into_iter().map(|word| (word, 1.0)))
            }
        }
    }

    /// Whether somebody asks for it in one of its ways.
    fn fits(&self, said: &Said, number: usize) -> bool {
        self.ways.get(number).is_some_and(|ways| ways.iter().any(|way| said.meets(way)))
    }

    /// Whether an answer has one of the words that somebody searches for. Welsh is found by runs of letters, of which a word shares some
    /// with many that have nothing to do with it.
    fn speaks_of(&self, words: &str, answer: &Answer, language: Language) -> bool {
        if self.terms.language() == Language::English {
            return true;
        }
        let said = Said::of(way(self.terms.by_word(words)).into_iter().map(|word| (word, 1.0)));
        let texts = answer.ways(language).chain([answer.words.say(language)]);
        texts.flat_map(|text| way(self.terms.by_word(text))).any(|word| said.has(&word) > 0.0)
    }

    /// What is looked for, each with what it counts: the terms themselves, or those nearly like them where they are not there.
    fn looked_for(&self, searcher: &Searcher, words: &str) -> tantivy::Result<BTreeMap<String, f32>> {
        let mut terms = self.terms.terms(words);
        terms.sort_unstable();
        terms.dedup();
        // Those that are asked with first, the rarest of them first; then those that are not, which may be written wrongly.
        let rank = |of: &Of| (!self.asked_with.contains_key(&of.term), -self.says(&of.term));
        terms.sort_by(|one, other| {
            let (one, other) = (rank(one), rank(other));
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
        });
        let mut looked_for: BTreeMap<String, f32> = BTreeMap::new();
        let mut count = |term: String, weight: f32| {
            let known = looked_for.entry(term).or_insert(weight);
            *known = known.max(weight);
        };
        for Of { term, written } in terms.into_iter().take(MOST_TERMS) {
            if self.is_there(searcher, &term)? {
                count(term, 1.0);
            } else if may_be_misspelt(&written) {
                for near in self.near(searcher, &written)? {
                    self.terms.terms(&near).into_iter().for_each(|of| count(of.term, NEARLY));
                }
            }
        }
        Ok(looked_for)
    }

    fn is_there(&self, searcher: &Searcher, term: &str) -> tantivy::Result<bool> {
        for field in [self.title, self.words] {
            if searcher.doc_freq(&Term::from_field_text(field, term))? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Words with one letter more, less, other or changed about, and those that begin like it.
    fn near(&self, searcher: &Searcher, written: &str) -> tantivy::Result<Vec<String>> {
        let mut near = Vec::new();
        let wanted = Term::from_field_text(self.written, written);
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(self.written)?;
            let words = inverted.terms();
            let one_edit = FuzzyTermQuery::new(wanted.clone(), 1, true).automaton()?;
            let mut stream = words.search(one_edit).into_stream()?;
            while near.len() < MOST_NEAR && stream.advance() {
                near.push(String::from_utf8_lossy(stream.key()).into_owned());
            }
            let mut stream = words.range().ge(written.as_bytes()).into_stream()?;
            while near.len() < 2 * MOST_NEAR
                && stream.advance()
                && stream.key().starts_with(written.as_bytes())
            {
                near.push(String::from_utf8_lossy(stream.key()).into_owned());
            }
        }
        Ok(near)
    }
}

/// Whether it may be another word with a letter wrong: not a short one, nor what has a digit in it (a house, a date, a number).
fn may_be_misspelt(written: &str) -> bool {
    written.chars().count() >= LEAST_LETTERS && !written.contains(|letter: char| letter.is_ascii_digit())
}

/// The words of a way to ask, each once.
fn way(words: Vec<Vec<Of>>) -> Words {
    let mut way: Words = words.into_iter().map(|word| word.into_iter().map(|of| of.term).collect()).collect();
    way.sort_unstable();
    way.dedup();
    way
}

/// Terms that are taken as they are.
fn tokens<'a>(terms: impl Iterator<Item = &'a String>) -> PreTokenizedString {
    let token = |(position, text): (usize, &String)| Token {
        offset_from: 0,
        offset_to: text.len(),
        position,
        text: text.clone(),
        position_length: 1,
    };
    PreTokenizedString { text: String::new(), tokens: terms.enumerate().map(token).collect() }
}

#[cfg(test)]
mod tests;
