//! The link by which a guest finds the case again, and the page's word that a report has arrived.

use leptos::prelude::*;

use super::detail::Shown;
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::ui::{Button, Icon, use_toasts};
use crate::{key, t};

fn link(shown: Shown) -> Option<String> {
    let track = shown.track.get_value()?;
    Some(format!("{}/t/{track}", use_boot().with_value(|boot| boot.public_url.trim_end_matches('/').to_string())))
}

/// Thanks, the number, and for a guest the link to keep.
#[component]
pub fn Received(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let number = move || shown.detail.with(|detail| detail.case.number.clone());
    // Without a network nobody but this device has received it yet.
    let waits = Memo::new(move |_| shown.detail.with(|detail| !detail.pending.is_empty()));
    let title = move || i18n.say(if waits.get() { key!(offline.kept_here) } else { key!(portal.received) });
    let arrived = move || i18n.fill(key!(portal.received_number), &[("number", &number())]);
    let link = link(shown);
    let guest = link.is_some();
    view! {
        <section class="received" data-tone=move || if waits.get() { "info" } else { "ok" } role="status">
            <p class="received-title">
                {move || view! { <Icon name=if waits.get() { "clock" } else { "check-circle" } /> }}
                <b>{title}</b>
            </p>
            {move || (!waits.get()).then(|| view! { <p>{arrived}</p> })}
            {guest.then(|| view! { <p>{t!(i18n, portal.keep_link)}</p> })}
            {link.map(|link| view! { <CopyLink id="received-link" link /> })}
        </section>
    }
}

/// At the end of a guest's page: the same link once more.
#[component]
pub fn TrackingLink(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    link(shown).map(|link| {
        view! {
            <section class="stack stack-2" aria-labelledby="link-title">
                <h2 id="link-title">{t!(i18n, portal.your_link)}</h2>
                <p class="quiet small">{t!(i18n, portal.your_link_text)}</p>
                <CopyLink id="tracking-link" link />
            </section>
        }
    })
}

/// A field to select from, and with script a button that copies.
#[component]
fn CopyLink(id: &'static str, link: String) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let text = StoredValue::new(link.clone());
    let copy = move |()| {
        leptos::task::spawn_local(async move {
            #[cfg(not(feature = "ssr"))]
            {
                let clipboard = window().navigator().clipboard();
                if wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&text.get_value())).await.is_ok() {
                    toasts.show(crate::ui::Tone::Neutral, untrack(|| i18n.say(key!(common.copied))));
                }
            }
            #[cfg(feature = "ssr")]
            let _ = (text, toasts);
        });
    };
    view! {
        <div class="copy-link">
            <label class="vh" for=id>{t!(i18n, portal.your_link)}</label>
            <input class="input mono" id=id readonly=true value=link />
            <Button class="needs-wasm" icon="copy" label=t!(i18n, common.copy) on_press=copy />
        </div>
    }
}
