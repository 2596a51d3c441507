//! Leaving a device: by signing out, with the server or without it, or because it is erased from afar.
//! Nothing unsent goes without a word, and nothing of the person's stays.

use std::cell::{Cell, RefCell};

use futures::channel::oneshot;
use gloo::events::EventListener;
use gloo::net::http::{Method, RequestBuilder};
use gloo::storage::{LocalStorage, Storage};
use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use yingda_shared::contract::WireCall;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::UserId;

use super::opening::{self, database_name};
use super::status::Status;
use super::store::BrowserStore;
use super::tabs::{Tabs, Word};
use super::vault::Vault;

/// Read by the server: somebody left while it was away (`server/src/router/leaving.rs`).
const LEFT: &str = "yd_left";

#[derive(Clone)]
struct Here {
    user: UserId,
    status: Status,
}

thread_local! {
    static HERE: RefCell<Option<Here>> = const { RefCell::new(None) };
    static GONE: Cell<bool> = const { Cell::new(false) };
    static ANSWER: RefCell<Option<oneshot::Sender<bool>>> = const { RefCell::new(None) };
}

/// Whose pages these are, whether or not anything is kept for them.
pub fn here(user: UserId, status: Status) {
    HERE.set(Some(Here { user, status }));
}

/// The person has left: what they had opened is handed to nobody any more.
pub fn has_left() -> bool {
    GONE.get()
}

/// What waits here of the person's, readable or not.
async fn unsent(here: &Here) -> usize {
    match (opening::opened(), here.status.lock.try_get_untracked().flatten()) {
        (Some(session), _) => {
            session.count().await;
            untrack(|| here.status.unsent() + here.status.tray.get())
        }
        (None, Some(lock)) => lock.waiting(),
        (None, None) => 0,
    }
}

/// Whether the person may sign out: nothing waits, or they decided about it.
pub async fn may() -> bool {
    let Some(here) = HERE.with_borrow(Clone::clone) else { return true };
    let unsent = unsent(&here).await;
    if unsent == 0 {
        return true;
    }
    let (sender, receiver) = oneshot::channel();
    ANSWER.set(Some(sender));
    here.status.leaving.set(Some(unsent));
    receiver.await.unwrap_or_default()
}

/// The answer to the question that `may` asked.
pub fn answer(leave: bool) {
    if let Some(sender) = ANSWER.take() {
        let _ = sender.send(leave);
    }
}

/// Signs out. While the server is away the person leaves this device at once, and the session ends
/// when the server is next asked for anything.
pub async fn leave<F: Future<Output = Result<String, Fault>>>(
    call: WireCall,
    away: bool,
    send: impl FnOnce(WireCall) -> F,
) -> Result<String, Fault> {
    if !may().await {
        return Err(Fault::refused("unsent_kept"));
    }
    // Clearing the storage of this address would take what somebody else has not sent yet.
    let keep = others_wait().await;
    let looks = looks();
    let said = match away {
        true => Err(Fault::Offline),
        false => send(WireCall { body: Some(serde_json::json!({ "keep": keep }).to_string()), ..call }).await,
    };
    match said {
        Ok(_) | Err(Fault::Unauthenticated | Fault::Wiped) => {
            erase().await;
            looks.iter().for_each(|look| set_cookie(look));
            // Already signed out is signed out.
            Ok(said.unwrap_or_else(|_| "{}".into()))
        }
        Err(Fault::Offline) => {
            erase().await;
            set_cookie(&format!("{LEFT}={}", if keep { "keep" } else { "all" }));
            Ok("{}".into())
        }
        refused => refused,
    }
}

/// Somebody left here while the server was away: when it answers, the browser clears what it keeps.
pub fn finish() {
    let go = || leptos::task::spawn_local(clear());
    if is_marked() {
        go();
        EventListener::new(&window(), "online", move |_| go()).forget();
    }
}

fn is_marked() -> bool {
    cookies().iter().any(|pair| pair.starts_with(LEFT))
}

/// Only for whoever left: by the time the network is back somebody else may have signed in.
async fn clear() {
    if !is_marked() {
        return;
    }
    let looks = looks();
    let asking = RequestBuilder::new("/api/v1/session/close").method(Method::POST);
    let Ok(asking) = asking.header("Content-Type", "application/json").body("{}") else { return };
    if asking.send().await.is_ok_and(|answer| answer.ok()) {
        looks.iter().for_each(|look| set_cookie(look));
    }
}

