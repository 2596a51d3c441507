//! Files that wait on this device, and the clockwork that sends them: in the leading tab, one after the
//! other, each once the case that names it is decided.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use futures::channel::mpsc;
use futures::lock::Mutex;
use futures::{FutureExt, StreamExt};
use gloo::timers::future::TimeoutFuture;
use leptos::prelude::*;
use serde_json::Value;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::FileId;
use yingda_shared::kernel::time::{DAY, Millis};
use yingda_shared::sync::StoreFault;
use yingda_shared::sync::retry::Retry;
use yingda_shared::sync::store::Entry;
use yingda_shared::sync::uploads::{
    CHUNK, Heard, KeptFile, Known, PIECE_MIN, Piece, Step, named_by, named_in, next, step, wait,
};

use super::blobs::Blobs;
use super::opening::opened;
use super::outbox::Tray;
use super::session::{Session, now, random};
use super::status::{Status, WaitingFile};
use super::upload_line::{on_change, present_cost, say};

/// Answers in a row that bring nothing on before it is left alone for a while.
const IDLE_MAX: u32 = 6;
/// Milliseconds in which pages show the server's own in the place of what came from here.
const HANDOVER: u32 = 3_000;

/// The files of this device as this tab knows them.
pub struct Uploads {
    pub blobs: Blobs,
    status: Status,
    heads: RefCell<BTreeMap<FileId, KeptFile>>,
    /// What names these is not decided yet.
    undecided: RefCell<BTreeSet<FileId>>,
    /// Bytes of each that the server has.
    sent: RefCell<BTreeMap<FileId, u64>>,
    /// Whole at the server; shown from here until an exchange has brought the case with them in it.
    arrived: RefCell<BTreeSet<FileId>>,
    /// Counts changes of this tab's, so that what was read before one is not taken for what is there.
    changes: Cell<u32>,
    kicks: mpsc::UnboundedSender<()>,
    /// Whoever leads hears them, one turn after the other.
    kicked: Mutex<mpsc::UnboundedReceiver<()>>,
}

impl Uploads {
    pub fn new(blobs: Blobs, status: Status) -> Uploads {
        let (kicks, kicked) = mpsc::unbounded();
        Uploads {
            blobs,
            status,
            heads: RefCell::default(),
            undecided: RefCell::default(),
            sent: RefCell::default(),
            arrived: RefCell::default(),
            changes: Cell::new(0),
            kicks,
            kicked: Mutex::new(kicked),
        }
    }

    /// Something changed: look what is to be sent.
    pub fn kick(&self) {
        let _ = self.kicks.unbounded_send(());
    }

    /// Takes a file of a form in.
    pub async fn keep(&self, file: &web_sys::File) -> Result<FileId, StoreFault> {
        let head = KeptFile {
            id: FileId(uuid::Uuid::now_v7()),
            name: file.name(),
            media_type: file.type_(),
            bytes: file.size() as u64,
            at: now(),
            named: false,
            anyway: false,
            refused: None,
        };
        self.blobs.keep(&head, file).await?;
        let id = head.id;
        self.changed(|heads| drop(heads.insert(id, head)));
        Ok(id)
    }

    /// Whether an input names files that only this device has.
    pub fn holds(&self, input: &Value) -> bool {
        let heads = self.heads.borrow();
        named_in(input).iter().any(|id| heads.contains_key(id))
    }

    /// What is about to be done names these files: from now on they are to be sent.
    pub async fn name(&self, input: &Value) -> Result<(), StoreFault> {
        for id in named_in(input) {
            let head = self.heads.borrow().get(&id).cloned();
            if let Some(head) = head.filter(|head| !head.named) {
                self.change(KeptFile { named: true, ..head }).await?;
            }
        }
        Ok(())
    }

    async fn change(&self, head: KeptFile) -> Result<(), StoreFault> {
        self.blobs.write(&head).await?;
        self.changed(|heads| drop(heads.insert(head.id, head)));
        Ok(())
    }

    fn changed(&self, work: impl FnOnce(&mut BTreeMap<FileId, KeptFile>)) {
        self.changes.set(self.changes.get() + 1);
        work(&mut self.heads.borrow_mut());
        self.show();
    }

