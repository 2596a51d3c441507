//! The columns of the chain: lines from before are taken in, all are read for the check, and the words
//! of one are taken out.

use yingda_shared::audit::AuditRow;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::kernel::time::Millis;

use super::{parse, write};
use crate::audit::Line;
use crate::binds;
use crate::ctx::Cx;
use crate::db::chain::{Link, digest};
use crate::db::{Conn, DbError, Row};

/// A line as its row has it.
pub struct Kept {
    pub pos: i64,
    pub at: Millis,
    pub kind: String,
    pub object: String,
    pub action: String,
    pub field: String,
    pub digest: String,
    pub hash: String,
    /// The digest of who and what stands there now.
    pub present: String,
    pub redacted: i64,
}

const COLUMNS: &str = "pos, at, actor, kind, object, body, login, action, field, salt, digest, hash, redacted";

fn kept(row: &Row) -> Kept {
    let texts = [row.text("salt"), row.text("actor"), row.text("login"), row.text("body")];
    Kept {
        pos: row.int("pos"),
        at: row.int("at"),
        kind: row.text("kind"),
        object: row.text("object"),
        action: row.text("action"),
        field: row.text("field"),
        digest: row.text("digest"),
        hash: row.text("hash"),
        present: digest(&texts.each_ref().map(String::as_str)),
        redacted: row.int("redacted"),
    }
}

impl Kept {
    pub fn link(&self) -> Link<'_> {
        Link {
            pos: self.pos,
            at: self.at,
            kind: &self.kind,
            object: &self.object,
            action: &self.action,
            field: &self.field,
            digest: &self.digest,
        }
    }
}

/// Lines after a position, the oldest first.
pub async fn after(conn: &mut Conn, pos: i64, limit: usize) -> Result<Vec<Kept>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM audit WHERE pos > $1 ORDER BY pos LIMIT {limit}");
    Ok(conn.all(&sql, binds![pos]).await?.iter().map(kept).collect())
}

/// What the line at a position says of another's words: that line's position, and their digest.
pub async fn vouched(conn: &mut Conn, pos: i64) -> Result<Option<(String, String)>, DbError> {
    let sql = "SELECT body FROM audit WHERE pos = $1 AND kind = 'audit' AND field = 'content'";
    let row = conn.maybe(sql, binds![pos]).await?.and_then(|row| parse(&row).ok());
    Ok(row.map(|row| (row.object, row.new)))
}

/// Takes a batch of lines from before the chain into it; answers how many.
pub async fn take_in(cx: &mut Cx) -> Result<usize, Fault> {
    let mut head = *cx.chain()?;
    let sql =
        format!("SELECT pos, at, actor, kind, object, body FROM audit WHERE pos > $1 ORDER BY pos LIMIT {PRUNE_BATCH}");
    let rows = cx.all(&sql, binds![head.pos]).await?;
    for row in &rows {
        let said = parse(row)?;
        let (actor, kind, object, body) = (row.text("actor"), row.text("kind"), row.text("object"), row.text("body"));
        // `Name (login)` of people, a word of the others.
        let login =
            actor.strip_suffix(')').and_then(|text| text.rsplit_once(" (")).map_or(actor.as_str(), |pair| pair.1);
        let digest = digest(&["", &actor, login, &body]);
        head = head.then(&Link {
            pos: row.int("pos"),
            at: row.int("at"),
            kind: &kind,
            object: &object,
            action: &said.action,
            field: &said.field,
            digest: &digest,
        });
        let sql = "UPDATE audit SET login = $1, action = $2, field = $3, digest = $4, hash = $5 WHERE pos = $6";
        cx.exec(sql, binds![login, said.action, said.field, digest, head.hex(), head.pos]).await?;
    }
    *cx.chain()? = head;
    Ok(rows.len())
}

/// Lines about an object, or by a login, after a place: those whose words may be a person's, each with
/// the login it is found by.
pub async fn lines_of(
    cx: &mut Cx,
    column: Column,
    value: &str,
    after: (Millis, i64),
) -> Result<Vec<(String, AuditRow)>, Fault> {
    let column = match column {
        Column::Object => "object",
        Column::Login => "login",
    };
    let sql = format!(
        "SELECT login, body FROM audit WHERE {column} = $1 AND (at, pos) > ($2, $3) ORDER BY at, pos LIMIT {PRUNE_BATCH}"
    );
    let rows = cx.all(&sql, binds![value, after.0, after.1]).await?;
    rows.iter().map(|row| Ok((row.text("login"), parse(row)?))).collect()
}

#[derive(Clone, Copy)]
pub enum Column {
    Object,
    Login,
}

/// Puts other words in the place of a line's, with a line of its own that vouches for them.
pub async fn redact(cx: &mut Cx, action: &'static str, row: &AuditRow, login: &str) -> Result<(), Fault> {
    let body = write(row)?;
    let present = digest(&["", &row.by, login, &body]);
    let object = row.pos.to_string();
    let voucher = super::append(
        cx,
        Line { action, kind: "audit", object: &object, field: "content", old: "", new: &present, reason: "" },
    )
    .await?;
    let sql = "UPDATE audit SET actor = $1, login = $2, body = $3, salt = '', redacted = $4 WHERE pos = $5";
    cx.exec(sql, binds![row.by.as_str(), login, body, voucher, row.pos]).await.map(drop)
}
