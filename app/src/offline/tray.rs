//! `/tray` 待处理: what was done on this device and not accepted. Nothing leaves it but by a person.

use leptos::prelude::*;
use leptos_meta::Title;
use yingda_shared::identity::ActorKind;
use yingda_shared::sync::conflict::{Choice, Reason, fault_of};
use yingda_shared::sync::store::TrayItem;

use super::status::use_status;
use crate::boot::use_boot;
use crate::console::ConsoleFrame;
use crate::format::{ago, exact, use_now};
use crate::i18n::{I18n, use_i18n};
use crate::portal::PortalFrame;
use crate::ui::{Button, EmptyState, Kind, Size, Skeleton, Time};
use crate::{key, t};

#[component]
pub fn TrayPage() -> impl IntoView {
    let i18n = use_i18n();
    let customer = use_boot().with_value(|boot| boot.me.kind == ActorKind::Customer);
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
    let items: RwSignal<Option<Vec<TrayItem>>> = RwSignal::new(None);
    Effect::new(move |_| {
        // Another tab may decide about one as well.
        status.tray.track();
        read(items);
    });
    let body = move || {
        match items.get() {
        None => view! { <Skeleton label=t!(i18n, common.loading) rows=3 height="96px" /> }.into_any(),
        Some(items) if items.is_empty() => view! {
            <EmptyState icon="check" title=t!(i18n, offline.tray_page.empty_title) text=Signal::derive(t!(i18n, offline.tray_page.empty_text)) />
        }
        .into_any(),
        Some(items) => view! { <ul class="tray">{items.into_iter().map(|item| view! { <TrayCard item /> }).collect_view()}</ul> }.into_any(),
    }
    };
    let some = move || items.with(|items| items.as_ref().is_some_and(|items| !items.is_empty()));
    view! {
        <div class="row spread">
            <h1>{t!(i18n, offline.tray_page.title)}</h1>
            {move || some().then(|| view! {
                <Button label=t!(i18n, offline.tray_page.export) icon="download" on_press=move |()| export(items.get_untracked().unwrap_or_default()) />
            })}
        </div>
        {body}
    }
}

/// One mutation: what it was about, why it was not accepted, both values, and what may be done.
#[component]
fn TrayCard(item: TrayItem) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let Some(reason) = Reason::of(&item.verdict.outcome) else { return ().into_any() };
    let operation = item.mutation.name.clone();
    let subject = mine(&item);
    let fault = fault_of(&item.verdict.outcome).cloned();
    let told = fault.clone().map(|fault| move || i18n.fault(&fault));
    let theirs = match fault {
        Some(yingda_shared::fault::Fault::Conflict { changes, .. }) => changes,
        _ => Vec::new(),
    };
    let rows = theirs.into_iter().map(|change| {
        let (field, by, at) = (change.field, change.by, change.at);
        let who = move || i18n.fill(key!(offline.tray_page.by), &[("by", &by), ("time", &ago(i18n, at, now.get()))]);
        view! {
            <div class="tray-field">
                <dt>{move || i18n.word("fields", &field)}</dt>
                <dd><span class="muted">{t!(i18n, offline.tray_page.theirs)}</span> {change.value} <small>{who}</small></dd>
            </div>
        }
    });
    let rows = rows.collect_view();
    let (again, gone) = (item.clone(), item.mutation.id);
    let at = item.at;
    view! {
        <li class="card tray-card">
            <div class="row spread">
                <strong>{move || i18n.word("operations", &operation)}</strong>
                <Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) />
            </div>
            <p class="tray-reason">{move || i18n.word("words.tray_reason", reason.as_str())}{told.map(|told| view! { <span class="muted">" · "{told}</span> })}</p>
            <dl>
                <div class="tray-field"><dt>{t!(i18n, offline.tray_page.mine)}</dt><dd>{subject}</dd></div>
                {rows}
            </dl>
            <div class="row">
                {reason.choices().contains(&Choice::Reapply).then(|| view! {
                    <Button label=t!(i18n, offline.tray_page.reapply) kind=Kind::Primary size=Size::Small on_press=move |()| reapply(again.clone()) />
                })}
                <Button label=t!(i18n, offline.tray_page.discard) size=Size::Small on_press=move |()| discard(i18n, gone) />
            </div>
        </li>
    }
    .into_any()
}

/// The person's own words and values, as they were typed.
fn mine(item: &TrayItem) -> String {
    let hidden = ["id", "base", "seen", "rv", "internal", "files"];
    let fields = item.mutation.input.as_object().into_iter().flatten();
    let values = fields.filter(|(name, value)| !hidden.contains(&name.as_str()) && !value.is_null());
    let said = values.map(|(_, value)| value.as_str().map_or_else(|| value.to_string(), str::to_string));
    said.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")
}

#[cfg(not(feature = "hydrate"))]
mod deciding {
    use super::*;
    pub fn read(_: RwSignal<Option<Vec<TrayItem>>>) {}
    pub fn export(_: Vec<TrayItem>) {}
    pub fn reapply(_: TrayItem) {}
    pub fn discard(_: I18n, _: yingda_shared::kernel::id::Uuid) {}
}

#[cfg(feature = "hydrate")]
mod deciding {
    use yingda_shared::kernel::id::Uuid;

    use super::*;
    use crate::offline::session::session;
    use crate::offline::{desk, file};

    pub fn read(items: RwSignal<Option<Vec<TrayItem>>>) {
        leptos::task::spawn_local(async move {
            let found = match session().await {
                Some(session) => session.engine.store.tray().await.unwrap_or_default(),
                None => Vec::new(),
            };
            items.try_set(Some(found));
        });
    }

    /// Sends it again, over what stands now.
    pub fn reapply(item: TrayItem) {
        leptos::task::spawn_local(async move { desk::reapply(item).await });
    }

    pub fn discard(i18n: I18n, mutation: Uuid) {
        let sure = window().confirm_with_message(&i18n.say(key!(offline.tray_page.discard_sure)));
        if sure.unwrap_or_default() {
            leptos::task::spawn_local(async move { desk::discard(mutation).await });
        }
    }

    /// Everything in the tray as a file the person keeps.
    pub fn export(items: Vec<TrayItem>) {
        file::save("yingda-unsent.json", &items);
    }
}

use deciding::{discard, export, read, reapply};
