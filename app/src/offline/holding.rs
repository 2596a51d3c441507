//! On one's own page: what this device holds for work without a network, how much room it takes, and
//! when it was last in step with the server.

use leptos::prelude::*;

use super::status::use_status;
use crate::format::{ago, bytes, exact, use_now};
use crate::i18n::use_i18n;
use crate::ui::{Button, LinkButton, SectionCard, Size, Time};
use crate::{key, t};

/// Rows by what they are to a person, and the bytes the browser counts for them.
#[derive(Clone, Copy, Default, PartialEq)]
pub struct Holding {
    pub cases: usize,
    pub notices: usize,
    pub others: usize,
    /// None where the browser does not tell.
    pub bytes: Option<u64>,
}

/// Nothing where nothing is held.
#[component]
pub fn HoldingCard() -> impl IntoView {
    let i18n = use_i18n();
    let (status, now) = (use_status(), use_now());
    let holding: RwSignal<Option<Holding>> = RwSignal::new(None);
    Effect::new(move |_| {
        status.synced_at.track();
        measuring::measure(holding);
    });
    let count = |n: usize| n.to_string();
    let line = move |held: Holding| {
        let (cases, notices, others) = (count(held.cases), count(held.notices), count(held.others));
        let parts = [("cases", cases.as_str()), ("notices", notices.as_str()), ("others", others.as_str())];
        i18n.fill(key!(offline.holding.rows), &parts)
    };
    let room =
        move |held: Holding| held.bytes.map(|size| i18n.fill(key!(offline.holding.room), &[("size", &bytes(size))]));
    let synced = move || {
        status.synced_at.get().map(|at| {
            let text = move || i18n.fill(key!(offline.holding.synced), &[("time", &ago(i18n, at, now.get()))]);
            view! { <Time ms=at text exact=exact(at) /> }
        })
    };
    let unsent = move || status.waiting.get() + status.tray.get();
    let to_tray = move || {
        (unsent() > 0).then(|| {
            let label =
                Signal::derive(move || i18n.fill(key!(offline.holding.unsent), &[("n", &unsent().to_string())]));
            view! { <LinkButton label href="/tray" size=Size::Small /> }
        })
    };
    move || {
        holding.get().map(|held| view! {
            <SectionCard id="holding" title=t!(i18n, offline.holding.title)>
                <p>{move || line(held)}</p>
                <p class="quiet small">{move || room(held)}" "{synced}</p>
                <div class="row">
                    <Button label=t!(i18n, offline.holding.sync_now) icon="rotate" size=Size::Small on_press=move |()| measuring::sync() />
                    {to_tray}
                </div>
            </SectionCard>
        })
    }
}

/// Only a browser holds anything.
#[cfg(not(feature = "hydrate"))]
mod measuring {
    use super::*;
    pub fn measure(_: RwSignal<Option<Holding>>) {}
    pub fn sync() {}
}

#[cfg(feature = "hydrate")]
mod measuring {
    use super::*;
    use crate::offline::{blobs, desk, opening::session};

    pub fn measure(holding: RwSignal<Option<Holding>>) {
        leptos::task::spawn_local(async move {
            let Some(session) = session().await else { return };
            let mut held = Holding { bytes: blobs::estimate().await.0, ..Holding::default() };
            if let Ok(rows) = session.rows().await {
                for key in rows.keys() {
                    match key.kind.as_str() {
                        "cases" => held.cases += 1,
                        "notices" => held.notices += 1,
                        _ => held.others += 1,
                    }
                }
            }
            holding.try_set(Some(held));
        });
    }

    pub fn sync() {
        desk::exchange();
    }
}
