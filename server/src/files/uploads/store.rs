//! The tables of files that are not here yet: those that come in pieces, and those that were told of.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, FileId};
use yingda_shared::kernel::limits::{LEDGER_DAYS, PRUNE_BATCH};
use yingda_shared::kernel::time::{DAY, Millis};

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Row, id};

/// A file of which some pieces are here.
pub struct Upload {
    pub id: FileId,
    pub owner: String,
    pub name: String,
    pub bytes: u64,
    pub received: u64,
    /// Names of the pieces in the object store, in order.
    pub parts: Vec<String>,
    pub at: Millis,
}

const COLUMNS: &str = "id, owner, name, bytes, received, parts, at";

fn parse(row: &Row) -> Upload {
    Upload {
        id: row.id("id"),
        owner: row.text("owner"),
        name: row.text("name"),
        bytes: row.int("bytes") as u64,
        received: row.int("received") as u64,
        parts: row.text("parts").split_whitespace().map(str::to_string).collect(),
        at: row.int("at"),
    }
}

pub async fn find(cx: &mut Cx, upload: FileId) -> Result<Option<Upload>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM uploads WHERE id = $1");
    Ok(cx.maybe(&sql, vec![id(upload)]).await?.map(|row| parse(&row)))
}

pub async fn add(cx: &mut Cx, upload: &Upload) -> Result<(), Fault> {
    let sql = format!("INSERT INTO uploads ({COLUMNS}) VALUES ($1, $2, $3, $4, 0, '', $5)");
    let Upload { owner, name, bytes, at, .. } = upload;
    cx.exec(&sql, binds![upload.id.0, owner, name, *bytes as i64, *at]).await.map(drop)
}

/// How many files of an owner are under way.
pub async fn open(cx: &mut Cx, owner: &str) -> Result<i64, Fault> {
    Ok(cx.one("SELECT COUNT(*) AS n FROM uploads WHERE owner = $1", binds![owner]).await?.int("n"))
}

/// Adds a piece behind the first `from` bytes; `false` when another piece came before it.
pub async fn grow(cx: &mut Cx, upload: FileId, from: u64, bytes: u64, part: &str) -> Result<bool, Fault> {
    let now = cx.now;
    let sql = "UPDATE uploads SET received = $1, parts = parts || $2, at = $3 WHERE id = $4 AND received = $5";
    let values = binds![(from + bytes) as i64, format!("{part} "), now, upload.0, from as i64];
    Ok(cx.exec(sql, values).await? > 0)
}

/// Takes an upload away as it stands at `received`; `false` when it no longer stands there.
pub async fn close(cx: &mut Cx, upload: FileId, received: u64) -> Result<bool, Fault> {
    let sql = "DELETE FROM uploads WHERE id = $1 AND received = $2";
    Ok(cx.exec(sql, binds![upload.0, received as i64]).await? > 0)
}

/// Takes uploads away that stood still since a moment.
pub async fn drop_before(cx: &mut Cx, before: Millis) -> Result<Vec<Upload>, Fault> {
    let sql = format!(
        "DELETE FROM uploads WHERE id IN (SELECT id FROM uploads WHERE at < $1 ORDER BY at LIMIT {PRUNE_BATCH}) \
         RETURNING {COLUMNS}"
    );
    Ok(cx.all(&sql, binds![before]).await?.iter().map(parse).collect())
}

/// Where a file belongs that was told of before it came.
pub struct Awaited {
    pub owner: String,
    pub case: CaseId,
    pub internal: bool,
    /// When the entry that speaks of it was written.
    pub at: Millis,
}

pub async fn awaited(cx: &mut Cx, file: FileId) -> Result<Option<Awaited>, Fault> {
    let sql = "SELECT owner, case_id, internal, at FROM awaited_files WHERE id = $1";
    let parse = |row: Row| Awaited {
        owner: row.text("owner"),
        case: row.id("case_id"),
        internal: row.flag("internal"),
        at: row.int("at"),
    };
    Ok(cx.maybe(sql, vec![id(file)]).await?.map(parse))
}

pub async fn await_file(cx: &mut Cx, file: FileId, awaited: &Awaited) -> Result<(), Fault> {
    let sql = "INSERT INTO awaited_files (id, owner, case_id, internal, at) VALUES ($1, $2, $3, $4, $5)";
    cx.exec(sql, binds![file.0, &awaited.owner, awaited.case.0, awaited.internal, awaited.at]).await.map(drop)
}

/// Nobody waits for it any more; `false` when nobody did.
pub async fn no_longer_awaited(cx: &mut Cx, file: FileId, owner: &str) -> Result<bool, Fault> {
    let sql = "DELETE FROM awaited_files WHERE id = $1 AND owner = $2";
    Ok(cx.exec(sql, binds![file.0, owner]).await? > 0)
}

/// Waits no longer for files of devices that were silent for so long.
pub async fn prune_awaited(cx: &mut Cx) -> Result<u64, Fault> {
    let before = cx.now - LEDGER_DAYS * DAY;
    let sql = "DELETE FROM awaited_files WHERE id IN (SELECT id FROM awaited_files WHERE at < $1 LIMIT $2)";
    cx.exec(sql, binds![before, PRUNE_BATCH as i64]).await
}

/// Files yet to come follow the comments that speak of them to another case.
pub async fn await_elsewhere(cx: &mut Cx, files: &[FileId], to: CaseId) -> Result<(), Fault> {
    for file in files {
        cx.exec("UPDATE awaited_files SET case_id = $1 WHERE id = $2", vec![id(to), id(*file)]).await?;
    }
    Ok(())
}

/// Makes an owner's uploads old: the next look at what stood still lets them go.
pub async fn abandon(cx: &mut Cx, owner: &str) -> Result<(), Fault> {
    cx.exec("UPDATE uploads SET at = 0, name = '' WHERE owner = $1", binds![owner]).await.map(drop)
}
