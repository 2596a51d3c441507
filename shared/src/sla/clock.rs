//! One clock: what it counts, since when, and when it is due. Only facts: what changes with the time is read.

use super::book::Term;
use super::rounds::{Round, Still};
use super::target::{ClockKind, Side, Target};
use super::timetable::Counted;
use super::turns::{CalendarVersion, PolicyVersion};
use crate::calendar::{NoMoment, Pause, Pauses, WorkingTime};
use crate::kernel::time::Millis;

data! {
pub struct Clock {
    pub side: Side,
    pub kind: ClockKind,
    /// From 1; above it for a later response, and for a case that was reopened under a policy that begins anew.
    pub round: u32,
    pub policy: PolicyVersion,
    pub calendar: CalendarVersion,
    pub target: Target,
    pub warn_percent: u8,
    pub counted: Counted,
    /// When what it is for was asked.
    pub asked_at: Millis,
    /// The next opening from there: later where it was asked out of hours.
    pub started_at: Millis,
    /// What the target comes to, in milliseconds of the time that counts.
    pub length: Millis,
    /// Due if it had never stood still.
    pub unpaused_due_at: Millis,
    /// At `warn_percent` of the target. None, like the two that follow, once nothing is promised any more. While
    /// the clock stands still all three are where they were when that began, and move when it goes on.
    pub warn_at: Option<Millis>,
    pub inner_due_at: Option<Millis>,
    pub due_at: Option<Millis>,
    /// What it stood still for; the last may last.
    pub stills: Vec<Still>,
    pub stopped_at: Option<Millis>,
    pub withdrawn_at: Option<Millis>,
}
}

struct Laid {
    started_at: Millis,
    length: Millis,
    unpaused_due_at: Millis,
    warn_at: Millis,
    inner_due_at: Option<Millis>,
    due_at: Millis,
}

impl Clock {
    /// `beyond`: the calendar does not reach all that the policy promises this case, so all of it counts by the
    /// wall. None for moments that are beyond any clock.
    pub(super) fn lay(
        side: Side,
        round: Round,
        term: Term,
        target: &Target,
        stills: Vec<Still>,
        beyond: bool,
    ) -> Option<Clock> {
        let (policy, timetable) = (term.policy, term.timetable);
        let laid = |counted| lay(timetable.line(counted), term, target, round.asked_at, &stills).ok();
        let natural = timetable.counted(target.unit);
        let by_calendar = Some(natural).filter(|natural| !beyond || *natural == Counted::Wall);
        let with = |counted| Some((counted, laid(counted)?));
        let (counted, laid) = by_calendar.and_then(with).or_else(|| with(Counted::Beyond))?;
        let promised = |at| Some(at).filter(|_| round.withdrawn_at.is_none());
        Some(Clock {
            side,
            kind: round.kind,
            round: round.number,
            policy: policy.version(),
            calendar: timetable.version,
            target: *target,
            warn_percent: policy.warn_percent,
            counted,
            asked_at: round.asked_at,
            started_at: laid.started_at,
            length: laid.length,
            unpaused_due_at: laid.unpaused_due_at,
            warn_at: promised(laid.warn_at),
            inner_due_at: laid.inner_due_at.and_then(promised),
            due_at: promised(laid.due_at),
            stills,
            stopped_at: round.stopped_at,
            withdrawn_at: round.withdrawn_at,
        })
    }

    /// Since when it stands still, while it does.
    pub fn paused_since(&self) -> Option<Millis> {
        self.stills.last().filter(|still| still.to.is_none()).map(|still| still.from)
    }

    pub fn is_running(&self) -> bool {
        self.end().is_none() && self.paused_since().is_none()
    }

    /// When it stopped, or was withdrawn.
    pub fn end(&self) -> Option<Millis> {
        self.stopped_at.or(self.withdrawn_at)
    }

    /// Its pauses; one that lasts is none yet for what is due, and is one for what was spent.
    pub(super) fn pauses(&self, lasting: bool) -> Pauses {
        pauses(&self.stills, lasting)
    }
}

fn lay(line: &WorkingTime, term: Term, target: &Target, asked_at: Millis, stills: &[Still]) -> Result<Laid, NoMoment> {
    let length_of = |amount| term.timetable.length(amount, target.unit, line, asked_at);
    let length = length_of(target.amount)?;
    let pauses = pauses(stills, false);
    let inner = target.inner.map(length_of).transpose()?;
    // Rounded up: whoever is warned has spent the share.
    let warn = (length * Millis::from(term.policy.warn_percent) + 99) / 100;
    Ok(Laid {
        started_at: line.next_opening(asked_at)?,
        length,
        unpaused_due_at: line.due(asked_at, length, &Pauses::default())?,
        warn_at: line.due(asked_at, warn, &pauses)?,
        inner_due_at: inner.map(|inner| line.due(asked_at, inner, &pauses)).transpose()?,
        due_at: line.due(asked_at, length, &pauses)?,
    })
}

fn pauses(stills: &[Still], lasting: bool) -> Pauses {
    let some = stills.iter().filter(|still| lasting || still.to.is_some());
    // Stills end after they begin.
    Pauses::new(some.map(|still| Pause { from: still.from, to: still.to }).collect()).unwrap_or_default()
}
