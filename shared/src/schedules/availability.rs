//! When one person can work: calendar, own shifts, leave, exceptions.
//!
//! Of a day, the person's own exception goes before the calendar's, that before a holiday, that before the week, which
//! is the person's own where they have one. Leave and times away are taken off what comes out, except where an exception
//! says that the person works: it is said of one day, on purpose, by somebody who knows of the leave.

use std::ops::RangeInclusive;

use super::duty::Duty;
use crate::calendar::{Calendar, Days, Holiday, Holidays, Hours, Layers, MIDNIGHT, Shift, Week, WorkCalendar};
use crate::calendar::{WorkingTime, compile_each, in_force};
use crate::kernel::day::Day;
use crate::kernel::span::Span;
use crate::kernel::time::Millis;

/// A calendar as it was saved, version by version, each with its holidays. Without any version nobody keeps hours.
#[derive(Clone, Copy, Default)]
pub struct Base<'a> {
    pub versions: &'a [WorkCalendar],
    pub holidays: &'a [Holidays],
}

/// What is one person's own.
#[derive(Clone, Copy)]
pub struct Personal<'a> {
    /// Shifts instead of those of the calendar's week.
    pub week: Option<&'a Week>,
    pub exceptions: &'a Days,
    /// Approved leave.
    pub leave: &'a [Span],
    /// Times away in the records of the person: nothing goes before them.
    pub away: &'a [Span],
}

const OFF: &Hours = &Hours::OFF;

/// When somebody can work on some days. `moment` is the moment at which a clock shows so many minutes after the midnight
/// that a day begins with: the clock in the zone of a version of the calendar, or the desk's where there is none.
pub fn availability(
    base: Base,
    own: Personal,
    days: RangeInclusive<Day>,
    moment: impl Fn(Option<&WorkCalendar>, Day, u16) -> Millis,
) -> Duty {
    let force = |day: Day| in_force(base.versions, day);
    let place = |day: Day| {
        let force = force(day)?;
        base.versions.iter().position(|version| std::ptr::eq(version, force))
    };
    let (whole, none) = (whole_days(), Holidays::default());
    let week = own.week.unwrap_or(&whole);
    let hours = |day: Day| match place(day) {
        Some(at) => {
            let holidays = base.holidays.get(at).unwrap_or(&none);
            worked(own, &base.versions[at].hours, holidays, day)
        }
        None => own.exceptions.0.get(&day).unwrap_or(week.days()[day.weekday()]),
    };
    let moment = |day: Day, minute: u16| moment(force(day), day, minute);
    let called_in = compile_each(|day| own.exceptions.0.get(&day).unwrap_or(OFF), days.clone(), moment);
    let mut away: Vec<Span> = own.leave.iter().flat_map(|leave| without(*leave, &called_in)).collect();
    away.extend(own.away);
    away.sort_unstable();
    let any_hour = base.versions.is_empty() && own.week.is_none() && own.exceptions.0.is_empty();
    let hours: Option<WorkingTime> = (!any_hour).then(|| compile_each(hours, days, moment));
    Duty { inactive: false, hours, away }
}

/// Hours of a day by a calendar, and by a week of the person's own where there is one. A make-up working day is worked
/// like the first day of that week, unless the calendar keeps such days off.
fn worked<'a>(own: Personal<'a>, calendar: &'a Calendar, holidays: &'a Holidays, day: Day) -> &'a Hours {
    let Some(week) = own.week else {
        return Layers { personal: own.exceptions, calendar, holidays }.hours(day);
    };
    if let Some(said) = own.exceptions.0.get(&day).or_else(|| calendar.days.0.get(&day)) {
        return said;
    }
    match holidays.0.get(&day) {
        Some(Holiday::Off) => OFF,
        Some(Holiday::MakeUp) if calendar.make_up.as_ref().is_some_and(Hours::is_off) => OFF,
        Some(Holiday::MakeUp) => week.days().into_iter().find(|hours| !hours.is_off()).unwrap_or(OFF),
        None => week.days()[day.weekday()],
    }
}

/// Where there is no calendar, a person without shifts of their own is there on any day.
fn whole_days() -> Week {
    let day = || Hours::new(vec![Shift { from: 0, to: MIDNIGHT }]);
    Week { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), sat: day(), sun: day() }
}

