//! A device: its store in memory, whose every call waits for the schedule before and after it takes
//! effect, so that a tab may die at any of them.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use serde_json::Value;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::sync::memory::Disk;
use yingda_shared::sync::overlay::{Replay, View};
use yingda_shared::sync::store::{Apply, Entry, Meta, Read};
use yingda_shared::sync::{Mutation, Store, StoreFault};

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
        let disk = Rc::new(RefCell::new(Disk::new(client)));
        Device { disk, full: Rc::default(), compare_and_set, applied: Rc::default() }
    }
}

impl Store for Device {
    async fn meta(&self) -> Result<Meta, StoreFault> {
        gate().await;
        Ok(self.disk.borrow().meta.clone())
    }

    async fn rows(&self, known: Option<u64>) -> Result<Read, StoreFault> {
        gate().await;
        Ok(self.disk.borrow().read(known))
    }

    async fn outbox(&self) -> Result<Vec<Entry>, StoreFault> {
        gate().await;
        Ok(self.disk.borrow().outbox.clone())
    }

    async fn append(&self, mutation: Mutation) -> Result<u64, StoreFault> {
        Ok(self.disk.borrow_mut().append(mutation))
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

/// What the mutations of this model make of a row.
pub struct Notes;

impl Replay for Notes {
    fn replay(&self, view: &mut View<'_>, mutation: &Mutation) -> Result<(), Fault> {
        let Some(mut body) = view.get(&mutation.about).map(|body| Value::clone(body)) else {
            return Err(Fault::NotFound);
        };
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
