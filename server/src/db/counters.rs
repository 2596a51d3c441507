//! Numbers that count up inside their transaction: a refused command gives its number back.

use super::{Conn, DbError};
use crate::binds;

/// The next number of a series, such as the cases of a year.
pub async fn next(conn: &mut Conn, series: &str) -> Result<i64, DbError> {
    let sql = "INSERT INTO counters (name, value) VALUES ($1, 1) \
               ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value";
    Ok(conn.one(sql, binds![series]).await?.int("value"))
}

/// The number a series stands at.
pub async fn value(conn: &mut Conn, series: &str) -> Result<i64, DbError> {
    let row = conn.maybe("SELECT value FROM counters WHERE name = $1", binds![series]).await?;
    Ok(row.map_or(0, |row| row.int("value")))
}

/// Takes all numbers of a series up to this one.
pub async fn take_to(conn: &mut Conn, series: &str, value: i64) -> Result<(), DbError> {
    let sql =
        "INSERT INTO counters (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    conn.exec(sql, binds![series, value]).await.map(drop)
}
