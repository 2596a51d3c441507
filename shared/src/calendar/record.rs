//! Working calendars among the records, and the time that the desk counts by.

use super::{Calendar, PackedTime};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::CalendarId;
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

#[cfg(test)]
mod tests {
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
    fn faults_of_the_hours_say_where_in_the_record_they_are() {
        let week = serde_json::json!({"tue": [["09:00", "12:00"], ["11:00", "13:00"]]});
        assert_eq!(faults(saved(week, true, true)), [("/hours/week/tue/1".into(), "hours_overlap".into())]);
    }
}
