//! Devices that keep work without a network: how long they may, their spare keys, and signing a lost
//! one out for somebody else.

pub mod store;

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::devices::*;
use yingda_shared::identity::operations::{Done, Sessions};
use yingda_shared::identity::policy::may_save_user;
use yingda_shared::identity::{Role, User};
use yingda_shared::kernel::id::UserId;
use yingda_shared::record::Saved;

use super::sessions::{own, password_known};
use super::store as sessions;
use crate::audit::Line;
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::records;
use crate::settings;

pub fn register(registry: &mut Registry) {
    registry.read::<GetDevicePolicy, _>(policy);
    registry.write::<SaveDevicePolicy, _>(save_policy);
    registry.write::<KeepDeviceKey, _>(keep_key);
    registry.free::<RecoverDeviceKey, _>(recover_key);
    registry.read::<ListDevices, _>(list);
    registry.write::<RevokeDevice, _>(revoke);
}

async fn policy(cx: &mut Cx, _: GetDevicePolicy) -> Result<DevicePolicy, Fault> {
    store::policy(cx).await
}

async fn save_policy(cx: &mut Cx, op: SaveDevicePolicy) -> Result<Saved, Fault> {
    let before = store::policy(cx).await?;
    if before.rv != op.0.rv {
        return Err(Fault::Conflict { version: before.rv, changes: Vec::new() });
    }
    settings::save(cx, SaveDevicePolicy::NAME, store::POLICY, &before, &op.0).await
}

async fn keep_key(cx: &mut Cx, op: KeepDeviceKey) -> Result<Done, Fault> {
    let user = own(cx)?;
    match store::keep_key(cx, user, op.device, &op.key).await? {
        true => Ok(Done {}),
        // Nobody puts a key of their own in the place of another's.
        false => Err(Fault::Forbidden),
    }
}

/// A forgotten PIN costs nothing but the password: whoever has it has the account as well.
async fn recover_key(cx: &mut Cx, op: RecoverDeviceKey) -> Result<DeviceKey, Fault> {
    let user = own(cx)?;
    password_known(cx, user, &op.password, "/password").await?;
    let key = store::key(cx, user, op.device).await?.ok_or(Fault::NotFound)?;
    Ok(DeviceKey { key })
}

/// The person, if the caller may sign their devices out: those who may change the account.
async fn keeper_of(cx: &mut Cx, id: UserId) -> Result<User, Fault> {
    let user: User = records::store::find(cx, id.0).await?.ok_or(Fault::NotFound)?;
    let role: Role = records::store::find(cx, user.role_id.0).await?.ok_or(Fault::NotFound)?;
    match may_save_user(cx.actor(), Some(&user), &user, &role) {
        true => Ok(user),
        false => Err(Fault::NotFound),
    }
}

async fn list(cx: &mut Cx, op: ListDevices) -> Result<Sessions, Fault> {
    let user = keeper_of(cx, op.id).await?;
    let current = cx.caller.session.clone();
    Ok(Sessions { rows: sessions::sessions(cx, user.id, current.as_deref()).await? })
}

async fn revoke(cx: &mut Cx, op: RevokeDevice) -> Result<Done, Fault> {
    let user = keeper_of(cx, op.id).await?;
    if !sessions::end_session(cx, user.id, op.session, op.erase).await? {
        return Err(Fault::NotFound);
    }
    cx.touch("sessions", &op.session.to_string(), Vec::new()).await?;
    let (object, new) = (user.id.to_string(), if op.erase { "erase" } else { "" });
    cx.audit(Line {
        action: "users.revoke_device",
        kind: "users",
        object: &object,
        field: "devices",
        old: "",
        new,
        reason: "",
    })
    .await?;
    Ok(Done {})
}
