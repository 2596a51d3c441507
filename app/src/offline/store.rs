//! The store of one person on one device. Rows lie in sealed pages, so that a thousand of them cost a
//! few dozen records; mutations lie each for itself.
//!
//! Everything is sealed and opened outside of transactions: IndexedDB ends one that waits for
//! anything else. What was read before is compared by its version inside.

use std::cell::Cell;
use std::collections::BTreeMap;

use futures::lock::Mutex;
use indexed_db_futures::database::Database;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::sync::pages::Pages;
use yingda_shared::sync::store::{Apply, Entry, Meta, Read};
use yingda_shared::sync::{Mutation, Store, StoreFault, Verdict};

use super::archive;
use super::blobs::Blobs;
use super::crypto::{NoCrypto, Sealer};
use super::database::{ARCHIVE, META, OUTBOX, PAGES, TRAY, fault, reading, writing};
use super::opened::Opened;
use super::outbox;
use super::vault::Vault;

pub const META_KEY: &str = "meta";
pub const SEAL_KEY: &str = "key";
pub const NEXT_KEY: &str = "next_mid";

pub struct BrowserStore {
    database: Database,
    sealer: Sealer,
    /// Something opened with the key: it is the right one.
    fits: Cell<bool>,
    opened: Opened,
    pub(super) pages: Mutex<Pages>,
}

impl From<NoCrypto> for StoreLost {
    fn from(_: NoCrypto) -> Self {
        StoreLost
    }
}

/// What could not be sealed or opened counts as lost.
struct StoreLost;

impl From<StoreLost> for StoreFault {
    fn from(_: StoreLost) -> Self {
        StoreFault::Lost
    }
}

impl BrowserStore {
    /// The store over a person's database, whose key is known.
    pub fn over(database: Database, sealer: Sealer) -> BrowserStore {
        BrowserStore { database, sealer, fits: Cell::default(), opened: Opened::default(), pages: Mutex::default() }
    }

    /// Begins the person's store under a fresh name of the device and a key the browser keeps.
    pub async fn begin(database: Database, fresh_client: Uuid) -> Result<BrowserStore, StoreFault> {
        let sealer = Sealer::fresh().await.map_err(StoreLost::from)?;
        let meta = text(&Meta::new(fresh_client))?;
        let tx = writing(&database, true)?;
        {
            let store = tx.object_store(META).map_err(fault)?;
            // Two tabs that open for the first time: the first one's key holds.
            if store.get::<JsValue, _, _>(SEAL_KEY).primitive().map_err(fault)?.await.map_err(fault)?.is_none() {
                store.put(sealer.key()).with_key(SEAL_KEY).primitive().map_err(fault)?.await.map_err(fault)?;
                store.put(meta).with_key(META_KEY).primitive().map_err(fault)?.await.map_err(fault)?;
                store.put(1.0f64).with_key(NEXT_KEY).primitive().map_err(fault)?.await.map_err(fault)?;
            }
        }
        tx.commit().await.map_err(fault)?;
        let sealer = known_sealer(&database).await?.ok_or(StoreFault::Lost)?;
        Ok(BrowserStore::over(database, sealer))
    }

    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    pub(super) fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// The files of this database, under the same key.
    pub fn blobs(&self) -> Blobs {
        Blobs::new(self.database.clone(), self.sealer.clone())
    }

    /// What can be told of the database without its key.
    pub fn vault(&self) -> Vault {
        Vault::of(self.database.clone())
    }

    /// What was confirmed and may have to be sent once more, in its order.
    pub async fn archived(&self) -> Result<Vec<Mutation>, StoreFault> {
        let mut mutations = Vec::new();
        for value in self.values(ARCHIVE).await? {
            // One that cannot be opened cannot be sent again either.
            mutations.extend(self.unsealed(OUTBOX, &archive::sealed(value).unchecked_into()).await);
        }
        Ok(mutations)
    }

    /// Puts back what was confirmed under the key before this one.
    pub async fn archive(&self, mutations: &[Mutation]) -> Result<(), StoreFault> {
        let mut sealed = Vec::with_capacity(mutations.len());
        for mutation in mutations {
            sealed.push(archive::record(mutation.made_at, &self.sealed(OUTBOX, mutation).await?));
        }
        let tx = writing(&self.database, true)?;
        let store = tx.object_store(ARCHIVE).map_err(fault)?;
        for record in sealed {
            store.put(record).primitive().map_err(fault)?;
        }
        tx.commit().await.map_err(fault)
    }

