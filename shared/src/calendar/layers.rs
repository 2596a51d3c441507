//! Which hours a day has: a person's exception goes before the calendar's, that before a holiday, that
//! before the week.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Calendar, Days, Hours};
use crate::kernel::day::Day;

words! {
/// What the law or the company says of a day.
Holiday {
    Off = "off",
    /// A weekend that is worked for a holiday (调休).
    MakeUp = "make_up",
}
}

words! {
/// Which holiday a day off of the table that ships belongs to.
HolidayName {
    NewYear = "new_year",
    SpringFestival = "spring_festival",
    TombSweeping = "tomb_sweeping",
    Labour = "labour",
    DragonBoat = "dragon_boat",
    MidAutumn = "mid_autumn",
    National = "national",
    /// Both in one, in years in which they meet.
    NationalMidAutumn = "national_mid_autumn",
}
}

/// Holidays and the days that make up for them. Written as an object whose keys are days.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Holidays(pub BTreeMap<Day, Holiday>);

words! {
/// What makes a day what it is, for whoever looks at a year. How long it is worked, its hours say.
DayKind {
    Work = "work",
    /// The week has no hours for it.
    Off = "off",
    Holiday = "holiday",
    /// A weekend that is worked for a holiday (调休).
    MakeUp = "make_up",
    /// It was given hours of its own, or none.
    Changed = "changed",
}
}

/// All that decides the hours of a day, weakest last.
#[derive(Clone, Copy)]
pub struct Layers<'a> {
    /// Of the one person whose time it is; empty for everybody's.
    pub personal: &'a Days,
    pub calendar: &'a Calendar,
    pub holidays: &'a Holidays,
}

impl<'a> Layers<'a> {
    pub fn hours(&self, day: Day) -> &'a Hours {
        let own = self.personal.0.get(&day).or_else(|| self.calendar.days.0.get(&day));
        own.unwrap_or_else(|| match self.holidays.0.get(&day) {
            Some(Holiday::Off) => OFF,
            Some(Holiday::MakeUp) => self.make_up(),
            None => self.calendar.week.days()[day.weekday()],
        })
    }

    /// Why the day has the hours that it has.
    pub fn kind(&self, day: Day) -> DayKind {
        if self.personal.0.contains_key(&day) || self.calendar.days.0.contains_key(&day) {
            return DayKind::Changed;
        }
        match self.holidays.0.get(&day) {
            Some(Holiday::Off) => DayKind::Holiday,
            Some(Holiday::MakeUp) => DayKind::MakeUp,
            None if self.hours(day).is_off() => DayKind::Off,
            None => DayKind::Work,
        }
    }

    fn make_up(&self) -> &'a Hours {
        let worked = || self.calendar.week.days().into_iter().find(|hours| !hours.is_off());
        self.calendar.make_up.as_ref().or_else(worked).unwrap_or(OFF)
    }

    /// First and last of the days that differ from the week.
    pub fn special(&self) -> Option<(Day, Day)> {
        let ends = [ends(&self.personal.0), ends(&self.calendar.days.0), ends(&self.holidays.0)];
        ends.into_iter().flatten().reduce(|(a, b), (c, d)| (a.min(c), b.max(d)))
    }
}

fn ends<T>(days: &BTreeMap<Day, T>) -> Option<(Day, Day)> {
    Some((*days.first_key_value()?.0, *days.last_key_value()?.0))
}

const OFF: &Hours = &Hours::OFF;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn hours(json: &str) -> Hours {
        serde_json::from_str(json).expect("hours")
    }

    #[test]
    fn person_before_calendar_before_holiday_before_week() {
        let json = r#"{"zone":"Asia/Shanghai","week":{"tue":[["09:00","18:00"]],"thu":[["10:00","16:00"]]},
            "days":{"2026-10-02":[["08:00","09:00"]],"2026-10-10":[]}}"#;
        let mut calendar: Calendar = serde_json::from_str(json).expect("a calendar");
        let personal = Days(BTreeMap::from([
            (day("2026-10-02"), Hours::default()),
            (day("2026-10-05"), hours(r#"[["20:00","21:00"]]"#)),
        ]));
        let holidays = Holidays(BTreeMap::from([
            (day("2026-10-01"), Holiday::Off),
            (day("2026-10-02"), Holiday::Off),
            (day("2026-09-20"), Holiday::MakeUp),
            (day("2026-10-10"), Holiday::MakeUp),
        ]));
        let (nobody, none) = (Days::default(), Holidays::default());
        let of = |calendar: &Calendar, personal: &Days, holidays: &Holidays, on: &str| {
            serde_json::to_string(Layers { personal, calendar, holidays }.hours(day(on))).expect("JSON")
        };
        let week = r#"[["10:00","16:00"]]"#;
        assert_eq!(of(&calendar, &nobody, &none, "2026-10-01"), week, "a Thursday like any other");
        assert_eq!(of(&calendar, &nobody, &holidays, "2026-10-01"), "[]", "a holiday beats the week");
        assert_eq!(of(&calendar, &nobody, &holidays, "2026-10-02"), r#"[["08:00","09:00"]]"#, "the calendar beats it");
        assert_eq!(of(&calendar, &personal, &holidays, "2026-10-02"), "[]", "the person beats the calendar");
        assert_eq!(of(&calendar, &personal, &holidays, "2026-10-05"), r#"[["20:00","21:00"]]"#);
        assert_eq!(
            of(&calendar, &nobody, &holidays, "2026-09-20"),
            r#"[["09:00","18:00"]]"#,
            "as the first working day"
        );
        assert_eq!(of(&calendar, &nobody, &holidays, "2026-10-10"), "[]", "the calendar does not make up");
        calendar.make_up = Some(hours(r#"[["09:00","12:00"]]"#));
        assert_eq!(of(&calendar, &nobody, &holidays, "2026-09-20"), r#"[["09:00","12:00"]]"#);
        calendar.make_up = None;
        calendar.week = Default::default();
        assert_eq!(of(&calendar, &nobody, &holidays, "2026-09-20"), "[]", "nothing to work like");
        let layers = Layers { personal: &personal, calendar: &calendar, holidays: &holidays };
        for (on, kind) in [
            ("2026-10-01", DayKind::Holiday),
            ("2026-10-02", DayKind::Changed),
            ("2026-10-05", DayKind::Changed),
            ("2026-10-10", DayKind::Changed),
            ("2026-09-20", DayKind::MakeUp),
            ("2026-09-21", DayKind::Off),
        ] {
            assert_eq!(layers.kind(day(on)), kind, "{on}");
        }
        assert_eq!(layers.special(), Some((day("2026-09-20"), day("2026-10-10"))));
    }
}
