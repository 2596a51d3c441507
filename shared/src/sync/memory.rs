//! A store in memory: for a browser that keeps nothing (a private window), for tests, and as the
//! plain statement of what every store does.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::overlay::{Replay, View};
use super::pages::keyed;
use super::store::{Apply, Entry, Held, Meta, Read, Renumber, Store, StoreFault, TrayItem, renumbered};
use super::wire::{Key, Mutation};
use crate::kernel::id::Uuid;

/// What a device holds.
#[derive(Clone, Debug)]
pub struct Disk {
    pub meta: Meta,
    pub rows: BTreeMap<Key, Held>,
    /// In the order of their numbers.
    pub outbox: Vec<Entry>,
    pub archive: Vec<Mutation>,
    pub tray: Vec<TrayItem>,
    next_mid: u64,
    /// The version that last changed each row, of those that are gone as well.
    touched: BTreeMap<Key, u64>,
}

impl Disk {
    pub fn new(client: Uuid) -> Disk {
        Disk {
            meta: Meta::new(client),
            rows: BTreeMap::new(),
            outbox: Vec::new(),
            archive: Vec::new(),
            tray: Vec::new(),
            next_mid: 1,
            touched: BTreeMap::new(),
        }
    }

    pub fn append(&mut self, mutation: Mutation) -> u64 {
        let mid = self.next_mid;
        self.next_mid += 1;
        self.outbox.push(Entry { mutation: Mutation { mid, ..mutation }, verdict: None });
        mid
    }

    /// The rows for a reader that stands at a version.
    pub fn read(&self, known: Option<u64>) -> Read {
        let since = |at: &u64| known.is_none_or(|known| *at > known);
        let touched = self.touched.iter().filter(|(_, at)| since(at)).map(|(key, _)| key);
        let (there, gone): (Vec<&Key>, Vec<&Key>) = touched.partition(|key| self.rows.contains_key(*key));
        Read {
            version: self.meta.version,
            whole: known.is_none(),
            puts: there.into_iter().filter_map(|key| self.rows.get(key).cloned()).collect(),
            removes: gone.into_iter().cloned().collect(),
        }
    }

    /// Works a change in. The caller has compared the version.
    pub fn work_in(&mut self, change: Apply) {
        self.meta = change.meta;
        let keys = change.puts.iter().map(|held| &held.row.key).chain(&change.removes);
        self.touched.extend(keys.map(|key| (key.clone(), self.meta.version)));
        for key in &change.removes {
            self.rows.remove(key);
        }
        self.rows.extend(keyed(change.puts));
        for verdict in change.note {
            let entry = self.outbox.iter_mut().find(|entry| entry.mutation.id == verdict.id);
            if let Some(entry) = entry {
                entry.verdict = Some(verdict);
            }
        }
        for item in change.tray {
            self.outbox.retain(|entry| entry.mutation.id != item.mutation.id);
            self.tray.push(item);
        }
        let of_archive = |entry: &Entry| change.archive.contains(&entry.mutation.id);
        let (done, left): (Vec<Entry>, Vec<Entry>) = self.outbox.drain(..).partition(of_archive);
        self.outbox = left;
        self.archive.extend(done.into_iter().map(|entry| entry.mutation));
        self.archive.retain(|mutation| mutation.made_at >= change.forget_before);
        if let Some(how) = change.renumber {
            let archive =
                if how == Renumber::ArchiveThenOutbox { std::mem::take(&mut self.archive) } else { Vec::new() };
            self.outbox = renumbered(how, archive, std::mem::take(&mut self.outbox));
            self.next_mid = self.outbox.len() as u64 + 1;
        }
    }

    /// What the person sees.
    pub fn view(&self, domains: &impl Replay) -> View<'_> {
        View::of(&self.rows, &self.outbox, domains).0
    }
}

/// A disk that several tabs may hold.
#[derive(Clone, Debug)]
pub struct MemoryStore(pub Rc<RefCell<Disk>>);

impl MemoryStore {
    pub fn new(client: Uuid) -> MemoryStore {
        MemoryStore(Rc::new(RefCell::new(Disk::new(client))))
    }
}

impl Store for MemoryStore {
    async fn meta(&self) -> Result<Meta, StoreFault> {
        Ok(self.0.borrow().meta.clone())
    }

    async fn rows(&self, known: Option<u64>) -> Result<Read, StoreFault> {
        Ok(self.0.borrow().read(known))
    }

    async fn outbox(&self) -> Result<Vec<Entry>, StoreFault> {
        Ok(self.0.borrow().outbox.clone())
    }

    async fn append(&self, mutation: Mutation) -> Result<u64, StoreFault> {
        Ok(self.0.borrow_mut().append(mutation))
    }

    async fn apply(&self, change: Apply) -> Result<(), StoreFault> {
        let mut disk = self.0.borrow_mut();
        if disk.meta.version != change.expect {
            return Err(StoreFault::Stale);
        }
        disk.work_in(change);
        Ok(())
    }
}
