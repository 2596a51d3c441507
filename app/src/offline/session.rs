//! One person's replica in one tab: opened at the start, led by one tab at a time, exchanging when
//! something was done here, when the server pokes, and now and then.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::channel::{mpsc, oneshot};
use futures::future::{Either, select};
use futures::{FutureExt, StreamExt};
use gloo::events::EventListener;
use gloo::timers::future::TimeoutFuture;
use leptos::prelude::*;
use uuid::Uuid;
use yingda_shared::kernel::id::UserId;
use yingda_shared::kernel::time::{MINUTE, Millis, SECOND};
use yingda_shared::sync::engine::Trouble;
use yingda_shared::sync::plan::Moment;
use yingda_shared::sync::retry::Retry;
use yingda_shared::sync::{Engine, NetFault, Person, Round, Rules, Store};

use super::leading;
use super::line::Line;
use super::status::Status;
use super::store::BrowserStore;
use super::tabs::Tabs;
use super::{leaving, unlocking};
use crate::i18n::I18n;

/// Between two exchanges when nothing calls for one.
const REST: Millis = MINUTE;

pub struct Session {
    pub engine: Engine<BrowserStore, Line>,
    pub status: Status,
    pub lang: I18n,
    /// Rises when pages should ask again.
    version: RwSignal<u32>,
    kicks: mpsc::UnboundedSender<()>,
    tabs: Tabs,
}

enum State {
    /// Nobody is signed in, or the browser keeps nothing.
    None,
    Opening(Vec<oneshot::Sender<()>>),
    Open(Rc<Session>),
}

thread_local! {
    static STATE: RefCell<State> = const { RefCell::new(State::None) };
    // The clock of the server against ours, as the last answer showed it.
    static OFFSET: Cell<Millis> = const { Cell::new(0) };
}

/// The moment now, by what is known of the server's clock.
pub fn now() -> Millis {
    js_sys::Date::now() as Millis + OFFSET.get()
}

/// What the server's clock was ahead of ours when it last answered.
pub fn set_offset(offset: Millis) {
    OFFSET.set(offset);
}

/// The name of a person's database.
pub fn database_name(user: UserId) -> String {
    format!("yingda-{user}")
}

