//! What the app says of itself, in a corner: a new version, that it can be installed, and that a message was tapped.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::Update;
use super::install::{Hint, Steps};
use crate::i18n::use_i18n;
use crate::ui::{Banner, Button, Kind, Size, Tone};
use crate::{key, t};

/// Empty in the first render: what there is to say is known to the browser alone.
#[component]
pub fn AppNotices() -> impl IntoView {
    let i18n = use_i18n();
    let update = RwSignal::new(Update::None);
    let hint = RwSignal::new(None::<Hint>);
    let waits = RwSignal::new(None::<String>);
    let path = use_location().pathname;
    #[cfg(not(feature = "ssr"))]
    Effect::new(move |_| {
        super::worker::start(update, waits);
        super::install::watch(hint);
    });
    let renew = move |()| {
        #[cfg(not(feature = "ssr"))]
        super::worker::want(update);
    };
    let install = move |()| {
        #[cfg(not(feature = "ssr"))]
        super::install::offer(hint);
    };
    let later = move |()| {
        #[cfg(not(feature = "ssr"))]
        super::install::later(hint);
    };
    let version = move || match update.get() {
        Update::None => ().into_any(),
        Update::Ready => view! {
            <Banner card=true tone=Tone::Info icon="sync" text=t!(i18n, app.update_text)>
                <Button size=Size::Small label=t!(i18n, app.update) on_press=renew />
            </Banner>
        }
        .into_any(),
        Update::Wanted => {
            view! { <Banner card=true tone=Tone::Info icon="sync" text=t!(i18n, app.update_waits) /> }.into_any()
        }
    };
    // Where a message leads, while what is typed keeps the page.
    let tapped = move || {
        let path = waits.get()?;
        let number = path.rsplit('/').next().unwrap_or_default().to_string();
        let label = move || i18n.fill(key!(app.push_open), &[("number", &number)]);
        Some(view! {
            <Banner card=true tone=Tone::Info icon="bell" text=t!(i18n, app.push_waits)>
                <a href=path on:click=move |_| waits.set(None)>{label}</a>
            </Banner>
        })
    };
    let text = move |hint: Hint| match hint {
        Hint::Prompt => i18n.say(key!(app.install_text)),
        Hint::Ios => i18n.say(key!(app.ios_title)),
        Hint::Wechat => i18n.say(key!(app.wechat_text)),
    };
    let hinted =
        Memo::new(move |_| hint.get().filter(|_| update.get() == Update::None && super::install::is_calm(&path.get())));
    let offer = move || {
        let hint = hinted.get()?;
        Some(view! {
            <div class="install-hint">
                <Banner card=true tone=Tone::Neutral icon="download" text=Signal::derive(move || text(hint))>
                    {(hint == Hint::Prompt)
                        .then(|| view! { <Button kind=Kind::Quiet size=Size::Small label=t!(i18n, app.install) on_press=install /> })}
                    <Button kind=Kind::Plain size=Size::Small label=t!(i18n, app.install_later) on_press=later />
                </Banner>
                {(hint == Hint::Ios).then(|| view! { <Steps /> })}
            </div>
        })
    };
    view! { <div class="app-notices no-print">{version}{tapped}{offer}</div> }
}
