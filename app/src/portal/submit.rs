//! Reporting something: from the first page, or from the label on a thing.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use yingda_shared::fault::Fault;
use yingda_shared::portal::SubmitOptions;

use super::fault::PageFault;
use super::frame::PortalFrame;
use super::submit_form::SubmitForm;
use crate::boot::SetStatus;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::Skeleton;

/// `/submit` and `/r/{serial}`.
#[component]
pub fn SubmitPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let serial = Signal::derive(move || params.with(|params| params.get("serial")).filter(|serial| !serial.is_empty()));
    let status = SetStatus::of_page();
    // Nothing here changes while somebody writes: the live channel must not build the form again.
    let options = Resource::new(move || serial.get(), |serial| crate::api::call(SubmitOptions { serial }));
    let shown = move || {
        let status = status.clone();
        Suspend::new(async move {
            match options.await {
                // Something can be reported without a choice, and while the server is away as well.
                Err(fault) if fault != Fault::Offline => view! { <PageFault fault status /> }.into_any(),
                options => view! {
                    <main class="portal-main portal-narrow" id="main" tabindex="-1">
                        <h1 class="vh">{t!(i18n, portal.submit_title)}</h1>
                        <SubmitForm options=options.unwrap_or_default() serial=serial.get_untracked() />
                    </main>
                }
                .into_any(),
            }
        })
    };
    let waiting = move || {
        view! {
            <main class="portal-main portal-narrow" id="main"><Skeleton label=t!(i18n, common.loading) rows=5 height="72px" /></main>
        }
    };
    view! {
        <Title text=t!(i18n, portal.submit_title) />
        <PortalFrame title=t!(i18n, portal.submit_title)>
            <Suspense fallback=waiting>{shown}</Suspense>
        </PortalFrame>
    }
}
