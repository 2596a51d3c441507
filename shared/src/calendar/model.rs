//! A working calendar as an administrator writes it down.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::Hours;
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::day::Day;
use crate::kernel::limits::{CALENDAR_DAYS_MAX, CALENDAR_YEARS, SHIFTS_MAX, ZONE_MAX};

/// Wall time of one zone: a week, and days that are different.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// IANA name, such as `Asia/Shanghai`. Whether there is such a zone, the one who compiles knows.
    pub zone: String,
    pub week: Week,
    /// Each replaces its day whole, also where the day is a holiday or a make-up working day.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Hours>"))]
    pub days: Days,
    /// Hours of make-up working days (调休). Without them such a day is worked like the first working day
    /// of the week; an empty list keeps them days off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub make_up: Option<Hours>,
}

/// Hours of each day of the week; a day left out is off.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Week {
    pub mon: Hours,
    pub tue: Hours,
    pub wed: Hours,
    pub thu: Hours,
    pub fri: Hours,
    pub sat: Hours,
    pub sun: Hours,
}

/// Days with hours of their own. Written as an object whose keys are days, each once.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Days(pub BTreeMap<Day, Hours>);

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Week {
    /// Monday first.
    pub fn days(&self) -> [&Hours; 7] {
        [&self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun]
    }

    /// Too many shifts of a day, and shifts at the same time.
    pub fn check(&self) -> Vec<FieldFault> {
        let week = self.days();
        let mut checks = Checks::new();
        for (weekday, name) in NAMES.iter().enumerate() {
            let (hours, next) = (week[weekday], week[(weekday + 1) % 7]);
            checks = alone(checks, &format!("/week/{name}"), hours);
            checks = checks.when(hours.runs_into(next), &format!("/week/{name}"), "hours_over_midnight");
        }
        checks.done()
    }
}

impl Calendar {
    /// What cannot be: too much, days out of range, shifts at the same time. A shift over midnight may run
    /// into a day of `days` that is worked already: that day was changed on purpose, and the time counts once.
    pub fn check(&self) -> Vec<FieldFault> {
        let first = Checks::new().text("/zone", &self.zone, ZONE_MAX);
        let mut faults = first.when(self.days.0.len() > CALENDAR_DAYS_MAX, "/days", "days_too_many").done();
        faults.extend(self.week.check());
        let mut checks = Checks::new();
        if let Some(hours) = &self.make_up {
            checks = alone(checks, "/make_up", hours);
        }
        for (day, hours) in self.days.0.iter().take(CALENDAR_DAYS_MAX) {
            let pointer = format!("/days/{day}");
            let year = day.date().map(|date| date.year());
            let known = year.is_some_and(|year| CALENDAR_YEARS.contains(&year));
            checks = alone(checks.when(!known, &pointer, "day_range"), &pointer, hours);
        }
        faults.extend(checks.done());
        faults
    }
}

/// Checks of one day by itself.
fn alone(checks: Checks, pointer: &str, hours: &Hours) -> Checks {
    let checks = checks.when(hours.shifts().len() > SHIFTS_MAX, pointer, "hours_too_many");
    match hours.overlap() {
        Some(at) => checks.when(true, &format!("{pointer}/{at}"), "hours_overlap"),
        None => checks,
    }
}

