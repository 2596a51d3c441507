//! Dates of plans as people say them.

use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::time::Millis;

use crate::format::exact;
use crate::i18n::I18n;
use crate::key;

/// Words of the days of a week, Monday first.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A day with its name, as the calendar of the plan calls it, and the time there. `at` is the moment: where the desk
/// calls it otherwise, that is said as well.
pub fn planned_for(i18n: I18n, day: Day, minute: u16, at: Option<Millis>) -> String {
    let time = format!("{:02}:{:02}", minute / 60, minute % 60);
    let (there, here) = (format!("{day} {time}"), at.map(exact));
    let when = format!("{} {time}", day_of(i18n, day));
    match here.filter(|here| *here != there) {
        Some(here) => i18n.fill(key!(plans.at_desk), &[("when", &when), ("time", &here)]),
        None => when,
    }
}

/// A day with its name.
pub fn day_of(i18n: I18n, day: Day) -> String {
    format!("{day} {}", i18n.word("words.weekday", WEEKDAYS[day.weekday()]))
}
