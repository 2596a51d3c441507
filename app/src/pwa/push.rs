//! The browser's side of messages that come while nobody looks: leave for it, and the address they come to.

use js_sys::{JSON, Reflect, Uint8Array};
use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Notification, NotificationPermission, PushManager, PushSubscription, PushSubscriptionOptionsInit,
    ServiceWorkerRegistration,
};
use yingda_shared::notices::{GetPushKey, Subscribe, Unsubscribe};

use super::telling::{Told, Untold};
use crate::api::call;

/// How things stand on this device. A device that is told says so to the server again: it may have forgotten.
pub async fn look() -> Told {
    let there = |name: &str| Reflect::has(&window(), &name.into()).unwrap_or(false);
    if !there("PushManager") || !there("Notification") {
        return Told::Unknown;
    }
    if Notification::permission() == NotificationPermission::Denied {
        return Told::Denied;
    }
    let Ok(manager) = manager().await else { return Told::Unknown };
    match subscription(&manager).await {
        Some(known) if Notification::permission() == NotificationPermission::Granted => match stands(&known).await {
            Ok(true) => Told::On,
            _ => Told::Off,
        },
        _ => Told::Off,
    }
}

/// Whether the desk can tell a device that has an address; it is told that address again.
async fn stands(known: &PushSubscription) -> Result<bool, Untold> {
    let key = call(GetPushKey {}).await.map_err(Untold::Server)?.key;
    if !fits(known, &key) {
        return Ok(false);
    }
    say(known).await.map(|()| true)
}

/// Whether an address was asked for by this key. A desk that was restored may have another one, and its messages are
/// refused there. Browsers that do not say by which are believed.
fn fits(known: &PushSubscription, key: &str) -> bool {
    let options = Reflect::get(known, &"options".into());
    let asked = options.and_then(|options| Reflect::get(&options, &"applicationServerKey".into()));
    let Some(asked) = asked.ok().filter(|asked| asked.is_object()) else { return true };
    let text: String = Uint8Array::new(&asked).to_vec().into_iter().map(char::from).collect();
    let said = window().btoa(&text).map(|said| said.replace('+', "-").replace('/', "_"));
    said.is_ok_and(|said| said.trim_end_matches('=') == key)
}

/// Asks the person for leave, and the push service for an address.
pub async fn turn_on() -> Result<Told, Untold> {
    let asked = Notification::request_permission().map_err(|_| Untold::Browser)?;
    let said = JsFuture::from(asked).await.map_err(|_| Untold::Browser)?;
    match said.as_string().as_deref() {
        Some("granted") => {}
        Some("denied") => return Ok(Told::Denied),
        _ => return Ok(Told::Off),
    }
    let key = call(GetPushKey {}).await.map_err(Untold::Server)?.key;
    let options = PushSubscriptionOptionsInit::new();
    options.set_user_visible_only(true);
    options.set_application_server_key(&key.as_str().into());
    let manager = manager().await.map_err(|_| Untold::Browser)?;
    if let Some(old) = subscription(&manager).await.filter(|old| !fits(old, &key)) {
        let asked = old.unsubscribe().map_err(|_| Untold::Browser)?;
        JsFuture::from(asked).await.map_err(|_| Untold::Browser)?;
    }
    let asked = manager.subscribe_with_options(&options).map_err(|_| Untold::Browser)?;
    let known = JsFuture::from(asked).await.map_err(|_| Untold::Browser)?;
    say(&known.unchecked_into()).await?;
    Ok(Told::On)
}

/// The push service forgets this device, and so does the server: if not now, then with the next message to it.
pub async fn turn_off() -> Result<Told, Untold> {
    let manager = manager().await.map_err(|_| Untold::Browser)?;
    if let Some(known) = subscription(&manager).await {
        let endpoint = known.endpoint();
        let asked = known.unsubscribe().map_err(|_| Untold::Browser)?;
        JsFuture::from(asked).await.map_err(|_| Untold::Browser)?;
        let _ = call(Unsubscribe { endpoint }).await;
    }
    Ok(Told::Off)
}

/// Of the worker that shows what comes.
async fn manager() -> Result<PushManager, JsValue> {
    let ready = window().navigator().service_worker().ready()?;
    JsFuture::from(ready).await?.unchecked_into::<ServiceWorkerRegistration>().push_manager()
}

async fn subscription(manager: &PushManager) -> Option<PushSubscription> {
    let known = JsFuture::from(manager.get_subscription().ok()?).await.ok()?;
    (!known.is_null() && !known.is_undefined()).then(|| known.unchecked_into())
}

/// As browsers write it down (Push API, `PushSubscriptionJSON`).
#[derive(Deserialize)]
struct Known {
    endpoint: String,
    keys: Keys,
}

#[derive(Deserialize)]
struct Keys {
    p256dh: String,
    auth: String,
}

async fn say(known: &PushSubscription) -> Result<(), Untold> {
    let text = JSON::stringify(known).map_err(|_| Untold::Browser)?;
    let known: Known = serde_json::from_str(&String::from(text)).map_err(|_| Untold::Browser)?;
    let op = Subscribe { endpoint: known.endpoint, p256dh: known.keys.p256dh, auth: known.keys.auth };
    call(op).await.map(drop).map_err(Untold::Server)
}
