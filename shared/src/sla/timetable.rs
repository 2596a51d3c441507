//! What a clock counts by: one version of a calendar, compiled, and the clock on the wall beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::target::TimeUnit;
use super::turns::CalendarVersion;
use crate::calendar::{DeskClock, HolidayName, NoMoment, WorkingTime};
use crate::kernel::day::Day;
use crate::kernel::time::{DAY, MINUTE, Millis, OffsetMinutes, SHANGHAI};

/// Further than any moment of a case, and small enough for browsers: 140,000 years.
const FAR: Millis = 1 << 52;

/// One version of a calendar as clocks need it.
#[derive(Clone, Debug, PartialEq)]
pub struct Timetable {
    pub version: CalendarVersion,
    /// None: the desk has no calendar, and counts by the wall.
    working: Option<WorkingTime>,
    wall: WorkingTime,
    offset: OffsetMinutes,
    holidays: BTreeMap<Day, Option<HolidayName>>,
}

words! {
/// Which time a clock counts in the end.
Counted {
    Calendar = "calendar",
    /// The unit says so, or there is no calendar.
    Wall = "wall",
    /// The wall, because the days that were compiled do not reach so far.
    Beyond = "beyond",
}
}

impl Timetable {
    /// `offset` tells days apart, in minutes east of UTC. `holidays` are the days off that the week has hours for.
    pub fn new(
        version: CalendarVersion,
        working: Option<WorkingTime>,
        offset: OffsetMinutes,
        holidays: BTreeSet<Day>,
    ) -> Timetable {
        let holidays = holidays.into_iter().map(|day| (day, None)).collect();
        Timetable { version, working, wall: WorkingTime::new(-FAR..FAR, vec![(-FAR, FAR)]), offset, holidays }
    }

    /// The same with days off that the week has hours for, and what they are called where that is known.
    pub fn with_holidays(self, holidays: BTreeMap<Day, Option<HolidayName>>) -> Timetable {
        Timetable { holidays, ..self }
    }

    /// The default calendar of the desk.
    pub fn of_desk(clock: &DeskClock, version: i64) -> Timetable {
        let version = CalendarVersion { id: None, version };
        Timetable::new(version, clock.line().cloned(), SHANGHAI, BTreeSet::new())
    }

    /// Whether a moment is among the days that were compiled.
    pub fn knows(&self, at: Millis) -> bool {
        self.working.as_ref().is_none_or(|working| working.covered().contains(&at))
    }

    pub(super) fn line(&self, counted: Counted) -> &WorkingTime {
        match (counted, &self.working) {
            (Counted::Calendar, Some(working)) => working,
            _ => &self.wall,
        }
    }

    /// What a unit counts by where nothing is in the way.
    pub(super) fn counted(&self, unit: TimeUnit) -> Counted {
        match (unit, &self.working) {
            (TimeUnit::CalendarMinutes, _) | (_, None) => Counted::Wall,
            _ => Counted::Calendar,
        }
    }

    /// How much time an amount is, for a clock that is asked to begin then.
    pub(super) fn length(
        &self,
        amount: u32,
        unit: TimeUnit,
        line: &WorkingTime,
        asked_at: Millis,
    ) -> Result<Millis, NoMoment> {
        if let Some(length) = unit.length(amount) {
            return Ok(length);
        }
        let start = line.next_opening(asked_at)?;
        let first = self.day(start);
        let mut last = first;
        for _ in 0..amount {
            last = self.day(line.next_opening(self.midnight(last.after(1)))?);
        }
        let until = match unit {
            TimeUnit::WorkingDaysEnd => self.midnight(last.after(1)),
            _ => self.midnight(last) + start - self.midnight(first),
        };
        Ok(line.worked(until)? - line.worked(start)?)
    }

    pub(super) fn day(&self, at: Millis) -> Day {
        // Days of all moments that calendars are compiled for.
        Day((at + Millis::from(self.offset) * MINUTE).div_euclid(DAY) as i32)
    }

    pub(super) fn midnight(&self, day: Day) -> Millis {
        Millis::from(day.0) * DAY - Millis::from(self.offset) * MINUTE
    }

