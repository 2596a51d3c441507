//! Indexes beside the database (decision 26): derived from rows, and made anew from them whenever one
//! is missing, damaged or of another time. They answer with ids; rows are read through the fence of
//! their store. What an index does not know yet, the feed tells (`follow::recent`).

pub mod collect;
pub mod document;
pub mod follow;
pub mod grams;
pub mod hunt;
mod kept;
mod share;
pub mod shelf;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{Notify, watch};

pub use collect::{Order, Place};
pub use document::{Doc, Shape};
pub use follow::Source;
pub use hunt::{Fence, Hunt, Span};
pub use kept::{Kept, Standing};
pub use shelf::{Snapshot, Unusable};

/// An index as its readers know it: they get it as it stood at a moment.
pub struct Index<S> {
    folder: PathBuf,
    snapshot: watch::Sender<Option<Arc<S>>>,
    /// Called when a reader found it damaged.
    broken: Notify,
}

impl<S: Standing> Index<S> {
    /// An index whose files lie in this folder once it is followed.
    pub fn at(folder: PathBuf) -> Index<S> {
        Index { folder, snapshot: watch::Sender::new(None), broken: Notify::new() }
    }

    /// The index as far as it has come; None while it is not there.
    pub fn snapshot(&self) -> Option<Arc<S>> {
        self.snapshot.borrow().clone()
    }

    fn show(&self, snapshot: Option<S>) {
        self.snapshot.send_replace(snapshot.map(Arc::new));
    }

    /// Waits until the index knows a position of the feed.
    pub async fn reached(&self, pos: i64) {
        let mut shown = self.snapshot.subscribe();
        let _ = shown.wait_for(|index| index.as_ref().is_some_and(|index| index.pos() >= pos)).await;
    }

    /// Asks a snapshot away from those who wait for the network. None when it cannot answer: it is then
    /// made anew, and the database answers meanwhile.
    pub async fn ask<T, F>(&self, snapshot: &Arc<S>, question: F) -> Option<T>
    where
        T: Send + 'static,
        F: FnOnce(&S) -> Result<T, Unusable> + Send + 'static,
    {
        let snapshot = snapshot.clone();
        let why = match tokio::task::spawn_blocking(move || question(&snapshot)).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(unusable)) => format!("{unusable:?}"),
            // What stands in its files is not what was written there.
            Err(panic) => panic.to_string(),
        };
        tracing::error!(why, "an index cannot answer and is made anew");
        self.show(None);
        self.broken.notify_one();
        None
    }
}
