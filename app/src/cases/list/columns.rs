//! Columns of the table layout: which there are, how wide, what they say.

use leptos::prelude::*;
use yingda_shared::cases::listing::CaseRow;

use super::row::owed;
use super::state::ListState;
use crate::cases::signs::{PriorityMark, Promise, Status};
use crate::format::{ago, exact, use_now};
use crate::i18n::{I18n, Key};
use crate::key;

#[derive(Clone, Copy, PartialEq)]
pub struct Column {
    pub word: &'static str,
    pub name: Key,
    width: &'static str,
    /// Word of the order this column gives.
    pub sort: Option<&'static str>,
    /// Hidden outside the organisation.
    staff: bool,
    first: bool,
}

const fn column(word: &'static str, name: Key, width: &'static str, sort: Option<&'static str>, first: bool) -> Column {
    Column { word, name, width, sort, staff: false, first }
}

pub const COLUMNS: &[Column] = &[
    column("priority", key!(cases.column.priority), "44px", Some("priority"), true),
    column("number", key!(cases.column.number), "140px", Some("number"), true),
    column("subject", key!(cases.column.subject), "minmax(220px,2fr)", None, true),
    column("state", key!(cases.column.state), "176px", Some("state"), true),
    column("promise", key!(cases.column.promise), "170px", Some("due"), true),
    column("company", key!(cases.column.company), "minmax(120px,1fr)", None, true),
    column("contact", key!(cases.column.contact), "110px", None, false),
    column("category", key!(cases.column.category), "minmax(110px,1fr)", None, false),
    column("product", key!(cases.column.product), "minmax(110px,1fr)", None, false),
    Column { staff: true, ..column("team", key!(cases.column.team), "120px", None, false) },
    column("assignee", key!(cases.column.assignee), "110px", None, true),
    column("channel", key!(cases.column.channel), "90px", None, false),
    column("updated", key!(cases.column.updated), "120px", Some("updated"), true),
    column("created", key!(cases.column.created), "120px", Some("created"), false),
];

/// Columns a person may choose from.
pub fn offered(partner: bool) -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(move |column| !(partner && column.staff))
}

/// The columns of a view; the chosen ones in the order of the catalogue.
pub fn chosen(words: &str, partner: bool) -> Vec<Column> {
    let wanted = |column: &&Column| {
        if words.is_empty() { column.first } else { words.split(',').any(|word| word == column.word) }
    };
    let columns: Vec<Column> = offered(partner).filter(wanted).copied().collect();
    if columns.is_empty() { chosen("", partner) } else { columns }
}

/// `--cols` and the least width of the table, from our own constants only.
pub fn style(columns: &[Column]) -> String {
    let widths: Vec<&str> = columns.iter().map(|column| column.width).collect();
    format!("--cols:{};--vtable-min:{}px", widths.join(" "), columns.len() * 118)
}

/// What a column says of a case.
pub fn cell(i18n: I18n, column: Column, row: &CaseRow, list: ListState) -> AnyView {
    let text = |text: String| view! { <span title=text.clone()>{text.clone()}</span> }.into_any();
    let time = |at| {
        let now = use_now();
        view! { <time title=exact(at)>{move || ago(i18n, at, now.get())}</time> }.into_any()
    };
    match column.word {
        "priority" => view! { <PriorityMark priority=row.priority /> }.into_any(),
        "number" => view! { <span class="mono">{row.number.clone()}</span> }.into_any(),
        "subject" => text(row.subject.clone()),
        "state" => view! { <Status state=row.state reason=row.pending_reason /> }.into_any(),
        "promise" if row.state.is_open() => view! { <Promise owed=owed(row) /> }.into_any(),
        "promise" => ().into_any(),
        "company" => text(list.name(row.company_id.map(|id| id.0))),
        "contact" => text(row.contact_name.clone()),
        "category" => text(list.name(row.category_id.map(|id| id.0))),
        "product" => text(list.name(row.product_id.map(|id| id.0))),
        "team" => text(list.name(row.team_id.map(|id| id.0))),
        "assignee" => text(list.name(row.assignee_id.map(|id| id.0))),
        "channel" => {
            let channel = row.channel;
            view! { <span>{move || i18n.word("words.channel", channel.as_str())}</span> }.into_any()
        }
        "updated" => time(row.updated_at),
        _ => time(row.created_at),
    }
}
