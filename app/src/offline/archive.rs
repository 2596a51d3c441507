//! What was confirmed, kept for a server that is set back to a backup: sealed, with the moment it was
//! made beside, so that what is too old can be let go without being opened.

use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use yingda_shared::kernel::time::Millis;
use yingda_shared::sync::StoreFault;

use super::database::fault;

/// Let go at once at most: each confirmation looks again.
const MOST: u32 = 64;

pub fn record(made_at: Millis, sealed: &Uint8Array) -> JsValue {
    Array::of2(&(made_at as f64).into(), sealed).into()
}

/// The sealed mutation of a record.
pub fn sealed(record: JsValue) -> JsValue {
    record.dyn_into::<Array>().map_or_else(|plain| plain, |pair| pair.get(1))
}

/// Lets go of what was made before that moment. The oldest lie first.
pub async fn forget(archive: &ObjectStore<'_>, before: Millis) -> Result<(), StoreFault> {
    let keys = archive.get_all_keys::<JsValue>().with_limit(MOST).primitive().map_err(fault)?.await.map_err(fault)?;
    let records = archive.get_all::<JsValue>().with_limit(MOST).primitive().map_err(fault)?.await.map_err(fault)?;
    for (key, record) in keys.flatten().zip(records.flatten()) {
        let made_at = record.dyn_ref::<Array>().and_then(|pair| pair.get(0).as_f64());
        if made_at.is_none_or(|at| at as Millis >= before) {
            break;
        }
        let Some(key) = key.as_f64() else { break };
        drop(archive.delete(key).primitive().map_err(fault)?);
    }
    Ok(())
}
