//! Keys that lead from tab to tab.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::Tabs;
use crate::console::use_command;

/// Binds them for as long as the strip lives.
pub fn bind_keys(tabs: Tabs) {
    let navigate = use_navigate();
    let go = Callback::new(move |address: String| navigate(&address, Default::default()));
    let step = move |by: isize| {
        let all = tabs.all_now();
        if all.is_empty() {
            return;
        }
        let here = tabs.here.get_untracked().and_then(|id| all.iter().position(|tab| tab.id == id));
        let to = match here {
            Some(at) => (at + all.len()).wrapping_add_signed(by) % all.len(),
            None if by > 0 => 0,
            None => all.len() - 1,
        };
        go.run(tabs.address(&all[to]));
    };
    use_command("tabs.next", Callback::new(move |()| step(1)));
    use_command("tabs.previous", Callback::new(move |()| step(-1)));
    let close = move |()| {
        let here = tabs.here.get_untracked();
        if let Some(address) = here.and_then(|id| tabs.close(id)) {
            go.run(address);
        }
    };
    use_command("tabs.close", Callback::new(close));
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            let digit = event.code().strip_prefix("Digit").and_then(|digit| digit.parse::<usize>().ok());
            let Some(digit) = digit.filter(|digit| *digit > 0) else { return };
            // In a browser's window Ctrl and a digit lead to the browser's own tabs; an installed app has none.
            let strong = (event.ctrl_key() || event.meta_key()) && is_installed();
            let alt = event.alt_key() && !event.ctrl_key() && !event.meta_key();
            let held = (strong && !event.alt_key() || alt) && !event.shift_key();
            if !held || event.default_prevented() {
                return;
            }
            let all = tabs.all_now();
            // As in browsers, nine is the last one.
            let tab = if digit == 9 { all.last() } else { all.get(digit - 1) };
            if let Some(tab) = tab {
                event.prevent_default();
                go.run(tabs.address(tab));
            }
        });
        on_cleanup(move || handle.remove());
    });
}

fn is_installed() -> bool {
    let standalone = window().match_media("(display-mode: standalone)").ok().flatten();
    standalone.is_some_and(|query| query.matches())
}
