//! The cases that somebody picked. They stay picked while the list moves under them, and are let go when
//! another list is asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use yingda_shared::cases::bulk::{BulkCase, BulkCases};
use yingda_shared::cases::listing::CaseRow;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::limits::{BULK_MAX, PAGE_MAX};

use crate::api::call;
use crate::cases::list::ListState;

#[derive(Clone, Copy)]
pub struct Selection {
    pub picked: RwSignal<BTreeMap<CaseId, Arc<CaseRow>>>,
    /// All of a list is being asked for.
    pub gathering: RwSignal<bool>,
    /// Where a stretch begins.
    anchor: StoredValue<Option<CaseId>>,
}

/// Gives the list below a selection, where the person may work on many cases.
pub fn provide_selection(list: ListState) {
    if list.desk.partner || !crate::boot::may(BulkCases::NAME) {
        return;
    }
    let selection = Selection {
        picked: RwSignal::new(BTreeMap::new()),
        gathering: RwSignal::new(false),
        anchor: StoredValue::new(None),
    };
    provide_context(selection);
    let question = Memo::new(move |_| {
        list.view.with(|view| ListCases { sort: None, group: None, ..view.question(list.desk.partner) })
    });
    Effect::new(move |before: Option<ListCases>| {
        let now = question.get();
        if before.is_some_and(|before| before != now) {
            selection.clear();
        }
        now
    });
}

pub fn use_selection() -> Option<Selection> {
    use_context()
}

impl Selection {
    pub fn count(self) -> usize {
        self.picked.with(BTreeMap::len)
    }

    pub fn is_empty(self) -> bool {
        self.picked.with_untracked(BTreeMap::is_empty)
    }

    pub fn holds(self, case: CaseId) -> bool {
        self.picked.with(|picked| picked.contains_key(&case))
    }

    pub fn clear(self) {
        self.anchor.set_value(None);
        if !self.is_empty() {
            self.picked.update(BTreeMap::clear);
        }
    }

    pub fn let_go(self, cases: &[CaseId]) {
        self.picked.update(|picked| picked.retain(|id, _| !cases.contains(id)));
    }

    pub fn toggle(self, row: Arc<CaseRow>) {
        self.anchor.set_value(Some(row.id));
        self.picked.update(|picked| {
            if picked.remove(&row.id).is_none() && picked.len() < BULK_MAX {
                picked.insert(row.id, row);
            }
        });
    }

    pub fn add(self, rows: impl IntoIterator<Item = Arc<CaseRow>>) {
        self.picked.update(|picked| {
            for row in rows {
                if picked.len() < BULK_MAX || picked.contains_key(&row.id) {
                    picked.insert(row.id, row);
                }
            }
        });
    }

    /// Everything from where the last stretch began to this row.
    pub fn stretch(self, list: ListState, to: Arc<CaseRow>) {
        let shown = list.cases_in_order();
        let place = |id: CaseId| shown.iter().position(|row| row.id == id);
        let from = self.anchor.get_value().and_then(place);
        match (from, place(to.id)) {
            (Some(a), Some(b)) => self.add(shown[a.min(b)..=a.max(b)].iter().cloned()),
            _ => self.toggle(to),
        }
    }

    /// The row under the cursor of the keys.
    pub fn at_cursor(list: ListState) -> Option<Arc<CaseRow>> {
        let number = list.cursor.get_untracked();
        list.rows.rows.with_untracked(|rows| rows.iter().find(|row| row.number == number).cloned())
    }

    /// All that the list would show, as far as may be done at once.
    pub fn gather(self, list: ListState, failed: impl FnOnce(Fault) + 'static) {
        if self.gathering.get_untracked() {
            return;
        }
        self.gathering.set(true);
        let mut question = list.view.with_untracked(|view| view.question(list.desk.partner));
        question.limit = Some(PAGE_MAX);
        question.group = None;
        leptos::task::spawn_local(async move {
            loop {
                match call(question.clone()).await {
                    Ok(page) => {
                        self.add(page.rows.into_iter().map(Arc::new));
                        let full = self.picked.try_with_untracked(BTreeMap::len).is_none_or(|count| count >= BULK_MAX);
                        match page.next.filter(|_| !full) {
                            Some(next) => question.cursor = Some(next),
                            None => break,
                        }
                    }
                    Err(fault) => {
                        failed(fault);
                        break;
                    }
                }
            }
            self.gathering.try_set(false);
        });
    }

    /// The cases with the versions that were seen.
    pub fn cases(self) -> Vec<BulkCase> {
        let case = |row: &Arc<CaseRow>| BulkCase { id: row.id, seen: Some(row.rv) };
        self.picked.with_untracked(|picked| picked.values().map(case).collect())
    }
}
