//! Wall time of a zone as moments, by the IANA database that the program carries.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::time::{Millis, SECOND};

#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// By IANA name, in any case.
    pub fn find(name: &str) -> Option<Zone> {
        jiff::tz::db().get(name).ok().map(Zone)
    }

    /// When the day's clock shows so many minutes after midnight; from 1440 on, the next day's. What a change
    /// of the clocks leaves out lies as much later as they skip; what comes twice is the first.
    pub fn moment(&self, day: Day, minute: u16) -> Millis {
        let wall = day
            .date()
            .and_then(|date| date.at(0, 0, 0, 0).checked_add(SignedDuration::from_mins(i64::from(minute))).ok());
        let found = wall.and_then(|wall| self.0.to_ambiguous_timestamp(wall).compatible().ok());
        // Days without a moment lie before and after all years that have a number of four digits.
        let edge = if day.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        found.unwrap_or(edge).as_millisecond()
    }

    /// Seconds east of UTC at a moment; before and after the years that the database counts, as at their ends.
    pub fn offset(&self, at: Millis) -> i64 {
        let edge = if at < 0 { Timestamp::MIN } else { Timestamp::MAX };
        let stamp = Timestamp::from_second(at.div_euclid(SECOND)).unwrap_or(edge);
        i64::from(self.0.to_offset(stamp).seconds())
    }
}
