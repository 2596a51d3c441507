//! The tables of places of work: each person's own documents here, drafts and presence beside.

pub mod drafts;
pub mod presence;

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::UserId;

use crate::ctx::Cx;
use crate::db::{Row, id, places};
use crate::failure;

/// A document with its version; 0 and what ships where the person keeps none.
pub async fn find<T: DeserializeOwned + Default>(cx: &mut Cx, user: UserId, name: &str) -> Result<(i64, T), Fault> {
    let sql = "SELECT rv, body FROM own_documents WHERE user_id = $1 AND name = $2";
    let Some(row) = cx.maybe(sql, vec![id(user), name.into()]).await? else { return Ok((0, T::default())) };
    let body = serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
    Ok((row.int("rv"), body))
}

/// The documents of some people, of those who keep one.
pub async fn some<T: DeserializeOwned>(
    cx: &mut Cx,
    users: &[UserId],
    name: &str,
) -> Result<BTreeMap<UserId, T>, Fault> {
    if users.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql =
        format!("SELECT user_id, body FROM own_documents WHERE name = $1 AND user_id IN ({})", places(2, users.len()));
    let values = std::iter::once(name.into()).chain(users.iter().map(|user| id(*user))).collect();
    let rows = cx.all(&sql, values).await?;
    let parse = |row: &Row| {
        let body = serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
        Ok((row.id("user_id"), body))
    };
    rows.iter().map(parse).collect()
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