/// What is left of a leave beside the hours that exceptions say.
fn without(leave: Span, called_in: &WorkingTime) -> Vec<Span> {
    let (mut left, mut at) = (Vec::new(), leave.from);
    for (from, to) in called_in.spans().filter(|(from, to)| *to > leave.from && *from < leave.to) {
        left.push(Span { from: at, to: from });
        at = to;
    }
    left.push(Span { from: at, to: leave.to });
    left.retain(|span| span.from < span.to);
    left
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::duty::{OffDuty, Standing};
    use super::*;
    use crate::kernel::time::{DAY, HOUR, MINUTE};

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    /// Moments in UTC, as the calendars here count.
    fn at(text: &str) -> Millis {
        let (date, time) = text.split_once(' ').expect("a day and a time");
        let (hour, minute) = time.split_once(':').expect("a time");
        let number = |text: &str| text.parse::<Millis>().expect("a number");
        Millis::from(day(date).0) * DAY + number(hour) * HOUR + number(minute) * MINUTE
    }

    fn calendar(days: Value) -> WorkCalendar {
        let week = json!({"mon": [["09:00", "18:00"]], "tue": [["09:00", "18:00"]], "wed": [["09:00", "18:00"]],
            "thu": [["09:00", "18:00"]], "fri": [["09:00", "18:00"]]});
        let json = json!({"id": "01900000-0000-7000-8000-000000000001", "active": true, "name": "白班",
            "hours": {"zone": "UTC", "week": week, "days": days}});
        serde_json::from_value(json).expect("a calendar")
    }

    struct Person {
        base: Vec<WorkCalendar>,
        holidays: Vec<Holidays>,
        week: Option<Week>,
        exceptions: Days,
        leave: Vec<Span>,
        away: Vec<Span>,
    }

    impl Person {
        fn plain() -> Person {
            Person {
                base: vec![calendar(json!({}))],
                holidays: vec![Holidays::default()],
                week: None,
                exceptions: Days::default(),
                leave: vec![],
                away: vec![],
            }
        }

        fn duty(&self) -> Duty {
            let base = Base { versions: &self.base, holidays: &self.holidays };
            let own = Personal {
                week: self.week.as_ref(),
                exceptions: &self.exceptions,
                leave: &self.leave,
                away: &self.away,
            };
            let utc = |_: Option<&WorkCalendar>, day: Day, minute: u16| {
                Millis::from(day.0) * DAY + Millis::from(minute) * MINUTE
            };
            availability(base, own, day("2026-09-20")..=day("2026-10-31"), utc)
        }

        /// `""` at work, else why not and when again.
        fn said(&self, moment: &str) -> (&'static str, String) {
            let Standing { off, next } = self.duty().standing(at(moment));
            let next = next.map(|next| crate::kernel::time::date_time(next, 0)).unwrap_or_default();
            (off.map_or("", OffDuty::as_str), next)
        }
    }

    fn days(json: Value) -> Days {
        serde_json::from_value(json).expect("days")
    }

    fn span(from: &str, to: &str) -> Span {
        Span { from: at(from), to: at(to) }
    }

    fn is(word: &'static str, next: &str) -> (&'static str, String) {
        (word, next.to_string())
    }

    /// 2026-10-01 is a Thursday.
    #[test]
    fn exception_before_calendar_before_holiday_before_week() {
        let mut person = Person::plain();
        assert_eq!(person.said("2026-10-01 10:00"), is("", ""));
        assert_eq!(person.said("2026-10-02 18:00"), is("hours", "2026-10-05 09:00"), "the week ends");
        person.holidays[0].0.extend([(day("2026-10-01"), Holiday::Off), (day("2026-10-10"), Holiday::MakeUp)]);
        assert_eq!(person.said("2026-10-01 10:00"), is("hours", "2026-10-02 09:00"), "a holiday beats the week");
        assert_eq!(person.said("2026-10-10 10:00"), is("", ""), "a Saturday that is worked for it");
        person.base[0] = calendar(json!({"2026-10-01": [["13:00", "15:00"]]}));
        assert_eq!(person.said("2026-10-01 10:00"), is("hours", "2026-10-01 13:00"), "the calendar beats a holiday");
        person.exceptions = days(json!({"2026-10-01": [], "2026-10-03": [["20:00", "02:00"]]}));
        assert_eq!(person.said("2026-10-01 13:00"), is("hours", "2026-10-02 09:00"), "the person beats the calendar");
        assert_eq!(person.said("2026-10-04 01:30"), is("", ""), "extra work over midnight");
        assert_eq!(person.said("2026-10-04 02:00"), is("hours", "2026-10-05 09:00"));
    }

    #[test]
    fn own_shifts_replace_the_week_and_nothing_else() {
        let mut person = Person::plain();
        person.week = serde_json::from_value(json!({"thu": [["22:00", "06:00"]], "sat": [["08:00", "12:00"]]})).ok();
        assert_eq!(person.said("2026-10-01 10:00"), is("hours", "2026-10-01 22:00"));
        assert_eq!(person.said("2026-10-02 05:59"), is("", ""));
        assert_eq!(person.said("2026-10-02 06:00"), is("hours", "2026-10-03 08:00"));
        person.holidays[0].0.extend([(day("2026-10-01"), Holiday::Off), (day("2026-10-10"), Holiday::MakeUp)]);
        assert_eq!(person.said("2026-10-01 22:00"), is("hours", "2026-10-03 08:00"), "a holiday is one for shifts too");
        assert_eq!(person.said("2026-10-10 23:00"), is("", ""), "made up for like the first day of the own week");
        person.base[0].hours.make_up = Some(Hours::OFF);
        assert_eq!(person.said("2026-10-10 23:00"), is("hours", "2026-10-15 22:00"), "nobody makes up");
    }

    #[test]
    fn leave_is_taken_off_unless_an_exception_says_otherwise() {
        let mut person = Person::plain();
        person.leave = vec![span("2026-10-05 13:00", "2026-10-08 00:00")];
        assert_eq!(person.said("2026-10-05 12:59"), is("", ""));
        assert_eq!(person.said("2026-10-05 13:00"), is("away", "2026-10-08 09:00"));
        person.exceptions = days(json!({"2026-10-06": [["10:00", "12:00"]]}));
        assert_eq!(person.said("2026-10-05 13:00"), is("away", "2026-10-06 10:00"), "called in on a day of leave");
        assert_eq!(person.said("2026-10-06 11:00"), is("", ""));
        assert_eq!(person.said("2026-10-06 12:00"), is("away", "2026-10-08 09:00"));
        person.away = vec![span("2026-10-06 00:00", "2026-10-06 11:00")];
        assert_eq!(person.said("2026-10-06 10:30"), is("away", "2026-10-06 11:00"), "whoever is said to be away is");
        let stretch = span("2026-10-05 00:00", "2026-10-09 00:00");
        assert_eq!(person.duty().time_in(stretch), (4 + 1 + 9) * HOUR);
    }

    #[test]
    fn without_a_calendar_people_are_there_at_any_hour_but_those_they_name() {
        let mut person = Person { base: vec![], holidays: vec![], ..Person::plain() };
        assert_eq!(person.duty().hours, None);
        person.exceptions = days(json!({"2026-10-01": [["09:00", "10:00"]]}));
        assert_eq!(person.said("2026-10-01 12:00"), is("hours", "2026-10-02 00:00"));
        person.week = serde_json::from_value(json!({"fri": [["09:00", "17:00"]]})).ok();
        assert_eq!(person.said("2026-10-01 12:00"), is("hours", "2026-10-02 09:00"));
    }

    /// A calendar that changes from a day on is worked by the version of each day.
    #[test]
    fn each_day_is_worked_by_the_version_that_holds_on_it() {
        let mut person = Person::plain();
        let mut later = calendar(json!({}));
        later.from = Some(day("2026-10-05"));
        later.hours.week.mon = Hours::new(vec![Shift { from: 600, to: 660 }]);
        (person.base, person.holidays) = (vec![calendar(json!({})), later], vec![Holidays::default(); 2]);
        assert_eq!(person.said("2026-09-28 09:30"), is("", ""));
        assert_eq!(person.said("2026-10-05 09:30"), is("hours", "2026-10-05 10:00"));
    }
}
