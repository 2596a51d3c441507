//! The rows behind the list: pages by cursor, kept fresh without losing the place.

use std::collections::HashSet;
use std::sync::Arc;

use leptos::prelude::*;
use yingda_shared::cases::listing::{CaseRow, Group, Names};
use yingda_shared::cases::queries::ListCases;
use yingda_shared::fault::Fault;

use crate::api::call;
use crate::live::use_live;

/// Rows of a page of the list, and of one column of a board.
pub const PAGE: u32 = 200;
pub const PAGE_OF_COLUMN: u32 = 40;

#[derive(Clone, Default)]
struct Loaded {
    cursor: Option<String>,
    rows: Vec<Arc<CaseRow>>,
    next: Option<String>,
    /// Something changed since it was read.
    stale: bool,
}

/// What the server counted of groups.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Groups {
    pub counts: Vec<Group>,
    /// There are more cases than were counted.
    pub capped: bool,
}

#[derive(Clone, Copy)]
pub struct Rows {
    pub rows: RwSignal<Vec<Arc<CaseRow>>>,
    pub names: RwSignal<Names>,
    /// Nothing has been answered yet.
    pub first: RwSignal<bool>,
    pub more: RwSignal<bool>,
    pub fault: RwSignal<Option<Fault>>,
    /// How many cases each group holds, where the question asks for groups.
    pub groups: RwSignal<Groups>,
    /// Rises when everything in sight has been read, or could not be.
    pub answered: RwSignal<u32>,
    page: u32,
    pages: StoredValue<Vec<Loaded>>,
    /// Index of the first row of each page.
    starts: StoredValue<Vec<usize>>,
    asked: StoredValue<ListCases>,
    /// Answers of older questions are dropped.
    round: StoredValue<u32>,
    awaited: StoredValue<HashSet<usize>>,
    /// The page looked at last.
    seen: StoredValue<usize>,
    /// The end came near while its page was being read again.
    wanted: StoredValue<bool>,
}

