//! The first page of somebody who is not signed in: what this is, and the one thing to do.

use leptos::prelude::*;

use super::kept_reports::KeptReports;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Icon, Kind, LinkButton, Size};

/// One line, one button, and where to look for what was reported before.
#[component]
pub fn GuestHome() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <main class="portal-main portal-narrow" id="main" tabindex="-1">
            <section class="portal-hero">
                <h1>{t!(i18n, portal.guest_title)}</h1>
                <p>{t!(i18n, portal.guest_lead)}</p>
                <LinkButton kind=Kind::Primary size=Size::Large class="btn-wide" icon="edit" label=t!(i18n, portal.submit) href="/submit" />
                <div class="portal-shortcuts">
                    <a href="/complain"><Icon name="message" /><span>{t!(i18n, complaints.enter)}</span></a>
                    <a href="/help"><Icon name="book" /><span>{t!(i18n, help.title)}</span></a>
                    <a href="/sign-in"><Icon name="user" /><span>{t!(i18n, portal.sign_in_long)}</span></a>
                </div>
            </section>
            <KeptReports />
            <section class="hint-list">
                <p><Icon name="link" /><span><b>{t!(i18n, portal.have_link)}</b><br />{t!(i18n, portal.have_link_text)}</span></p>
                <p><Icon name="qr" /><span><b>{t!(i18n, portal.have_label)}</b><br />{t!(i18n, portal.have_label_text)}</span></p>
            </section>
        </main>
    }
}
