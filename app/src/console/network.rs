//! Says when the network is away, and what that means for what is typed.

use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Banner, Tone};

/// A quiet banner while the browser has no network.
#[component]
pub fn NetworkNotice() -> impl IntoView {
    let i18n = use_i18n();
    let away = RwSignal::new(false);
    Effect::new(move |_| {
        away.set(!window().navigator().on_line());
        let gone = window_event_listener(leptos::ev::offline, move |_| away.set(true));
        let back = window_event_listener(leptos::ev::online, move |_| away.set(false));
        on_cleanup(move || {
            gone.remove();
            back.remove();
        });
    });
    move || away.get().then(|| view! { <Banner text=t!(i18n, console.offline) tone=Tone::Warn icon="cloud-off" /> })
}
