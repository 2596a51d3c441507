//! The palette as it is seen: one field, one list, all keys.

use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;

use super::caret::Caret;
use super::known::{Known, use_known};
use super::list::{Stock, shown};
use super::offers::{Act, Offer};
use super::recent::{recent, used};
use super::search::{Search, use_search};
use super::{Palette, use_palette};
use crate::console::{Caps, use_command};
use crate::i18n::use_i18n;
use crate::tabs::{Tabs, use_tabs};
use crate::ui::{Icon, IconButton};
use crate::{key, t};

#[derive(Clone, Copy)]
struct State {
    palette: Palette,
    known: Known,
    search: Search,
    tabs: Tabs,
    words: RwSignal<String>,
    active: RwSignal<usize>,
    offers: RwSignal<Vec<Offer>>,
    /// The object in view is left out of it.
    apart: RwSignal<bool>,
}

/// Lives beside all pages; its content exists while it is open.
#[component]
pub fn PaletteDialog() -> impl IntoView {
    let i18n = use_i18n();
    let palette = use_palette();
    let node = NodeRef::<html::Dialog>::new();
    let known = use_known();
    let state = State {
        palette,
        known,
        search: use_search(known.base(), known.is_staff()),
        tabs: use_tabs(),
        words: RwSignal::new(String::new()),
        active: RwSignal::new(0),
        offers: RwSignal::new(Vec::new()),
        apart: RwSignal::new(false),
    };
    let caret = StoredValue::new(None::<SendWrapper<Caret>>);
    use_command("palette", Callback::new(move |()| palette.open.update(|open| *open = !*open)));
    Effect::new(move |_| {
        let wanted = palette.open.get();
        let Some(dialog) = node.get() else { return };
        if wanted && !dialog.open() {
            caret.set_value(Caret::now().map(SendWrapper::new));
            state.begin();
            let _ = dialog.show_modal();
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    Effect::new(move |_| {
        if palette.open.get() {
            state.renew();
        }
    });
    view! {
        <dialog node_ref=node class="palette" id="palette" aria-label=t!(i18n, palette.title)
            on:close=move |_| {
                palette.open.set(false);
                if let Some(caret) = caret.get_value() {
                    caret.restore();
                }
            }
            on:click=move |event| {
                // A press beside it closes it.
                if event.target().is_some_and(|target| target.has_type::<web_sys::HtmlDialogElement>()) {
                    palette.open.set(false);
                }
            }
        >
            {move || palette.open.get().then(|| view! { <Inside state /> })}
        </dialog>
    }
}

impl State {
    fn begin(self) {
        self.words.set(String::new());
        self.apart.set(false);
        self.active.set(0);
        self.search.begin();
    }

    /// Puts together what fits now.
    fn renew(self) {
        let words = self.words.get();
        let here = self.palette.here.get().filter(|_| !self.apart.get());
        let here = here.map(|here| untrack(|| (here.offers)())).unwrap_or_default();
        let known = self.known.offers(&here);
        let stock = Stock {
            create: self.known.create(&words),
            lately: self.tabs.lately(),
            names: self.search.names.get(),
            found: self.search.found.get(),
            recent: recent(),
            here,
            known,
        };
        let offers = shown(&words, stock);
        let last = offers.len().saturating_sub(1);
        self.active.update(|at| *at = (*at).min(last));
        self.offers.set(offers);
    }

    fn step(self, to: impl Fn(usize, usize) -> usize) {
        let count = self.offers.with_untracked(Vec::len);
        if count > 0 {
            self.active.update(|at| *at = to(*at, count) % count);
            let at = self.active.get_untracked();
            request_animation_frame(move || {
                if let Some(option) = document().get_element_by_id(&format!("palette-{at}")) {
                    let options = web_sys::ScrollIntoViewOptions::new();
                    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                    option.scroll_into_view_with_scroll_into_view_options(&options);
                }
            });
        }
    }
}

#[component]
fn Inside(state: State) -> impl IntoView {
    let i18n = use_i18n();
    let input = NodeRef::<html::Input>::new();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let choose = move |at: usize| {
        let Some(offer) = state.offers.with_untracked(|offers| offers.get(at).cloned()) else { return };
        used(&offer.key);
        state.palette.open.set(false);
        let navigate = navigate.clone();
        // First the dialog is gone and the focus where it was, then the act.
        request_animation_frame(move || match offer.act {
            Act::Go(address) => navigate(&address, NavigateOptions::default()),
            Act::Run(run) => run(),
        });
    };
    let pick = choose.clone();
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
        match event.key().as_str() {
            "ArrowDown" => state.step(|at, _| at + 1),
            "ArrowUp" => state.step(|at, count| at + count - 1),
            "PageDown" => state.step(|at, count| (at + 8).min(count - 1)),
            "PageUp" => state.step(|at, _| at.saturating_sub(8)),
            "Home" if state.words.with_untracked(String::is_empty) => state.step(|_, _| 0),
            "End" if state.words.with_untracked(String::is_empty) => state.step(|_, count| count - 1),
            "Enter" if !chord => pick(state.active.get_untracked()),
            "Backspace" if state.words.with_untracked(String::is_empty) => state.apart.set(true),
            _ => return,
        }
        event.prevent_default();
    };
    let chip = move || {
        let here = state.palette.here.get().filter(|_| !state.apart.get())?;
        let label = i18n.fill(key!(palette.leave), &[("what", &here.name)]);
        Some(view! {
            <span class="palette-chip">
                <span>{here.name}</span>
                <IconButton label=Signal::stored(label) icon="x" on_press=move |()| {
                    state.apart.set(true);
                    if let Some(input) = input.get_untracked() {
                        let _ = input.focus();
                    }
                } />
            </span>
        })
    };
    let typed = move |event| {
        let words = event_target_value(&event);
        state.active.set(0);
        state.search.ask(words.clone());
        state.words.set(words);
    };
    let said = move || {
        let count = state.offers.with(Vec::len);
        match (count, state.search.busy.get(), state.words.with(String::is_empty)) {
            (_, _, true) => String::new(),
            (0, true, _) => i18n.say(key!(palette.looking)),
            (0, ..) => i18n.say(key!(palette.nothing)),
            (count, ..) => i18n.fill(key!(palette.count), &[("n", &count.to_string())]),
        }
    };
    let rows = move || {
        let offers = state.offers.get();
        let mut parts: Vec<(super::Part, Vec<(usize, Offer)>)> = Vec::new();
        for (at, offer) in offers.into_iter().enumerate() {
            match parts.last_mut() {
                Some((part, rows)) if *part == offer.part => rows.push((at, offer)),
                _ => parts.push((offer.part, vec![(at, offer)])),
            }
        }
        let choose = choose.clone();
        let group = move |(part, rows): (super::Part, Vec<(usize, Offer)>)| {
            let heading = format!("palette-part-{}", rows.first().map_or(0, |(at, _)| *at));
            let choose = choose.clone();
            let row = move |(at, offer): (usize, Offer)| {
                let choose = choose.clone();
                let active = move || state.active.get() == at;
                view! {
                    <li
                        class="palette-row"
                        role="option"
                        id=format!("palette-{at}")
                        aria-selected=move || if active() { "true" } else { "false" }
                        on:mousedown=move |event| event.prevent_default()
                        on:mousemove=move |_| if !active() { state.active.set(at) }
                        on:click=move |_| choose(at)
                    >
                        <Icon name=offer.icon />
                        <span class="palette-text">{offer.text}</span>
                        <span class="palette-note">{offer.note}</span>
                        <span class="palette-keys" aria-hidden="true"><Caps keys=Signal::stored(offer.keys) /></span>
                    </li>
                }
            };
            view! {
                <li role="presentation">
                    <ul role="group" aria-labelledby=heading.clone()>
                        <li class="palette-part" role="presentation" id=heading.clone()>{i18n.t(part.words())}</li>
                        {rows.into_iter().map(row).collect_view()}
                    </ul>
                </li>
            }
        };
        parts.into_iter().map(group).collect_view()
    };
    let any = move || state.offers.with(|offers| !offers.is_empty());
    view! {
        <div class="palette-head">
            <Icon name="search" />
            {chip}
            <input
                node_ref=input
                class="palette-input"
                type="text"
                role="combobox"
                aria-label=t!(i18n, palette.title)
                aria-autocomplete="list"
                aria-expanded=move || if any() { "true" } else { "false" }
                aria-controls="palette-list"
                aria-activedescendant=move || any().then(|| format!("palette-{}", state.active.get()))
                aria-busy=move || state.search.busy.get().then_some("true")
                autofocus=true
                autocomplete="off"
                spellcheck="false"
                enterkeyhint="go"
                placeholder=t!(i18n, palette.hint)
                on:input=typed
                on:keydown=keys
            />
            <IconButton label=t!(i18n, common.close) icon="x" class="only-phone" on_press=move |()| state.palette.open.set(false) />
        </div>
        <ul class="palette-list" id="palette-list" role="listbox" aria-label=t!(i18n, palette.title)>{rows}</ul>
        <p class="palette-foot" role="status">{said}</p>
    }
}
