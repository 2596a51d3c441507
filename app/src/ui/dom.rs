//! The few browser calls that several components share. Only called from events and effects.

use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

pub(super) fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Moves focus to what has an id, once what is drawn now stands there.
pub fn focus_soon(id: String) {
    request_animation_frame(move || {
        if let Some(found) = by_id(&id) {
            let _ = found.focus();
        }
    });
}

pub(super) fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// The elements below `root` that match, in document order.
pub(super) fn all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(nodes) = root.query_selector_all(selector) else { return Vec::new() };
    (0..nodes.length()).filter_map(|at| nodes.item(at)?.dyn_into().ok()).collect()
}

/// Moves focus within a list by arrow keys, Home and End, wrapping around. True if the key was one of them.
pub(super) fn rove(items: &[HtmlElement], key: &str, next: &str, previous: &str) -> Option<usize> {
    if items.is_empty() {
        return None;
    }
    let last = items.len() - 1;
    let now = focused().and_then(|now| items.iter().position(|item| *item == now));
    let to = match key {
        "Home" => 0,
        "End" => last,
        key if key == next => now.map_or(0, |at| if at == last { 0 } else { at + 1 }),
        key if key == previous => now.map_or(last, |at| if at == 0 { last } else { at - 1 }),
        _ => return None,
    };
    let _ = items[to].focus();
    Some(to)
}
