//! `?`: the keys of this page, the switch that silences them, and keys of one's own.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::commands::{COMMANDS, Group};
use super::keys::{Keyboard, cap, use_keyboard};
use super::keys_own::OwnKeys;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Button, Dialog, Kind, Size, Switch};
use crate::{key, t};

/// The caps of a shortcut, one for each press.
#[component]
pub fn Caps(#[prop(into)] keys: Signal<String>) -> impl IntoView {
    move || {
        let keys = keys.get();
        let strokes = keys.split(' ').filter(|stroke| !stroke.is_empty()).map(cap);
        strokes.map(|text| view! { <kbd class="kbd">{text}</kbd> }).collect_view()
    }
}

/// Lists the keys that work here and now.
#[component]
pub fn KeysSheet() -> impl IntoView {
    let i18n = use_i18n();
    let keyboard = use_keyboard();
    let changing = RwSignal::new(false);
    // What is opened anew begins with what it is for.
    Effect::new(move |_| {
        if !keyboard.sheet.get() {
            changing.set(false);
        }
    });
    let single = RwSignal::new(true);
    Effect::new(move |_| single.set(keyboard.own.value.with(|own| own.single)));
    let keep = move |on: bool| {
        let mut own = keyboard.own.value.get_untracked();
        own.single = on;
        keyboard.own.set(own);
    };
    // The other list begins at its beginning, and the focus stays in the dialog.
    let turn = move |to: bool| {
        changing.set(to);
        request_animation_frame(|| {
            let first = document().query_selector("#keys .keys-own-keys, #keys .dialog-foot .btn").ok().flatten();
            if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = first.focus();
            }
            if let Some(body) = document().query_selector("#keys > .dialog-body").ok().flatten() {
                body.set_scroll_top(0);
            }
        });
    };
    view! {
        <Dialog id="keys" title=t!(i18n, console.keys_title) close_label=t!(i18n, common.close) open=keyboard.sheet>
            {move || match changing.get() {
                true => view! { <OwnKeys keyboard /> }.into_any(),
                false => view! { <Alive keyboard /> }.into_any(),
            }}
            <p class="setting"><Switch name="single-keys" label=t!(i18n, console.keys_on) checked=single on_change=keep /></p>
            <p class="quiet small">{t!(i18n, keys.single_help)}</p>
            <div class="dialog-foot">
                {move || match changing.get() {
                    true => view! { <Button label=t!(i18n, common.back) kind=Kind::Quiet size=Size::Small icon="chevron-left" on_press=move |()| turn(false) /> },
                    false => view! { <Button label=t!(i18n, keys.change) kind=Kind::Quiet size=Size::Small icon="keyboard" on_press=move |()| turn(true) /> },
                }}
            </div>
        </Dialog>
    }
}

/// The commands of this page by where they belong.
#[component]
fn Alive(keyboard: Keyboard) -> impl IntoView {
    let i18n = use_i18n();
    let row = move |keys: String, words: Key| {
        let keys = Signal::stored(keys);
        view! { <div class="keys-row"><dt><Caps keys /></dt><dd>{i18n.t(words)}</dd></div> }
    };
    let group = move |group: Group| {
        let own = keyboard.own.value.get();
        let alive = keyboard.alive();
        let mut rows: Vec<(usize, String, Key)> = alive
            .iter()
            .filter(|binding| binding.command.map_or(Group::List, |command| command.group) == group)
            .map(|binding| {
                let at = COMMANDS.iter().position(|command| binding.command.is_some_and(|own| own.id == command.id));
                (at.unwrap_or(usize::MAX), binding.keys_of(&own).to_string(), binding.words)
            })
            .filter(|(_, keys, _)| !keys.is_empty())
            .collect();
        rows.sort_by_key(|(at, ..)| *at);
        (!rows.is_empty()).then(|| {
            view! {
                <h3 class="keys-group">{i18n.t(group.words())}</h3>
                <dl class="keys-list">{rows.into_iter().map(|(_, keys, words)| row(keys, words)).collect_view()}</dl>
            }
        })
    };
    let fixed = [
        ("mod+enter", key!(console.key_send)),
        ("alt+enter", key!(console.key_send_resolve)),
        ("alt+1", key!(keys.tabs_nth)),
    ];
    view! {
        <div class="keys">
        {move || Group::ALL.map(group).collect_view()}
        <h3 class="keys-group">{t!(i18n, keys.group.writing)}</h3>
        <dl class="keys-list">
            {fixed.map(|(keys, words)| row(keys.to_string(), words)).collect_view()}
            <div class="keys-row"><dt><kbd class="kbd">"Esc"</kbd></dt><dd>{t!(i18n, console.key_escape)}</dd></div>
        </dl>
        </div>
    }
}
