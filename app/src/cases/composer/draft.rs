//! A draft per person and case, kept on this device at every key, so that a crash loses nothing, and on the
//! server after a rest, so that it is there on every device.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use yingda_shared::kernel::id::CaseId;
use yingda_shared::workplace::drafts::Draft as Words;

use crate::boot::use_boot;
use crate::drafts::{Elsewhere, Here, Told, use_elsewhere};

#[derive(Clone, Default, Serialize, Deserialize)]
struct Kept {
    text: String,
    internal: bool,
    /// Newest entry the writer had seen when the first word was written.
    #[serde(default)]
    seen: Option<i64>,
    /// What the server knows of it.
    #[serde(default)]
    told: Told,
}

#[derive(Clone, Copy)]
pub struct Draft {
    pub text: RwSignal<String>,
    /// `public` or `internal`.
    pub mode: RwSignal<String>,
    pub seen: RwSignal<Option<i64>>,
    pub kept: RwSignal<bool>,
    /// The same draft on the server, and what others share.
    pub elsewhere: Elsewhere,
    pub here: Here,
    told: StoredValue<Told>,
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
    if kept.text.is_empty() && kept.told.rv.is_none() {
        let _ = store.remove_item(key);
        return false;
    }
    store.set_item(key, &serde_json::to_string(kept).unwrap_or_default()).is_ok() && !kept.text.is_empty()
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
    let (text, mode, seen) =
        (RwSignal::new(String::new()), RwSignal::new("public".to_string()), RwSignal::new(None::<i64>));
    let (kept, told, key) = (RwSignal::new(false), StoredValue::new(Told::default()), StoredValue::new(key_of(case)));
    let internal = move |mode: &String| mode == "internal";
    let now =
        move || Kept { text: text.get(), internal: mode.with(internal), seen: seen.get(), told: told.get_value() };
    let ready = StoredValue::new(false);
    Effect::new(move |_| {
        if let Some(left) = key.with_value(|key| read(key)) {
            told.set_value(left.told);
            mode.set(word(left.internal));
            seen.set(left.seen);
            text.set(left.text);
            kept.set(!text.with_untracked(String::is_empty));
        }
        ready.set_value(true);
    });
    Effect::new(move |_| {
        let now = now();
        if ready.get_value() {
            kept.set(key.with_value(|key| write(key, &now)));
        }
    });
    let here = Here {
        read: Callback::new(move |()| {
            let now = now();
            (Words { text: now.text, internal: now.internal, seen: now.seen, ..Words::default() }, now.told)
        }),
        write: Callback::new(move |words: Words| {
            mode.set(word(words.internal));
            seen.set(words.seen);
            text.set(words.text);
        }),
        told: Callback::new(move |what| {
            told.set_value(what);
            let now = untrack(now);
            key.with_value(|key| write(key, &now));
        }),
    };
    Draft { text, mode, seen, kept, elsewhere: use_elsewhere(Some(case), here, Signal::stored(true)), here, told, key }
}

fn word(internal: bool) -> String {
    if internal { "internal" } else { "public" }.to_string()
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
        self.told.set_value(Told { whole: false, ..self.told.get_value() });
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
