//! The log as Parquet: snappy, row groups of a million, times as microseconds of UTC.

use std::fs::File;
use std::sync::Arc;

use arrow_array::builder::{Float64Builder, StringBuilder, TimestampMicrosecondBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::needs::Event;
use crate::service::{ACTIVITIES, WORKERS, worker_name};
use crate::text::organisation;

const BATCH: usize = 65_536;
const GROUP: usize = 1_000_000;

/// A Parquet file being written.
pub struct Table {
    writer: ArrowWriter<File>,
    schema: Arc<Schema>,
    workers: Vec<String>,
    rows: usize,
    need: StringBuilder,
    at: TimestampMicrosecondBuilder,
    names: [StringBuilder; 3],
    cost: Float64Builder,
}

impl Table {
    /// A file with the columns of the log.
    pub fn create(file: File) -> Result<Table, ParquetError> {
        let at = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
        let column = |name: &str, holds| Field::new(name, holds, false);
        let schema = Arc::new(Schema::new(vec![
            column("need", DataType::Utf8),
            column("at", at),
            column("activity", DataType::Utf8),
            column("worker", DataType::Utf8),
            column("organisation", DataType::Utf8),
            column("cost", DataType::Float64),
        ]));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP))
            .build();
        Ok(Table {
            writer: ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))?,
            schema,
            workers: (0..WORKERS).map(worker_name).collect(),
            rows: 0,
            need: StringBuilder::new(),
            at: TimestampMicrosecondBuilder::new().with_timezone("UTC"),
            names: Default::default(),
            cost: Float64Builder::new(),
        })
    }

    /// One row.
    pub fn row(&mut self, need: u64, event: &Event) -> Result<(), ParquetError> {
        self.need.append_value(format!("N{:08}", need + 1));
        self.at.append_value(event.at_s * 1_000_000);
        self.names[0].append_value(ACTIVITIES[event.activity as usize].name);
        self.names[1].append_value(&self.workers[event.worker as usize]);
        self.names[2].append_value(organisation(event));
        self.cost.append_value(f64::from(event.pence) / 100.0);
        self.rows += 1;
        if self.rows == BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), ParquetError> {
        let [activity, worker, organisation] = &mut self.names;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.need.finish()),
            Arc::new(self.at.finish()),
            Arc::new(activity.finish()),
            Arc::new(worker.finish()),
            Arc::new(organisation.finish()),
            Arc::new(self.cost.finish()),
        ];
        self.rows = 0;
        self.writer.write(&RecordBatch::try_new(Arc::clone(&self.schema), columns)?)
    }

    /// Writes what is left and the footer.
    pub fn finish(mut self) -> Result<(), ParquetError> {
        if self.rows > 0 {
            self.flush()?;
        }
        self.writer.close().map(|_| ())
    }
}
