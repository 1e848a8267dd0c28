//! The bytes of a column file, and the rows of the Arrow table in them.

use std::fs::File;
use std::io::{self, Read};

use arrow_buffer::{ArrowNativeType, Buffer, ScalarBuffer};
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::read_footer_length;
use arrow_ipc::{Block, FieldNode, root_as_footer, root_as_message};
use arrow_schema::Schema;
use bytes::Bytes;
use throughline::error::Error;
use throughline::log::Names;

use super::{BYTE_CODES, KEY, damaged, sums};
use crate::source::Source;

/// Files up to this size are read into memory, which takes a few hundredths of a second and cannot be disturbed from outside;
/// larger ones are mapped. In bytes.
const SMALL: u64 = 64 << 20;

/// The bytes of a source.
pub(super) fn open(source: &Source) -> Result<Bytes, Error> {
    let file = source.disk()?;
    if file.len() > SMALL {
        return Mapped::of(source.file()?).map(Bytes::from_owner).map_err(|error| failed(&error));
    }
    let mut bytes = Vec::new();
    { file }.read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    Ok(bytes.into())
}

fn failed(error: &io::Error) -> Error {
    Error::failed(format!("cannot be read: {error}"))
}

/// The bytes of a file, mapped however small it is.
#[cfg(test)]
pub(super) fn mapped(path: &std::path::Path) -> Bytes {
    Bytes::from_owner(Mapped::of(File::open(path).unwrap()).unwrap())
}

/// A file mapped into memory, and the file itself, which keeps it locked.
struct Mapped {
    map: memmap2::Mmap,
    _file: File,
}

impl Mapped {
    fn of(file: File) -> io::Result<Mapped> {
        // Not every file system has locks; the file is read all the same.
        let _ = file.try_lock_shared();
        // SAFETY: the bytes must not change while they are mapped. This program only ever replaces such a file by renaming a
        // new one over it, which leaves the mapped one as it is, and programs that honour locks see ours. What remains is
        // somebody who truncates or overwrites a file of more than 64 MiB in place while it is read: the process can then be
        // killed (SIGBUS) or see other numbers. That is the price of opening ten million events in milliseconds, and the
        // documentation says so.
        #[allow(unsafe_code)]
        let map = unsafe { memmap2::Mmap::map(&file)? };
        Ok(Mapped { map, _file: file })
    }
}

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        &self.map
    }
}

/// One row of the table. Its lists lie in the file; those that are not used are empty.
pub(super) struct Row {
    pub(super) part: String,
    pub(super) name: String,
    pub(super) holds: String,
    pub(super) texts: Names,
    pub(super) codes: ScalarBuffer<u32>,
    pub(super) offsets: ScalarBuffer<u64>,
    pub(super) numbers: ScalarBuffer<i64>,
    pub(super) reals: ScalarBuffer<f64>,
    pub(super) flags: ScalarBuffer<u8>,
    pub(super) short_codes: ScalarBuffer<u16>,
    pub(super) byte_codes: ScalarBuffer<u8>,
}

