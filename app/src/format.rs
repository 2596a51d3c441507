//! Times and names as people say them.

use leptos::prelude::*;
use yingda_shared::kernel::time::{self, Millis, Span};

use crate::boot::use_boot;
use crate::i18n::I18n;
use crate::key;

/// The moment pages count from: the server's at the first render, then the browser's, every 30 s.
#[derive(Clone, Copy)]
pub struct Now(pub RwSignal<Millis>);

pub fn provide_now() {
    let now = RwSignal::new(use_boot().with_value(|boot| boot.now));
    provide_context(Now(now));
    #[cfg(not(feature = "ssr"))]
    Effect::new(move |_| {
        now.set(js_sys::Date::now() as Millis);
        gloo::timers::callback::Interval::new(30_000, move || now.set(js_sys::Date::now() as Millis)).forget();
    });
}

pub fn use_now() -> RwSignal<Millis> {
    use_context::<Now>().map(|now| now.0).unwrap_or_else(|| RwSignal::new(0))
}

fn offset() -> time::OffsetMinutes {
    use_boot().with_value(|boot| boot.offset)
}

/// `2026-11-23 09:30`, in the desk's zone.
pub fn exact(at: Millis) -> String {
    time::date_time(at, offset())
}

/// `刚刚`, `5 分钟前`, `昨天 09:30`, `11月23日 09:30`: how long ago.
pub fn ago(i18n: I18n, at: Millis, now: Millis) -> String {
    match time::span(now, at) {
        Span::Now => i18n.say(key!(common.just_now)),
        Span::Minutes(n) => i18n.fill(key!(common.minutes_ago), &[("n", &n.to_string())]),
        Span::Hours(n, _) if time::day_distance(at, now, offset()) == 0 => {
            i18n.fill(key!(common.hours_ago), &[("n", &n.to_string())])
        }
        _ => day(i18n, at, now),
    }
}

/// `今天 18:00`, `明天 09:30`, `12月1日 09:30`: a day as people name it, with the year when it is another.
pub fn day(i18n: I18n, at: Millis, now: Millis) -> String {
    let clock = time::clock(at, offset());
    match time::day_distance(at, now, offset()) {
        0 => i18n.fill(key!(common.today_at), &[("time", &clock)]),
        1 => i18n.fill(key!(common.tomorrow_at), &[("time", &clock)]),
        -1 => i18n.fill(key!(common.yesterday_at), &[("time", &clock)]),
        _ if time::year(at, offset()) == time::year(now, offset()) => {
            let date = time::date(at, offset());
            let (month, day) = date.get(5..).and_then(|rest| rest.split_once('-')).unwrap_or_default();
            let month = i18n.word("words.month", &format!("m{month}"));
            let day = day.trim_start_matches('0');
            i18n.fill(key!(common.date_at), &[("month", &month), ("day", day), ("time", &clock)])
        }
        _ => time::date_time(at, offset()),
    }
}

/// `1 小时 20 分`: a length of time.
pub fn length(i18n: I18n, a: Millis, b: Millis) -> String {
    let n = |n: i64| n.to_string();
    match time::span(a, b) {
        Span::Now => i18n.fill(key!(common.span_minutes), &[("m", "1")]),
        Span::Minutes(m) => i18n.fill(key!(common.span_minutes), &[("m", &n(m))]),
        Span::Hours(h, 0) => i18n.fill(key!(common.span_hours), &[("h", &n(h))]),
        Span::Hours(h, m) => i18n.fill(key!(common.span_hours_minutes), &[("h", &n(h)), ("m", &n(m))]),
        Span::Days(d) => i18n.fill(key!(common.span_days), &[("d", &n(d))]),
    }
}

/// `1.2 MB`
pub fn bytes(count: u64) -> String {
    match count {
        0..1024 => format!("{count} B"),
        1024..1_048_576 => format!("{} KB", count / 1024),
        _ => format!("{}.{} MB", count / 1_048_576, count % 1_048_576 * 10 / 1_048_576),
    }
}

/// Minor units as people write an amount.
pub fn amount(minor: i64) -> String {
    match minor % 100 {
        0 => (minor / 100).to_string(),
        cents => format!("{}.{cents:02}", minor / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::amount;

    #[test]
    fn amounts_read_as_people_write_them() {
        assert_eq!([amount(20_000), amount(19_950), amount(7)], ["200", "199.50", "0.07"]);
    }
}
