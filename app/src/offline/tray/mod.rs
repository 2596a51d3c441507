//! `/tray` 待处理: what was done on this device and not accepted, and what still waits to be sent.
//! Nothing leaves it but by a person.

mod card;
#[cfg(feature = "hydrate")]
mod deciding;

use leptos::prelude::*;
use leptos_meta::Title;
use yingda_shared::identity::ActorKind;
use yingda_shared::offline::tray::Compared;
use yingda_shared::sync::Mutation;
use yingda_shared::sync::store::TrayItem;

use self::card::TrayCard;
use super::status::use_status;
use crate::boot::use_boot;
use crate::console::ConsoleFrame;
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::portal::PortalFrame;
use crate::ui::{Button, EmptyState, Icon, Size, Skeleton, Time};
use crate::{key, t};

/// A refused mutation with its fields side by side.
#[derive(Clone, PartialEq)]
pub struct Refused {
    pub item: TrayItem,
    pub fields: Vec<Compared>,
    /// Address of the record, where this person still sees it.
    pub address: Option<String>,
}

/// What this device holds that the server has not taken.
#[derive(Clone, Default)]
pub struct Unsent {
    pub refused: Vec<Refused>,
    pub waiting: Vec<Mutation>,
    /// Names of records that the storage of this device spoiled.
    pub damaged: Vec<String>,
}

impl Unsent {
    fn is_empty(&self) -> bool {
        self.refused.is_empty() && self.waiting.is_empty() && self.damaged.is_empty()
    }
}

#[component]
pub fn TrayPage() -> impl IntoView {
    let i18n = use_i18n();
    let customer = use_boot().with_value(|boot| matches!(boot.me.kind, ActorKind::Customer | ActorKind::Guest));
    view! {
        <Title text=t!(i18n, offline.tray_page.title) />
        {match customer {
            true => view! {
                <PortalFrame title=t!(i18n, offline.tray_page.title)>
                    <main class="portal-main" id="main" tabindex="-1"><TrayList /></main>
                </PortalFrame>
            }.into_any(),
            false => view! { <ConsoleFrame section="tray"><div class="page"><TrayList /></div></ConsoleFrame> }.into_any(),
        }}
    }
    .into_any()
}

#[component]
fn TrayList() -> impl IntoView {
    let i18n = use_i18n();
    let status = use_status();
    let unsent: RwSignal<Option<Unsent>> = RwSignal::new(None);
    Effect::new(move |_| {
        // Another tab may decide about one as well.
        status.tray.track();
        status.waiting.track();
        read(unsent);
    });
    // A card being written in stays the same element while others come and go.
    let refused =
        move || unsent.with(|unsent| unsent.as_ref().map(|unsent| unsent.refused.clone()).unwrap_or_default());
    let state = Memo::new(move |_| unsent.with(|unsent| unsent.as_ref().map(Unsent::is_empty)));
    let body = move || {
        match state.get() {
        None => view! { <Skeleton label=t!(i18n, common.loading) rows=3 height="96px" /> }.into_any(),
        Some(true) => view! {
            <EmptyState icon="check" title=t!(i18n, offline.tray_page.empty_title) text=Signal::derive(t!(i18n, offline.tray_page.empty_text)) />
        }
        .into_any(),
        Some(false) => view! {
            <ul class="tray">
                <For each=refused key=|refused| refused.item.mutation.id children=move |refused| view! { <TrayCard refused /> } />
            </ul>
            <Damaged unsent />
            <Waiting unsent />
        }
        .into_any(),
    }
    };
    let some = move || state.get() == Some(false);
    view! {
        <div class="row spread">
            <h1>{t!(i18n, offline.tray_page.title)}</h1>
            {move || some().then(|| view! {
                <Button label=t!(i18n, offline.tray_page.export) icon="download" on_press=move |()| export() />
            })}
        </div>
        {body}
    }
}

/// What was done here and cannot be read any more: that it was is all that can be told.
#[component]
fn Damaged(unsent: RwSignal<Option<Unsent>>) -> impl IntoView {
    let i18n = use_i18n();
    let names = Memo::new(move |_| {
        unsent.with(|unsent| unsent.as_ref().map(|unsent| unsent.damaged.clone()).unwrap_or_default())
    });
    let many = move || names.with(Vec::len);
    move || {
        (many() > 0).then(|| {
            view! {
                <section class="card tray-card" role="alert">
                    <h2>{move || i18n.fill(key!(offline.tray_page.damaged), &[("n", &many().to_string())])}</h2>
                    <p>{t!(i18n, offline.tray_page.damaged_text)}</p>
                    <div class="row tray-acts">
                        <Button label=t!(i18n, offline.tray_page.forget) size=Size::Small on_press=move |()| forget(names.get_untracked()) />
                    </div>
                </section>
            }
        })
    }
}

/// What waits to be sent, in the order in which it was done.
#[component]
fn Waiting(unsent: RwSignal<Option<Unsent>>) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let row = move |mutation: Mutation| {
        let (operation, at) = (mutation.name.clone(), mutation.made_at);
        let said = yingda_shared::offline::tray::own_words(&mutation);
        view! {
            <li>
                <Icon name="clock" />
                <span class="tray-what"><b>{move || i18n.word("operations", &operation)}</b><span class="muted">{said}</span></span>
                <Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) />
            </li>
        }
    };
    move || {
        let waiting = unsent.with(|unsent| unsent.as_ref().map(|unsent| unsent.waiting.clone()).unwrap_or_default());
        (!waiting.is_empty()).then(|| {
            view! {
                <section class="tray-waiting">
                    <h2>{t!(i18n, offline.tray_page.waiting)}</h2>
                    <ul>{waiting.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    }
}

/// Without the browser's store there is nothing to decide about.
#[cfg(not(feature = "hydrate"))]
mod deciding {
    use super::*;
    pub fn read(_: RwSignal<Option<Unsent>>) {}
    pub fn export() {}
    pub fn forget(_: Vec<String>) {}
    pub fn reapply(_: TrayItem, _: Vec<(String, String)>) {}
    pub fn keep_as_note(_: TrayItem, _: String, _: RwSignal<Option<yingda_shared::fault::Fault>>) {}
    pub fn discard(_: crate::i18n::I18n, _: Mutation) {}
}

use deciding::{export, forget, read};