/// Loads what the question asks, anew whenever it changes; nothing while there is none. `names` learns what
/// ids are called before the rows that name them are there.
pub fn use_rows(question: Signal<Option<ListCases>>, page: u32, names: RwSignal<Names>) -> Rows {
    let rows = Rows {
        rows: RwSignal::new(Vec::new()),
        names,
        first: RwSignal::new(true),
        more: RwSignal::new(false),
        fault: RwSignal::new(None),
        groups: RwSignal::new(Groups::default()),
        answered: RwSignal::new(0),
        page,
        pages: StoredValue::new(Vec::new()),
        starts: StoredValue::new(Vec::new()),
        asked: StoredValue::new(ListCases::default()),
        round: StoredValue::new(0),
        awaited: StoredValue::new(HashSet::new()),
        seen: StoredValue::new(0),
        wanted: StoredValue::new(false),
    };
    let live = use_live();
    Effect::new(move |before: Option<Option<ListCases>>| {
        live.version.track();
        let now = question.get();
        match (&before, &now) {
            (Some(before), Some(_)) if *before == now => rows.refresh(),
            (_, Some(now)) => rows.start(now.clone()),
            (_, None) => rows.rest(),
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
        self.starts.set_value(Vec::new());
        self.seen.set_value(0);
        self.wanted.set_value(false);
        self.fault.set(None);
        self.first.set(true);
        // If the new question fails, the answer of the old one must not stand under its title.
        self.rows.set(Vec::new());
        self.more.set(false);
        self.load(0);
    }

    /// Nothing is asked for: answers on their way are dropped.
    fn rest(self) {
        self.round.update_value(|round| *round += 1);
        self.awaited.update_value(HashSet::clear);
        self.pages.set_value(Vec::new());
        self.rows.set(Vec::new());
        self.first.set(true);
    }

    /// Reads again what is in sight; the rest when it comes into sight.
    pub fn refresh(self) {
        self.pages.update_value(|pages| pages.iter_mut().for_each(|page| page.stale = true));
        self.renew();
    }

    /// After a fault: what is here, and the page that could not be had.
    pub fn retry(self) {
        self.refresh();
        self.go_on();
    }

    /// The list nears its end.
    pub fn go_on(self) {
        let next = self.pages.with_value(|pages| pages.last().and_then(|page| page.next.clone()));
        let at = self.pages.with_value(Vec::len);
        let Some(cursor) = next else { return };
        // At the end of the list nobody can scroll to ask again: it goes on when the page is here.
        let reading = self.awaited.with_value(|awaited| awaited.contains(&(at - 1)));
        self.wanted.set_value(reading);
        if !reading {
            let page = Loaded { cursor: Some(cursor), stale: true, ..Loaded::default() };
            self.pages.update_value(|pages| pages.push(page));
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

    /// Loads the stale pages near what is seen.
    fn renew(self) {
        let seen = self.seen.get_value();
        for at in seen.saturating_sub(1)..=seen + 1 {
            if self.pages.with_value(|pages| pages.get(at).is_some_and(|page| page.stale)) {
                self.load(at);
            }
        }
    }

    fn load(self, at: usize) {
        if !self.awaited.try_update_value(|awaited| awaited.insert(at)).unwrap_or(false) {
            return;
        }
        let cursor = self.pages.with_value(|pages| pages.get(at).and_then(|page| page.cursor.clone()));
        self.pages.update_value(|pages| pages[at].stale = false);
        let question = ListCases { cursor: cursor.clone(), limit: Some(self.page), ..self.asked.get_value() };
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
                    self.learn(list.names);
                    if at == 0 {
                        self.groups.set(Groups { counts: list.groups, capped: list.groups_capped });
                    }
                    if self.take(at, cursor, list.rows, list.next) {
                        self.join();
                    }
                    self.first.set(false);
                    self.renew();
                    if self.wanted.get_value() {
                        self.go_on();
                    }
                    if self.awaited.with_value(HashSet::is_empty) {
                        self.answered.update(|n| *n += 1);
                    }
                }
                Err(fault) => {
                    self.pages.update_value(|pages| leave(pages, at));
                    self.fault.set(Some(fault));
                    self.first.set(false);
                    self.answered.update(|n| *n += 1);
                }
            }
        });
    }

    fn learn(self, names: Names) {
        let news = self.names.with_untracked(|known| names.iter().any(|(id, name)| known.get(id) != Some(name)));
        if news {
            self.names.update(|known| known.extend(names));
        }
    }

    /// Keeps an answer; true if something is different now.
    fn take(self, at: usize, cursor: Option<String>, rows: Vec<CaseRow>, next: Option<String>) -> bool {
        self.pages.try_update_value(|pages| settle(pages, at, cursor, rows, next)).unwrap_or(false)
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

fn settle(
    pages: &mut Vec<Loaded>,
    at: usize,
    cursor: Option<String>,
    rows: Vec<CaseRow>,
    next: Option<String>,
) -> bool {
    let Some(page) = pages.get_mut(at) else { return false };
    // The page before it was read meanwhile and ends elsewhere.
    if page.cursor != cursor {
        page.stale = true;
        return false;
    }
    let same =
        page.next == next && page.rows.len() == rows.len() && page.rows.iter().zip(&rows).all(|(a, b)| **a == *b);
    if !same {
        page.rows = rows.into_iter().map(Arc::new).collect();
        page.next.clone_from(&next);
    }
    let count = pages.len();
    match next {
        None => pages.truncate(at + 1),
        Some(_) => {
            if let Some(after) = pages.get_mut(at + 1).filter(|after| after.cursor != next) {
                after.cursor = next;
                after.stale = true;
            }
        }
    }
    !same || count != pages.len()
}

/// A page that could not be read: asked for again when it is looked at, or when the end is reached.
fn leave(pages: &mut Vec<Loaded>, at: usize) {
    let last = at > 0 && at + 1 == pages.len();
    match pages.get_mut(at) {
        Some(page) if last && page.rows.is_empty() => drop(pages.pop()),
        Some(page) => page.stale = true,
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(cursors: &[&str]) -> Vec<Loaded> {
        let page = |at: usize| Loaded {
            cursor: (at > 0).then(|| cursors[at - 1].to_string()),
            next: cursors.get(at).map(|cursor| cursor.to_string()),
            ..Loaded::default()
        };
        (0..=cursors.len()).map(page).collect()
    }

    #[test]
    fn a_page_that_ends_elsewhere_moves_the_next_one() {
        let mut all = pages(&["a", "b"]);
        assert!(settle(&mut all, 0, None, Vec::new(), Some("x".into())));
        assert_eq!((all[1].cursor.as_deref(), all[1].stale, all[2].stale), (Some("x"), true, false));
        assert!(!settle(&mut all, 1, Some("a".into()), Vec::new(), None), "an answer to the old place is dropped");
        assert_eq!(all.len(), 3);
        assert!(settle(&mut all, 1, Some("x".into()), Vec::new(), None));
        assert_eq!(all.len(), 2);
    }

    #[test]
    fn a_failed_further_page_is_asked_for_again() {
        let mut all = pages(&["a"]);
        leave(&mut all, 1);
        assert_eq!(all.len(), 1);
        leave(&mut all, 0);
        assert!(all[0].stale);
    }
}
