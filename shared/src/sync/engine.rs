//! One exchange after the other: what waits is sent, the answer is worked into the device.

use std::cell::{Cell, Ref, RefCell};

use super::pages::keyed;
use super::plan::{Moment, Rows, Rules, plan};
use super::store::{Apply, Store, StoreFault};
use super::transport::{NetFault, Transport};
use super::wire::{Mutation, Reset, SyncReply, SyncRequest};
use crate::kernel::id::UserId;

/// Mutations sent at once: one request stays small enough for a bad line.
pub const PUSH_MAX: usize = 100;
/// Bytes sent at once, where more than one mutation is sent.
const PUSH_BYTES_MAX: usize = 256 * 1024;

pub struct Engine<S, T> {
    pub store: S,
    pub transport: T,
    rules: Rules,
    person: Person,
    /// The rows in memory, of the version they stand for.
    rows: RefCell<Option<(u64, Rows)>>,
    /// Answers that changed what a person sees or what waits.
    news: Cell<u64>,
}

/// Whose device it is, and the build it runs.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// None for a stranger's.
    pub user: Option<UserId>,
    pub build: String,
}

/// What an exchange came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Round {
    /// The device stands where the server stood.
    Current,
    /// There is more to fetch or to send: exchange again at once.
    More,
    /// The server could not decide about some of what was sent: the same again after a wait.
    Undecided,
    /// Something has to begin anew; exchange again at once.
    Reset(Reset),
    /// Another tab was faster; exchange again at once.
    Outrun,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    Net(NetFault),
    Store(StoreFault),
}

impl From<StoreFault> for Trouble {
    fn from(fault: StoreFault) -> Self {
        Trouble::Store(fault)
    }
}

impl<S: Store, T: Transport> Engine<S, T> {
    pub fn new(store: S, transport: T, rules: Rules, person: Person) -> Engine<S, T> {
        Engine { store, transport, rules, person, rows: RefCell::default(), news: Cell::new(0) }
    }

    /// Rises with every answer that changed rows or what waits.
    pub fn news(&self) -> u64 {
        self.news.get()
    }

    /// The rows as the device holds them, loaded when another tab has changed them.
    pub async fn load(&self) -> Result<Ref<'_, Rows>, StoreFault> {
        let version = self.store.meta().await?.version;
        self.fill(version).await?;
        self.held().ok_or(StoreFault::Lost)
    }

    /// The rows in memory, whatever became of them on the device since.
    pub fn held(&self) -> Option<Ref<'_, Rows>> {
        Ref::filter_map(self.rows.borrow(), |held| held.as_ref().map(|(_, rows)| rows)).ok()
    }

    /// The version that `load` last answered.
    pub fn version(&self) -> Option<u64> {
        self.rows.borrow().as_ref().map(|(version, _)| *version)
    }

    /// Brings the rows in memory to this version or a later one.
    async fn fill(&self, version: u64) -> Result<(), StoreFault> {
        loop {
            let known = self.version();
            if known.is_some_and(|known| known >= version) {
                return Ok(());
            }
            let read = self.store.rows(known).await?;
            let mut held = self.rows.borrow_mut();
            match held.as_mut() {
                // Somebody else in this tab was faster: what comes after another version does not fit.
                Some((now, _)) if Some(*now) != known => {}
                Some((now, rows)) if !read.whole => {
                    *now = read.version;
                    read.removes.iter().for_each(|key| drop(rows.remove(key)));
                    rows.extend(keyed(read.puts));
                }
                _ if read.whole => *held = Some((read.version, keyed(read.puts))),
                _ => {}
            }
        }
    }

    /// One exchange.
    pub async fn round(&self, moment: Moment) -> Result<Round, Trouble> {
        let meta = self.store.meta().await?;
        self.fill(meta.version).await?;
        let outbox = self.store.outbox().await?;
        let may_push = meta.epoch.is_some() || !self.rules.epoch_before_push;
        let waiting = outbox.iter().filter(|entry| entry.verdict.is_none() && may_push);
        let push = portion(waiting.map(|entry| &entry.mutation));
        let sent = push.last().map(|mutation| mutation.mid);
        let request = SyncRequest {
            client: meta.client,
            user: self.person.user,
            epoch: meta.epoch,
            cursor: meta.cursor.clone(),
            push,
            build: self.person.build.clone(),
        };
        let reply: SyncReply = self.transport.sync(request).await.map_err(Trouble::Net)?;
        let (reset, more) = (reply.reset, reply.more);
        let undecided = sent.is_some_and(|sent| reply.results.last().is_none_or(|last| last.mid < sent));
        let change = {
            let rows = self.rows.borrow();
            let Some((_, rows)) = rows.as_ref().filter(|(version, _)| *version == meta.version) else {
                return Ok(Round::Outrun);
            };
            plan(self.rules, &meta, rows, &outbox, reply, moment)
        };
        // Bodies are copied by reference.
        match self.store.apply(change.clone()).await {
            Ok(()) => self.remember(change),
            Err(StoreFault::Stale) => return Ok(Round::Outrun),
            Err(fault) => return Err(fault.into()),
        }
        let unsent = outbox.iter().any(|entry| entry.verdict.is_none() && Some(entry.mutation.mid) > sent);
        Ok(match reset {
            Some(reset) => Round::Reset(reset),
            None if more => Round::More,
            None if undecided => Round::Undecided,
            None if unsent => Round::More,
            None => Round::Current,
        })
    }

    /// Brings the rows in memory to what was just stored.
    fn remember(&self, change: Apply) {
        let rows_stand = change.puts.is_empty() && change.removes.is_empty();
        let outbox_stands = change.tray.is_empty() && change.archive.is_empty() && change.renumber.is_none();
        if !(rows_stand && outbox_stands) {
            self.news.set(self.news.get() + 1);
        }
        let mut held = self.rows.borrow_mut();
        let Some((version, rows)) = held.as_mut().filter(|(version, _)| *version == change.expect) else {
            return *held = None;
        };
        *version = change.meta.version;
        change.removes.iter().for_each(|key| drop(rows.remove(key)));
        rows.extend(keyed(change.puts));
    }
}

/// As much of the outbox as is sent at once: at least one.
fn portion<'a>(waiting: impl Iterator<Item = &'a Mutation>) -> Vec<Mutation> {
    let mut bytes = 0;
    let fits = |mutation: &&Mutation| {
        let before = bytes;
        bytes += mutation.input.to_string().len();
        before == 0 || bytes <= PUSH_BYTES_MAX
    };
    waiting.take(PUSH_MAX).take_while(fits).cloned().collect()
}
