//! The tables of secrets: credentials, sessions, tokens, invitations.

use yingda_shared::fault::Fault;
use yingda_shared::identity::operations::{SessionInfo, TokenInfo};
use yingda_shared::kernel::id::{SessionId, TokenId, UserId};
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::kernel::time::{DAY, Millis};

use crate::binds;
use crate::ctx::Cx;
use crate::db::id;

/// A session nobody used for this long ends; agents are signed in again after a weekend.
pub const SESSION_IDLE: Millis = 7 * DAY;
/// No session lives longer than this.
pub const SESSION_LIFE: Millis = 30 * DAY;

pub async fn password_hash(cx: &mut Cx, user: UserId) -> Result<Option<String>, Fault> {
    let row = cx.maybe("SELECT hash FROM credentials WHERE user_id = $1", vec![id(user)]).await?;
    Ok(row.map(|row| row.text("hash")))
}

pub async fn set_password(cx: &mut Cx, user: UserId, hash: &str) -> Result<(), Fault> {
    let sql = "INSERT INTO credentials (user_id, hash, changed_at) VALUES ($1, $2, $3) \
               ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at";
    cx.exec(sql, vec![id(user), hash.into(), cx.now.into()]).await.map(drop)
}

/// Whether anyone can sign in with a password.
pub async fn has_credentials(cx: &mut Cx) -> Result<bool, Fault> {
    Ok(cx.maybe("SELECT user_id FROM credentials LIMIT 1", vec![]).await?.is_some())
}

pub async fn open_session(
    cx: &mut Cx,
    session: SessionId,
    hash: &str,
    user: UserId,
    device: &str,
) -> Result<(), Fault> {
    let sql = "INSERT INTO sessions (id, token_hash, user_id, device, created_at, seen_at, expires_at) \
               VALUES ($1, $2, $3, $4, $5, $5, $6)";
    cx.exec(sql, vec![id(session), hash.into(), id(user), device.into(), cx.now.into(), (cx.now + SESSION_LIFE).into()])
        .await
        .map(drop)
}

/// The user behind a session's token, while the session lives, and when it was last seen.
pub async fn session_user(cx: &mut Cx, hash: &str) -> Result<Option<(UserId, Millis)>, Fault> {
    let sql = "SELECT user_id, seen_at FROM sessions \
               WHERE token_hash = $1 AND expires_at > $2 AND seen_at > $3 AND erase_at = 0";
    let row = cx.maybe(sql, binds![hash, cx.now, cx.now - SESSION_IDLE]).await?;
    Ok(row.map(|row| (row.id("user_id"), row.int("seen_at"))))
}

/// The session of a token.
pub async fn session_id(cx: &mut Cx, hash: &str) -> Result<Option<SessionId>, Fault> {
    let row = cx.maybe("SELECT id FROM sessions WHERE token_hash = $1", binds![hash]).await?;
    Ok(row.map(|row| row.id("id")))
}

/// Sessions of a person that are not over.
pub async fn living(cx: &mut Cx, user: UserId) -> Result<Vec<SessionId>, Fault> {
    let sql = "SELECT id FROM sessions WHERE user_id = $1 AND expires_at > $2 AND seen_at > $3 AND erase_at = 0";
    let rows = cx.all(sql, vec![id(user), cx.now.into(), (cx.now - SESSION_IDLE).into()]).await?;
    Ok(rows.iter().map(|row| row.id("id")).collect())
}

pub async fn saw_session(cx: &mut Cx, hash: &str) -> Result<(), Fault> {
    cx.exec("UPDATE sessions SET seen_at = $1 WHERE token_hash = $2", binds![cx.now, hash]).await.map(drop)
}

pub async fn sessions(cx: &mut Cx, user: UserId, current: Option<&str>) -> Result<Vec<SessionInfo>, Fault> {
    let sql = "SELECT id, token_hash, device, created_at, seen_at, erase_at, erased_at FROM sessions \
               WHERE user_id = $1 AND expires_at > $2 AND (seen_at > $3 OR erase_at > 0) \
               ORDER BY seen_at DESC LIMIT 100";
    let rows = cx.all(sql, vec![id(user), cx.now.into(), (cx.now - SESSION_IDLE).into()]).await?;
    let info = |row: &crate::db::Row| SessionInfo {
        id: row.id("id"),
        device: row.text("device"),
        created_at: row.int("created_at"),
        seen_at: row.int("seen_at"),
        current: current == Some(row.text("token_hash").as_str()),
        erase_at: Some(row.int("erase_at")).filter(|at| *at > 0),
        erased_at: Some(row.int("erased_at")).filter(|at| *at > 0),
    };
    Ok(rows.iter().map(info).collect())
}

