//! The browser's side of messages that come while nobody looks: leave for it, and the address they come to.

use js_sys::{JSON, Reflect};
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
        Some(known) if Notification::permission() == NotificationPermission::Granted => match say(&known).await {
            Ok(()) => Told::On,
            Err(_) => Told::Off,
        },
        _ => Told::Off,
    }
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
    let asked = manager.subscribe_with_options(&options).map_err(|_| Untold::Browser)?;
    let known = JsFuture::from(asked).await.map_err(|_| Untold::Browser)?;
    say(&known.unchecked_into()).await?;
    Ok(Told::On)
}

/// The push service forgets this device, and so does the server.
pub async fn turn_off() -> Result<Told, Untold> {
    let manager = manager().await.map_err(|_| Untold::Browser)?;
    if let Some(known) = subscription(&manager).await {
        let endpoint = known.endpoint();
        let asked = known.unsubscribe().map_err(|_| Untold::Browser)?;
        JsFuture::from(asked).await.map_err(|_| Untold::Browser)?;
        call(Unsubscribe { endpoint }).await.map_err(Untold::Server)?;
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
