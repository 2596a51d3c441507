//! What a person sees: the rows as the server last told them, and over them, in order, what was done
//! here since. Worked out anew after every change and never stored, so that nothing can tear.

use std::collections::BTreeMap;

use serde_json::Value;

use super::plan::Rows;
use super::store::Entry;
use super::wire::{Key, Mutation};
use crate::fault::Fault;

/// What the domains know of their own mutations.
pub trait Replay {
    /// Shows in `view` what the mutation makes of it, or why it will be refused.
    fn replay(&self, view: &mut View<'_>, mutation: &Mutation) -> Result<(), Fault>;
}

/// Rows with changes over them.
pub struct View<'a> {
    rows: &'a Rows,
    over: BTreeMap<Key, Option<Value>>,
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

    pub fn get(&self, key: &Key) -> Option<&Value> {
        match self.over.get(key) {
            Some(changed) => changed.as_ref(),
            None => self.rows.get(key).map(|held| &held.row.body),
        }
    }

    /// The row as the server last told it.
    pub fn base(&self, key: &Key) -> Option<&Value> {
        self.rows.get(key).map(|held| &held.row.body)
    }

    pub fn put(&mut self, key: Key, body: Value) {
        self.over.insert(key, Some(body));
    }

    pub fn remove(&mut self, key: Key) {
        self.over.insert(key, None);
    }

    /// Every row of a kind, changed ones as they now are.
    pub fn all<'v>(&'v self, kind: &'v str) -> impl Iterator<Item = (&'v Key, &'v Value)> {
        let from = Key { kind: kind.to_string(), id: String::new() };
        let unchanged = self.rows.range(from.clone()..).take_while(move |(key, _)| key.kind == kind);
        let unchanged = unchanged.filter(|(key, _)| !self.over.contains_key(*key));
        let changed = self.over.range(from..).take_while(move |(key, _)| key.kind == kind);
        let changed = changed.filter_map(|(key, body)| body.as_ref().map(|body| (key, body)));
        unchanged.map(|(key, held)| (key, &held.row.body)).chain(changed)
    }
}
