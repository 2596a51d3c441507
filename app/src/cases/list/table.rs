//! The list as a table over the whole width.

use leptos::prelude::*;

use super::columns::{Shown, chosen, style};
use super::heads::Heads;
use super::lines::Line;
use super::state::{Cell, ListState};
use super::table_row::TableRow;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::VirtualRows;

/// Rows with the chosen columns; a heading sorts where the server can.
#[component]
pub fn Table(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let partner = list.desk.partner;
    let columns = Memo::new(move |_| list.view.with(|view| chosen(view.columns(), partner)));
    // A width that is being drawn, before it is kept.
    let drawn = RwSignal::new(None::<(&'static str, u16)>);
    let now = Memo::new(move |_| {
        let mut columns = columns.get();
        if let Some((word, width)) = drawn.get() {
            columns.iter_mut().filter(|shown| shown.column.word == word).for_each(|shown| shown.width = Some(width));
        }
        columns
    });
    // A case that left the list takes its open cell along.
    Effect::new(move |_| {
        let gone = list.rows.rows.with(|rows| {
            let absent = |cell: &Cell| rows.iter().all(|row| row.number != cell.number);
            list.editing.with_untracked(|cell| cell.as_ref().is_some_and(absent))
        });
        if gone {
            list.editing.set(None);
        }
    });
    let row = Callback::new(move |at: Signal<usize>| {
        let Some(Line::Case(row)) = list.lines.with_untracked(|lines| lines.get(at.get_untracked()).cloned()) else {
            return head_line(i18n, list, at);
        };
        list.rows.touch(row);
        let case = list.rows.rows.with_untracked(|rows| rows.get(row).cloned());
        let columns = columns.get_untracked().into_iter().map(|shown| shown.column).collect();
        case.map(|case| view! { <TableRow case at columns list /> }).into_any()
    });
    let words = Memo::new(move |_| columns.with(|columns| words(columns)));
    let key = Callback::new(move |at: usize| format!("{}|{}", super::key(list, at), words.get()));
    view! {
        <div class="vtable" style=move || now.with(|columns| style(columns))>
            <div role="table" class="vgrid" aria-label=t!(i18n, cases.list.label) aria-rowcount=move || list.lines.with(Vec::len) + 1>
                <Heads list columns drawn />
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

/// What makes rows others: which columns, not how wide.
fn words(columns: &[Shown]) -> String {
    columns.iter().map(|shown| shown.column.word).collect::<Vec<_>>().join(",")
}

fn head_line(i18n: crate::i18n::I18n, list: ListState, at: Signal<usize>) -> AnyView {
    let Some(Line::Head(head)) = list.lines.with_untracked(|lines| lines.get(at.get_untracked()).cloned()) else {
        return ().into_any();
    };
    view! {
        <div class="vrow vrow-group" role="row" aria-rowindex=move || at.get() + 2>
            <span class="vcell" role="cell">{super::group_head(i18n, list, head)}</span>
        </div>
    }
    .into_any()
}
