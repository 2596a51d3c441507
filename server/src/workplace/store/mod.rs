//! The tables of places of work: each person's own documents here, drafts and presence beside.

pub mod drafts;
pub mod presence;

use serde::Serialize;
use serde::de::DeserializeOwned;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::UserId;

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

/// Nothing of a person's own is left: documents, drafts, that they look at something.
pub async fn forget(cx: &mut Cx, user: UserId) -> Result<(), Fault> {
    drafts::forget_all(cx, user).await?;
    presence::forget(cx, user).await?;
    cx.exec("DELETE FROM own_documents WHERE user_id = $1", vec![id(user)]).await.map(drop)
}
