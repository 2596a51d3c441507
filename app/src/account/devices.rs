//! Where one is signed in, and the way to end it elsewhere.

use leptos::prelude::*;
use yingda_shared::identity::operations::{ListSessions, RevokeSession, SessionInfo};
use yingda_shared::kernel::time::Millis;

use crate::data::load;
use crate::form::{OpForm, use_form};
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::portal::{FormFault, PartFault};
use crate::ui::{Button, Chip, Disclosure, Icon, Kind, SectionCard, Size, Skeleton, Time, Tone, use_toasts};
use crate::{key, t};

/// The list.
#[component]
pub fn Devices() -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let sessions = load(|| ListSessions {});
    let done = Callback::new(move |_| {
        toasts.show(Tone::Neutral, untrack(|| i18n.say(key!(account.revoked))));
        sessions.refetch();
    });
    let shown = move || {
        Suspend::new(async move {
            let list = match sessions.await {
                Ok(list) => list,
                Err(fault) => return view! { <PartFault fault /> }.into_any(),
            };
            let rows = list.rows.into_iter().map(|session| view! { <Device session done /> }).collect_view();
            view! { <ul class="own-list">{rows}</ul> }.into_any()
        })
    };
    let lost = move || {
        Suspend::new(async move {
            let rows = sessions.await.map(|list| list.rows).unwrap_or_default();
            let others = rows.into_iter().filter(|session| !session.current && session.erase_at.is_none());
            let others: Vec<SessionInfo> = others.collect();
            match others.is_empty() {
                true => view! { <p class="quiet small">{t!(i18n, lock.no_others)}</p> }.into_any(),
                false => view! { <Lost others done /> }.into_any(),
            }
        })
    };
    view! {
        <SectionCard id="devices" title=t!(i18n, account.devices)>
            <Transition fallback=move || view! { <Skeleton label=t!(i18n, common.loading) rows=2 /> }>{shown}</Transition>
            // Outside of what comes anew with every sign-in elsewhere: what is open stays open.
            <Disclosure summary=t!(i18n, lock.lost)><Transition fallback=|| ()>{lost}</Transition></Disclosure>
        </SectionCard>
    }
}

/// What a device is, and when somebody was last there.
#[component]
pub fn DeviceText(session: SessionInfo) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let (seen, name) = (session.seen_at, session.device);
    let icon = if ["Android", "iPhone"].iter().any(|sign| name.contains(sign)) { "phone" } else { "globe" };
    let device = move || if name.is_empty() { i18n.say(key!(account.unknown_device)) } else { name.clone() };
    view! {
        <Icon name=icon />
        <span class="own-text">
            <b>{device}</b>
            <small>
                {move || i18n.say(key!(account.seen))} " "
                <Time ms=seen text=move || ago(i18n, seen, now.get()) exact=exact(seen) />
            </small>
        </span>
    }
}

/// One device.
#[component]
fn Device(session: SessionInfo, done: Callback<yingda_shared::identity::operations::Done>) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<RevokeSession>();
    let label = move || i18n.say(key!(account.revoke));
    view! {
        <li>
            <DeviceText session=session.clone() />
            {match session.current {
                true => view! { <Chip text=t!(i18n, account.this_device) tone=Tone::Ok icon="check" /> }.into_any(),
                false if session.erase_at.is_some() => view! { <Erasing at=session.erased_at /> }.into_any(),
                false => view! {
                    <OpForm form on_done=done>
                        <input type="hidden" name="id" value=session.id.to_string() />
                        <Button size=Size::Small submit=true label busy=form.busy />
                        <FormFault form />
                    </OpForm>
                }
                .into_any(),
            }}
        </li>
    }
}

/// What can be done about a device that is out of reach.
#[component]
fn Lost(others: Vec<SessionInfo>, done: Callback<yingda_shared::identity::operations::Done>) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let row = move |session: SessionInfo| {
        let form = use_form::<RevokeSession>();
        let (seen, name) = (session.seen_at, session.device);
        let device = move || if name.is_empty() { i18n.say(key!(account.unknown_device)) } else { name.clone() };
        view! {
            <li>
                <span class="own-text"><b>{device}</b><small>{move || ago(i18n, seen, now.get())}</small></span>
                <OpForm form on_done=done>
                    <input type="hidden" name="id" value=session.id.to_string() />
                    <input type="hidden" name="erase" value="true" />
                    <Button size=Size::Small kind=Kind::Danger submit=true label=t!(i18n, lock.erase) busy=form.busy />
                    <FormFault form />
                </OpForm>
            </li>
        }
    };
    view! {
        <p class="quiet small">{t!(i18n, lock.erase_honest)}</p>
        <ul class="own-list">{others.into_iter().map(row).collect_view()}</ul>
    }
}

/// How far the erasing of a device is: only when it comes to ask can it be told.
#[component]
pub fn Erasing(at: Option<Millis>) -> impl IntoView {
    let i18n = use_i18n();
    match at {
        Some(_) => view! { <Chip text=t!(i18n, lock.erase_done) tone=Tone::Ok icon="check" /> }.into_any(),
        None => view! { <Chip text=t!(i18n, lock.erase_waits) tone=Tone::Warn icon="clock" /> }.into_any(),
    }
}
