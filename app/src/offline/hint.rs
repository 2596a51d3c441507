//! After the first work without the server: the offer of a PIN, once.

use leptos::prelude::*;
use yingda_shared::identity::ActorKind;

use super::status::{Pin, use_status};
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Banner, Button, Kind, Size, Tone};

/// Empty in the first render, and for customers, whose devices are their own.
#[component]
pub fn PinHint() -> impl IntoView {
    let i18n = use_i18n();
    let status = use_status();
    let inside = use_boot().with_value(|boot| matches!(boot.me.kind, ActorKind::Staff | ActorKind::Partner));
    let used = RwSignal::new(false);
    Effect::new(move |was: Option<bool>| {
        let away = status.away.get();
        // Back again: what was done without the server is done, and there is a moment for this.
        if was == Some(true) && !away && inside && !put_off() {
            used.set(true);
        }
        away
    });
    let wanted = move || status.pin.get() == Pin::Wanted;
    let offered = move || used.get() && status.pin.get() == Pin::None;
    let later = move |()| {
        put_off_now();
        used.set(false);
    };
    view! {
        {move || wanted().then(|| view! {
            <Banner text=t!(i18n, lock.wanted) tone=Tone::Warn icon="lock">
                <a class="btn btn-sm" href="/account#offline-lock">{t!(i18n, lock.hint_open)}</a>
            </Banner>
        })}
        {move || offered().then(|| view! {
            <Banner text=t!(i18n, lock.hint) tone=Tone::Info icon="lock">
                <a class="btn btn-sm" href="/account#offline-lock">{t!(i18n, lock.hint_open)}</a>
                <Button size=Size::Small kind=Kind::Plain label=t!(i18n, lock.hint_later) on_press=later />
            </Banner>
        })}
    }
    .into_any()
}

#[cfg(feature = "ssr")]
mod kept {
    pub fn put_off() -> bool {
        true
    }
    pub fn put_off_now() {}
}

#[cfg(not(feature = "ssr"))]
mod kept {
    use gloo::storage::{LocalStorage, Storage};

    const PUT_OFF: &str = "yingda.pin.later";

    pub fn put_off() -> bool {
        LocalStorage::get::<bool>(PUT_OFF).unwrap_or_default()
    }

    pub fn put_off_now() {
        let _ = LocalStorage::set(PUT_OFF, true);
    }
}

use kept::{put_off, put_off_now};
