//! What a person sees: the rows as the server last told them, and over them, in order, what was done
//! here since. Worked out anew after every change and never stored, so that nothing can tear.

use std::collections::BTreeMap;

use super::body::Body;
use super::plan::Rows;
use super::store::Entry;
use super::wire::{Key, Mutation};
use crate::fault::Fault;
use crate::kernel::id::Uuid;

/// What the domains know of their own mutations.
pub trait Replay {
    /// Shows in `view` what the mutation makes of it, or why it will be refused.
    fn replay(&self, view: &mut View<'_>, mutation: &Mutation) -> Result<(), Fault>;
}

/// Rows with changes over them.
pub struct View<'a> {
    rows: &'a Rows,
    over: BTreeMap<Key, Option<Body>>,
}

/// What was worked out over some rows, to go on from while they are the same.
#[derive(Debug, Default)]
pub struct Overlay {
    /// The mutations in it, in their order.
    replayed: Vec<Uuid>,
    over: BTreeMap<Key, Option<Body>>,
}

/// A mutation that the rules of this device already refuse: a conflict to come.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreseen {
    pub mid: u64,
    pub fault: Fault,
}

impl<'a> View<'a> {
    /// The rows with the outbox over them, and what is foreseen to be refused.
    pub fn of(rows: &'a Rows, outbox: &[Entry], domains: &impl Replay) -> (View<'a>, Vec<Foreseen>) {
        let mut view = View { rows, over: BTreeMap::new() };
        let mut foreseen = Vec::new();
        for entry in outbox {
            if let Err(fault) = domains.replay(&mut view, &entry.mutation) {
                foreseen.push(Foreseen { mid: entry.mutation.mid, fault });
            }
        }
        (view, foreseen)
    }

    /// The rows with the outbox over them, from what was worked out over the same rows before: only what
    /// came since is replayed, or everything when the outbox begins otherwise.
    pub fn resumed(rows: &'a Rows, outbox: &[Entry], domains: &impl Replay, before: Overlay) -> View<'a> {
        let begins = before.replayed.iter().zip(outbox).all(|(id, entry)| *id == entry.mutation.id);
        let Overlay { replayed, over } =
            if begins && before.replayed.len() <= outbox.len() { before } else { Overlay::default() };
        let mut view = View { rows, over };
        for entry in outbox.iter().skip(replayed.len()) {
            // What is foreseen to be refused changes nothing.
            let _ = domains.replay(&mut view, &entry.mutation);
        }
        view
    }

    /// What `resumed` goes on from.
    pub fn into_overlay(self, outbox: &[Entry]) -> Overlay {
        Overlay { replayed: outbox.iter().map(|entry| entry.mutation.id).collect(), over: self.over }
    }

    pub fn get(&self, key: &Key) -> Option<&Body> {
        match self.over.get(key) {
            Some(changed) => changed.as_ref(),
            None => self.rows.get(key).map(|held| &held.row.body),
        }
    }

    /// The row as the server last told it.
    pub fn base(&self, key: &Key) -> Option<&Body> {
        self.rows.get(key).map(|held| &held.row.body)
    }

    pub fn put(&mut self, key: Key, body: impl Into<Body>) {
        self.over.insert(key, Some(body.into()));
    }

    pub fn remove(&mut self, key: Key) {
        self.over.insert(key, None);
    }

    /// Every row of a kind, changed ones as they now are.
    pub fn all<'v>(&'v self, kind: &'v str) -> impl Iterator<Item = (&'v Key, &'v Body)> {
        let from = Key { kind: kind.to_string(), id: String::new() };
        let unchanged = self.rows.range(from.clone()..).take_while(move |(key, _)| key.kind == kind);
        let unchanged = unchanged.filter(|(key, _)| !self.over.contains_key(*key));
        let changed = self.over.range(from..).take_while(move |(key, _)| key.kind == kind);
        let changed = changed.filter_map(|(key, body)| body.as_ref().map(|body| (key, body)));
        unchanged.map(|(key, held)| (key, &held.row.body)).chain(changed)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use serde_json::{Value, json};

    use super::*;

    /// Writes every mutation behind those before it.
    #[derive(Default)]
    struct Lines {
        replayed: Cell<usize>,
    }

    impl Replay for Lines {
        fn replay(&self, view: &mut View<'_>, mutation: &Mutation) -> Result<(), Fault> {
            self.replayed.set(self.replayed.get() + 1);
            let before = view.get(&mutation.about).and_then(|body| body.as_str()).unwrap_or_default();
            let after = format!("{before}{}", mutation.id.as_u128());
            view.put(mutation.about.clone(), json!(after));
            Ok(())
        }
    }

    fn outbox(ids: &[u128]) -> Vec<Entry> {
        let entry = |(mid, id): (u64, &u128)| {
            let (about, name) = (Key::new("lines", "one"), String::from("lines.add"));
            let id = Uuid::from_u128(*id);
            Entry {
                mutation: Mutation { id, mid, about, name, version: 1, input: Value::Null, made_at: 0 },
                verdict: None,
            }
        };
        (1..).zip(ids).map(entry).collect()
    }

    #[test]
    fn what_was_replayed_is_not_replayed_again_and_shows_the_same() {
        let (rows, lines) = (Rows::default(), Lines::default());
        let mut overlay = Overlay::default();
        // Grows, stands still, loses its beginning, grows again.
        for (ids, replayed) in
            [(&[1, 2][..], 2), (&[1, 2], 2), (&[1, 2, 3], 3), (&[2, 3], 5), (&[2, 3, 4], 6), (&[], 6)]
        {
            let outbox = outbox(ids);
            let view = View::resumed(&rows, &outbox, &lines, overlay);
            assert_eq!(lines.replayed.get(), replayed, "{ids:?}");
            let key = Key::new("lines", "one");
            assert_eq!(view.get(&key), View::of(&rows, &outbox, &Lines::default()).0.get(&key), "{ids:?}");
            overlay = view.into_overlay(&outbox);
        }
    }
}
