//! What a person's tabs tell each other.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

#[derive(Clone, Copy, PartialEq)]
pub enum Word {
    /// Rows or counts changed: ask again.
    Changed,
    /// Something waits to be sent.
    Outbox,
    /// The leading tab lives.
    Beat,
    /// A tab that is looked at asks for the lead.
    Lead,
    /// The person signed out: nothing is shown any more.
    Left,
    /// The database began anew under another key: pages do as well.
    Closed,
}

impl Word {
    const ALL: [Word; 6] = [Word::Changed, Word::Outbox, Word::Beat, Word::Lead, Word::Left, Word::Closed];

    fn as_str(self) -> &'static str {
        match self {
            Word::Changed => "changed",
            Word::Outbox => "outbox",
            Word::Beat => "beat",
            Word::Lead => "lead",
            Word::Left => "left",
            Word::Closed => "closed",
        }
    }

    fn parse(word: &str) -> Option<Word> {
        Word::ALL.into_iter().find(|known| known.as_str() == word)
    }
}

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

    pub fn say(&self, word: Word) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&word.as_str().into());
        }
    }

    /// Hears what other tabs say; tabs of a later build may say words that this one does not know.
    pub fn listen(&self, hear: impl Fn(Word) + 'static) {
        let Some(channel) = &self.channel else { return };
        let hear = move |event: &web_sys::Event| {
            let word = event.unchecked_ref::<MessageEvent>().data().as_string();
            word.as_deref().and_then(Word::parse).into_iter().for_each(&hear);
        };
        EventListener::new(channel, "message", hear).forget();
    }
}
