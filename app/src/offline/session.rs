//! One person's replica in one tab: opened at the start, led by one tab at a time, exchanging when
//! something was done here, when the server pokes, and now and then.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::channel::mpsc;
use futures::future::{Either, select};
use futures::lock::Mutex;
use futures::{FutureExt, StreamExt};
use gloo::events::EventListener;
use gloo::timers::future::TimeoutFuture;
use leptos::prelude::*;
use uuid::Uuid;
use yingda_shared::identity::operations::Me;
use yingda_shared::kernel::time::{HOUR, MINUTE, Millis, SECOND};
use yingda_shared::offline;
use yingda_shared::offline::articles::Library;
use yingda_shared::sync::engine::Trouble;
use yingda_shared::sync::plan::Moment;
use yingda_shared::sync::retry::Retry;
use yingda_shared::sync::{Engine, Key, NetFault, Person, Round, Rules, Store};

use super::line::Line;
use super::opening::{Opening, opened};
use super::segments::Segments;
use super::standing::Standing;
use super::status::Status;
use super::store::BrowserStore;
use super::tabs::{Tabs, Word};
use super::uploads::{self, Uploads};
use super::{guest, leading, leaving, segments};
use crate::i18n::I18n;

/// Between two exchanges when nothing calls for one.
const REST: Millis = MINUTE;
/// A stranger's device has nothing to ask.
const REST_GUEST: Millis = 24 * HOUR;

pub struct Session {
    pub engine: Engine<BrowserStore, Line>,
    pub status: Status,
    pub uploads: Uploads,
    pub lang: I18n,
    /// A stranger, of whom the server tells nothing.
    pub guest: Option<Me>,
    pub standing: Standing,
    /// What articles are found by.
    pub library: RefCell<Library>,
    pub segments: Segments,
    /// Rises when pages should ask again.
    version: RwSignal<u32>,
    kicks: mpsc::UnboundedSender<()>,
    tabs: Tabs,
}

