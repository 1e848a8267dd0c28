//! Lines of text as Parquet, each with what it holds in columns beside it: an export of everything that a service keeps.
//!
//! The line is what is read back, so nothing is lost in the columns; they are there so that any tool that reads Parquet can ask. A row
//! group is closed when it has become large, for a line can hold the bytes of a file.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, Int64Array, RecordBatch, TimestampMicrosecondArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use throughline::error::Error;

use super::open::Opened;
use super::write::{failed, properties, times};
use super::{each_batch, value};
use crate::source::Source;

/// The key under which such a file says that it is one.
const LINES: &str = "throughline.lines";
/// The column of the lines.
const LINE: &str = "line";
/// The columns of texts besides, in the order of [`Row::texts`].
const TEXTS: [&str; 5] = ["happened", "organisation", "team", "worker", "words"];
/// How many rows, and how many bytes of their lines, are put together before they are written.
const BATCH: usize = 1 << 13;
const BATCH_BYTES: usize = 16 << 20;
/// How large a row group becomes in memory.
const GROUP_BYTES: usize = 64 << 20;

/// A line, and what it says where it is an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The line.
    pub line: String,
    /// The number of the event, its need and its person.
    pub numbers: [Option<i64>; 3],
    /// When it happened, in microseconds of UTC.
    pub at_us: Option<i64>,
    /// What happened, the organisation, team and worker that did it, and what was said.
    pub texts: [Option<String>; 5],
}

/// Writes the rows that `fill` gives.
pub fn write(
    out: &mut (dyn Write + Send),
    fill: impl FnOnce(&mut dyn FnMut(Row) -> Result<(), Error>) -> Result<(), Error>,
) -> Result<(), Error> {
    let schema = schema();
    let properties = properties(LINES, "1".to_string());
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(failed)?;
    let (mut rows, mut bytes) = (Vec::new(), 0);
    fill(&mut |row| {
        bytes += row.line.len();
        rows.push(row);
        if rows.len() < BATCH && bytes < BATCH_BYTES {
            return Ok(());
        }
        bytes = 0;
        writer.write(&batch(&schema, &std::mem::take(&mut rows))?).map_err(failed)?;
        if writer.in_progress_size() < GROUP_BYTES { Ok(()) } else { writer.flush().map_err(failed) }
    })?;
    writer.write(&batch(&schema, &rows)?).map_err(failed)?;
    writer.close().map_err(failed)?;
    Ok(())
}

fn schema() -> SchemaRef {
    let mut fields = vec![Field::new(LINE, DataType::Utf8, false)];
    fields.extend(["number", "need", "person"].map(|name| Field::new(name, DataType::Int64, true)));
    fields.push(Field::new("at", times(), true));
    fields.extend(TEXTS.map(|name| Field::new(name, DataType::Utf8, true)));
    Arc::new(Schema::new(fields))
}

fn batch(schema: &SchemaRef, rows: &[Row]) -> Result<RecordBatch, Error> {
    let texts = |text: &dyn Fn(&Row) -> Option<&str>| -> ArrayRef {
        let mut texts = StringBuilder::new();
        rows.iter().for_each(|row| texts.append_option(text(row)));
        Arc::new(texts.finish())
    };
    let mut arrays = vec![texts(&|row| Some(row.line.as_str()))];
    for place in 0..3 {
        arrays.push(Arc::new(rows.iter().map(|row| row.numbers[place]).collect::<Int64Array>()));
    }
    let at: TimestampMicrosecondArray = rows.iter().map(|row| row.at_us).collect();
    arrays.push(Arc::new(at.with_timezone("UTC")));
    arrays.extend((0..TEXTS.len()).map(|place| texts(&|row| row.texts[place].as_deref())));
    RecordBatch::try_new(Arc::clone(schema), arrays).map_err(failed)
}

/// Whether a file is one of such lines.
pub fn is_there(path: &Path) -> bool {
    let mut start = [0; 4];
    let read =
        std::fs::File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut start));
    read.is_ok() && start == *b"PAR1" && opened(path).is_ok_and(|opened| opened.key_value(LINES).is_some())
}

/// Gives the lines of a file, in their order.
pub fn read(path: &Path, take: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error> {
    let opened = opened(path)?;
    let fields = opened.schema().fields();
    let place = fields.iter().position(|field| field.name() == LINE);
    let place =
        place.ok_or_else(|| Error::asked(format!("{}: it has no column “{LINE}”", path.display())))?;
    for (group, _, count) in opened.groups() {
        each_batch(&opened, &[place], group, 0, count, |batch| {
            (0..batch.num_rows()).try_for_each(|row| {
                let line = value::get(batch.column(0), row).text().unwrap_or_default();
                take(&line)
            })
        })?;
    }
    Ok(())
}

fn opened(path: &Path) -> Result<Opened, Error> {
    let source = Source::open(path)?.into_iter().next();
    let source = source.ok_or_else(|| Error::asked(format!("{}: there is no file in it", path.display())))?;
    Opened::of(&source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_as_they_were_and_in_their_order() {
        let row = |number: i64| Row {
            line: format!("{{\"number\":{number},\"words\":\"“Croeso” \\n 🙂\"}}"),
            numbers: [Some(number), None, Some(7)],
            at_us: Some(number * 1_000_000),
            texts: [Some("opened".into()), None, None, None, Some("the lift is stuck".into())],
        };
        // More than are put together, and some that are large.
        let large = || Row { line: "f".repeat(3 << 20), ..Row::default() };
        let rows: Vec<Row> = (0..20_000).map(row).chain((0..12).map(|_| large())).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("all.parquet");
        let mut bytes = Vec::new();
        write(&mut bytes, |put| rows.iter().cloned().try_for_each(put)).unwrap();
        std::fs::write(&path, bytes).unwrap();
        assert!(is_there(&path));
        let mut back = Vec::new();
        read(&path, &mut |line| {
            back.push(line.to_string());
            Ok(())
        })
        .unwrap();
        assert_eq!(back.len(), rows.len());
        assert!(back.iter().zip(&rows).all(|(line, row)| *line == row.line));
        let stopped = read(&path, &mut |_| Err(Error::asked("enough"))).unwrap_err();
        assert_eq!(stopped.to_string(), "enough");
    }

    #[test]
    fn another_parquet_file_is_not_taken_for_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.parquet");
        std::fs::write(&path, "PAR1 and nothing more").unwrap();
        assert!(!is_there(&path) && read(&path, &mut |_| Ok(())).is_err());
        std::fs::write(&path, "words").unwrap();
        assert!(!is_there(&path));
    }
}
