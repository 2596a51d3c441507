//! The pages: portal, console and partner pages, rendered on the server and living in the browser.

pub mod account;
pub mod admin;
pub mod api;
pub mod arrival;
pub mod boot;
pub mod cases;
pub mod console;
pub mod data;
pub mod form;
pub mod format;
pub mod i18n;
pub mod live;
pub mod offline;
pub mod partner;
pub mod portal;
pub mod preferences;
pub mod routes;
pub mod shell;
pub mod ui;

/// Starts the pages in the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    let boot = shell::read_boot();
    leptos::mount::hydrate_body(move || routes::App(routes::AppProps { boot }));
    if let Some(root) = leptos::prelude::document().document_element() {
        let _ = root.set_attribute("data-live", "");
    }
}
