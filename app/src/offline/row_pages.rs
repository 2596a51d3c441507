//! Rows on the device: sealed pages, of which a tab reads again only what others wrote since.

use futures::future::join_all;
use indexed_db_futures::KeyRange;
use indexed_db_futures::prelude::*;
use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use yingda_shared::sync::StoreFault;
use yingda_shared::sync::pages::{Changed, PageName, keyed};
use yingda_shared::sync::store::{Held, Meta, Read};

use super::database::{AT, META, PAGES, fault, writing};
use super::store::{BrowserStore, META_KEY, text};

const NAME: &str = "name";
const SEALED: &str = "sealed";

impl BrowserStore {
    /// The rows for a reader that stands at a version. Pages that were damaged are given up, and what
    /// they held is fetched anew.
    pub(super) async fn read_pages(&self, known: Option<u64>) -> Result<Read, StoreFault> {
        let mut pages = self.pages.lock().await;
        let before = pages.version;
        let (version, read) = loop {
            let (meta, records) = self.page_records(pages.version).await?;
            let opening = records.iter().map(|(name, sealed)| self.unsealed::<Vec<Held>>(name, sealed));
            let opened = join_all(opening).await;
            let names = records.into_iter().map(|(name, _)| name);
            let (read, damaged): (Vec<_>, Vec<_>) = names.zip(opened).partition(|(_, rows)| rows.is_ok());
            // A newer layout begins without rows where an older one had come to.
            let lost = pages.version.is_none() && read.is_empty() && meta.cursor.is_some();
            if damaged.is_empty() && !lost {
                break (meta.version, read);
            }
            self.give_up(damaged.into_iter().map(|(name, _)| name)).await?;
        };
        let (mut puts, mut left) = (Vec::new(), Vec::new());
        for (name, rows) in read {
            let (Some(name), Ok(rows)) = (PageName::parse(&name), rows) else { continue };
            puts.extend(rows.iter().cloned());
            left.extend(pages.replace(name, keyed(rows)));
        }
        pages.version = Some(version);
        let whole = known.is_none() || known != before;
        if whole {
            puts = pages.rows().cloned().collect();
        }
        let removes = left.into_iter().filter(|key| !pages.holds(key)).collect();
        Ok(Read { version, whole, puts, removes })
    }

    /// Pages on their way to the disk.
    pub(super) async fn sealed_pages(
        &self,
        changed: &Changed,
        version: u64,
    ) -> Result<Vec<(String, JsValue)>, StoreFault> {
        let mut records = Vec::with_capacity(changed.len());
        for (name, page) in changed {
            let name = name.to_string();
            let rows: Vec<&Held> = page.values().collect();
            let sealed = self.sealed(&name, &rows).await?;
            let record = Object::new();
            for (field, value) in [(NAME, (&name).into()), (AT, (version as f64).into()), (SEALED, sealed.into())] {
                Reflect::set(&record, &field.into(), &value).map_err(|_| StoreFault::Lost)?;
            }
            records.push((name, record.into()));
        }
        Ok(records)
    }

    /// Where the device stands, and the sealed pages that were written after a version.
    async fn page_records(&self, since: Option<u64>) -> Result<(Meta, Vec<(String, Uint8Array)>), StoreFault> {
        let tx = self.database().transaction([META, PAGES]).build().map_err(fault)?;
        let meta = tx.object_store(META).map_err(fault)?;
        let meta = meta.get::<String, _, _>(META_KEY).primitive().map_err(fault)?.await.map_err(fault)?;
        let meta: Meta = serde_json::from_str(&meta.ok_or(StoreFault::Lost)?).map_err(|_| StoreFault::Lost)?;
        let store = tx.object_store(PAGES).map_err(fault)?;
        let records: Vec<JsValue> = match since {
            None => store.get_all::<JsValue>().primitive().map_err(fault)?.await.map_err(fault)?.flatten().collect(),
            Some(since) => {
                let index = store.index(AT).map_err(fault)?;
                let later = KeyRange::LowerBound(since as f64, true);
                let asking = index.get_all::<JsValue>().with_query::<f64, _>(later).primitive().map_err(fault)?;
                asking.await.map_err(fault)?.flatten().collect()
            }
        };
        let field = |record: &JsValue, name: &str| Reflect::get(record, &name.into()).unwrap_or_default();
        let records = records.iter().map(|record| {
            let name = field(record, NAME).as_string().unwrap_or_default();
            (name, field(record, SEALED).unchecked_into())
        });
        let records = records.collect();
        Ok((meta, records))
    }

    /// Damaged pages go. What they held comes with the next snapshot, which begins with the next exchange.
    async fn give_up(&self, pages: impl Iterator<Item = String>) -> Result<(), StoreFault> {
        let tx = writing(self.database(), false)?;
        {
            let meta = tx.object_store(META).map_err(fault)?;
            let known = meta.get::<String, _, _>(META_KEY).primitive().map_err(fault)?.await.map_err(fault)?;
            let known: Meta = serde_json::from_str(&known.ok_or(StoreFault::Lost)?).map_err(|_| StoreFault::Lost)?;
            let anew = Meta { cursor: None, version: known.version + 1, ..known };
            meta.put(text(&anew)?).with_key(META_KEY).primitive().map_err(fault)?;
            let store = tx.object_store(PAGES).map_err(fault)?;
            for name in pages {
                drop(store.delete(name).primitive().map_err(fault)?);
            }
        }
        tx.commit().await.map_err(fault)
    }
}
