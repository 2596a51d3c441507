//! Amounts and periods of contracts as people say them.

use leptos::prelude::*;
use yingda_shared::contracts::{Balances, Measure};
use yingda_shared::kernel::time::{self, Millis};

use crate::boot::use_boot;
use crate::format::{amount, exact};
use crate::i18n::I18n;
use crate::key;

/// So many calls, minutes or fen in words.
pub fn units(i18n: I18n, measure: Measure, units: i64) -> String {
    let said = plain(i18n, measure, units.unsigned_abs());
    if units < 0 { format!("−{said}") } else { said }
}

/// The same as a change: with its sign, whichever it is.
pub fn change(i18n: I18n, measure: Measure, units: i64) -> String {
    let sign = if units < 0 { '−' } else { '+' };
    format!("{sign}{}", plain(i18n, measure, units.unsigned_abs()))
}

fn plain(i18n: I18n, measure: Measure, units: u64) -> String {
    let n = |n: u64| n.to_string();
    match (measure, units / 60, units % 60) {
        (Measure::Calls, ..) => i18n.fill(key!(contracts.unit_calls), &[("n", &n(units))]),
        (Measure::Money, ..) => {
            i18n.fill(key!(contracts.unit_money), &[("n", &amount(i64::try_from(units).unwrap_or(i64::MAX)))])
        }
        (Measure::Hours, 0, minutes) => i18n.fill(key!(common.span_minutes), &[("m", &n(minutes))]),
        (Measure::Hours, hours, 0) => i18n.fill(key!(common.span_hours), &[("h", &n(hours))]),
        (Measure::Hours, hours, minutes) => {
            i18n.fill(key!(common.span_hours_minutes), &[("h", &n(hours)), ("m", &n(minutes))])
        }
    }
}

/// What may be drawn yet of each limit, in one line; nothing for a contract that only its date ends.
pub fn left(i18n: I18n, balances: &Balances) -> String {
    let said = balances.all().into_iter().filter_map(|balance| {
        let available = balance.available()?;
        Some(i18n.fill(key!(contracts.left), &[("n", &units(i18n, balance.measure, available))]))
    });
    said.collect::<Vec<_>>().join(&i18n.say(key!(common.comma)))
}

/// From the first day to the last; a contract without an end says so.
pub fn period(i18n: I18n, starts_at: Millis, ends_at: Option<Millis>) -> String {
    let from = begin(starts_at);
    match ends_at {
        Some(end) => i18n.fill(key!(contracts.period), &[("from", &from), ("until", &last(end))]),
        None => i18n.fill(key!(contracts.period_open), &[("from", &from)]),
    }
}

fn begin(at: Millis) -> String {
    day_or_moment(at, at)
}

/// A contract that is over when a day begins runs to the end of the one before.
fn last(end: Millis) -> String {
    day_or_moment(end, end - 1)
}

fn day_or_moment(edge: Millis, within: Millis) -> String {
    let offset = use_boot().with_value(|boot| boot.offset);
    let day = time::date(edge, offset);
    match time::day_begins(&day, offset) == Some(edge) {
        true => time::date(within, offset),
        false => exact(edge),
    }
}
