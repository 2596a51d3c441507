//! How often a plan comes round, in a sentence.

use yingda_shared::contracts::plans::{Choice, End, Frequency, On, Recurrence};

use crate::contracts::WEEKDAYS;
use crate::i18n::{I18n, Key};
use crate::key;

/// A rule in words; one that says more than words do stands as it is written.
pub fn said(i18n: I18n, rule: &str) -> String {
    let choice = Recurrence::parse(rule).ok().and_then(|rule| Choice::of(&rule));
    choice.map_or_else(|| rule.to_string(), |choice| spoken(i18n, &choice))
}

pub fn spoken(i18n: I18n, choice: &Choice) -> String {
    let (one, many) = match choice.frequency {
        Frequency::Daily => (key!(plans.every_day), key!(plans.every_days)),
        Frequency::Weekly => (key!(plans.every_week), key!(plans.every_weeks)),
        Frequency::Monthly => (key!(plans.every_month), key!(plans.every_months)),
        Frequency::Yearly => (key!(plans.every_year), key!(plans.every_years)),
    };
    let every = match choice.interval {
        1 => i18n.say(one),
        n => i18n.fill(many, &[("n", &n.to_string())]),
    };
    let what = match &choice.on {
        On::Start => every,
        On::Weekdays(days) => {
            let days: Vec<String> = days.iter().map(|day| weekday(i18n, *day)).collect();
            let days = days.join(&i18n.say(key!(common.comma)));
            i18n.fill(key!(plans.on_weekdays), &[("every", &every), ("days", &days)])
        }
        On::MonthDay(-1) => i18n.fill(key!(plans.on_last_day), &[("every", &every)]),
        On::MonthDay(day) => i18n.fill(key!(plans.on_month_day), &[("every", &every), ("n", &day.to_string())]),
        On::Nth { nth, weekday: day } => {
            let (nth, day) = (place(i18n, *nth), weekday(i18n, *day));
            i18n.fill(key!(plans.on_nth), &[("every", &every), ("nth", &nth), ("weekday", &day)])
        }
    };
    match choice.end {
        End::Never => i18n.fill(key!(plans.ends_never), &[("what", &what)]),
        End::Count(1) => i18n.fill(key!(plans.ends_once), &[("what", &what)]),
        End::Count(times) => i18n.fill(key!(plans.ends_count), &[("what", &what), ("n", &times.to_string())]),
        End::Until(day) => i18n.fill(key!(plans.ends_until), &[("what", &what), ("day", &day.to_string())]),
    }
}

pub fn weekday(i18n: I18n, day: usize) -> String {
    i18n.word("words.weekday", WEEKDAYS[day % 7])
}

/// Which of several weekdays of a month.
pub fn place(i18n: I18n, nth: i8) -> String {
    let key: Key = match nth {
        1 => key!(plans.nth_1),
        2 => key!(plans.nth_2),
        3 => key!(plans.nth_3),
        4 => key!(plans.nth_4),
        5 => key!(plans.nth_5),
        _ => key!(plans.nth_last),
    };
    i18n.say(key)
}
