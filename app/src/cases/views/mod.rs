//! Saved views: which there are, which is open, how many cases each finds, and what is done with them.

mod keeping;
mod nav;
mod save;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::ViewId;
use yingda_shared::views::{CountViews, KeepColumns, ListViews, PinViews, SavedView, ViewDesk};

use super::filters::VIEW;
use crate::api::call;
use crate::boot::may;
use crate::data::{Fetch, fetch};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Toasts, Tone, use_toasts};

pub use keeping::{Keeping, ViewMenu};
pub use nav::{ViewSwitch, ViewsSide};
pub use save::SaveDialog;

/// What the address names.
#[derive(Clone, Debug, PartialEq)]
pub enum Opened {
    /// No saved view.
    Plain,
    /// It is not known yet whether there is such a view.
    Awaited,
    /// There is none, or none for this person.
    Absent,
    Unloaded(Fault),
    View(Arc<SavedView>),
}

#[derive(Clone, Copy)]
pub struct Saved {
    list: Option<Fetch<ListViews>>,
    counts: Option<Fetch<CountViews>>,
    /// What the address names, as it is written there.
    named: Memo<Option<String>>,
    toasts: Toasts,
    i18n: I18n,
}

/// Asks for the views once for all parts of the page. Outside of the organisation there are none.
pub fn provide_saved(partner: bool) -> Saved {
    let query = use_query_map();
    let named = Memo::new(move |_| query.with(|query| query.get(VIEW).filter(|id| !id.is_empty())));
    let list = (!partner && may(ListViews::NAME)).then(|| fetch(|| Some(ListViews {})));
    let counts = list.filter(|_| may(CountViews::NAME)).map(|list| {
        let any =
            Memo::new(move |_| list.data.with(|views| views.as_ref().is_some_and(|views| !views.rows.is_empty())));
        fetch(move || any.get().then_some(CountViews {}))
    });
    let saved = Saved { list, counts, named, toasts: use_toasts(), i18n: use_i18n() };
    provide_context(saved);
    saved
}

/// The views of the page; none where nobody provided them.
pub fn use_saved() -> Saved {
    let none = || {
        let named = Memo::new(|_| None);
        Saved { list: None, counts: None, named, toasts: use_toasts(), i18n: use_i18n() }
    };
    use_context().unwrap_or_else(none)
}

impl Saved {
    /// Whether this person has views at all.
    pub fn is_kept(self) -> bool {
        self.list.is_some()
    }

    pub fn opened(self) -> Opened {
        let Some(named) = self.named.get() else { return Opened::Plain };
        let Some(list) = self.list else { return Opened::Absent };
        let id = named.parse::<ViewId>().ok();
        let known = list
            .data
            .with(|views| views.as_ref().map(|views| views.rows.iter().find(|view| Some(view.id) == id).cloned()));
        match (known, list.fault.get()) {
            (Some(Some(view)), _) => Opened::View(Arc::new(view)),
            (Some(None), _) => Opened::Absent,
            (None, Some(fault)) => Opened::Unloaded(fault),
            (None, None) => Opened::Awaited,
        }
    }

    pub fn rows(self) -> Vec<SavedView> {
        let rows = |list: Fetch<ListViews>| list.data.with(|views| views.as_ref().map(|views| views.rows.clone()));
        self.list.and_then(rows).unwrap_or_default()
    }

    pub fn desk(self) -> Option<ViewDesk> {
        self.list?.data.with(|views| views.as_ref().map(|views| views.desk.clone()))
    }

    /// Views that are pinned and still there, in their order.
    pub fn pinned(self) -> Vec<ViewId> {
        let known = self.rows();
        let pinned = self.desk().map(|desk| desk.pinned).unwrap_or_default();
        pinned.into_iter().filter(|id| known.iter().any(|view| view.id == *id)).collect()
    }

    /// How many cases a view finds: `12`, `999+`, or nothing while that is not known.
    pub fn count(self, id: ViewId) -> Option<String> {
        let count = self.counts?.data.with(|counts| counts.as_ref()?.by_view.get(&id).copied())?;
        Some(if count >= 1_000 { "999+".to_string() } else { count.to_string() })
    }

    pub fn refresh(self) {
        self.list.iter().for_each(|list| list.refresh());
        self.counts.iter().for_each(|counts| counts.refresh());
    }

    fn arrange<O: Operation<Output = ViewDesk>>(self, op: O, ahead: impl FnOnce(&mut ViewDesk)) {
        let Some(list) = self.list else { return };
        // Shown at once: the answer says the same.
        list.data.update(|views| {
            if let Some(views) = views {
                ahead(&mut views.desk);
            }
        });
        let (toasts, i18n) = (self.toasts, self.i18n);
        leptos::task::spawn_local(async move {
            if let Err(fault) = call(op).await {
                toasts.show(Tone::Danger, i18n.fault(&fault));
                list.refresh();
            }
        });
    }

    pub fn pin(self, ids: Vec<ViewId>) {
        let op = PinViews { ids };
        self.arrange(op.clone(), move |desk| desk.pinned = op.ids);
    }

    pub fn keep_columns(self, view: Option<ViewId>, columns: &str) {
        let op = KeepColumns { view, columns: columns.to_string() };
        self.arrange(op.clone(), move |desk| *desk = desk.clone().with_columns(&op));
    }
}
