//! The bar on top: where one is, the other language, notices, one's account.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use yingda_shared::contract::push_encoded;
use yingda_shared::identity::operations::SignOut;

use super::bell::use_unread;
use crate::boot::use_boot;
use crate::form::{OpForm, use_form};
use crate::i18n::{Lang, use_i18n};
use crate::preferences::set_language;
use crate::t;
use crate::ui::{Badge, Icon, IconButton, LinkButton, Menu, MenuLink, Size, Tone};

/// Name or way back on the left, language, bell and account on the right.
#[component]
pub fn Topbar(title: Option<Signal<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let (signed_in, guest_of_case) =
        use_boot().with_value(|boot| (boot.me.user_id.is_some(), boot.may("cases.get") && boot.me.user_id.is_none()));
    let back = title.is_some().then(|| {
        view! { <IconButton class="topbar-back" icon="chevron-left" label=t!(i18n, portal.my_service) href="/" /> }
    });
    let brand = title.is_none().then(|| {
        view! {
            <a class="brand" href="/" aria-label=t!(i18n, common.product)>
                <img src="/favicon.svg" alt="" width="28" height="28" />
            </a>
        }
    });
    let sign_in = (!signed_in && !guest_of_case).then(|| {
        view! { <LinkButton label=t!(i18n, common.sign_in) href="/sign-in" size=Size::Small /> }
    });
    view! {
        <header class="topbar">
            {back}
            {brand}
            <span class="topbar-title">{move || title.map_or_else(|| i18n.say(crate::key!(portal.desk)), |title| title.get())}</span>
            <span class="push row nowrap">
                <LanguageLink class="btn btn-plain btn-sm" />
                {signed_in.then(|| view! { <span class="topbar-own"><Bell /><AccountMenu /></span> })}
                {sign_in}
            </span>
        </header>
    }
}

/// The page in the other language: a link without script, in place with it, so that a half-written form stays.
#[component]
pub fn LanguageLink(#[prop(optional)] class: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let location = use_location();
    let other = move || if i18n.lang() == Lang::Zh { Lang::En } else { Lang::Zh };
    let href = move || {
        let mut href = format!("/preferences?lang={}&next=", other().as_str());
        push_encoded(&mut href, &location.pathname.get());
        let search = location.search.get();
        if !search.is_empty() {
            push_encoded(&mut href, &format!("?{}", search.trim_start_matches('?')));
        }
        href
    };
    view! {
        <a
            class=class
            rel="external nofollow"
            href=href
            lang=move || other().tag()
            on:click=move |event| {
                event.prevent_default();
                set_language(i18n, other());
            }
        >
            {t!(i18n, portal.other_language)}
        </a>
    }
}

/// Notices, with the number of unread ones.
#[component]
fn Bell() -> impl IntoView {
    let i18n = use_i18n();
    let unread = use_unread();
    view! {
        <span class="topbar-bell">
            <IconButton icon="bell" label=t!(i18n, portal.notices) href="/notices" />
            <Badge count=unread label=Signal::derive(t!(i18n, portal.unread)) tone=Tone::Danger />
        </span>
    }
}

/// One's account and the way out.
#[component]
fn AccountMenu() -> impl IntoView {
    let i18n = use_i18n();
    let me = use_boot().with_value(|boot| boot.me.clone());
    let form = use_form::<SignOut>();
    let company = (!me.on_behalf_of.is_empty()).then(|| view! { <br /> {me.on_behalf_of.clone()} });
    let name = me.name.clone();
    view! {
        <Menu id="account-menu" icon="user" label=t!(i18n, portal.account)>
            <p class="menu-title"><b>{name}</b>{company}</p>
            <MenuLink label=t!(i18n, portal.account) icon="settings" href="/account" />
            <OpForm form next="/" on_done=|_| crate::pwa::forget()>
                <button type="submit" class="menu-item" role="menuitem" tabindex="-1">
                    <Icon name="logout" />
                    <span class="menu-text">{t!(i18n, common.sign_out)}</span>
                </button>
            </OpForm>
        </Menu>
    }
}
