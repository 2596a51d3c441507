//! One case as a row of the table. Its link is what Tab, J and K reach.

use std::sync::Arc;

use leptos::html::A;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use yingda_shared::cases::listing::CaseRow;

use super::cell::{EditableCell, is_open_to};
use super::columns::{Column, cell};
use super::state::ListState;
use crate::cases::bulk::Tick;
use crate::i18n::use_i18n;

/// A press that the browser handles itself: a link, a new tab, a text being selected.
fn is_of_browser(event: &leptos::ev::MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let in_link = target.and_then(|target| target.closest("a, button, [popover]").ok().flatten()).is_some();
    in_link || event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()
}

/// Cells of the chosen columns; the title, or what stands for it, is the link.
#[component]
pub fn TableRow(case: Arc<CaseRow>, at: Signal<usize>, columns: Vec<Column>, list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let node = NodeRef::<A>::new();
    let number = StoredValue::new(case.number.clone());
    let here = move || number.with_value(|number| list.cursor.with(|cursor| cursor == number));
    let reached = move || here() || (at.get() == 0 && list.cursor.with(String::is_empty));
    Effect::new(move |_| {
        let wanted = number.with_value(|number| list.focus.with(|wanted| wanted == number));
        if wanted && let Some(link) = node.get() {
            list.focus.update_untracked(String::clear);
            let _ = link.focus();
        }
    });
    let open = move |event: leptos::ev::MouseEvent| {
        if !is_of_browser(&event) {
            list.go.run((untrack(|| list.address(&number.get_value())), false));
        }
    };
    let anchor = ["subject", "number"].iter().find_map(|word| columns.iter().position(|column| column.word == *word));
    let tick = case.clone();
    let at_cursor = Signal::derive(reached);
    let cells = columns.into_iter().enumerate().map(|(place, column)| {
        let inner = cell(i18n, column, &case, list);
        let inner = if is_open_to(list, column) && place != anchor.unwrap_or(0) {
            view! { <EditableCell row=case.clone() column list reached=at_cursor>{inner}</EditableCell> }.into_any()
        } else if place == anchor.unwrap_or(0) {
            view! {
                <a
                    node_ref=node
                    class="vrow-link"
                    href=move || list.address(&number.get_value())
                    tabindex=move || if reached() { "0" } else { "-1" }
                    on:focus=move |_| list.cursor.set(number.get_value())
                >
                    {inner}
                </a>
            }
            .into_any()
        } else {
            inner
        };
        // A row holds cells alone: the box stands in the first, before its words.
        let tick = (place == 0).then(|| view! { <Tick row=tick.clone() list /> });
        view! { <span class="vcell" role="cell">{tick}{inner}</span> }
    });
    view! {
        <div class="vrow" role="row" aria-rowindex=move || at.get() + 2 data-cursor=move || here().then_some("") on:click=open>
            {cells.collect_view()}
        </div>
    }
}
