//! Moments as lines of text carry them: RFC 3339, years 0000 to 9999, to the millisecond.

use std::fmt;
use std::io::{self, Write};

use jiff::fmt::temporal::{DateTimeParser, Pieces};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE, Millis, SECOND};

use super::zone::Zone;

const FIRST: Millis = -62_167_219_200_000;
const LAST: Millis = 253_402_300_799_999;

/// A moment as it is read; a part of a millisecond is cut off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment(pub Millis);

impl Moment {
    pub fn parse(text: &str) -> Option<Moment> {
        static PARSER: DateTimeParser = DateTimeParser::new();
        let at = PARSER.parse_timestamp(text).map(|stamp| stamp.as_millisecond());
        let at = at.ok().or_else(|| last_day(text))?;
        can_be_written(at).then_some(Moment(at))
    }
}

/// The library counts to 22 hours before the last day of 9999, which is what people write for "never".
fn last_day(text: &str) -> Option<Millis> {
    let pieces = Pieces::parse(text).ok()?;
    let (time, offset) = (pieces.time()?, pieces.to_numeric_offset()?);
    if pieces.date().year() != 9999 {
        return None;
    }
    let minutes = Millis::from(time.hour()) * HOUR + Millis::from(time.minute()) * MINUTE;
    let seconds = Millis::from(time.second()) * SECOND + Millis::from(time.millisecond());
    let day = Millis::from(Day::of(pieces.date()).0) * DAY;
    Some(day + minutes + seconds - Millis::from(offset.seconds()) * SECOND)
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Moment;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a time of RFC 3339, such as 2026-10-01T09:00:00+08:00")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Moment, E> {
                Moment::parse(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// Whether its year has four digits.
pub fn can_be_written(at: Millis) -> bool {
    (FIRST..=LAST).contains(&at)
}

/// Writes a moment that can be written with the offset that its zone has then, or in UTC where RFC 3339
/// cannot say that offset (local mean times of old have seconds) or the year there.
pub fn write(output: &mut impl Write, at: Millis, zone: &Zone) -> io::Result<()> {
    let offset = zone.offset(at);
    let offset = (offset % 60 == 0 && can_be_written(at + offset * SECOND)).then_some(offset);
    let local = at + offset.unwrap_or_default() * SECOND;
    let date = Day(local.div_euclid(DAY) as i32).date().unwrap_or_default();
    let time = local.rem_euclid(DAY);
    let (hour, minute, second) = (time / HOUR, time / MINUTE % 60, time / SECOND % 60);
    write!(output, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())?;
    write!(output, "T{hour:02}:{minute:02}:{second:02}")?;
    if time % SECOND != 0 {
        write!(output, ".{:03}", time % SECOND)?;
    }
    let Some(offset) = offset else { return output.write_all(b"Z") };
    let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs() / 60);
    write!(output, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(at: Millis, zone: &str) -> String {
        let mut text = Vec::new();
        write(&mut text, at, &Zone::find(zone).expect("a zone")).expect("memory takes it");
        String::from_utf8(text).expect("text")
    }

    #[test]
    fn moments_are_read_to_the_last_of_9999() {
        let read = |text| Moment::parse(text).map(|Moment(at)| at);
        assert_eq!(read("1970-01-01T08:00:00+08:00"), Some(0));
        assert_eq!(read("1970-01-01T00:00:01.5009Z"), Some(1_500));
        assert_eq!(read("9999-12-31T23:59:59.999Z"), Some(LAST));
        assert_eq!(read("9999-12-31T23:59:59+08:00"), Some(LAST - 999 - 8 * HOUR));
        assert_eq!(read("9999-12-30T12:00:00Z"), Some(LAST + 1 - 36 * HOUR));
        assert_eq!(read("0000-01-01T00:00:00Z"), Some(FIRST));
        for odd in [
            "",
            "now",
            "2026-10-01",
            "2026-10-01T09:00:00",
            "2026-02-29T09:00:00Z",
            "2026-10-01T25:00:00Z",
            "0000-01-01T00:00:00+08:00",
            "9999-12-31T23:59:59-08:00",
            "+010000-01-01T00:00:00Z",
            "9999-12-31T23:59:59",
        ] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }

    #[test]
    fn moments_are_written_in_their_zone() {
        assert_eq!(said(0, "Asia/Shanghai"), "1970-01-01T08:00:00+08:00");
        assert_eq!(said(1_500, "America/New_York"), "1969-12-31T19:00:01.500-05:00");
        assert_eq!(said(-1, "UTC"), "1969-12-31T23:59:59.999+00:00");
        assert_eq!(said(1_790_000_000_000, "Asia/Kathmandu"), "2026-09-21T19:58:20+05:45");
        // Local mean time, +08:05:43, and a year of five digits.
        assert_eq!(said(-2_500_000_000_000, "Asia/Shanghai"), "1890-10-11T19:33:20Z");
        assert_eq!(said(LAST, "Asia/Shanghai"), "9999-12-31T23:59:59.999Z");
        assert_eq!(said(FIRST, "America/New_York"), "0000-01-01T00:00:00Z");
        assert!(!can_be_written(LAST + 1) && !can_be_written(FIRST - 1));
    }
}
