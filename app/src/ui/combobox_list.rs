//! The list under a `Combobox`: which option is active, how keys move it.

use super::{combobox::ComboOption, dom, icon::Icon};
use leptos::{ev, prelude::*};

#[derive(Clone, Copy)]
pub(super) struct List {
    pub id: StoredValue<String>,
    pub open: RwSignal<bool>,
    pub active: RwSignal<usize>,
    pub options: Signal<Vec<ComboOption>>,
    /// The options answer an older question.
    pub busy: Signal<bool>,
}

impl List {
    pub fn show(self) {
        self.active.set(0);
        self.open.set(true);
    }

    pub fn active_id(self) -> Option<String> {
        let any = self.open.get() && !self.busy.get() && self.options.with(|options| !options.is_empty());
        any.then(|| self.option_id(self.active.get()))
    }

    fn option_id(self, at: usize) -> String {
        self.id.with_value(|id| format!("{id}-option-{at}"))
    }

    fn step(self, by: isize) {
        let count = self.options.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let now = self.active.get_untracked().min(count - 1);
        let to = (now + count).wrapping_add_signed(by) % count;
        self.active.set(to);
        if let Some(option) = dom::by_id(&self.option_id(to)) {
            option.scroll_into_view_with_bool(false);
        }
    }
}

pub(super) fn key(event: &ev::KeyboardEvent, list: List, pick: impl Fn(ComboOption), open: impl Fn()) {
    // 229 is what some input methods send instead of the flag.
    if event.is_composing() || event.key_code() == 229 {
        return;
    }
    // Ctrl+Enter sends the form; it chooses nothing.
    if event.ctrl_key() || event.meta_key() {
        return;
    }
    let shown = list.open.get_untracked();
    match event.key().as_str() {
        "ArrowDown" | "ArrowUp" if !shown => {
            list.show();
            open();
        }
        "ArrowDown" => list.step(1),
        "ArrowUp" => list.step(-1),
        // What stands there answers other words: whoever types on and presses Enter did not mean it.
        "Enter" if shown && list.busy.get_untracked() => {}
        "Enter" if shown => {
            let at = list.active.get_untracked();
            if let Some(option) = list.options.with_untracked(|options| options.get(at).cloned()) {
                pick(option);
            }
        }
        "Escape" if shown => list.open.set(false),
        _ => return,
    }
    event.prevent_default();
}

pub(super) fn view(
    list: List,
    value: RwSignal<String>,
    empty: Signal<String>,
    pick: impl Fn(ComboOption) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let option = move |(at, option): (usize, ComboOption)| {
        let chosen = value.with(|value| !value.is_empty() && *value == option.key);
        let (text, note) = (option.text.clone(), option.note.clone());
        view! {
            <li
                class="combo-option"
                role="option"
                id=list.option_id(at)
                aria-selected=if chosen { "true" } else { "false" }
                aria-disabled=option.disabled.then_some("true")
                data-active=move || (!list.busy.get() && list.active.get() == at).then_some("")
                // Keeps the focus in the field.
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| pick(option.clone())
            >
                <span>{text}</span>
                {(!note.is_empty()).then(|| view! { <span class="combo-note">{note}</span> })}
                {chosen.then(|| view! { <Icon name="check"/> })}
            </li>
        }
    };
    let list_id = list.id.with_value(|id| format!("{id}-list"));
    view! {
        <ul class="combo-list" role="listbox" id=list_id aria-busy=move || list.busy.get().then_some("true") hidden=move || !list.open.get()>
            {move || {
                let options = list.options.get();
                if options.is_empty() {
                    let words = if list.busy.get() { "…".to_owned() } else { empty.get() };
                    view! { <li class="combo-empty" role="presentation">{words}</li> }.into_any()
                } else {
                    options.into_iter().enumerate().map(option).collect_view().into_any()
                }
            }}
        </ul>
    }
}