/// The server ordered this device to be erased; its answer had the browser clear what it keeps.
pub async fn wiped() {
    if GONE.get() {
        return;
    }
    erase().await;
    crate::routes::go("/sign-in?erased=1");
}

/// Another tab of the same person left: this one shows nothing more.
pub fn followed() {
    if !GONE.replace(true) {
        opening::close();
        crate::routes::go("/sign-in");
    }
}

/// Takes everything of the person's from this device. The files of the app stay: they are everybody's.
pub async fn erase() {
    GONE.set(true);
    let open = opening::close();
    let Some(here) = HERE.with_borrow(Clone::clone) else { return };
    let name = open.unwrap_or_else(|| database_name(Some(here.user)));
    super::unlocking::give_up();
    Tabs::of(&name).say(Word::Left);
    let _ = BrowserStore::erase(&name).await;
    forget_texts();
    crate::pwa::forget();
    super::badge::show(0);
    if let Err(error) = drop_caches().await {
        leptos::logging::warn!("a cache stays: {error:?}");
    }
}

/// Drafts and what else pages keep under the product's name.
fn forget_texts() {
    let raw = LocalStorage::raw();
    let names = (0..raw.length().unwrap_or_default()).filter_map(|at| raw.key(at).ok().flatten());
    let names: Vec<String> =
        names.filter(|name| name.starts_with("yingda.draft.") || name.starts_with("yingda.own.")).collect();
    names.iter().for_each(LocalStorage::delete);
}

/// Every cache but those of the app's own files, in which nobody's words are.
async fn drop_caches() -> Result<(), JsValue> {
    let caches = Reflect::get(&window(), &"caches".into())?;
    if caches.is_undefined() {
        return Ok(());
    }
    let call = |name: &str, argument: &JsValue| -> Result<Promise, JsValue> {
        let function: Function = Reflect::get(&caches, &name.into())?.dyn_into()?;
        function.call1(&caches, argument)?.dyn_into()
    };
    let names: Array = JsFuture::from(call("keys", &JsValue::UNDEFINED)?).await?.dyn_into()?;
    for name in names.iter().filter(|name| !name.as_string().unwrap_or_default().starts_with("shell-")) {
        JsFuture::from(call("delete", &name)?).await?;
    }
    Ok(())
}

/// Whether somebody else who was here has not sent everything.
pub async fn others_wait() -> bool {
    let own = HERE.with_borrow(|here| here.as_ref().map(|here| database_name(Some(here.user)))).unwrap_or_default();
    let Ok(names) = databases().await else { return false };
    for name in names.into_iter().filter(|name| name.starts_with("yingda-") && *name != own) {
        let Ok(vault) = Vault::open(&name).await else { continue };
        let waiting = vault.waiting().await;
        vault.shut();
        if waiting > 0 {
            return true;
        }
    }
    false
}

async fn databases() -> Result<Vec<String>, JsValue> {
    let factory = Reflect::get(&window(), &"indexedDB".into())?;
    let list: Function = Reflect::get(&factory, &"databases".into())?.dyn_into()?;
    let listing: Promise = list.call0(&factory)?.dyn_into()?;
    let found: Array = JsFuture::from(listing).await?.dyn_into()?;
    Ok(found.iter().filter_map(|one| Reflect::get(&one, &"name".into()).ok()?.as_string()).collect())
}

fn cookies() -> Vec<String> {
    let all = document().dyn_into::<web_sys::HtmlDocument>().ok().and_then(|html| html.cookie().ok());
    all.unwrap_or_default().split("; ").map(String::from).collect()
}

/// Cookies about looks: they go with all others, and are nobody's secret.
fn looks() -> Vec<String> {
    let ours = ["yd_lang=", "yd_theme=", "yd_density="];
    cookies().into_iter().filter(|pair| ours.iter().any(|name| pair.starts_with(name))).collect()
}

fn set_cookie(pair: &str) {
    if let Ok(html) = document().dyn_into::<web_sys::HtmlDocument>() {
        let _ = html.set_cookie(&format!("{pair}; Path=/; Max-Age=31536000; SameSite=Lax"));
    }
}
