//! Columns of the table layout: which there are, how wide, what they say.

use leptos::prelude::*;
use yingda_shared::cases::listing::CaseRow;
use yingda_shared::views::address::COLUMN_WIDTHS;

use super::row::owed;
use super::state::ListState;
use crate::cases::signs::{LevelMark, PriorityMark, Promise, Status};
use crate::format::{ago, exact, use_now};
use crate::i18n::{I18n, Key};
use crate::key;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    pub word: &'static str,
    pub name: Key,
    /// As a track of the grid.
    width: &'static str,
    /// As many pixels as that is at least.
    least: u16,
    /// Word of the order this column gives.
    pub sort: Option<&'static str>,
    /// Hidden outside the organisation.
    staff: bool,
    first: bool,
}

const fn column(
    word: &'static str,
    name: Key,
    (width, least): (&'static str, u16),
    sort: Option<&'static str>,
    first: bool,
) -> Column {
    Column { word, name, width, least, sort, staff: false, first }
}

pub const COLUMNS: &[Column] = &[
    column("priority", key!(cases.column.priority), ("44px", 44), Some("priority"), true),
    column("number", key!(cases.column.number), ("112px", 112), Some("number"), true),
    column("subject", key!(cases.column.subject), ("minmax(264px,3fr)", 264), None, true),
    column("state", key!(cases.column.state), ("148px", 148), Some("state"), true),
    column("promise", key!(cases.column.promise), ("148px", 148), Some("due"), true),
    column("company", key!(cases.column.company), ("minmax(120px,1fr)", 120), None, true),
    column("contact", key!(cases.column.contact), ("110px", 110), None, false),
    column("category", key!(cases.column.category), ("minmax(110px,1fr)", 110), None, false),
    column("product", key!(cases.column.product), ("minmax(110px,1fr)", 110), None, false),
    Column { staff: true, ..column("team", key!(cases.column.team), ("120px", 120), None, false) },
    column("assignee", key!(cases.column.assignee), ("84px", 84), None, true),
    column("channel", key!(cases.column.channel), ("90px", 90), None, false),
    column("updated", key!(cases.column.updated), ("104px", 104), Some("updated"), true),
    column("created", key!(cases.column.created), ("120px", 120), Some("created"), false),
];

impl Column {
    /// Pixels it takes where nobody chose a width.
    pub fn least(self) -> u16 {
        self.least
    }

    /// Cells that can be changed in place.
    pub fn is_edited(self) -> bool {
        ["priority", "state", "assignee", "category"].contains(&self.word)
    }
}

/// Columns a person may choose from.
pub fn offered(partner: bool) -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(move |column| !(partner && column.staff))
}

/// A column as somebody arranged it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    pub column: Column,
    /// In pixels, where somebody chose it.
    pub width: Option<u16>,
}

/// The pixels nearest to those that a column may have.
pub fn bounded(width: i32) -> u16 {
    let (least, most) = (*COLUMN_WIDTHS.start(), *COLUMN_WIDTHS.end());
    u16::try_from(width.clamp(least.into(), most.into())).unwrap_or(most)
}

impl Shown {
    pub fn of(column: Column) -> Shown {
        Shown { column, width: None }
    }

    pub fn widen(&mut self, by: i32) {
        let now = i32::from(self.width.unwrap_or(self.column.least));
        self.width = Some(bounded(now + by));
    }

    fn parse(part: &str, partner: bool) -> Option<Shown> {
        let (word, width) = part.split_once(':').map_or((part, None), |(word, width)| (word, width.parse().ok()));
        let column = offered(partner).find(|column| column.word == word)?;
        Some(Shown { column: *column, width: width.map(|width: u16| bounded(width.into())) })
    }
}

/// The columns of a view, in their order; the usual ones where it names none.
pub fn chosen(words: &str, partner: bool) -> Vec<Shown> {
    let mut columns: Vec<Shown> = Vec::new();
    for shown in words.split(',').filter_map(|part| Shown::parse(part, partner)) {
        if columns.iter().all(|known| known.column != shown.column) {
            columns.push(shown);
        }
    }
    match columns.is_empty() {
        true => offered(partner).filter(|column| column.first).copied().map(Shown::of).collect(),
        false => columns,
    }
}

/// The word of columns in an address.
pub fn written(columns: &[Shown]) -> String {
    let part = |shown: &Shown| match shown.width {
        Some(width) => format!("{}:{width}", shown.column.word),
        None => shown.column.word.to_string(),
    };
    columns.iter().map(part).collect::<Vec<_>>().join(",")
}

/// Between columns, and at both ends of a row, in pixels.
const GAP: u32 = 12;
const EDGES: u32 = 44;

/// `--cols` and the least width of the table, from our own words and numbers only.
pub fn style(columns: &[Shown]) -> String {
    let track =
        |shown: &Shown| shown.width.map_or_else(|| shown.column.width.to_string(), |width| format!("{width}px"));
    let widths: Vec<String> = columns.iter().map(track).collect();
    let least: u32 = columns.iter().map(|shown| u32::from(shown.width.unwrap_or(shown.column.least)) + GAP).sum();
    format!("--cols:{};--vtable-min:{}px", widths.join(" "), least + EDGES)
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
        "subject" if row.level > 0 => {
            let subject = row.subject.clone();
            view! { <span class="cell-subject"><span title=subject.clone()>{subject.clone()}</span><LevelMark level=row.level /></span> }.into_any()
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_keep_their_order_and_widths() {
        let columns = chosen("subject:320,number,subject,nonsense,team:9", false);
        assert_eq!(written(&columns), "subject:320,number,team:40");
        assert_eq!(written(&chosen("subject:320,team", true)), "subject:320", "a partner has no teams");
        assert!(chosen("", false).len() > 5 && chosen("nonsense", false) == chosen("", false));
        let mut wide = columns[0];
        wide.widen(40);
        assert_eq!(wide.width, Some(360));
        wide.widen(9_000);
        assert_eq!(wide.width, Some(1_200));
        let said = written(&chosen("", false));
        assert!(yingda_shared::views::address::are_columns(&said), "{said}");
    }
}
