//! What this tab last read of the device, for as long as nothing is heard of a change: whoever looks at
//! a page or writes waits for no disk but for the one write that must be durable.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use yingda_shared::sync::overlay::Overlay;
use yingda_shared::sync::plan::Rows;
use yingda_shared::sync::store::Entry;
use yingda_shared::sync::{Mutation, Store, StoreFault};

use super::session::Session;

#[derive(Default)]
pub struct Standing {
    /// Counts the changes that this tab heard of.
    heard: Cell<u64>,
    /// The change up to which the rows in memory are known to be what the device holds.
    rows: Cell<Option<u64>>,
    outbox: RefCell<Option<(u64, Rc<Vec<Entry>>)>>,
    /// What the outbox makes of the rows of a version, so that a long one is not replayed at each look.
    pub overlay: Cell<Option<(u64, Overlay)>>,
}

impl Session {
    /// Somebody changed what the device holds, here or in another tab: it is read again.
    pub fn hear(&self) {
        self.standing.heard.set(self.standing.heard.get() + 1);
    }

    /// What waits, in its order.
    pub async fn outbox(&self) -> Result<Rc<Vec<Entry>>, StoreFault> {
        let heard = self.standing.heard.get();
        let known = self.standing.outbox.borrow().clone();
        if let Some((_, outbox)) = known.filter(|(at, _)| *at == heard) {
            return Ok(outbox);
        }
        let outbox = Rc::new(self.engine.store.outbox().await?);
        // What waited may be in later rows by now: rows are never older than the outbox over them.
        self.standing.rows.set(None);
        *self.standing.outbox.borrow_mut() = Some((heard, outbox.clone()));
        Ok(outbox)
    }

    /// The rows as the server last told them.
    pub async fn rows(&self) -> Result<Ref<'_, Rows>, StoreFault> {
        let heard = self.standing.heard.get();
        if self.standing.rows.get() == Some(heard)
            && let Some(rows) = self.engine.held()
        {
            return Ok(rows);
        }
        let rows = self.engine.load().await?;
        self.standing.rows.set(Some(heard));
        Ok(rows)
    }

    /// Adds a mutation to what waits; durable when it returns.
    pub async fn append(&self, mutation: Mutation) -> Result<(), StoreFault> {
        let mid = self.engine.store.append(mutation.clone()).await?;
        let before = self.standing.heard.get();
        self.hear();
        let after = self.standing.heard.get();
        let known = self.standing.outbox.take().filter(|(at, _)| *at == before);
        // An empty outbox has no number to go on from, and another tab may have taken the one before.
        if let Some((_, mut outbox)) =
            known.filter(|(_, outbox)| outbox.last().is_some_and(|last| last.mutation.mid + 1 == mid))
        {
            Rc::make_mut(&mut outbox).push(Entry { mutation: Mutation { mid, ..mutation }, verdict: None });
            *self.standing.outbox.borrow_mut() = Some((after, outbox));
            // The rows are what they were.
            if self.standing.rows.get() == Some(before) {
                self.standing.rows.set(Some(after));
            }
        }
        Ok(())
    }
}
