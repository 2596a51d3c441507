//! The working hours of one day, in wall time.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Minutes from one midnight to the next, as the clock on the wall counts them.
pub const MIDNIGHT: u16 = 24 * 60;

/// One stretch of work. In minutes after the midnight its day begins with: `from` below 1440, `to` above
/// `from` and at most 1439 above it, and beyond 1440 where the shift runs over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shift {
    pub from: u16,
    pub to: u16,
}

impl Shift {
    /// A shift as somebody types it: `9:00`, `0900`, `9` or with a colon of another alphabet. What is wrong with it is
    /// the code of a fault.
    pub fn typed(from: &str, to: &str) -> Result<Shift, &'static str> {
        let (Some(from), Some(to)) = (typed(from), typed(to)) else { return Err("shift_time") };
        if from == MIDNIGHT {
            return Err("shift_start");
        }
        if from == to {
            return Err("shift_empty");
        }
        Ok(Shift { from, to: if to < from { to + MIDNIGHT } else { to } })
    }

    /// When it begins and ends, as it is written.
    pub fn written(self) -> [String; 2] {
        let to = if self.to > MIDNIGHT { self.to - MIDNIGHT } else { self.to };
        [Wall(self.from).to_string(), Wall(to).to_string()]
    }

    /// Whether it ends on the day after the one that it begins on.
    pub fn over_midnight(self) -> bool {
        self.to > MIDNIGHT
    }
}

/// Shifts of one day, sorted; none is a day off. Written `[["09:00","12:00"],["13:00","18:00"]]`: `24:00`
/// may end a shift, and an end before its start lies on the next day. A shift belongs to the day that it
/// begins on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours(Vec<Shift>);

impl Hours {
    pub const OFF: Hours = Hours(Vec::new());

    pub fn new(mut shifts: Vec<Shift>) -> Hours {
        shifts.sort_unstable();
        Hours(shifts)
    }

    pub fn shifts(&self) -> &[Shift] {
        &self.0
    }

    pub fn is_off(&self) -> bool {
        self.0.is_empty()
    }

    /// The place of the first shift that begins before the one before it has ended.
    pub fn overlap(&self) -> Option<usize> {
        self.0.windows(2).position(|pair| pair[0].to > pair[1].from).map(|before| before + 1)
    }

    /// Whether the last shift runs over midnight into a shift of the next day.
    pub fn runs_into(&self, next: &Hours) -> bool {
        let (last, first) = (self.0.iter().map(|shift| shift.to).max(), next.0.first());
        last.zip(first).is_some_and(|(to, first)| to > first.from + MIDNIGHT)
    }
}

/// Minutes after midnight of `09:30`; None for what is no time of day.
fn minute(text: &str) -> Option<u16> {
    let digits = |text: &str| -> Option<u16> {
        let two = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        two.then(|| text.parse().ok()).flatten()
    };
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (digits(hour)?, digits(minute)?);
    let at = hour * 60 + minute;
    (minute < 60 && at <= MIDNIGHT).then_some(at)
}

/// The same as people type it.
fn typed(text: &str) -> Option<u16> {
    let text = text.trim().replace('\u{ff1a}', ":");
    let (hour, minutes) = match text.split_once(':') {
        Some((hour, minutes)) => (hour, minutes),
        None if text.len() > 2 && text.is_ascii() => text.split_at(text.len() - 2),
        None => (text.as_str(), "00"),
    };
    if hour.is_empty() || hour.len() > 2 {
        return None;
    }
    minute(&format!("{hour:0>2}:{minutes}"))
}

/// A time of day as it is written.
struct Wall(u16);

impl fmt::Display for Wall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for Wall {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Wall {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Wall, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let odd = || D::Error::custom(format_args!("{text:?} is no time of day; write it as 09:00, at most 24:00"));
        minute(&text).map(Wall).ok_or_else(odd)
    }
}

