//! A server in memory that keeps the protocol by the same rules as the real one (`admit`, `delivery`):
//! rows with a team, notes appended to them, a title that two may fight over.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::sync::admit::{Admission, TRIES_BEFORE_QUARANTINE, admit};
use yingda_shared::sync::delivery::{Delivery, deliver, moved};
use yingda_shared::sync::wire::{Change, Reset, SyncReply, SyncRequest};
use yingda_shared::sync::{Key, Mutation, Outcome, Row, Verdict};

use crate::schedule::Ablation;

/// Rows of a page and changes of a pull: small, so that everything comes in parts.
const PAGE: usize = 3;

#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub team: String,
    pub rv: i64,
    pub notes: Vec<String>,
    pub title: String,
    pub title_rv: i64,
}

#[derive(Clone, Debug)]
struct Fed {
    pos: i64,
    id: String,
    vis: Vec<String>,
}

/// What a backup holds.
#[derive(Clone, Default)]
pub struct Database {
    pub cases: BTreeMap<String, Case>,
    feed: Vec<Fed>,
    clock: i64,
    horizon: i64,
    last_mids: BTreeMap<Uuid, u64>,
    ledger: BTreeMap<Uuid, Outcome>,
    tries: BTreeMap<Uuid, i64>,
    pub grants: BTreeSet<String>,
    epoch: i64,
}

#[derive(Clone, PartialEq)]
struct Scan {
    after: String,
    /// None: everything.
    scopes: Option<BTreeSet<String>>,
}

#[derive(Clone, PartialEq)]
struct Cursor {
    epoch: i64,
    pos: i64,
    grants: BTreeSet<String>,
    scan: Option<Scan>,
}

/// A change whose transaction has not ended.
struct Pending {
    pos: i64,
    id: String,
    note: String,
}

#[derive(Default)]
pub struct Server {
    pub db: Database,
    backup: Option<Database>,
    /// Sealed cursors: what a client holds of them is a name.
    cursors: BTreeMap<String, Cursor>,
    /// What a device must hold when it stands at a cursor.
    pub expected: BTreeMap<String, BTreeMap<String, i64>>,
    pending: Vec<Pending>,
    ablation: Option<Ablation>,
    made: u64,
    /// A client broke the protocol.
    pub complaint: Option<String>,
}

impl Server {
    pub fn new(ablation: Option<Ablation>) -> Server {
        let db = Database { epoch: 1, grants: BTreeSet::from(["a".to_string()]), ..Database::default() };
        Server { db, ablation, ..Server::default() }
    }

    fn without(&self, rule: Ablation) -> bool {
        self.ablation == Some(rule)
    }

    pub fn visible(&self, id: &str) -> bool {
        self.db.cases.get(id).is_some_and(|case| self.db.grants.contains(&case.team))
    }

    /// Writes a case and its feed row; `None` deletes it.
    fn write(&mut self, id: &str, pos: i64, case: Option<Case>) {
        let before = self.db.cases.get(id).map(|case| case.team.clone());
        let after = case.as_ref().map(|case| case.team.clone());
        let mut vis: Vec<String> = after.into_iter().collect();
        if !self.without(Ablation::VisBeforeAndAfter) || vis.is_empty() && before.is_none() {
            vis.extend(before);
        }
        self.db.feed.push(Fed { pos, id: id.to_string(), vis });
        match case {
            Some(case) => drop(self.db.cases.insert(id.to_string(), Case { rv: pos, ..case })),
            None => drop(self.db.cases.remove(id)),
        }
    }

    fn tick(&mut self) -> i64 {
        self.db.clock += 1;
        self.db.clock
    }

    // What other people do.

    pub fn create(&mut self, id: &str, team: &str) {
        let pos = self.tick();
        let case = Case { team: team.into(), rv: pos, notes: Vec::new(), title: String::new(), title_rv: 0 };
        self.write(id, pos, Some(case));
    }

    pub fn change(&mut self, id: &str, change: impl FnOnce(&mut Case, i64)) {
        let Some(mut case) = self.db.cases.get(id).cloned() else { return };
        let pos = self.tick();
        change(&mut case, pos);
        self.write(id, pos, Some(case));
    }

    pub fn delete(&mut self, id: &str) {
        if self.db.cases.contains_key(id) {
            let pos = self.tick();
            self.write(id, pos, None);
        }
    }

    /// A transaction that takes its time. By the rule its position is given when it ends.
    pub fn begin(&mut self, id: &str, note: &str) {
        let pos = if self.without(Ablation::CommitOrder) { self.tick() } else { 0 };
        self.pending.push(Pending { pos, id: id.into(), note: note.into() });
    }

