//! Work that one node at a time does for all: whoever takes the lease does it, and whoever dies with it
//! holds it no longer than it was taken for.

use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::time::Millis;

use super::{Conn, DbError};
use crate::binds;

/// A kind of work, how often it is due, and how long it may take.
#[derive(Clone, Copy, Debug)]
pub struct Duty {
    pub name: &'static str,
    pub every: Millis,
    pub at_most: Millis,
}

/// Takes the work when it is due and nobody else has it.
pub async fn take(conn: &mut Conn, duty: Duty, node: Uuid, now: Millis) -> Result<bool, DbError> {
    let sql = "INSERT INTO leases (name, holder, until, done_at) VALUES ($1, $2, $3, 0) \
               ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
               WHERE (leases.until <= $4 OR leases.holder = excluded.holder) AND leases.done_at <= $5";
    let values = binds![duty.name, node, now + duty.at_most, now, now - duty.every];
    Ok(conn.exec(sql, values).await? > 0)
}

/// Says that the work was done; what was lost to another meanwhile is its to say.
pub async fn done(conn: &mut Conn, duty: Duty, node: Uuid, now: Millis) -> Result<(), DbError> {
    let sql = "UPDATE leases SET until = 0, done_at = $1 WHERE name = $2 AND holder = $3";
    conn.exec(sql, binds![now, duty.name, node]).await.map(drop)
}

/// Gives the work back undone: the next that comes may try.
pub async fn give_back(conn: &mut Conn, duty: Duty, node: Uuid) -> Result<(), DbError> {
    let sql = "UPDATE leases SET until = 0 WHERE name = $1 AND holder = $2";
    conn.exec(sql, binds![duty.name, node]).await.map(drop)
}
