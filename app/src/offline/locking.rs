//! Setting, changing and removing the PIN of a device.

use gloo::storage::{LocalStorage, Storage};
use leptos::prelude::*;
use yingda_shared::identity::devices::KeepDeviceKey;
use yingda_shared::kernel::id::UserId;
use yingda_shared::sync::pin::After;

use super::crypto::Sealer;
use super::envelope::Envelope;
use super::opening::{self, database_name};
use super::status::Status;
use super::store::BrowserStore;
use super::tabs::{Tabs, Word};
use super::unlocking::{self, Tried, attempt};
use super::vault::{Closed, Vault};
use crate::api::call;

/// Why a PIN was not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSet {
    /// Something waits: it is sent or decided about first, because the database begins anew.
    Waiting,
    /// Somebody else who used this browser has not sent everything, and the browser is cleared.
    Others,
    Away,
    /// The PIN that was to be changed is another one.
    Wrong(After),
    Failed,
}

/// Sets the first PIN. The key so far lay beside the data, and deleting a database leaves its bytes in the
/// browser's files for a while: the answer to `KeepDeviceKey` has the browser clear what it kept, and the
/// device begins anew under a key that never was on the disk in clear.
pub async fn set(user: UserId, status: Status, pin: &str) -> Result<(), NotSet> {
    let name = database_name(Some(user));
    let open = opening::opened();
    let mut confirmed = Vec::new();
    if let Some(session) = &open {
        if status.away.get_untracked() {
            return Err(NotSet::Away);
        }
        session.count().await;
        if untrack(|| status.unsent() + status.tray.get()) > 0 {
            session.kick();
            return Err(NotSet::Waiting);
        }
        confirmed = session.engine.store.archived().await.unwrap_or_default();
    }
    if super::leaving::others_wait().await {
        return Err(NotSet::Others);
    }
    let fresh = Envelope::fresh(pin).await.map_err(|_| NotSet::Failed)?;
    let vault = Vault::open(&name).await.map_err(|_| NotSet::Failed)?;
    if !vault.retire().await.map_err(|_| NotSet::Failed)? {
        return Err(NotSet::Waiting);
    }
    vault.shut();
    opening::close();
    let _ = BrowserStore::erase(&name).await;
    let texts = texts();
    let kept = call(KeepDeviceKey { device: fresh.envelope.device, key: fresh.spare }).await;
    texts.into_iter().for_each(|(name, text)| drop(LocalStorage::raw().set_item(&name, &text)));
    // Without the spare key nothing is set: the page begins anew as it was before.
    if kept.is_ok() {
        let vault = Vault::open(&name).await.map_err(|_| NotSet::Failed)?;
        vault.begin(&fresh.envelope).await.map_err(|_| NotSet::Failed)?;
        let _ = vault.store(fresh.sealer).archive(&confirmed).await;
    }
    Tabs::of(&name).say(Word::Closed);
    crate::pwa::reload();
    kept.map(drop).map_err(|_| NotSet::Away)
}

/// What pages keep outside of the database, with clearing in between.
fn texts() -> Vec<(String, String)> {
    let raw = LocalStorage::raw();
    let names = (0..raw.length().unwrap_or_default()).filter_map(|at| raw.key(at).ok().flatten());
    names.filter_map(|name| raw.get_item(&name).ok().flatten().map(|text| (name, text))).collect()
}

/// Another PIN for the same key.
pub async fn change(user: UserId, status: Status, pin: &str, new: &str) -> Result<(), NotSet> {
    let (vault, envelope) = closed(user).await?;
    tried(&vault, &envelope, user, status, pin).await?;
    let changed = envelope.changed(pin, new).await.map_err(|_| NotSet::Failed)?;
    vault.close_anew(&changed).await.map_err(|_| NotSet::Failed)
}

/// No PIN any more: the browser keeps the key beside the data.
pub async fn remove(user: UserId, status: Status, pin: &str) -> Result<(), NotSet> {
    let (vault, envelope) = closed(user).await?;
    let sealer = tried(&vault, &envelope, user, status, pin).await?;
    vault.keep_key(&sealer).await.map_err(|_| NotSet::Failed)
}

/// The key behind the PIN; one wrong try too many costs what it costs at the lock screen.
async fn tried(vault: &Vault, envelope: &Envelope, user: UserId, status: Status, pin: &str) -> Result<Sealer, NotSet> {
    let tried = attempt(vault, envelope, pin).await;
    if matches!(tried, Err(Tried::Wrong(After::Forgotten))) {
        vault.clone().shut();
        let name = database_name(Some(user));
        unlocking::forget(&name, status).await;
        Tabs::of(&name).say(Word::Closed);
    }
    tried.map_err(|tried| match tried {
        Tried::Wrong(after) => NotSet::Wrong(after),
        _ => NotSet::Failed,
    })
}

async fn closed(user: UserId) -> Result<(Vault, Envelope), NotSet> {
    let vault = Vault::open(&database_name(Some(user))).await.map_err(|_| NotSet::Failed)?;
    match vault.closed().await {
        Ok(Closed::Pin(envelope)) => Ok((vault, envelope)),
        _ => Err(NotSet::Failed),
    }
}