thread_local! {
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

/// What asks for an exchange.
pub type Kicks = mpsc::UnboundedReceiver<()>;

impl Session {
    /// The replica over a store; `run` hears what is answered beside it.
    pub fn new(store: BrowserStore, opening: Opening, name: &str) -> (Rc<Session>, Kicks) {
        let Opening { me, build, status, version, lang } = opening;
        let (kicks, kicked) = mpsc::unbounded();
        let uploads = Uploads::new(store.blobs(), status);
        let engine = Engine::new(store, Line, Rules::default(), Person { user: me.user_id, build });
        let guest = me.user_id.is_none().then_some(me);
        let session = Session {
            engine,
            status,
            uploads,
            lang,
            guest,
            standing: Standing::default(),
            library: RefCell::default(),
            segments: Segments::default(),
            version,
            kicks,
            tabs: Tabs::of(name),
        };
        (Rc::new(session), kicked)
    }

    /// The name of the database.
    pub fn name(&self) -> &str {
        self.tabs.name()
    }

    /// Something was done here, or the server has news: exchange soon, whichever tab leads.
    pub fn kick(&self) {
        let _ = self.kicks.unbounded_send(());
        self.tabs.say(Word::Outbox);
    }

    /// Pages ask again, here and in the other tabs.
    pub fn tell_pages(&self) {
        self.version.update(|n| *n += 1);
        self.tabs.say(Word::Changed);
    }

    /// Counts what waits, for the badges.
    pub async fn count(&self) {
        let (outbox, tray) = match self.uploads.look(self).await {
            Some((outbox, tray)) => (Some(outbox), Some(tray)),
            // One of them may still be read.
            None => (self.outbox().await.ok(), self.engine.store.tray().await.ok()),
        };
        if let Some(outbox) = outbox {
            self.status.waiting.set(outbox.iter().filter(|entry| entry.verdict.is_none()).count());
        }
        if let Some(tray) = tray {
            let many = tray.items.len() + tray.damaged.len();
            if self.status.tray.get_untracked() != many {
                self.status.tray.set(many);
                // Records that were set aside are told by nobody else.
                self.tabs.say(Word::Changed);
            }
        }
        if let Ok(rows) = self.rows().await {
            let notices = rows.range(Key::new("notices", "")..).take_while(|(key, _)| key.kind == "notices");
            let notices = notices.map(|(_, held)| held);
            self.status.unread.set(notices.filter(|held| offline::is_unread(&held.row.body)).count());
        }
        super::badge::show(untrack(|| self.status.calls()));
        if let Ok(meta) = self.engine.store.meta().await {
            self.status.synced_at.set(meta.synced_at);
            self.status.partial.set(meta.partial);
            // For whoever waits for a complete replica: styles, tests.
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-replica", if meta.partial { "partial" } else { "complete" });
            }
        }
    }

    /// Follows the other tabs, and exchanges whenever this one leads.
    pub async fn run(self: Rc<Self>, kicked: Kicks) {
        let (told, heard) = mpsc::unbounded();
        let follower = self.clone();
        self.tabs.listen(move |word| match word {
            Word::Outbox => {
                follower.hear();
                let _ = follower.kicks.unbounded_send(());
            }
            Word::Changed => {
                follower.hear();
                follower.version.update(|n| *n += 1);
                let follower = follower.clone();
                leptos::task::spawn_local(async move { follower.count().await });
            }
            Word::Left => leaving::followed(),
            // The tab that said so has closed it already.
            Word::Closed if opened().is_none() => {}
            Word::Closed => crate::pwa::reload(),
            Word::Beat | Word::Lead => drop(told.unbounded_send(word)),
        });
        let back = self.clone();
        EventListener::new(&window(), "online", move |_| drop(back.kicks.unbounded_send(()))).forget();
        let seen = self.clone();
        let look = move |_: &web_sys::Event| {
            drop(seen.kicks.unbounded_send(()));
            if !document().hidden() {
                // A word may have been missed while the browser let this tab sleep.
                seen.hear();
                seen.tabs.say(Word::Lead);
            }
        };
        EventListener::new(&document(), "visibilitychange", look).forget();
        let poked = self.clone();
        crate::live::on_poke(move || drop(poked.kicks.unbounded_send(())));
        // Heard first, counted then: a word between the two would be missed.
        self.count().await;
        let kicked = Mutex::new(kicked);
        let lead = || async {
            let mut kicked = kicked.lock().await;
            futures::join!(self.lead(&mut kicked), uploads::lead(self.clone()));
        };
        leading::in_turns(self.tabs.name(), heard, |word| self.tabs.say(word), lead).await;
    }

    /// Exchanges for as long as this tab leads.
    async fn lead(&self, kicked: &mut Kicks) {
        let mut retry = Retry::new(now());
        loop {
            let wait = match self.guest.is_some() && !guest::is_waiting() {
                true => REST_GUEST,
                false => self.exchange(&mut retry).await,
            };
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
        let arrived = self.uploads.arrived();
        let (waited, was_away) = (self.status.waiting.get_untracked(), self.status.away.get_untracked());
        let mut moved = true;
        let wait = loop {
            let moment = Moment { now: now(), fresh_client: Uuid::now_v7() };
            let round = self.engine.round(moment).await;
            if !matches!(round, Err(Trouble::Net(_))) {
                self.hear();
            }
            let failed = match round {
                Ok(Round::Current) => break Ok(REST),
                Ok(Round::Undecided) => {
                    moved = false;
                    break Ok(retry.failed(random()));
                }
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
                    if matches!(failed, Trouble::Net(NetFault::Outdated { .. })) {
                        crate::pwa::outdated();
                    }
                    REST
                }
                Trouble::Net(NetFault::Away) | Trouble::Store(_) => retry.failed(random()),
            });
        };
        let away = wait.is_err();
        if !away {
            self.status.signed_out.set(false);
            self.uploads.confirmed(arrived);
        }
        if !away && moved {
            retry.progressed(now());
        }
        self.status.stuck.set(!away && retry.is_wedged(now()));
        self.set_away(away);
        let meta = self.engine.store.meta().await.ok();
        if let (false, Some(synced)) = (away, meta.as_ref().and_then(|meta| meta.synced_at)) {
            OFFSET.set(synced - js_sys::Date::now() as Millis);
        }
        self.watch_lease(away).await;
        self.count().await;
        self.uploads.kick();
        if !away && self.engine.news() != before {
            segments::follow();
        }
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

pub fn random() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}
