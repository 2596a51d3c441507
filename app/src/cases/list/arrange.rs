//! Order, grouping, columns, layout: what the list looks like.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::columns::{Shown, chosen, offered, written};
use super::state::ListState;
use crate::cases::filters::{Layout, ListView};
use crate::i18n::{Key, use_i18n};
use crate::ui::{Button, Checkbox, Dialog, IconButton, Menu, MenuItem};
use crate::{key, t};

const SORTS: [(&str, Key); 6] = [
    ("-updated", key!(cases.sort.updated)),
    ("-created", key!(cases.sort.created)),
    ("due", key!(cases.sort.due)),
    ("priority", key!(cases.sort.priority)),
    ("state", key!(cases.sort.state)),
    ("-number", key!(cases.sort.number)),
];
const GROUPS: [(&str, Key); 8] = [
    ("", key!(cases.group.none)),
    ("state", key!(cases.group.state)),
    ("priority", key!(cases.group.priority)),
    ("assignee", key!(cases.group.assignee)),
    ("team", key!(cases.group.team)),
    ("category", key!(cases.group.category)),
    ("company", key!(cases.group.company)),
    ("unit", key!(cases.group.unit)),
];

fn layout_name(layout: Layout) -> Key {
    match layout {
        Layout::List => key!(cases.list.as_list),
        Layout::Table => key!(cases.list.as_table),
        Layout::Board => key!(cases.list.as_board),
    }
}

/// The menus at the end of the head.
#[component]
pub fn Arrange(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let partner = list.desk.partner;
    let layout = Memo::new(move |_| match list.open.with(String::is_empty) {
        true => list.view.with(ListView::layout),
        // Beside a case there is room for a list alone.
        false => Layout::List,
    });
    let choice = move |key: &'static str, value: &'static str, name: Key| {
        let on = Signal::derive(move || {
            list.view.with(|view| if key == "sort" { view.sort() == value } else { view.get(key) == value })
        });
        view! { <MenuItem label=i18n.t(name) checked=on on_press=move |()| list.change(key, value, false) /> }
    };
    let groups = move || {
        let board = layout.get() == Layout::Board;
        // A board has one column for each of few.
        let fits = move |value: &str| {
            !(partner && ["team", "unit"].contains(&value)) && (!board || ["", "priority", "assignee"].contains(&value))
        };
        GROUPS
            .into_iter()
            .filter(|(value, _)| fits(value))
            .map(|(value, name)| {
                let name = if board && value.is_empty() { key!(cases.group.state) } else { name };
                choice("group", value, name)
            })
            .collect_view()
    };
    let show = move |layout: Layout| {
        let word = if layout == Layout::List { "" } else { layout.word() };
        // A saved view may have another layout of its own: then the list is said as well.
        let word =
            if word.is_empty() && list.view.with_untracked(|view| view.saved().is_some()) { "list" } else { word };
        let view = list.view.get_untracked().with("layout", word);
        list.go.run((format!("{}{}", list.desk.base, view.query()), false));
    };
    let layouts = Layout::ALL.map(|each| {
        let on = Signal::derive(move || layout.get() == each);
        let icon = each.word();
        view! { <MenuItem label=i18n.t(layout_name(each)) icon checked=on on_press=move |()| show(each) /> }
    });
    let choosing = RwSignal::new(false);
    let columns = move || {
        (layout.get() == Layout::Table).then(|| {
            view! {
                <span class="wide-only">
                    <IconButton label=t!(i18n, cases.list.columns) icon="columns" on_press=move || choosing.set(true) />
                </span>
            }
        })
    };
    view! {
        <Menu id="list-sort" label=t!(i18n, cases.list.sort) icon="sort">{SORTS.map(|(value, name)| choice("sort", value, name)).collect_view()}</Menu>
        <Menu id="list-group" label=t!(i18n, cases.list.group) icon="layers">{groups}</Menu>
        {columns}
        <Menu id="list-layout" label=t!(i18n, cases.list.layout) icon="board">{layouts.collect_view()}</Menu>
        <Dialog id="list-columns" title=t!(i18n, cases.list.columns) close_label=t!(i18n, common.close) open=choosing>
            <Columns list />
        </Dialog>
    }
}

