//! Opening a Parquet file: what its columns are called, what they hold, and in which form each is best decoded.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use bytes::Bytes;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, RowGroups, RowSelection,
};
use parquet::arrow::{ProjectionMask, parquet_to_arrow_field_levels};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{ChunkReader, Length};
use throughline::error::Error;

use super::pages::Group;
use super::texts::Texts;
use crate::source::{Disk, Source};

/// Rows that are decoded together: few enough that a batch of some columns stays in the processor's cache.
pub(super) const BATCH: usize = 1 << 14;

/// A Parquet file.
pub(super) struct Opened {
    name: String,
    bytes: Chunks,
    metadata: Arc<ParquetMetaData>,
    schema: SchemaRef,
}

impl Opened {
    pub(super) fn of(source: &Source) -> Result<Opened, Error> {
        let bytes = Chunks(source.disk()?);
        let loaded = guarded(&source.name, || ArrowReaderMetadata::load(&bytes, ArrowReaderOptions::new()))?;
        let (metadata, schema) = (Arc::clone(loaded.metadata()), Arc::clone(loaded.schema()));
        Ok(Opened { name: source.name.clone(), bytes, metadata, schema })
    }

    /// The columns, as the file has them.
    pub(super) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The value under a key that the writer left in the file.
    pub(super) fn key_value(&self, key: &str) -> Option<&str> {
        let pairs = self.metadata.file_metadata().key_value_metadata()?;
        pairs.iter().find(|pair| pair.key == key)?.value.as_deref()
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.metadata.row_groups().iter().map(|group| usize::try_from(group.num_rows()).unwrap_or(0)).sum()
    }

    /// The row groups with the number of their first row and how many they have.
    pub(super) fn groups(&self) -> Vec<(usize, usize, usize)> {
        let mut first = 0;
        let groups = self.metadata.row_groups().iter().enumerate();
        groups
            .map(|(number, group)| {
                let rows = usize::try_from(group.num_rows()).unwrap_or(0);
                first += rows;
                (number, first - rows, rows)
            })
            .collect()
    }

    /// A reader of `limit` rows from `offset` on of one row group, of the columns `wanted` (their places in the schema).
    pub(super) fn group(
        &self,
        number: usize,
        wanted: &[usize],
        offset: usize,
        limit: usize,
    ) -> Result<ParquetRecordBatchReader, Error> {
        guarded(&self.name, || {
            let plain = |schema| {
                let options = ArrowReaderOptions::new().with_schema(schema);
                ArrowReaderMetadata::try_new(Arc::clone(&self.metadata), options)
            };
            // A writer's own schema may ask for something the hints cannot follow; the reader takes any form.
            let metadata = plain(self.best_forms()).or_else(|_| {
                ArrowReaderMetadata::try_new(Arc::clone(&self.metadata), ArrowReaderOptions::new())
            })?;
            let mask = ProjectionMask::roots(metadata.parquet_schema(), wanted.iter().copied());
            let hint = metadata.schema().fields();
            let columns = parquet_to_arrow_field_levels(metadata.parquet_schema(), mask, Some(hint))?;
            let group = self.row_group(number);
            let rows = group.num_rows();
            let (first, end) = (offset.min(rows), offset.saturating_add(limit).min(rows));
            let part = (end - first < rows)
                .then(|| RowSelection::from_consecutive_ranges(std::iter::once(first..end), rows));
            ParquetRecordBatchReader::try_new_with_row_groups(&columns, &group, BATCH.min(rows), part)
        })
    }

    /// The texts of a column (its place in the schema) from row `offset` of one row group on; none if it holds something else, or is
    /// written in a way that only the decoder of batches reads.
    pub(super) fn texts(&self, number: usize, wanted: usize, offset: usize) -> Result<Option<Texts>, Error> {
        let form = match self.schema.field(wanted).data_type() {
            DataType::Dictionary(_, value) => value,
            form => form,
        };
        let Some(leaf) = self.leaf(wanted).filter(|_| is_text(form)) else { return Ok(None) };
        let chunk = self.metadata.row_group(number).column(leaf);
        if !Texts::can_read(chunk) {
            return Ok(None);
        }
        let gaps = chunk.column_descr().max_def_level() > 0;
        guarded(&self.name, || Texts::new(self.row_group(number).pages(leaf)?, gaps, offset)).map(Some)
    }

    fn row_group(&self, number: usize) -> Group {
        Group { bytes: Arc::new(self.bytes.clone()), metadata: Arc::clone(&self.metadata), number }
    }

    /// The place among the columns as the file stores them of one that is not nested.
    fn leaf(&self, place: usize) -> Option<usize> {
        let columns = self.metadata.file_metadata().schema_descr();
        (0..columns.num_columns()).find(|leaf| columns.get_column_root_idx(*leaf) == place)
    }

    /// The schema in the forms that are quickest to take over: texts as views (nothing is copied).
    fn best_forms(&self) -> SchemaRef {
        let columns = self.metadata.file_metadata().schema_descr();
        let fields = self.schema.fields().iter().enumerate().map(|(place, field)| {
            let form = match field.data_type() {
                DataType::Dictionary(_, value) if is_text(value) => Some(DataType::Utf8View),
                form if is_text(form) => Some(DataType::Utf8View),
                // Old writers kept instants so (INT96); they mean UTC, and a microsecond does not overflow.
                DataType::Timestamp(TimeUnit::Nanosecond, None)
                    if self.leaf(place).is_some_and(|leaf| {
                        columns.column(leaf).physical_type() == parquet::basic::Type::INT96
                    }) =>
                {
                    Some(DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())))
                }
                _ => None,
            };
            match form {
                Some(form) => Arc::new(Field::clone(field).with_data_type(form)),
                None => Arc::clone(field),
            }
        });
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }

    /// Does some decoding, as [`guarded`].
    pub(super) fn guard<T, E: std::fmt::Display>(
        &self,
        decode: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, Error> {
        guarded(&self.name, decode)
    }
}

fn is_text(form: &DataType) -> bool {
    matches!(form, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn trouble(name: &str, error: impl std::fmt::Display) -> Error {
    Error::failed(format!(
        "{name}: the Parquet file is damaged, was cut short, or uses something that is not supported ({error}); export \
         it again"
    ))
}

/// Does some decoding; the decoder's errors become sentences, and so do its panics, which damaged files can cause in it.
fn guarded<T, E: std::fmt::Display>(name: &str, decode: impl FnOnce() -> Result<T, E>) -> Result<T, Error> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(decode)) {
        Ok(done) => done.map_err(|error| trouble(name, error)),
        Err(_) => Err(trouble(name, "its decoder gave up")),
    }
}

/// The bytes of the file for the decoder, which reads at several places at once.
#[derive(Clone)]
pub(super) struct Chunks(Disk);

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl ChunkReader for Chunks {
    type T = BufReader<Disk>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let mut disk = self.0.clone();
        disk.seek(SeekFrom::Start(start))?;
        // Enough for a page's header.
        Ok(BufReader::with_capacity(1 << 10, disk))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        // A damaged file may ask for more than there is; that must not become memory.
        if start.checked_add(length as u64).is_none_or(|end| end > self.0.len()) {
            return Err(ParquetError::EOF(format!("bytes {start} to {start} + {length} lie beyond its end")));
        }
        let mut bytes = Vec::with_capacity(length);
        let mut disk = self.0.clone();
        disk.seek(SeekFrom::Start(start))?;
        disk.take(length as u64).read_to_end(&mut bytes)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF("it became shorter while it was read".to_string()));
        }
        Ok(bytes.into())
    }
}
