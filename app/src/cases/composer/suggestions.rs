//! The list above the text: arrows choose, Enter or Tab takes, Esc leaves.

use leptos::html::Textarea;
use leptos::prelude::*;
use yingda_shared::knowledge::pairs::UsePair;

use super::suggest::{Offer, Source};
use super::token::{replace, token};
use crate::api::call;
use crate::i18n::use_i18n;
use crate::key;

#[derive(Clone, Copy)]
pub struct Suggestions {
    pub source: Source,
    active: RwSignal<usize>,
    text: RwSignal<String>,
    area: NodeRef<Textarea>,
}

impl Suggestions {
    pub fn new(source: Source, text: RwSignal<String>, area: NodeRef<Textarea>) -> Suggestions {
        Suggestions { source, active: RwSignal::new(0), text, area }
    }

    fn caret(self) -> usize {
        let area = self.area.get_untracked();
        let at = area.and_then(|area| area.selection_end().ok().flatten()).unwrap_or(0);
        at as usize
    }

    /// After each key: look what the caret stands in.
    pub fn look(self) {
        self.active.set(0);
        let caret = self.caret();
        self.source.ask(self.text.with_untracked(|text| token(text, caret)));
    }

    /// Starts a token by button, for those without the key.
    pub fn start(self, mark: &str) {
        let caret = self.caret();
        let text = self.text.get_untracked();
        let units: Vec<u16> = text.encode_utf16().take(caret).collect();
        let gap = if units.last().is_none_or(|unit| *unit == 0x20 || *unit == 0x0a) { "" } else { " " };
        self.insert_at(caret, caret, &format!("{gap}{mark}"));
        self.look();
    }

    fn insert_at(self, start: usize, end: usize, insert: &str) {
        let here = super::token::Token { mark: super::token::Mark::Canned, start, words: String::new() };
        let (text, caret) = self.text.with_untracked(|text| replace(text, &here, end, insert));
        self.text.set(text.clone());
        let Some(area) = self.area.get_untracked() else { return };
        area.set_value(&text);
        let _ = area.focus();
        let _ = area.set_selection_range(caret as u32, caret as u32);
    }

    fn take(self, offer: &Offer) {
        if let Some(token) = self.source.token.get_untracked() {
            self.insert_at(token.start, self.caret(), &offer.insert);
            if let Some(id) = offer.pair {
                // Counted beside the words: they are not kept waiting for it.
                leptos::task::spawn_local(async move { drop(call(UsePair { id }).await) });
            }
        }
        self.source.close();
    }

    /// True if the list used the key.
    pub fn key(self, key: &str) -> bool {
        let count = self.source.offers.with_untracked(Vec::len);
        if self.source.token.with_untracked(Option::is_none) || count == 0 {
            return false;
        }
        let now = self.active.get_untracked();
        match key {
            "ArrowDown" => self.active.set((now + 1) % count),
            "ArrowUp" => self.active.set((now + count - 1) % count),
            "Escape" => self.source.close(),
            // What stands there answers other words.
            "Enter" | "Tab" if self.source.busy.get_untracked() => {}
            "Enter" | "Tab" => {
                if let Some(offer) = self.source.offers.with_untracked(|offers| offers.get(now).cloned()) {
                    self.take(&offer);
                }
            }
            _ => return false,
        }
        true
    }
}

/// The list itself.
#[component]
pub fn SuggestionList(list: Suggestions) -> impl IntoView {
    let i18n = use_i18n();
    Effect::new(move |_| {
        let (open, at) = (list.source.offers.with(|offers| !offers.is_empty()), list.active.get());
        let Some(area) = list.area.get() else { return };
        if open {
            let _ = area.set_attribute("aria-controls", "composer-offers");
            let _ = area.set_attribute("aria-activedescendant", &format!("composer-offer-{at}"));
        } else {
            let _ = area.remove_attribute("aria-controls");
            let _ = area.remove_attribute("aria-activedescendant");
        }
    });
    let item = move |(at, offer): (usize, Offer)| {
        let on = move || list.active.get() == at;
        let (title, note, taken) = (offer.title.clone(), offer.note.clone(), offer);
        view! {
            <li
                class="combo-option"
                role="option"
                id=format!("composer-offer-{at}")
                aria-selected=move || if on() { "true" } else { "false" }
                data-active=move || (on() && !list.source.busy.get()).then_some("")
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| list.take(&taken)
            >
                <span>{title}</span><span class="combo-note">{note}</span>
            </li>
        }
    };
    let fault = move || list.source.fault.get().map(|fault| i18n.fault(&fault));
    move || {
        if let Some(fault) = fault() {
            return Some(
                view! { <p class="combo-list composer-offers combo-empty" role="status">{fault}</p> }.into_any(),
            );
        }
        let offers = list.source.offers.get();
        (!offers.is_empty()).then(|| {
            let label = move || i18n.say(key!(cases.composer.offers));
            view! { <ul class="combo-list composer-offers" id="composer-offers" role="listbox" aria-label=label aria-busy=move || list.source.busy.get().then_some("true")>{offers.into_iter().enumerate().map(item).collect_view()}</ul> }.into_any()
        })
    }
}
