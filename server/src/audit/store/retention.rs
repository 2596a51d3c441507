//! Old lines go, from the oldest on, behind a checkpoint: the hash of the last that went, said by a
//! line of the chain itself, from which what is left is checked.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::hex::hex;
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::kernel::time::Millis;

use crate::audit::Line;
use crate::binds;
use crate::ctx::Cx;
use crate::db::chain::{Head, parse_hash};
use crate::db::{Conn, DbError};
use crate::failure;

/// NAME under which the product itself lets go.
pub const LET_GO: &str = "retention.let_go";

/// The last line that is gone; the beginning of the chain when none is.
pub async fn checkpoint(conn: &mut Conn) -> Result<Head, DbError> {
    let sql = "SELECT pos, count, hash FROM audit_checkpoints ORDER BY pos DESC LIMIT 1";
    let row = conn.maybe(sql, vec![]).await?;
    Ok(row.map_or(Head::default(), |row| Head {
        pos: row.int("pos"),
        count: row.int("count"),
        hash: parse_hash(&row.text("hash")).unwrap_or_default(),
    }))
}

/// What the newest line about letting go says of the checkpoint, as `said` writes it.
pub async fn said_checkpoint(conn: &mut Conn) -> Result<Option<String>, DbError> {
    let sql =
        "SELECT body FROM audit WHERE object = 'checkpoint' AND kind = 'audit' ORDER BY at DESC, pos DESC LIMIT 1";
    Ok(conn.maybe(sql, vec![]).await?.and_then(|row| super::parse(&row).ok()).map(|row| row.new))
}

/// A head in one word.
pub fn said(head: &Head) -> String {
    format!("{} {} {}", head.pos, head.count, hex(&head.hash))
}

/// How many lines are older than a moment.
pub async fn older(cx: &mut Cx, before: Millis) -> Result<i64, Fault> {
    Ok(cx.one("SELECT COUNT(*) AS n FROM audit WHERE at < $1", binds![before]).await?.int("n"))
}

/// Lets a batch of lines go that were written before a moment, up to the first that was not.
pub async fn prune(cx: &mut Cx, before: Millis) -> Result<u64, Fault> {
    let sql = format!("SELECT pos, at, hash FROM audit ORDER BY pos LIMIT {PRUNE_BATCH}");
    let rows = cx.all(&sql, vec![]).await?;
    let old: Vec<_> = rows.iter().take_while(|row| row.int("at") < before).collect();
    let Some(last) = old.last() else { return Ok(0) };
    let first = checkpoint(cx.conn().await?).await.map_err(failure::db)?;
    let gone = Head {
        pos: last.int("pos"),
        count: first.count + old.len() as i64,
        hash: parse_hash(&last.text("hash")).unwrap_or_default(),
    };
    let sql = "INSERT INTO audit_checkpoints (pos, count, hash) VALUES ($1, $2, $3)";
    cx.exec(sql, binds![gone.pos, gone.count, gone.hex()]).await?;
    let (old_word, new_word) = (said(&first), said(&gone));
    super::append(
        cx,
        Line {
            action: LET_GO,
            kind: "audit",
            object: "checkpoint",
            field: "checkpoint",
            old: &old_word,
            new: &new_word,
            reason: "",
        },
    )
    .await?;
    cx.exec("DELETE FROM audit WHERE pos <= $1", binds![gone.pos]).await
}