    pub fn commit(&mut self) {
        let Some(Pending { pos, id, note }) = self.pending.pop() else { return };
        let pos = if pos == 0 { self.tick() } else { pos };
        let Some(mut case) = self.db.cases.get(&id).cloned() else { return };
        case.notes.push(note);
        self.write(&id, pos, Some(case));
    }

    pub fn back_up(&mut self) {
        self.backup = Some(self.db.clone());
    }

    pub fn restore(&mut self) {
        let Some(backup) = self.backup.clone() else { return };
        let epoch = self.db.epoch;
        self.db = backup;
        self.db.epoch = if self.without(Ablation::EpochOnRestore) { epoch } else { epoch + 1 };
        self.pending.clear();
    }

    pub fn prune(&mut self) {
        let keep = self.db.clock - 6;
        self.db.feed.retain(|fed| fed.pos > keep);
        self.db.horizon = self.db.horizon.max(keep);
    }

    // The protocol.

    /// `stop_after`: the process dies after so many mutations.
    pub fn sync(&mut self, request: &SyncRequest, stop_after: Option<usize>) -> Option<SyncReply> {
        if request.epoch.is_none() && !request.push.is_empty() {
            self.complaint = Some("pushed before it knew the epoch".into());
        }
        let mut reply = SyncReply { epoch: self.db.epoch, ..SyncReply::default() };
        if request.epoch.is_some_and(|epoch| epoch != self.db.epoch) {
            reply.reset = Some(Reset::Epoch);
            return Some(reply);
        }
        for (n, mutation) in request.push.iter().enumerate() {
            if stop_after == Some(n) {
                return None;
            }
            match self.decide_once(request.client, mutation) {
                Ok(Some(outcome)) => reply.results.push(Verdict { mid: mutation.mid, id: mutation.id, outcome }),
                Ok(None) => break,
                Err(reset) => {
                    reply.reset = Some(reset);
                    return Some(reply);
                }
            }
        }
        reply.last_mid = self.db.last_mids.get(&request.client).copied().unwrap_or(0);
        self.pull(request, &mut reply);
        Some(reply)
    }

    fn decide_once(&mut self, client: Uuid, mutation: &Mutation) -> Result<Option<Outcome>, Reset> {
        let last = self.db.last_mids.get(&client).copied().unwrap_or(0);
        let known = self.db.ledger.get(&mutation.id).cloned();
        if !self.without(Ablation::Ledger) {
            match (admit(last, mutation.mid), known) {
                (Admission::Gap, _) | (Admission::Seen, None) => return Err(Reset::Client),
                (Admission::Seen, known) => return Ok(known),
                (Admission::Next, Some(known)) => {
                    self.db.last_mids.insert(client, mutation.mid);
                    return Ok(Some(known));
                }
                (Admission::Next, None) => {}
            }
        }
        let outcome = match self.decide(mutation) {
            Some(outcome) => outcome,
            None => {
                let tries = self.db.tries.entry(mutation.id).or_default();
                *tries += 1;
                if *tries < TRIES_BEFORE_QUARANTINE {
                    return Ok(None);
                }
                Outcome::Quarantined
            }
        };
        self.db.last_mids.insert(client, mutation.mid.max(last));
        self.db.ledger.insert(mutation.id, outcome.clone());
        Ok(Some(outcome))
    }

    /// None: it broke the server.
    fn decide(&mut self, mutation: &Mutation) -> Option<Outcome> {
        let id = &mutation.about.id;
        if mutation.name == "poison" {
            return None;
        }
        if mutation.name == "create" {
            let team = mutation.input["team"].as_str().unwrap_or_default().to_string();
            if !self.db.grants.contains(&team) {
                return Some(Outcome::Forbidden { fault: Fault::Forbidden });
            }
            self.create(id, &team);
            return Some(Outcome::Ok { output: Value::Null });
        }
        if !self.visible(id) {
            return Some(Outcome::Gone { fault: Fault::NotFound });
        }
        let text = mutation.input["text"].as_str().unwrap_or_default().to_string();
        if mutation.name == "note" {
            self.change(id, |case, _| case.notes.push(text));
            return Some(Outcome::Ok { output: Value::Null });
        }
        let base = mutation.input["base"].as_i64().unwrap_or_default();
        let stale = self.db.cases.get(id).is_some_and(|case| case.title_rv > base);
        if stale {
            return Some(Outcome::Conflict { fault: Fault::Conflict { version: 0, changes: Vec::new() } });
        }
        self.change(id, |case, pos| {
            case.title = text;
            case.title_rv = pos;
        });
        Some(Outcome::Ok { output: Value::Null })
    }

