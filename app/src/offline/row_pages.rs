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
use super::store::{BrowserStore, META_KEY, meta_in, text};

const NAME: &str = "name";
const SEALED: &str = "sealed";
/// Damaged pages are given up so often at a reading; what is still damaged is read around.
const TRIES: u32 = 2;

impl BrowserStore {
    /// The rows for a reader that stands at a version. Pages that were damaged are given up, and what
    /// they held is fetched anew.
    pub(super) async fn read_pages(&self, known: Option<u64>) -> Result<Read, StoreFault> {
        let mut pages = self.pages.lock().await;
        let before = pages.version;
        let mut tries = 0..TRIES;
        let (version, read) = loop {
            let (meta, records) = self.page_records(pages.version).await?;
            let opening = records.iter().map(|record| self.unsealed::<Vec<Held>>(&record.name, &record.sealed));
            let opened = join_all(opening).await;
            let (read, damaged): (Vec<_>, Vec<_>) = records.into_iter().zip(opened).partition(|(_, rows)| rows.is_ok());
            // A newer layout begins without rows where an older one had come to.
            let lost = pages.version.is_none() && read.is_empty() && meta.cursor.is_some();
            if (damaged.is_empty() && !lost) || tries.next().is_none() {
                break (meta.version, read);
            }
            self.give_up(damaged.into_iter().map(|(record, _)| record).collect()).await?;
        };
        let (mut puts, mut left) = (Vec::new(), Vec::new());
        for (record, rows) in read {
            let (Some(name), Ok(rows)) = (PageName::parse(&record.name), rows) else { continue };
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
            records.push((name.clone(), record(&name, version, sealed)?));
        }
        Ok(records)
    }

    /// Where the device stands, and the sealed pages that were written after a version.
    async fn page_records(&self, since: Option<u64>) -> Result<(Meta, Vec<SealedPage>), StoreFault> {
        let tx = self.database().transaction([META, PAGES]).build().map_err(fault)?;
        let meta = meta_in(&tx.object_store(META).map_err(fault)?).await?;
        let store = tx.object_store(PAGES).map_err(fault)?;
        let index = store.index(AT).map_err(fault)?;
        let later = KeyRange::LowerBound(since.map_or(-1.0, |since| since as f64), true);
        let asking = index.get_all::<JsValue>().with_query::<f64, _>(later).primitive().map_err(fault)?;
        let records = asking.await.map_err(fault)?.flatten().map(|record| SealedPage::of(&record));
        let records = records.collect();
        Ok((meta, records))
    }

    /// Damaged pages are emptied, so that other tabs see it. What they held comes with the next snapshot,
    /// which begins with the next exchange.
    async fn give_up(&self, damaged: Vec<SealedPage>) -> Result<(), StoreFault> {
        let mut empty = Vec::with_capacity(damaged.len());
        for page in &damaged {
            empty.push(self.sealed::<Vec<Held>>(&page.name, &Vec::new()).await?);
        }
        let tx = writing(self.database(), false)?;
        {
            let meta = tx.object_store(META).map_err(fault)?;
            let known = meta_in(&meta).await?;
            let anew = Meta { cursor: None, version: known.version + 1, partial: true, ..known };
            meta.put(text(&anew)?).with_key(META_KEY).primitive().map_err(fault)?;
            let store = tx.object_store(PAGES).map_err(fault)?;
            for (page, empty) in damaged.iter().zip(empty) {
                let now = store.get::<JsValue, _, _>(page.name.as_str()).primitive().map_err(fault)?;
                let now = now.await.map_err(fault)?.map(|record| SealedPage::of(&record));
                // Written anew by another tab, it is sound.
                if now.is_none_or(|now| now.at == page.at) {
                    let record = record(&page.name, anew.version, empty)?;
                    store.put(record).with_key(page.name.as_str()).primitive().map_err(fault)?;
                }
            }
        }
        tx.commit().await.map_err(fault)
    }
}

/// A page as it lies.
struct SealedPage {
    name: String,
    /// The version that wrote it.
    at: u64,
    sealed: Uint8Array,
}

impl SealedPage {
    fn of(record: &JsValue) -> SealedPage {
        let field = |name: &str| Reflect::get(record, &name.into()).unwrap_or_default();
        SealedPage {
            name: field(NAME).as_string().unwrap_or_default(),
            at: field(AT).as_f64().unwrap_or_default() as u64,
            // Without bytes it opens as little as with wrong ones.
            sealed: field(SEALED).dyn_into().unwrap_or_default(),
        }
    }
}

fn record(name: &str, at: u64, sealed: Uint8Array) -> Result<JsValue, StoreFault> {
    let record = Object::new();
    for (field, value) in [(NAME, name.into()), (AT, (at as f64).into()), (SEALED, sealed.into())] {
        Reflect::set(&record, &field.into(), &value).map_err(|_| StoreFault::Lost)?;
    }
    Ok(record.into())
}
