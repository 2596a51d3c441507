//! The box that picks a row. It lies beside the row's link, over the place of its mark.

use std::sync::Arc;

use leptos::prelude::*;
use yingda_shared::cases::listing::CaseRow;

use super::selection::use_selection;
use crate::cases::list::ListState;
use crate::i18n::use_i18n;
use crate::key;

/// A tick box; nothing where nobody may work on many cases.
#[component]
pub fn Tick(row: Arc<CaseRow>, list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let selection = use_selection()?;
    let (id, number) = (row.id, row.number.clone());
    let row = StoredValue::new(row);
    let on = move || selection.holds(id);
    let press = move |event: leptos::ev::MouseEvent| {
        event.stop_propagation();
        match event.shift_key() {
            true => selection.stretch(list, row.get_value()),
            false => selection.toggle(row.get_value()),
        }
        // Held already, or too many: the box shows what is so.
        event_target::<web_sys::HtmlInputElement>(&event).set_checked(untrack(on));
    };
    let words = move || i18n.fill(key!(cases.bulk.pick), &[("number", &number)]);
    Some(view! {
        <label class="pick" data-case=id.to_string() data-on=move || on().then_some("") on:click=|event| event.stop_propagation()>
            <input type="checkbox" tabindex="-1" aria-label=words prop:checked=on on:click=press />
        </label>
    })
}
