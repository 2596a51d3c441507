//! Keeping an eye on a case, or having it come back later.

use crate::cases::operations::CaseRef;
use crate::kernel::id::CaseId;
use crate::kernel::time::{DAY, HOUR, MINUTE, Millis, OffsetMinutes, day_number};

words! {
/// Moments that are offered.
Preset { LaterToday = "later_today", Tomorrow = "tomorrow", Monday = "monday", Week = "week" }
}

/// The hour at which a day begins on which something comes back.
const MORNING: Millis = 9 * HOUR;
/// Later today is in so long; after the evening's hour there is no later today.
const LATER: Millis = 3 * HOUR;
const EVENING: Millis = 21 * HOUR;

/// The moments on offer as of now, the earliest first.
pub fn presets(now: Millis, offset: OffsetMinutes) -> Vec<(Preset, Millis)> {
    let today = day_number(now, offset);
    let start = |day: i64| day * DAY - i64::from(offset) * MINUTE;
    // On the hour, so that it reads as a time somebody chose.
    let later = (now + LATER).div_euclid(HOUR) * HOUR;
    // The first day of the count was a Thursday, and the fourth after it a Monday.
    let monday = today + 1 + (4 - (today + 1)).rem_euclid(7);
    let mut presets = vec![
        (Preset::Tomorrow, start(today + 1) + MORNING),
        (Preset::Monday, start(monday) + MORNING),
        (Preset::Week, start(today + 7) + MORNING),
    ];
    if later <= start(today) + EVENING {
        presets.insert(0, (Preset::LaterToday, later));
    }
    presets
}

data! {
pub struct FollowCase {
    pub id: CaseId,
}

pub struct UnfollowCase {
    pub id: CaseId,
}

pub struct SnoozeCase {
    pub id: CaseId,
    /// When it comes back.
    pub until: Millis,
}

pub struct WakeCase {
    pub id: CaseId,
}
}

operation!(FollowCase => CaseRef, "cases.follow", Post "/cases/{id}/follow", Queued, "The caller hears of whatever happens to the case.");
operation!(UnfollowCase => CaseRef, "cases.unfollow", Post "/cases/{id}/unfollow", Queued, "The caller hears no more of the case than it takes to work on it.");
operation!(SnoozeCase => CaseRef, "cases.snooze", Post "/cases/{id}/snooze", Queued, "Puts an open case out of sight until a moment, or until its customer writes.");
operation!(WakeCase => CaseRef, "cases.wake", Post "/cases/{id}/wake", Queued, "Brings a snoozed case back at once.");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::time::{SHANGHAI, date_time, moment};

    #[test]
    fn presets_are_moments_of_the_desks_own_days() {
        let offered = |date: &str, time: &str| {
            let now = moment(date, time, SHANGHAI).expect("a moment");
            presets(now, SHANGHAI).into_iter().map(|(_, at)| date_time(at, SHANGHAI)).collect::<Vec<_>>()
        };
        // A Sunday, late and early.
        let days = ["2026-11-30 09:00", "2026-11-30 09:00", "2026-12-06 09:00"];
        assert_eq!(offered("2026-11-29", "23:30"), days);
        assert_eq!(offered("2026-11-29", "00:40"), [&["2026-11-29 03:00"], &days[..]].concat());
        // A Monday: the next one is in a week.
        assert_eq!(
            offered("2026-11-30", "17:20"),
            ["2026-11-30 20:00", "2026-12-01 09:00", "2026-12-07 09:00", "2026-12-07 09:00"]
        );
        assert_eq!(offered("2026-12-04", "18:59")[2], "2026-12-07 09:00");
    }
}
