//! One's own page, inside the frame one works in.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use yingda_shared::identity::ActorKind;
use yingda_shared::identity::operations::SignOut;

use super::delivery::DeliveryCard;
use super::devices::Devices;
use super::password::ChangePasswordCard;
use super::preferences::PreferencesCard;
use super::tokens::Tokens;
use crate::boot::{may, use_boot};
use crate::console::ConsoleFrame;
use crate::form::{OpForm, use_form};
use crate::i18n::use_i18n;
use crate::offline::{HoldingCard, PinCard};
use crate::portal::PortalFrame;
use crate::t;
use crate::ui::{Avatar, Banner, Button, LinkButton, SectionCard, Tone};

/// `/account`
#[component]
pub fn AccountPage() -> impl IntoView {
    let i18n = use_i18n();
    let kind = use_boot().with_value(|boot| boot.me.kind);
    let inside = matches!(kind, ActorKind::Staff | ActorKind::Partner);
    view! {
        <Title text=t!(i18n, account.title) />
        {if inside {
            view! { <ConsoleFrame section="account"><div class="page account-page"><Cards /></div></ConsoleFrame> }.into_any()
        } else {
            view! {
                <PortalFrame title=t!(i18n, account.title) here="account">
                    <main class="portal-main portal-narrow account-page" id="main" tabindex="-1"><Cards /></main>
                </PortalFrame>
            }
            .into_any()
        }}
    }
}

/// Who one is, and everything of one's own.
#[component]
fn Cards() -> impl IntoView {
    let i18n = use_i18n();
    let me = use_boot().with_value(|boot| boot.me.clone());
    let changed = use_query_map().with_untracked(|query| query.get("changed").is_some());
    let form = use_form::<SignOut>();
    let role = me.role.clone();
    let of = (!me.on_behalf_of.is_empty()).then(|| format!(" · {}", me.on_behalf_of));
    view! {
        <header class="account-head">
            <Avatar name=me.name.clone() class="avatar-lg" />
            <div class="grow">
                <h1>{me.name}</h1>
                <p class="quiet small"><span class="mono">{me.login}</span>" · "{move || i18n.word("roles", &role)}{of}</p>
            </div>
            <OpForm form next="/" on_done=|_| crate::pwa::forget()><Button icon="logout" submit=true label=t!(i18n, common.sign_out) busy=form.busy /></OpForm>
        </header>
        {changed.then(|| view! { <Banner card=true tone=Tone::Ok text=t!(i18n, account.password_changed) /> })}
        {(me.kind == ActorKind::Customer && may("users.save")).then(|| view! { <PeopleCard /> })}
        {(me.kind == ActorKind::Staff && may("leaves.list")).then(|| view! { <LeaveCard /> })}
        <PreferencesCard />
        {(me.kind == ActorKind::Staff && may("delivery.save")).then(|| view! { <DeliveryCard /> })}
        <ChangePasswordCard />
        <PinCard />
        <HoldingCard />
        <Devices />
        {may("tokens.create").then(|| view! { <Tokens /> })}
    }
}

/// The way to one's leave, and to that of others which one decides on.
#[component]
fn LeaveCard() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <SectionCard id="own-leave" title=t!(i18n, schedules.leave)>
            <p class="quiet small">{t!(i18n, schedules.leave_lead)}</p>
            <p><LinkButton icon="calendar" label=t!(i18n, schedules.leave) href="/leave" /></p>
        </SectionCard>
    }
}

/// The way of a customer's administrator to the people of the company; staff and partners have it in the navigation.
#[component]
fn PeopleCard() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <SectionCard id="people" title=t!(i18n, words.records.users)>
            <p class="quiet small">{t!(i18n, account.people_text)}</p>
            <p><LinkButton icon="users" label=t!(i18n, account.people) href="/admin/users" /></p>
        </SectionCard>
    }
}
