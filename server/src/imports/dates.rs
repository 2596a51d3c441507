//! Dates as people write them: year first, day first with dots, and the two ways of slashes.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use yingda_shared::imports::DateOrder;
use yingda_shared::kernel::time::{Millis, OffsetMinutes};

/// The field whose values are dates.
pub const FIELD: &str = "opened_at";

/// Days between the beginning of a spreadsheet's count and 1970.
const SERIAL_EPOCH: f64 = 25_569.0;
const MILLIS_OF_DAY: f64 = 86_400_000.0;
/// Serials of 1970 and of 2149: what lies outside is a number and no date.
const SERIALS: std::ops::Range<f64> = SERIAL_EPOCH..91_000.0;

/// What a cell says, or what it could say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Read {
    Sure(DateTime),
    /// Day first, month first.
    Either(DateTime, DateTime),
}

/// Reads a date, with a time of the day or without.
pub fn read(text: &str) -> Option<Read> {
    let text = text.trim();
    if let Ok(serial) = text.parse::<f64>() {
        return SERIALS.contains(&serial).then(|| from_serial(serial)).flatten().map(Read::Sure);
    }
    let mut numbers = Vec::new();
    let (mut dots, mut clock) = (false, text.len());
    for (at, part) in parts(text) {
        if numbers.len() == 3 {
            clock = at;
            break;
        }
        numbers.push(part);
        dots |= text[at + part.len()..].starts_with('.');
    }
    let [a, b, c] = numbers[..] else { return None };
    let time = time(&text[clock..])?;
    let number = |text: &str| text.parse::<i16>().ok();
    let date = |year: &str, month: &str, day: &str| {
        let (month, day) = (i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?);
        DateTime::new(number(year)?, month, day, time.0, time.1, time.2, 0).ok()
    };
    match (a.len(), c.len()) {
        (4, 1..=2) => date(a, b, c).map(Read::Sure),
        (1..=2, 4) if dots => date(c, b, a).map(Read::Sure),
        (1..=2, 4) => match (date(c, b, a), date(c, a, b)) {
            (Some(day), Some(month)) if day == month => Some(Read::Sure(day)),
            (Some(day), Some(month)) => Some(Read::Either(day, month)),
            (day, month) => day.or(month).map(Read::Sure),
        },
        _ => None,
    }
}

/// Runs of digits, with where they begin.
fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(|c: char| c.is_ascii_digit())?;
        let end = text[start..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |length| start + length);
        at = end;
        Some((start, &text[start..end]))
    })
}

/// Hour, minute and second; midnight where nothing is said, nothing where it is no time.
fn time(text: &str) -> Option<(i8, i8, i8)> {
    let lower = text.to_lowercase();
    let numbers: Vec<i8> = parts(&lower).map(|(_, part)| part.parse().unwrap_or(99)).take(3).collect();
    let [hour, minute, second] = [0, 1, 2].map(|at| numbers.get(at).copied().unwrap_or_default());
    let hour = match () {
        () if lower.contains("pm") && hour < 12 => hour + 12,
        () if lower.contains("am") && hour == 12 => 0,
        () => hour,
    };
    (hour < 24 && minute < 60 && second < 60).then_some((hour, minute, second))
}

/// A spreadsheet's count of days, rounded to the second.
fn from_serial(serial: f64) -> Option<DateTime> {
    let millis = ((serial - SERIAL_EPOCH) * MILLIS_OF_DAY / 1000.0).round() as i64 * 1000;
    let stamp = jiff::Timestamp::from_millisecond(millis).ok()?;
    Some(stamp.to_zoned(TimeZone::UTC).datetime())
}

/// The moment in the desk's zone. `Err` says what the cell could be read as: nothing, or two things.
pub fn moment(text: &str, order: Option<DateOrder>, offset: OffsetMinutes) -> Result<Millis, &'static str> {
    let date = match (read(text), order) {
        (None, _) => return Err("date"),
        (Some(Read::Sure(date)), _) => date,
        (Some(Read::Either(..)), None) => return Err("date_ambiguous"),
        (Some(Read::Either(day, _)), Some(DateOrder::DayFirst)) => day,
        (Some(Read::Either(_, month)), Some(DateOrder::MonthFirst)) => month,
    };
    let zone = TimeZone::fixed(Offset::from_seconds(offset * 60).unwrap_or(Offset::UTC));
    date.to_zoned(zone).map(|zoned| zoned.timestamp().as_millisecond()).map_err(|_| "date")
}

