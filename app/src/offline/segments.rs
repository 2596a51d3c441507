//! Indexes of articles that the server made, as this device keeps them: sealed like rows, opened at the first question, and
//! fetched anew where they no longer tell what lies here.

use std::cell::Cell;

use indexed_db_futures::prelude::*;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::{MINUTE, Millis};
use yingda_shared::knowledge::articles::{
    ARTICLES, Audience, GetSegment, ListSegments, SegmentFile, SegmentRow, audience_scope,
};
use yingda_shared::retrieval::Segment;
use yingda_shared::sync::{Key, StoreFault};

use super::database::{META, fault, reading, writing_in};
use super::opening::opened;
use super::session::{Session, now};
use super::store::BrowserStore;
use crate::api::call;

/// The server is asked so often at most.
const REST: Millis = 10 * MINUTE;
/// Bytes of the position before those of a segment.
const HEAD: usize = 8;

/// What this tab did about segments.
#[derive(Default)]
pub struct Segments {
    /// Those that lie here were opened; whoever comes meanwhile waits until they are.
    opened: futures::lock::Mutex<bool>,
    asked_at: Cell<Option<Millis>>,
}

/// Where a segment lies, and what it is sealed to.
fn place(scope: &str) -> String {
    format!("segment/{scope}")
}

impl BrowserStore {
    async fn keep_segment(&self, scope: &str, pos: i64, bytes: &[u8]) -> Result<(), StoreFault> {
        let (place, plain) = (place(scope), [&pos.to_le_bytes()[..], bytes].concat());
        let sealed = self.sealer().seal(&place, &plain).await.map_err(|_| StoreFault::Lost)?;
        let tx = writing_in(self.database(), [META], false)?;
        {
            let store = tx.object_store(META).map_err(fault)?;
            store.put(JsValue::from(sealed)).with_key(place).primitive().map_err(fault)?.await.map_err(fault)?;
        }
        tx.commit().await.map_err(fault)
    }

    async fn forget_segment(&self, scope: &str) -> Result<(), StoreFault> {
        let tx = writing_in(self.database(), [META], false)?;
        {
            let store = tx.object_store(META).map_err(fault)?;
            store.delete(place(scope)).primitive().map_err(fault)?.await.map_err(fault)?;
        }
        tx.commit().await.map_err(fault)
    }

    /// The segment of a scope and its position; None where none lies that can be opened and read.
    async fn segment(&self, scope: &str) -> Result<Option<(i64, Segment)>, StoreFault> {
        let place = place(scope);
        let value = {
            let tx = reading(self.database(), META)?;
            let store = tx.object_store(META).map_err(fault)?;
            store.get::<JsValue, _, _>(place.as_str()).primitive().map_err(fault)?.await.map_err(fault)?
        };
        let Some(sealed) = value.and_then(|value| value.dyn_into::<Uint8Array>().ok()) else { return Ok(None) };
        let plain = self.sealer().open(&place, &sealed).await.unwrap_or_default();
        let Some((head, bytes)) = plain.split_first_chunk::<HEAD>() else { return Ok(None) };
        let segment = Segment::decode(bytes.to_vec()).ok();
        Ok(segment.map(|segment| (i64::from_le_bytes(*head), segment)))
    }
}

/// Opens what lies here, once.
pub async fn open(session: &Session) {
    let mut opened = session.segments.opened.lock().await;
    if *opened {
        return;
    }
    for scope in Audience::ALL.iter().copied().map(audience_scope) {
        if let Ok(Some((pos, segment))) = session.engine.store.segment(&scope).await {
            session.library.borrow_mut().add(&scope, pos, segment);
        }
    }
    *opened = true;
}

/// Rows have changed: after a while it is looked whether other segments tell them better.
pub fn follow() {
    if let Some(session) = opened() {
        leptos::task::spawn_local(async move { bring(&session).await });
    }
}

/// Fetches what is there in the place of what no longer tells the rows. Where that fails rows are indexed here.
async fn bring(session: &Session) {
    open(session).await;
    let (none, behind) = match session.rows().await {
        Ok(rows) => {
            let all = rows.range(Key::new(ARTICLES, "")..).take_while(|(key, _)| key.kind == ARTICLES);
            let told: Vec<(&str, i64)> = all.map(|(key, held)| (key.id.as_str(), held.row.rv)).collect();
            (told.is_empty(), session.library.borrow().is_behind(told.into_iter()))
        }
        Err(_) => return,
    };
    // Nobody reads articles here any more.
    if none {
        return drop_all(session, &[]).await;
    }
    let soon = session.segments.asked_at.get().is_some_and(|at| now() < at + REST);
    if !behind || soon {
        return;
    }
    match call(ListSegments {}).await {
        Ok(told) => {
            session.segments.asked_at.set(Some(now()));
            let scopes: Vec<String> = told.rows.iter().map(|row| row.scope.clone()).collect();
            drop_all(session, &scopes).await;
            for row in told.rows {
                fetch(session, row).await;
            }
        }
        Err(Fault::Forbidden | Fault::NotFound) => drop_all(session, &[]).await,
        Err(_) => {}
    }
}

/// Lets go of all segments but those of some scopes.
async fn drop_all(session: &Session, but: &[String]) {
    let scopes = session.library.borrow().scopes();
    for scope in scopes.iter().filter(|scope| !but.contains(scope)) {
        session.library.borrow_mut().drop_scope(scope);
        let _ = session.engine.store.forget_segment(scope).await;
    }
}

async fn fetch(session: &Session, row: SegmentRow) {
    let SegmentRow { scope, name, pos } = row;
    let same = session.library.borrow().name_of(&scope) == Some(name.as_str());
    // Nothing that stands in it has changed: it tells later versions of the same articles as well.
    if same {
        session.library.borrow_mut().reaches(&scope, pos);
        if let Ok(Some((_, segment))) = session.engine.store.segment(&scope).await {
            let _ = session.engine.store.keep_segment(&scope, pos, segment.bytes()).await;
        }
        return;
    }
    let Ok(SegmentFile { data, .. }) = call(GetSegment { name: name.clone() }).await else { return };
    let Some(bytes) = unpacked(&data) else { return };
    // Damaged on its way, or not what was promised: it is asked for again another time.
    let Some(segment) = Segment::decode(bytes).ok().filter(|segment| segment.name() == name) else { return };
    // What cannot be kept serves until this tab is closed.
    let _ = session.engine.store.keep_segment(&scope, pos, segment.bytes()).await;
    session.library.borrow_mut().add(&scope, pos, segment);
}

/// The bytes of a text in Base64.
fn unpacked(data: &str) -> Option<Vec<u8>> {
    let text = web_sys::window()?.atob(data).ok()?;
    // Each character stands for a byte.
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}
