//! Whether this device is told of notices while nobody looks at it: offered where notices are read, never on its own.

use leptos::prelude::*;
use yingda_shared::fault::Fault;

use crate::i18n::use_i18n;
use crate::ui::{Banner, Button, Kind, Size, Tone, use_toasts};
use crate::{key, t};

/// How things stand on this device. The server knows of none.
#[cfg_attr(feature = "ssr", allow(dead_code))]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Told {
    /// Not looked yet, or a browser that cannot.
    Unknown,
    Off,
    On,
    /// The person forbade it in the browser, and can allow it there alone.
    Denied,
}

/// Why it did not work.
#[cfg_attr(feature = "ssr", allow(dead_code))]
#[derive(Clone, Debug, PartialEq)]
pub enum Untold {
    /// The browser, or its push service.
    Browser,
    Server(Fault),
}

/// Empty in the first render, and where the browser cannot: how things stand is known to the browser alone.
#[component]
pub fn DeviceTold() -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let (stands, busy) = (RwSignal::new(Told::Unknown), RwSignal::new(false));
    #[cfg(not(feature = "ssr"))]
    Effect::new(move |_| {
        leptos::task::spawn_local(async move {
            stands.try_set(super::push::look().await);
        });
    });
    let became = move |outcome: Result<Told, Untold>| {
        busy.try_set(false);
        match outcome {
            Ok(told) => drop(stands.try_set(told)),
            Err(Untold::Browser) => toasts.show(Tone::Danger, i18n.say(key!(app.push_failed))),
            Err(Untold::Server(fault)) => toasts.show(Tone::Danger, i18n.fault(&fault)),
        }
    };
    let turn = move |on: bool| {
        #[cfg(not(feature = "ssr"))]
        {
            busy.set(true);
            leptos::task::spawn_local(async move {
                became(if on { super::push::turn_on().await } else { super::push::turn_off().await });
            });
        }
        #[cfg(feature = "ssr")]
        let _ = (on, became);
    };
    move || {
        match stands.get() {
        Told::Unknown => ().into_any(),
        Told::Off => view! {
            <Banner card=true tone=Tone::Neutral icon="bell" text=t!(i18n, app.push_text)>
                <Button size=Size::Small label=t!(i18n, app.push_on) busy on_press=move |()| turn(true) />
            </Banner>
        }
        .into_any(),
        Told::On => view! {
            <Banner card=true tone=Tone::Neutral icon="check" text=t!(i18n, app.push_is_on)>
                <Button kind=Kind::Plain size=Size::Small label=t!(i18n, app.push_off) busy on_press=move |()| turn(false) />
            </Banner>
        }
        .into_any(),
        Told::Denied => {
            view! { <Banner card=true tone=Tone::Neutral icon="bell" text=t!(i18n, app.push_denied) /> }.into_any()
        }
    }
    }
}
