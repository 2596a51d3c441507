//! The pages: portal, console and partner pages, rendered on the server and living in the browser.

pub mod account;
pub mod admin;
pub mod api;
pub mod arrival;
pub mod boot;
pub mod cases;
pub mod console;
pub mod contracts;
pub mod data;
pub mod drafts;
pub mod exports;
pub mod form;
pub mod format;
pub mod i18n;
pub mod knowledge;
pub mod leave;
pub mod live;
pub mod monitor;
pub mod offline;
pub mod own;
pub mod palette;
pub mod partner;
pub mod portal;
pub mod preferences;
pub mod pwa;
pub mod routes;
pub mod shell;
#[cfg(feature = "hydrate")]
mod start;
pub mod tabs;
pub mod ui;
pub mod unloaded;

/// Takes over what the server rendered, or renders by itself where there is nothing that fits.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    start::hydrate();
}

/// Renders by itself, whatever the document holds: the way on when taking over has failed.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn mount() {
    start::mount();
}
