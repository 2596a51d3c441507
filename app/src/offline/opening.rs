//! Opens the replica of whoever looks at the page, and knows whether it is open.

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use leptos::prelude::*;
use yingda_shared::identity::operations::Me;
use yingda_shared::kernel::id::UserId;

use super::session::Session;
use super::status::Status;
use super::{guest, leaving, unlocking};
use crate::i18n::I18n;

enum State {
    /// Nobody is signed in, or the browser keeps nothing.
    None,
    Opening(Vec<oneshot::Sender<()>>),
    Open(Rc<Session>),
}

thread_local! {
    static STATE: RefCell<State> = const { RefCell::new(State::None) };
    // Who looks at the page.
    static PREPARED: RefCell<Option<Opening>> = const { RefCell::new(None) };
}

/// The name of a person's database; what strangers do on a device lies in one of its own.
pub fn database_name(user: Option<UserId>) -> String {
    match user {
        Some(user) => format!("yingda-{user}"),
        None => "yingda-guest".into(),
    }
}

/// What a replica is opened with.
#[derive(Clone)]
pub struct Opening {
    pub me: Me,
    pub build: String,
    pub status: Status,
    pub version: RwSignal<u32>,
    pub lang: I18n,
}

/// Opens the person's replica. A stranger's is opened only when it holds something, or is to.
pub fn prepare(opening: Opening) {
    if let Some(user) = opening.me.user_id {
        leaving::here(user, opening.status);
    }
    let needed = opening.me.user_id.is_some() || guest::is_waiting();
    PREPARED.set(Some(opening));
    if needed {
        start();
    }
}

/// The replica of a stranger, opened now for what they are about to leave here.
pub async fn as_guest() -> Option<Rc<Session>> {
    let stranger = PREPARED.with_borrow(|opening| opening.as_ref().is_some_and(|opening| opening.me.user_id.is_none()));
    if !stranger {
        return None;
    }
    start();
    session().await
}

/// What cannot be opened is done without: pages then need the server.
fn start() {
    let idle = STATE.with_borrow(|state| matches!(state, State::None));
    let Some(opening) = PREPARED.with_borrow(Clone::clone).filter(|_| idle) else { return };
    let (me, status) = (opening.me.clone(), opening.status);
    let name = database_name(me.user_id);
    STATE.set(State::Opening(Vec::new()));
    leptos::task::spawn_local(async move {
        let store = match me.user_id {
            Some(user) => unlocking::store(&name, user, me.pin_required, status).await,
            None => unlocking::of_stranger(&name).await,
        };
        let begun = store.map(|store| Session::new(store, opening, &name));
        let session = begun.as_ref().map(|(session, _)| session.clone());
        let state = session.map_or(State::None, State::Open);
        if let State::Opening(waiting) = STATE.replace(state) {
            waiting.into_iter().for_each(|waiter| _ = waiter.send(()));
        }
        if let Some((session, kicked)) = begun {
            // Started without the server: nobody waits for it until it has answered once.
            session.set_away(is_alone());
            crate::pwa::keep_safe(|| !super::desk::is_waiting() || super::desk::is_away());
            crate::pwa::on_push(|| opened().iter().for_each(|session| session.kick()));
            session.run(kicked).await;
        }
    });
}

/// The page was not rendered by the server.
pub fn is_alone() -> bool {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute("data-render")).is_some_and(|how| how == "csr")
}

/// The replica, once it is open; None where there is none.
pub async fn session() -> Option<Rc<Session>> {
    let waiter = STATE.with_borrow_mut(|state| match state {
        State::Opening(waiting) => {
            let (sender, receiver) = oneshot::channel();
            waiting.push(sender);
            Some(receiver)
        }
        _ => None,
    });
    if let Some(waiter) = waiter {
        let _ = waiter.await;
    }
    opened()
}

/// Forgets the replica, so that its database may be deleted; answers the database's name.
pub fn close() -> Option<String> {
    match STATE.replace(State::None) {
        State::Open(session) => Some(session.name().to_string()),
        _ => None,
    }
}

/// The replica where it is open already.
pub fn opened() -> Option<Rc<Session>> {
    STATE.with_borrow(|state| match state {
        State::Open(session) => Some(session.clone()),
        _ => None,
    })
}
