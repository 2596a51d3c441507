//! Limits with bars: what was granted, what is used, what open cases hold, what is left.

use leptos::prelude::*;
use yingda_shared::contracts::{Balance, Balances, Measure};

use super::words::units;
use crate::i18n::{I18n, Key, use_i18n};
use crate::key;
use crate::ui::{Icon, Tone};

/// A fifth of a limit is little.
const LITTLE: i64 = 5;

/// One line for each limit; what has none is said to be used, where it is.
#[component]
pub fn Limits(balances: Balances) -> impl IntoView {
    let i18n = use_i18n();
    let limited: Vec<Balance> = balances.all().into_iter().filter(|one| one.granted.is_some()).cloned().collect();
    let none = limited.is_empty().then(|| {
        let used = balances.calls;
        let said = move || {
            let (used, held) = (units(i18n, Measure::Calls, used.used), units(i18n, Measure::Calls, used.held));
            i18n.fill(key!(contracts.no_limit), &[("used", &used), ("held", &held)])
        };
        view! { <p class="quiet">{said}</p> }
    });
    let list = (!limited.is_empty()).then(
        || view! { <ul class="limits">{limited.into_iter().map(|balance| bar(i18n, balance)).collect_view()}</ul> },
    );
    view! { {none}{list} }
}

fn bar(i18n: I18n, balance: Balance) -> impl IntoView {
    let (measure, granted, available) =
        (balance.measure, balance.granted.unwrap_or_default(), balance.available().unwrap_or_default());
    let tone = match available {
        ..=0 => Tone::Danger,
        some if some * LITTLE <= granted => Tone::Warn,
        _ => Tone::Neutral,
    };
    let name = move || i18n.word("words.measure", measure.as_str());
    let left = move || {
        let key = if available <= 0 { key!(contracts.nothing_left) } else { key!(contracts.left) };
        i18n.fill(key, &[("n", &units(i18n, measure, available))])
    };
    let fact = move |key: Key, amount: i64| {
        (amount != 0).then(|| view! { <span>{move || i18n.fill(key, &[("n", &units(i18n, measure, amount))])}</span> })
    };
    let (used, held) = (share(balance.used, granted), share(balance.held, granted));
    let held = held.min(100 - used);
    let sign = (tone != Tone::Neutral).then(|| view! { <Icon name="alert" /> });
    view! {
        <li class="limit" data-tone=tone.name()>
            <span class="limit-name">{name}</span>
            <b class="limit-left">{sign}{left}</b>
            <span class="limit-bar" aria-hidden="true">
                <span class="limit-used" style=format!("inline-size:{used}%")></span>
                <span class="limit-held" style=format!("inline-size:{held}%")></span>
            </span>
            <small class="limit-facts">
                <span>{move || i18n.fill(key!(contracts.granted), &[("n", &units(i18n, measure, granted))])}</span>
                <span>{move || i18n.fill(key!(contracts.used), &[("n", &units(i18n, measure, balance.used))])}</span>
                {fact(key!(contracts.held), balance.held)}
                {fact(key!(contracts.beyond), balance.beyond)}
            </small>
        </li>
    }
}

/// Percent of what was granted; all of it where nothing was.
fn share(part: i64, granted: i64) -> i64 {
    if granted <= 0 {
        return if part > 0 { 100 } else { 0 };
    }
    (part.saturating_mul(100) / granted).clamp(0, 100)
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares_stay_on_their_bar() {
        let table = [(0, 10, 0), (3, 10, 30), (12, 10, 100), (-2, 10, 0), (1, 0, 100), (0, 0, 0), (i64::MAX, 1, 100)];
        for (part, granted, percent) in table {
            assert_eq!(share(part, granted), percent, "{part} of {granted}");
        }
    }
}
