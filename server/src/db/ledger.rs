//! The ledger of commands: what was answered to the id that a sender gave a command.
//!
//! An answer may hold a secret that stands nowhere else (a token, an invitation, a session), so
//! a line is found by the hash of the command's id and sealed under a key made from that id: who
//! reads the database learns nothing, who sends the command again gets the same answer.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit, Nonce};
use sha2::{Digest, Sha256};
use yingda_shared::kernel::hex::{hex, unhex};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::limits::PRUNE_BATCH;
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
    /// Secret of the session that was opened with it.
    pub session: Option<String>,
}

/// What the database knows of the id: nothing that leads back to it.
fn place(id: Uuid) -> String {
    hex(&Sha256::new().chain_update("ledger place").chain_update(id).finalize())
}

/// Names a command in a log: leads to its line, and not to the key of what is sealed there.
pub fn mark(id: Uuid) -> String {
    place(id).chars().take(16).collect()
}

/// A key seals one line only, so that the nonce need not differ.
fn seal(id: Uuid) -> (ChaCha20Poly1305, Nonce) {
    let key: [u8; 32] = Sha256::new().chain_update("ledger key").chain_update(id).finalize().into();
    (ChaCha20Poly1305::new(&Key::from(key)), Nonce::default())
}

pub async fn find(conn: &mut Conn, id: Uuid) -> Result<Option<Line>, DbError> {
    let row = conn.maybe("SELECT actor, name, result FROM commands WHERE id = $1", binds![place(id)]).await?;
    let Some(row) = row else { return Ok(None) };
    let (actor, name) = (row.text("actor"), row.text("name"));
    let (cipher, nonce) = seal(id);
    let opened = unhex(&row.text("result"))
        .and_then(|sealed| cipher.decrypt(&nonce, Payload { msg: &sealed, aad: name.as_bytes() }).ok())
        .and_then(|text| String::from_utf8(text).ok());
    let opened = opened.ok_or_else(|| DbError::Unfit("a line of the ledger was tampered with".into()))?;
    // JSON as it is written here stands in one line; a session's secret comes below it.
    let (result, session) = match opened.split_once('\n') {
        Some((result, secret)) => (result.to_string(), Some(secret.to_string())),
        None => (opened, None),
    };
    Ok(Some(Line { actor, name, result, session }))
}

/// Forgets a batch of answers given before a moment.
pub async fn prune(conn: &mut Conn, before: Millis) -> Result<u64, DbError> {
    let sql = format!("DELETE FROM commands WHERE id IN (SELECT id FROM commands WHERE at < $1 LIMIT {PRUNE_BATCH})");
    conn.exec(&sql, binds![before]).await
}

pub async fn add(conn: &mut Conn, id: Uuid, line: Line, at: Millis) -> Result<(), DbError> {
    let (cipher, nonce) = seal(id);
    let mut answer = line.result;
    if let Some(secret) = line.session {
        answer.push('\n');
        answer.push_str(&secret);
    }
    let sealed = cipher
        .encrypt(&nonce, Payload { msg: answer.as_bytes(), aad: line.name.as_bytes() })
        .map_err(|_| DbError::Unfit("an answer cannot be sealed".into()))?;
    let sql = "INSERT INTO commands (id, actor, name, at, result) VALUES ($1, $2, $3, $4, $5)";
    conn.exec(sql, binds![place(id), line.actor, line.name, at, hex(&sealed)]).await.map(drop)
}
