//! The pages of a Parquet file on their way to its decoder, which sets memory aside for as many values as a page says it has:
//! a damaged page could so ask for more than the machine has, and end the program where nothing can catch it. A page is
//! handed on only if its bytes can hold what it promises.

use std::sync::Arc;

use parquet::arrow::arrow_reader::RowGroups;
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageIterator, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::ColumnDescPtr;

use super::open::Chunks;

/// One row group, whose pages are looked at before they are decoded.
pub(super) struct Group {
    pub(super) bytes: Arc<Chunks>,
    pub(super) metadata: Arc<ParquetMetaData>,
    pub(super) number: usize,
}

impl Group {
    fn metadata_of_group(&self) -> &RowGroupMetaData {
        self.metadata.row_group(self.number)
    }

    /// The pages of one column.
    pub(super) fn pages(&self, leaf: usize) -> Result<Pages> {
        let chunk = self.metadata_of_group().column(leaf);
        let pages = SerializedPageReader::new(Arc::clone(&self.bytes), chunk, self.num_rows(), None)?;
        Ok(Pages { pages, column: chunk.column_descr_ptr() })
    }
}

impl RowGroups for Group {
    fn num_rows(&self) -> usize {
        usize::try_from(self.metadata_of_group().num_rows()).unwrap_or(0)
    }

    fn column_chunks(&self, leaf: usize) -> Result<Box<dyn PageIterator>> {
        Ok(Box::new(Once(Some(self.pages(leaf)?))))
    }

    fn row_groups(&self) -> Box<dyn Iterator<Item = &RowGroupMetaData> + '_> {
        Box::new(std::iter::once(self.metadata_of_group()))
    }

    fn metadata(&self) -> &ParquetMetaData {
        &self.metadata
    }
}

/// The column's pages in the one row group.
struct Once(Option<Pages>);

impl Iterator for Once {
    type Item = Result<Box<dyn PageReader>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.take().map(|pages| Ok(Box::new(pages) as Box<dyn PageReader>))
    }
}

impl PageIterator for Once {}

/// The pages of one column in one row group.
pub(super) struct Pages {
    pages: SerializedPageReader<Chunks>,
    column: ColumnDescPtr,
}

impl Pages {
    fn checked(&self, page: Page) -> Result<Page> {
        let possible = match &page {
            // Each value takes a byte at the least.
            Page::DictionaryPage { buf, num_values, .. } => *num_values as usize <= buf.len(),
            Page::DataPage { buf, num_values, encoding, def_level_encoding, rep_level_encoding, .. } => {
                let levels = [
                    (self.column.max_rep_level(), *rep_level_encoding),
                    (self.column.max_def_level(), *def_level_encoding),
                ];
                let values = levels.into_iter().try_fold(buf.as_ref(), |rest, (most, encoding)| {
                    after_levels(rest, most, encoding, *num_values as usize)
                });
                values.is_some_and(|values| can_hold(values, *encoding, *num_values as usize))
            }
            Page::DataPageV2 {
                buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, ..
            } => {
                let levels = *def_levels_byte_len as usize + *rep_levels_byte_len as usize;
                buf.get(levels..).is_some_and(|values| can_hold(values, *encoding, *num_values as usize))
            }
        };
        if possible {
            Ok(page)
        } else {
            Err(ParquetError::General("a page is too short for the values it says it has".to_string()))
        }
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.pages.get_next_page()?.map(|page| self.checked(page)).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn supports_deferred_dictionary(&self) -> bool {
        self.pages.supports_deferred_dictionary()
    }

    fn take_deferred_dictionary(&mut self) -> Result<Option<Page>> {
        self.pages.take_deferred_dictionary()?.map(|page| self.checked(page)).transpose()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

/// What is left of a page of the first version after its levels of one kind.
fn after_levels(page: &[u8], most: i16, encoding: Encoding, values: usize) -> Option<&[u8]> {
    if most == 0 {
        return Some(page);
    }
    if encoding == Encoding::RLE {
        let (length, rest) = page.split_first_chunk::<4>()?;
        return rest.get(u32::from_le_bytes(*length) as usize..);
    }
    let bits = (u16::BITS - most.unsigned_abs().leading_zeros()) as usize;
    page.get(values.checked_mul(bits)?.div_ceil(8)..)
}

/// Whether these bytes of a page can be `most` values or fewer. Only texts whose lengths are stored as differences say again
/// how many there are.
fn can_hold(values: &[u8], encoding: Encoding, most: usize) -> bool {
    match encoding {
        // A page of nothing but missing values.
        _ if values.is_empty() => true,
        Encoding::DELTA_LENGTH_BYTE_ARRAY => after_differences(values, most).is_some(),
        Encoding::DELTA_BYTE_ARRAY => {
            after_differences(values, most).and_then(|rest| after_differences(rest, most)).is_some()
        }
        _ => true,
    }
}

/// What is left after whole numbers that are stored as differences, if there are at most `most`: a header (the size of a
/// block, its parts, how many numbers, the first), then blocks (the least difference, the bits of a number in each part, the
/// parts).
/// Source: <https://parquet.apache.org/docs/file-format/data-pages/encodings/>, "Delta Encoding".
fn after_differences(mut bytes: &[u8], most: usize) -> Option<&[u8]> {
    let (block, parts, numbers) = (varint(&mut bytes)?, varint(&mut bytes)?, varint(&mut bytes)?);
    varint(&mut bytes)?;
    if numbers > most {
        return None;
    }
    let in_part = block.checked_div(parts)?;
    let mut left = numbers.saturating_sub(1);
    while left > 0 {
        varint(&mut bytes)?;
        let (bits, rest) = bytes.split_at_checked(parts)?;
        bytes = rest;
        for bits in bits {
            // The parts after the last number are left out.
            if left > 0 {
                bytes = bytes.get(in_part.checked_mul(usize::from(*bits))? / 8..)?;
                left = left.saturating_sub(in_part.max(1));
            }
        }
    }
    Some(bytes)
}

/// A whole number of seven bits a byte, the lowest first.
pub(super) fn varint(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return usize::try_from(number).ok();
        }
    }
    None
}
