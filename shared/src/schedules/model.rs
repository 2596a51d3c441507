//! What is set of one person's time.

use std::collections::BTreeMap;

use crate::calendar::{Days, Week};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{CalendarId, UserId};
use crate::kernel::limits::{CALENDAR_YEARS, SCHEDULE_DAYS_MAX, SHIFTS_MAX};

data! {
/// The schedule of one person. Nothing of it set: the default calendar of the desk.
pub struct Schedule {
    pub id: UserId,
    #[serde(default)]
    pub rv: i64,
    /// None: the default calendar of the desk.
    #[serde(default)]
    pub calendar_id: Option<CalendarId>,
    /// Shifts instead of those of the calendar's week; its holidays and changed days hold.
    #[serde(default)]
    pub week: Option<Week>,
    /// Days that are different for this person, off (`[]`) or with hours: they go before calendar, holidays and leave.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, crate::calendar::Hours>"))]
    pub exceptions: Days,
}
}

impl Schedule {
    pub fn plain(id: UserId) -> Schedule {
        Schedule { id, rv: 0, calendar_id: None, week: None, exceptions: Days(BTreeMap::new()) }
    }

    pub fn check(&self) -> Vec<FieldFault> {
        let mut faults = self.week.as_ref().map(Week::check).unwrap_or_default();
        let days = &self.exceptions.0;
        let mut checks = Checks::new().when(days.len() > SCHEDULE_DAYS_MAX, "/exceptions", "days_too_many");
        for (day, hours) in days.iter().take(SCHEDULE_DAYS_MAX) {
            let known = day.date().is_some_and(|date| CALENDAR_YEARS.contains(&date.year()));
            let pointer = format!("/exceptions/{day}");
            checks = checks
                .when(!known, &pointer, "day_range")
                .when(hours.shifts().len() > SHIFTS_MAX, &pointer, "hours_too_many")
                .when(hours.overlap().is_some(), &pointer, "hours_overlap");
        }
        faults.extend(checks.done());
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_told_at_its_field() {
        let json = serde_json::json!({"id": "01900000-0000-7000-8000-000000000001",
            "week": {"mon": [["22:00", "06:00"]], "tue": [["05:00", "09:00"]], "wed": [["09:00", "12:00"], ["11:00", "13:00"]]},
            "exceptions": {"1066-10-14": [], "2026-10-01": [["09:00", "12:00"], ["10:00", "11:00"]], "2026-10-02": []}});
        let schedule: Schedule = serde_json::from_value(json).expect("a schedule");
        let told: Vec<(String, String)> =
            schedule.check().into_iter().map(|fault| (fault.pointer, fault.code)).collect();
        let is = |pointer: &str, code: &str| (pointer.to_string(), code.to_string());
        let expected = [
            is("/week/mon", "hours_over_midnight"),
            is("/week/wed/1", "hours_overlap"),
            is("/exceptions/1066-10-14", "day_range"),
            is("/exceptions/2026-10-01", "hours_overlap"),
        ];
        assert_eq!(told, expected);
        assert_eq!(Schedule::plain(schedule.id).check(), []);
    }
}
