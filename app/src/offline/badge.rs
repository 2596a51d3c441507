//! The number on the installed app's icon: what still waits here.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Shows the number, or takes it away. Browsers without badges show none.
pub fn show(waiting: usize) {
    let set = || -> Result<Promise, JsValue> {
        let navigator: JsValue = web_sys::window().ok_or(JsValue::NULL)?.navigator().into();
        let name = if waiting > 0 { "setAppBadge" } else { "clearAppBadge" };
        let badge: Function = Reflect::get(&navigator, &name.into())?.dyn_into()?;
        badge.call1(&navigator, &(waiting as f64).into())?.dyn_into()
    };
    if let Ok(shown) = set() {
        // A page that is not installed may be refused; nobody misses the badge there.
        wasm_bindgen_futures::spawn_local(async move { _ = wasm_bindgen_futures::JsFuture::from(shown).await });
    }
}