/// The button inside, or the control itself.
fn focus(id: &str) {
    let at = document().get_element_by_id(id);
    let inner = at.as_ref().and_then(|at| at.query_selector("button").ok().flatten());
    if let Some(control) = inner.or(at).and_then(|at| at.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = control.focus();
    }
}

/// The twin of dragging: which columns, in which order, how wide.
#[component]
fn Columns(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let partner = list.desk.partner;
    let now = move || list.view.with(|view| chosen(view.columns(), partner));
    // The lines are drawn anew; the focus goes on from the same button.
    let keep = move |columns: Vec<Shown>, back: String| {
        list.arrange(&written(&columns));
        request_animation_frame(move || focus(&back));
    };
    let line = move |at: usize, shown: Shown, count: usize| {
        let name = i18n.t(shown.column.name);
        let word = shown.column.word;
        let moved = move |down: bool| {
            let mut columns = untrack(now);
            let to = if down { at + 1 } else { at.wrapping_sub(1) };
            if to < columns.len() {
                columns.swap(at, to);
                let end = if down { to + 1 == columns.len() } else { to == 0 };
                keep(columns, format!("column-{word}-{}", if down != end { "down" } else { "up" }));
            }
        };
        let sized = move |by: i32| {
            let mut columns = untrack(now);
            if let Some(shown) = columns.get_mut(at) {
                shown.widen(by);
                keep(columns, format!("column-{word}-{}", if by > 0 { "wider" } else { "narrower" }));
            }
        };
        let off = move || {
            let mut columns = untrack(now);
            if at < columns.len() && columns.len() > 1 {
                columns.remove(at);
                keep(columns, format!("column-{word}"));
            }
        };
        let on = RwSignal::new(true);
        let label = move |key: Key| Signal::derive(move || i18n.fill(key, &[("name", &i18n.say(shown.column.name))]));
        view! {
            <li class="columns-line">
                <Checkbox name=format!("column-{word}") id=format!("column-{word}") label=name checked=on on_change=Callback::new(move |_: bool| off()) />
                <span class="push row nowrap">
                    <span id=format!("column-{word}-narrower")><IconButton label=label(key!(cases.columns.narrower)) icon="minus" on_press=move || sized(-40) /></span>
                    <span id=format!("column-{word}-wider")><IconButton label=label(key!(cases.columns.wider)) icon="plus" on_press=move || sized(40) /></span>
                    <span id=format!("column-{word}-up")><IconButton label=label(key!(cases.columns.up)) icon="chevron-up" disabled=Signal::stored(at == 0) on_press=move || moved(false) /></span>
                    <span id=format!("column-{word}-down")><IconButton label=label(key!(cases.columns.down)) icon="chevron-down" disabled=Signal::stored(at + 1 == count) on_press=move || moved(true) /></span>
                </span>
            </li>
        }
    };
    let shown = move || {
        let columns = now();
        let count = columns.len();
        columns.into_iter().enumerate().map(|(at, shown)| line(at, shown, count)).collect_view()
    };
    let others = move || {
        let columns = now();
        let hidden =
            offered(partner).filter(move |column| columns.iter().all(|shown| shown.column.word != column.word));
        hidden
            .map(|column| {
                let on = RwSignal::new(false);
                let add = move || {
                    let mut columns = untrack(now);
                    columns.push(Shown::of(*column));
                    keep(columns, format!("column-{}", column.word));
                };
                view! {
                    <li class="columns-line">
                        <Checkbox name=format!("column-{}", column.word) id=format!("column-{}", column.word) label=i18n.t(column.name) checked=on on_change=Callback::new(move |_: bool| add()) />
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <ul class="columns-lines" aria-label=t!(i18n, cases.list.columns)>{shown}</ul>
        <ul class="columns-lines">{others}</ul>
        <div class="dialog-foot">
            <Button label=t!(i18n, cases.columns.reset) icon="rotate" on_press=move |()| list.arrange("") />
        </div>
    }
}
