//! The address of a page that says what it shows.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Writes the address anew, in place of the one that stands there, each time that what `when` reads changed: what is
/// still being typed is left out until it rests.
pub fn keep_address(when: impl Fn() + 'static, address: impl Fn() -> String + 'static) {
    let navigate = use_navigate();
    Effect::new(move |before: Option<String>| {
        when();
        let address = untrack(&address);
        if before.as_ref().is_some_and(|before| *before != address) {
            navigate(&address, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        }
        address
    });
}
