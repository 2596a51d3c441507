//! A clock read at one moment. Nothing of this is kept anywhere, so none of it can be stale.

use super::clock::Clock;
use super::timetable::Timetable;
use crate::kernel::time::Millis;

words! {
/// How a clock stands. People act upon the later ones first.
Status {
    /// Asked out of hours, and nobody works yet.
    NotBegun = "not_begun",
    Running = "running",
    Paused = "paused",
    /// Nothing is promised while the case is cancelled, merged or a duplicate.
    Withdrawn = "withdrawn",
    Met = "met",
    /// So much of the target is spent that people are to hurry.
    Warning = "warning",
    Missed = "missed",
}
}

data! {
#[derive(Copy)]
pub struct Reading {
    pub status: Status,
    /// Time that counted, in milliseconds.
    pub elapsed: Millis,
    /// Time on the wall since it was asked, pauses included.
    pub elapsed_wall: Millis,
    /// Time on the wall that it stood still.
    pub held_wall: Millis,
    /// What would have counted of that: the due moment moved by so much.
    pub held: Millis,
    /// What is left of the target; below zero it is over.
    pub left: Millis,
    /// Share of the target that is spent, rounded down; above 100 it is over.
    pub percent: i64,
}
}

impl Clock {
    pub fn status(&self, now: Millis) -> Status {
        let Some(due_at) = self.due_at else { return Status::Withdrawn };
        if let Some(stopped_at) = self.stopped_at {
            return if stopped_at <= due_at { Status::Met } else { Status::Missed };
        }
        // What was due before it stood still is not saved by standing still.
        if let Some(since) = self.paused_since().filter(|since| due_at > *since || now <= due_at) {
            return if now < since { self.running(now, due_at) } else { Status::Paused };
        }
        self.running(now, due_at)
    }

    fn running(&self, now: Millis, due_at: Millis) -> Status {
        match now {
            now if now > due_at => Status::Missed,
            now if self.warn_at.is_some_and(|warn_at| now >= warn_at) => Status::Warning,
            now if now < self.started_at => Status::NotBegun,
            _ => Status::Running,
        }
    }

    /// With the timetable of its calendar version.
    pub fn read(&self, timetable: &Timetable, now: Millis) -> Reading {
        let line = timetable.line(self.counted);
        let until = self.end().unwrap_or(now).max(self.asked_at);
        // Days that were not compiled count nothing.
        let known = line.covered();
        let clamp = |at: Millis| at.clamp(known.start, known.end);
        let count = |pauses| line.spent(clamp(self.asked_at), clamp(until), &pauses).unwrap_or_default();
        let (elapsed, all) = (count(self.pauses(true)), count(Default::default()));
        let spans = self.stills.iter().map(|still| (still.from.min(until), still.to.unwrap_or(until).min(until)));
        Reading {
            status: self.status(now),
            elapsed,
            elapsed_wall: until - self.asked_at,
            held_wall: spans.map(|(from, to)| to - from).sum(),
            held: all - elapsed,
            left: self.length - elapsed,
            percent: elapsed * 100 / self.length.max(1),
        }
    }
}
