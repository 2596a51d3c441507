//! Holidays that ought to be known by now.

use super::{Holidays, WorkCalendar};
use crate::kernel::day::Day;

/// From this month on, next year's notice is out.
const NOTICE_OUT: i8 = 12;

/// The year whose holidays are missing in a calendar that goes by holidays: this year's at any time, next year's
/// in December. `holidays` are all that the calendar knows; a day of its own counts as well, for somebody has
/// thought of that year.
pub fn missing_year(calendar: &WorkCalendar, holidays: &Holidays, today: Day) -> Option<i16> {
    let goes_by = calendar.holidays.is_some() || !calendar.listed.0.is_empty();
    if !calendar.active || !goes_by {
        return None;
    }
    let date = today.date()?;
    let year_of = |day: &Day| day.date().map(|date| date.year());
    let known = |year: i16| {
        let mut days = holidays.0.keys().chain(calendar.hours.days.0.keys());
        days.any(|day| year_of(day) == Some(year))
    };
    let next = (date.month() >= NOTICE_OUT).then_some(date.year() + 1);
    [Some(date.year()), next].into_iter().flatten().find(|year| !known(*year))
}

#[cfg(test)]
mod tests {
    use super::super::{Holiday, HolidayTable, Hours};
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn next_year_is_missed_in_december_and_this_year_always() {
        let json = serde_json::json!({"id": "01900000-0000-7000-8000-000000000001", "active": true, "name": "白班",
            "hours": {"zone": "Asia/Shanghai", "week": {}}, "holidays": "cn"});
        let mut calendar: WorkCalendar = serde_json::from_value(json).expect("a calendar");
        let known = Holidays([(day("2026-10-01"), Holiday::Off)].into());
        let missing = |calendar: &WorkCalendar, today: &str| missing_year(calendar, &known, day(today));
        assert_eq!(missing(&calendar, "2026-11-30"), None);
        assert_eq!(missing(&calendar, "2026-12-01"), Some(2027));
        assert_eq!(missing(&calendar, "2027-01-01"), Some(2027));
        assert_eq!(missing(&calendar, "2025-12-31"), Some(2025), "the nearer one first");
        calendar.hours.days.0.insert(day("2027-01-01"), Hours::OFF);
        assert_eq!(missing(&calendar, "2026-12-01"), None, "written down by hand");
        calendar.hours.days.0.clear();
        calendar.active = false;
        assert_eq!(missing(&calendar, "2026-12-01"), None, "nobody counts by it");
        (calendar.active, calendar.holidays) = (true, None::<HolidayTable>);
        assert_eq!(missing(&calendar, "2026-12-01"), None, "it does not go by holidays");
        calendar.listed.0.insert(day("2026-10-01"), Holiday::Off);
        assert_eq!(missing(&calendar, "2026-12-01"), Some(2027));
    }
}
