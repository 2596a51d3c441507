//! The change feed: one row a changed record, numbered without a gap in commit order. The clock row
//! is locked first by every writing transaction, so positions are known at once and never collide.

use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::limits::{FEED_ROWS_MAX, PRUNE_BATCH};
use yingda_shared::kernel::time::Millis;

use super::chain::Head;
use super::{Bind, Conn, DbError, bulk};
use crate::binds;

/// The clock as this transaction holds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    pub pos: i64,
    /// The last line of the audit.
    pub audit: Head,
}

/// One change: a row of the feed, told to live channels after the commit.
#[derive(Clone, Debug, PartialEq)]
pub struct Touch {
    pub pos: i64,
    pub kind: &'static str,
    pub id: String,
    /// Scopes before and after the change.
    pub vis: Vec<String>,
    pub at: Millis,
}

/// Takes the next position. The rows of a whole transaction are written with its last statement
/// (`append`): nothing reads them before.
pub fn take(clock: &mut Clock, kind: &'static str, id: &str, vis: Vec<String>, at: Millis) -> Touch {
    clock.pos += 1;
    Touch { pos: clock.pos, kind, id: id.to_string(), vis, at }
}

/// Writes the rows of changes whose positions were taken.
pub async fn append(conn: &mut Conn, touches: &[Touch]) -> Result<(), DbError> {
    let row = |touch: &Touch| row(touch.pos, touch.kind, &touch.id, &touch.vis, touch.at);
    append_rows(conn, touches.iter().map(row).collect()).await
}

/// A row of the feed as `append_rows` writes it.
pub fn row(pos: i64, kind: &str, id: &str, vis: &[String], at: Millis) -> Vec<Bind> {
    binds![pos, kind, id, vis.join(" "), at]
}

/// Writes rows whose positions were reserved.
pub async fn append_rows(conn: &mut Conn, rows: Vec<Vec<Bind>>) -> Result<(), DbError> {
    bulk::insert(conn, "INSERT INTO feed (pos, kind, id, vis, at)", rows).await
}

/// Lets everything go: whoever knew some of it reads all rows anew.
pub async fn forget(conn: &mut Conn) -> Result<(), DbError> {
    conn.exec("DELETE FROM feed", vec![]).await.map(drop)
}

/// The newest position.
pub async fn head(conn: &mut Conn) -> Result<i64, DbError> {
    Ok(conn.one("SELECT pos FROM clock WHERE id = 1", vec![]).await?.int("pos"))
}

/// Writes the clock as it is: whether the database takes what is written shows when nobody writes, too.
pub async fn rewrite(conn: &mut Conn) -> Result<(), DbError> {
    conn.exec("UPDATE clock SET pos = pos WHERE id = 1", vec![]).await.map(drop)
}

/// Which life of the server this is: raised when it is set back to a backup.
pub async fn epoch(conn: &mut Conn) -> Result<i64, DbError> {
    Ok(conn.one("SELECT epoch FROM clock WHERE id = 1", vec![]).await?.int("epoch"))
}

/// Begins a new life of the server: devices send again what they had confirmed since the backup. The
/// moment makes it differ from every life before, those that the backup does not know included.
pub async fn raise_epoch(conn: &mut Conn, now: Millis) -> Result<(), DbError> {
    let sql = "UPDATE clock SET epoch = CASE WHEN epoch < $1 THEN $1 ELSE epoch + 1 END WHERE id = 1";
    conn.exec(sql, binds![now]).await.map(drop)
}

/// The newest position, and the oldest still on the feed.
pub async fn reach(conn: &mut Conn) -> Result<(i64, i64), DbError> {
    let head = head(conn).await?;
    let oldest = conn.one("SELECT MIN(pos) AS pos FROM feed", vec![]).await?;
    Ok((head, oldest.maybe_int("pos").unwrap_or(head + 1)))
}

/// A row of the feed, as devices are told from it.
pub struct Fed {
    pub pos: i64,
    pub kind: String,
    pub id: String,
    pub vis: Vec<String>,
}

/// Changes after a position, the oldest first.
pub async fn after(conn: &mut Conn, pos: i64, limit: usize) -> Result<Vec<Fed>, DbError> {
    let sql = format!("SELECT pos, kind, id, vis FROM feed WHERE pos > $1 ORDER BY pos LIMIT {limit}");
    let fed =
        |row: &super::Row| Fed { pos: row.int("pos"), kind: row.text("kind"), id: row.text("id"), vis: scopes(row) };
    Ok(conn.all(&sql, binds![pos]).await?.iter().map(fed).collect())
}

/// Ids of one kind that changed after a position, as often as they did.
pub async fn changed(conn: &mut Conn, kind: &str, pos: i64, limit: usize) -> Result<Vec<Uuid>, DbError> {
    let sql = format!("SELECT id FROM feed WHERE pos > $1 AND kind = $2 ORDER BY pos LIMIT {limit}");
    let rows = conn.all(&sql, binds![pos, kind]).await?;
    Ok(rows.iter().filter_map(|row| row.text("id").parse().ok()).collect())
}

/// What tells the row at a position from another one there, in another life of the server.
pub async fn at(conn: &mut Conn, pos: i64) -> Result<Option<String>, DbError> {
    let row = conn.maybe("SELECT kind, id, at FROM feed WHERE pos = $1", binds![pos]).await?;
    Ok(row.map(|row| format!("{}/{}/{}", row.text("kind"), row.text("id"), row.int("at"))))
}

fn scopes(row: &super::Row) -> Vec<String> {
    row.text("vis").split(' ').filter(|scope| !scope.is_empty()).map(str::to_string).collect()
}

/// Changes after one position up to another.
pub async fn between(conn: &mut Conn, from: i64, to: i64) -> Result<Vec<Touch>, DbError> {
    let sql = "SELECT pos, kind, id, vis, at FROM feed WHERE pos > $1 AND pos <= $2 ORDER BY pos LIMIT 10000";
    let rows = conn.all(sql, binds![from, to]).await?;
    let touch = |row: &super::Row| Touch {
        pos: row.int("pos"),
        kind: known(&row.text("kind")),
        id: row.text("id"),
        vis: scopes(row),
        at: row.int("at"),
    };
    Ok(rows.iter().map(touch).collect())
}

/// Lets the oldest changes go, a batch at most: those before a moment, and those that are too many.
/// What stays is one unbroken stretch, so that a reader sees by the first row whether it missed any.
pub async fn prune(conn: &mut Conn, before: Millis) -> Result<u64, DbError> {
    let surplus = head(conn).await? - FEED_ROWS_MAX;
    let rows = conn.all(&format!("SELECT pos, at FROM feed ORDER BY pos LIMIT {PRUNE_BATCH}"), vec![]).await?;
    let old = rows.iter().take_while(|row| row.int("at") < before || row.int("pos") <= surplus);
    match old.last() {
        Some(last) => conn.exec("DELETE FROM feed WHERE pos <= $1", binds![last.int("pos")]).await,
        None => Ok(0),
    }
}

/// Kinds that other code asks for by name.
fn known(kind: &str) -> &'static str {
    const KINDS: &[&str] = &[
        "users",
        "roles",
        "units",
        "sessions",
        "tokens",
        "cases",
        "case_events",
        "notices",
        "jobs",
        "views",
        "view_desks",
    ];
    KINDS.iter().find(|known| **known == kind).copied().unwrap_or("other")
}