    /// Holidays between two moments, days of one name that follow one another as one.
    pub(super) fn holidays_in(&self, from: Millis, to: Millis) -> Vec<(Millis, Millis, Option<HolidayName>)> {
        if from >= to {
            return Vec::new();
        }
        let mut spans: Vec<(Millis, Millis, Option<HolidayName>)> = Vec::new();
        for (day, name) in self.holidays.range(self.day(from)..=self.day(to - 1)) {
            let (begin, end) = (self.midnight(*day).max(from), self.midnight(day.after(1)).min(to));
            match spans.last_mut().filter(|last| last.1 == begin && last.2 == *name) {
                Some(last) => last.1 = end,
                None => spans.push((begin, end, *name)),
            }
        }
        spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::time::HOUR;

    /// Monday to Friday from 9 to 12 and 13 to 18, in Shanghai, eight weeks from Monday 1970-01-05; the
    /// Wednesday of the second week is off.
    fn table() -> Timetable {
        let base = Timetable::new(CalendarVersion::default(), None, SHANGHAI, BTreeSet::new());
        let days = (4..60).filter(|day| Day(*day).weekday() < 5 && *day != 13);
        let shifts = days.flat_map(|day| [(9, 12), (13, 18)].map(|(from, to)| (day, from, to)));
        let at = |day: i32, hour: i64| base.midnight(Day(day)) + hour * HOUR;
        let spans = shifts.map(|(day, from, to)| (at(day, from), at(day, to))).collect();
        let line = WorkingTime::new(at(4, 0)..at(60, 0), spans);
        Timetable::new(CalendarVersion::default(), Some(line), SHANGHAI, BTreeSet::from([Day(13)]))
    }

    /// Day of the week's number since 1970-01-01 and hour.
    fn due(start: (i32, i64), amount: u32, unit: TimeUnit) -> (i32, i64) {
        let table = table();
        let line = table.line(table.counted(unit));
        let asked = table.midnight(Day(start.0)) + start.1 * HOUR;
        let length = table.length(amount, unit, line, asked).expect("a length");
        let due = line.due(asked, length, &Default::default()).expect("a moment");
        (table.day(due).0, (due - table.midnight(table.day(due))) / HOUR)
    }

    #[test]
    fn units_are_told_apart() {
        use TimeUnit::*;
        for (start, amount, unit, expected) in [
            ((4, 10), 480, BusinessMinutes, (5, 10)),
            ((4, 10), 1, WorkingDays, (5, 10)),
            ((4, 10), 1, WorkingDaysEnd, (5, 18)),
            ((4, 10), 24 * 60, CalendarMinutes, (5, 10)),
            // Friday: the weekend does not count, a wall clock counts on.
            ((8, 15), 1, WorkingDays, (11, 15)),
            ((8, 15), 2, WorkingDaysEnd, (12, 18)),
            ((8, 15), 24 * 60, CalendarMinutes, (9, 15)),
            // Over the day off in the second week.
            ((12, 10), 1, WorkingDays, (14, 10)),
            // Out of hours, the day counts from the next opening: a whole day of work ends when that work does.
            ((8, 20), 1, WorkingDays, (11, 18)),
            ((9, 11), 1, WorkingDaysEnd, (12, 18)),
        ] {
            assert_eq!(due(start, amount, unit), expected, "{start:?} {amount} {unit}");
        }
    }

    #[test]
    fn holidays_of_one_name_are_one_and_of_two_names_two() {
        let named = [(13, Some(HolidayName::Labour)), (14, Some(HolidayName::Labour)), (15, None), (18, None)];
        let table = table().with_holidays(named.into_iter().map(|(day, name)| (Day(day), name)).collect());
        let at = |day: i32| table.midnight(Day(day));
        let told = table.holidays_in(at(12), at(18) + HOUR);
        let labour = Some(HolidayName::Labour);
        assert_eq!(told, [(at(13), at(15), labour), (at(15), at(16), None), (at(18), at(18) + HOUR, None)]);
    }

    #[test]
    fn without_a_calendar_a_day_is_a_day() {
        let table = Timetable::new(CalendarVersion::default(), None, SHANGHAI, BTreeSet::new());
        let line = table.line(table.counted(TimeUnit::WorkingDays));
        let asked = table.midnight(Day(8)) + 15 * HOUR;
        assert_eq!(table.length(2, TimeUnit::WorkingDays, line, asked), Ok(2 * DAY));
        assert_eq!(table.length(2, TimeUnit::WorkingDaysEnd, line, asked), Ok(2 * DAY + 9 * HOUR));
    }

    #[test]
    fn what_was_not_compiled_is_not_guessed() {
        let table = table();
        let line = table.line(Counted::Calendar);
        let asked = table.midnight(Day(58));
        assert_eq!(table.length(30, TimeUnit::WorkingDays, line, asked), Err(NoMoment::Beyond));
    }
}
