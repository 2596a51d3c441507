//! How the module takes hold of the document: it takes over what the server rendered with the same
//! code, and renders by itself in the offline shell, in a page of other code, in a damaged page.

use gloo::storage::{LocalStorage, Storage};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use crate::boot::Boot;
use crate::i18n::Lang;
use crate::routes::{App, AppProps, elsewhere};
use crate::shell::CODE;

/// Facts of the last page the server rendered for this person.
const BOOT: &str = "yingda.boot";

pub fn hydrate() {
    console_error_panic_hook::set_once();
    let rendered = on_root("data-render").as_deref() == Some("ssr") && on_root("data-code").as_deref() == Some(CODE);
    match left_boot() {
        Some(boot) if rendered => {
            remember(&boot);
            leptos::mount::hydrate_body(move || App(AppProps { boot }));
            live();
        }
        _ => mount(),
    }
}

pub fn mount() {
    console_error_panic_hook::set_once();
    let boot = left_boot().inspect(remember).unwrap_or_else(own_boot);
    present(&boot);
    document().body().expect("a document has a body").set_inner_html("");
    leptos::mount::mount_to_body(move || App(AppProps { boot }));
    live();
}

/// What people see now answers them.
fn live() {
    crate::offline::leaving::finish();
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-live", "");
    }
}

fn on_root(attribute: &str) -> Option<String> {
    document().document_element()?.get_attribute(attribute)
}

/// What the server left in the document, if it can be read.
fn left_boot() -> Option<Boot> {
    serde_json::from_str(&document().get_element_by_id("boot")?.text_content()?).ok()
}

/// Keeps the facts for a start without the server: they are the server's, whatever code the page around them is of. A tracking link is nobody's own page.
fn remember(boot: &Boot) {
    if crate::routes::track().is_none() {
        let _ = LocalStorage::set(BOOT, Boot { form: None, command: String::new(), ..boot.clone() });
    }
}

/// Forgets who was signed in.
pub fn forget() {
    LocalStorage::delete(BOOT);
}

/// The facts of the last start, as far as they still hold, or what the browser itself knows.
fn own_boot() -> Boot {
    let spoken = window().navigator().language().and_then(|tag| Lang::parse(&tag)).unwrap_or_default();
    let mut boot = LocalStorage::get(BOOT).unwrap_or_else(|_| Boot { lang: spoken, ..Boot::bare() });
    // Preferences change within a page; their cookies are newer than the last start.
    boot.lang = cookie("yd_lang").and_then(|word| Lang::parse(&word)).unwrap_or(boot.lang);
    boot.theme = cookie("yd_theme").unwrap_or(boot.theme);
    boot.density = cookie("yd_density").unwrap_or(boot.density);
    boot.now = js_sys::Date::now() as i64;
    boot.build = on_root("data-build").unwrap_or_default();
    boot.command = uuid::Uuid::now_v7().to_string();
    boot
}

fn cookie(name: &str) -> Option<String> {
    let all = document().dyn_into::<web_sys::HtmlDocument>().ok()?.cookie().ok()?;
    all.split("; ").find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=').map(str::to_string))
}

/// What the server does for a person's pages before they are rendered: language and look on the
/// document, and the way to where they belong.
fn present(boot: &Boot) {
    if let Some(root) = document().document_element() {
        let looks = [("lang", boot.lang.tag()), ("data-theme", &boot.theme), ("data-density", &boot.density)];
        looks.iter().for_each(|(name, value)| drop(root.set_attribute(name, value)));
    }
    if let Ok(Some(link)) = document().query_selector("link[rel=manifest]") {
        let _ = link.set_attribute("href", &crate::shell::manifest(boot.lang));
    }
    let place = window().location();
    let asked = place.pathname().unwrap_or_default() + &place.search().unwrap_or_default();
    if let Some(address) = elsewhere(boot.me.kind, &asked)
        && let Ok(history) = window().history()
    {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}
