//! The tables of the exchange: devices, verdicts, what was set aside, the key of cursors.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::hex::{hex, unhex};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::limits::{LEDGER_DAYS, PRUNE_BATCH};
use yingda_shared::kernel::time::{DAY, Millis};
use yingda_shared::sync::{Mutation, Outcome};

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Row, feed};
use crate::failure;

/// What the server knows of a device.
pub struct Known {
    /// Whose it is; empty for a guest's.
    pub owner: String,
    /// The last of its mutations that was decided.
    pub last_mid: u64,
    /// When it last had nothing to tell.
    pub heard_at: Option<Millis>,
    /// The latest moment that something it did was counted at.
    pub counted_at: Millis,
}

pub async fn client(cx: &mut Cx, client: Uuid) -> Result<Option<Known>, Fault> {
    let sql = "SELECT user_id, last_mid, heard_at, counted_at FROM sync_clients WHERE client = $1";
    let row = cx.maybe(sql, binds![client]).await?;
    Ok(row.map(|row| Known {
        owner: row.text("user_id"),
        last_mid: row.int("last_mid") as u64,
        heard_at: row.maybe_int("heard_at"),
        counted_at: row.int("counted_at"),
    }))
}

pub async fn last_mid(cx: &mut Cx, client: Uuid) -> Result<u64, Fault> {
    Ok(self::client(cx, client).await?.map_or(0, |known| known.last_mid))
}

/// A mutation of a device is decided. `counted`: the moment that it counts at, where it counts; what the device did
/// next is no earlier.
pub async fn advance(
    cx: &mut Cx,
    client: Uuid,
    user: &str,
    mid: u64,
    build: &str,
    counted: Option<Millis>,
) -> Result<(), Fault> {
    let sql = "INSERT INTO sync_clients (client, user_id, last_mid, seen_at, build, counted_at) \
               VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (client) DO UPDATE SET last_mid = excluded.last_mid, seen_at = excluded.seen_at, \
               build = excluded.build, counted_at = CASE WHEN excluded.counted_at > sync_clients.counted_at \
               THEN excluded.counted_at ELSE sync_clients.counted_at END";
    let now = cx.now;
    cx.exec(sql, binds![client, user, mid as i64, now, build, counted.unwrap_or(0)]).await.map(drop)
}

/// A device has nothing to tell. One that is not known yet has nothing decided.
pub async fn heard(cx: &mut Cx, client: Uuid, user: &str, build: &str) -> Result<(), Fault> {
    let sql = "INSERT INTO sync_clients (client, user_id, last_mid, seen_at, build, heard_at) \
               VALUES ($1, $2, 0, $3, $4, $3) \
               ON CONFLICT (client) DO UPDATE SET seen_at = excluded.seen_at, heard_at = excluded.heard_at \
               WHERE sync_clients.user_id = excluded.user_id";
    let now = cx.now;
    cx.exec(sql, binds![client, user, now, build]).await.map(drop)
}

pub async fn verdict(cx: &mut Cx, mutation: Uuid) -> Result<Option<Outcome>, Fault> {
    let row = cx.maybe("SELECT outcome FROM sync_verdicts WHERE mutation = $1", binds![mutation]).await?;
    let parse = |row: Row| serde_json::from_str(&row.text("outcome")).map_err(|error| failure::internal(&error));
    row.map(parse).transpose()
}

pub async fn add_verdict(cx: &mut Cx, mutation: Uuid, outcome: &Outcome) -> Result<(), Fault> {
    let text = serde_json::to_string(outcome).map_err(|error| failure::internal(&error))?;
    let now = cx.now;
    let sql = "INSERT INTO sync_verdicts (mutation, at, outcome) VALUES ($1, $2, $3)";
    cx.exec(sql, binds![mutation, now, text]).await.map(drop)
}

/// Counts a try that broke the server, and keeps the mutation as it came.
pub async fn broke(cx: &mut Cx, mutation: &Mutation) -> Result<i64, Fault> {
    let body = serde_json::to_string(mutation).map_err(|error| failure::internal(&error))?;
    let now = cx.now;
    let sql = "INSERT INTO sync_poison (mutation, at, tries, body) VALUES ($1, $2, 1, $3) \
               ON CONFLICT (mutation) DO UPDATE SET tries = sync_poison.tries + 1 RETURNING tries";
    Ok(cx.one(sql, binds![mutation.id, now, body]).await?.int("tries"))
}

