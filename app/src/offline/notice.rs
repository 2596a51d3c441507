//! Says quietly that the server is away, how old what is shown is, and what waits.

use leptos::prelude::*;

use super::status::use_status;
use super::waiting_files::send_all_anyway;
use crate::format::{ago, use_now};
use crate::i18n::use_i18n;
use crate::ui::{Banner, Button, Size, Tone};
use crate::{key, t};

/// A banner while the server is away, or while something waits for a sign-in or a decision; nothing
/// at all when all is well.
#[component]
pub fn OfflineNotice() -> impl IntoView {
    let i18n = use_i18n();
    let (status, now) = (use_status(), use_now());
    // Without a replica the browser's own word is all there is to go by.
    let no_network = RwSignal::new(false);
    Effect::new(move |_| {
        no_network.set(!window().navigator().on_line());
        let gone = window_event_listener(leptos::ev::offline, move |_| no_network.set(true));
        let back = window_event_listener(leptos::ev::online, move |_| no_network.set(false));
        on_cleanup(move || {
            gone.remove();
            back.remove();
        });
    });
    let away = Memo::new(move |_| status.away.get() || no_network.get());
    let text = move || match (status.away.get(), status.synced_at.get()) {
        (false, _) => i18n.say(key!(offline.no_network)),
        (true, Some(at)) => i18n.fill(key!(offline.away), &[("time", &ago(i18n, at, now.get()))]),
        (true, None) => i18n.say(key!(offline.away_never)),
    };
    let waiting = move || away.get().then(|| status.unsent()).filter(|n| *n > 0);
    let held = Memo::new(move |_| if away.get() { 0 } else { status.held() });
    let held_text = move || i18n.fill(key!(offline.files.held), &[("n", &held.get().to_string())]);
    let count = move |n: usize| i18n.fill(key!(offline.waiting), &[("n", &n.to_string())]);
    let tray = move || i18n.fill(key!(offline.tray), &[("n", &status.tray.get().to_string())]);
    view! {
        {move || away.get().then(|| view! {
            <Banner text=Signal::derive(text) tone=Tone::Warn icon="cloud-off">
                {move || waiting().map(|n| view! { <strong>{move || count(n)}</strong> })}
            </Banner>
        })}
        {move || (held.get() > 0).then(|| view! {
            <Banner text=Signal::derive(held_text) tone=Tone::Info icon="clock">
                <Button label=t!(i18n, offline.files.send_now) size=Size::Small on_press=move |()| send_all_anyway(status) />
            </Banner>
        })}
        {move || status.signed_out.get().then(|| view! {
            <Banner text=t!(i18n, offline.signed_out) tone=Tone::Warn>
                <a class="btn btn-sm" href="/sign-in" rel="external">{t!(i18n, offline.sign_in)}</a>
            </Banner>
        })}
        {move || status.stuck.get().then(|| view! {
            <Banner text=t!(i18n, offline.stuck) tone=Tone::Warn>
                <a class="btn btn-sm" href="/tray">{t!(i18n, offline.open_unsent)}</a>
            </Banner>
        })}
        <super::hint::PinHint />
        {move || (status.tray.get() > 0).then(|| view! {
            <Banner text=Signal::derive(tray) tone=Tone::Warn>
                <a class="btn btn-sm" href="/tray">{t!(i18n, offline.open_tray)}</a>
            </Banner>
        })}
    }
    .into_any()
}
