//! What stands above the rows: search, quick filters, states.

use leptos::html::Input;
use leptos::prelude::*;
use yingda_shared::cases::queries::{CaseCounts, CountCases};

use super::narrow::{NarrowMenu, Narrowings};
use super::state::ListState;
use crate::cases::filters::ListView;
use crate::console::use_key;
use crate::data::fetch;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Icon, Menu, MenuItem};
use crate::{key, t};

/// Milliseconds of rest after which typed words are looked for.
const REST: std::time::Duration = std::time::Duration::from_millis(220);

/// The search box. `/` leads here, Enter and the arrow lead to the rows.
#[component]
pub fn Search(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let node = NodeRef::<Input>::new();
    let focus = move |()| {
        if let Some(input) = node.get_untracked() {
            let _ = input.focus();
            input.select();
        }
    };
    use_key("/", key!(cases.keys.search), Callback::new(focus));
    let first = list.view.with_untracked(|view| view.get("q").to_string());
    // The address rules: going back brings the words of that moment.
    Effect::new(move |_| {
        let words = list.view.with(|view| view.get("q").to_string());
        if let Some(input) = node.get()
            && input.value().trim() != words
            && document().active_element().as_ref() != Some(input.as_ref())
        {
            input.set_value(&words);
        }
    });
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let rest = move || {
        if let Some(handle) = waiting.try_get_value().flatten() {
            handle.clear();
        }
    };
    on_cleanup(rest);
    let look = move |words: String| {
        rest();
        let handle = set_timeout_with_handle(move || list.change("q", words.trim(), true), REST);
        waiting.set_value(handle.ok());
    };
    // Half a syllable is no word: an input method says when it is done.
    let composing = StoredValue::new(false);
    let typed = move |event| {
        if !composing.get_value() {
            look(event_target_value(&event));
        }
    };
    let composed = move |event| {
        composing.set_value(false);
        look(event_target_value(&event));
    };
    let onwards = move |event: leptos::ev::KeyboardEvent| {
        if !event.is_composing() && event.key_code() != 229 && ["Enter", "ArrowDown"].contains(&event.key().as_str()) {
            event.prevent_default();
            list.step(true);
        }
    };
    view! {
        <label class="input-icon grow list-search">
            <span class="vh">{t!(i18n, cases.list.search)}</span>
            <Icon name="search" />
            <input
                node_ref=node
                class="input"
                type="search"
                name="q"
                value=first
                autocomplete="off"
                placeholder=t!(i18n, cases.list.search_hint)
                on:input=typed
                on:compositionstart=move |_| composing.set_value(true)
                on:compositionend=composed
                on:keydown=onwards
            />
        </label>
    }
}

/// Ready filters with their counts.
#[component]
pub fn Chips(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let counts = fetch(move || {
        let q = list.view.with(|view| view.get("q").to_string());
        Some(CountCases { q: Some(q).filter(|q| !q.is_empty()), assignee: None })
    });
    let number = move |of: fn(&CaseCounts) -> i64| {
        move || {
            counts.data.with(|data| data.as_ref().map(|counts| view! { <span class="chip-count">{of(counts)}</span> }))
        }
    };
    let chip = move |name: Key, assignee: &'static str, state: &'static str, of: fn(&CaseCounts) -> i64| {
        let on = move || {
            let wanted = if state.is_empty() { "open" } else { state };
            list.view.with(|view| view.get("assignee") == assignee && view.state() == wanted)
        };
        let press =
            move |_| list.show(&list.view.get_untracked().with("assignee", assignee).with("state", state), false);
        view! {
            <button type="button" class="filter-chip" aria-pressed=move || if on() { "true" } else { "false" } on:click=press>
                {i18n.t(name)}{number(of)}
            </button>
        }
    };
    let own = (!list.desk.partner).then(|| {
        view! {
            {chip(key!(cases.list.mine), "me", "", |counts| counts.mine)}
            {chip(key!(cases.list.unassigned), "none", "", |counts| counts.unassigned)}
        }
    });
    view! {
        {own}
        {chip(key!(cases.list.open), "", "", open_count)}
        {chip(key!(cases.list.all), "", "all", |counts| counts.by_state.values().sum())}
        <StateMenu list counts=counts.data />
        <NarrowMenu list />
        <Narrowings list />
    }
}

fn open_count(counts: &CaseCounts) -> i64 {
    yingda_shared::cases::CaseState::OPEN.iter().filter_map(|state| counts.by_state.get(state.as_str())).sum()
}

/// Any set of states, each with its count.
#[component]
fn StateMenu(list: ListState, counts: RwSignal<Option<CaseCounts>>) -> impl IntoView {
    use yingda_shared::cases::CaseState;
    let i18n = use_i18n();
    let states = [
        CaseState::New,
        CaseState::Assigned,
        CaseState::InProgress,
        CaseState::Pending,
        CaseState::Resolved,
        CaseState::Closed,
        CaseState::Cancelled,
    ];
    let picked = move |view: &ListView| -> Vec<String> {
        let words =
            view.get("state").trim_start_matches('!').split(',').filter(|word| CaseState::parse(word).is_some());
        words.map(str::to_string).collect()
    };
    let item = move |state: CaseState| {
        let on = Signal::derive(move || list.view.with(|view| picked(view).iter().any(|word| word == state.as_str())));
        let count = move || {
            counts.with(|counts| {
                counts.as_ref().and_then(|counts| counts.by_state.get(state.as_str()).copied()).unwrap_or(0)
            })
        };
        let label = move || format!("{}  {}", i18n.word("words.state", state.as_str()), count());
        let press = move |()| {
            let view = list.view.get_untracked();
            let mut words = picked(&view);
            match words.iter().position(|word| word == state.as_str()) {
                Some(at) => drop(words.remove(at)),
                None => words.push(state.to_string()),
            }
            list.show(&view.with("state", &words.join(",")), false);
        };
        view! { <MenuItem label icon=crate::cases::signs::state_sign(state).0 checked=on on_press=press /> }
    };
    let label = move || {
        let not = list.view.with(|view| view.get("state").starts_with('!'));
        let words = list.view.with(picked);
        let names: Vec<String> = words.iter().map(|word| i18n.word("words.state", word)).collect();
        let (what, name) = (i18n.say(key!(cases.list.states)), names.join(" · "));
        match (names.is_empty(), not) {
            (true, _) => what,
            (_, true) => i18n.fill(key!(cases.filter.not), &[("what", &what), ("name", &name)]),
            _ => name,
        }
    };
    view! { <Menu id="list-states" label icon="" show_label=true class="filter-chip">{states.map(item).collect_view()}</Menu> }
}