/// Which life of the server this is.
pub async fn epoch(cx: &mut Cx) -> Result<i64, Fault> {
    feed::epoch(cx.conn().await?).await.map_err(failure::db)
}

/// Head of the feed, and the oldest position still on it.
pub async fn reach(cx: &mut Cx) -> Result<(i64, i64), Fault> {
    feed::reach(cx.conn().await?).await.map_err(failure::db)
}

pub async fn feed_after(cx: &mut Cx, pos: i64, limit: usize) -> Result<Vec<feed::Fed>, Fault> {
    feed::after(cx.conn().await?, pos, limit).await.map_err(failure::db)
}

/// The key that seals cursors; the first who asks makes it.
pub async fn key(cx: &mut Cx) -> Result<[u8; 32], Fault> {
    const SQL: &str = "SELECT hex FROM sync_key WHERE id = 1";
    if let Some(row) = cx.maybe(SQL, vec![]).await? {
        return parse_key(&row);
    }
    let mut fresh = [0; 32];
    getrandom::fill(&mut fresh).map_err(|error| failure::internal(&error))?;
    let (services, caller) = (cx.services.clone(), crate::ctx::Caller::system());
    cx.rest();
    let made = services.write(caller, move |cx| {
        Box::pin(async move {
            let sql = "INSERT INTO sync_key (id, hex) VALUES (1, $1) ON CONFLICT DO NOTHING";
            cx.exec(sql, binds![hex(&fresh)]).await?;
            parse_key(&cx.one(SQL, vec![]).await?)
        })
    });
    made.await
}

fn parse_key(row: &Row) -> Result<[u8; 32], Fault> {
    let bytes = unhex(&row.text("hex")).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes.ok_or_else(|| failure::internal(&"the key of cursors is broken"))
}

/// Forgets what no device asks for any more: verdicts as old as lines of the ledger, devices as long
/// silent (one that comes back numbers anew). What was set aside stays a year, for whoever looks.
pub async fn prune(cx: &mut Cx) -> Result<u64, Fault> {
    let ledger = cx.now - LEDGER_DAYS * DAY;
    let verdicts = "DELETE FROM sync_verdicts WHERE mutation IN \
                    (SELECT mutation FROM sync_verdicts WHERE at < $1 LIMIT $2)";
    let clients = "DELETE FROM sync_clients WHERE client IN \
                   (SELECT client FROM sync_clients WHERE seen_at < $1 LIMIT $2)";
    let poison = "DELETE FROM sync_poison WHERE mutation IN \
                  (SELECT mutation FROM sync_poison WHERE at < $1 LIMIT $2)";
    let mut gone = 0;
    for (sql, before) in [(verdicts, ledger), (clients, ledger), (poison, cx.now - 365 * DAY)] {
        gone = cx.exec(sql, binds![before, PRUNE_BATCH as i64]).await?.max(gone);
    }
    Ok(gone)
}

/// What was answered to devices, and what was set aside: a table, its text, and its rows after one, in
/// the order of mutations.
#[derive(Clone, Copy, Debug)]
pub enum Kept {
    Verdicts,
    Poison,
}

pub async fn after(cx: &mut Cx, kept: Kept, last: &str, limit: usize) -> Result<Vec<(String, String)>, Fault> {
    let sql = match kept {
        Kept::Verdicts => "SELECT mutation, outcome AS text FROM sync_verdicts WHERE mutation > $1 ORDER BY mutation",
        Kept::Poison => "SELECT mutation, body AS text FROM sync_poison WHERE mutation > $1 ORDER BY mutation",
    };
    let rows = cx.all(&format!("{sql} LIMIT {limit}"), binds![last]).await?;
    Ok(rows.iter().map(|row| (row.text("mutation"), row.text("text"))).collect())
}

pub async fn rewrite(cx: &mut Cx, kept: Kept, mutation: &str, text: &str) -> Result<(), Fault> {
    let sql = match kept {
        Kept::Verdicts => "UPDATE sync_verdicts SET outcome = $1 WHERE mutation = $2",
        Kept::Poison => "UPDATE sync_poison SET body = $1 WHERE mutation = $2",
    };
    cx.exec(sql, binds![text, mutation]).await.map(drop)
}
