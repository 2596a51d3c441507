//! What the ids in records are called. Asked for once and shared by list, form and audit.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use serde_json::Value;

use super::door::{Ask, door};
use super::spec::text;
use crate::boot::may;

/// How many of a kind are asked for at once; small kinds are then known whole.
const AT_ONCE: u32 = 200;

#[derive(Clone, Copy)]
pub struct Names {
    known: RwSignal<BTreeMap<String, String>>,
    asked: StoredValue<BTreeSet<String>>,
}

impl Names {
    pub fn new() -> Names {
        Names { known: RwSignal::new(BTreeMap::new()), asked: StoredValue::new(BTreeSet::new()) }
    }

    /// The name behind an id, as soon as it is known.
    pub fn of(self, id: &str) -> Option<String> {
        self.known.with(|known| known.get(id).cloned())
    }

    pub fn learn(self, rows: &[Value]) {
        let _ = self.known.try_update(|known| {
            known.extend(rows.iter().map(|row| (text(row, "id").into(), text(row, "name").into())))
        });
    }

    /// Keeps what is chosen called by its name, which arrives later than its id; words of somebody's own stay.
    pub fn call(self, kind: &'static str, id: RwSignal<String>, text: RwSignal<String>) {
        Effect::new(move |_| {
            let id = id.get();
            if id.is_empty() || !text.with_untracked(String::is_empty) {
                return;
            }
            match self.of(&id) {
                Some(name) => text.set(name),
                None => self.want(kind, vec![id]),
            }
        });
    }

    /// Finds out the names of these ids. Only from effects and events.
    pub fn want(self, kind: &'static str, ids: Vec<String>) {
        let unknown = |id: &String| self.known.with_untracked(|known| !known.contains_key(id));
        let ids: Vec<String> = ids.into_iter().filter(unknown).collect();
        let Some(door) = door(kind).filter(|_| !ids.is_empty() && may(&format!("{kind}.list"))) else { return };
        let first = self.asked.try_update_value(|asked| asked.insert(kind.into())).unwrap_or(false);
        leptos::task::spawn_local(async move {
            if first && let Ok(page) = (door.list)(Ask { all: true, limit: Some(AT_ONCE), ..Ask::default() }).await {
                self.learn(&page.rows);
            }
            if !may(&format!("{kind}.get")) {
                return;
            }
            for id in ids {
                let missing = self.known.try_with_untracked(|known| !known.contains_key(&id)).unwrap_or(false);
                let fresh = missing && self.asked.try_update_value(|asked| asked.insert(id.clone())).unwrap_or(false);
                if fresh && let Ok(row) = (door.get)(id).await {
                    self.learn(&[row]);
                }
            }
        });
    }
}
