//! What an answer of the server changes on the device. Pure: from where the device stands, what it
//! holds and the answer, to one transaction.

use std::collections::BTreeMap;

use super::check;
use super::conflict::Reason;
use super::store::{Apply, Entry, Held, Meta, Renumber, TrayItem};
use super::wire::{Change, Key, Reset, SyncReply, Verdict};
use crate::kernel::id::Uuid;
use crate::kernel::time::{DAY, Millis};

/// How long a device remembers what was confirmed, to send it again to a server set back to a backup.
pub const ARCHIVE: Millis = 30 * DAY;

/// The rules that the simulation takes away one by one, to prove that it would notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Nothing is pushed before the device knows the server's epoch.
    pub epoch_before_push: bool,
    /// A confirmed mutation stays in the view until a pull has brought its effect.
    pub overlay_until_pulled: bool,
    /// A server set back to a backup is sent again what it had confirmed.
    pub archive_replay: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Rules { epoch_before_push: true, overlay_until_pulled: true, archive_replay: true }
    }
}

/// The rows of the device, by kind and id.
pub type Rows = BTreeMap<Key, Held>;

/// Names for what a plan may have to make anew.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub now: Millis,
    /// The client's next name, should it need one.
    pub fresh_client: Uuid,
}

pub fn plan(rules: Rules, meta: &Meta, rows: &Rows, outbox: &[Entry], reply: SyncReply, moment: Moment) -> Apply {
    let mut apply = Apply {
        expect: meta.version,
        meta: Meta {
            version: meta.version + 1,
            synced_at: Some(reply.server_now),
            // A server of an older build gives none: the last one holds.
            lease: reply.lease.or(meta.lease),
            ..meta.clone()
        },
        puts: Vec::new(),
        removes: Vec::new(),
        note: Vec::new(),
        archive: Vec::new(),
        tray: Vec::new(),
        renumber: None,
        forget_before: moment.now - ARCHIVE,
    };
    match reply.reset {
        Some(reset) => begin_anew(&mut apply, rules, reset, reply.epoch, moment),
        None => {
            settle(&mut apply, rules, outbox, &reply, moment);
            take_over(&mut apply, rows, reply);
        }
    }
    apply
}

/// Rows stay to be read until a new snapshot has replaced them.
fn begin_anew(apply: &mut Apply, rules: Rules, reset: Reset, epoch: i64, moment: Moment) {
    apply.meta.epoch = Some(epoch);
    match reset {
        Reset::Horizon => apply.meta.cursor = None,
        Reset::Client => {
            apply.meta.client = moment.fresh_client;
            apply.renumber = Some(Renumber::Outbox);
        }
        Reset::Epoch => {
            apply.meta.cursor = None;
            apply.meta.client = moment.fresh_client;
            let replay = rules.archive_replay;
            apply.renumber = Some(if replay { Renumber::ArchiveThenOutbox } else { Renumber::Outbox });
        }
    }
}

/// Sorts the outbox by what became of it.
fn settle(apply: &mut Apply, rules: Rules, outbox: &[Entry], reply: &SyncReply, moment: Moment) {
    let verdicts: BTreeMap<Uuid, &Verdict> = reply.results.iter().map(|verdict| (verdict.id, verdict)).collect();
    for entry in outbox {
        let fresh = verdicts.get(&entry.mutation.id).copied();
        let Some(verdict) = fresh.or(entry.verdict.as_ref()) else { continue };
        // The last page of a pull was read after the push, so that it holds the effect.
        let pulled = !reply.more && entry.mutation.mid <= reply.last_mid;
        if Reason::of(&verdict.outcome).is_some() {
            apply.tray.push(TrayItem { mutation: entry.mutation.clone(), verdict: verdict.clone(), at: moment.now });
        } else if pulled || !rules.overlay_until_pulled {
            apply.archive.push(entry.mutation.id);
        } else if let Some(verdict) = fresh {
            apply.note.push(verdict.clone());
        }
    }
}

/// Brings the rows to where the answer is.
fn take_over(apply: &mut Apply, rows: &Rows, reply: SyncReply) {
    let meta = &mut apply.meta;
    // A pull without a cursor begins a snapshot.
    if meta.cursor.is_none() {
        meta.snapshot += 1;
    }
    meta.epoch = Some(reply.epoch);
    if !reply.same {
        meta.cursor = reply.cursor;
    }
    let mut coming: BTreeMap<Key, Option<Held>> = BTreeMap::new();
    for change in reply.changes {
        match change {
            Change::Put { row } => {
                coming.insert(row.key.clone(), Some(Held { row, snapshot: meta.snapshot }));
            }
            Change::Remove { key } => {
                coming.insert(key, None);
            }
        }
    }
    let lost_scope = |held: &Held| held.row.scopes.iter().all(|scope| reply.purge.contains(scope));
    let ended = meta.partial_ends(reply.partial);
    for (key, held) in rows.iter().filter(|(key, _)| !coming.contains_key(*key)) {
        let purged = !reply.purge.is_empty() && lost_scope(held);
        let outdated = !reply.partial && held.snapshot < meta.snapshot;
        if purged || outdated {
            apply.removes.push(key.clone());
        }
    }
    meta.partial = !ended;
    if !reply.more {
        let removed: std::collections::BTreeSet<&Key> = apply.removes.iter().collect();
        let kept = rows.iter().filter(|(key, _)| !coming.contains_key(*key) && !removed.contains(key));
        let after = kept.map(|(_, held)| held).chain(coming.values().flatten()).map(|held| &held.row);
        // What does not fit is fetched anew, beside what is there.
        if !check::differing(after, &reply.checks).is_empty() {
            meta.cursor = None;
        }
    }
    for (key, held) in coming {
        match held {
            Some(held) => apply.puts.push(held),
            None => apply.removes.push(key),
        }
    }
}

impl Meta {
    /// Whether the device now holds a complete snapshot, this one or an earlier one.
    fn partial_ends(&self, partial: bool) -> bool {
        !self.partial || !partial
    }
}