/// Ends one session of the user's; `false` when there is none. One whose device is to erase what it
/// holds is kept until its cookie is over: by it the device is told.
pub async fn end_session(cx: &mut Cx, user: UserId, session: SessionId, erase: bool) -> Result<bool, Fault> {
    if erase {
        let sql = "UPDATE sessions SET erase_at = $1 WHERE id = $2 AND user_id = $3 AND erase_at = 0";
        return Ok(cx.exec(sql, vec![cx.now.into(), id(session), id(user)]).await? > 0);
    }
    Ok(cx.exec("DELETE FROM sessions WHERE id = $1 AND user_id = $2", vec![id(session), id(user)]).await? > 0)
}

pub async fn end_session_by_hash(cx: &mut Cx, hash: &str) -> Result<(), Fault> {
    cx.exec("DELETE FROM sessions WHERE token_hash = $1", binds![hash]).await.map(drop)
}

/// Whether the device behind a token is to erase what it holds.
pub async fn to_erase(cx: &mut Cx, hash: &str) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS n FROM sessions WHERE token_hash = $1 AND erase_at > 0 AND expires_at > $2";
    Ok(cx.maybe(sql, binds![hash, cx.now]).await?.is_some())
}

pub async fn told_to_erase(cx: &mut Cx, hash: &str) -> Result<(), Fault> {
    let sql = "UPDATE sessions SET erased_at = $1 WHERE token_hash = $2 AND erase_at > 0 AND erased_at = 0";
    cx.exec(sql, binds![cx.now, hash]).await.map(drop)
}

/// Gives a session of the user's another secret; `false` when it is not the user's.
pub async fn renew_session(cx: &mut Cx, user: UserId, old: &str, new: &str) -> Result<bool, Fault> {
    let sql = "UPDATE sessions SET token_hash = $1 WHERE token_hash = $2 AND user_id = $3";
    Ok(cx.exec(sql, vec![new.into(), old.into(), id(user)]).await? > 0)
}

/// Ends all sessions and tokens of the user's but the one kept. What is to be erased stays so.
pub async fn end_all(cx: &mut Cx, user: UserId, keep: Option<&str>) -> Result<(), Fault> {
    let keep = keep.unwrap_or_default();
    cx.exec(
        "DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2 AND erase_at = 0",
        vec![id(user), keep.into()],
    )
    .await?;
    cx.exec("DELETE FROM tokens WHERE user_id = $1", vec![id(user)]).await?;
    cx.exec("DELETE FROM invitations WHERE user_id = $1", vec![id(user)]).await.map(drop)
}

pub async fn add_token(cx: &mut Cx, info: &TokenInfo, hash: &str, user: UserId) -> Result<(), Fault> {
    let sql = "INSERT INTO tokens (id, token_hash, user_id, name, scope, created_at, expires_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = vec![
        id(info.id),
        hash.into(),
        id(user),
        info.name.as_str().into(),
        info.scope.as_str().into(),
        info.created_at.into(),
        info.expires_at.into(),
    ];
    cx.exec(sql, values).await.map(drop)
}

/// User and scope of a token that has not expired.
pub async fn token_user(cx: &mut Cx, hash: &str) -> Result<Option<(UserId, String, String)>, Fault> {
    let sql = "SELECT user_id, scope, name FROM tokens WHERE token_hash = $1 AND expires_at > $2";
    let row = cx.maybe(sql, binds![hash, cx.now]).await?;
    Ok(row.map(|row| (row.id("user_id"), row.text("scope"), row.text("name"))))
}

pub async fn tokens(cx: &mut Cx, user: UserId) -> Result<Vec<TokenInfo>, Fault> {
    let sql = "SELECT id, name, scope, created_at, expires_at FROM tokens WHERE user_id = $1 ORDER BY created_at DESC LIMIT 100";
    let rows = cx.all(sql, vec![id(user)]).await?;
    let info = |row: &crate::db::Row| TokenInfo {
        id: row.id("id"),
        name: row.text("name"),
        scope: row.text("scope"),
        created_at: row.int("created_at"),
        expires_at: row.int("expires_at"),
    };
    Ok(rows.iter().map(info).collect())
}

