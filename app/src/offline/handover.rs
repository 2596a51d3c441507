//! How the opened key of a locked device gets from page to page without touching the disk: tabs that
//! are open hand it to a new one, and a page that goes hands it to the service worker, which keeps it for
//! seconds. So one PIN opens all tabs, loading a page anew asks for none, and a closed browser has
//! forgotten it. Other pages of this address could ask for the key as well, and could use it anyway: it
//! cannot be read out.

use futures::channel::oneshot;
use futures::future::{Either, select};
use gloo::events::EventListener;
use gloo::timers::future::TimeoutFuture;
use js_sys::{Function, Object, Reflect};
use leptos::prelude::window;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, CryptoKey, MessageEvent};

use super::crypto::Sealer;

/// Milliseconds a tab or the worker is waited for.
const PATIENCE: u32 = 400;
const WHO: &str = "who";

fn channel(name: &str) -> Option<BroadcastChannel> {
    BroadcastChannel::new(&format!("key:{name}")).ok()
}

fn worker() -> Option<web_sys::ServiceWorker> {
    crate::pwa::controller()
}

fn message(pairs: &[(&str, JsValue)]) -> JsValue {
    let message = Object::new();
    for (name, value) in pairs {
        let _ = Reflect::set(&message, &(*name).into(), value);
    }
    message.into()
}

/// The key, if another tab or the page before this one has it.
pub async fn ask(name: &str) -> Option<Sealer> {
    let (sender, receiver) = oneshot::channel::<CryptoKey>();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let hear = move |event: &web_sys::Event| {
        let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data).unwrap_or_default();
        let key = Reflect::get(&data, &"handed".into()).ok().and_then(|key| key.dyn_into::<CryptoKey>().ok());
        if let Some(key) = key
            && let Some(sender) = sender.borrow_mut().take()
        {
            let _ = sender.send(key);
        }
    };
    let hear: Rc<dyn Fn(&web_sys::Event)> = Rc::new(hear);
    let mut listening = Vec::new();
    let channel = channel(name);
    if let Some(channel) = &channel {
        let hear = hear.clone();
        listening.push(EventListener::new(channel, "message", move |event| hear(event)));
        let _ = channel.post_message(&WHO.into());
    }
    if let Some(worker) = worker() {
        let container = window().navigator().service_worker();
        listening.push(EventListener::new(&container, "message", move |event| hear(event)));
        if let Ok(start) =
            Reflect::get(&container, &"startMessages".into()).and_then(|start| start.dyn_into::<Function>())
        {
            let _ = start.call0(&container);
        }
        let _ = worker.post_message(&message(&[("wants", name.into())]));
    }
    let found = match select(receiver, TimeoutFuture::new(PATIENCE)).await {
        Either::Left((key, _)) => key.ok(),
        Either::Right(_) => None,
    };
    drop(listening);
    if let Some(channel) = channel {
        channel.close();
    }
    found.map(Sealer::from)
}

/// From now on this tab hands the key on.
pub fn offer(name: &str, sealer: &Sealer) {
    let key = sealer.key();
    if let Some(channel) = channel(name) {
        let (answering, key) = (channel.clone(), key.clone());
        let hear = move |event: &web_sys::Event| {
            let asked = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
            if asked.as_deref() == Some(WHO) {
                let _ = answering.post_message(&message(&[("handed", key.clone())]));
            }
        };
        EventListener::new(&channel, "message", hear).forget();
    }
    let name = JsValue::from(name);
    let leave = move |_: &web_sys::Event| {
        if !super::leaving::has_left()
            && let Some(worker) = worker()
        {
            let _ = worker.post_message(&message(&[("hands", name.clone()), ("key", key.clone())]));
        }
    };
    EventListener::new(&window(), "pagehide", leave).forget();
}
