//! Registers the service worker and brings a new version in when it is wanted and nothing is lost by it.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use gloo::events::EventListener;
use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MessageEvent, RegistrationOptions, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration,
    ServiceWorkerState, ServiceWorkerUpdateViaCache,
};

use super::{Update, drafts};
use crate::boot::use_boot;

/// Pages that stay open ask for a new version so often.
const ASK: Duration = Duration::from_secs(3600);
/// How often it is looked whether a wanted version may come in.
const LOOK: Duration = Duration::from_secs(1);
/// A worker that does not take over in this time never will.
const TAKE_OVER: Duration = Duration::from_secs(5);

thread_local! {
    static STAGE: Cell<Option<RwSignal<Update>>> = const { Cell::new(None) };
    static REGISTRATION: RefCell<Option<ServiceWorkerRegistration>> = const { RefCell::new(None) };
    static SAFE: Cell<fn() -> bool> = const { Cell::new(|| true) };
    static PUSH: Cell<fn()> = const { Cell::new(|| {}) };
    // Set once: a page is loaded anew once, however often workers change.
    static RELOADING: Cell<bool> = const { Cell::new(false) };
}

/// What else must hold before a page may be loaded anew, such as that nothing waits to be sent.
pub fn keep_safe(safe: fn() -> bool) {
    SAFE.set(safe);
}

/// Whether loading the page anew would lose nothing.
pub fn safe_to_reload() -> bool {
    !drafts::any() && SAFE.get()()
}

/// What to do when the browser says that the network is back.
pub fn on_push(push: fn()) {
    PUSH.set(push);
}

/// Tells the worker whether the exchange with the server fails: pages then start from what is kept.
pub fn tell_failing(failing: bool) {
    if let Some(worker) = container().and_then(|container| container.controller()) {
        tell(&worker, "failing", &failing.into());
    }
}

/// The server no longer understands this version.
pub fn outdated() {
    if let Some(stage) = STAGE.get()
        && stage.try_get_untracked() == Some(Update::None)
    {
        stage.set(Update::Ready);
    }
    ask();
}

/// The worker that answers for this page, if one does.
pub fn controller() -> Option<ServiceWorker> {
    container().and_then(|container| container.controller())
}

/// Only pages of a safe address have workers.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    Reflect::has(&navigator, &"serviceWorker".into()).is_ok_and(|has| has).then(|| navigator.service_worker())
}

fn tell(worker: &ServiceWorker, word: &str, value: &JsValue) {
    let message = js_sys::Object::new();
    let _ = Reflect::set(&message, &word.into(), value);
    let _ = worker.post_message(&message);
}

/// Registers after the load: the first paint comes first.
/// `waits` is where a message leads that was tapped while something was typed.
pub fn start(stage: RwSignal<Update>, waits: RwSignal<Option<String>>) {
    STAGE.set(Some(stage));
    drafts::watch();
    let (dev, build) = use_boot().with_value(|boot| (boot.dev, boot.build.clone()));
    let Some(container) = container().filter(|_| !dev) else { return };
    let hear = move |event: &web_sys::Event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
        let said = |word: &str| Reflect::get(&event.data(), &word.into()).is_ok_and(|value| value.is_truthy());
        if said("waiting") && stage.try_get_untracked() == Some(Update::None) {
            stage.set(Update::Ready);
        }
        if said("push") {
            PUSH.get()();
        }
        let wanted = Reflect::get(&event.data(), &"open".into()).ok().and_then(|path| path.as_string());
        match wanted.filter(|path| path.starts_with('/')) {
            Some(path) if safe_to_reload() => crate::routes::go(&path),
            Some(path) => drop(waits.try_set(Some(path))),
            None => {}
        }
    };
    EventListener::new(&container, "message", hear).forget();
    let taken = |_: &web_sys::Event| {
        if RELOADING.replace(false) {
            reload();
        }
    };
    EventListener::new(&container, "controllerchange", taken).forget();
    let go = move || leptos::task::spawn_local(register(container, build));
    if document().ready_state() == "complete" {
        go();
    } else {
        EventListener::once(&window(), "load", move |_| go()).forget();
    }
}

async fn register(container: ServiceWorkerContainer, build: String) {
    let options = RegistrationOptions::new();
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    let registered = JsFuture::from(container.register_with_options("/sw.js", &options)).await;
    // Without a worker everything works but the start without a network.
    let Ok(registration) = registered.and_then(|found| found.dyn_into::<ServiceWorkerRegistration>()) else { return };
    if let Some(waiting) = registration.waiting() {
        tell(&waiting, "build", &build.as_str().into());
    }
    // The browser looks for itself at every load, and may be ahead of us.
    if let Some(coming) = registration.installing() {
        follow(coming, build.clone(), container.clone());
    }
    let found = registration.clone();
    let found = move |_: &web_sys::Event| {
        if let Some(coming) = found.installing() {
            follow(coming, build.clone(), container.clone());
        }
    };
    EventListener::new(&registration, "updatefound", found).forget();
    REGISTRATION.set(Some(registration));
    gloo::timers::callback::Interval::new(ASK.as_millis() as u32, ask).forget();
}

/// Tells a worker that is coming which build the page is of, as soon as it waits.
fn follow(coming: ServiceWorker, build: String, container: ServiceWorkerContainer) {
    let worker = coming.clone();
    let settled = move |_: &web_sys::Event| {
        // The first worker of all replaces nothing.
        if worker.state() == ServiceWorkerState::Installed && container.controller().is_some() {
            tell(&worker, "build", &build.as_str().into());
        }
    };
    EventListener::new(&coming, "statechange", settled).forget();
}

/// Asks the server for a new worker.
fn ask() {
    REGISTRATION.with_borrow(|registration| {
        if let Some(registration) = registration {
            let _ = registration.update();
        }
    });
}

/// The new version is wanted: at once, or when what is typed is sent.
pub fn want(stage: RwSignal<Update>) {
    if safe_to_reload() {
        return take_over();
    }
    stage.set(Update::Wanted);
    set_timeout(
        move || {
            if stage.try_get_untracked() == Some(Update::Wanted) {
                want(stage);
            }
        },
        LOOK,
    );
}

fn take_over() {
    let waiting = REGISTRATION.with_borrow(|registration| registration.as_ref()?.waiting());
    let Some(waiting) = waiting else { return reload() };
    if RELOADING.replace(true) {
        return;
    }
    tell(&waiting, "skip", &true.into());
    let late = || {
        if RELOADING.replace(false) {
            reload();
        }
    };
    set_timeout(late, TAKE_OVER);
}

/// Loads the page anew.
pub fn reload() {
    let _ = window().location().reload();
}
