//! What went wrong, where it is not one field's fault.

use leptos::html::Div;
use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;

use crate::boot::SetStatus;
use crate::form::FormState;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Banner, EmptyState, ErrorState, LinkButton, Tone};
use crate::unloaded::Unloaded;

/// The fault of a form that belongs to none of its fields; focused when it appears, so that it is seen on a phone too.
#[component]
pub fn FormFault<O: Operation>(form: FormState<O>) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    Effect::new(move |before: Option<()>| {
        // What a post without script left stands there from the start: no caret is taken away for it.
        if form.fault.with(Option::is_some)
            && let Some(shown) = node.get().filter(|_| before.is_some())
        {
            let _ = shown.focus();
        }
    });
    move || {
        let fault = form.fault.get()?;
        // A field without a name belongs to no control.
        let ours = fault.fields().iter().all(|field| field.pointer.is_empty());
        ours.then(|| view! { <div class="form-fault" tabindex="-1" node_ref=node>{said(fault)}</div> }.into_any())
    }
}

/// The sentence; who was signed out in between signs in beside the form, which keeps what is typed.
fn said(fault: Fault) -> AnyView {
    let i18n = use_i18n();
    let signed_out = fault == Fault::Unauthenticated;
    let text = move || i18n.fault(&fault);
    if signed_out {
        view! {
            <Banner card=true tone=Tone::Danger text>
                <a href="/sign-in" target="_blank">{t!(i18n, common.sign_in)}</a>
            </Banner>
        }
        .into_any()
    } else {
        view! { <Banner card=true tone=Tone::Danger text /> }.into_any()
    }
}

/// A page whose data did not come: absent, not one's own, or the network.
#[component]
pub fn PageFault(fault: Fault, status: SetStatus) -> impl IntoView {
    let i18n = use_i18n();
    status.set(fault.status());
    let absent = matches!(fault, Fault::NotFound | Fault::Forbidden | Fault::Gone { .. });
    let home = move || view! { <LinkButton label=t!(i18n, common.home) href="/" /> };
    let said = match absent {
        true => view! {
            <h1 class="vh">{t!(i18n, common.not_found_title)}</h1>
            <ErrorState title=t!(i18n, common.not_found_title) text=Signal::derive(move || i18n.fault(&fault))>{home()}</ErrorState>
        }
        .into_any(),
        false => view! {
            <h1 class="vh">{t!(i18n, common.failed_title)}</h1>
            <Unloaded fault=Signal::stored(Some(fault))>{home()}</Unloaded>
        }
        .into_any(),
    };
    view! { <main class="portal-main portal-narrow" id="main" tabindex="-1">{said}</main> }
}

/// The page of a tracking link that opens nothing.
#[component]
pub fn LinkOver(status: SetStatus) -> impl IntoView {
    let i18n = use_i18n();
    status.set(404);
    view! {
        <main class="portal-main portal-narrow" id="main" tabindex="-1">
            <h1 class="vh">{t!(i18n, portal.link_over)}</h1>
            <EmptyState icon="link" title=t!(i18n, portal.link_over) text=Signal::derive(t!(i18n, portal.link_over_text))>
                <LinkButton label=t!(i18n, portal.submit) href="/submit" />
            </EmptyState>
        </main>
    }
}

/// A part of a page whose data did not come.
#[component]
pub fn PartFault(fault: Fault) -> impl IntoView {
    let i18n = use_i18n();
    view! { <Banner card=true tone=Tone::Danger text=move || i18n.fault(&fault) /> }
}
