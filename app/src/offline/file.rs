//! What was not sent, as a file that a person keeps.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use yingda_shared::sync::{Mutation, Store};

use super::opening::session;

const NAME: &str = "yingda-unsent.json";

/// Saves what waits and what was not accepted.
pub fn save_unsent() {
    leptos::task::spawn_local(async {
        let Some(session) = session().await else { return };
        let outbox = session.engine.store.outbox().await.unwrap_or_default();
        let undecided = outbox.into_iter().filter(|entry| entry.verdict.is_none());
        let waiting: Vec<Mutation> = undecided.map(|entry| entry.mutation).collect();
        let refused = session.engine.store.tray().await.unwrap_or_default().items;
        let unsent = serde_json::json!({ "refused": refused, "waiting": waiting });
        if save(&serde_json::to_string_pretty(&unsent).unwrap_or_default()).is_err() {
            leptos::logging::warn!("the file could not be made");
        }
    });
}

fn save(text: &str) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("application/json");
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let address = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(NAME);
    link.click();
    web_sys::Url::revoke_object_url(&address)
}
