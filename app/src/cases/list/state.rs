//! What the parts of the list share: rows, view, cursor.

use std::sync::Arc;

use std::collections::HashSet;

use leptos::prelude::*;
use yingda_shared::cases::listing::CaseRow;
use yingda_shared::kernel::id::Uuid;

use super::acting::Asked;
use super::lines::{Line, lines};
use super::rows::Rows;
use crate::cases::desk::Desk;
use crate::cases::filters::ListView;
use crate::cases::views::{Saved, use_saved};

/// A cell of the table: number of the case, version of its row, word of the column.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub number: String,
    pub rv: i64,
    pub column: &'static str,
}

impl Cell {
    /// The same place of the table, whatever stands there now.
    pub fn is_at(&self, other: &Cell) -> bool {
        self.number == other.number && self.column == other.column
    }
}

#[derive(Clone, Copy)]
pub struct ListState {
    pub desk: Desk,
    pub view: Memo<ListView>,
    pub saved: Saved,
    pub rows: Rows,
    pub lines: Memo<Vec<Line>>,
    /// Words of the groups that are folded.
    pub folded: RwSignal<HashSet<String>>,
    /// Number of the case the keys stand on; empty for none.
    pub cursor: RwSignal<String>,
    /// Number of the case that is shown beside the list.
    pub open: Signal<String>,
    /// The act that a cell or a card asks for.
    pub acting: RwSignal<Option<Asked>>,
    /// The cell that is being changed.
    pub editing: RwSignal<Option<Cell>>,
    /// The cell that takes the focus when its row is drawn anew.
    pub back: RwSignal<Option<Cell>>,
    /// Number of the row that keys moved to and that waits for the focus.
    pub focus: RwSignal<String>,
    pub go: Callback<(String, bool)>,
}

impl ListState {
    pub fn new(
        desk: Desk,
        view: Memo<ListView>,
        rows: Rows,
        open: Signal<String>,
        go: Callback<(String, bool)>,
    ) -> ListState {
        let folded = RwSignal::new(HashSet::new());
        let group = Memo::new(move |_| view.with(|view| view.get("group").to_string()));
        // Another grouping begins unfolded.
        Effect::new(move |before: Option<String>| {
            let now = group.get();
            if before.is_some_and(|before| before != now) {
                folded.set(HashSet::new());
            }
            now
        });
        let lines = Memo::new(move |_| {
            group.with(|by| {
                rows.rows.with(|all| rows.groups.with(|counted| folded.with(|folded| lines(all, by, counted, folded))))
            })
        });
        let cursor = RwSignal::new(open.get_untracked());
        Effect::new(move |_| {
            let open = open.get();
            if !open.is_empty() {
                cursor.set(open);
            }
        });
        let saved = use_saved();
        ListState {
            desk,
            view,
            saved,
            rows,
            lines,
            folded,
            cursor,
            open,
            acting: RwSignal::new(None),
            editing: RwSignal::new(None),
            back: RwSignal::new(None),
            focus: RwSignal::new(String::new()),
            go,
        }
    }

    pub fn name(&self, id: Option<Uuid>) -> String {
        let id = id.unwrap_or_default();
        self.rows.names.with_untracked(|names| names.get(&id).cloned()).unwrap_or_default()
    }

    /// Address of a case under the present view.
    pub fn address(&self, number: &str) -> String {
        format!("{}/{number}{}", self.desk.base, self.view.with(ListView::query))
    }

    /// Changes one thing of the view. Typing replaces the address, choosing adds one to go back to.
    pub fn change(&self, key: &'static str, value: &str, replace: bool) {
        self.show(&self.view.get_untracked().with(key, value), replace);
    }

    pub fn show(&self, view: &ListView, replace: bool) {
        let open = self.open.get_untracked();
        let place = if open.is_empty() { self.desk.base.to_string() } else { format!("{}/{open}", self.desk.base) };
        self.go.run((format!("{place}{}", view.query()), replace));
    }

    /// The cases in the order they stand in.
    pub fn cases_in_order(&self) -> Vec<Arc<CaseRow>> {
        let row = |line: &Line| match line {
            Line::Case(at) => self.rows.rows.with_untracked(|rows| rows.get(*at).cloned()),
            Line::Head(..) => None,
        };
        self.lines.with_untracked(|lines| lines.iter().filter_map(row).collect())
    }

    /// Other columns, kept for this person in this view as well.
    pub fn arrange(&self, columns: &str) {
        self.saved.keep_columns(self.view.with_untracked(ListView::saved), columns);
        self.change("columns", columns, true);
    }

    pub fn fold(&self, word: &str) {
        self.folded.update(|folded| {
            if !folded.remove(word) {
                folded.insert(word.to_string());
            }
        });
    }

    /// Line of the cursor.
    pub fn line(&self) -> Option<usize> {
        let cursor = self.cursor.get();
        if cursor.is_empty() {
            return None;
        }
        self.lines.with(|lines| {
            self.rows.rows.with(|rows| {
                lines.iter().position(
                    |line| matches!(line, Line::Case(at) if rows.get(*at).is_some_and(|row| row.number == cursor)),
                )
            })
        })
    }

    /// The line to bring into sight: asked anew when the cursor moves or another list comes, not when rows come or go.
    pub fn place(self) -> Signal<Option<usize>> {
        Signal::derive(move || {
            self.cursor.track();
            self.rows.first.track();
            untrack(|| self.line())
        })
    }

    /// Moves the cursor to the next or the previous case.
    pub fn step(&self, down: bool) {
        let at = untrack(|| self.line());
        let next = self.lines.with_untracked(|lines| {
            let is_case = |at: &usize| matches!(lines.get(*at), Some(Line::Case(_)));
            match (at, down) {
                (None, _) => (0..lines.len()).find(is_case),
                (Some(at), true) => (at + 1..lines.len()).find(is_case),
                (Some(at), false) => (0..at).rev().find(is_case),
            }
        });
        let Some(Line::Case(row)) = next.and_then(|at| self.lines.with_untracked(|lines| lines.get(at).cloned()))
        else {
            return;
        };
        if let Some(number) = self.rows.rows.with_untracked(|rows| rows.get(row).map(|row| row.number.clone())) {
            self.cursor.set(number.clone());
            self.focus.set(number);
        }
    }
}
