//! Why a clock is due when it is: every stretch of its time, as data for a page.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::clock::Clock;
use super::reading::Reading;
use super::rounds::Standstill;
use super::timetable::Timetable;
use crate::calendar::HolidayName;
use crate::kernel::limits::SLA_STRETCHES_MAX;
use crate::kernel::time::Millis;

words! {
StretchKind {
    Running = "running",
    Paused = "paused",
    /// Nobody works.
    Closed = "closed",
    /// A day off that the week would have worked.
    Holiday = "holiday",
}
}

data! {
/// A stretch of a clock's time. Each begins where the one before it ends.
pub struct Stretch {
    pub kind: StretchKind,
    /// Of a pause alone.
    pub why: Option<Standstill>,
    /// Of a holiday that has a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<HolidayName>,
    pub from: Millis,
    /// None: it still lasts.
    pub to: Option<Millis>,
    /// What it spent of the target, in milliseconds.
    pub counted: Millis,
    /// Shorter stretches that are folded into it, so that a year can be read.
    #[serde(default)]
    pub folded: u32,
}

pub struct Explanation {
    pub clock: Clock,
    pub reading: Reading,
    /// Asked while nobody worked: it began with the next opening.
    pub out_of_hours: bool,
    /// At most `SLA_STRETCHES_MAX`. What they count together is what is spent.
    pub stretches: Vec<Stretch>,
}
}

impl Clock {
    /// With the timetable of its calendar version.
    pub fn explain(&self, timetable: &Timetable, now: Millis) -> Explanation {
        Explanation {
            clock: self.clone(),
            reading: self.read(timetable, now),
            out_of_hours: self.started_at > self.asked_at,
            stretches: folded(self.stretches(timetable, now)),
        }
    }

    fn stretches(&self, timetable: &Timetable, now: Millis) -> Vec<Stretch> {
        let end = self.end().unwrap_or(now).max(self.asked_at);
        let mut course = Vec::new();
        let mut at = self.asked_at;
        for still in &self.stills {
            let (from, to) = (still.from.min(end), still.to.unwrap_or(end).min(end));
            self.between(timetable, at, from, &mut course);
            if from < to {
                course.push(Stretch { why: Some(still.why), ..stretch(StretchKind::Paused, from, to) });
            }
            at = to;
        }
        self.between(timetable, at, end, &mut course);
        if let Some(last) = course.last_mut().filter(|_| self.end().is_none()) {
            last.to = None;
        }
        course
    }

    /// Work, and the time in which nobody works, between two moments without a pause.
    fn between(&self, timetable: &Timetable, from: Millis, to: Millis, course: &mut Vec<Stretch>) {
        let mut at = from;
        let worked = timetable.line(self.counted).spans().map(|(begin, end)| (begin.max(from), end.min(to)));
        for (begin, end) in worked.filter(|(begin, end)| begin < end) {
            closed(timetable, at, begin, course);
            let running = stretch(StretchKind::Running, begin, end);
            course.push(Stretch { counted: end - begin, ..running });
            at = end;
        }
        closed(timetable, at, to, course);
    }
}

fn stretch(kind: StretchKind, from: Millis, to: Millis) -> Stretch {
    Stretch { kind, why: None, name: None, from, to: Some(to), counted: 0, folded: 0 }
}

fn closed(timetable: &Timetable, from: Millis, to: Millis, course: &mut Vec<Stretch>) {
    let mut at = from;
    for (begin, end, name) in timetable.holidays_in(from, to) {
        course.extend((at < begin).then(|| stretch(StretchKind::Closed, at, begin)));
        course.push(Stretch { name, ..stretch(StretchKind::Holiday, begin, end) });
        at = end;
    }
    course.extend((at < to).then(|| stretch(StretchKind::Closed, at, to)));
}

/// Keeps how it began and how it stands, then pauses, holidays and closed hours, of each kind the longest; the
/// running time around the others takes them in.
fn folded(course: Vec<Stretch>) -> Vec<Stretch> {
    if course.len() <= SLA_STRETCHES_MAX {
        return course;
    }
    let last = course.len() - 1;
    let weight = |at: usize| {
        let Stretch { kind, from, to, .. } = course[at];
        let length = to.map_or(Millis::MAX, |to| to - from);
        (at == 0 || at == last, kind == StretchKind::Paused, kind == StretchKind::Holiday, length)
    };
    let mut interrupting: Vec<usize> = (0..=last).filter(|at| course[*at].kind != StretchKind::Running).collect();
    interrupting.sort_by_key(|at| (Reverse(weight(*at)), *at));
    // Between two that stay there is one that runs, at most.
    interrupting.truncate((SLA_STRETCHES_MAX - 1) / 2);
    let kept: BTreeSet<usize> = interrupting.into_iter().collect();
    let mut fewer: Vec<Stretch> = Vec::with_capacity(SLA_STRETCHES_MAX);
    for (at, next) in course.into_iter().enumerate() {
        let runs = next.kind == StretchKind::Running;
        match fewer.last_mut().filter(|last| last.kind == StretchKind::Running && !kept.contains(&at)) {
            Some(last) => {
                last.to = next.to;
                last.counted += next.counted;
                last.folded += u32::from(!runs);
            }
            None if runs || kept.contains(&at) => fewer.push(next),
            None => fewer.push(Stretch { kind: StretchKind::Running, why: None, name: None, folded: 1, ..next }),
        }
    }
    fewer
}
