//! Arriving at another page without a load: what a browser would tell a screen reader then, and does not.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

/// Long enough for a page to have its title, short enough to be heard as the answer to the press.
const SOON: Duration = Duration::from_millis(250);
/// How often a page is looked for that is still loading.
const LOOKS: u32 = 20;

/// In the console the title is read out; in the portal focus moves to the page's `<main>`.
#[component]
pub fn Arrival() -> impl IntoView {
    let path = use_location().pathname;
    let told = RwSignal::new(String::new());
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            arrive(told, LOOKS);
        }
        now
    });
    view! { <p class="vh" role="status" aria-live="polite">{told}</p> }
}

fn arrive(told: RwSignal<String>, looks: u32) {
    let look = move || {
        let find = |selector: &str| document().query_selector(selector).ok().flatten();
        if find(".console-main").is_some() {
            return told.set(document().title());
        }
        // A page that is still loading stands in a `<main>` that takes no focus.
        match find("#main[tabindex]").and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok()) {
            Some(main) if main.contains(document().active_element().as_deref()) => {}
            Some(main) => drop(main.focus()),
            None if looks > 0 => arrive(told, looks - 1),
            None => {}
        }
    };
    set_timeout(look, SOON);
}
