//! Moments beside the promised ones, for whoever acts while a promise is at risk or broken.
//!
//! They stand still with their clock. Where the compiled days of a calendar do not reach, the wall counts: such a
//! moment comes too early rather than never.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::clock::Clock;
use super::timetable::{Counted, Timetable};
use super::turns::CalendarVersion;
use crate::calendar::{NoMoment, Pauses, WorkingTime};
use crate::kernel::time::{Millis, SHANGHAI};

words! {
/// What a moment is counted from.
Anchor { Start = "start", Due = "due" }
}

/// What a clock and the moments beside it count by.
#[derive(Clone, Copy)]
pub struct Count<'a> {
    /// Of the calendar version that the clock names.
    pub own: &'a Timetable,
    /// Hours of somebody else's; None counts the clock's own time.
    pub hours: Option<&'a Timetable>,
}

impl Clock {
    /// When so many percent of the target are spent, in the clock's own time: the moment at which a page says so.
    /// None once nothing is promised, and for moments beyond any clock.
    pub fn at_percent(&self, own: &Timetable, percent: u32) -> Option<Millis> {
        self.due_at?;
        // Rounded up, as the warning is.
        let spent = self.length.checked_mul(percent.into())?.checked_add(99)? / 100;
        let line = own.line(self.counted);
        reach(line, |line| line.due(self.started_at, spent, &self.pauses(false)))
    }

    /// When so much time has passed since an anchor; a negative length lies before it, but never before the start of
    /// the clock. None once nothing is promised.
    pub fn moment(&self, count: Count, anchor: Anchor, length: Millis) -> Option<Millis> {
        let due_at = self.due_at?;
        match (anchor, length >= 0) {
            (Anchor::Start, _) => self.after(count, self.started_at, length),
            (Anchor::Due, true) => self.after(count, due_at, length),
            (Anchor::Due, false) => reach(self.line(count), |line| {
                let spent = line.spent(self.started_at, due_at, &self.pauses(false))?;
                line.due(self.started_at, spent + length, &self.pauses(false))
            }),
        }
    }

    /// When so much time has passed since any moment; while the clock stands still it does not pass.
    pub fn after(&self, count: Count, from: Millis, length: Millis) -> Option<Millis> {
        reach(self.line(count), |line| line.due(from, length, &self.pauses(false)))
    }

    fn line<'a>(&self, count: Count<'a>) -> &'a WorkingTime {
        count.hours.map_or_else(|| count.own.line(self.counted), |hours| hours.line(Counted::Calendar))
    }
}

impl Timetable {
    /// Counts by the clock on the wall, for those who have no other.
    pub fn of_wall() -> &'static Timetable {
        static WALL: LazyLock<Timetable> =
            LazyLock::new(|| Timetable::new(CalendarVersion::default(), None, SHANGHAI, BTreeSet::new()));
        &WALL
    }

    /// The moment itself while people work or just as they stop, else the next at which they begin.
    pub fn in_hours(&self, at: Millis) -> Millis {
        let line = self.line(Counted::Calendar);
        match line.is_open(at - 1) {
            Ok(true) => at,
            _ => line.next_opening(at).unwrap_or(at),
        }
    }

    /// When so much time has passed since a moment.
    pub fn after(&self, from: Millis, length: Millis) -> Option<Millis> {
        reach(self.line(Counted::Calendar), |line| line.due(from, length, &Pauses::default()))
    }
}

fn reach(line: &WorkingTime, at: impl Fn(&WorkingTime) -> Result<Millis, NoMoment>) -> Option<Millis> {
    at(line).or_else(|_| at(Timetable::of_wall().line(Counted::Wall))).ok()
}
