//! When somebody can work, against a count by minutes that knows nothing of spans.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;
use yingda_shared::calendar::{Days, Holiday, Holidays, Hours, Shift, Week, WorkCalendar};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::span::Span;
use yingda_shared::kernel::time::{DAY, MINUTE, Millis};
use yingda_shared::schedules::{Base, Duty, OffDuty, Personal, availability};

/// Days that are compiled; moments are asked within them.
const DAYS: i32 = 12;
const MINUTES: i64 = DAYS as i64 * 1_440;

#[derive(Debug)]
struct Plan {
    calendar: Option<WorkCalendar>,
    holidays: Holidays,
    week: Option<Week>,
    exceptions: Days,
    leave: Vec<Span>,
    away: Vec<Span>,
}

/// Up to two shifts that do not overlap; the last may run over midnight.
fn hours() -> impl Strategy<Value = Hours> {
    prop_oneof![
        1 => Just(Hours::OFF),
        3 => (0u16..600, 1u16..500, 1u16..300, 1u16..900, any::<bool>()).prop_map(|(from, long, rest, second, two)| {
            let first = Shift { from, to: from + long };
            let begin = first.to + rest;
            let more = (two && begin < 1_440).then(|| Shift { from: begin, to: begin + second.min(1_439) });
            Hours::new([Some(first), more].into_iter().flatten().collect())
        }),
    ]
}

fn week() -> impl Strategy<Value = Week> {
    proptest::collection::vec(hours(), 7).prop_map(|days| {
        let mut days = days.into_iter();
        let mut next = || days.next().unwrap_or_default();
        Week { mon: next(), tue: next(), wed: next(), thu: next(), fri: next(), sat: next(), sun: next() }
    })
}

fn some_days<T: std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = BTreeMap<Day, T>> {
    proptest::collection::btree_map((-1..DAYS).prop_map(Day), of, 0..5)
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    let span =
        (0..MINUTES, 1..3_000i64).prop_map(|(from, long)| Span { from: from * MINUTE, to: (from + long) * MINUTE });
    proptest::collection::vec(span, 0..4)
}

fn plans() -> impl Strategy<Value = Plan> {
    let holiday = prop_oneof![Just(Holiday::Off), Just(Holiday::MakeUp)];
    let calendar = (week(), some_days(hours()), proptest::option::of(hours())).prop_map(|(week, days, make_up)| {
        let hours = json!({"zone": "UTC", "week": week, "days": Days(days), "make_up": make_up});
        let json = json!({"id": "01900000-0000-7000-8000-000000000001", "active": true, "name": "C", "hours": hours});
        serde_json::from_value(json).expect("a calendar")
    });
    let own = (proptest::option::of(week()), some_days(hours()), spans(), spans());
    (proptest::option::weighted(0.8, calendar), some_days(holiday), own).prop_map(
        |(calendar, holidays, (week, exceptions, leave, away))| Plan {
            calendar,
            holidays: Holidays(holidays),
            week,
            exceptions: Days(exceptions),
            leave,
            away,
        },
    )
}

impl Plan {
    fn duty(&self) -> Duty {
        let versions: Vec<WorkCalendar> = self.calendar.iter().cloned().collect();
        let holidays = vec![self.holidays.clone(); versions.len()];
        let own =
            Personal { week: self.week.as_ref(), exceptions: &self.exceptions, leave: &self.leave, away: &self.away };
        let utc = |_: Option<&WorkCalendar>, day: Day, minute: u16| i64::from(day.0) * DAY + i64::from(minute) * MINUTE;
        availability(Base { versions: &versions, holidays: &holidays }, own, Day(0)..=Day(DAYS - 1), utc)
    }

    /// Shifts of a day, rule by rule.
    fn shifts(&self, day: Day) -> Vec<Shift> {
        if let Some(own) = self.exceptions.0.get(&day) {
            return own.shifts().to_vec();
        }
        let all_day = vec![Shift { from: 0, to: 1_440 }];
        let of = |week: &Week| week.days()[day.weekday()].shifts().to_vec();
        let Some(calendar) = &self.calendar else { return self.week.as_ref().map_or(all_day, of) };
        if let Some(changed) = calendar.hours.days.0.get(&day) {
            return changed.shifts().to_vec();
        }
        let worked = self.week.as_ref().unwrap_or(&calendar.hours.week);
        match self.holidays.0.get(&day) {
            None => of(worked),
            Some(Holiday::Off) => vec![],
            Some(Holiday::MakeUp) => {
                let first = worked.days().into_iter().find(|hours| !hours.shifts().is_empty());
                let first = first.map(|hours| hours.shifts().to_vec()).unwrap_or_default();
                match &calendar.hours.make_up {
                    Some(off) if off.shifts().is_empty() => vec![],
                    Some(hours) if self.week.is_none() => hours.shifts().to_vec(),
                    _ => first,
                }
            }
        }
    }

    fn in_shift(&self, minute: i64, of: impl Fn(Day) -> Vec<Shift>) -> bool {
        let day = Day(minute.div_euclid(1_440) as i32);
        let inside = |day: Day, minute: i64| {
            of(day).iter().any(|shift| (i64::from(shift.from)..i64::from(shift.to)).contains(&minute))
        };
        let of_day = minute.rem_euclid(1_440);
        inside(day, of_day) || inside(day.after(-1), of_day + 1_440)
    }

    fn off(&self, minute: i64) -> Option<OffDuty> {
        let at = minute * MINUTE;
        let holds = |spans: &[Span]| spans.iter().any(|span| span.from <= at && at < span.to);
        let exception = |day: Day| self.exceptions.0.get(&day).map(|hours| hours.shifts().to_vec()).unwrap_or_default();
        if holds(&self.away) || (holds(&self.leave) && !self.in_shift(minute, exception)) {
            return Some(OffDuty::Away);
        }
        (!self.in_shift(minute, |day| self.shifts(day))).then_some(OffDuty::Hours)
    }
}

proptest! {
    #[test]
    fn people_can_work_when_a_count_by_minutes_says_so(plan in plans(), asked in proptest::collection::vec(0..MINUTES, 8)) {
        let duty = plan.duty();
        let works: Vec<Option<OffDuty>> = (0..MINUTES).map(|minute| plan.off(minute)).collect();
        for (minute, off) in (0..).zip(&works) {
            prop_assert_eq!(duty.off(minute * MINUTE), *off, "{}", minute);
        }
        for minute in asked {
            let next = (minute..MINUTES).find(|minute| works[*minute as usize].is_none()).map(|minute| minute * MINUTE);
            let told = duty.next(minute * MINUTE).filter(|at| *at < MINUTES * MINUTE);
            prop_assert_eq!(told, next, "after {}", minute);
            let to = (minute + 1_700).min(MINUTES);
            let counted = (minute..to).filter(|minute| works[*minute as usize].is_none()).count() as Millis * MINUTE;
            prop_assert_eq!(duty.time_in(Span { from: minute * MINUTE, to: to * MINUTE }), counted, "from {}", minute);
        }
    }
}
