//! The policy of devices (a row of the settings) and their spare keys.

use yingda_shared::fault::Fault;
use yingda_shared::identity::devices::DevicePolicy;
use yingda_shared::kernel::id::{UserId, Uuid};
use yingda_shared::kernel::limits::{PRUNE_BATCH, SPARE_KEY_DAYS};
use yingda_shared::kernel::time::DAY;

use crate::binds;
use crate::ctx::Cx;
use crate::db::id;
use crate::settings;

pub const POLICY: &str = "device_policy";

pub async fn policy(cx: &mut Cx) -> Result<DevicePolicy, Fault> {
    settings::find(cx, POLICY).await
}

/// Keeps a device's spare key; `false` when the device is another's.
pub async fn keep_key(cx: &mut Cx, user: UserId, device: Uuid, hex: &str) -> Result<bool, Fault> {
    let sql = "INSERT INTO device_keys (device, user_id, hex, at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (device) DO UPDATE SET hex = excluded.hex, at = excluded.at \
               WHERE device_keys.user_id = excluded.user_id";
    Ok(cx.exec(sql, vec![device.into(), id(user), hex.into(), cx.now.into()]).await? > 0)
}

/// The spare key of a device of the user's.
pub async fn key(cx: &mut Cx, user: UserId, device: Uuid) -> Result<Option<String>, Fault> {
    let sql = "SELECT hex FROM device_keys WHERE device = $1 AND user_id = $2";
    Ok(cx.maybe(sql, vec![device.into(), id(user)]).await?.map(|row| row.text("hex")))
}

/// Lets a batch of keys go whose devices have long begun anew, or never come back.
pub async fn prune(cx: &mut Cx) -> Result<u64, Fault> {
    let sql = "DELETE FROM device_keys WHERE device IN (SELECT device FROM device_keys WHERE at <= $1 LIMIT $2)";
    cx.exec(sql, binds![cx.now - SPARE_KEY_DAYS * DAY, PRUNE_BATCH as i64]).await
}

/// The keys of a person's devices.
pub async fn forget(cx: &mut Cx, user: UserId) -> Result<(), Fault> {
    cx.exec("DELETE FROM device_keys WHERE user_id = $1", vec![id(user)]).await.map(drop)
}
