//! Dates of plans as people say them.

use yingda_shared::kernel::day::Day;

use crate::i18n::I18n;

/// Words of the days of a week, Monday first.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A day with its name, as the calendar of the plan calls it, and the time there.
pub fn planned_for(i18n: I18n, day: Day, minute: u16) -> String {
    format!("{} {:02}:{:02}", day_of(i18n, day), minute / 60, minute % 60)
}

/// A day with its name.
pub fn day_of(i18n: I18n, day: Day) -> String {
    format!("{day} {}", i18n.word("words.weekday", WEEKDAYS[day.weekday()]))
}
