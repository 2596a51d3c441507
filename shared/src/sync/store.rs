//! Where the replica, the outbox and the tray live on a device, as the engine sees it.
//!
//! Each call is one transaction: all of it or nothing. `apply` begins with a comparison, so that of
//! two tabs that both believe to lead only one moves the cursor.

use super::wire::{Key, Mutation, Row, Verdict};
use crate::kernel::id::Uuid;
use crate::kernel::time::Millis;

data! {
/// Where a device stands.
pub struct Meta {
    /// The name under which the server counts this device's mutations.
    pub client: Uuid,
    /// Counts every change of the replica: what `apply` compares.
    pub version: u64,
    /// Known from the first pull on; nothing is pushed before.
    pub epoch: Option<i64>,
    pub cursor: Option<String>,
    /// Counts snapshots: rows of an older one go when the next has ended, not when it begins.
    pub snapshot: u64,
    /// No snapshot has ended yet: lists say that they are not complete.
    pub partial: bool,
    /// When the server last answered, by the server's clock.
    pub synced_at: Option<Millis>,
    /// Until when the device may be used without the server, by the server's clock.
    #[serde(default)]
    pub lease: Option<Millis>,
}

/// A row on the device.
pub struct Held {
    pub row: Row,
    /// The snapshot it came with or after.
    pub snapshot: u64,
}

/// A mutation on its way.
pub struct Entry {
    pub mutation: Mutation,
    /// What the server made of it. It stays in the view until a pull brings its effect.
    #[serde(default)]
    pub verdict: Option<Verdict>,
}

/// A mutation that a person must decide about.
pub struct TrayItem {
    pub mutation: Mutation,
    pub verdict: Verdict,
    pub at: Millis,
}
}

/// What one answer of the server changes on the device.
#[derive(Clone, Debug, PartialEq)]
pub struct Apply {
    /// The version this was worked out from; `meta` holds the next one.
    pub expect: u64,
    pub meta: Meta,
    pub puts: Vec<Held>,
    pub removes: Vec<Key>,
    /// Verdicts to be noted on entries that stay in the outbox.
    pub note: Vec<Verdict>,
    /// Done, and their effects are in the rows: from the outbox to the archive.
    pub archive: Vec<Uuid>,
    /// Refused: from the outbox to the tray.
    pub tray: Vec<TrayItem>,
    /// The outbox is to be numbered anew, inside this transaction: others may append meanwhile.
    pub renumber: Option<Renumber>,
    /// Archived mutations made before this are forgotten.
    pub forget_before: Millis,
}

/// What a reader has to change to stand where the store does.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    pub version: u64,
    /// The reader forgets what it knows: `puts` is everything.
    pub whole: bool,
    pub puts: Vec<Held>,
    pub removes: Vec<Key>,
}

/// What the new numbering begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renumber {
    /// What was confirmed since and may be lost is sent again first; the ledger knows what is not.
    ArchiveThenOutbox,
    Outbox,
}

/// What a store may answer instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// Another tab moved on: load again.
    Stale,
    /// No room. The outbox keeps a reserve; rows are given up first.
    Full,
    /// The store was lost under our hands: open it again.
    Lost,
}

#[allow(async_fn_in_trait, reason = "the browser has one thread, and the simulation as well")]
pub trait Store {
    async fn meta(&self) -> Result<Meta, StoreFault>;
    /// The rows for a reader that stands at a version, or at none.
    async fn rows(&self, known: Option<u64>) -> Result<Read, StoreFault>;
    /// In the order of their numbers.
    async fn outbox(&self) -> Result<Vec<Entry>, StoreFault>;
    /// Adds a mutation under the next number, which it answers; durable when it returns.
    async fn append(&self, mutation: Mutation) -> Result<u64, StoreFault>;
    async fn apply(&self, change: Apply) -> Result<(), StoreFault>;
}

/// The outbox as it is after `Renumber`: what was confirmed goes again before what was not.
pub fn renumbered(how: Renumber, archive: Vec<Mutation>, outbox: Vec<Entry>) -> Vec<Entry> {
    let archive = if how == Renumber::ArchiveThenOutbox { archive } else { Vec::new() };
    let all = archive.into_iter().chain(outbox.into_iter().map(|entry| entry.mutation));
    let numbered =
        (1..).zip(all).map(|(mid, mutation)| Entry { mutation: Mutation { mid, ..mutation }, verdict: None });
    numbered.collect()
}

impl Meta {
    /// A device that has not heard of the server yet.
    pub fn new(client: Uuid) -> Meta {
        Meta { client, version: 0, epoch: None, cursor: None, snapshot: 0, partial: true, synced_at: None, lease: None }
    }
}
