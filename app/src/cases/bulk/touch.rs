//! Fingers and keys that pick: a long press begins, then a tap picks; Shift with the keys that move picks
//! the rows they pass.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use yingda_shared::cases::listing::CaseRow;

use super::selection::Selection;
use crate::cases::list::ListState;

/// Milliseconds a finger rests before it picks.
const LONG: u32 = 450;
/// Pixels it may tremble.
const TREMOR: i32 = 10;

#[derive(Default)]
struct Finger {
    at: (i32, i32),
    rest: Option<Timeout>,
    /// The press has picked: what the browser makes of its end is no tap.
    picked: bool,
    is_touch: bool,
}

/// The row that an event happened on.
fn row_of(event: &web_sys::Event, list: ListState) -> Option<Arc<CaseRow>> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let line = target.closest("[role=listitem], [role=row]").ok().flatten()?;
    let id = line.query_selector(".pick").ok().flatten()?.get_attribute("data-case")?;
    let id = id.parse().ok()?;
    list.rows.rows.with_untracked(|rows| rows.iter().find(|row| row.id == id).cloned())
}

fn listen<E: JsCast>(name: &'static str, act: impl Fn(&E) + 'static) -> EventListener {
    let options = EventListenerOptions { passive: false, ..EventListenerOptions::run_in_capture_phase() };
    EventListener::new_with_options(&window(), name, options, move |event| act(event.unchecked_ref()))
}

/// Listens for as long as the calling component lives.
pub fn bind(selection: Selection, list: ListState) {
    let finger = Rc::new(RefCell::new(Finger::default()));
    let shifted = StoredValue::new(false);
    let down = {
        let finger = finger.clone();
        listen("pointerdown", move |event: &web_sys::PointerEvent| {
            shifted.set_value(false);
            let mut now = finger.borrow_mut();
            now.is_touch = event.pointer_type() != "mouse";
            now.picked = false;
            now.rest = None;
            let Some(row) = row_of(event, list).filter(|_| now.is_touch && event.is_primary()) else { return };
            now.at = (event.client_x(), event.client_y());
            let resting = finger.clone();
            now.rest = Some(Timeout::new(LONG, move || {
                resting.borrow_mut().picked = true;
                let _ = window().navigator().vibrate_with_duration(12);
                selection.toggle(row.clone());
            }));
        })
    };
    let moved = {
        let finger = finger.clone();
        listen("pointermove", move |event: &web_sys::PointerEvent| {
            let mut now = finger.borrow_mut();
            let far = (event.client_x() - now.at.0).abs().max((event.client_y() - now.at.1).abs()) > TREMOR;
            if far && !now.picked {
                now.rest = None;
            }
        })
    };
    let lift = |name: &'static str, finger: Rc<RefCell<Finger>>| {
        listen(name, move |_: &web_sys::Event| {
            let mut now = finger.borrow_mut();
            if !now.picked {
                now.rest = None;
            }
        })
    };
    let (up, gone) = (lift("pointerup", finger.clone()), lift("pointercancel", finger.clone()));
    let menu = {
        let finger = finger.clone();
        listen("contextmenu", move |event: &web_sys::Event| {
            // A long press on a link would open the browser's own menu.
            let now = finger.borrow();
            if now.is_touch && (now.rest.is_some() || now.picked) {
                event.prevent_default();
            }
        })
    };
    let click = listen("click", move |event: &web_sys::MouseEvent| {
        let (is_touch, picked) = {
            let mut now = finger.borrow_mut();
            (now.is_touch, std::mem::take(&mut now.picked))
        };
        let in_box = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let in_box = in_box.is_some_and(|target| target.closest(".pick").ok().flatten().is_some());
        if !is_touch || in_box || event.detail() == 0 {
            return;
        }
        let Some(row) = row_of(event, list) else { return };
        // Once something is picked, a tap picks more instead of leading away.
        if picked || !selection.is_empty() {
            event.prevent_default();
            event.stop_propagation();
            if !picked {
                selection.toggle(row);
            }
        }
    });
    let keys = listen("keydown", move |event: &web_sys::KeyboardEvent| {
        shifted.set_value(event.shift_key() && event.key().chars().count() == 1 && !event.ctrl_key());
    });
    let listeners = SendWrapper::new([down, moved, up, gone, menu, click, keys]);
    on_cleanup(move || drop(listeners));
    Effect::new(move |before: Option<String>| {
        let now = list.cursor.get();
        if let Some(before) = before.filter(|before| *before != now && shifted.get_value()) {
            let rows = list.rows.rows.with_untracked(|rows| {
                rows.iter().filter(|row| row.number == before || row.number == now).cloned().collect::<Vec<_>>()
            });
            selection.add(rows);
        }
        now
    });
}
