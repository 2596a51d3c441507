//! What is typed, once the fingers rest.

use std::time::Duration;

use leptos::prelude::*;

/// A listener that is told of every change and passes the newest on when none followed for so long. Where its page is
/// gone by then, nobody hears of it.
pub fn resting<T: 'static>(
    pause: Duration,
    then: impl Fn(T) + Copy + Send + Sync + 'static,
) -> impl Fn(T) + Copy + Send + Sync + 'static {
    let round = StoredValue::new(0u32);
    move |newest| {
        round.update_value(|n| *n += 1);
        let mine = round.get_value();
        let pass = move || {
            if round.try_get_value() == Some(mine) {
                then(newest);
            }
        };
        set_timeout(pass, pause);
    }
}