impl<'de> Deserialize<'de> for Days {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Days, D::Error> {
        struct Once;
        impl<'de> Visitor<'de> for Once {
            type Value = Days;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object of days and their hours")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Days, A::Error> {
                let mut days = BTreeMap::new();
                while let Some((day, hours)) = map.next_entry::<Day, Hours>()? {
                    match days.entry(day) {
                        Entry::Vacant(place) => place.insert(hours),
                        Entry::Occupied(_) => return Err(A::Error::custom(format_args!("{day} is listed twice"))),
                    };
                }
                Ok(Days(days))
            }
        }
        deserializer.deserialize_map(Once)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Calendar, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    fn faults(week: &str, days: &str) -> Vec<(String, String)> {
        let json = format!(r#"{{"zone":"Asia/Shanghai","week":{week},"days":{days}}}"#);
        let faults = read(&json).expect("a calendar").check();
        faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn what_is_not_known_or_said_twice_is_refused() {
        for (odd, why) in [
            (r#"{"week":{}}"#, "missing field `zone`"),
            (r#"{"zone":"UTC"}"#, "missing field `week`"),
            (r#"{"zone":"UTC","week":{},"weak":{}}"#, "unknown field `weak`"),
            (r#"{"zone":"UTC","week":{"monday":[]}}"#, "unknown field `monday`"),
            (r#"{"zone":"UTC","week":{"mon":[],"mon":[]}}"#, "duplicate field `mon`"),
            (r#"{"zone":"UTC","week":{},"days":{"2026-10-01":[],"2026-10-01":[]}}"#, "2026-10-01 is listed twice"),
            (r#"{"zone":"UTC","week":{},"days":{"2026-02-29":[]}}"#, "\"2026-02-29\" is no day"),
        ] {
            let told = read(odd).expect_err(odd);
            assert!(told.contains(why), "{odd}: {told}");
        }
    }

    #[test]
    fn a_calendar_is_written_as_it_was_read() {
        let json = r#"{"zone":"Asia/Shanghai","week":{"mon":[["09:00","18:00"]],"tue":[],"wed":[],"thu":[],"fri":[],"sat":[],"sun":[]},"days":{"2026-10-01":[]}}"#;
        let calendar = read(json).expect("a calendar");
        assert_eq!(serde_json::to_string(&calendar).expect("JSON"), json);
        assert_eq!(calendar.check(), []);
    }

    #[test]
    fn shifts_at_the_same_time_are_refused_over_midnight_and_the_weeks_edge_too() {
        let one = |pointer: &str, code: &str| vec![(pointer.to_string(), code.to_string())];
        let overlap = faults(r#"{"mon":[["09:00","12:00"],["11:59","18:00"]]}"#, "{}");
        assert_eq!(overlap, one("/week/mon/1", "hours_overlap"));
        let night = faults(r#"{"mon":[["22:00","06:00"]],"tue":[["05:00","09:00"]]}"#, "{}");
        assert_eq!(night, one("/week/mon", "hours_over_midnight"));
        let edge = faults(r#"{"sun":[["22:00","06:00"]],"mon":[["05:00","09:00"]]}"#, "{}");
        assert_eq!(edge, one("/week/sun", "hours_over_midnight"));
        assert_eq!(faults(r#"{"sun":[["22:00","06:00"]],"mon":[["06:00","09:00"]]}"#, "{}"), []);
        let listed = faults("{}", r#"{"2026-10-01":[["09:00","12:00"],["11:00","18:00"]]}"#);
        assert_eq!(listed, one("/days/2026-10-01/1", "hours_overlap"));
        // On purpose, and counted once.
        assert_eq!(faults(r#"{"wed":[["22:00","06:00"]]}"#, r#"{"2026-10-01":[["05:00","09:00"]]}"#), []);
    }

    #[test]
    fn limits_hold() {
        let many: Vec<String> = (0..=SHIFTS_MAX as u32)
            .map(|n| (n * 10, n * 10 + 5))
            .map(|(a, b)| format!(r#"["{:02}:{:02}","{:02}:{:02}"]"#, a / 60, a % 60, b / 60, b % 60))
            .collect();
        let told = faults(&format!(r#"{{"mon":[{}]}}"#, many.join(",")), "{}");
        assert_eq!(told, [("/week/mon".to_string(), "hours_too_many".to_string())]);
        let told = faults("{}", r#"{"1899-12-31":[],"3000-01-01":[],"2999-12-31":[]}"#);
        assert_eq!(told.iter().map(|(_, code)| code.as_str()).collect::<Vec<_>>(), ["day_range", "day_range"]);
        let days: BTreeMap<Day, Hours> =
            (0..=CALENDAR_DAYS_MAX as i32).map(|day| (Day(day), Hours::default())).collect();
        let mut calendar = read(r#"{"zone":"","week":{}}"#).expect("a calendar");
        calendar.days = Days(days);
        let told: Vec<String> = calendar.check().into_iter().map(|fault| fault.code).collect();
        assert_eq!(told, ["required", "days_too_many"]);
    }
}