    /// Deletes the person's database with everything in it.
    pub async fn erase(name: &str) -> Result<(), StoreFault> {
        Database::delete_by_name(name).map_err(|_| StoreFault::Lost)?.await.map_err(|_| StoreFault::Lost)
    }

    pub(super) async fn sealed<T: Serialize>(&self, place: &str, value: &T) -> Result<Uint8Array, StoreFault> {
        let plain = serde_json::to_vec(value).map_err(|_| StoreFault::Lost)?;
        Ok(self.sealer.seal(place, &plain).await.map_err(StoreLost::from)?)
    }

    pub(super) async fn unsealed<T: DeserializeOwned>(
        &self,
        place: &str,
        sealed: &Uint8Array,
    ) -> Result<T, StoreFault> {
        let plain = self.sealer.open(place, sealed).await.map_err(StoreLost::from)?;
        self.fits.set(true);
        serde_json::from_slice(&plain).map_err(|_| StoreFault::Lost)
    }

    /// Whether a record that does not open is damaged: others open with the same key.
    pub(super) async fn is_damaged(&self, place: &str, sealed: &Uint8Array) -> bool {
        self.fits.get() && self.sealer.open(place, sealed).await.is_err()
    }

    async fn values(&self, store: &str) -> Result<Vec<JsValue>, StoreFault> {
        let tx = reading(&self.database, store)?;
        let values = tx.object_store(store).map_err(fault)?.get_all::<JsValue>().primitive().map_err(fault)?;
        values.await.map_err(fault)?.collect::<Result<Vec<_>, _>>().map_err(fault)
    }
}

impl Store for BrowserStore {
    async fn meta(&self) -> Result<Meta, StoreFault> {
        let tx = reading(&self.database, META)?;
        meta_in(&tx.object_store(META).map_err(fault)?).await
    }

    async fn rows(&self, known: Option<u64>) -> Result<Read, StoreFault> {
        self.read_pages(known).await
    }

    async fn outbox(&self) -> Result<Vec<Entry>, StoreFault> {
        loop {
            let (mut entries, mut known, mut damaged) = (Vec::new(), Vec::new(), Vec::new());
            for value in self.values(OUTBOX).await? {
                let value: Array = value.unchecked_into();
                let mid = value.get(0).as_f64().unwrap_or_default() as u64;
                let sealed: Uint8Array = value.get(1).unchecked_into();
                let opened = match self.opened.get(&sealed) {
                    Some(mutation) => Ok(mutation),
                    None => self.unsealed::<Mutation>(OUTBOX, &sealed).await,
                };
                let mutation = match opened {
                    Ok(mutation) => mutation,
                    // Written by a later build: it waits for that one.
                    Err(lost) if !self.is_damaged(OUTBOX, &sealed).await => return Err(lost),
                    Err(_) => {
                        damaged.push(sealed);
                        continue;
                    }
                };
                known.push(sealed);
                let verdict = match value.get(2).dyn_into::<Uint8Array>() {
                    // One that cannot be opened is asked for again.
                    Ok(sealed) => self.unsealed::<Verdict>(OUTBOX, &sealed).await.ok(),
                    Err(_) => None,
                };
                entries.push(Entry { mutation: Mutation { mid, ..mutation }, verdict });
            }
            if damaged.is_empty() {
                self.opened.set(known.iter().zip(entries.iter().map(|entry| &entry.mutation)));
                return Ok(entries);
            }
            self.set_aside(&damaged).await?;
        }
    }

    async fn append(&self, mutation: Mutation) -> Result<u64, StoreFault> {
        let sealed = self.sealed(OUTBOX, &mutation).await?;
        let tx = writing(&self.database, true)?;
        let mid = {
            let meta = tx.object_store(META).map_err(fault)?;
            let mid = meta.get::<f64, _, _>(NEXT_KEY).primitive().map_err(fault)?.await.map_err(fault)?;
            let mid = mid.ok_or(StoreFault::Lost)?;
            meta.put(mid + 1.0).with_key(NEXT_KEY).primitive().map_err(fault)?.await.map_err(fault)?;
            let outbox = tx.object_store(OUTBOX).map_err(fault)?;
            let record = Array::of3(&mid.into(), &sealed, &JsValue::UNDEFINED);
            outbox.put(JsValue::from(record)).with_key(mid).primitive().map_err(fault)?.await.map_err(fault)?;
            mid
        };
        tx.commit().await.map_err(fault)?;
        Ok(mid as u64)
    }

