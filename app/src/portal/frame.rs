//! What every page of the portal stands in: top bar, the page's own `<main>`, navigation at the thumb.

use leptos::prelude::*;

use super::topbar::Topbar;
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::offline::OfflineNotice;
use crate::t;
use crate::ui::{Badge, Banner, Icon, Tone};

/// The frame. Children are `<main class="portal-main" id="main">` and what stands at the thumb.
#[component]
pub fn PortalFrame(
    /// Shown in the bar instead of the product's name, behind a way back to the first page.
    #[prop(into, optional)]
    title: Option<Signal<String>>,
    /// `home`, `submit`, `help`, `notices` or `account` shows the navigation with that place marked; any other word shows it.
    #[prop(optional)]
    here: &'static str,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let signed_in = use_boot().with_value(|boot| boot.me.user_id.is_some());
    view! {
        <a class="skip-link" href="#main" rel="external">{t!(i18n, common.skip_link)}</a>
        <div class="portal">
            <Topbar title />
            <UnreadForm />
            <OfflineNotice />
            {children()}
            {(signed_in && !here.is_empty()).then(|| view! { <PortalNav here /> })}
        </div>
    }
    .into_any()
}

/// A form the server could not even read belongs to none on the page; said once.
#[component]
fn UnreadForm() -> impl IntoView {
    let i18n = use_i18n();
    let boot = use_boot();
    let fault = boot.with_value(|boot| boot.form.clone()).filter(|form| form.op.is_empty()).map(|form| form.fault);
    if fault.is_some() {
        Effect::new(move |_| boot.update_value(|boot| boot.form = None));
    }
    fault.map(|fault| {
        let text = move || fault.fields().first().map_or_else(|| i18n.fault(&fault), |field| i18n.field_fault(field));
        view! { <Banner tone=Tone::Danger text /> }
    })
}

/// The places of a signed-in customer, on phones.
#[component]
fn PortalNav(here: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let unread = super::bell::use_unread();
    let current = move |place: &str| (here == place).then_some("page");
    view! {
        <nav class="portal-bottom" aria-label=t!(i18n, common.main_nav)>
            <a class="nav-item" href="/" aria-current=current("home")>
                <Icon name="home" />
                <span class="nav-text">{t!(i18n, portal.my_service)}</span>
            </a>
            <a class="nav-item" href="/submit" aria-current=current("submit")>
                <Icon name="plus" />
                <span class="nav-text">{t!(i18n, portal.submit_short)}</span>
            </a>
            <a class="nav-item" href="/help" aria-current=current("help")>
                <Icon name="book" />
                <span class="nav-text">{t!(i18n, help.title)}</span>
            </a>
            <a class="nav-item" href="/notices" aria-current=current("notices")>
                <Icon name="bell" />
                <span class="nav-text">{t!(i18n, portal.notices)}</span>
                <Badge count=unread label=Signal::derive(t!(i18n, portal.unread)) tone=Tone::Danger />
            </a>
            <a class="nav-item" href="/account" aria-current=current("account")>
                <Icon name="user" />
                <span class="nav-text">{t!(i18n, portal.account)}</span>
            </a>
        </nav>
    }
}
