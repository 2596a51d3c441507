//! Whether something is being written: fields of forms that people typed into and that are not empty.

use gloo::events::{EventListener, EventListenerOptions};
use js_sys::WeakSet;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement};

thread_local! {
    // A field that a program filled holds no work of anybody's.
    static TYPED: WeakSet = WeakSet::new();
}

/// Notices what is typed from now on.
pub fn watch() {
    let options = EventListenerOptions::run_in_capture_phase();
    let note = |event: &web_sys::Event| {
        if let Some(field) = event.target() {
            TYPED.with(|typed| typed.add(&field));
        }
    };
    EventListener::new_with_options(&document(), "input", options, note).forget();
}

pub fn any() -> bool {
    let Ok(fields) = document().query_selector_all("form :is(textarea, input:not([type=hidden], [type=search]))")
    else {
        return false;
    };
    let nodes = (0..fields.length()).filter_map(|at| fields.item(at));
    nodes.filter(|node| TYPED.with(|typed| typed.has(node))).any(|node| !value(node.unchecked_into()).is_empty())
}

fn value(field: Element) -> String {
    match field.dyn_into::<HtmlTextAreaElement>() {
        Ok(area) => area.value(),
        Err(field) => field.dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default(),
    }
}
