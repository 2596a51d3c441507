//! A draft per case, kept on this device at every key, so that a crash loses nothing.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use yingda_shared::kernel::id::CaseId;

#[derive(Clone, Default, Serialize, Deserialize)]
struct Kept {
    text: String,
    internal: bool,
    /// Newest entry the writer had seen when the first word was written.
    #[serde(default)]
    seen: Option<i64>,
}

#[derive(Clone, Copy)]
pub struct Draft {
    pub text: RwSignal<String>,
    /// `public` or `internal`.
    pub mode: RwSignal<String>,
    pub seen: RwSignal<Option<i64>>,
    pub kept: RwSignal<bool>,
    case: CaseId,
}

fn store() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The draft of a case, with what an earlier visit left.
pub fn use_draft(case: CaseId) -> Draft {
    let draft = Draft {
        text: RwSignal::new(String::new()),
        mode: RwSignal::new("public".to_string()),
        seen: RwSignal::new(None),
        kept: RwSignal::new(false),
        case,
    };
    let ready = StoredValue::new(false);
    Effect::new(move |_| {
        let left = store().and_then(|store| store.get_item(&draft.key()).ok().flatten());
        let left: Option<Kept> = left.and_then(|text| serde_json::from_str(&text).ok());
        if let Some(left) = left {
            draft.mode.set(if left.internal { "internal" } else { "public" }.to_string());
            draft.seen.set(left.seen);
            draft.text.set(left.text);
            draft.kept.set(true);
        }
        ready.set_value(true);
    });
    Effect::new(move |_| {
        let (text, internal, seen) = (draft.text.get(), draft.internal(), draft.seen.get());
        if !ready.get_value() {
            return;
        }
        let Some(store) = store() else { return };
        if text.is_empty() {
            let _ = store.remove_item(&draft.key());
            draft.kept.set(false);
            return;
        }
        let kept = serde_json::to_string(&Kept { text, internal, seen }).unwrap_or_default();
        draft.kept.set(store.set_item(&draft.key(), &kept).is_ok());
    });
    draft
}

impl Draft {
    fn key(self) -> String {
        format!("yingda.draft.{}", self.case)
    }

    pub fn internal(self) -> bool {
        self.mode.with(|mode| mode == "internal")
    }

    pub fn is_internal(self) -> bool {
        self.mode.with_untracked(|mode| mode == "internal")
    }

    pub fn clear(self) {
        self.text.set(String::new());
        self.seen.set(None);
    }
}
