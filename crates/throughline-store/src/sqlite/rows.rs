//! Whole tables of SQLite, row by row.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ToSql, params, params_from_iter};
use throughline::error::Error;

use super::{Sqlite, failed};
use crate::copy::{Cell, Table};
use crate::recorded::Recorded;

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Cell::Nothing => ValueRef::Null,
            Cell::Whole(whole) => ValueRef::Integer(*whole),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
            Cell::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl Sqlite {
    pub(crate) fn each_row(
        &mut self,
        table: &Table,
        each: &mut dyn FnMut(Vec<Cell>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let sql = format!("SELECT {} FROM {} ORDER BY {}", table.names(), table.name, table.order);
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let cell = |column: usize| {
                Ok(match row.get_ref(column).map_err(failed)? {
                    ValueRef::Null => Cell::Nothing,
                    ValueRef::Integer(whole) => Cell::Whole(whole),
                    ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
                    ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
                    ValueRef::Real(_) => {
                        return Err(Error::failed("a table holds a number that is not whole"));
                    }
                })
            };
            each((0..table.columns.len()).map(cell).collect::<Result<_, Error>>()?)?;
        }
        Ok(())
    }

    pub(crate) fn put_rows(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), Error> {
        let places = vec!["?"; table.columns.len()].join(", ");
        let sql = format!("INSERT INTO {} ({}) VALUES ({places})", table.name, table.names());
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        for row in rows {
            statement.execute(params_from_iter(row)).map_err(failed)?;
        }
        Ok(())
    }

    pub(crate) fn put_recorded(&mut self, rows: &[Recorded]) -> Result<u64, Error> {
        let sql = "INSERT OR IGNORE INTO recorded (content, need, at, row) VALUES (?1, ?2, ?3, ?4)";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut added = 0;
        for Recorded { content, need, at, row } in rows {
            added += statement.execute(params![content, need, at, row]).map_err(failed)?;
        }
        Ok(added as u64)
    }

    pub(crate) fn recorded_after(&mut self, number: i64, most: u32) -> Result<Vec<(i64, Recorded)>, Error> {
        let sql =
            "SELECT number, content, need, at, row FROM recorded WHERE number > ?1 ORDER BY number LIMIT ?2";
        self.all(sql, params![number, most], |row| {
            let recorded =
                Recorded { content: row.get(1)?, need: row.get(2)?, at: row.get(3)?, row: row.get(4)? };
            Ok((row.get(0)?, recorded))
        })
    }

    pub(crate) fn bodies_after(&mut self, number: i64, most: u32) -> Result<Vec<(i64, String)>, Error> {
        let sql = "SELECT number, body FROM event WHERE number > ?1 ORDER BY number LIMIT ?2";
        self.all(sql, params![number, most], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    pub(crate) fn row_count(&mut self, table: &Table) -> Result<u64, Error> {
        let sql = format!("SELECT count(*) FROM {}", table.name);
        let count = self.one(&sql, [], |row| row.get::<_, i64>(0))?;
        Ok(count.unwrap_or(0).unsigned_abs())
    }
}
