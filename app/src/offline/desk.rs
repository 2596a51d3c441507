//! Answers operations from this device.

use leptos::prelude::GetUntracked;
use serde_json::Value;
use uuid::Uuid;
use yingda_shared::contract::Reach;
use yingda_shared::fault::Fault;
use yingda_shared::identity::operations::Me;
use yingda_shared::offline::{self, Domains, Here};
use yingda_shared::sync::overlay::View;
use yingda_shared::sync::{Key, Mutation, Store, StoreFault};

use super::session::{Session, is_alone, now, opened, session};
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

    /// It may wait in the outbox.
    pub fn may_wait(&self) -> bool {
        matches!(self.reach, Reach::Queued | Reach::BestEffort)
    }
}

/// Where the page started without the server, waits until it is known what this device holds: a
/// line that says nothing would be waited for otherwise.
pub async fn begun() {
    if is_alone() {
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
    opened().is_some_and(|session| session.status.waiting.try_get_untracked().is_some_and(|waiting| waiting > 0))
}

/// A request just failed, which the next exchange would find out only later.
pub fn server_is_away() {
    if let Some(session) = opened() {
        session.set_away(true);
        session.kick();
    }
}

/// The answer of this device to a read; None when it has none.
pub async fn answer(asked: &Asked) -> Option<Result<String, Fault>> {
    let session = session().await?;
    let answer = look(&session, |view, here| offline::answer(asked.name, &asked.input, view, here)).await?;
    Some(answer.map(|answer| answer.to_string()))
}

/// What `read` makes of this device as the person sees it; None when the device cannot be read.
async fn look<T>(session: &Session, read: impl FnOnce(&View<'_>, &Here) -> Option<T>) -> Option<T> {
    let outbox = session.engine.store.outbox().await.ok()?;
    let rows = session.engine.load().await.ok()?;
    let here = here(session, rows.get(&Key::new("me", "me")).map(|held| &held.row.body))?;
    let (view, _) = View::of(&rows, &outbox, &Domains { here: &here });
    read(&view, &here)
}

/// Puts a write into the outbox under its id; answers what it will make of things. None when this
/// device cannot keep it.
pub async fn queue(asked: &Asked, command: Uuid) -> Option<Result<String, Fault>> {
    let session = session().await?;
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
    match session.engine.store.append(mutation).await {
        Ok(_) => {}
        Err(StoreFault::Full) => return Some(Err(Fault::refused("device_full"))),
        Err(_) => return None,
    }
    session.count().await;
    session.kick();
    Some(Ok(ready.output.to_string()))
}

/// Who asks, as the server last told this device.
fn here(session: &Session, me: Option<&Value>) -> Option<Here> {
    let me: Me = serde_json::from_value(me?.clone()).ok()?;
    let lang = session.lang;
    Some(Here { actor: offline::actor_of(&me), now: now(), local_word: lang.say(key!(offline.local)) })
}

/// Does a refused mutation again over what stands now, under an id of its own.
pub async fn reapply(item: yingda_shared::sync::store::TrayItem) {
    let Some(session) = session().await else { return };
    let mut mutation = item.mutation;
    if let Ok(rows) = session.engine.load().await
        && let Some(held) = rows.get(&mutation.about)
        && let Some(base) = mutation.input.get_mut("base")
    {
        *base = held.row.body["case"]["rv"].clone();
    }
    let refused = std::mem::replace(&mut mutation.id, Uuid::now_v7());
    if session.engine.store.append(mutation).await.is_ok() {
        discard(refused).await;
        session.kick();
    }
}

/// Takes a mutation out of the tray.
pub async fn discard(mutation: Uuid) {
    let Some(session) = session().await else { return };
    if session.engine.store.leave_tray(mutation).await.is_ok() {
        session.count().await;
    }
}

/// Whether the person may sign out: nothing waits, or they let it go.
pub fn may_leave() -> bool {
    let Some(session) = opened() else { return true };
    let count = |signal: leptos::prelude::RwSignal<usize>| signal.try_get_untracked().unwrap_or_default();
    let unsent = count(session.status.waiting) + count(session.status.tray);
    let sure = || {
        let text = session.lang.fill(key!(offline.leave_sure), &[("n", &unsent.to_string())]);
        leptos::prelude::window().confirm_with_message(&text).unwrap_or_default()
    };
    unsent == 0 || sure()
}

/// Takes everything of the person's from this device.
pub async fn erase() {
    if let Some(name) = super::session::close() {
        let _ = super::store::BrowserStore::erase(&name).await;
    }
}
