//! Of a person's tabs one speaks with the server: the one that holds the browser's lock. A tab that
//! is closed or dies lets it go, and the next in line has it at once; from one that hangs it is taken
//! after a silence, and a hidden one gives it to a tab that is looked at. The rules stand in
//! `yingda_shared::sync::leader`.

use std::cell::RefCell;

use futures::channel::{mpsc, oneshot};
use futures::future::{Either, select};
use futures::{FutureExt, StreamExt};
use gloo::timers::future::TimeoutFuture;
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::document;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use yingda_shared::sync::leader::{Act, Event, HEARTBEAT, Role, step};

use super::session::now;
use super::tabs::Word;

/// What other tabs say about the lead.
pub type Heard = mpsc::UnboundedReceiver<Word>;

/// Runs `lead` for as long as this tab leads, again and again. A browser without locks leads at once:
/// two leaders do no harm, they only ask twice.
pub async fn in_turns<F: Future<Output = ()>>(name: &str, mut heard: Heard, say: impl Fn(Word), lead: impl Fn() -> F) {
    let mut steal = false;
    loop {
        let Ok(turn) = Turn::ask(name, steal) else {
            leptos::logging::warn!("this browser has no locks: every tab exchanges");
            return lead().await;
        };
        let Turn { granted, lost, release, wait } = turn;
        steal = match select(granted, std::pin::pin!(silence(&mut heard))).await {
            Either::Left((Ok(()), _)) => false,
            // Another tab stole it before it was ours.
            Either::Left((Err(_), _)) => continue,
            Either::Right(_) => {
                wait.abort();
                true
            }
        };
        if steal {
            continue;
        }
        let until = std::pin::pin!(given_up(&mut heard, &say).fuse());
        let led = std::pin::pin!(lead());
        select(led, select(lost, until)).await;
        let _ = release.call0(&JsValue::UNDEFINED);
    }
}

/// Ends when the leader has not been heard for too long while this tab is looked at. Timers of hidden
/// tabs hardly run, so that silence means nothing there.
async fn silence(heard: &mut Heard) {
    let mut role = Role::Follower { heard_at: now() };
    loop {
        let event = match select(heard.next(), TimeoutFuture::new(HEARTBEAT as u32)).await {
            Either::Left((Some(Word::Beat), _)) => Event::Heartbeat,
            Either::Right(_) if !document().hidden() => Event::Tick,
            _ => continue,
        };
        let (next, act) = step(role, event, now());
        role = next;
        if act == Act::Steal {
            return;
        }
    }
}

/// Tells the others that this tab lives, until one that is looked at asks for the lead of a hidden one.
async fn given_up(heard: &mut Heard, say: &impl Fn(Word)) {
    loop {
        say(Word::Beat);
        let mut pause = TimeoutFuture::new(HEARTBEAT as u32);
        loop {
            match select(heard.next(), pause).await {
                Either::Right(_) => break,
                Either::Left((word, rest)) => {
                    let asked = Event::Asked { hidden: document().hidden() };
                    if matches!(word, Some(Word::Lead)) && step(Role::Leader, asked, now()).1 == Act::Yield {
                        return;
                    }
                    pause = rest;
                }
            }
        }
    }
}

/// A place in the line for the lock.
struct Turn {
    granted: oneshot::Receiver<()>,
    /// The lock was taken away.
    lost: oneshot::Receiver<()>,
    /// Gives it back.
    release: Function,
    /// Gives the place in the line up.
    wait: web_sys::AbortController,
}

impl Turn {
    fn ask(name: &str, steal: bool) -> Result<Turn, JsValue> {
        let navigator: JsValue = web_sys::window().ok_or(JsValue::NULL)?.navigator().into();
        let locks = Reflect::get(&navigator, &"locks".into())?;
        let ask: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
        let wait = web_sys::AbortController::new()?;
        let options = Object::new();
        match steal {
            true => Reflect::set(&options, &"steal".into(), &true.into())?,
            false => Reflect::set(&options, &"signal".into(), &wait.signal())?,
        };
        // The lock is held until this promise is kept.
        let release: RefCell<Option<Function>> = RefCell::default();
        let held = Promise::new(&mut |keep, _| drop(release.replace(Some(keep))));
        let (grant, granted) = oneshot::channel();
        let (lose, lost) = oneshot::channel();
        let hold = Closure::once_into_js(move || {
            let _ = grant.send(());
            held
        });
        let over: Promise = ask.call3(&locks, &format!("sync:{name}").into(), &options, &hold)?.dyn_into()?;
        wasm_bindgen_futures::spawn_local(async move {
            let _ = JsFuture::from(over).await;
            let _ = lose.send(());
        });
        let release = release.take().ok_or(JsValue::NULL)?;
        Ok(Turn { granted, lost, release, wait })
    }
}
