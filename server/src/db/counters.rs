//! Numbers that count up inside their transaction: a refused command gives its number back.

use super::{Conn, DbError};
use crate::binds;

/// The next number of a series, such as the cases of a year.
pub async fn next(conn: &mut Conn, series: &str) -> Result<i64, DbError> {
    let sql = "INSERT INTO counters (name, value) VALUES ($1, 1) \
               ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value";
    Ok(conn.one(sql, binds![series]).await?.int("value"))
}
