//! Leave of one's own, what one decides on, and who is away; and how pages say that somebody cannot work now.

mod ask;
mod away;
mod own;
mod page;
mod waiting;

use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;
use yingda_shared::kernel::span::Span;
use yingda_shared::kernel::time::Millis;
use yingda_shared::schedules::{OffDuty, Standing};

pub use page::LeavePage;

use crate::format::{day, exact};
use crate::i18n::I18n;
use crate::key;

/// Why somebody cannot work now, and when they can again; None of whoever can.
pub fn off(i18n: I18n, standing: Standing, now: Millis) -> Option<String> {
    let word = match standing.off? {
        OffDuty::Inactive => return Some(i18n.say(key!(schedules.inactive))),
        OffDuty::Away => i18n.say(key!(schedules.away)),
        OffDuty::Hours => i18n.say(key!(schedules.off)),
    };
    Some(match standing.next {
        Some(next) => i18n.fill(key!(schedules.until), &[("why", &word), ("time", &day(i18n, next, now))]),
        None => word,
    })
}

/// `2026-12-03 09:00 – 2026-12-05 18:00`
pub fn stretch(span: Span) -> String {
    format!("{} – {}", exact(span.from), exact(span.to))
}

/// Where the focus goes on once what had it is gone. The place has a `tabindex`.
pub fn focus(id: &'static str) {
    request_animation_frame(move || {
        let place = document().get_element_by_id(id).and_then(|place| place.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(place) = place {
            let _ = place.focus();
        }
    });
}
