//! Working calendars among the records, and the time that the desk counts by.

use super::{Calendar, Holidays, PackedTime};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::day::Day;
use crate::kernel::id::CalendarId;
use crate::kernel::limits::{CALENDAR_DAYS_MAX, CALENDAR_YEARS};
use crate::record::{Details, Keys};

words! {
/// Holidays that the program knows by itself.
HolidayTable {
    /// Mainland China, by the notices of the State Council.
    China = "cn",
}
}

data! {
/// A calendar with a name. At most one is the desk's default: promises count by it. Without one they count
/// by the clock on the wall.
pub struct WorkCalendar {
    pub id: CalendarId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    pub hours: Calendar,
    /// None: no holidays but those among the days of its own.
    #[serde(default)]
    pub holidays: Option<HolidayTable>,
    /// Holidays that a file brought; where both name a day they go before the table.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, super::Holiday>"))]
    pub listed: Holidays,
    /// The first day that is worked so: days before it are worked as was saved before (`in_force`). None: all days.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub from: Option<Day>,
    /// Saving one with it takes it from the calendar that had it.
    #[serde(default)]
    pub default: bool,
}

/// The default calendar as moments: a setting that the server makes from it, and that devices keep.
#[derive(Default)]
pub struct DeskTime {
    #[serde(default)]
    pub rv: i64,
    /// None while no calendar is the default.
    pub time: Option<PackedTime>,
}
}

record!(WorkCalendar, CalendarId, "calendars");

/// The unique code of the default calendar: two cannot be it, however they were saved.
const DEFAULT: &str = "default";

impl Details for WorkCalendar {
    fn keys(&self) -> Keys {
        Keys { code: self.default.then(|| DEFAULT.into()), ..Keys::default() }
    }
    fn check(&self) -> Vec<FieldFault> {
        let inside = |fault: FieldFault| FieldFault { pointer: format!("/hours{}", fault.pointer), ..fault };
        let mut faults: Vec<FieldFault> = self.hours.check().into_iter().map(inside).collect();
        let known = |day: &Day| day.date().is_some_and(|date| CALENDAR_YEARS.contains(&date.year()));
        let listed = Checks::new()
            .when(self.listed.0.len() > CALENDAR_DAYS_MAX, "/listed", "days_too_many")
            .when(!self.listed.0.keys().all(known), "/listed", "day_range")
            .when(!self.from.as_ref().is_none_or(known), "/from", "day_range");
        faults.extend(listed.done());
        let idle = self.hours.week.days().iter().all(|hours| hours.is_off());
        let checks = Checks::new().when(self.default && !self.active, "/default", "default_inactive").when(
            self.default && idle,
            "/default",
            "default_without_hours",
        );
        faults.extend(checks.done());
        faults
    }
    fn search(&self) -> String {
        self.hours.zone.clone()
    }
}

impl WorkCalendar {
    /// Holidays of the calendar, whatever the week says: those of its table, of which `known` tells, and above
    /// them those that a file brought.
    pub fn all_holidays(&self, known: impl FnOnce(HolidayTable) -> Holidays) -> Holidays {
        let mut holidays = self.holidays.map(known).unwrap_or_default();
        holidays.0.extend(&self.listed.0);
        holidays
    }
}

#[cfg(test)]
mod tests {
    use super::super::Holiday;
    use super::*;

    fn faults(json: serde_json::Value) -> Vec<(String, String)> {
        let calendar: WorkCalendar = serde_json::from_value(json).expect("a calendar");
        calendar.check().into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    fn saved(week: serde_json::Value, active: bool, default: bool) -> serde_json::Value {
        serde_json::json!({"id": "01900000-0000-7000-8000-000000000001", "active": active, "name": "白班",
            "hours": {"zone": "Asia/Shanghai", "week": week}, "default": default})
    }

    #[test]
    fn the_default_is_switched_on_and_has_hours() {
        let week = serde_json::json!({"mon": [["09:00", "18:00"]]});
        let told = |pointer: &str, code: &str| vec![(pointer.to_string(), code.to_string())];
        assert_eq!(faults(saved(week.clone(), true, true)), []);
        assert_eq!(faults(saved(week.clone(), false, false)), []);
        assert_eq!(faults(saved(week, false, true)), told("/default", "default_inactive"));
        assert_eq!(faults(saved(serde_json::json!({}), true, true)), told("/default", "default_without_hours"));
        assert_eq!(faults(saved(serde_json::json!({}), true, false)), []);
    }

    #[test]
    fn days_of_no_century_are_refused() {
        let mut calendar = saved(serde_json::json!({"mon": [["09:00", "18:00"]]}), true, true);
        (calendar["listed"], calendar["from"]) = (serde_json::json!({"1066-10-14": "off"}), "3000-01-01".into());
        let range = |pointer: &str| (pointer.to_string(), "day_range".to_string());
        assert_eq!(faults(calendar), [range("/listed"), range("/from")]);
    }

    #[test]
    fn what_a_file_brought_goes_before_the_table() {
        let mut calendar = saved(serde_json::json!({}), true, false);
        calendar["listed"] = serde_json::json!({"2026-10-01": "make_up", "2027-01-01": "off"});
        calendar["holidays"] = "cn".into();
        let mut calendar: WorkCalendar = serde_json::from_value(calendar).expect("a calendar");
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let table = |_| Holidays([day("2026-10-01"), day("2026-10-02")].map(|day| (day, Holiday::Off)).into());
        let told = calendar.all_holidays(table);
        let expected = [("2026-10-01", Holiday::MakeUp), ("2026-10-02", Holiday::Off), ("2027-01-01", Holiday::Off)];
        assert_eq!(told, Holidays(expected.map(|(text, kind)| (day(text), kind)).into()));
        calendar.holidays = None;
        assert_eq!(calendar.all_holidays(table), calendar.listed);
    }

    #[test]
    fn faults_of_the_hours_say_where_in_the_record_they_are() {
        let week = serde_json::json!({"tue": [["09:00", "12:00"], ["11:00", "13:00"]]});
        assert_eq!(faults(saved(week, true, true)), [("/hours/week/tue/1".into(), "hours_overlap".into())]);
    }
}
