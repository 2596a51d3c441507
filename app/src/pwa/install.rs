//! The way onto the home screen: offered from the second visit that was of use, on pages where nothing
//! is being written, and for a month not again once it was put off.

use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::t;
use crate::ui::Icon;

/// What a browser lets us say; the server knows no browser.
#[cfg_attr(feature = "ssr", allow(dead_code))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The browser installs when asked.
    Prompt,
    /// Safari on a phone or tablet: only by hand.
    Ios,
    /// A browser inside another app installs nothing.
    Wechat,
}

/// Pages for looking around: no form is covered.
pub fn is_calm(path: &str) -> bool {
    matches!(path, "/" | "/cases" | "/partner" | "/notices")
}

/// The way by hand, in pictures.
#[component]
pub fn Steps() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <ol class="install-steps">
            <li><Icon name="share" /><span>{t!(i18n, app.ios_share)}</span></li>
            <li><Icon name="plus-box" /><span>{t!(i18n, app.ios_add)}</span></li>
            <li><img src="/icon.svg" alt="" width="24" height="24" /><span>{t!(i18n, app.ios_open)}</span></li>
        </ol>
    }
}

#[cfg(not(feature = "ssr"))]
pub use browser::{later, offer, watch};

#[cfg(not(feature = "ssr"))]
mod browser {
    use gloo::events::EventListener;
    use gloo::storage::{LocalStorage, SessionStorage, Storage};
    use js_sys::{Function, Reflect};
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, JsValue};

    use super::Hint;
    use crate::boot::use_boot;

    const VISITS: &str = "yingda.visits";
    const COUNTED: &str = "yingda.visit";
    const PUT_OFF: &str = "yingda.install.later";
    const MONTH: f64 = 30.0 * 24.0 * 3600.0 * 1000.0;
    const VISITS_MIN: u32 = 2;

    /// Counts the visit and finds out what may be said.
    pub fn watch(hint: RwSignal<Option<Hint>>) {
        let installed = ["(display-mode: standalone)", "(display-mode: window-controls-overlay)"]
            .iter()
            .any(|query| window().match_media(query).ok().flatten().is_some_and(|found| found.matches()));
        let put_off = LocalStorage::get::<f64>(PUT_OFF).is_ok_and(|at| js_sys::Date::now() - at < MONTH);
        if visits() < VISITS_MIN || installed || put_off {
            return;
        }
        let agent = window().navigator().user_agent().unwrap_or_default();
        if agent.contains("MicroMessenger") {
            return hint.set(Some(Hint::Wechat));
        }
        if is_ios_safari(&agent) {
            let at_home = Reflect::get(&window().navigator(), &"standalone".into()).is_ok_and(|is| is.is_truthy());
            return hint.set((!at_home).then_some(Hint::Ios));
        }
        let look = move || hint.set(prompt().map(|_| Hint::Prompt));
        look();
        EventListener::new(&window(), "yingda-install", move |_| look()).forget();
        EventListener::new(&window(), "appinstalled", move |_| hint.set(None)).forget();
    }

    /// Visits of use: a session in which somebody was signed in or followed a case.
    fn visits() -> u32 {
        let before = LocalStorage::get::<u32>(VISITS).unwrap_or(0);
        let of_use = use_boot().with_value(|boot| boot.me.user_id.is_some()) || crate::routes::track().is_some();
        if !of_use || SessionStorage::get::<bool>(COUNTED).is_ok() {
            return before;
        }
        let _ = SessionStorage::set(COUNTED, true);
        let _ = LocalStorage::set(VISITS, before + 1);
        before + 1
    }

    /// Only Safari itself has the entry in its menu under that name.
    fn is_ios_safari(agent: &str) -> bool {
        let device = agent.contains("iPhone")
            || agent.contains("iPad")
            || (agent.contains("Macintosh")
                && Reflect::get(&window().navigator(), &"maxTouchPoints".into())
                    .is_ok_and(|points| points.as_f64().is_some_and(|points| points > 1.0)));
        device && agent.contains("Safari/") && !["CriOS", "FxiOS", "EdgiOS"].iter().any(|name| agent.contains(name))
    }

    /// The browser's offer, as the start script kept it.
    fn prompt() -> Option<JsValue> {
        Reflect::get(&window(), &"yingdaInstall".into()).ok().filter(JsValue::is_object)
    }

    /// Lets the browser ask; it does so once.
    pub fn offer(hint: RwSignal<Option<Hint>>) {
        if let Some(event) = prompt()
            && let Ok(ask) = Reflect::get(&event, &"prompt".into())
            && let Ok(ask) = ask.dyn_into::<Function>()
        {
            let _ = ask.call0(&event);
        }
        let _ = Reflect::set(&window(), &"yingdaInstall".into(), &JsValue::UNDEFINED);
        later(hint);
    }

    pub fn later(hint: RwSignal<Option<Hint>>) {
        let _ = LocalStorage::set(PUT_OFF, js_sys::Date::now());
        hint.set(None);
    }
}
