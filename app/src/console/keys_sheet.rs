//! `?`: the keys of this page, and the switch that silences them.

use leptos::prelude::*;

use super::keys::{STORED, use_keyboard};
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Dialog, Switch};

/// How a key is drawn on its cap.
fn cap(key: &str) -> String {
    match key {
        "enter" => "Enter".to_string(),
        key => key.to_uppercase(),
    }
}

/// Lists the keys that work here and now.
#[component]
pub fn KeysSheet() -> impl IntoView {
    let i18n = use_i18n();
    let keyboard = use_keyboard();
    let keep = move |on: bool| {
        if let Ok(Some(store)) = window().local_storage() {
            let _ = store.set_item(STORED, if on { "on" } else { "off" });
        }
    };
    let rows = move || {
        let mut seen = Vec::new();
        let bindings = keyboard.bindings.get();
        let fresh = bindings.iter().rev().filter(|binding| {
            let fresh = !seen.contains(&binding.key);
            seen.push(binding.key);
            fresh
        });
        let row = |(cap, words): (String, String)| view! { <div class="keys-row"><dt><kbd class="kbd">{cap}</kbd></dt><dd>{words}</dd></div> };
        fresh.map(|binding| row((cap(binding.key), i18n.say(binding.words)))).collect_view()
    };
    let fixed = move || {
        let row = |cap: &'static str, words: String| view! { <div class="keys-row"><dt><kbd class="kbd">{cap}</kbd></dt><dd>{words}</dd></div> };
        view! {
            {row("Ctrl+Enter", i18n.say(crate::key!(console.key_send)))}
            {row("Alt+Enter", i18n.say(crate::key!(console.key_send_resolve)))}
            {row("Esc", i18n.say(crate::key!(console.key_escape)))}
        }
    };
    view! {
        <Dialog id="keys" title=t!(i18n, console.keys_title) close_label=t!(i18n, common.close) open=keyboard.sheet>
            <dl class="keys">{rows}{fixed}</dl>
            <p class="setting"><Switch name="single-keys" label=t!(i18n, console.keys_on) checked=keyboard.on on_change=keep /></p>
        </Dialog>
    }
}
