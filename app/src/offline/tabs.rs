//! What a person's tabs tell each other.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

/// Rows or counts changed: ask again.
const CHANGED: &str = "changed";
/// Something waits to be sent.
const OUTBOX: &str = "outbox";
/// The person signed out: nothing is shown any more.
const LEFT: &str = "left";
/// The database began anew under another key: pages do as well.
const CLOSED: &str = "closed";

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

    pub fn tell_left(&self) {
        self.say(LEFT);
    }

    pub fn tell_closed(&self) {
        self.say(CLOSED);
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
                Some(LEFT) => super::leaving::followed(),
                Some(CLOSED) => crate::pwa::reload(),
                _ => {}
            }
        };
        EventListener::new(channel, "message", hear).forget();
    }
}
