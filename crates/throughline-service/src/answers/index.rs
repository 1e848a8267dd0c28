//! The index over all answers: BM25 in memory, and a floor under which nothing is shown.
//!
//! The floor: at least half of what an answer's title says, each term weighed by how rare it is among titles, must be in the person's
//! words. BM25 scores cannot be such a floor, as they mean nothing across questions of different lengths; the share of a title does not
//! change with how much else somebody tells. Half, because a title is about two things, what and what is wrong with it ("heating",
//! "off"): one of the two may be said differently, and less than one of them is something else.

use std::collections::{BTreeMap, HashMap};

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TEXT};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Searcher, TantivyDocument, Term};
use throughline::contact::Language;
use throughline::error::Error;

use super::terms::{Of, Terms};
use super::{Answer, Found};

/// The share of a title that must be in the words.
const FLOOR: f64 = 0.5;
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
    /// How many titles each term stands in.
    titles: HashMap<String, u32>,
    /// The terms of each title.
    of_title: Vec<Vec<String>>,
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
                titles: HashMap::new(),
                of_title: Vec::new(),
            })
            .into();
        let index = tantivy::Index::create_in_ram(schema.build());
        // One thread makes one piece; 15 MB is the least it works with.
        let mut writer = index.writer_with_num_threads(1, 15_000_000).map_err(failed)?;
        for (at, (_, answer)) in answers.iter().enumerate() {
            let mut document = TantivyDocument::new();
            document.add_u64(number, at as u64);
            for (side, language) in sides.iter_mut().zip(LANGUAGES) {
                side.add(&mut document, answer, language);
            }
            writer.add_document(document).map_err(failed)?;
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
            .map(|(name, answer)| Found { name: name.clone(), answer: answer.clone(), language })
            .collect()
    }
}

impl Side {
    fn add(&mut self, document: &mut TantivyDocument, answer: &Answer, language: Language) {
        let mut title = Vec::new();
        if answer.is_in(language) {
            let [of_title, of_words] =
                [&answer.title, &answer.words].map(|text| self.terms.terms(text.say(language)));
            document.add_pre_tokenized_text(self.title, tokens(of_title.iter().map(|of| &of.term)));
            document.add_pre_tokenized_text(self.words, tokens(of_words.iter().map(|of| &of.term)));
            let written = of_title.iter().chain(&of_words).map(|of| &of.written);
            document.add_pre_tokenized_text(self.written, tokens(written.filter(|word| !word.is_empty())));
            title = of_title.into_iter().map(|of| of.term).collect();
        }
        title.sort_unstable();
        title.dedup();
        for term in &title {
            *self.titles.entry(term.clone()).or_default() += 1;
        }
        self.of_title.push(title);
    }

    /// How much a term says: the rarer in titles, the more.
    fn says(&self, term: &str) -> f64 {
        let (all, with) =
            (self.of_title.len() as f64, f64::from(self.titles.get(term).copied().unwrap_or(0)));
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
        let mut numbers = Vec::new();
        for (_, at) in best {
            let segment = searcher.segment_reader(at.segment_ord);
            let number = segment.fast_fields().u64("number")?.first(at.doc_id).unwrap_or(u64::MAX) as usize;
            if !wanted.fitting || self.fits(&looked_for, number) {
                numbers.push(number);
            }
        }
        numbers.truncate(wanted.most);
        Ok(numbers)
    }

    /// Whether enough of the title is in the words.
    fn fits(&self, looked_for: &BTreeMap<String, f32>, number: usize) -> bool {
        let Some(title) = self.of_title.get(number) else { return false };
        let (mut there, mut all) = (0.0, 0.0);
        for term in title {
            let says = self.says(term);
            all += says;
            there += says * f64::from(looked_for.get(term).copied().unwrap_or(0.0));
        }
        all > 0.0 && there / all >= FLOOR
    }

    /// What is looked for, each with what it counts: the terms themselves, or those nearly like them where they are not there.
    fn looked_for(&self, searcher: &Searcher, words: &str) -> tantivy::Result<BTreeMap<String, f32>> {
        let mut terms = self.terms.terms(words);
        terms.sort_unstable();
        terms.dedup();
        // Those that stand in titles first, the rarest of them first; then those that stand in none, which may be written wrongly.
        let rank = |of: &Of| (!self.titles.contains_key(&of.term), -self.says(&of.term));
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
            } else if written.chars().count() >= LEAST_LETTERS {
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
