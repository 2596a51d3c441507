//! Single keys: which are alive on this page, and when they must stay silent.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::i18n::Key;
use crate::key;

/// Where the off-switch is kept (WCAG 2.1.4).
pub const STORED: &str = "yingda.keys";

#[derive(Clone)]
pub struct Binding {
    id: u32,
    pub key: &'static str,
    pub words: Key,
    act: Callback<()>,
}

/// The keys of the page shown. The newest binding of a key wins.
#[derive(Clone, Copy)]
pub struct Keyboard {
    pub bindings: RwSignal<Vec<Binding>>,
    pub sheet: RwSignal<bool>,
    pub on: RwSignal<bool>,
    next: StoredValue<u32>,
}

/// The keyboard of the frame; a silent one outside of it.
pub fn use_keyboard() -> Keyboard {
    use_context().unwrap_or_else(new)
}

fn new() -> Keyboard {
    Keyboard {
        bindings: RwSignal::new(Vec::new()),
        sheet: RwSignal::new(false),
        on: RwSignal::new(true),
        next: StoredValue::new(0),
    }
}

/// Starts to listen; the frame does so once.
pub fn provide_keyboard() {
    let keyboard = new();
    provide_context(keyboard);
    Effect::new(move |_| {
        let stored = window().local_storage().ok().flatten().and_then(|store| store.get_item(STORED).ok().flatten());
        keyboard.on.set(stored.as_deref() != Some("off"));
        let handle = window_event_listener(leptos::ev::keydown, move |event| pressed(keyboard, &event));
        on_cleanup(move || handle.remove());
    });
    use_key("?", key!(console.key_help), Callback::new(move |()| keyboard.sheet.set(true)));
}

/// Binds a key for as long as the calling component lives. Keys are given in lower case.
pub fn use_key(key: &'static str, words: Key, act: Callback<()>) {
    let keyboard = use_keyboard();
    let id = keyboard.next.get_value();
    keyboard.next.set_value(id + 1);
    keyboard.bindings.update(|all| all.push(Binding { id, key, words, act }));
    on_cleanup(move || {
        keyboard.bindings.try_update(|all| all.retain(|binding| binding.id != id));
    });
}

fn pressed(keyboard: Keyboard, event: &KeyboardEvent) {
    let composing = event.is_composing() || event.key_code() == 229;
    let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
    if composing || chord || event.default_prevented() || !keyboard.on.get_untracked() {
        return;
    }
    let key = event.key().to_lowercase();
    if busy(event, &key) {
        return;
    }
    let act = keyboard
        .bindings
        .with_untracked(|all| all.iter().rev().find(|binding| binding.key == key).map(|binding| binding.act));
    if let Some(act) = act {
        event.prevent_default();
        act.run(());
    }
}

/// Somebody types, a dialog asks, or the focused control has its own use for the key.
fn busy(event: &KeyboardEvent, key: &str) -> bool {
    let open = document().query_selector("dialog[open], [popover]:popover-open").ok().flatten().is_some();
    let Some(at) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return open };
    let within = |selector: &str| at.closest(selector).ok().flatten().is_some();
    let typing = within("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], .sheet");
    let own_use = key == "enter" && within("a, button, summary, label");
    open || typing || own_use
}
