//! What was drawn from a contract and put into it. Entries are added and never changed.

use std::collections::BTreeMap;

use super::Measure;
use crate::kernel::id::{CaseId, ContractId, UserId};
use crate::kernel::time::Millis;

words! {
EntryKind {
    /// Held for an open call.
    Reserve = "reserve",
    /// Used by a call; what was held for it goes towards that.
    Consume = "consume",
    /// Held no longer.
    Release = "release",
    /// Bought on top.
    TopUp = "top_up",
    /// Put right by hand, up or down.
    Adjust = "adjust",
}
}

data! {
pub struct LedgerEntry {
    /// Whoever makes it chooses it; the same one again is the same entry.
    pub id: String,
    pub contract_id: ContractId,
    pub measure: Measure,
    pub kind: EntryKind,
    /// Calls, minutes or fen. Less than nothing in adjustments alone.
    pub amount: i64,
    /// Units that were not drawn because nothing was left to draw them from.
    #[serde(default)]
    pub beyond: i64,
    #[serde(default)]
    pub case_id: Option<CaseId>,
    pub at: Millis,
    #[serde(default)]
    pub by_id: Option<UserId>,
    #[serde(default)]
    pub by: String,
    #[serde(default)]
    pub note: String,
    /// Made on a device; the server has yet to say that it fits.
    #[serde(default)]
    pub provisional: bool,
}
}

/// The id of the entry that a step in the life of a case makes: who makes it anew makes the same. `round` counts the
/// entries of this kind that the case has there already, as for one that is reserved again after its release.
pub fn entry_id(case: CaseId, contract: ContractId, measure: Measure, kind: EntryKind, round: usize) -> String {
    format!("{case}/{contract}/{measure}/{kind}/{round}")
}

/// What adding an entry came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    New,
    /// It was there.
    Replay,
    /// A device made it, and now the server has.
    Confirmed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerFault {
    /// Another entry has this id.
    IdTaken,
    /// Less than nothing is reserved, used, released or bought.
    Negative,
}

/// Entries by their ids, in whatever order they came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    entries: BTreeMap<String, LedgerEntry>,
}

impl Ledger {
    pub fn add(&mut self, entry: LedgerEntry) -> Result<Added, LedgerFault> {
        if (entry.amount < 0 && entry.kind != EntryKind::Adjust) || entry.beyond < 0 {
            return Err(LedgerFault::Negative);
        }
        let Some(there) = self.entries.get_mut(&entry.id) else {
            self.entries.insert(entry.id.clone(), entry);
            return Ok(Added::New);
        };
        let key = |entry: &LedgerEntry| (entry.contract_id, entry.measure, entry.kind, entry.case_id);
        let same = key(there) == key(&entry);
        match (there.provisional, entry.provisional) {
            // What the server says stands, whatever the device had thought.
            (true, false) if same => {
                *there = entry;
                Ok(Added::Confirmed)
            }
            (false, true) if same => Ok(Added::Replay),
            _ if same && (there.amount, there.beyond) == (entry.amount, entry.beyond) => Ok(Added::Replay),
            _ => Err(LedgerFault::IdTaken),
        }
    }

    /// Takes back what a device had reserved and the server refused.
    pub fn refuse(&mut self, case: CaseId) {
        self.entries.retain(|_, entry| !entry.provisional || entry.case_id != Some(case));
    }

    pub fn entries(&self) -> impl Iterator<Item = &LedgerEntry> + Clone {
        self.entries.values()
    }
}
