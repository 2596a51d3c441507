//! The documents, each with its version.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::record::{Saved, changes};

use crate::audit;
use crate::binds;
use crate::ctx::Cx;
use crate::failure;

/// The document with its version as `rv`; the one that ships where none was saved.
pub async fn find<T: DeserializeOwned + Default>(cx: &mut Cx, name: &str) -> Result<T, Fault> {
    let row = cx.maybe("SELECT rv, body FROM settings WHERE name = $1", binds![name]).await?;
    let Some(row) = row else { return Ok(T::default()) };
    let mut body: Value = serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
    body["rv"] = row.int("rv").into();
    serde_json::from_value(body).map_err(|error| failure::internal(&error))
}

/// Documents that something is counted by for as long as it lasts: what they were before is kept.
const KEPT: &[&str] = &["priority_matrix", "desk_time"];

/// A document as it was at one version; the one that ships at 0. None where that is not kept.
pub async fn version<T: DeserializeOwned + Default>(cx: &mut Cx, name: &str, rv: i64) -> Result<Option<T>, Fault> {
    if rv == 0 {
        return Ok(Some(T::default()));
    }
    let sql = "SELECT body FROM settings WHERE name = $1 AND rv = $2 \
               UNION ALL SELECT body FROM setting_versions WHERE name = $1 AND rv = $2";
    let row = cx.maybe(sql, binds![name, rv]).await?;
    row.map(|row| serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))).transpose()
}

/// Puts a document in the place of `before`, and notes every difference.
pub async fn save<T: Serialize>(
    cx: &mut Cx,
    action: &'static str,
    name: &str,
    before: &T,
    after: &T,
) -> Result<Saved, Fault> {
    let rv = put(cx, name, after).await?;
    audit::differences(cx, action, "settings", name, &changes(Some(before), after)).await?;
    Ok(Saved { id: Default::default(), rv })
}

/// Puts a document where it belongs and answers its version. Nothing is noted: for what is made from
/// something else, which has lines of its own.
pub async fn put<T: Serialize>(cx: &mut Cx, name: &str, document: &T) -> Result<i64, Fault> {
    if KEPT.contains(&name) {
        let sql = "INSERT INTO setting_versions (name, rv, body) SELECT name, rv, body FROM settings WHERE name = $1 \
                   ON CONFLICT (name, rv) DO NOTHING";
        cx.exec(sql, binds![name]).await?;
    }
    let rv = cx.touch("settings", name, vec![scope::ORGANISATION.into()]).await?;
    let body = serde_json::to_string(document).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO settings (name, rv, body) VALUES ($1, $2, $3) \
               ON CONFLICT (name) DO UPDATE SET rv = excluded.rv, body = excluded.body";
    cx.exec(sql, binds![name, rv, body]).await?;
    Ok(rv)
}