    /// Reads what other tabs may have changed, and shows it; answers the outbox and the tray as they were
    /// read, None when something could not be.
    pub async fn look(&self, session: &Session) -> Option<(Rc<Vec<Entry>>, Tray)> {
        let store = &session.engine.store;
        loop {
            let before = self.changes.get();
            let (Ok(heads), Ok(outbox), Ok(tray)) =
                (self.blobs.heads().await, session.outbox().await, store.tray().await)
            else {
                return None;
            };
            if self.changes.get() != before {
                continue;
            }
            let waiting = outbox.iter().filter(|entry| entry.verdict.is_none()).map(|entry| &entry.mutation);
            let mut undecided = named_by(waiting.chain(tray.items.iter().map(|item| &item.mutation)));
            if !tray.damaged.is_empty() {
                // What named them may be among what nobody can read.
                undecided.extend(self.orphans(session).await);
            }
            self.undecided.replace(undecided);
            self.heads.replace(heads.into_iter().map(|head| (head.id, head)).collect());
            self.show();
            return Some((outbox, tray));
        }
    }

    /// Files that were named once, and by nothing that can be read now.
    pub async fn orphans(&self, session: &Session) -> Vec<FileId> {
        let store = &session.engine.store;
        let (Ok(heads), Ok(outbox), Ok(tray), Ok(archive)) =
            (self.blobs.heads().await, session.outbox().await, store.tray().await, store.archived().await)
        else {
            return Vec::new();
        };
        let waiting = outbox.iter().map(|entry| &entry.mutation).chain(tray.items.iter().map(|item| &item.mutation));
        let named = named_by(waiting.chain(&archive));
        heads.into_iter().filter(|head| head.named && !named.contains(&head.id)).map(|head| head.id).collect()
    }

    fn show(&self) {
        let (heads, undecided, cost) = (self.heads.borrow(), self.undecided.borrow(), present_cost());
        let (sent, arrived) = (self.sent.borrow(), self.arrived.borrow());
        let of = |head: &KeptFile| {
            let sent = if arrived.contains(&head.id) { head.bytes } else { sent.get(&head.id).copied().unwrap_or(0) };
            WaitingFile { file: head.clone(), sent, wait: wait(head, &undecided, cost) }
        };
        let files: Vec<WaitingFile> = heads.values().filter(|head| head.named).map(of).collect();
        if self.status.files.try_with_untracked(|shown| *shown != files).unwrap_or_default() {
            self.status.files.set(files);
        }
    }

    /// The files that are whole at the server now, before an exchange begins.
    pub fn arrived(&self) -> BTreeSet<FileId> {
        self.arrived.borrow().clone()
    }

    /// An exchange ended that began after these had arrived: the case has them. They go from here once
    /// pages have had the time to show those instead.
    pub fn confirmed(&self, files: BTreeSet<FileId>) {
        if files.is_empty() {
            return;
        }
        leptos::task::spawn_local(async move {
            TimeoutFuture::new(HANDOVER).await;
            let Some(session) = opened() else { return };
            for file in files {
                if session.uploads.forget(file).await.is_ok() {
                    session.uploads.arrived.borrow_mut().remove(&file);
                }
            }
            session.count().await;
            session.tell_pages();
        });
    }

    async fn forget(&self, file: FileId) -> Result<(), StoreFault> {
        self.blobs.forget(file).await?;
        self.sent.borrow_mut().remove(&file);
        self.changed(|heads| drop(heads.remove(&file)));
        Ok(())
    }

    /// The person lets a large file go over a line that costs.
    pub async fn send_anyway(&self, file: FileId) {
        let head = self.heads.borrow().get(&file).cloned();
        if let Some(head) = head {
            let _ = self.change(KeptFile { anyway: true, ..head }).await;
        }
        self.kick();
    }

    fn progress(&self, file: FileId, known: Known) {
        if let Known::At(bytes) = known {
            self.sent.borrow_mut().insert(file, bytes);
            self.show();
        }
    }

    /// Lets files go that a person gave up, unless something else names them.
    pub async fn give_up(&self, session: &Session, files: Vec<FileId>) {
        self.look(session).await;
        for file in files {
            if !self.undecided.borrow().contains(&file) {
                let _ = self.forget(file).await;
            }
        }
    }

    /// What nobody sent goes a day after: its form is long gone.
    async fn tidy(&self) {
        let _ = self.blobs.tidy().await;
        let stale = |head: &&KeptFile| !head.named && now() - head.at > DAY;
        let stale: Vec<FileId> = self.heads.borrow().values().filter(stale).map(|head| head.id).collect();
        for file in stale {
            let _ = self.forget(file).await;
        }
    }

    fn next(&self) -> Option<KeptFile> {
        let (heads, arrived) = (self.heads.borrow(), self.arrived.borrow());
        let left = heads.values().filter(|head| !arrived.contains(&head.id));
        next(left, &self.undecided.borrow(), present_cost()).cloned()
    }