    async fn apply(&self, change: Apply) -> Result<(), StoreFault> {
        let mut pages = self.pages.lock().await;
        // Worked out from another version than this tab last read or wrote.
        if pages.version != Some(change.expect) {
            return Err(StoreFault::Stale);
        }
        let changed = pages.changed(&change.puts, &change.removes);
        let sealed = self.sealed_pages(&changed, change.meta.version).await?;
        let settled = !change.note.is_empty() || !change.archive.is_empty() || !change.tray.is_empty();
        let entries = if settled { self.outbox().await? } else { Vec::new() };
        let by_id: BTreeMap<Uuid, &Entry> = entries.iter().map(|entry| (entry.mutation.id, entry)).collect();
        let mut notes = Vec::new();
        for verdict in &change.note {
            if let Some(entry) = by_id.get(&verdict.id) {
                let mutation = self.sealed(OUTBOX, &entry.mutation).await?;
                let verdict = self.sealed(OUTBOX, verdict).await?;
                let mid = entry.mutation.mid as f64;
                notes.push((mid, Array::of3(&mid.into(), &mutation, &verdict)));
            }
        }
        let mut done = Vec::new();
        for entry in change.archive.iter().filter_map(|id| by_id.get(id)) {
            let sealed = self.sealed(OUTBOX, &entry.mutation).await?;
            done.push((entry.mutation.mid as f64, archive::record(entry.mutation.made_at, &sealed)));
        }
        let mut refused = Vec::new();
        for item in change.tray.iter().filter(|item| by_id.contains_key(&item.mutation.id)) {
            let mid = by_id[&item.mutation.id].mutation.mid as f64;
            refused.push((mid, item.mutation.id.to_string(), self.sealed(TRAY, item).await?));
        }
        let meta_text = text(&change.meta)?;

        let tx = writing(&self.database, settled || change.renumber.is_some())?;
        {
            let meta = tx.object_store(META).map_err(fault)?;
            if meta_in(&meta).await?.version != change.expect {
                return Err(StoreFault::Stale);
            }
            meta.put(meta_text).with_key(META_KEY).primitive().map_err(fault)?;
            let store = tx.object_store(PAGES).map_err(fault)?;
            for (name, record) in sealed {
                store.put(record).with_key(name).primitive().map_err(fault)?;
            }
            let outbox = tx.object_store(OUTBOX).map_err(fault)?;
            for (mid, record) in notes {
                outbox.put(JsValue::from(record)).with_key(mid).primitive().map_err(fault)?;
            }
            let archive = tx.object_store(ARCHIVE).map_err(fault)?;
            for (mid, record) in done {
                outbox.delete(mid).primitive().map_err(fault)?;
                archive.put(record).primitive().map_err(fault)?;
            }
            if settled {
                archive::forget(&archive, change.forget_before).await?;
            }
            let tray = tx.object_store(TRAY).map_err(fault)?;
            for (mid, id, sealed) in refused {
                outbox.delete(mid).primitive().map_err(fault)?;
                tray.put(JsValue::from(sealed)).with_key(id).primitive().map_err(fault)?;
            }
            if let Some(how) = change.renumber {
                outbox::renumber(&tx, how, 1).await?;
            }
        }
        tx.commit().await.map_err(fault)?;
        pages.commit(change.meta.version, changed);
        Ok(())
    }
}

pub async fn known_sealer(database: &Database) -> Result<Option<Sealer>, StoreFault> {
    let tx = reading(database, META)?;
    let store = tx.object_store(META).map_err(fault)?;
    let key = store.get::<JsValue, _, _>(SEAL_KEY).primitive().map_err(fault)?.await.map_err(fault)?;
    Ok(key.and_then(Sealer::of))
}

/// Where the device stands, inside a transaction.
pub(super) async fn meta_in(store: &ObjectStore<'_>) -> Result<Meta, StoreFault> {
    let text = store.get::<String, _, _>(META_KEY).primitive().map_err(fault)?.await.map_err(fault)?;
    serde_json::from_str(&text.ok_or(StoreFault::Lost)?).map_err(|_| StoreFault::Lost)
}

pub(super) fn text<T: Serialize>(value: &T) -> Result<String, StoreFault> {
    serde_json::to_string(value).map_err(|_| StoreFault::Lost)
}
