//! What of a person's database can be read and written without its key: whether there is one and how
//! it is closed, wrong PINs, how much waits, and until when the device may be used at all.

use indexed_db_futures::database::Database;
use indexed_db_futures::prelude::*;
use uuid::Uuid;
use wasm_bindgen::JsValue;
use yingda_shared::kernel::time::Millis;
use yingda_shared::sync::store::Meta;
use yingda_shared::sync::{StoreFault, lease};

use super::crypto::Sealer;
use super::database::{FILES, META, OUTBOX, TRAY, fault, open, reading, writing};
use super::envelope::Envelope;
use super::store::{BrowserStore, META_KEY, NEXT_KEY, SEAL_KEY, known_sealer, meta_in};

const ENVELOPE_KEY: &str = "envelope";
const WRONG_KEY: &str = "wrong";
const SEEN_KEY: &str = "seen";
const OFFSET_KEY: &str = "offset";

#[derive(Clone)]
pub struct Vault {
    database: Database,
}

/// How a database is closed.
pub enum Closed {
    /// Nothing is kept yet.
    Empty,
    /// By a key that the browser keeps beside it.
    Basic(Sealer),
    /// Under a PIN.
    Pin(Envelope),
}

impl Vault {
    pub async fn open(name: &str) -> Result<Vault, StoreFault> {
        Ok(Vault { database: open(name).await? })
    }

    pub fn of(database: Database) -> Vault {
        Vault { database }
    }

    pub async fn closed(&self) -> Result<Closed, StoreFault> {
        if let Some(envelope) = self.value(ENVELOPE_KEY).await?.and_then(Envelope::of) {
            return Ok(Closed::Pin(envelope));
        }
        Ok(known_sealer(&self.database).await?.map_or(Closed::Empty, Closed::Basic))
    }

    /// The store, by its key.
    pub fn store(&self, sealer: Sealer) -> BrowserStore {
        BrowserStore::over(self.database.clone(), sealer)
    }

    /// A store that begins under a key the browser keeps.
    pub async fn begin_basic(&self) -> Result<BrowserStore, StoreFault> {
        BrowserStore::begin(self.database.clone(), Uuid::now_v7()).await
    }

    /// A store that begins under a PIN.
    pub async fn begin(&self, envelope: &Envelope) -> Result<(), StoreFault> {
        let meta = serde_json::to_string(&Meta::new(Uuid::now_v7())).map_err(|_| StoreFault::Lost)?;
        let first = JsValue::from(1.0);
        self.put(&[(META_KEY, meta.into()), (NEXT_KEY, first), (ENVELOPE_KEY, envelope.record())], &[]).await
    }

    /// Another PIN for the same key.
    pub async fn close_anew(&self, envelope: &Envelope) -> Result<(), StoreFault> {
        self.put(&[(ENVELOPE_KEY, envelope.record()), (WRONG_KEY, 0.0.into())], &[]).await
    }

    /// No PIN any more: the browser keeps the key.
    pub async fn keep_key(&self, sealer: &Sealer) -> Result<(), StoreFault> {
        self.put(&[(SEAL_KEY, sealer.key())], &[ENVELOPE_KEY, WRONG_KEY]).await
    }

    /// Takes the database out of use if nothing in it waits: what another tab would add from now on
    /// fails there and is not lost. Answers whether it did.
    pub async fn retire(&self) -> Result<bool, StoreFault> {
        // Files are sealed under the key as well: they go first.
        if self.count(FILES).await? > 0 {
            return Ok(false);
        }
        let tx = writing(&self.database, true)?;
        let mut waiting = 0;
        for store in [OUTBOX, TRAY] {
            let store = tx.object_store(store).map_err(fault)?;
            waiting += store.count().primitive().map_err(fault)?.await.map_err(fault)?;
        }
        if waiting > 0 {
            return Ok(false);
        }
        tx.object_store(META).map_err(fault)?.clear().map_err(fault)?;
        tx.commit().await.map_err(fault)?;
        Ok(true)
    }

    /// How much would be lost with the key.
    pub async fn waiting(&self) -> usize {
        let mut waiting = 0;
        for name in [OUTBOX, TRAY, FILES] {
            waiting += self.count(name).await.unwrap_or_default();
        }
        waiting
    }

