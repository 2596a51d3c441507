//! A draft per person and case, kept on this device at every key, so that a crash loses nothing.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use yingda_shared::kernel::id::CaseId;

use crate::boot::use_boot;

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
    key: StoredValue<String>,
}

fn store() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn read(key: &str) -> Option<Kept> {
    let text = store()?.get_item(key).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

fn write(key: &str, kept: &Kept) -> bool {
    let Some(store) = store() else { return false };
    if kept.text.is_empty() {
        let _ = store.remove_item(key);
        return false;
    }
    store.set_item(key, &serde_json::to_string(kept).unwrap_or_default()).is_ok()
}

/// The place of a draft. Colleagues may share a device: nobody finds another's words.
pub fn key_of(case: CaseId) -> String {
    use_boot().with_value(|boot| format!("yingda.draft.{}.{case}", boot.me.login))
}

/// What is left of a text when its beginning has been sent: nothing, if it is another text altogether.
fn left<'a>(text: &'a str, sent: &str) -> &'a str {
    text.strip_prefix(sent).map_or(text, str::trim_start)
}

/// Takes sent words out of what this device keeps, where no composer is there to do it.
pub fn forget(key: &str, sent: &str) {
    if let Some(kept) = read(key) {
        let text = left(&kept.text, sent).to_string();
        write(key, &Kept { text, ..kept });
    }
}

/// The draft of a case, with what an earlier visit left.
pub fn use_draft(case: CaseId) -> Draft {
    let draft = Draft {
        text: RwSignal::new(String::new()),
        mode: RwSignal::new("public".to_string()),
        seen: RwSignal::new(None),
        kept: RwSignal::new(false),
        key: StoredValue::new(key_of(case)),
    };
    let ready = StoredValue::new(false);
    Effect::new(move |_| {
        if let Some(left) = draft.key.with_value(|key| read(key)) {
            draft.mode.set(if left.internal { "internal" } else { "public" }.to_string());
            draft.seen.set(left.seen);
            draft.text.set(left.text);
            draft.kept.set(true);
        }
        ready.set_value(true);
    });
    Effect::new(move |_| {
        let kept = Kept { text: draft.text.get(), internal: draft.internal(), seen: draft.seen.get() };
        if ready.get_value() {
            draft.kept.set(draft.key.with_value(|key| write(key, &kept)));
        }
    });
    draft
}

impl Draft {
    /// The place on this device, by value: an answer may come after the composer is gone.
    pub fn key(self) -> String {
        self.key.get_value()
    }

    pub fn internal(self) -> bool {
        self.mode.with(|mode| mode == "internal")
    }

    pub fn is_internal(self) -> bool {
        self.mode.with_untracked(|mode| mode == "internal")
    }

    /// Takes sent words out; what was written meanwhile stays, as does what the writer had seen by then.
    pub fn take_out(self, sent: &str, seen: Option<i64>) {
        let Some(now) = self.text.try_get_untracked() else { return };
        let text = left(&now, sent).to_string();
        self.seen.set(seen.filter(|_| !text.is_empty()));
        self.text.set(text);
    }

    pub fn clear(self) {
        if let Some(key) = self.key.try_get_value() {
            write(&key, &Kept::default());
        }
        self.text.set(String::new());
        self.seen.set(None);
    }
}

#[cfg(test)]
mod tests {
    use super::left;

    #[test]
    fn only_what_was_sent_is_taken_out() {
        assert_eq!(left("已修好", "已修好"), "");
        assert_eq!(left("已修好\n请再试", "已修好"), "请再试");
        assert_eq!(left("另写一段", "已修好"), "另写一段");
        assert_eq!(left("附言", ""), "附言");
    }
}
