//! What the wall does beside showing: a tone when it gets worse, and the whole screen.

#[cfg(not(feature = "ssr"))]
pub use browser::{beep, call_out, full_screen};
#[cfg(feature = "ssr")]
pub use server::{beep, call_out, full_screen};

#[cfg(feature = "ssr")]
mod server {
    use leptos::prelude::*;

    use crate::monitor::Standing;

    pub fn beep() {}
    pub fn call_out(_: Standing, _: RwSignal<bool>) {}
    pub fn full_screen() {}
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::JsValue;
    use web_sys::AudioContext;

    use crate::monitor::Standing;

    /// Seconds, and cycles a second.
    const TONE: (f64, f32) = (0.25, 880.0);
    /// Of full.
    const VOLUME: f32 = 0.2;

    /// A tone each time that more is late, or more waits for an acknowledgement, than before.
    pub fn call_out(data: Standing, loud: RwSignal<bool>) {
        Effect::new(move |before: Option<Option<i64>>| {
            let alarms = data.with(|data| data.as_ref().map(|data| data.alarms()));
            if before.flatten().zip(alarms).is_some_and(|(before, now)| now > before) && loud.get_untracked() {
                beep();
            }
            alarms
        });
    }

    /// A browser that plays nothing leaves the wall silent: what it says is there to be read.
    pub fn beep() {
        let _ = sound();
    }

    fn sound() -> Result<(), JsValue> {
        thread_local! {
            static AUDIO: Option<AudioContext> = AudioContext::new().ok();
        }
        AUDIO.with(|audio| {
            let Some(audio) = audio else { return Ok(()) };
            let (tone, volume) = (audio.create_oscillator()?, audio.create_gain()?);
            tone.frequency().set_value(TONE.1);
            volume.gain().set_value(VOLUME);
            tone.connect_with_audio_node(&volume)?.connect_with_audio_node(&audio.destination())?;
            tone.start()?;
            tone.stop_with_when(audio.current_time() + TONE.0)
        })
    }

    /// The wall alone on the whole screen, or back.
    pub fn full_screen() {
        let page = document();
        if page.fullscreen_element().is_some() {
            page.exit_fullscreen();
        } else if let Some(wall) = page.get_element_by_id("monitor") {
            let _ = wall.request_fullscreen();
        }
    }
}
