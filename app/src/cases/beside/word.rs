//! The browser's word: given when the case is opened, when writing begins and ends, again and again while
//! the page is looked at, and taken back at the end.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use yingda_shared::contract::wire;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::workplace::presence::{AttendCase, BEAT, Beside, Doing};

use crate::api::call;
use crate::cases::pane::OpenCase;
use crate::live::use_live;
use crate::offline::use_status;

/// After so long without a key nobody writes any more.
const STILL: Duration = Duration::from_secs(6);

#[derive(Clone, Copy)]
struct Word {
    case: OpenCase,
    others: RwSignal<Vec<Beside>>,
    doing: RwSignal<Doing>,
    away: RwSignal<bool>,
    round: StoredValue<u32>,
}

pub fn give(case: OpenCase, others: RwSignal<Vec<Beside>>) {
    if !crate::boot::may("cases.attend") {
        return;
    }
    let word = Word {
        case,
        others,
        doing: RwSignal::new(Doing::Looking),
        away: use_status().away,
        round: StoredValue::new(0),
    };
    let id = case.id();
    let beside = use_live().beside;
    Effect::new(move |_| {
        word.doing.track();
        if word.away.get() {
            // Whoever was there may have left long ago.
            return others.set(Vec::new());
        }
        word.say();
    });
    Effect::new(move |before: Option<()>| {
        let here = beside.with(|case| *case == id.to_string());
        if before.is_some() && here {
            word.say();
        }
    });
    // Writing is what changes the words, not that there are some.
    let still = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |before: Option<u32>| {
        let now = case.typing.get();
        if before.is_some_and(|before| before != now) {
            if let Some(handle) = still.try_update_value(Option::take).flatten() {
                handle.clear();
            }
            if word.doing.get_untracked() != Doing::Typing {
                word.doing.set(Doing::Typing);
            }
            let over = move || {
                let _ = word.doing.try_set(Doing::Looking);
            };
            still.set_value(set_timeout_with_handle(over, STILL).ok());
        }
        now
    });
    // Back from another tab: nobody waits for the next beat. A closed page says its last word by itself.
    let back = window_event_listener_untyped("visibilitychange", move |_| word.say());
    let closed = window_event_listener_untyped("pagehide", move |_| last_word(id));
    let beat = set_interval_with_handle(move || word.say(), Duration::from_millis(BEAT as u64)).ok();
    on_cleanup(move || {
        back.remove();
        closed.remove();
        if let Some(beat) = beat {
            beat.clear();
        }
        if let Some(Some(handle)) = still.try_get_value() {
            handle.clear();
        }
        if word.away.try_get_untracked() == Some(false) {
            leptos::task::spawn_local(async move {
                let _ = call(AttendCase { id, doing: Doing::Gone }).await;
            });
        }
    });
}

/// Goes out although the page that sends it ends.
fn last_word(id: CaseId) {
    let call = wire(&AttendCase { id, doing: Doing::Gone });
    let body = js_sys::Array::of1(&JsValue::from_str(&call.body.unwrap_or_default()));
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("application/json");
    if let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&body, &kind) {
        let address = format!("/api/v1{}", call.address);
        let _ = window().navigator().send_beacon_with_opt_blob(&address, Some(&blob));
    }
}

impl Word {
    fn say(self) {
        // A page that nobody looks at is nobody's presence.
        if document().hidden() || self.away.try_get_untracked() != Some(false) {
            return;
        }
        let Some(doing) = self.doing.try_get_untracked() else { return };
        self.round.update_value(|round| *round += 1);
        let mine = self.round.get_value();
        let id = self.case.id();
        leptos::task::spawn_local(async move {
            let answer = call(AttendCase { id, doing }).await;
            if self.round.try_get_value() != Some(mine) {
                return;
            }
            if let Ok(there) = answer
                && self.others.try_with_untracked(|now| *now != there.others) == Some(true)
            {
                self.others.set(there.others);
            }
        });
    }
}
