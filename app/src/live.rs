//! The live channel in the browser: a number that rises when something visible changed, at once
//! after a quiet time and at most so often on a busy desk, where every rise makes pages ask again.

use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct Live {
    pub version: RwSignal<u32>,
    /// The case at which somebody came or went last.
    pub beside: RwSignal<String>,
}

pub fn use_live() -> Live {
    use_context::<Live>().unwrap_or_else(new)
}

fn new() -> Live {
    Live { version: RwSignal::new(0), beside: RwSignal::new(String::new()) }
}

/// Provides the channel and, in the browser, listens.
pub fn provide_live() {
    let live = new();
    provide_context(live);
    #[cfg(not(feature = "ssr"))]
    Effect::new(move |_| channel::listen(live));
}

/// Runs at every poke of the server's, hidden pages included: the replica is kept fresh there too.
#[cfg(not(feature = "ssr"))]
pub use channel::on_poke;

#[cfg(not(feature = "ssr"))]
mod channel {
    use std::cell::RefCell;
    use std::time::Duration;

    use gloo::events::EventListener;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::EventSource;

    /// Between two rises.
    const REST: Duration = Duration::from_millis(800);
    /// Before a channel that was refused is opened anew; doubled each time, up to a limit.
    const AGAIN: Duration = Duration::from_secs(5);
    const AGAIN_MAX: Duration = Duration::from_secs(60);

    thread_local! {
        static POKED: RefCell<Vec<Box<dyn Fn()>>> = RefCell::default();
    }

    pub fn on_poke(hear: impl Fn() + 'static) {
        POKED.with_borrow_mut(|poked| poked.push(Box::new(hear)));
    }

    #[derive(Clone, Copy)]
    struct Ear {
        version: RwSignal<u32>,
        beside: RwSignal<String>,
        resting: StoredValue<bool>,
        missed: StoredValue<bool>,
        opened: StoredValue<bool>,
        wait: StoredValue<Duration>,
    }

    pub fn listen(live: super::Live) {
        let signed_in = crate::boot::use_boot().with_value(|boot| boot.me.user_id.is_some());
        let address = match crate::routes::track() {
            Some(track) => format!("/api/v1/live?track={track}"),
            None if signed_in => "/api/v1/live".to_string(),
            None => return,
        };
        let ear = Ear {
            version: live.version,
            beside: live.beside,
            resting: StoredValue::new(false),
            missed: StoredValue::new(false),
            opened: StoredValue::new(false),
            wait: StoredValue::new(AGAIN),
        };
        // A sleeping phone drops the line without a word, and pokes at a hidden page are not taken.
        EventListener::new(&document(), "visibilitychange", move |_| ear.hear()).forget();
        connect(address, ear);
    }

    /// The browser reconnects by itself after a broken line, but never after a refusal.
    fn connect(address: String, ear: Ear) {
        let Ok(source) = EventSource::new(&address) else { return };
        EventListener::new(&source, "head", move |_| {
            POKED.with_borrow(|poked| poked.iter().for_each(|hear| hear()));
            ear.hear();
        })
        .forget();
        EventListener::new(&source, "presence", move |event| {
            let data = event.dyn_ref::<web_sys::MessageEvent>().and_then(|event| event.data().as_string());
            ear.beside.set(data.unwrap_or_default());
        })
        .forget();
        EventListener::new(&source, "open", move |_| ear.open()).forget();
        let refused = source.clone();
        let again = move |_: &web_sys::Event| {
            if refused.ready_state() == EventSource::CLOSED {
                let (address, wait) = (address.clone(), ear.wait.get_value());
                ear.wait.set_value((wait * 2).min(AGAIN_MAX));
                set_timeout(move || connect(address, ear), wait);
            }
        };
        EventListener::new(&source, "error", again).forget();
    }

    impl Ear {
        /// What changed while the line was down was told to nobody: every opening but the first asks.
        fn open(self) {
            self.wait.set_value(AGAIN);
            if self.opened.get_value() {
                self.hear();
            }
            self.opened.set_value(true);
        }

        fn hear(self) {
            if document().hidden() {
                return;
            }
            if self.resting.get_value() {
                return self.missed.set_value(true);
            }
            self.resting.set_value(true);
            self.version.update(|n| *n += 1);
            let rested = move || {
                self.resting.set_value(false);
                if self.missed.get_value() {
                    self.missed.set_value(false);
                    self.hear();
                }
            };
            set_timeout(rested, REST);
        }
    }
}
