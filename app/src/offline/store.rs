//! The store of one person on one device. Rows lie in sealed pages, each holding the rows of a kind
//! whose ids fall into one bucket, so that a thousand rows cost a few dozen records; mutations lie
//! each for itself.
//!
//! Everything is sealed and opened outside of transactions: IndexedDB ends one that waits for
//! anything else. What was read before is compared by its version inside.

use std::collections::{BTreeMap, BTreeSet};

use indexed_db_futures::database::Database;
use indexed_db_futures::prelude::*;
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::sync::check::fingerprint;
use yingda_shared::sync::store::{Apply, Entry, Held, Meta, Renumber, TrayItem};
use yingda_shared::sync::{Key, Mutation, Store, StoreFault, Verdict};

use super::archive;
use super::blobs::Blobs;
use super::crypto::{NoCrypto, Sealer};
use super::database::{ARCHIVE, META, OUTBOX, PAGES, TRAY, fault, reading, writing};
use super::opened::Opened;
use super::vault::Vault;

pub const META_KEY: &str = "meta";
pub const SEAL_KEY: &str = "key";
pub const NEXT_KEY: &str = "next_mid";

pub struct BrowserStore {
    database: Database,
    sealer: Sealer,
    opened: Opened,
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
        BrowserStore { database, sealer, opened: Opened::default() }
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

    /// The files of this database, under the same key.
    pub fn blobs(&self) -> Blobs {
        Blobs::new(self.database.clone(), self.sealer.clone())
    }

    /// What waits for a decision, the oldest first.
    pub async fn tray(&self) -> Result<Vec<TrayItem>, StoreFault> {
        let sealed = self.values(TRAY).await?;
        let mut items = Vec::with_capacity(sealed.len());
        for value in sealed {
            items.push(self.unsealed::<TrayItem>(TRAY, &value.unchecked_into()).await?);
        }
        items.sort_by_key(|item| (item.at, item.mutation.mid));
        Ok(items)
    }

    /// What can be told of the database without its key.
    pub fn vault(&self) -> Vault {
        Vault::of(self.database.clone())
    }

