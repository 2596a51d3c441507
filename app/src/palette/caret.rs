//! Where the caret stood when the palette was opened. A closing dialog gives the focus back to a field, but
//! the caret to its beginning.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

/// A field with the selection in it.
#[derive(Clone)]
pub struct Caret {
    field: web_sys::Element,
    start: u32,
    end: u32,
}

impl Caret {
    /// None while no text field has the focus.
    pub fn now() -> Option<Caret> {
        let field = document().active_element()?;
        let (start, end) = match (field.dyn_ref::<HtmlTextAreaElement>(), field.dyn_ref::<HtmlInputElement>()) {
            (Some(area), _) => (area.selection_start(), area.selection_end()),
            (_, Some(input)) => (input.selection_start(), input.selection_end()),
            _ => return None,
        };
        Some(Caret { start: start.ok()??, end: end.ok()??, field })
    }

    /// Puts it back, unless the focus has gone elsewhere meanwhile.
    pub fn restore(&self) {
        if document().active_element().as_ref() != Some(&self.field) {
            return;
        }
        if let Some(area) = self.field.dyn_ref::<HtmlTextAreaElement>() {
            let _ = area.set_selection_range(self.start, self.end);
        } else if let Some(input) = self.field.dyn_ref::<HtmlInputElement>() {
            let _ = input.set_selection_range(self.start, self.end);
        }
    }
}
