//! The page of an address that leads nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

use super::frame::PortalFrame;
use crate::boot::SetStatus;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{EmptyState, Kind, LinkButton};

/// Says that nothing is here, with the status that says it to machines.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let i18n = use_i18n();
    SetStatus::of_page().set(404);
    view! {
        <Title text=t!(i18n, common.not_found_title) />
        <PortalFrame>
            <main class="portal-main portal-narrow" id="main" tabindex="-1">
                <h1 class="vh">{t!(i18n, common.not_found_title)}</h1>
                <EmptyState icon="search" title=t!(i18n, common.not_found_title) text=Signal::derive(t!(i18n, common.not_found_text))>
                    <LinkButton kind=Kind::Primary label=t!(i18n, common.home) href="/" />
                </EmptyState>
            </main>
        </PortalFrame>
    }
}
