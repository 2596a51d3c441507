//! Keys: which commands are alive on this page, what a press means, and when it must stay silent.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use yingda_shared::workplace::keys::{GetPreferences, Heard, KeySettings, SavePreferences, Stroke, hear};

use super::commands::{self, Command};
use crate::api::call;
use crate::boot::use_boot;
use crate::i18n::Key;
use crate::own::{Own, use_own};

/// How long a shortcut of two presses waits for the second.
const WAITS: Duration = Duration::from_millis(1500);

/// A command that can be done now.
#[derive(Clone)]
pub struct Binding {
    id: u32,
    /// Of the table; None for a key that a page binds for itself.
    pub command: Option<&'static Command>,
    /// As it ships.
    pub keys: &'static str,
    pub words: Key,
    pub act: Callback<()>,
}

/// The commands of the page shown. The newest binding of a key wins.
#[derive(Clone, Copy)]
pub struct Keyboard {
    pub bindings: RwSignal<Vec<Binding>>,
    pub sheet: RwSignal<bool>,
    pub own: Own<KeySettings>,
    /// What was pressed of a shortcut that has not ended.
    pub begun: RwSignal<Vec<Stroke>>,
    next: StoredValue<u32>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

/// The keyboard of the app; a silent one outside of it.
pub fn use_keyboard() -> Keyboard {
    use_context().unwrap_or_else(new)
}

fn new() -> Keyboard {
    let save = |keys: KeySettings| -> futures::future::LocalBoxFuture<'static, _> {
        Box::pin(async move { call(SavePreferences { keys }).await.map(|kept| kept.rv) })
    };
    Keyboard {
        bindings: RwSignal::new(Vec::new()),
        sheet: RwSignal::new(false),
        own: use_own("keys", KeySettings::default(), save, |_, mine| mine),
        begun: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        timer: StoredValue::new(None),
    }
}

/// Starts to listen; the app does so once.
pub fn provide_keyboard() -> Keyboard {
    let keyboard = new();
    provide_context(keyboard);
    let known = use_boot().with_value(|boot| boot.me.user_id.is_some());
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, move |event| pressed(keyboard, &event));
        on_cleanup(move || handle.remove());
        if known {
            leptos::task::spawn_local(async move {
                if let Ok(kept) = call(GetPreferences {}).await {
                    keyboard.own.adopt(kept.rv, kept.keys);
                }
            });
        }
    });
    keyboard
}

/// Binds a command of the table for as long as the calling component lives.
pub fn use_command(id: &'static str, act: Callback<()>) {
    if let Some(command) = commands::find(id) {
        bind(Some(command), command.keys, command.words, act);
    }
}

/// Binds by the keys that ship; what the table does not know is bound as it is.
pub fn use_key(keys: &'static str, words: Key, act: Callback<()>) {
    bind(commands::shipped(keys), keys, words, act);
}

fn bind(command: Option<&'static Command>, keys: &'static str, words: Key, act: Callback<()>) {
    let keyboard = use_keyboard();
    let id = keyboard.next.get_value();
    keyboard.next.set_value(id + 1);
    keyboard.bindings.update(|all| all.push(Binding { id, command, keys, words, act }));
    on_cleanup(move || {
        keyboard.bindings.try_update(|all| all.retain(|binding| binding.id != id));
    });
}

impl Binding {
    /// The keys as the person has them.
    pub fn keys_of<'a>(&'a self, own: &'a KeySettings) -> &'a str {
        self.command.map_or(self.keys, |command| own.of(command.id, command.keys))
    }
}

impl Keyboard {
    /// The keys of a command as they are now.
    pub fn keys(self, id: &str) -> String {
        let Some(command) = commands::find(id) else { return String::new() };
        self.own.value.with(|own| own.of(command.id, command.keys).to_string())
    }

    /// The commands that can be done now, each once; the nearest binding counts.
    pub fn alive(self) -> Vec<Binding> {
        let mut alive: Vec<Binding> = Vec::new();
        for binding in self.bindings.get().into_iter().rev() {
            if alive.iter().all(|known| known.keys != binding.keys) {
                alive.push(binding);
            }
        }
        alive.reverse();
        alive
    }

    fn wait(self, strokes: Vec<Stroke>) {
        if let Some(before) = self.timer.try_update_value(Option::take).flatten() {
            before.clear();
        }
        if !strokes.is_empty() {
            let over = move || drop(self.begun.try_set(Vec::new()));
            self.timer.set_value(set_timeout_with_handle(over, WAITS).ok());
        }
        if self.begun.with_untracked(|begun| *begun != strokes) {
            self.begun.set(strokes);
        }
    }
}

/// The press as shortcuts name it; None for keys that are only held down.
pub fn stroke_of(event: &KeyboardEvent) -> Option<Stroke> {
    let key = event.key();
    if ["Shift", "Control", "Alt", "Meta", "CapsLock", "Dead", "Process"].contains(&key.as_str()) {
        return None;
    }
    let code = event.code();
    // With Alt a keyboard may write other signs than its keys show.
    let plain = code.strip_prefix("Digit").or_else(|| code.strip_prefix("Key")).filter(|_| event.alt_key());
    let key = plain.map_or_else(|| half_width(&key), str::to_string).to_lowercase();
    Some(Stroke { strong: event.ctrl_key() || event.meta_key(), alt: event.alt_key(), key })
}

/// Chinese input methods write signs in full width.
fn half_width(key: &str) -> String {
    key.chars().map(narrow).collect()
}

fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

fn pressed(keyboard: Keyboard, event: &KeyboardEvent) {
    let composing = event.is_composing() || event.key_code() == 229;
    if composing || event.default_prevented() {
        return;
    }
    let Some(stroke) = stroke_of(event) else { return };
    let off = stroke.is_single() && keyboard.own.value.with_untracked(|own| !own.single);
    let plain = !stroke.strong && !stroke.alt;
    if off || (plain && busy(event, &stroke.key)) {
        return keyboard.wait(Vec::new());
    }
    let mut strokes = keyboard.begun.get_untracked();
    strokes.push(stroke);
    let heard = keyboard.own.value.with_untracked(|own| {
        keyboard
            .bindings
            .with_untracked(|all| hear(&strokes, all.iter().map(|binding| (binding.keys_of(own), binding.act))))
    });
    match heard {
        Heard::Done(act) => {
            keyboard.wait(Vec::new());
            event.prevent_default();
            act.run(());
        }
        Heard::Begun => {
            event.prevent_default();
            keyboard.wait(strokes);
        }
        Heard::Nothing => keyboard.wait(Vec::new()),
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

/// A key as it is drawn on its cap.
pub fn cap(stroke: &str) -> String {
    let (strong, alt) = if is_mac() { ("⌘", "⌥") } else { ("Ctrl+", "Alt+") };
    let key = stroke.rsplit('+').next().filter(|key| !key.is_empty()).unwrap_or("+");
    let key = match key {
        "enter" => "Enter".to_string(),
        "escape" => "Esc".to_string(),
        "arrowup" => "↑".to_string(),
        "arrowdown" => "↓".to_string(),
        "arrowleft" => "←".to_string(),
        "arrowright" => "→".to_string(),
        key => key.to_uppercase(),
    };
    let held = format!(
        "{}{}",
        if stroke.contains("mod+") { strong } else { "" },
        if stroke.contains("alt+") { alt } else { "" }
    );
    format!("{held}{key}")
}

/// Never asked in a first render: keys are drawn when somebody asks for them.
fn is_mac() -> bool {
    window().navigator().platform().is_ok_and(|platform| platform.starts_with("Mac"))
}
