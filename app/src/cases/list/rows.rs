//! The rows behind the list: pages by cursor, kept fresh without losing the place.

use std::collections::HashSet;

use leptos::prelude::*;
use yingda_shared::cases::listing::{CaseRow, Names};
use yingda_shared::cases::queries::ListCases;
use yingda_shared::fault::Fault;

use crate::api::call;
use crate::live::use_live;

const PAGE: u32 = 200;

#[derive(Clone, Default)]
struct Loaded {
    cursor: Option<String>,
    rows: Vec<CaseRow>,
    next: Option<String>,
    /// Something changed since it was read.
    stale: bool,
}

#[derive(Clone, Copy)]
pub struct Rows {
    pub rows: RwSignal<Vec<CaseRow>>,
    pub names: RwSignal<Names>,
    /// Nothing has been answered yet.
    pub first: RwSignal<bool>,
    pub more: RwSignal<bool>,
    pub fault: RwSignal<Option<Fault>>,
    pages: StoredValue<Vec<Loaded>>,
    /// Index of the first row of each page.
    starts: StoredValue<Vec<usize>>,
    asked: StoredValue<ListCases>,
    /// Answers of older questions are dropped.
    round: StoredValue<u32>,
    awaited: StoredValue<HashSet<usize>>,
    /// The page looked at last.
    seen: StoredValue<usize>,
}

/// Loads what the question asks, anew whenever it changes.
pub fn use_rows(question: Memo<ListCases>) -> Rows {
    let rows = Rows {
        rows: RwSignal::new(Vec::new()),
        names: RwSignal::new(Names::new()),
        first: RwSignal::new(true),
        more: RwSignal::new(false),
        fault: RwSignal::new(None),
        pages: StoredValue::new(Vec::new()),
        starts: StoredValue::new(Vec::new()),
        asked: StoredValue::new(ListCases::default()),
        round: StoredValue::new(0),
        awaited: StoredValue::new(HashSet::new()),
        seen: StoredValue::new(0),
    };
    let live = use_live();
    Effect::new(move |before: Option<ListCases>| {
        live.version.track();
        let now = question.get();
        match before {
            Some(before) if before == now => rows.refresh(),
            _ => rows.start(now.clone()),
        }
        now
    });
    rows
}

impl Rows {
    fn start(self, question: ListCases) {
        self.asked.set_value(question);
        self.round.update_value(|round| *round += 1);
        self.awaited.update_value(HashSet::clear);
        self.pages.set_value(vec![Loaded::default()]);
        self.seen.set_value(0);
        self.first.set(true);
        self.load(0);
    }

    /// Reads again what is in sight; the rest when it comes into sight.
    pub fn refresh(self) {
        self.pages.update_value(|pages| pages.iter_mut().for_each(|page| page.stale = true));
        let seen = self.seen.get_value();
        let count = self.pages.with_value(Vec::len);
        for at in seen.saturating_sub(1)..=seen + 1 {
            let stale = at < count && self.pages.with_value(|pages| pages[at].stale);
            if stale {
                self.load(at);
            }
        }
    }

    /// The list nears its end.
    pub fn go_on(self) {
        let next = self.pages.with_value(|pages| pages.last().and_then(|page| page.next.clone()));
        let at = self.pages.with_value(Vec::len);
        if let Some(cursor) = next
            && self.awaited.with_value(|awaited| !awaited.contains(&(at - 1)))
        {
            self.pages.update_value(|pages| pages.push(Loaded { cursor: Some(cursor), ..Loaded::default() }));
            self.load(at);
        }
    }

    /// A row came into sight.
    pub fn touch(self, row: usize) {
        let at = self.starts.with_value(|starts| starts.iter().rposition(|start| *start <= row).unwrap_or(0));
        self.seen.set_value(at);
        if self.pages.with_value(|pages| pages.get(at).is_some_and(|page| page.stale)) {
            self.load(at);
        }
    }

    fn load(self, at: usize) {
        if !self.awaited.try_update_value(|awaited| awaited.insert(at)).unwrap_or(false) {
            return;
        }
        let cursor = self.pages.with_value(|pages| pages.get(at).and_then(|page| page.cursor.clone()));
        self.pages.update_value(|pages| pages[at].stale = false);
        let question = ListCases { cursor: cursor.clone(), limit: Some(PAGE), ..self.asked.get_value() };
        let mine = self.round.get_value();
        leptos::task::spawn_local(async move {
            let answer = call(question).await;
            if self.round.try_get_value() != Some(mine) {
                return;
            }
            self.awaited.update_value(|awaited| {
                awaited.remove(&at);
            });
            match answer {
                Ok(list) => {
                    self.fault.set(None);
                    self.names.update(|names| names.extend(list.names));
                    self.pages.update_value(|pages| {
                        let stale = pages[at].stale;
                        pages[at] = Loaded { cursor, rows: list.rows, next: list.next, stale };
                    });
                    self.join();
                }
                Err(fault) => self.fault.set(Some(fault)),
            }
            self.first.set(false);
        });
    }

    /// One list of all pages. A case that moved between pages meanwhile is shown once.
    fn join(self) {
        let (mut rows, mut starts, mut known) = (Vec::new(), Vec::new(), HashSet::new());
        self.pages.with_value(|pages| {
            for page in pages {
                starts.push(rows.len());
                rows.extend(page.rows.iter().filter(|row| known.insert(row.id)).cloned());
            }
        });
        self.starts.set_value(starts);
        self.more.set(self.pages.with_value(|pages| pages.last().is_some_and(|page| page.next.is_some())));
        self.rows.set(rows);
    }
}
