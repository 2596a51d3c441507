//! Personal access tokens for the API.

use yingda_shared::fault::Fault;
use yingda_shared::identity::operations::*;
use yingda_shared::kernel::id::UserId;
use yingda_shared::kernel::time::DAY;

use super::{actors, secrets, store};
use crate::audit::Line;
use crate::ctx::{Cx, new_id};
use crate::dispatch::Registry;

pub fn register(registry: &mut Registry) {
    registry.write::<CreateToken, _>(create);
    registry.read::<ListTokens, _>(list);
    registry.write::<RevokeToken, _>(revoke);
}

async fn create(cx: &mut Cx, op: CreateToken) -> Result<NewToken, Fault> {
    let user = cx.actor().user_id.ok_or(Fault::Unauthenticated)?;
    let unknown = op.scope.split(',').map(str::trim).any(|name| !name.is_empty() && !cx.actor().may(name));
    if unknown {
        return Err(Fault::invalid("/scope", "unknown_word"));
    }
    // All of the caller's: a token that may do little makes no token that may do more.
    let full = actors::of_user(cx, user).await?.ok_or(Fault::Unauthenticated)?;
    let narrowed = cx.actor().operations.len() < full.operations.len();
    let scope = match narrowed && op.scope.trim().is_empty() {
        true => cx.actor().operations.iter().cloned().collect::<Vec<_>>().join(","),
        false => op.scope,
    };
    make(cx, user, &op.name, &scope, i64::from(op.days)).await
}

/// Makes a token for a user; the command line does so for anyone.
pub async fn make(cx: &mut Cx, user: UserId, name: &str, scope: &str, days: i64) -> Result<NewToken, Fault> {
    let token = format!("yd_{}", secrets::make()?);
    let expires_at = cx.now + days * DAY;
    let info = TokenInfo { id: new_id(), name: name.into(), scope: scope.into(), created_at: cx.now, expires_at };
    store::add_token(cx, &info, &secrets::hash(&token), user).await?;
    audit(cx, "tokens.create", user, "", name).await?;
    Ok(NewToken { id: info.id, token, expires_at })
}

async fn list(cx: &mut Cx, _: ListTokens) -> Result<Tokens, Fault> {
    let user = cx.actor().user_id.ok_or(Fault::Unauthenticated)?;
    Ok(Tokens { rows: store::tokens(cx, user).await? })
}

async fn revoke(cx: &mut Cx, op: RevokeToken) -> Result<Done, Fault> {
    let user = cx.actor().user_id.ok_or(Fault::Unauthenticated)?;
    let name = store::end_token(cx, user, op.id).await?.ok_or(Fault::NotFound)?;
    cx.touch("tokens", &op.id.to_string(), Vec::new()).await?;
    audit(cx, "tokens.revoke", user, &name, "").await?;
    Ok(Done {})
}

async fn audit(cx: &mut Cx, action: &'static str, user: UserId, old: &str, new: &str) -> Result<(), Fault> {
    let object = user.to_string();
    cx.audit(Line { action, kind: "users", object: &object, field: "token", old, new, reason: "" }).await
}
