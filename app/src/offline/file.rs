//! A file that a person keeps.

use leptos::prelude::document;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

/// Saves a value as JSON under a name.
pub fn save<T: Serialize>(name: &str, value: &T) {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let save = || -> Result<(), JsValue> {
        let parts = js_sys::Array::of1(&JsValue::from_str(&text));
        let options = web_sys::BlobPropertyBag::new();
        options.set_type("application/json");
        let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
        let address = web_sys::Url::create_object_url_with_blob(&blob)?;
        let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
        link.set_href(&address);
        link.set_download(name);
        link.click();
        web_sys::Url::revoke_object_url(&address)
    };
    if save().is_err() {
        leptos::logging::warn!("the file could not be made");
    }
}
