//! What the row of a case keeps of its clocks, for lists: small, the same on server and device, and true at any
//! moment, since only facts are in it.

use super::clock::Clock;
use super::reading::Status;
use super::target::{ClockKind, Side};
use crate::kernel::time::Millis;

/// Where clocks that stand still begin in the order of lists: behind all moments. Sums stay exact in browsers.
const STILL: Millis = 1 << 52;
/// Where cases are that owe nothing: at the very end.
const SETTLED: Millis = (1 << 53) - 1;

data! {
/// The next thing that is due.
#[derive(Copy)]
pub struct NextDue {
    pub side: Side,
    pub kind: ClockKind,
    pub warn_at: Millis,
    pub due_at: Millis,
}

/// What is owed of some clocks.
#[derive(Copy, Default)]
pub struct Owing {
    /// Of the first response and of the solution that the customer was promised last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_by: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolve_by: Option<Millis>,
    /// The earliest of the clocks that run, due already or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<NextDue>,
    /// The earliest of those that stand still, where it was when that began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub still: Option<NextDue>,
    /// Clocks that ended too late.
    #[serde(default)]
    pub missed: u32,
}
}

impl Owing {
    /// Of the clocks of some sides: nobody outside hears of what is promised inside.
    pub fn of(clocks: &[Clock], sides: &[Side]) -> Owing {
        let clocks = || clocks.iter().filter(|clock| sides.contains(&clock.side));
        let promised = |kind| {
            let external = |clock: &&Clock| clock.side == Side::External && clock.kind == kind;
            clocks().rfind(external).and_then(|clock| clock.due_at)
        };
        let open = |running: bool| {
            let some = clocks().filter(|clock| clock.end().is_none() && clock.is_running() == running);
            some.filter_map(next_due).min_by_key(|next| (next.due_at, next.side, next.kind))
        };
        let late = |clock: &&Clock| clock.stopped_at.is_some() && clock.status(Millis::MAX) == Status::Missed;
        Owing {
            respond_by: promised(ClockKind::FirstResponse),
            resolve_by: promised(ClockKind::Resolution),
            next: open(true),
            still: open(false),
            missed: clocks().filter(late).count() as u32,
        }
    }

    /// Together with what is owed on another side.
    pub fn beside(self, other: Owing) -> Owing {
        let earlier = |one: Option<NextDue>, other: Option<NextDue>| {
            one.into_iter().chain(other).min_by_key(|next| (next.due_at, next.side, next.kind))
        };
        Owing {
            respond_by: self.respond_by.or(other.respond_by),
            resolve_by: self.resolve_by.or(other.resolve_by),
            next: earlier(self.next, other.next),
            still: earlier(self.still, other.still),
            missed: self.missed + other.missed,
        }
    }

    /// The same of a case that began later by so much.
    pub fn shift(&mut self, by: Millis) {
        let next = self.next.iter_mut().chain(&mut self.still).flat_map(|next| [&mut next.warn_at, &mut next.due_at]);
        self.respond_by.iter_mut().chain(&mut self.resolve_by).chain(next).for_each(|at| *at += by);
    }

    /// Whether there is nothing to say: no clock runs, stands still or ended too late.
    pub fn is_nothing(&self) -> bool {
        *self == Owing::default()
    }

    /// How the case stands by what is due next; None where it owes nothing.
    pub fn status(&self, now: Millis) -> Option<Status> {
        let next = self.next.map(|next| match now {
            now if now > next.due_at => Status::Missed,
            now if now >= next.warn_at => Status::Warning,
            _ => Status::Running,
        });
        next.or(self.still.map(|_| Status::Paused))
    }

    /// Whether somebody is to hurry, or is late already.
    pub fn is_at_risk(&self, now: Millis) -> bool {
        matches!(self.status(now), Some(Status::Warning | Status::Missed))
    }

    /// Place in a list by what is due: what runs by its moment, then what stands still by its own, then the rest.
    pub fn sort_key(&self) -> Millis {
        match (&self.next, &self.still) {
            (Some(next), _) => next.due_at,
            (None, Some(still)) => STILL + still.due_at.clamp(0, STILL - 2),
            (None, None) => SETTLED,
        }
    }
}

fn next_due(clock: &Clock) -> Option<NextDue> {
    Some(NextDue { side: clock.side, kind: clock.kind, warn_at: clock.warn_at?, due_at: clock.due_at? })
}
