//! The tables of places of work: each person's own documents here, drafts and presence beside.

pub mod drafts;
pub mod presence;

use serde::Serialize;
use serde::de::DeserializeOwned;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::UserId;

use crate::binds;
use crate::ctx::Cx;
use crate::db::id;
use crate::failure;

/// A document with its version; 0 and what ships where the person keeps none.
pub async fn find<T: DeserializeOwned + Default>(cx: &mut Cx, user: UserId, name: &str) -> Result<(i64, T), Fault> {
    let sql = "SELECT rv, body FROM own_documents WHERE user_id = $1 AND name = $2";
    let Some(row) = cx.maybe(sql, vec![id(user), name.into()]).await? else { return Ok((0, T::default())) };
    let body = serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
    Ok((row.int("rv"), body))
}

/// Puts a document in the place of the one before, and answers its version.
pub async fn save<T: Serialize>(cx: &mut Cx, user: UserId, name: &str, document: &T) -> Result<i64, Fault> {
    let body = serde_json::to_string(document).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO own_documents (user_id, name, rv, body) VALUES ($1, $2, 1, $3) ON CONFLICT (user_id, name) \
               DO UPDATE SET rv = own_documents.rv + 1, body = excluded.body";
    cx.exec(sql, vec![id(user), name.into(), body.into()]).await?;
    let sql = "SELECT rv FROM own_documents WHERE user_id = $1 AND name = $2";
    Ok(cx.one(sql, vec![id(user), name.into()]).await?.int("rv"))
}

/// All documents as they are kept, after a key: that of a person and the document's name, with a space between.
pub async fn after(cx: &mut Cx, last: &str, limit: usize) -> Result<Vec<(String, String)>, Fault> {
    let (user, name) = last.split_once(' ').unwrap_or_default();
    let sql = format!(
        "SELECT user_id, name, body FROM own_documents WHERE (user_id, name) > ($1, $2) ORDER BY user_id, name LIMIT {limit}"
    );
    let rows = cx.all(&sql, binds![user, name]).await?;
    Ok(rows.iter().map(|row| (format!("{} {}", row.text("user_id"), row.text("name")), row.text("body"))).collect())
}

/// The owner's devices take it as a newer one.
pub async fn rewrite(cx: &mut Cx, key: &str, body: &str) -> Result<(), Fault> {
    let (user, name) = key.split_once(' ').unwrap_or_default();
    let sql = "UPDATE own_documents SET body = $3, rv = rv + 1 WHERE user_id = $1 AND name = $2";
    cx.exec(sql, binds![user, name, body]).await.map(drop)
}

/// Nothing of a person's own is left: documents, drafts, that they look at something.
pub async fn forget(cx: &mut Cx, user: UserId) -> Result<(), Fault> {
    drafts::forget_all(cx, user).await?;
    presence::forget(cx, user).await?;
    cx.exec("DELETE FROM own_documents WHERE user_id = $1", vec![id(user)]).await.map(drop)
}