    fn pull(&mut self, request: &SyncRequest, reply: &mut SyncReply) {
        let now = self.db.grants.clone();
        let fresh = Cursor {
            epoch: self.db.epoch,
            pos: self.head(),
            grants: now.clone(),
            scan: Some(Scan { after: String::new(), scopes: None }),
        };
        let mut cursor = match &request.cursor {
            None => fresh,
            Some(name) => self.cursors[name].clone(),
        };
        if cursor.epoch != self.db.epoch || cursor.pos > self.head() {
            *reply = SyncReply { epoch: self.db.epoch, reset: Some(Reset::Epoch), ..SyncReply::default() };
            return;
        }
        if cursor.pos < self.db.horizon {
            *reply = SyncReply { epoch: self.db.epoch, reset: Some(Reset::Horizon), ..SyncReply::default() };
            return;
        }
        let before = cursor.clone();
        let old = std::mem::replace(&mut cursor.grants, now.clone());
        if !self.without(Ablation::GrantsMoved) {
            let moved = moved(&old, &now);
            reply.purge = moved.removed.into_iter().collect();
            if !moved.added.is_empty() {
                let scopes = match cursor.scan.take() {
                    Some(Scan { scopes: None, .. }) => None,
                    Some(Scan { scopes: Some(before), .. }) => Some(&before | &moved.added),
                    None => Some(moved.added),
                };
                cursor.scan = Some(Scan { after: String::new(), scopes });
            }
        }
        match cursor.scan.take() {
            Some(scan) => self.page(&mut cursor, scan, reply),
            None => self.changes(&mut cursor, &old, &now, reply),
        }
        reply.partial = matches!(&cursor.scan, Some(Scan { scopes: None, .. }));
        reply.same = request.cursor.is_some() && cursor == before;
        if reply.same {
            return;
        }
        self.made += 1;
        let name = format!("c{}", self.made);
        if !reply.more {
            let seen = self.db.cases.iter().filter(|(id, _)| self.visible(id)).map(|(id, case)| (id.clone(), case.rv));
            self.expected.insert(name.clone(), seen.collect());
        }
        self.cursors.insert(name.clone(), cursor);
        reply.cursor = Some(name);
    }

    /// The newest position that can be read.
    fn head(&self) -> i64 {
        if self.without(Ablation::CommitOrder) {
            return self.db.feed.iter().map(|fed| fed.pos).max().unwrap_or(self.db.horizon);
        }
        self.db.clock
    }

    fn page(&self, cursor: &mut Cursor, scan: Scan, reply: &mut SyncReply) {
        let wanted = |case: &Case| scan.scopes.as_ref().is_none_or(|scopes| scopes.contains(&case.team));
        let rest = self.db.cases.range(scan.after.clone()..).filter(|(id, _)| **id != scan.after);
        let page: Vec<_> = rest
            .filter(|(id, case)| self.visible(id) && wanted(case))
            .take(PAGE)
            .map(|(id, case)| row(id, case))
            .collect();
        if page.len() == PAGE {
            let after = page[PAGE - 1].key.id.clone();
            cursor.scan = Some(Scan { after, ..scan });
        }
        reply.changes = page.into_iter().map(|row| Change::Put { row }).collect();
        // What happened since the scan began comes next.
        reply.more = true;
    }

    fn changes(&self, cursor: &mut Cursor, old: &BTreeSet<String>, now: &BTreeSet<String>, reply: &mut SyncReply) {
        let mut feed: Vec<&Fed> = self.db.feed.iter().filter(|fed| fed.pos > cursor.pos).collect();
        feed.sort_by_key(|fed| fed.pos);
        reply.more = feed.len() > PAGE;
        feed.truncate(PAGE);
        for fed in feed {
            cursor.pos = fed.pos;
            let key = Key::new("case", &fed.id);
            let case = self.db.cases.get(&fed.id);
            match (deliver(&fed.vis, old, now, self.visible(&fed.id)), case) {
                (Delivery::Put, Some(case)) => reply.changes.push(Change::Put { row: row(&fed.id, case) }),
                (Delivery::Nothing, _) => {}
                _ => reply.changes.push(Change::Remove { key }),
            }
        }
    }
}

fn row(id: &str, case: &Case) -> Row {
    let body = json!({"notes": case.notes, "title": case.title, "title_rv": case.title_rv, "team": case.team});
    Row { key: Key::new("case", id), rv: case.rv, scopes: vec![case.team.clone()], body: body.into() }
}