impl Serialize for Shift {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let to = if self.to > MIDNIGHT { self.to - MIDNIGHT } else { self.to };
        (Wall(self.from), Wall(to)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Shift {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Shift, D::Error> {
        let (Wall(from), Wall(to)) = Deserialize::deserialize(deserializer)?;
        if from == MIDNIGHT {
            return Err(D::Error::custom("24:00 ends a shift and begins none"));
        }
        if from == to {
            let why = "begins and ends at the same time; a whole day is 00:00 to 24:00";
            return Err(D::Error::custom(format_args!("the shift from {} {why}", Wall(from))));
        }
        Ok(Shift { from, to: if to < from { to + MIDNIGHT } else { to } })
    }
}

impl Serialize for Hours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Hours {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Hours".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let time = r"^([01][0-9]|2[0-4]):[0-5][0-9]$";
        schemars::json_schema!({
            "type": "array",
            "items": {
                "type": "array",
                "items": {"type": "string", "pattern": time},
                "minItems": 2,
                "maxItems": 2
            },
            "description": "Shifts of one day: begin and end of each, such as 09:00 and 18:00; none is a day off."
        })
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Hours, D::Error> {
        Vec::deserialize(deserializer).map(Hours::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(json: &str) -> Result<Hours, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn shifts_are_read_in_any_order_and_written_as_they_were() {
        let json = r#"[["00:00","02:00"],["09:00","12:00"],["22:30","24:00"]]"#;
        let mixed = r#"[["22:30","24:00"],["09:00","12:00"],["00:00","02:00"]]"#;
        assert_eq!(hours(json), hours(mixed));
        assert_eq!(serde_json::to_string(&hours(json).expect("hours")).expect("JSON"), json);
        let night = hours(r#"[["22:00","06:00"]]"#).expect("hours");
        assert_eq!(night.shifts(), [Shift { from: 22 * 60, to: 30 * 60 }]);
        assert_eq!(serde_json::to_string(&night).expect("JSON"), r#"[["22:00","06:00"]]"#);
    }

    #[test]
    fn what_is_no_shift_is_told_apart() {
        for (odd, why) in [
            (r#"[["9:00","12:00"]]"#, "\"9:00\" is no time of day"),
            (r#"[["09:00","24:01"]]"#, "\"24:01\" is no time of day"),
            (r#"[["09:60","12:00"]]"#, "\"09:60\" is no time of day"),
            (r#"[["+9:00","12:00"]]"#, "\"+9:00\" is no time of day"),
            (r#"[["24:00","06:00"]]"#, "24:00 ends a shift"),
            (r#"[["09:00","09:00"]]"#, "a whole day is 00:00 to 24:00"),
            (r#"[["09:00"]]"#, "invalid length 1"),
            (r#"[["09:00","10:00","11:00"]]"#, "trailing"),
            (r#"[[9,12]]"#, "invalid type"),
        ] {
            let told = hours(odd).expect_err(odd);
            assert!(told.contains(why), "{odd}: {told}");
        }
    }

    #[test]
    fn people_type_times_in_many_ways() {
        let both = |from, to| Shift::typed(from, to).map(Shift::written);
        let written = |from: &str, to: &str| Ok([from.to_string(), to.to_string()]);
        assert_eq!(both("9:00", " 1800 "), written("09:00", "18:00"));
        assert_eq!(both("900", "18"), written("09:00", "18:00"));
        assert_eq!(both("22\u{ff1a}00", "6"), written("22:00", "06:00"));
        assert_eq!(both("0", "24"), written("00:00", "24:00"));
        assert!(Shift::typed("22", "6").is_ok_and(Shift::over_midnight));
        assert!(Shift::typed("22", "0").is_ok_and(|shift| !shift.over_midnight() && shift.to == MIDNIGHT));
        for odd in ["", ":", "9:0", "24:01", "9.30", "12345", "x", "-1", "\u{4e5d}"] {
            assert_eq!(both(odd, "18:00"), Err("shift_time"), "{odd}");
        }
        assert_eq!(both("24:00", "6"), Err("shift_start"));
        assert_eq!(both("09:00", "9"), Err("shift_empty"));
    }

    #[test]
    fn overlaps_are_found_within_a_day_and_over_midnight() {
        let read = |json| hours(json).expect("hours");
        assert_eq!(read(r#"[["09:00","12:00"],["12:00","18:00"]]"#).overlap(), None);
        assert_eq!(read(r#"[["09:00","12:01"],["12:00","18:00"]]"#).overlap(), Some(1));
        assert_eq!(read(r#"[["22:00","02:00"],["23:00","01:00"]]"#).overlap(), Some(1));
        let night = read(r#"[["22:00","06:00"]]"#);
        assert!(night.runs_into(&read(r#"[["05:59","09:00"]]"#)) && !night.runs_into(&read(r#"[["06:00","09:00"]]"#)));
        assert!(!night.runs_into(&Hours::default()) && !Hours::default().runs_into(&night));
    }
}
