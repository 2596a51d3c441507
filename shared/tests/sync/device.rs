//! A device: its store in memory, whose every call waits for the schedule before and after it takes
//! effect, so that a tab may die at any of them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use serde_json::Value;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::sync::overlay::{Replay, View};
use yingda_shared::sync::store::{Apply, Entry, Held, Meta, TrayItem, renumbered};
use yingda_shared::sync::{Key, Mutation, Store, StoreFault};

/// Passes at the second poll: the schedule polls a tab once a step.
pub struct Gate(bool);

pub fn gate() -> Gate {
    Gate(false)
}

impl Future for Gate {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        match std::mem::replace(&mut self.0, true) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}

/// What survives a crash.
pub struct Disk {
    pub meta: Meta,
    pub rows: BTreeMap<Key, Held>,
    pub outbox: Vec<Entry>,
    pub archive: Vec<Mutation>,
    pub tray: Vec<TrayItem>,
    next_mid: u64,
}

#[derive(Clone)]
pub struct Device {
    pub disk: Rc<RefCell<Disk>>,
    /// The next transaction finds no room.
    pub full: Rc<Cell<bool>>,
    compare_and_set: bool,
    /// Cursor of the last answer that was worked in, for the oracle.
    pub applied: Rc<RefCell<Option<String>>>,
}

impl Device {
    pub fn new(client: Uuid, compare_and_set: bool) -> Device {
        let meta = Meta { client, version: 0, epoch: None, cursor: None, snapshot: 0, partial: true, synced_at: None };
        let disk = Disk {
            meta,
            rows: BTreeMap::new(),
            outbox: Vec::new(),
            archive: Vec::new(),
            tray: Vec::new(),
            next_mid: 1,
        };
        let disk = Rc::new(RefCell::new(disk));
        Device { disk, full: Rc::default(), compare_and_set, applied: Rc::default() }
    }
}

impl Store for Device {
    async fn meta(&self) -> Result<Meta, StoreFault> {
        gate().await;
        Ok(self.disk.borrow().meta.clone())
    }

    async fn rows(&self) -> Result<Vec<Held>, StoreFault> {
        gate().await;
        Ok(self.disk.borrow().rows.values().cloned().collect())
    }

    async fn outbox(&self) -> Result<Vec<Entry>, StoreFault> {
        gate().await;
        Ok(self.disk.borrow().outbox.clone())
    }

    async fn append(&self, mutation: Mutation) -> Result<u64, StoreFault> {
        let mut disk = self.disk.borrow_mut();
        let mid = disk.next_mid;
        disk.next_mid += 1;
        disk.outbox.push(Entry { mutation: Mutation { mid, ..mutation }, verdict: None });
        Ok(mid)
    }

    async fn apply(&self, change: Apply) -> Result<(), StoreFault> {
        gate().await;
        if self.full.take() {
            return Err(StoreFault::Full);
        }
        {
            let mut disk = self.disk.borrow_mut();
            if self.compare_and_set && disk.meta.version != change.expect {
                return Err(StoreFault::Stale);
            }
            disk.work_in(change);
            *self.applied.borrow_mut() = disk.meta.cursor.clone();
        }
        gate().await;
        Ok(())
    }
}

impl Disk {
    fn work_in(&mut self, change: Apply) {
        self.meta = change.meta;
        for key in &change.removes {
            self.rows.remove(key);
        }
        self.rows.extend(change.puts.into_iter().map(|held| (held.row.key.clone(), held)));
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
        let (done, left) = self.outbox.drain(..).partition(|entry| change.archive.contains(&entry.mutation.id));
        self.outbox = left;
        let done: Vec<Entry> = done;
        self.archive.extend(done.into_iter().map(|entry| entry.mutation));
        self.archive.retain(|mutation| mutation.made_at >= change.forget_before);
        if let Some(how) = change.renumber {
            let archive = match how {
                yingda_shared::sync::store::Renumber::ArchiveThenOutbox => std::mem::take(&mut self.archive),
                yingda_shared::sync::store::Renumber::Outbox => Vec::new(),
            };
            self.outbox = renumbered(how, archive, std::mem::take(&mut self.outbox));
            self.next_mid = self.outbox.len() as u64 + 1;
        }
    }

    /// What the person sees.
    pub fn view(&self) -> View<'_> {
        View::of(&self.rows, &self.outbox, &Notes).0
    }
}

/// What the mutations of this model make of a row.
struct Notes;

impl Replay for Notes {
    fn replay(&self, view: &mut View<'_>, mutation: &Mutation) -> Result<(), Fault> {
        let Some(mut body) = view.get(&mutation.about).cloned() else { return Err(Fault::NotFound) };
        if let (true, Some(notes)) = (mutation.name == "note", body["notes"].as_array_mut()) {
            notes.push(mutation.input["text"].clone());
        }
        view.put(mutation.about.clone(), body);
        Ok(())
    }
}

/// Whether a row's body holds a note.
pub fn holds(body: &Value, note: &str) -> bool {
    body["notes"].as_array().is_some_and(|notes| notes.iter().any(|held| held == note))
}