/// Opens the person's replica. What cannot be opened is done without: pages then need the server.
pub fn start(user: UserId, build: String, pin_required: bool, status: Status, version: RwSignal<u32>, lang: I18n) {
    leaving::here(user, status);
    let idle = STATE.with_borrow(|state| matches!(state, State::None));
    if !idle {
        return;
    }
    STATE.set(State::Opening(Vec::new()));
    leptos::task::spawn_local(async move {
        let store = unlocking::store(&database_name(user), user, pin_required, status).await;
        let (kicks, kicked) = mpsc::unbounded();
        let person = Person { user: Some(user), build };
        let session = store.map(|store| {
            let engine = Engine::new(store, Line, Rules::default(), person);
            let tabs = Tabs::of(&database_name(user));
            Rc::new(Session { engine, status, lang, version, kicks, tabs })
        });
        let state = session.clone().map_or(State::None, State::Open);
        if let State::Opening(waiting) = STATE.replace(state) {
            waiting.into_iter().for_each(|waiter| _ = waiter.send(()));
        }
        if let Some(session) = session {
            // Started without the server: nobody waits for it until it has answered once.
            let root = document().document_element();
            let alone = root.and_then(|root| root.get_attribute("data-render")).is_some_and(|how| how == "csr");
            session.set_away(alone);
            crate::pwa::keep_safe(|| !super::desk::is_waiting() || super::desk::is_away());
            crate::pwa::on_push(|| opened().iter().for_each(|session| session.kick()));
            session.run(kicked).await;
        }
    });
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
        State::Open(session) => Some(session.tabs.name().to_string()),
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

impl Session {
    /// Something was done here, or the server has news: exchange soon, whichever tab leads.
    pub fn kick(&self) {
        let _ = self.kicks.unbounded_send(());
        self.tabs.ask_leader();
    }

    /// Pages ask again, here and in the other tabs.
    fn tell_pages(&self) {
        self.version.update(|n| *n += 1);
        self.tabs.tell_changed();
    }

    /// Counts what waits, for the badges.
    pub async fn count(&self) {
        if let Ok(outbox) = self.engine.store.outbox().await {
            self.status.waiting.set(outbox.iter().filter(|entry| entry.verdict.is_none()).count());
        }
        if let Ok(tray) = self.engine.store.tray().await {
            self.status.tray.set(tray.len());
            super::badge::show(tray.len() + self.status.waiting.get_untracked());
        }
        if let Ok(meta) = self.engine.store.meta().await {
            self.status.synced_at.set(meta.synced_at);
            self.status.partial.set(meta.partial);
            // For whoever waits for a complete replica: styles, tests.
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-replica", if meta.partial { "partial" } else { "complete" });
            }
        }
    }

    async fn run(self: Rc<Self>, kicked: mpsc::UnboundedReceiver<()>) {
        self.count().await;
        let follower = self.clone();
        self.tabs.listen(
            {
                let leader = self.clone();
                move || drop(leader.kicks.unbounded_send(()))
            },
            move || {
                let follower = follower.clone();
                follower.version.update(|n| *n += 1);
                leptos::task::spawn_local(async move { follower.count().await });
            },
        );
        let back = self.clone();
        EventListener::new(&window(), "online", move |_| drop(back.kicks.unbounded_send(()))).forget();
        let seen = self.clone();
        EventListener::new(&document(), "visibilitychange", move |_| drop(seen.kicks.unbounded_send(()))).forget();
        let poked = self.clone();
        crate::live::on_poke(move || drop(poked.kicks.unbounded_send(())));
        leading::hold(self.tabs.name()).await;
        self.lead(kicked).await;
    }

    /// Exchanges for as long as the tab lives.
    async fn lead(&self, mut kicked: mpsc::UnboundedReceiver<()>) {
        let mut retry = Retry::new(now());
        loop {
            let wait = self.exchange(&mut retry).await;
            match select(kicked.next(), TimeoutFuture::new(wait as u32)).await {
                Either::Left((Some(()), _)) => while kicked.next().now_or_never().flatten().is_some() {},
                Either::Left((None, _)) => return,
                Either::Right(_) => {}
            }
        }
    }

    /// Exchanges until nothing is left to say, or something fails; answers how long to rest.
    async fn exchange(&self, retry: &mut Retry) -> Millis {
        let before = self.engine.news();
        let (waited, was_away) = (self.status.waiting.get_untracked(), self.status.away.get_untracked());
        let wait = loop {
            let moment = Moment { now: now(), fresh_client: Uuid::now_v7() };
            let failed = match self.engine.round(moment).await {
                Ok(Round::Current) => break Ok(REST),
                Ok(Round::Undecided) => break Ok(retry.failed(random())),
                Ok(_) => continue,
                Err(failed) => failed,
            };
            break Err(match failed {
                Trouble::Net(NetFault::Later { after }) => after.max(SECOND),
                Trouble::Net(NetFault::Wipe) => {
                    leaving::wiped().await;
                    REST
                }
                Trouble::Net(NetFault::NeedsAuth | NetFault::Outdated { .. }) => {
                    self.status.signed_out.set(matches!(failed, Trouble::Net(NetFault::NeedsAuth)));
                    REST
                }
                Trouble::Net(NetFault::Away) | Trouble::Store(_) => retry.failed(random()),
            });
        };
        let away = wait.is_err();
        if !away {
            retry.progressed(now());
            self.status.signed_out.set(false);
        }
        self.set_away(away);
        let meta = self.engine.store.meta().await.ok();
        if let (false, Some(synced)) = (away, meta.as_ref().and_then(|meta| meta.synced_at)) {
            OFFSET.set(synced - js_sys::Date::now() as Millis);
        }
        self.watch_lease(away).await;
        self.count().await;
        // Another position alone is no news: what one did, and what others did, is.
        if self.engine.news() != before || was_away != away || self.status.waiting.get_untracked() != waited {
            self.tell_pages();
        }
        wait.unwrap_or_else(|wait| wait)
    }

    /// Notes how late it is; when the device was without the server for too long, pages begin anew, and
    /// show nothing before it has answered.
    async fn watch_lease(&self, away: bool) {
        let vault = self.engine.store.vault();
        if !away {
            return vault.met(now(), OFFSET.get()).await;
        }
        vault.see(now()).await;
        if vault.is_over(now()).await {
            crate::pwa::reload();
        }
    }

    /// The service worker shows pages from this device at once while the server is away.
    pub fn set_away(&self, away: bool) {
        if self.status.away.get_untracked() != away {
            self.status.away.set(away);
            crate::pwa::tell_failing(away);
        }
    }
}

fn random() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}
