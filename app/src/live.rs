//! The live channel in the browser: a number that rises when something visible changed, at once
//! after a quiet time and at most so often on a busy desk, where every rise makes pages ask again.

use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct Live {
    pub version: RwSignal<u32>,
}

pub fn use_live() -> Live {
    use_context::<Live>().unwrap_or(Live { version: RwSignal::new(0) })
}

/// Provides the channel and, in the browser, listens. The browser reconnects by itself.
pub fn provide_live() {
    let version = RwSignal::new(0u32);
    provide_context(Live { version });
    #[cfg(not(feature = "ssr"))]
    Effect::new(move |_| listen(version));
}

#[cfg(not(feature = "ssr"))]
fn listen(version: RwSignal<u32>) {
    use wasm_bindgen::JsCast;
    use wasm_bindgen::prelude::Closure;
    let signed_in = crate::boot::use_boot().with_value(|boot| boot.me.user_id.is_some());
    let address = match crate::routes::track() {
        Some(track) => format!("/api/v1/live?track={track}"),
        None if signed_in => "/api/v1/live".to_string(),
        None => return,
    };
    let Ok(source) = web_sys::EventSource::new(&address) else { return };
    let resting = StoredValue::new(false);
    let missed = StoredValue::new(false);
    let heard = Closure::<dyn FnMut()>::new(move || hear(version, resting, missed));
    let _ = source.add_event_listener_with_callback("head", heard.as_ref().unchecked_ref());
    // Both live as long as the page.
    heard.forget();
}

/// Milliseconds between two rises.
#[cfg(not(feature = "ssr"))]
const REST: std::time::Duration = std::time::Duration::from_millis(800);

#[cfg(not(feature = "ssr"))]
fn hear(version: RwSignal<u32>, resting: StoredValue<bool>, missed: StoredValue<bool>) {
    if resting.get_value() {
        missed.set_value(true);
        return;
    }
    resting.set_value(true);
    version.update(|n| *n += 1);
    set_timeout(
        move || {
            resting.set_value(false);
            if missed.get_value() {
                missed.set_value(false);
                hear(version, resting, missed);
            }
        },
        REST,
    );
}