/// Ends a token of the user's and answers its name; None when there is none.
pub async fn end_token(cx: &mut Cx, user: UserId, token: TokenId) -> Result<Option<String>, Fault> {
    let row = cx.maybe("SELECT name FROM tokens WHERE id = $1 AND user_id = $2", vec![id(token), id(user)]).await?;
    let Some(row) = row else { return Ok(None) };
    cx.exec("DELETE FROM tokens WHERE id = $1", vec![id(token)]).await?;
    Ok(Some(row.text("name")))
}

pub async fn invite(cx: &mut Cx, user: UserId, hash: &str, expires_at: Millis) -> Result<(), Fault> {
    cx.exec("DELETE FROM invitations WHERE user_id = $1", vec![id(user)]).await?;
    let sql = "INSERT INTO invitations (token_hash, user_id, expires_at) VALUES ($1, $2, $3)";
    cx.exec(sql, vec![hash.into(), id(user), expires_at.into()]).await.map(drop)
}

pub async fn invited(cx: &mut Cx, hash: &str) -> Result<Option<UserId>, Fault> {
    let sql = "SELECT user_id FROM invitations WHERE token_hash = $1 AND expires_at > $2";
    Ok(cx.maybe(sql, binds![hash, cx.now]).await?.map(|row| row.id("user_id")))
}

/// Lets a batch of sessions go that are over, or that nobody used since a moment.
pub async fn prune_sessions(cx: &mut Cx, idle: Millis) -> Result<u64, Fault> {
    let sql = format!(
        "DELETE FROM sessions WHERE id IN \
         (SELECT id FROM sessions WHERE expires_at <= $1 OR (seen_at <= $2 AND erase_at = 0) LIMIT {PRUNE_BATCH})"
    );
    cx.exec(&sql, binds![cx.now, idle]).await
}

/// The same for invitations; one that is accepted goes at once.
pub async fn prune_invitations(cx: &mut Cx) -> Result<u64, Fault> {
    let sql = format!(
        "DELETE FROM invitations WHERE token_hash IN \
         (SELECT token_hash FROM invitations WHERE expires_at <= $1 LIMIT {PRUNE_BATCH})"
    );
    cx.exec(&sql, binds![cx.now]).await
}

pub async fn prune_tokens(cx: &mut Cx) -> Result<u64, Fault> {
    let sql =
        format!("DELETE FROM tokens WHERE id IN (SELECT id FROM tokens WHERE expires_at <= $1 LIMIT {PRUNE_BATCH})");
    cx.exec(&sql, binds![cx.now]).await
}

/// A setting that is a plain text.
pub async fn setting(cx: &mut Cx, name: &str) -> Result<Option<String>, Fault> {
    let row = cx.maybe("SELECT body FROM settings WHERE name = $1", binds![name]).await?;
    Ok(row.map(|row| row.text("body")))
}

pub async fn set_setting(cx: &mut Cx, name: &str, body: Option<&str>) -> Result<(), Fault> {
    cx.exec("DELETE FROM settings WHERE name = $1", binds![name]).await?;
    let Some(body) = body else { return Ok(()) };
    cx.exec("INSERT INTO settings (name, rv, body) VALUES ($1, 0, $2)", binds![name, body]).await.map(drop)
}

/// Takes away all by which a person comes in. Their devices are told to erase what they hold.
pub async fn forget(cx: &mut Cx, user: UserId) -> Result<(), Fault> {
    let now = cx.now;
    let sql = "UPDATE sessions SET erase_at = $1 WHERE user_id = $2 AND erase_at = 0";
    cx.exec(sql, vec![now.into(), id(user)]).await?;
    cx.exec("DELETE FROM tokens WHERE user_id = $1", vec![id(user)]).await?;
    cx.exec("DELETE FROM invitations WHERE user_id = $1", vec![id(user)]).await?;
    cx.exec("DELETE FROM credentials WHERE user_id = $1", vec![id(user)]).await.map(drop)
}

/// How many sessions nobody used since a moment.
pub async fn idle_sessions(cx: &mut Cx, since: Millis) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS n FROM sessions WHERE seen_at <= $1 AND erase_at = 0";
    Ok(cx.one(sql, binds![since]).await?.int("n"))
}