/// What a column of dates is: 13/05 among them says that all have the day first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Order {
    either: bool,
    day_first: bool,
    month_first: bool,
}

impl Order {
    pub fn see(&mut self, text: &str) {
        match read(text) {
            Some(Read::Either(..)) => self.either = true,
            Some(Read::Sure(date)) => match slashed(text) {
                Some((a, b)) if a != b && date.day() as u32 == a => self.day_first = true,
                Some((a, b)) if a != b && date.day() as u32 == b => self.month_first = true,
                _ => {}
            },
            None => {}
        }
    }

    /// The order its own values prove.
    pub fn proven(self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (true, false) => Some(DateOrder::DayFirst),
            (false, true) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    pub fn is_ambiguous(self) -> bool {
        self.either && self.proven().is_none()
    }
}

/// The first two numbers of a date whose year stands last, not parted by dots.
fn slashed(text: &str) -> Option<(u32, u32)> {
    let numbers: Vec<(usize, &str)> = parts(text).take(3).collect();
    let [(at, a), (_, b), (_, c)] = numbers[..] else { return None };
    let dots = text[at + a.len()..].starts_with('.');
    (a.len() <= 2 && c.len() == 4 && !dots).then(|| Some((a.parse().ok()?, b.parse().ok()?)))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(text: &str) -> Option<String> {
        match read(text)? {
            Read::Sure(date) => Some(date.strftime("%Y-%m-%d %H:%M").to_string()),
            Read::Either(..) => Some("either".into()),
        }
    }

    #[test]
    fn dates_in_every_order_are_the_same_day() {
        let same = [
            "2026-11-05",
            "2026/11/5",
            "2026.11.5",
            "5.11.2026",
            "05.11.2026",
            "2026年11月5日",
            "46331",
            "2026-11-05T00:00:00",
        ];
        for text in same {
            assert_eq!(said(text).as_deref(), Some("2026-11-05 00:00"), "{text}");
        }
        let timed =
            ["2026-11-05 14:30", "2026/11/5 14:30:00", "5.11.2026 2:30 PM", "2026年11月5日 14:30", "46331.604166667"];
        for text in timed {
            assert_eq!(said(text).as_deref(), Some("2026-11-05 14:30"), "{text}");
        }
        assert_eq!(said("25/11/2026").as_deref(), Some("2026-11-25 00:00"));
        assert_eq!(said("11/25/2026").as_deref(), Some("2026-11-25 00:00"));
        assert_eq!(said("5/11/2026").as_deref(), Some("either"));
        assert_eq!(said("5/5/2026").as_deref(), Some("2026-05-05 00:00"));
        for none in
            ["", "soon", "31.02.2026", "2026-13-01", "13/13/2026", "5/11/26", "2026", "1e9", "-5", "2026-11-05 25:00"]
        {
            assert_eq!(said(none), None, "{none}");
        }
    }

    #[test]
    fn one_value_decides_a_column_and_none_is_guessed() {
        let order = |texts: &[&str]| {
            let mut order = Order::default();
            texts.iter().for_each(|text| order.see(text));
            (order.is_ambiguous(), order.proven())
        };
        assert_eq!(order(&["5/11/2026", "6/11/2026"]), (true, None));
        assert_eq!(order(&["5/11/2026", "25/11/2026"]), (false, Some(DateOrder::DayFirst)));
        assert_eq!(order(&["5/11/2026", "11/25/2026"]), (false, Some(DateOrder::MonthFirst)));
        assert_eq!(order(&["5/11/2026", "11/25/2026", "25/11/2026"]), (true, None));
        assert_eq!(order(&["2026-11-05", "5.11.2026"]), (false, None));
        assert_eq!(moment("5/11/2026", None, 480), Err("date_ambiguous"));
        assert_eq!(moment("1.1.1970", None, 480), Ok(-28_800_000));
        assert_eq!(moment("5/11/2026", Some(DateOrder::MonthFirst), 0), moment("2026-05-11", None, 0));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reading(text in ".{0,40}") {
            let _ = moment(&text, Some(DateOrder::DayFirst), 480);
            Order::default().see(&text);
        }
    }
}
