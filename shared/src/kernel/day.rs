//! A day of the calendar, wherever its clocks stand.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use jiff::{SignedDuration, ToSpan};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Days since 1970-01-01, in the calendar's own zone. Written `2026-10-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

const EPOCH: Date = date(1970, 1, 1);

impl Day {
    pub fn of(date: Date) -> Day {
        const HOURS: i64 = 24;
        let since: SignedDuration = date.duration_since(EPOCH);
        // Ten thousand years have fewer days than an i32 holds.
        Day((since.as_hours() / HOURS) as i32)
    }

    /// The first day of a month; None where there is no such month.
    pub fn first_of(year: i16, month: i8) -> Option<Day> {
        Date::new(year, month, 1).ok().map(Day::of)
    }

    /// None before the year -9999 and after 9999.
    pub fn date(self) -> Option<Date> {
        EPOCH.checked_add(self.0.days()).ok()
    }

    /// 0 is Monday, 6 is Sunday.
    pub fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        (self.0 + 3).rem_euclid(7) as usize
    }

    pub fn after(self, days: i32) -> Day {
        Day(self.0 + days)
    }
}

/// What is no day, or is written in another way than `2026-10-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDay;

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Day, NoDay> {
        let date: Date = text.parse().map_err(|_| NoDay)?;
        // Other ways of writing a day would let one day stand twice in a list.
        if text.len() == 10 { Ok(Day::of(date)) } else { Err(NoDay) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date() {
            Some(date) => write!(f, "{date}"),
            None => write!(f, "{} days from 1970-01-01", self.0),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date"})
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let odd = |_| serde::de::Error::custom(format_args!("{text:?} is no day; write it as 2026-10-01"));
        text.parse().map_err(odd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_and_written_in_one_way() {
        for (text, number, weekday) in
            [("1970-01-01", 0, 3), ("2026-10-01", 20_727, 3), ("1969-12-28", -4, 6), ("2024-02-29", 19_782, 3)]
        {
            let day: Day = text.parse().expect("a day");
            assert_eq!((day.0, day.weekday(), day.to_string().as_str()), (number, weekday, text));
        }
        for odd in ["", "2026-02-29", "2026-1-1", "20260101", "2026-01-01T00:00", "+002026-01-01"] {
            assert_eq!(odd.parse::<Day>(), Err(NoDay), "{odd}");
        }
        assert_eq!(Day::first_of(2026, 10).map(|day| day.to_string()).as_deref(), Some("2026-10-01"));
        assert_eq!([Day::first_of(2026, 13), Day::first_of(2026, 0)], [None, None]);
        assert_eq!("9999-12-31".parse::<Day>().map(|day| day.after(1).date()), Ok(None));
    }
}
