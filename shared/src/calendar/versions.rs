//! Which version of a calendar a day is worked by.

use jiff::civil::Date;

use super::{DayKind, Days, HolidayTable, Holidays, Hours, Layers, WorkCalendar};
use crate::kernel::day::Day;

/// The version that a day is worked by, of versions in the order in which they were saved: the last saved that
/// holds on that day. Days before all of them are worked as the first says. None where there is no version.
pub fn in_force(versions: &[WorkCalendar], day: Day) -> Option<&WorkCalendar> {
    let holds = |version: &&WorkCalendar| version.from.is_none_or(|from| from <= day);
    versions.iter().rev().find(holds).or(versions.first())
}

/// One day as a calendar has it.
#[derive(Clone, Debug, PartialEq)]
pub struct YearDay {
    pub day: Day,
    pub kind: DayKind,
    pub hours: Hours,
}

/// The days of a year, each by the version that it is worked by. Empty where there is no version, or no such year.
/// `known` are the holidays of a table.
pub fn days_of_year(versions: &[WorkCalendar], known: impl Fn(HolidayTable) -> Holidays, year: i16) -> Vec<YearDay> {
    let (Ok(first), Ok(last)) = (Date::new(year, 1, 1), Date::new(year, 12, 31)) else { return Vec::new() };
    let holidays: Vec<Holidays> = versions.iter().map(|version| version.all_holidays(&known)).collect();
    let nobody = Days::default();
    let shown = |day: i32| {
        let day = Day(day);
        let version = in_force(versions, day)?;
        let at = versions.iter().position(|one| std::ptr::eq(one, version))?;
        let layers = Layers { personal: &nobody, calendar: &version.hours, holidays: &holidays[at] };
        Some(YearDay { day, kind: layers.kind(day), hours: layers.hours(day).clone() })
    };
    (Day::of(first).0..=Day::of(last).0).filter_map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Holiday;
    use super::*;

    fn version(rv: i64, from: Option<i32>) -> WorkCalendar {
        let json = serde_json::json!({"id": "01900000-0000-7000-8000-000000000001", "rv": rv, "active": true,
            "name": "白班", "hours": {"zone": "Asia/Shanghai", "week": {}}});
        WorkCalendar { from: from.map(Day), ..serde_json::from_value(json).expect("a calendar") }
    }

    #[test]
    fn a_year_is_shown_day_by_day_and_version_by_version() {
        let week = |json: serde_json::Value| serde_json::from_value(json).expect("a week");
        let (mut before, mut after) = (version(1, None), version(2, Some(20_727)));
        before.hours.week = week(serde_json::json!({"wed": [["09:00", "12:00"]], "thu": [["09:00", "12:00"]]}));
        after.hours.week = week(serde_json::json!({"thu": [["10:00", "16:00"]]}));
        after.hours.days.0.insert(Day(20_729), Hours::OFF);
        (before.holidays, after.holidays) = (Some(HolidayTable::China), Some(HolidayTable::China));
        let known = |_| Holidays([(Day(20_727), Holiday::Off), (Day(20_728), Holiday::MakeUp)].into());
        let year = days_of_year(&[before, after], known, 2026);
        assert_eq!(year.len(), 365);
        let told = |day: i32| {
            year.iter()
                .find(|shown| shown.day == Day(day))
                .map(|shown| (shown.kind, shown.hours.shifts().first().map_or(0, |shift| shift.from)))
        };
        // 2026-10-01 was a Thursday.
        for (day, expected) in [
            (20_726, (DayKind::Work, 9 * 60)),
            (20_720, (DayKind::Work, 9 * 60)),
            (20_727, (DayKind::Holiday, 0)),
            (20_728, (DayKind::MakeUp, 10 * 60)),
            (20_729, (DayKind::Changed, 0)),
            (20_733, (DayKind::Off, 0)),
            (20_734, (DayKind::Work, 10 * 60)),
        ] {
            assert_eq!(told(day), Some(expected), "{day}");
        }
        assert_eq!(days_of_year(&[], known, 2026), []);
    }

    #[test]
    fn the_last_saved_that_holds_decides() {
        let saved = [version(1, Some(100)), version(2, Some(300)), version(3, Some(200)), version(4, Some(400))];
        let told = |day: i32| in_force(&saved, Day(day)).map(|version| version.rv);
        // What begins at 300 was taken back by what was saved later and begins before it.
        let expected = [(0, 1), (100, 1), (199, 1), (200, 3), (300, 3), (399, 3), (400, 4), (9_999, 4)];
        for (day, rv) in expected {
            assert_eq!(told(day), Some(rv), "{day}");
        }
        let whole = [version(1, Some(100)), version(2, None)];
        assert_eq!(in_force(&whole, Day(0)).map(|version| version.rv), Some(2), "of all days");
        assert_eq!(in_force(&[], Day(0)), None);
    }
}
