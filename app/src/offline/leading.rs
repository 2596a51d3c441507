//! Of a person's tabs one speaks with the server: the one that holds the browser's lock. A tab that
//! is closed or dies lets it go, and the next in line has it at once.

use futures::channel::oneshot;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;

/// Waits until this tab leads, and leads until it is gone. A browser without locks leads at once:
/// two leaders do no harm, they only ask twice.
pub async fn hold(name: &str) {
    let (sender, receiver) = oneshot::channel::<()>();
    match request(name, sender) {
        Ok(()) => drop(receiver.await),
        Err(_) => leptos::logging::warn!("this browser has no locks: every tab exchanges"),
    }
}

fn request(name: &str, granted: oneshot::Sender<()>) -> Result<(), JsValue> {
    let navigator: JsValue = web_sys::window().ok_or(JsValue::NULL)?.navigator().into();
    let locks = Reflect::get(&navigator, &"locks".into())?;
    let ask: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    // A promise that never ends keeps the lock.
    let hold = Closure::once_into_js(move || {
        let _ = granted.send(());
        Promise::new(&mut |_, _| {})
    });
    ask.call2(&locks, &format!("sync:{name}").into(), &hold).map(drop)
}
