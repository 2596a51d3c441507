//! Answers operations from this device.

use leptos::prelude::{GetUntracked, Update};
use serde_json::Value;
use uuid::Uuid;
use yingda_shared::contract::Reach;
use yingda_shared::fault::Fault;
use yingda_shared::identity::operations::Me;
use yingda_shared::kernel::id::FileId;
use yingda_shared::offline::{self, Domains, Here};
use yingda_shared::sync::overlay::View;
use yingda_shared::sync::uploads::named_in;
use yingda_shared::sync::{Key, Mutation, StoreFault};

use super::opening::{as_guest, is_alone, opened, session};
use super::session::{Session, now};
use super::{guest, library, unlocking};
use crate::key;

/// An operation on its way to whoever answers it.
pub struct Asked {
    pub name: &'static str,
    pub reach: Reach,
    pub version: u16,
    pub input: Value,
}

impl Asked {
    /// The replica may answer it.
    pub fn is_kept(&self) -> bool {
        matches!(self.reach, Reach::Replica | Reach::ReplicaThenServer)
    }

    /// What waits in the outbox may be missing from the server's answer to it.
    pub fn shows_what_waits(&self) -> bool {
        !offline::articles::is_of_knowledge(self.name)
    }

    /// It may wait in the outbox.
    pub fn may_wait(&self) -> bool {
        matches!(self.reach, Reach::Queued | Reach::BestEffort)
    }
}

/// Where the page started without the server, waits until it is known what this device holds: a
/// line that says nothing would be waited for otherwise.
pub async fn begun() {
    if is_alone() && !unlocking::is_asking() {
        session().await;
    }
}

/// The last exchange failed: nobody waits for a server that does not answer.
pub fn is_away() -> bool {
    opened().is_some_and(|session| session.status.away.try_get_untracked().unwrap_or_default())
}

/// This person has a replica here.
pub fn is_open() -> bool {
    opened().is_some()
}

/// Something already waits: what comes after it is sent after it.
pub fn is_waiting() -> bool {
    opened().is_some_and(|session| session.status.is_waiting())
}

/// A request just failed, which the next exchange would find out only later.
pub fn server_is_away() {
    if let Some(session) = opened() {
        session.set_away(true);
        session.kick();
    }
}

/// Finds out how the server is.
pub fn exchange() {
    opened().iter().for_each(|session| session.kick());
}

/// Takes a file of a form in, to be sent after what names it. None when nothing is kept here.
pub async fn keep(file: &web_sys::File) -> Option<Result<FileId, Fault>> {
    let session = session().await?;
    match session.uploads.keep(file).await {
        Ok(id) => Some(Ok(id)),
        Err(StoreFault::Full) => Some(Err(Fault::refused("device_full"))),
        Err(_) => None,
    }
}

/// Whether an input names files that only this device has: the server must hear of them from here.
pub fn holds_files(input: &Value) -> bool {
    opened().is_some_and(|session| session.uploads.holds(input))
}

/// The answer of this device to a read; None when it has none.
pub async fn answer(asked: &Asked) -> Option<Result<String, Fault>> {
    if unlocking::is_asking() {
        return None;
    }
    let session = session().await?;
    if offline::articles::is_search(asked.name, &asked.input) {
        library::catch_up(&session).await;
    } else if offline::articles::is_of_knowledge(asked.name) {
        // Whoever looks at the list soon looks for something.
        let session = session.clone();
        leptos::task::spawn_local(async move { library::catch_up(&session).await });
    }
    let read = |view: &View<'_>, here: &Here| {
        let library = session.library.borrow();
        offline::answer_by(asked.name, &asked.input, view, here, Some(&*library))
    };
    let answer = look(&session, read).await?;
    Some(answer.map(|answer| answer.to_string()))
}

/// What `read` makes of this device as the person sees it; None when the device cannot be read.
pub(super) async fn look<T>(session: &Session, read: impl FnOnce(&View<'_>, &Here) -> Option<T>) -> Option<T> {
    let outbox = session.outbox().await.ok()?;
    let rows = session.rows().await.ok()?;
    let here = here(session, rows.get(&Key::new("me", "me")).and_then(|held| held.row.body.parse::<Me>()))?;
    let version = session.engine.version();
    let before = session.standing.overlay.take().filter(|(known, _)| Some(*known) == version);
    let before = before.map(|(_, overlay)| overlay).unwrap_or_default();
    let view = View::resumed(&rows, &outbox, &Domains { here: &here }, before);
    let answer = read(&view, &here);
    session.standing.overlay.set(version.map(|version| (version, view.into_overlay(&outbox))));
    answer
}

/// Puts a write into the outbox under its id; answers what it will make of things. None when this
/// device cannot keep it.
pub async fn queue(asked: &Asked, command: Uuid) -> Option<Result<String, Fault>> {
    let session = match session().await {
        None if guest::may_keep(asked.name) => as_guest().await?,
        session => session?,
    };
    let fresh = Uuid::now_v7();
    let ready = look(&session, |view, here| offline::queue(asked.name, &asked.input, fresh, view, here)).await?;
    let ready = match ready {
        Ok(ready) => ready,
        Err(fault) => return Some(Err(fault)),
    };
    let mutation = Mutation {
        id: command,
        mid: 0,
        about: ready.about,
        name: asked.name.to_string(),
        version: asked.version,
        input: ready.input,
        made_at: now(),
    };
    let with_files = !named_in(&mutation.input).is_empty();
    // Named before it is done: a browser that dies between the two sends a file too many, never one
    // too few.
    let named = session.uploads.name(&mutation.input).await;
    let noted = session.guest.is_some().then(|| mutation.clone());
    let kept = match named {
        Ok(()) => session.append(mutation).await,
        Err(full) => Err(full),
    };
    match kept {
        Ok(()) => noted.iter().for_each(guest::note),
        Err(StoreFault::Full) => return Some(Err(Fault::refused("device_full"))),
        Err(_) => return None,
    }
    session.status.waiting.update(|waiting| *waiting += 1);
    if with_files {
        // Uploads hear of the mutation before anything else does: its files follow it.
        session.count().await;
    } else {
        let session = session.clone();
        leptos::task::spawn_local(async move { session.count().await });
    }
    session.tell_pages();
    session.kick();
    Some(Ok(ready.output.to_string()))
}

/// Who asks, as the server last told this device.
fn here(session: &Session, told: Option<Me>) -> Option<Here> {
    let me = told.or_else(|| session.guest.clone())?;
    let lang = session.lang;
    Some(Here { actor: offline::actor_of(&me), now: now(), local_word: lang.say(key!(offline.local)) })
}
