//! What a person's tabs tell each other, and what they tell the service worker.

use gloo::events::EventListener;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

/// Rows or counts changed: ask again.
const CHANGED: &str = "changed";
/// Something waits to be sent.
const OUTBOX: &str = "outbox";

pub struct Tabs {
    name: String,
    channel: Option<BroadcastChannel>,
}

impl Tabs {
    pub fn of(name: &str) -> Tabs {
        Tabs { name: name.to_string(), channel: BroadcastChannel::new(name).ok() }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn tell_changed(&self) {
        self.say(CHANGED);
    }

    pub fn ask_leader(&self) {
        self.say(OUTBOX);
    }

    fn say(&self, word: &str) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&word.into());
        }
    }

    /// `asked`: another tab wants something sent. `changed`: another tab has news.
    pub fn listen(&self, asked: impl Fn() + 'static, changed: impl Fn() + 'static) {
        let Some(channel) = &self.channel else { return };
        let hear = move |event: &web_sys::Event| {
            let word = event.unchecked_ref::<MessageEvent>().data().as_string();
            match word.as_deref() {
                Some(OUTBOX) => asked(),
                Some(CHANGED) => changed(),
                _ => {}
            }
        };
        EventListener::new(channel, "message", hear).forget();
    }
}

/// Tells the service worker whether the server answers.
pub fn tell_worker(failing: bool) {
    let post = || -> Result<(), JsValue> {
        let navigator: JsValue = web_sys::window().ok_or(JsValue::NULL)?.navigator().into();
        let container = Reflect::get(&navigator, &"serviceWorker".into())?;
        let worker = Reflect::get(&container, &"controller".into())?;
        let post: js_sys::Function = Reflect::get(&worker, &"postMessage".into())?.dyn_into()?;
        let message = Object::new();
        Reflect::set(&message, &"failing".into(), &failing.into())?;
        post.call1(&worker, &message).map(drop)
    };
    // Without a worker there is nobody to tell.
    let _ = post();
}
