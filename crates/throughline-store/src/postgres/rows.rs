//! Whole tables of PostgreSQL, row by row: read as a stream, written with COPY.

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};
use throughline::error::Error;

use super::{Postgres, connecting};
use crate::copy::{Cell, Holds, Table};
use crate::recorded::Recorded;

/// A cell as a value of its column's type.
fn value(cell: &Cell, holds: Holds) -> &(dyn ToSql + Sync) {
    match (cell, holds) {
        (Cell::Whole(whole), _) => whole,
        (Cell::Text(text), _) => text,
        (Cell::Bytes(bytes), _) => bytes,
        (Cell::Nothing, Holds::Whole) => &None::<i64>,
        (Cell::Nothing, Holds::Text) => &None::<&str>,
        (Cell::Nothing, Holds::Bytes) => &None::<&[u8]>,
    }
}

impl Postgres {
    pub(crate) fn each_row(
        &mut self,
        table: &Table,
        each: &mut dyn FnMut(Vec<Cell>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let sql = format!("SELECT {} FROM {} ORDER BY {}", table.names(), table.name, table.order);
        let no_values: [&str; 0] = [];
        self.send()?;
        let mut rows = self.client.query_raw(&sql, no_values).map_err(|why| connecting::failed(&why))?;
        while let Some(row) = rows.next().map_err(|why| connecting::failed(&why))? {
            let cell = |(column, (_, holds)): (usize, &(&str, Holds))| {
                Ok(match holds {
                    Holds::Whole => row.try_get::<_, Option<_>>(column)?.map(Cell::Whole),
                    Holds::Text => row.try_get::<_, Option<_>>(column)?.map(Cell::Text),
                    Holds::Bytes => row.try_get::<_, Option<_>>(column)?.map(Cell::Bytes),
                }
                .unwrap_or(Cell::Nothing))
            };
            let cells: Result<_, postgres::Error> = table.columns.iter().enumerate().map(cell).collect();
            each(cells.map_err(|why| connecting::failed(&why))?)?;
        }
        Ok(())
    }

    pub(crate) fn put_rows(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), Error> {
        let types: Vec<Type> = table
            .columns
            .iter()
            .map(|(_, holds)| match holds {
                Holds::Whole => Type::INT8,
                Holds::Text => Type::TEXT,
                Holds::Bytes => Type::BYTEA,
            })
            .collect();
        self.send()?;
        let sql = format!("COPY {} ({}) FROM STDIN BINARY", table.name, table.names());
        let put = |client: &mut postgres::Client| {
            let mut out = BinaryCopyInWriter::new(client.copy_in(&sql)?, &types);
            for row in rows {
                let cells: Vec<_> =
                    row.iter().zip(table.columns).map(|(cell, (_, holds))| value(cell, *holds)).collect();
                out.write(&cells)?;
            }
            out.finish()
        };
        let done = put(&mut self.client);
        self.told(done).map(drop)
    }

    /// All of them in one statement.
    pub(crate) fn put_recorded(&mut self, rows: &[Recorded]) -> Result<u64, Error> {
        let sql = "INSERT INTO recorded (content, need, at, row) \
                   SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) ON CONFLICT DO NOTHING";
        let text = |of: fn(&Recorded) -> &str| rows.iter().map(of).collect::<Vec<&str>>();
        let at: Vec<i64> = rows.iter().map(|row| row.at).collect();
        let (content, need) = (text(|row| &row.content), text(|row| &row.need));
        self.written(sql, &[&content, &need, &at, &text(|row| &row.row)])
    }

    pub(crate) fn recorded_after(&mut self, number: i64, most: u32) -> Result<Vec<(i64, Recorded)>, Error> {
        let sql =
            "SELECT number, content, need, at, row FROM recorded WHERE number > $1 ORDER BY number LIMIT $2";
        self.all(sql, &[&number, &i64::from(most)], |row| {
            let recorded = Recorded {
                content: row.try_get(1)?,
                need: row.try_get(2)?,
                at: row.try_get(3)?,
                row: row.try_get(4)?,
            };
            Ok((row.try_get(0)?, recorded))
        })
    }

    pub(crate) fn bodies_after(&mut self, number: i64, most: u32) -> Result<Vec<(i64, String)>, Error> {
        let sql = "SELECT number, body FROM event WHERE number > $1 ORDER BY number LIMIT $2";
        self.all(sql, &[&number, &i64::from(most)], |row| Ok((row.try_get(0)?, row.try_get(1)?)))
    }

    pub(crate) fn row_count(&mut self, table: &Table) -> Result<u64, Error> {
        let sql = format!("SELECT count(*) FROM {}", table.name);
        let count = self.one(&sql, &[], |row| row.try_get::<_, i64>(0))?;
        Ok(count.unwrap_or(0).unsigned_abs())
    }
}
