//! A column of texts, from its pages straight to codes: a text of a dictionary is looked up once a row group, any other where it lies
//! in the page, with nothing copied. The decoder of whole batches, which does for all other columns, would make an array of each
//! first; texts are most of what a log is, so it pays to go without.
//!
//! Source: <https://parquet.apache.org/docs/file-format/data-pages/>; the checks of [`super::pages`] have been passed.

use bytes::Bytes;
use parquet::basic::{Encoding, Type};
use parquet::column::page::{Page, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use throughline::log::{NONE, NameCells};

use super::hybrid::{Hybrid, too_short};
use super::pages::Pages;

/// The texts of one column in one row group, read from the first to the last.
pub(super) struct Texts {
    pages: Pages,
    /// Whether rows may be without a text.
    gaps: bool,
    dictionary: Dictionary,
    /// How many rows of the page are not read yet.
    left: usize,
    /// Which rows of the page have a text, where some may have none.
    there: Option<Hybrid>,
    values: Values,
    room: Room,
}

/// The texts of the dictionary: where they lie, and the code of each, or [`UNMET`].
#[derive(Default)]
struct Dictionary {
    bytes: Bytes,
    places: Vec<(u32, u32)>,
    codes: Vec<u32>,
}

/// A text that no row had so far. Names are numbered when a row first has them, so that the numbering does not depend on how the
/// rows were shared out.
const UNMET: u32 = NONE - 1;

/// The values of a page.
enum Values {
    /// One text after the other, and where the next begins.
    Plain(Bytes, usize),
    /// Places in the dictionary.
    OfDictionary(Hybrid),
}

/// What was read of a page: of each row whether it has a text, and of each text where it lies in the page or in the dictionary.
#[derive(Default)]
struct Room {
    there: Vec<u32>,
    places: Vec<(u32, u32)>,
    numbers: Vec<u32>,
}

impl Texts {
    /// Whether a column is written in a way that is read here.
    pub(super) fn can_read(chunk: &ColumnChunkMetaData) -> bool {
        let column = chunk.column_descr();
        let gaps = column.max_def_level() > 0;
        let flat = column.max_rep_level() == 0 && column.max_def_level() <= 1;
        let mut encodings = chunk.encodings();
        column.physical_type() == Type::BYTE_ARRAY
            && flat
            && encodings.all(|encoding| match encoding {
                Encoding::PLAIN | Encoding::RLE | Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => {
                    true
                }
                // An old way to say which rows have a value; also named where every row has one.
                #[expect(deprecated, reason = "old files have it")]
                Encoding::BIT_PACKED => !gaps,
                _ => false,
            })
    }

    /// The texts of these pages from row `skip` on.
    pub(super) fn new(pages: Pages, gaps: bool, skip: usize) -> Result<Texts> {
        let (values, dictionary) = (Values::Plain(Bytes::new(), 0), Dictionary::default());
        let mut texts =
            Texts { pages, gaps, dictionary, left: 0, there: None, values, room: Room::default() };
        texts.skip(skip)?;
        Ok(texts)
    }

    fn skip(&mut self, mut rows: usize) -> Result<()> {
        while rows > 0 {
            if self.left == 0 {
                let next = self.pages.peek_next_page()?.filter(|page| !page.is_dict);
                match next.and_then(|page| page.num_levels.or(page.num_rows)) {
                    Some(passed) if passed <= rows => {
                        self.pages.skip_next_page()?;
                        rows -= passed;
                    }
                    _ => self.next_page()?,
                }
            } else {
                rows -= self.read(rows)?;
            }
        }
        Ok(())
    }

    /// Appends the texts of the next rows; an empty one says nothing, so it is missing.
    pub(super) fn append(&mut self, mut rows: usize, cells: &mut NameCells) -> Result<()> {
        while rows > 0 {
            if self.left == 0 {
                self.next_page()?;
            } else {
                rows -= self.read(rows)?;
                match &self.values {
                    Values::Plain(bytes, _) => self.room.append(bytes, cells),
                    Values::OfDictionary(_) => self.dictionary.append(&self.room, cells)?,
                }
            }
        }
        match cells.names.not_utf8() {
            0 => Ok(()),
            _ => Err(ParquetError::General("a text is not UTF-8".to_string())),
        }
    }

    /// Goes to the next page of values.
    fn next_page(&mut self) -> Result<()> {
        let page = self.pages.get_next_page()?.ok_or_else(too_short)?;
        let (page, rows, encoding, there) = match page {
            Page::DictionaryPage { buf, .. } => return self.dictionary.read(buf),
            Page::DataPage { buf, num_values, encoding, .. } => {
                let there = if self.gaps { length(&buf, 0)? } else { 0..0 };
                (buf, num_values, encoding, there)
            }
            Page::DataPageV2 {
                buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, ..
            } => {
                let start = rep_levels_byte_len as usize;
                (buf, num_values, encoding, start..start + def_levels_byte_len as usize)
            }
        };
        self.left = rows as usize;
        let bytes = |range: std::ops::Range<usize>| match page.get(range.clone()) {
            Some(_) => Ok(page.slice(range)),
            None => Err(too_short()),
        };
        let values = bytes(there.end..page.len())?;
        self.there = if self.gaps { Some(Hybrid::of(bytes(there)?, 1)?) } else { None };
        self.values = match (encoding, values.first()) {
            (Encoding::PLAIN, _) => Values::Plain(values, 0),
            // A page of nothing but missing values.
            (_, None) => Values::OfDictionary(Hybrid::of(values, 0)?),
            (_, Some(bits)) => Values::OfDictionary(Hybrid::of(values.slice(1..), *bits)?),
        };
        Ok(())
    }

    /// Reads some rows of the page, `most` of them if it has as many; answers how many.
    fn read(&mut self, most: usize) -> Result<usize> {
        let rows = most.min(self.left);
        let Room { there, places, numbers } = &mut self.room;
        there.clear();
        there.resize(rows, 1);
        if let Some(levels) = &mut self.there {
            levels.read(there)?;
        }
        let count = there.iter().sum::<u32>() as usize;
        match &mut self.values {
            Values::Plain(bytes, next) => {
                places.clear();
                for _ in 0..count {
                    let place = length(bytes, *next)?;
                    *next = place.end;
                    places.push((place.start as u32, place.end as u32));
                }
            }
            Values::OfDictionary(packed) => {
                numbers.resize(count, 0);
                packed.read(numbers)?;
            }
        }
        self.left -= rows;
        Ok(rows)
    }
}

/// Where the bytes lie whose length is written in four bytes from `at` on, if there are as many.
#[inline]
fn length(bytes: &Bytes, at: usize) -> Result<std::ops::Range<usize>> {
    let length = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or_else(too_short)?;
    let start = at + 4;
    let end = start + u32::from_le_bytes(*length) as usize;
    if end > bytes.len() { Err(too_short()) } else { Ok(start..end) }
}

impl Dictionary {
    fn read(&mut self, bytes: Bytes) -> Result<()> {
        self.places.clear();
        let mut next = 0;
        while next < bytes.len() {
            let place = length(&bytes, next)?;
            next = place.end;
            self.places.push((place.start as u32, place.end as u32));
        }
        self.codes.clear();
        self.codes.resize(self.places.len(), UNMET);
        self.bytes = bytes;
        Ok(())
    }

    fn append(&mut self, read: &Room, cells: &mut NameCells) -> Result<()> {
        if read.numbers.iter().max().is_some_and(|most| *most as usize >= self.places.len()) {
            return Err(ParquetError::General("a value is not in the dictionary of its page".to_string()));
        }
        let NameCells { names, codes } = cells;
        let code_of = |number: &u32| {
            let code = &mut self.codes[*number as usize];
            if *code == UNMET {
                let (start, end) = self.places[*number as usize];
                *code = match end - start {
                    0 => NONE,
                    _ => names.intern_padded(&self.bytes, start as usize, end as usize),
                };
            }
            *code
        };
        let mut next = read.numbers.iter().map(code_of);
        if read.numbers.len() == read.there.len() {
            codes.extend(next);
        } else {
            codes.extend(read.there.iter().map(|there| match there {
                0 => NONE,
                _ => next.next().unwrap_or(NONE),
            }));
        }
        Ok(())
    }
}

impl Room {
    /// Appends the texts that lie in a page, many at a time.
    fn append(&self, page: &[u8], cells: &mut NameCells) {
        let NameCells { names, codes } = cells;
        let mut texts = &self.places[..];
        let mut run = 0;
        for there in &self.there {
            if *there == 1 && texts.get(run).is_some_and(|(start, end)| start < end) {
                run += 1;
                continue;
            }
            names.intern_fields(page, &texts[..run], codes);
            codes.push(NONE);
            texts = &texts[run + *there as usize..];
            run = 0;
        }
        names.intern_fields(page, &texts[..run], codes);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use parquet::arrow::ArrowWriter;
    use parquet::file::properties::{WriterProperties, WriterVersion};
    use proptest::prelude::*;

    use super::super::open::Opened;
    use super::*;
    use crate::source::Source;

    fn written(texts: &[Option<String>], gaps: bool, properties: WriterProperties) -> Vec<u8> {
        let column: ArrayRef = Arc::new(StringArray::from(texts.to_vec()));
        let batch = RecordBatch::try_from_iter_with_nullable([("text", column, gaps)]).unwrap();
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.into_inner().unwrap()
    }

    fn opened(bytes: &[u8]) -> Opened {
        Opened::of(&Source::of_bytes("t.parquet", bytes).unwrap().remove(0)).unwrap()
    }

    fn names(cells: &NameCells) -> Vec<Option<&str>> {
        let name = |code| if code == NONE { None } else { Some(cells.names.names().get(code)) };
        cells.codes.iter().map(name).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_was_written_is_read_from_any_row_on(
            texts in prop::collection::vec(prop::option::weighted(0.8, "|[a-d]{0,3}|[a-z]{14,40}"), 1..900),
            (gaps, dictionary, second, small) in any::<(bool, bool, bool, bool)>(),
            skip in 0usize..900,
            step in 1usize..200,
        ) {
            let texts: Vec<Option<String>> =
                texts.into_iter().map(|text| if gaps { text } else { Some(text.unwrap_or_default()) }).collect();
            let version = if second { WriterVersion::PARQUET_2_0 } else { WriterVersion::PARQUET_1_0 };
            let properties = WriterProperties::builder()
                .set_writer_version(version)
                .set_dictionary_enabled(dictionary)
                // A dictionary that is full is left, and the texts after that stand as they are.
                .set_dictionary_page_size_limit(if small { 200 } else { 1 << 20 })
                .set_column_encoding("text".into(), Encoding::PLAIN)
                .set_data_page_row_count_limit(70)
                .set_write_batch_size(35);
            let opened = opened(&written(&texts, gaps, properties.build()));
            let skip = skip.min(texts.len());
            let mut read = opened.texts(0, 0, skip).unwrap().unwrap();
            let mut cells = NameCells::default();
            let mut left = texts.len() - skip;
            while left > 0 {
                let rows = step.min(left);
                read.append(rows, &mut cells).unwrap();
                left -= rows;
            }
            let want: Vec<Option<&str>> =
                texts[skip..].iter().map(|text| text.as_deref().filter(|text| !text.is_empty())).collect();
            prop_assert_eq!(names(&cells), want);
            // Numbered as they first come up, whatever the order of the dictionary.
            let mut first: Vec<&str> = Vec::new();
            names(&cells).into_iter().flatten().for_each(|name| if !first.contains(&name) { first.push(name) });
            prop_assert_eq!(cells.names.names().iter().collect::<Vec<_>>(), first);
            prop_assert!(read.append(1, &mut cells).is_err(), "there are no more rows");
        }
    }

    #[test]
    fn a_text_that_is_not_utf8_is_damage() {
        let texts = ["a plain one", "one with a \u{e9}"].map(|text| Some(text.to_string()));
        let mut bytes = written(&texts, false, WriterProperties::default());
        let place = bytes.windows(2).position(|two| two == "\u{e9}".as_bytes()).unwrap();
        bytes[place] = b'?';
        let mut read = opened(&bytes).texts(0, 0, 0).unwrap().unwrap();
        let error = read.append(2, &mut NameCells::default()).unwrap_err();
        assert!(error.to_string().contains("not UTF-8"), "{error}");
    }
}