/// The rows, without copying their lists, if their checksums fit (where they are `summed`); `tell` is told what the metadata
/// says of the log. The general decoder is not used: it trusts a file more than we do, and the layout of this one table is
/// known.
pub(super) fn rows(
    file: Bytes,
    layouts: &[Schema],
    summed: bool,
    tell: impl FnOnce(&str) -> Result<(), Error>,
) -> Result<Vec<Row>, Error> {
    let buffer = Buffer::from(file);
    let (footer_start, footer_end) = footer_place(&buffer).ok_or_else(|| damaged("its end is missing"))?;
    let footer = root_as_footer(&buffer[footer_start..footer_end]).map_err(damaged)?;
    let schema = footer.schema().ok_or_else(|| damaged("it has no schema"))?;
    let metadata = schema.custom_metadata().into_iter().flatten();
    let about = metadata.filter(|pair| pair.key() == Some(KEY)).find_map(|pair| pair.value());
    let Some(about) = about else {
        return Err(Error::asked(
            "is an Arrow file, but not one that Throughline wrote; convert it to Parquet (in Python: \
             `pyarrow.parquet.write_table(pyarrow.ipc.open_file(…).read_all(), …)`) and read that",
        ));
    };
    let schema = try_fb_to_schema(schema).map_err(damaged)?;
    let Some(layout) = layouts.iter().find(|layout| layout.fields() == schema.fields()) else {
        return Err(damaged("its table is laid out in another way"));
    };
    let narrow = layout.index_of(BYTE_CODES).is_ok();
    tell(about)?;
    let metadata = footer.custom_metadata().into_iter().flatten();
    let sums = metadata.filter(|pair| pair.key() == Some(sums::KEY)).find_map(|pair| pair.value());
    let blocks: Vec<&Block> = footer.recordBatches().into_iter().flatten().collect();
    let places: Option<Vec<(u64, u64)>> = blocks.iter().map(|block| place(block)).collect();
    let (Some(sums), Some(places)) = (sums, places) else {
        return Err(damaged("its checksums are missing"));
    };
    let rows = || {
        let rows = blocks.iter().map(|block| row(&buffer, block, narrow));
        rows.map(|row| row.ok_or_else(|| damaged("a column of it is not whole"))).collect()
    };
    if !summed {
        return rows();
    }
    // Names are copied, which one thread has to do alone: meanwhile the others look at the sums.
    std::thread::scope(|scope| {
        let rows = scope.spawn(rows);
        sums::check(sums, about, &places, &buffer).map_err(damaged)?;
        rows.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Where a block starts and ends, in bytes of the file.
fn place(block: &Block) -> Option<(u64, u64)> {
    let start = u64::try_from(block.offset()).ok()?;
    let head = u64::try_from(block.metaDataLength()).ok()?;
    let body = u64::try_from(block.bodyLength()).ok()?;
    Some((start, start.checked_add(head)?.checked_add(body)?))
}

fn footer_place(buffer: &[u8]) -> Option<(usize, usize)> {
    let end = buffer.len().checked_sub(10)?;
    let length = read_footer_length(buffer[end..].try_into().ok()?).ok()?;
    Some((end.checked_sub(length)?, end))
}

/// The row in one record batch, if all of it lies within the file. `narrow` says whether the table has lists of narrow codes.
fn row(file: &Buffer, block: &Block, narrow: bool) -> Option<Row> {
    let (head, body) =
        (usize::try_from(block.metaDataLength()).ok()?, usize::try_from(block.bodyLength()).ok()?);
    let block = part(file, block.offset(), i64::try_from(head.checked_add(body)?).ok()?)?;
    // Four bytes of a mark and four of a length come before the message.
    let message = root_as_message(block.get(8..head)?).ok()?;
    let batch = message.header_as_record_batch()?;
    let told = u32::from_le_bytes(block.get(4..8)?.try_into().ok()?) as usize;
    // What the footer says of the block must be what the block, of which the checksums are known, says of itself.
    if told.checked_add(8) != Some(head) || usize::try_from(message.bodyLength()) != Ok(body) {
        return None;
    }
    if batch.length() != 1 || batch.compression().is_some() {
        return None;
    }
    let body = block.slice_with_length(head, body);
    let mut nodes = batch.nodes()?.into_iter();
    let mut buffers = batch.buffers()?.into_iter().map(|place| part(&body, place.offset(), place.length()));
    let mut lists = Lists { nodes: &mut nodes, buffers: &mut buffers };
    let [part, name, holds] = [lists.text()?, lists.text()?, lists.text()?];
    Some(Row {
        part,
        name,
        holds,
        texts: lists.texts()?,
        codes: lists.cells()?,
        offsets: lists.cells()?,
        numbers: lists.cells()?,
        reals: lists.cells()?,
        flags: lists.cells()?,
        short_codes: if narrow { lists.cells()? } else { ScalarBuffer::from(Vec::new()) },
        byte_codes: if narrow { lists.cells()? } else { ScalarBuffer::from(Vec::new()) },
    })
}

/// A part of some bytes, if it lies within them.
fn part(bytes: &Buffer, offset: i64, length: i64) -> Option<Buffer> {
    let (offset, length) = (usize::try_from(offset).ok()?, usize::try_from(length).ok()?);
    (offset.checked_add(length)? <= bytes.len()).then(|| bytes.slice_with_length(offset, length))
}

/// The arrays of a record batch in their order: each has a node (its length), and some buffers.
struct Lists<'a> {
    nodes: &'a mut dyn Iterator<Item = &'a FieldNode>,
    buffers: &'a mut dyn Iterator<Item = Option<Buffer>>,
}

impl Lists<'_> {
    /// The length of the next array, which has no missing values.
    fn len(&mut self) -> Option<usize> {
        let node = self.nodes.next()?;
        self.buffers.next()?;
        (node.null_count() == 0).then_some(usize::try_from(node.length()).ok()?)
    }

    fn numbers<T: ArrowNativeType>(&mut self, count: usize) -> Option<ScalarBuffer<T>> {
        let buffer = self.buffers.next()??;
        let bytes = count.checked_mul(size_of::<T>())?;
        // An empty list may come without any buffer; one that does not lie as numbers do was not written by us.
        if count == 0 {
            return Some(ScalarBuffer::from(Vec::new()));
        }
        (bytes <= buffer.len() && buffer.as_ptr().align_offset(align_of::<T>()) == 0)
            .then(|| ScalarBuffer::new(buffer, 0, count))
    }

    /// A text that stands alone.
    fn text(&mut self) -> Option<String> {
        if self.len()? != 1 {
            return None;
        }
        let ends = self.numbers::<i32>(2)?;
        let data = self.buffers.next()??;
        let text = data.get(usize::try_from(ends[0]).ok()?..usize::try_from(ends[1]).ok()?)?;
        std::str::from_utf8(text).ok().map(str::to_string)
    }

    /// The length of a list, which is the only one of its column and takes up all of the cells.
    fn list(&mut self) -> Option<usize> {
        if self.len()? != 1 {
            return None;
        }
        let ends = self.numbers::<i64>(2)?;
        let cells = self.len()?;
        (ends[0] == 0 && usize::try_from(ends[1]) == Ok(cells)).then_some(cells)
    }

    fn cells<T: ArrowNativeType>(&mut self) -> Option<ScalarBuffer<T>> {
        let count = self.list()?;
        self.numbers(count)
    }

    fn texts(&mut self) -> Option<Names> {
        let count = self.list()?;
        let ends = if count == 0 {
            self.buffers.next()?;
            ScalarBuffer::from(Vec::new())
        } else {
            self.numbers::<i64>(count.checked_add(1)?)?
        };
        let data = self.buffers.next()??;
        let text = std::str::from_utf8(&data).ok()?;
        let Some((start, ends)) = ends.split_first() else { return Some(Names::default()) };
        let ends = ends.iter().map(|end| usize::try_from(*end).ok()).collect::<Option<Vec<usize>>>()?;
        let text = text.get(..*ends.last()?).filter(|_| *start == 0)?;
        Names::of(text.to_string(), ends)
    }
}
