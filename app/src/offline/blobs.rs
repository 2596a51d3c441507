//! The bytes of files that wait on this device, in sealed chunks, each bound to its place. A file is
//! there when its head is: the head is written last and flushed, so that a browser that dies before
//! leaves chunks that belong to nothing and go at the next start.

use indexed_db_futures::database::Database;
use indexed_db_futures::prelude::*;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;
use yingda_shared::kernel::id::FileId;
use yingda_shared::sync::StoreFault;
use yingda_shared::sync::uploads::{CHUNK, KeptFile, fits};

use super::crypto::Sealer;
use super::database::{BLOBS, FILES, fault, reading, writing_in};

pub struct Blobs {
    database: Database,
    sealer: Sealer,
}

impl Blobs {
    pub fn new(database: Database, sealer: Sealer) -> Blobs {
        Blobs { database, sealer }
    }

    /// Takes a file in. What does not fit leaves nothing behind.
    pub async fn keep(&self, head: &KeptFile, bytes: &Blob) -> Result<(), StoreFault> {
        let (used, quota) = estimate().await;
        if !fits(head.bytes, used, quota) {
            return Err(StoreFault::Full);
        }
        let kept = self.keep_chunks(head, bytes).await;
        if kept.is_err() {
            let _ = self.forget(head.id).await;
        }
        kept
    }

    async fn keep_chunks(&self, head: &KeptFile, bytes: &Blob) -> Result<(), StoreFault> {
        for n in 0..head.chunks() {
            let (from, to) = (n * CHUNK, ((n + 1) * CHUNK).min(head.bytes));
            let part = bytes.slice_with_f64_and_f64(from as f64, to as f64).map_err(lost)?;
            let part = Uint8Array::new(&JsFuture::from(part.array_buffer()).await.map_err(lost)?);
            let place = place(head.id, n);
            let sealed = self.sealer.seal(&place, &part.to_vec()).await.map_err(lost)?;
            let tx = writing_in(&self.database, [BLOBS], false)?;
            {
                let store = tx.object_store(BLOBS).map_err(fault)?;
                store.put(JsValue::from(sealed)).with_key(place).primitive().map_err(fault)?.await.map_err(fault)?;
            }
            tx.commit().await.map_err(fault)?;
        }
        self.write(head).await
    }

    /// Writes what is known of a file.
    pub async fn write(&self, head: &KeptFile) -> Result<(), StoreFault> {
        let plain = serde_json::to_vec(head).map_err(lost)?;
        let id = head.id.to_string();
        let sealed = self.sealer.seal(&id, &plain).await.map_err(lost)?;
        let tx = writing_in(&self.database, [FILES], true)?;
        {
            let store = tx.object_store(FILES).map_err(fault)?;
            store.put(JsValue::from(sealed)).with_key(id).primitive().map_err(fault)?.await.map_err(fault)?;
        }
        tx.commit().await.map_err(fault)
    }

    /// All files. One whose head cannot be opened is none.
    pub async fn heads(&self) -> Result<Vec<KeptFile>, StoreFault> {
        let mut heads = Vec::new();
        for id in self.keys(FILES).await? {
            let Some(sealed) = self.get(FILES, &id).await? else { continue };
            let plain = self.sealer.open(&id, &sealed).await.unwrap_or_default();
            heads.extend(serde_json::from_slice::<KeptFile>(&plain).ok());
        }
        Ok(heads)
    }

    /// The bytes of a chunk; None when they are gone or were touched.
    pub async fn chunk(&self, file: FileId, n: u64) -> Result<Option<Vec<u8>>, StoreFault> {
        let place = place(file, n);
        match self.get(BLOBS, &place).await? {
            Some(sealed) => Ok(self.sealer.open(&place, &sealed).await.ok()),
            None => Ok(None),
        }
    }

    /// Lets a file go, head first.
    pub async fn forget(&self, file: FileId) -> Result<(), StoreFault> {
        let tx = writing_in(&self.database, [FILES, BLOBS], false)?;
        {
            let heads = tx.object_store(FILES).map_err(fault)?;
            heads.delete(file.to_string()).primitive().map_err(fault)?.await.map_err(fault)?;
            let chunks = tx.object_store(BLOBS).map_err(fault)?;
            // Behind the slash of its places comes the nought.
            let all = format!("{file}/")..format!("{file}0");
            chunks.delete(all).primitive().map_err(fault)?.await.map_err(fault)?;
        }
        tx.commit().await.map_err(fault)
    }

    /// Lets chunks go that no head speaks of.
    pub async fn tidy(&self) -> Result<(), StoreFault> {
        let heads = self.keys(FILES).await?;
        let mut stray: Vec<FileId> = Vec::new();
        for place in self.keys(BLOBS).await? {
            let id = place.split('/').next().unwrap_or_default();
            if !heads.iter().any(|head| head == id) {
                stray.extend(id.parse::<FileId>().ok());
            }
        }
        stray.dedup();
        for file in stray {
            self.forget(file).await?;
        }
        Ok(())
    }

    async fn keys(&self, store: &str) -> Result<Vec<String>, StoreFault> {
        let tx = reading(&self.database, store)?;
        let keys = tx.object_store(store).map_err(fault)?.get_all_keys::<String>().primitive().map_err(fault)?;
        keys.await.map_err(fault)?.collect::<Result<Vec<_>, _>>().map_err(fault)
    }

    async fn get(&self, store: &str, key: &str) -> Result<Option<Uint8Array>, StoreFault> {
        let tx = reading(&self.database, store)?;
        let values = tx.object_store(store).map_err(fault)?;
        let value = values.get::<JsValue, _, _>(key).primitive().map_err(fault)?.await.map_err(fault)?;
        Ok(value.and_then(|value| value.dyn_into().ok()))
    }
}

/// Where a chunk lies, and what it is sealed to.
fn place(file: FileId, n: u64) -> String {
    format!("{file}/{n:03}")
}

fn lost<E>(_: E) -> StoreFault {
    StoreFault::Lost
}

/// Bytes in use and bytes there are, where the browser tells.
pub async fn estimate() -> (Option<u64>, Option<u64>) {
    let ask = || -> Result<js_sys::Promise, JsValue> {
        let navigator: JsValue = web_sys::window().ok_or(JsValue::NULL)?.navigator().into();
        let storage = Reflect::get(&navigator, &"storage".into())?;
        let estimate: js_sys::Function = Reflect::get(&storage, &"estimate".into())?.dyn_into()?;
        estimate.call0(&storage)?.dyn_into()
    };
    let Ok(asked) = ask() else { return (None, None) };
    let Ok(told) = JsFuture::from(asked).await else { return (None, None) };
    let number = |name: &str| Reflect::get(&told, &name.into()).ok()?.as_f64().map(|bytes| bytes as u64);
    (number("usage"), number("quota"))
}
