//! The ledger of commands: what was answered to the id that a sender gave a command.

use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::time::Millis;

use super::{Conn, DbError};
use crate::binds;

/// A command that was done.
pub struct Line {
    /// Who sent it.
    pub actor: String,
    /// NAME of the operation.
    pub name: String,
    /// The answer as JSON.
    pub result: String,
}

pub async fn find(conn: &mut Conn, id: Uuid) -> Result<Option<Line>, DbError> {
    let row = conn.maybe("SELECT actor, name, result FROM commands WHERE id = $1", binds![id]).await?;
    Ok(row.map(|row| Line { actor: row.text("actor"), name: row.text("name"), result: row.text("result") }))
}

pub async fn add(conn: &mut Conn, id: Uuid, line: Line, at: Millis) -> Result<(), DbError> {
    let sql = "INSERT INTO commands (id, actor, name, at, result) VALUES ($1, $2, $3, $4, $5)";
    conn.exec(sql, binds![id, line.actor, line.name, at, line.result]).await.map(drop)
}