    /// What was confirmed and may have to be sent once more, in its order.
    pub async fn archived(&self) -> Result<Vec<Mutation>, StoreFault> {
        let mut mutations = Vec::new();
        for value in self.values(ARCHIVE).await? {
            mutations.push(self.unsealed(OUTBOX, &archive::sealed(value).unchecked_into()).await?);
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

    /// Takes one out of the tray: only ever by a person's word.
    pub async fn leave_tray(&self, mutation: Uuid) -> Result<(), StoreFault> {
        let tx = writing(&self.database, true)?;
        let store = tx.object_store(TRAY).map_err(fault)?;
        store.delete(mutation.to_string()).primitive().map_err(fault)?.await.map_err(fault)?;
        tx.commit().await.map_err(fault)
    }

    /// Deletes the person's database with everything in it.
    pub async fn erase(name: &str) -> Result<(), StoreFault> {
        Database::delete_by_name(name).map_err(|_| StoreFault::Lost)?.await.map_err(|_| StoreFault::Lost)
    }

    async fn sealed<T: Serialize>(&self, place: &str, value: &T) -> Result<Uint8Array, StoreFault> {
        let plain = serde_json::to_vec(value).map_err(|_| StoreFault::Lost)?;
        Ok(self.sealer.seal(place, &plain).await.map_err(StoreLost::from)?)
    }

    async fn unsealed<T: DeserializeOwned>(&self, place: &str, sealed: &Uint8Array) -> Result<T, StoreFault> {
        let plain = self.sealer.open(place, sealed).await.map_err(StoreLost::from)?;
        serde_json::from_slice(&plain).map_err(|_| StoreFault::Lost)
    }

    async fn values(&self, store: &str) -> Result<Vec<JsValue>, StoreFault> {
        let tx = reading(&self.database, store)?;
        let values = tx.object_store(store).map_err(fault)?.get_all::<JsValue>().primitive().map_err(fault)?;
        values.await.map_err(fault)?.collect::<Result<Vec<_>, _>>().map_err(fault)
    }

    /// The rows of a page; Stale when it was damaged, since everything is then fetched anew.
    async fn page(&self, name: &str) -> Result<Vec<Held>, StoreFault> {
        let tx = reading(&self.database, PAGES)?;
        let store = tx.object_store(PAGES).map_err(fault)?;
        let value = store.get::<JsValue, _, _>(name).primitive().map_err(fault)?.await.map_err(fault)?;
        drop(store);
        drop(tx);
        match value {
            Some(value) => match self.unsealed(name, &second(&value)).await {
                Ok(rows) => Ok(rows),
                Err(_) => {
                    self.give_up(&[name.to_string()]).await?;
                    Err(StoreFault::Stale)
                }
            },
            None => Ok(Vec::new()),
        }
    }

    /// Damaged pages go. What they held comes with the next snapshot, which begins with the next exchange.
    async fn give_up(&self, pages: &[String]) -> Result<(), StoreFault> {
        let tx = writing(&self.database, false)?;
        {
            let meta = tx.object_store(META).map_err(fault)?;
            let known = meta.get::<String, _, _>(META_KEY).primitive().map_err(fault)?.await.map_err(fault)?;
            let known: Meta = serde_json::from_str(&known.ok_or(StoreFault::Lost)?).map_err(|_| StoreFault::Lost)?;
            let anew = Meta { cursor: None, version: known.version + 1, ..known };
            meta.put(text(&anew)?).with_key(META_KEY).primitive().map_err(fault)?;
            let store = tx.object_store(PAGES).map_err(fault)?;
            for name in pages {
                drop(store.delete(name.as_str()).primitive().map_err(fault)?);
            }
        }
        tx.commit().await.map_err(fault)
    }

    /// The pages as a change leaves them: None for one that is empty now.
    async fn changed_pages(&self, change: &Apply) -> Result<BTreeMap<String, Option<Uint8Array>>, StoreFault> {
        let mut pages: BTreeMap<String, BTreeMap<Key, Held>> = BTreeMap::new();
        let touched = change.puts.iter().map(|held| &held.row.key).chain(&change.removes);
        let names: BTreeSet<String> = touched.map(page_of).collect();
        for name in names {
            let rows = self.page(&name).await?;
            pages.insert(name, rows.into_iter().map(|held| (held.row.key.clone(), held)).collect());
        }
        for key in &change.removes {
            pages.get_mut(&page_of(key)).and_then(|rows| rows.remove(key));
        }
        for held in &change.puts {
            if let Some(rows) = pages.get_mut(&page_of(&held.row.key)) {
                rows.insert(held.row.key.clone(), held.clone());
            }
        }
        let mut sealed = BTreeMap::new();
        for (name, rows) in pages {
            let rows: Vec<Held> = rows.into_values().collect();
            let bytes = if rows.is_empty() { None } else { Some(self.sealed(&name, &rows).await?) };
            sealed.insert(name, bytes);
        }
        Ok(sealed)
    }
}

impl Store for BrowserStore {
    async fn meta(&self) -> Result<Meta, StoreFault> {
        let tx = reading(&self.database, META)?;
        let store = tx.object_store(META).map_err(fault)?;
        let text = store.get::<String, _, _>(META_KEY).primitive().map_err(fault)?.await.map_err(fault)?;
        serde_json::from_str(&text.ok_or(StoreFault::Lost)?).map_err(|_| StoreFault::Lost)
    }

    async fn rows(&self) -> Result<Vec<Held>, StoreFault> {
        let (mut rows, mut damaged) = (Vec::new(), Vec::new());
        for value in self.values(PAGES).await? {
            let name = first(&value);
            match self.unsealed::<Vec<Held>>(&name, &second(&value)).await {
                Ok(held) => rows.extend(held),
                Err(_) => damaged.push(name),
            }
        }
        if !damaged.is_empty() {
            self.give_up(&damaged).await?;
        }
        Ok(rows)
    }

    async fn outbox(&self) -> Result<Vec<Entry>, StoreFault> {
        let (mut entries, mut known) = (Vec::new(), Vec::new());
        for value in self.values(OUTBOX).await? {
            let value: Array = value.unchecked_into();
            let mid = value.get(0).as_f64().unwrap_or_default() as u64;
            let sealed: Uint8Array = value.get(1).unchecked_into();
            let mutation: Mutation = match self.opened.get(&sealed) {
                Some(mutation) => mutation,
                None => self.unsealed(OUTBOX, &sealed).await?,
            };
            known.push(sealed);
            let verdict = match value.get(2).dyn_into::<Uint8Array>() {
                Ok(sealed) => Some(self.unsealed::<Verdict>(OUTBOX, &sealed).await?),
                Err(_) => None,
            };
            entries.push(Entry { mutation: Mutation { mid, ..mutation }, verdict });
        }
        self.opened.set(known.iter().zip(entries.iter().map(|entry| &entry.mutation)));
        Ok(entries)
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
        let pages = self.changed_pages(&change).await?;
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
            let now = meta.get::<String, _, _>(META_KEY).primitive().map_err(fault)?.await.map_err(fault)?;
            let now: Option<Meta> = now.and_then(|text| serde_json::from_str(&text).ok());
            if now.is_none_or(|now| now.version != change.expect) {
                return Err(StoreFault::Stale);
            }
            meta.put(meta_text).with_key(META_KEY).primitive().map_err(fault)?;
            let store = tx.object_store(PAGES).map_err(fault)?;
            for (name, bytes) in &pages {
                match bytes {
                    Some(bytes) => {
                        let record = Array::of2(&JsValue::from_str(name), bytes);
                        store.put(JsValue::from(record)).with_key(name.as_str()).primitive().map_err(fault)?;
                    }
                    None => drop(store.delete(name.as_str()).primitive().map_err(fault)?),
                }
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
                // Numbers are no part of what is sealed, so that this waits for nothing but the database.
                let mut sealed: Vec<JsValue> = Vec::new();
                if how == Renumber::ArchiveThenOutbox {
                    let all = archive.get_all::<JsValue>().primitive().map_err(fault)?.await.map_err(fault)?;
                    sealed.extend(all.flatten().map(archive::sealed));
                    archive.clear().map_err(fault)?;
                }
                let all = outbox.get_all::<JsValue>().primitive().map_err(fault)?.await.map_err(fault)?;
                sealed.extend(all.flatten().map(|value| value.unchecked_into::<Array>().get(1)));
                outbox.clear().map_err(fault)?;
                for (n, sealed) in sealed.iter().enumerate() {
                    let mid = (n + 1) as f64;
                    let record = Array::of3(&mid.into(), sealed, &JsValue::UNDEFINED);
                    outbox.put(JsValue::from(record)).with_key(mid).primitive().map_err(fault)?;
                }
                meta.put((sealed.len() + 1) as f64).with_key(NEXT_KEY).primitive().map_err(fault)?;
            }
        }
        tx.commit().await.map_err(fault)
    }
}

pub async fn known_sealer(database: &Database) -> Result<Option<Sealer>, StoreFault> {
    let tx = reading(database, META)?;
    let store = tx.object_store(META).map_err(fault)?;
    let key = store.get::<JsValue, _, _>(SEAL_KEY).primitive().map_err(fault)?.await.map_err(fault)?;
    Ok(key.and_then(Sealer::of))
}

fn text<T: Serialize>(value: &T) -> Result<String, StoreFault> {
    serde_json::to_string(value).map_err(|_| StoreFault::Lost)
}

/// The page a row lies in.
fn page_of(key: &Key) -> String {
    let buckets = if key.kind == "cases" { 64 } else { 8 };
    format!("{}/{}", key.kind, fingerprint(&key.id, 0) % buckets)
}

/// A page is kept with its name, to which it is sealed.
fn first(record: &JsValue) -> String {
    record.unchecked_ref::<Array>().get(0).as_string().unwrap_or_default()
}

fn second(record: &JsValue) -> Uint8Array {
    record.unchecked_ref::<Array>().get(1).unchecked_into()
}