    pub async fn wrong(&self) -> u32 {
        let wrong = self.value(WRONG_KEY).await.ok().flatten();
        wrong.and_then(|wrong| wrong.as_f64()).unwrap_or_default() as u32
    }

    /// Notes how many PINs in a row were wrong.
    pub async fn count_wrong(&self, wrong: u32) -> Result<(), StoreFault> {
        self.put(&[(WRONG_KEY, f64::from(wrong).into())], &[]).await
    }

    /// Whether the time is over for which the device may be used without the server.
    pub async fn is_over(&self, now: Millis) -> bool {
        let lease = self.meta().await.and_then(|meta| meta.lease);
        let seen = self.value(SEEN_KEY).await.ok().flatten().and_then(|seen| seen.as_f64()).unwrap_or_default();
        lease::is_over(lease, seen as Millis, now)
    }

    /// Notes the latest moment that this device knows it to be.
    pub async fn see(&self, now: Millis) {
        let seen = self.value(SEEN_KEY).await.ok().flatten().and_then(|seen| seen.as_f64()).unwrap_or_default();
        if now as f64 > seen {
            let _ = self.write(false, &[(SEEN_KEY, (now as f64).into())], &[]).await;
        }
    }

    /// The server has just answered: its clock holds, whatever this device believed before.
    pub async fn met(&self, now: Millis, offset: Millis) {
        let _ = self.write(false, &[(SEEN_KEY, (now as f64).into()), (OFFSET_KEY, (offset as f64).into())], &[]).await;
    }

    /// What the server's clock was ahead of this device's when it last answered.
    pub async fn offset(&self) -> Millis {
        let offset = self.value(OFFSET_KEY).await.ok().flatten().and_then(|offset| offset.as_f64());
        offset.unwrap_or_default() as Millis
    }

    /// The server has just said who is signed in: until the exchange gives a new lease this one holds.
    pub async fn extend(&self, until: Millis) {
        if self.give_lease(until).await.is_err() {
            leptos::logging::warn!("the lease was not noted");
        }
    }

    /// In one transaction: another tab may move the cursor meanwhile.
    async fn give_lease(&self, until: Millis) -> Result<(), StoreFault> {
        let tx = writing(&self.database, true)?;
        {
            let store = tx.object_store(META).map_err(fault)?;
            let meta = meta_in(&store).await?;
            let text = serde_json::to_string(&Meta { lease: Some(until), ..meta }).map_err(|_| StoreFault::Lost)?;
            store.put(text).with_key(META_KEY).primitive().map_err(fault)?;
            drop(store.delete(SEEN_KEY).primitive().map_err(fault)?);
        }
        tx.commit().await.map_err(fault)
    }

    /// Lets go of the database, so that it may be deleted.
    pub fn shut(self) {
        self.database.close();
    }

    async fn meta(&self) -> Option<Meta> {
        serde_json::from_str(&self.value(META_KEY).await.ok()??.as_string()?).ok()
    }

    async fn value(&self, key: &str) -> Result<Option<JsValue>, StoreFault> {
        let tx = reading(&self.database, META)?;
        let store = tx.object_store(META).map_err(fault)?;
        store.get::<JsValue, _, _>(key).primitive().map_err(fault)?.await.map_err(fault)
    }

    async fn count(&self, name: &str) -> Result<usize, StoreFault> {
        let tx = reading(&self.database, name)?;
        let store = tx.object_store(name).map_err(fault)?;
        Ok(store.count().primitive().map_err(fault)?.await.map_err(fault)? as usize)
    }

    async fn put(&self, values: &[(&str, JsValue)], gone: &[&str]) -> Result<(), StoreFault> {
        self.write(true, values, gone).await
    }

    async fn write(&self, flushed: bool, values: &[(&str, JsValue)], gone: &[&str]) -> Result<(), StoreFault> {
        let tx = writing(&self.database, flushed)?;
        let store = tx.object_store(META).map_err(fault)?;
        for (key, value) in values {
            store.put(value.clone()).with_key(*key).primitive().map_err(fault)?;
        }
        for key in gone {
            drop(store.delete(*key).primitive().map_err(fault)?);
        }
        drop(store);
        tx.commit().await.map_err(fault)
    }
}
