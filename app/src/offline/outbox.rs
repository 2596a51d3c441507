//! Records of the outbox and the tray as they lie: numbered anew, and set aside where they can no longer
//! be opened, so that nothing that can be read waits for what cannot.

use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::Transaction;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::sync::store::{Meta, Renumber, TrayItem};
use yingda_shared::sync::{Mutation, Store, StoreFault};

use super::archive;
use super::database::{ARCHIVE, META, OUTBOX, TRAY, fault, reading, writing};
use super::store::{BrowserStore, META_KEY, NEXT_KEY, meta_in, text};

/// Before the names of mutations that were set aside.
const ASIDE: &str = "damaged/";

/// What waits for a person's decision.
#[derive(Default)]
pub struct Tray {
    /// The oldest first.
    pub items: Vec<TrayItem>,
    /// Names of records that cannot be opened any more.
    pub damaged: Vec<String>,
}

impl BrowserStore {
    pub async fn tray(&self) -> Result<Tray, StoreFault> {
        let tx = reading(self.database(), TRAY)?;
        let store = tx.object_store(TRAY).map_err(fault)?;
        let names = store.get_all_keys::<JsValue>().primitive().map_err(fault)?.await.map_err(fault)?;
        let sealed = store.get_all::<JsValue>().primitive().map_err(fault)?.await.map_err(fault)?;
        let records: Vec<(JsValue, JsValue)> = names.flatten().zip(sealed.flatten()).collect();
        let mut tray = Tray::default();
        for (name, sealed) in records {
            let (name, sealed) = (name.as_string().unwrap_or_default(), sealed.unchecked_into());
            match self.unsealed::<TrayItem>(TRAY, &sealed).await {
                Ok(item) => tray.items.push(item),
                // Set aside, and to be read after all.
                Err(_) if name.starts_with(ASIDE) && self.take_back(&name, &sealed).await? => {}
                Err(_) if self.is_damaged(TRAY, &sealed).await => tray.damaged.push(name),
                // Written by a later build: it waits for that one.
                Err(_) => {}
            }
        }
        tray.items.sort_by_key(|item| (item.at, item.mutation.mid));
        Ok(tray)
    }

    /// Takes one out of the tray: only ever by a person's word.
    pub async fn leave_tray(&self, name: &str) -> Result<(), StoreFault> {
        let tx = writing(self.database(), true)?;
        let store = tx.object_store(TRAY).map_err(fault)?;
        store.delete(name.to_string()).primitive().map_err(fault)?.await.map_err(fault)?;
        tx.commit().await.map_err(fault)
    }

    /// Puts a mutation that was set aside back into the outbox, where it can be opened.
    async fn take_back(&self, name: &str, sealed: &Uint8Array) -> Result<bool, StoreFault> {
        let Ok(mutation) = self.unsealed::<Mutation>(OUTBOX, sealed).await else { return Ok(false) };
        // Twice in the outbox is once on the server: it knows the id.
        self.append(mutation).await?;
        self.leave_tray(name).await?;
        Ok(true)
    }

    /// Mutations of the outbox that cannot be opened wait in the tray for a person to hear of them; what
    /// comes after them moves up, so that the numbers have no gap.
    pub(super) async fn set_aside(&self, damaged: &[Uint8Array]) -> Result<(), StoreFault> {
        let damaged: Vec<Vec<u8>> = damaged.iter().map(Uint8Array::to_vec).collect();
        let tx = writing(self.database(), true)?;
        {
            let meta = tx.object_store(META).map_err(fault)?;
            let known = meta_in(&meta).await?;
            // Whoever read the numbers before must not write by them.
            let anew = Meta { version: known.version + 1, ..known };
            meta.put(text(&anew)?).with_key(META_KEY).primitive().map_err(fault)?;
            let tray = tx.object_store(TRAY).map_err(fault)?;
            let outbox = tx.object_store(OUTBOX).map_err(fault)?;
            let keys = outbox.get_all_keys::<JsValue>().primitive().map_err(fault)?.await.map_err(fault)?;
            let records = outbox.get_all::<JsValue>().primitive().map_err(fault)?.await.map_err(fault)?;
            let mut first = None;
            for (key, record) in keys.flatten().zip(records.flatten()) {
                let (mid, sealed) = (key.as_f64().ok_or(StoreFault::Lost)?, sealed(record));
                first = first.or(Some(mid));
                // Another tab may have set it aside meanwhile.
                if damaged.contains(&sealed.unchecked_ref::<Uint8Array>().to_vec()) {
                    let name = format!("{ASIDE}{}", Uuid::now_v7());
                    tray.put(sealed).with_key(name).primitive().map_err(fault)?;
                    outbox.delete(mid).primitive().map_err(fault)?;
                }
            }
            if let Some(first) = first {
                renumber(&tx, Renumber::Outbox, first as u64).await?;
            }
        }
        tx.commit().await.map_err(fault)
    }
}

/// Numbers what waits from `first`. Numbers are no part of what is sealed, so that this waits for
/// nothing but the database.
pub async fn renumber(tx: &Transaction<'_>, how: Renumber, first: u64) -> Result<(), StoreFault> {
    let mut all: Vec<JsValue> = Vec::new();
    if how == Renumber::ArchiveThenOutbox {
        let archive = tx.object_store(ARCHIVE).map_err(fault)?;
        let confirmed = archive.get_all::<JsValue>().primitive().map_err(fault)?.await.map_err(fault)?;
        all.extend(confirmed.flatten().map(archive::sealed));
        archive.clear().map_err(fault)?;
    }
    let outbox = tx.object_store(OUTBOX).map_err(fault)?;
    let waiting = outbox.get_all::<JsValue>().primitive().map_err(fault)?.await.map_err(fault)?;
    all.extend(waiting.flatten().map(sealed));
    outbox.clear().map_err(fault)?;
    let next = first + all.len() as u64;
    for (mid, sealed) in (first..next).zip(&all) {
        let mid = mid as f64;
        let record = Array::of3(&mid.into(), sealed, &JsValue::UNDEFINED);
        outbox.put(JsValue::from(record)).with_key(mid).primitive().map_err(fault)?;
    }
    let meta = tx.object_store(META).map_err(fault)?;
    meta.put(next as f64).with_key(NEXT_KEY).primitive().map_err(fault)?;
    Ok(())
}

/// The sealed mutation of a record of the outbox.
fn sealed(record: JsValue) -> JsValue {
    record.unchecked_into::<Array>().get(1)
}
