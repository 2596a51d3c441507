//! Moments are UTC milliseconds; people read them in the desk's zone.
//!
//! The zone is a fixed offset here (China has had no daylight saving since 1991): the browser needs
//! no zone table, and server and browser print the same first paint.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

pub const SECOND: Millis = 1000;
pub const MINUTE: Millis = 60 * SECOND;
pub const HOUR: Millis = 60 * MINUTE;
pub const DAY: Millis = 24 * HOUR;

/// Minutes east of UTC.
pub type OffsetMinutes = i32;

pub const SHANGHAI: OffsetMinutes = 480;

fn zoned(at: Millis, offset: OffsetMinutes) -> jiff::Zoned {
    let stamp = Timestamp::from_millisecond(at).unwrap_or_default();
    let offset = Offset::from_seconds(offset * 60).unwrap_or(Offset::UTC);
    stamp.to_zoned(TimeZone::fixed(offset))
}

/// `2026-11-23 09:30`
pub fn date_time(at: Millis, offset: OffsetMinutes) -> String {
    let z = zoned(at, offset);
    format!("{} {:02}:{:02}", date(at, offset), z.hour(), z.minute())
}

/// `2026-11-23`
pub fn date(at: Millis, offset: OffsetMinutes) -> String {
    let z = zoned(at, offset);
    format!("{:04}-{:02}-{:02}", z.year(), z.month(), z.day())
}

/// `09:30`
pub fn clock(at: Millis, offset: OffsetMinutes) -> String {
    let z = zoned(at, offset);
    format!("{:02}:{:02}", z.hour(), z.minute())
}

/// When a day written `2026-11-23` begins; None for anything else.
pub fn day_begins(text: &str, offset: OffsetMinutes) -> Option<Millis> {
    let day: jiff::civil::Date = text.parse().ok()?;
    let begins = day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond();
    (text.len() == 10).then(|| begins - i64::from(offset) * MINUTE)
}

pub fn year(at: Millis, offset: OffsetMinutes) -> i16 {
    zoned(at, offset).year()
}

/// The month a moment lies in: months since the year 0.
pub fn month(at: Millis, offset: OffsetMinutes) -> i32 {
    let z = zoned(at, offset);
    i32::from(z.year()) * 12 + i32::from(z.month()) - 1
}

/// Year and month of a number of months since the year 0.
pub fn year_and_month(month: i32) -> (i32, u32) {
    (month.div_euclid(12), month.rem_euclid(12).unsigned_abs() + 1)
}

/// Which day of its month a moment lies in, and how many that month has.
pub fn day_of_month(at: Millis, offset: OffsetMinutes) -> (u32, u32) {
    let z = zoned(at, offset);
    (z.day().unsigned_abs().into(), z.days_in_month().unsigned_abs().into())
}

/// RFC 3339 in UTC, for `datetime` attributes and the API.
pub fn rfc3339(at: Millis) -> String {
    Timestamp::from_millisecond(at).unwrap_or_default().to_string()
}

/// The moment of a day and a time as forms give them: `2026-11-23`, `09:30`.
pub fn moment(date: &str, time: &str, offset: OffsetMinutes) -> Option<Millis> {
    let mut day = date.splitn(3, '-');
    let (year, month) = (day.next()?.parse().ok()?, day.next()?.parse().ok()?);
    let day = jiff::civil::Date::new(year, month, day.next()?.parse().ok()?).ok()?;
    let (hour, minute) = time.get(..5)?.split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    let zone = TimeZone::fixed(Offset::from_seconds(offset * 60).ok()?);
    let start = day.to_zoned(zone).ok()?.timestamp().as_millisecond();
    Some(start + hour * HOUR + minute * MINUTE)
}

/// Days since 1970-01-01 of the day a moment lies in. That day was a Thursday.
pub fn day_number(at: Millis, offset: OffsetMinutes) -> i64 {
    (at + i64::from(offset) * MINUTE).div_euclid(DAY)
}

/// How far `at` lies from `now`, in the largest unit people would say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Now,
    Minutes(i64),
    /// Hours and the minutes beyond them.
    Hours(i64, i64),
    Days(i64),
}

/// The distance between two moments, without its direction.
pub fn span(a: Millis, b: Millis) -> Span {
    let minutes = (a - b).abs() / MINUTE;
    match minutes {
        0 => Span::Now,
        1..=59 => Span::Minutes(minutes),
        60..=1439 => Span::Hours(minutes / 60, minutes % 60),
        _ => Span::Days(minutes / 1440),
    }
}

/// Whole days between the calendar days of two moments: 0 today, 1 tomorrow, -1 yesterday.
pub fn day_distance(at: Millis, now: Millis, offset: OffsetMinutes) -> i64 {
    let shift = i64::from(offset) * MINUTE;
    (at + shift).div_euclid(DAY) - (now + shift).div_euclid(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shanghai_reads_eight_hours_ahead() {
        assert_eq!(date_time(0, SHANGHAI), "1970-01-01 08:00");
        assert_eq!(year_and_month(month(0, SHANGHAI)), (1970, 1));
        assert_eq!((month(31 * DAY, SHANGHAI), day_of_month(31 * DAY, SHANGHAI)), (1970 * 12 + 1, (1, 28)));
        assert_eq!(rfc3339(1_500), "1970-01-01T00:00:01.5Z");
        assert_eq!(day_distance(16 * HOUR, 15 * HOUR, SHANGHAI), 1);
        assert_eq!(span(0, 80 * MINUTE), Span::Hours(1, 20));
        assert_eq!(moment("1970-01-02", "08:30", SHANGHAI), Some(DAY + 30 * MINUTE));
        for (date, time) in [("", "09:00"), ("2026-02-30", "09:00"), ("2026-02-03", "25:00"), ("x", "y")] {
            assert_eq!(moment(date, time, SHANGHAI), None, "{date} {time}");
        }
        assert_eq!(day_begins("1970-01-02", SHANGHAI), Some(16 * HOUR));
        for odd in ["", "1970-13-01", "1970-1-2", "1970-01-02T00:00", "19700102"] {
            assert_eq!(day_begins(odd, SHANGHAI), None, "{odd}");
        }
    }
}
