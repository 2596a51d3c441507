//! The list as a table over the whole width.

use leptos::prelude::*;

use super::columns::{Column, chosen, style};
use super::lines::{Line, heading};
use super::state::ListState;
use super::table_row::TableRow;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Icon, VirtualRows};

/// Rows with the chosen columns; a heading sorts where the server can.
#[component]
pub fn Table(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let partner = list.desk.partner;
    let columns = Memo::new(move |_| list.view.with(|view| chosen(view.get("columns"), partner)));
    let head = move |column: Column| {
        let sorted = move || list.view.with(|view| view.sort().trim_start_matches('-') == column.sort.unwrap_or("-"));
        let down = move || list.view.with(|view| view.sort().starts_with('-'));
        let aria = move || sorted().then(|| if down() { "descending" } else { "ascending" });
        let press = move |_| {
            let sort = column.sort.unwrap_or_default();
            let next = if sorted() && !down() { format!("-{sort}") } else { sort.to_string() };
            list.change("sort", &next, false);
        };
        let name = i18n.t(column.name);
        let inner = match column.sort {
            Some(_) => {
                view! { <button type="button" class="th-sort" on:click=press>{name}<Icon name="arrow-up" /></button> }
                    .into_any()
            }
            None => view! { <span>{name}</span> }.into_any(),
        };
        view! { <span class="vcell" role="columnheader" aria-sort=aria>{inner}</span> }
    };
    let row = Callback::new(move |at: Signal<usize>| {
        let Some(Line::Case(row)) = list.lines.with_untracked(|lines| lines.get(at.get_untracked()).cloned()) else {
            return head_line(i18n, list, at);
        };
        list.rows.touch(row);
        let case = list.rows.rows.with_untracked(|rows| rows.get(row).cloned());
        case.map(|case| view! { <TableRow case at columns=columns.get_untracked() list /> }).into_any()
    });
    let key = Callback::new(move |at: usize| {
        format!("{}|{}", super::key(list, at), list.view.with(|view| view.get("columns").to_string()))
    });
    view! {
        <div class="vtable" style=move || columns.with(|columns| style(columns))>
            <div role="table" class="vgrid" aria-label=t!(i18n, cases.list.label) aria-rowcount=move || list.lines.with(Vec::len) + 1>
                <div class="vhead" role="row" aria-rowindex="1">{move || columns.get().into_iter().map(head).collect_view()}</div>
                <VirtualRows
                    label=t!(i18n, cases.list.label)
                    count=Signal::derive(move || list.lines.with(Vec::len))
                    key
                    row
                    row_height=48.0
                    role="rowgroup"
                    show=list.place()
                    on_end=Callback::new(move |()| list.rows.go_on())
                />
            </div>
        </div>
    }
}

fn head_line(i18n: crate::i18n::I18n, list: ListState, at: Signal<usize>) -> AnyView {
    let Some(Line::Head(word, count)) = list.lines.with_untracked(|lines| lines.get(at.get_untracked()).cloned())
    else {
        return ().into_any();
    };
    let by = list.view.with_untracked(|view| view.get("group").to_string());
    let words = move || heading(i18n, &by, &word, list.rows.names);
    view! { <div class="vrow vrow-group" role="row" aria-rowindex=move || at.get() + 2><span class="vcell" role="cell"><b>{words}</b>" "<span class="faint">{count}</span></span></div> }.into_any()
}
