//! The table of devices that are told.

use serde::Serialize;
use url::Url;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{SessionId, UserId};
use yingda_shared::kernel::limits::PUSH_DEVICES_MAX;
use yingda_shared::kernel::time::Millis;

use crate::ctx::Cx;
use crate::db::{Row, id};

/// A browser, as its push service knows it.
#[derive(Clone)]
pub struct Device {
    pub endpoint: String,
    /// A point of P-256, and a secret, in base64url: what it is told is sealed with them.
    pub p256dh: String,
    pub auth: String,
    pub session_id: SessionId,
}

/// Keeps a device for a person; of too many the oldest goes.
pub async fn keep(cx: &mut Cx, user: UserId, device: &Device) -> Result<(), Fault> {
    let sql = "INSERT INTO push_devices (endpoint, user_id, session_id, p256dh, auth, at) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (endpoint) DO UPDATE SET user_id = excluded.user_id, session_id = excluded.session_id, \
               p256dh = excluded.p256dh, auth = excluded.auth, at = excluded.at";
    let values = vec![
        device.endpoint.as_str().into(),
        id(user),
        id(device.session_id),
        device.p256dh.as_str().into(),
        device.auth.as_str().into(),
        cx.now.into(),
    ];
    cx.exec(sql, values).await?;
    let sql = format!(
        "DELETE FROM push_devices WHERE user_id = $1 AND endpoint NOT IN \
         (SELECT endpoint FROM push_devices WHERE user_id = $1 ORDER BY at DESC, endpoint LIMIT {PUSH_DEVICES_MAX})"
    );
    cx.exec(&sql, vec![id(user)]).await.map(drop)
}

/// Another person's device of this address stays.
pub async fn forget(cx: &mut Cx, user: UserId, endpoint: &str) -> Result<(), Fault> {
    let sql = "DELETE FROM push_devices WHERE endpoint = $1 AND user_id = $2";
    cx.exec(sql, vec![endpoint.into(), id(user)]).await.map(drop)
}

pub async fn of(cx: &mut Cx, user: UserId) -> Result<Vec<Device>, Fault> {
    let sql = "SELECT endpoint, session_id, p256dh, auth FROM push_devices WHERE user_id = $1 ORDER BY at, endpoint";
    let device = |row: &Row| Device {
        endpoint: row.text("endpoint"),
        p256dh: row.text("p256dh"),
        auth: row.text("auth"),
        session_id: row.id("session_id"),
    };
    Ok(cx.all(sql, vec![id(user)]).await?.iter().map(device).collect())
}

pub async fn count(cx: &mut Cx, user: UserId) -> Result<i64, Fault> {
    Ok(cx.one("SELECT COUNT(*) AS n FROM push_devices WHERE user_id = $1", vec![id(user)]).await?.int("n"))
}

pub async fn drop_all(cx: &mut Cx, user: UserId) -> Result<(), Fault> {
    cx.exec("DELETE FROM push_devices WHERE user_id = $1", vec![id(user)]).await.map(drop)
}

/// The key that all of them know is gone.
pub async fn drop_everybodys(cx: &mut Cx) -> Result<(), Fault> {
    cx.exec("DELETE FROM push_devices", vec![]).await.map(drop)
}

/// What its person is told of a device: the rest of its address, and its keys, are what it is told by.
#[derive(Serialize)]
pub struct Known {
    pub host: String,
    pub at: Millis,
}

pub async fn known(cx: &mut Cx, user: UserId) -> Result<Vec<Known>, Fault> {
    let sql = "SELECT endpoint, at FROM push_devices WHERE user_id = $1 ORDER BY at, endpoint";
    let host = |text: String| Url::parse(&text).ok().and_then(|url| url.host_str().map(str::to_string));
    let known = |row: &Row| Known { host: host(row.text("endpoint")).unwrap_or_default(), at: row.int("at") };
    Ok(cx.all(sql, vec![id(user)]).await?.iter().map(known).collect())
}
