//! Keys of one's own: every command with its keys, changed by pressing them.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use yingda_shared::workplace::keys::{KeySettings, Stroke, strokes, taken};

use super::commands::{COMMANDS, Command, Group};
use super::keys::{Keyboard, stroke_of};
use super::keys_sheet::Caps;
use crate::i18n::use_i18n;
use crate::ui::{Button, IconButton, Kind, Size};
use crate::{key, t};

/// After so long without a second press the first is the shortcut.
const REST: Duration = Duration::from_millis(1100);

/// What is being pressed for which command.
#[derive(Clone, Copy)]
struct Taking {
    keyboard: Keyboard,
    command: RwSignal<Option<&'static str>>,
    pressed: RwSignal<Vec<Stroke>>,
    /// Why the last keys were not taken.
    refused: RwSignal<Option<(&'static str, Refused)>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Refused {
    /// They belong to this command.
    Taken(&'static str),
    /// Browsers and other controls need them.
    Unfit,
}

/// All commands; keys of one's own are kept as soon as they clash with nothing.
#[component]
pub fn OwnKeys(keyboard: Keyboard) -> impl IntoView {
    let i18n = use_i18n();
    let taking = Taking {
        keyboard,
        command: RwSignal::new(None),
        pressed: RwSignal::new(Vec::new()),
        refused: RwSignal::new(None),
        timer: StoredValue::new(None),
    };
    let group = move |group: Group| {
        let rows = COMMANDS.iter().filter(move |command| command.group == group);
        view! {
            <h3 class="keys-group">{i18n.t(group.words())}</h3>
            <ul class="keys-own">{rows.map(|command| view! { <Row command taking /> }).collect_view()}</ul>
        }
    };
    let changed = move || keyboard.own.value.with(|own| !own.keys.is_empty());
    let reset = move |()| {
        let single = keyboard.own.value.with_untracked(|own| own.single);
        taking.refused.set(None);
        keyboard.own.set(KeySettings { single, ..KeySettings::default() });
    };
    view! {
        <p class="quiet small">{t!(i18n, keys.change_help)}</p>
        {Group::ALL.map(group).collect_view()}
        {move || changed().then(|| view! { <p><Button label=t!(i18n, keys.reset_all) kind=Kind::Plain size=Size::Small icon="rotate" on_press=reset /></p> })}
    }
}

/// A command, its keys, and the ways to change them.
#[component]
fn Row(command: &'static Command, taking: Taking) -> impl IntoView {
    let i18n = use_i18n();
    let keyboard = taking.keyboard;
    let button = NodeRef::<html::Button>::new();
    let keys = Signal::derive(move || keyboard.keys(command.id));
    let asks = move || taking.command.get() == Some(command.id);
    let own = move || keyboard.own.value.with(|own| own.keys.contains_key(command.id));
    let label = move || i18n.fill(key!(keys.change_of), &[("what", &i18n.say(command.words))]);
    let why = move || {
        let (of, why) = taking.refused.get()?;
        (of == command.id).then(|| match why {
            Refused::Taken(other) => {
                let other = COMMANDS.iter().find(|command| command.id == other).map(|command| i18n.say(command.words));
                i18n.fill(key!(keys.taken), &[("what", &other.unwrap_or_default())])
            }
            Refused::Unfit => i18n.say(key!(keys.unfit)),
        })
    };
    let pressed = move || {
        let strokes = taking.pressed.get();
        strokes.iter().map(Stroke::text).collect::<Vec<_>>().join(" ")
    };
    let inside = move || match asks() {
        true if taking.pressed.with(Vec::is_empty) => view! { <span>{t!(i18n, keys.press)}</span> }.into_any(),
        true => view! { <Caps keys=Signal::derive(pressed) /> }.into_any(),
        false if keys.with(String::is_empty) => view! { <span class="faint">{t!(i18n, keys.none)}</span> }.into_any(),
        false => view! { <Caps keys /> }.into_any(),
    };
    let clear = move |()| {
        taking.stop();
        taking.set(command, "");
    };
    let reset = move |()| {
        taking.stop();
        taking.set(command, command.keys);
    };
    view! {
        <li class="keys-own-row" data-command=command.id>
            <span class="keys-own-words">{i18n.t(command.words)}</span>
            <button
                node_ref=button
                type="button"
                class="keys-own-keys"
                aria-label=move || format!("{} {}", label(), keys.get())
                aria-pressed=move || if asks() { "true" } else { "false" }
                on:click=move |_| if asks() { taking.stop() } else { taking.begin(command.id) }
                on:keydown=move |event| taking.hear(command, &event)
                on:blur=move |_| if taking.command.get_untracked() == Some(command.id) { taking.end(command) }
            >
                {inside}
            </button>
            <IconButton label=t!(i18n, keys.clear) icon="x" size=Size::Small disabled=Signal::derive(move || keys.with(String::is_empty)) on_press=clear />
            <IconButton label=t!(i18n, keys.reset) icon="rotate" size=Size::Small disabled=Signal::derive(move || !own()) on_press=reset />
            <span class="field-error keys-own-why" role="alert">{why}</span>
        </li>
    }
}

impl Taking {
    fn begin(self, id: &'static str) {
        self.pressed.set(Vec::new());
        self.refused.set(None);
        self.command.set(Some(id));
    }

    fn rest(self) {
        if let Some(handle) = self.timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    }

    fn stop(self) {
        self.rest();
        self.command.set(None);
        self.pressed.set(Vec::new());
    }

    fn hear(self, command: &'static Command, event: &KeyboardEvent) {
        if self.command.get_untracked() != Some(command.id) || event.key() == "Tab" {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        match event.key().as_str() {
            "Escape" => return self.stop(),
            "Backspace" | "Delete" => {
                self.stop();
                return self.set(command, "");
            }
            // After a first press Enter ends; before one it is the press itself.
            "Enter" if !self.pressed.with_untracked(Vec::is_empty) => return self.end(command),
            _ => {}
        }
        let Some(stroke) = stroke_of(event) else { return };
        self.pressed.update(|strokes| strokes.push(stroke));
        self.rest();
        if self.pressed.with_untracked(|strokes| strokes.len() > 1) {
            return self.end(command);
        }
        self.timer.set_value(set_timeout_with_handle(move || self.end(command), REST).ok());
    }

    fn end(self, command: &'static Command) {
        let Some(pressed) = self.pressed.try_get_untracked() else { return };
        self.stop();
        if !pressed.is_empty() {
            self.set(command, &pressed.iter().map(Stroke::text).collect::<Vec<_>>().join(" "));
        }
    }

    /// Keeps the keys, unless they mean something else.
    fn set(self, command: &'static Command, keys: &str) {
        let own = self.keyboard.own.value.get_untracked();
        let all = COMMANDS.iter().map(|command| (command.id, own.of(command.id, command.keys)));
        let why = match (keys.is_empty(), strokes(keys)) {
            (true, _) => None,
            (_, None) => Some(Refused::Unfit),
            _ => taken(keys, command.id, all).and_then(super::commands::find).map(|other| Refused::Taken(other.id)),
        };
        self.refused.set(why.map(|why| (command.id, why)));
        if why.is_none() {
            self.keyboard.own.set(own.with(command.id, command.keys, keys));
        }
    }
}
