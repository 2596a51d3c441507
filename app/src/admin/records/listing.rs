//! The rows of one kind: a first page that follows the search and the live channel, and more on demand.

use leptos::prelude::*;
use serde_json::Value;
use yingda_shared::fault::Fault;

use super::door::{Ask, Door};
use crate::live::use_live;

const PAGE: u32 = 50;
const PAGE_MAX: u32 = 500;

#[derive(Clone, Copy)]
pub struct Listing {
    pub rows: RwSignal<Vec<Value>>,
    pub loading: RwSignal<bool>,
    pub fault: RwSignal<Option<Fault>>,
    next: RwSignal<Option<String>>,
    again: RwSignal<u32>,
    round: StoredValue<u32>,
    /// As it was saved last: the rows may still show it as it was.
    newest: StoredValue<Option<Value>>,
    door: StoredValue<Door>,
    ask: Signal<Ask>,
}

/// Fetches in the browser; the server renders skeletons.
pub fn listing(door: Door, ask: Signal<Ask>) -> Listing {
    let listing = Listing {
        rows: RwSignal::new(Vec::new()),
        loading: RwSignal::new(true),
        fault: RwSignal::new(None),
        next: RwSignal::new(None),
        again: RwSignal::new(0),
        round: StoredValue::new(0),
        newest: StoredValue::new(None),
        door: StoredValue::new(door),
        ask,
    };
    let live = use_live();
    Effect::new(move |before: Option<Ask>| {
        live.version.track();
        listing.again.track();
        let ask = listing.ask.get();
        // The same question again: as many rows as are shown.
        let shown = if before.as_ref() == Some(&ask) { listing.rows.with_untracked(Vec::len) as u32 } else { 0 };
        listing.load(Ask { limit: Some(shown.clamp(PAGE, PAGE_MAX)), ..ask.clone() }, false);
        ask
    });
    listing
}

impl Listing {
    pub fn refresh(self) {
        self.again.update(|n| *n += 1);
    }

    pub fn has_more(self) -> bool {
        self.next.with(Option::is_some)
    }

    pub fn more(self) {
        let cursor = self.next.get_untracked();
        self.load(Ask { cursor, limit: Some(PAGE), ..self.ask.get_untracked() }, true);
    }

    /// A record was saved: whoever opens it before the rows come anew gets it as it was saved.
    pub fn saved(self, record: &Value) {
        self.newest.set_value(Some(record.clone()));
        self.refresh();
    }

    /// A record by its id, in the newest version that is known here.
    pub fn find(self, id: &str) -> Option<Value> {
        let is_it = |row: &&Value| super::spec::text(row, "id") == id;
        let listed = self.rows.with_untracked(|rows| rows.iter().find(is_it).cloned());
        let saved = self.newest.with_value(|newest| newest.as_ref().filter(is_it).cloned());
        [listed, saved].into_iter().flatten().max_by_key(|row| row["rv"].as_i64())
    }

    fn load(self, ask: Ask, append: bool) {
        self.round.update_value(|n| *n += 1);
        let mine = self.round.get_value();
        self.loading.set(true);
        let door = self.door.get_value();
        leptos::task::spawn_local(async move {
            let answer = (door.list)(ask).await;
            if self.round.try_get_value() != Some(mine) {
                return;
            }
            self.loading.set(false);
            match answer {
                Ok(page) => {
                    self.fault.set(None);
                    self.next.set(page.next);
                    self.rows.update(|rows| {
                        if !append {
                            rows.clear();
                        }
                        rows.extend(page.rows);
                    });
                }
                Err(fault) => self.fault.set(Some(fault)),
            }
        });
    }
}
