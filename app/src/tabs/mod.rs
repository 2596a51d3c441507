//! The cases a person keeps open: a strip above the page on desks, and what the palette calls recent.

mod keys;
mod strip;

pub use strip::TabStrip;

use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use yingda_shared::cases::queries::GetCase;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::time::Millis;
use yingda_shared::workplace::tabs::{
    ListTabs, SaveTabs, Tab, TabHead, Tabs as StoredTabs, closed, merged, moved, opened,
};

use crate::api::call;
use crate::boot::use_boot;
use crate::live::use_live;
use crate::own::{Own, use_own};
use crate::palette::{Offer, Part};

/// The tabs of the app.
#[derive(Clone, Copy)]
pub struct Tabs {
    own: Own<Vec<Tab>>,
    /// What is known of the cases behind them.
    pub heads: RwSignal<Vec<TabHead>>,
    /// The case that is looked at.
    pub here: RwSignal<Option<CaseId>>,
    base: &'static str,
}

fn save(tabs: Vec<Tab>) -> LocalBoxFuture<'static, Result<i64, Fault>> {
    Box::pin(async move { call(SaveTabs { tabs }).await.map(|kept| kept.rv) })
}

/// Kept by the app; `for_me`: the person works at the desk.
pub fn provide_tabs(for_me: bool) -> Tabs {
    let tabs = new();
    provide_context(tabs);
    let version = use_live().version;
    let away = crate::offline::use_status().away;
    Effect::new(move |_| {
        version.track();
        if for_me {
            tabs.look(away.get());
        }
    });
    tabs
}

pub fn use_tabs() -> Tabs {
    use_context().unwrap_or_else(new)
}

fn new() -> Tabs {
    let partner = use_boot().with_value(|boot| boot.me.kind == yingda_shared::identity::ActorKind::Partner);
    Tabs {
        own: use_own("tabs", Vec::new(), save, merged),
        heads: RwSignal::new(Vec::new()),
        here: RwSignal::new(None),
        base: if partner { "/partner" } else { "/cases" },
    }
}

/// Answers overtake one another: what is known of a case is the newest of it.
fn put(heads: &mut Vec<TabHead>, head: TabHead) {
    match heads.iter_mut().find(|known| known.id == head.id) {
        Some(known) if known.rv > head.rv => {}
        Some(known) => *known = head,
        None => heads.push(head),
    }
}

impl Tabs {
    /// Asks what has become of the cases, and which are open on other devices.
    fn look(self, away: bool) {
        leptos::task::spawn_local(async move {
            let mut told = None;
            if !away && let Ok(tabs) = call(ListTabs {}).await {
                told = Some(tabs.heads.iter().map(|head| head.id).collect());
                self.learn(tabs);
            }
            self.fill(told).await;
        });
    }

    /// What the server did not tell of: cases that only this device keeps open so far, of which something new may have
    /// been said all the same, and those that nobody knows anything of while it is away.
    async fn fill(self, told: Option<Vec<CaseId>>) {
        let Some(tabs) = self.own.value.try_get_untracked() else { return };
        for tab in tabs {
            let known = |heads: &Vec<TabHead>| heads.iter().any(|head| head.id == tab.id);
            let Some(known) = self.heads.try_with_untracked(known) else { return };
            let untold = told.as_ref().is_some_and(|told| !told.contains(&tab.id));
            if known && !untold {
                continue;
            }
            let Ok(detail) = call(GetCase { id: tab.id.to_string() }).await else { continue };
            let case = detail.case;
            let (number, subject) = (case.number, case.subject);
            let head = TabHead { id: case.id, number, subject, state: case.state, rv: case.rv };
            self.heads.try_update(|heads| put(heads, head));
        }
    }

    fn learn(self, tabs: StoredTabs) {
        self.own.adopt(tabs.rv, tabs.tabs);
        self.heads.try_update(|heads| {
            // Of what this device alone keeps open the server tells nothing yet.
            tabs.heads.into_iter().for_each(|head| put(heads, head));
        });
    }

    pub fn all(self) -> Vec<Tab> {
        self.own.value.get()
    }

    pub fn all_now(self) -> Vec<Tab> {
        self.own.value.get_untracked()
    }

    pub fn head(self, id: CaseId) -> Option<TabHead> {
        self.heads.with(|heads| heads.iter().find(|head| head.id == id).cloned())
    }

    /// A case is read in another one now: its tab is that one's.
    pub fn led(self, from: CaseId) {
        self.own.set(closed(self.all_now(), from).0);
    }

    /// Something happened since it was looked at.
    pub fn is_news(self, tab: &Tab) -> bool {
        self.here.get() != Some(tab.id) && self.head(tab.id).is_some_and(|head| head.rv > tab.seen)
    }

    /// A case is looked at as it is now.
    pub fn looked(self, head: TabHead, now: Millis) {
        let (id, rv) = (head.id, head.rv);
        let known = self.own.value.with_untracked(|tabs| tabs.iter().any(|tab| tab.id == id && tab.seen >= rv));
        let first = self.here.get_untracked() != Some(id);
        let number = head.number.clone();
        self.heads.update(|heads| put(heads, head));
        self.here.set(Some(id));
        // The same case as it was: nothing to keep.
        if first || !known {
            self.own.set(opened(self.all_now(), id, &number, rv, now));
        }
    }

    pub fn left(self, id: CaseId) {
        if self.here.try_get_untracked() == Some(Some(id)) {
            self.here.set(None);
        }
    }

    /// Closes a tab; answers where to go when it was the one looked at.
    pub fn close(self, id: CaseId) -> Option<String> {
        let (tabs, next) = closed(self.all_now(), id);
        let was_here = self.here.get_untracked() == Some(id);
        let next = next.and_then(|next| tabs.iter().find(|tab| tab.id == next).map(|tab| self.address(tab)));
        self.own.set(tabs);
        was_here.then(|| next.unwrap_or_else(|| self.base.to_string()))
    }

    pub fn close_others(self, id: CaseId) {
        let tabs = self.all_now().into_iter().filter(|tab| tab.id == id || tab.pinned).collect();
        self.own.set(tabs);
    }

    pub fn shift(self, id: CaseId, by: isize) {
        self.own.set(moved(self.all_now(), id, by));
    }

    /// Puts a tab where another one is.
    pub fn drop_at(self, id: CaseId, place: CaseId) {
        let tabs = self.all_now();
        let at = |id: CaseId| tabs.iter().position(|tab| tab.id == id);
        if let (Some(from), Some(to)) = (at(id), at(place)) {
            self.shift(id, to as isize - from as isize);
        }
    }

    pub fn pin(self, id: CaseId) {
        let mut tabs = self.all_now();
        tabs.iter_mut().filter(|tab| tab.id == id).for_each(|tab| tab.pinned = !tab.pinned);
        self.own.set(tabs);
    }

    pub fn address(self, tab: &Tab) -> String {
        format!("{}/{}", self.base, tab.number)
    }

    /// Cases that were open lately, the newest first, without the one looked at.
    pub fn lately(self) -> Vec<Offer> {
        let mut tabs = self.all();
        tabs.retain(|tab| self.here.get() != Some(tab.id));
        tabs.sort_by_key(|tab| std::cmp::Reverse(tab.at));
        let offer = |tab: Tab| {
            let subject = self.head(tab.id).map(|head| head.subject).unwrap_or_default();
            let (text, note) =
                if subject.is_empty() { (tab.number.clone(), String::new()) } else { (subject, tab.number.clone()) };
            Offer::go(Part::Recent, "case", text, self.address(&tab)).note(note)
        };
        tabs.into_iter().map(offer).collect()
    }
}