    /// Whether a file may still go: the person may have let it go, or moved to a line that costs.
    fn may_go(&self, file: FileId) -> bool {
        let heads = self.heads.borrow();
        heads.get(&file).is_some_and(|head| wait(head, &self.undecided.borrow(), present_cost()).is_none())
    }

    async fn piece(&self, file: FileId, piece: Piece) -> Option<Vec<u8>> {
        let chunk = self.blobs.chunk(file, piece.chunk).await.ok()??;
        chunk.get(piece.from as usize..piece.to as usize).map(<[u8]>::to_vec)
    }
}

/// How far a file came in one go.
enum Carried {
    Arrived,
    /// It is no longer to be sent.
    Held,
    Refused(Fault),
    /// Not now.
    Later {
        after: Option<Millis>,
    },
    /// The next exchange says when.
    SignedOut,
}

/// Sends what is to be sent for as long as the tab leads.
pub async fn lead(session: Rc<Session>) {
    let uploads = &session.uploads;
    let mut kicked = uploads.kicked.lock().await;
    uploads.look(&session).await;
    uploads.tidy().await;
    let wake = session.clone();
    let _line = on_change(move || wake.uploads.kick());
    let mut retry = Retry::new(now());
    loop {
        match work(&session, &mut retry).await {
            // Whatever calls meanwhile: a server that has trouble with files is given its rest.
            Some(rest) => TimeoutFuture::new(rest as u32).await,
            None => {
                if kicked.next().await.is_none() {
                    return;
                }
            }
        }
        while kicked.next().now_or_never().flatten().is_some() {}
    }
}

/// Sends one file after the other; answers how long to rest, or None until something changes.
async fn work(session: &Rc<Session>, retry: &mut Retry) -> Option<Millis> {
    let uploads = &session.uploads;
    loop {
        uploads.look(session).await;
        if session.status.away.get_untracked() {
            return None;
        }
        let file = uploads.next()?;
        match carry(uploads, &file, retry).await {
            Carried::Arrived => {
                uploads.arrived.borrow_mut().insert(file.id);
                uploads.show();
                session.kick();
            }
            Carried::Held => {}
            Carried::Refused(fault) => {
                uploads.change(KeptFile { refused: Some(fault), ..file }).await.ok()?;
            }
            Carried::Later { after } => {
                // Whether the server is there at all, the exchange finds out.
                session.kick();
                return Some(after.unwrap_or_else(|| retry.failed(random())));
            }
            Carried::SignedOut => return None,
        }
    }
}

async fn carry(uploads: &Uploads, file: &KeptFile, retry: &mut Retry) -> Carried {
    let (mut known, mut idle) = (Known::default(), 0);
    // A line on which a piece was lost is tried with smaller ones.
    let mut most = if retry.is_failing() { PIECE_MIN } else { CHUNK };
    loop {
        let asked = step(file.bytes, known, most);
        if asked == Step::Done {
            return Carried::Arrived;
        }
        if !uploads.may_go(file.id) {
            return Carried::Held;
        }
        let bytes = match asked {
            Step::Send(piece) => match uploads.piece(file.id, piece).await {
                Some(bytes) => bytes,
                None => return Carried::Refused(Fault::refused("uploads.lost_here")),
            },
            _ => Vec::new(),
        };
        let before = known;
        match say(asked, file, &bytes).await {
            Ok(Heard::Go(now_known)) => known = now_known,
            Ok(Heard::Later { after }) => return Carried::Later { after },
            Ok(Heard::SignedOut) => return Carried::SignedOut,
            Ok(Heard::Refused(fault)) => return Carried::Refused(fault),
            Err(_) => return Carried::Later { after: None },
        }
        uploads.progress(file.id, known);
        let further = matches!((before, known), (Known::At(before), Known::At(after)) if after > before);
        idle = if further { 0 } else { idle + 1 };
        if further {
            retry.progressed(now());
            most = CHUNK.min(most * 2);
        }
        if idle > IDLE_MAX {
            return Carried::Later { after: None };
        }
    }
}

/// The whole of a file, for a page that shows it.
pub async fn whole(uploads: &Uploads, file: &KeptFile) -> Option<web_sys::Blob> {
    let parts = js_sys::Array::new();
    for n in 0..file.chunks() {
        let chunk = uploads.blobs.chunk(file.id, n).await.ok()??;
        parts.push(&js_sys::Uint8Array::from(chunk.as_slice()));
    }
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(&file.media_type);
    web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()
}
