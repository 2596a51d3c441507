//! When an escalation has something to do next.

use super::instance::{Acknowledgement, Facts, Instance, Run};
use super::key::{Cause, FiringKey};
use super::level::{Direction, Level, Stop, TimeTrigger, Trigger};
use crate::kernel::time::{MINUTE, Millis};
use crate::rules::{Happening, HappeningKind};
use crate::sla::{Anchor, Clock, Count, Timetable};

data! {
#[derive(Copy)]
pub struct Timer {
    /// May lie in the past: then it is late.
    pub at: Millis,
    pub key: FiringKey,
}

/// Levels were reached that nobody saw to yet.
#[derive(Copy, Eq)]
pub struct Unanswered {
    pub since: Millis,
    /// The highest one that waits.
    pub level: u16,
}
}

/// The next thing to do; None while there is nothing to wait for. Ask again whenever the case, its clocks or the
/// instance changes.
pub fn next(instance: &Instance, facts: &Facts) -> Option<Timer> {
    timers(instance, facts).into_iter().min_by_key(|timer| (timer.at, timer.key))
}

/// Whether the escalation waits for somebody to acknowledge it, and since when. It does not while its clock stands
/// still, once the level was stopped by something else, or while an acknowledgement holds.
pub fn unanswered(instance: &Instance, facts: &Facts, now: Millis) -> Option<Unanswered> {
    if !instance.fits(facts) || !facts.case.state.is_open() {
        return None;
    }
    let levels = facts.policy.numbered().filter(|(_, level)| level.stops_at(Stop::Acknowledged));
    let waits = levels.flat_map(|(number, level)| {
        reasons(instance, facts, level).into_iter().filter_map(move |reason| {
            let run = instance.run(number, reason.cause)?;
            let holds = acknowledged(instance, facts, level, reason.since);
            // What an acknowledgement that ran out concerned was said again for all by the highest level.
            let answered = holds.is_some_and(|holds| {
                holds.until.is_none_or(|until| until > now) || (run.turn < holds.turn && run.first_at <= holds.at)
            });
            let waits = !answered && !stopped(instance, facts, level, reason.cause, Some(run));
            waits.then_some(Unanswered { since: run.first_at, level: number })
        })
    });
    waits.reduce(|a, b| Unanswered { since: a.since.min(b.since), level: a.level.max(b.level) })
}

/// What set off, or will set off, a level.
#[derive(Clone, Copy)]
struct Reason<'a> {
    cause: Cause,
    /// Since when there is something to acknowledge.
    since: Millis,
    /// When the level is reached.
    at: Millis,
    clock: Option<&'a Clock>,
}

/// At most one for each level and cause.
fn timers(instance: &Instance, facts: &Facts) -> Vec<Timer> {
    if !instance.fits(facts) || !facts.case.state.is_open() {
        return Vec::new();
    }
    let (mut timers, mut again) = (Vec::new(), None);
    for (number, level) in facts.policy.numbered() {
        if !level.criteria.iter().all(|condition| condition.holds(facts.case)) {
            continue;
        }
        for reason in reasons(instance, facts, level) {
            let run = instance.run(number, reason.cause);
            if stopped(instance, facts, level, reason.cause, run) {
                continue;
            }
            let key = |turn, repeat| {
                let Instance { case_id, ordinal, .. } = *instance;
                FiringKey { case_id, ordinal, level: number, cause: reason.cause, turn, repeat }
            };
            let holds = acknowledged(instance, facts, level, reason.since);
            let timer = match (run, holds) {
                // For good.
                (_, Some(Acknowledgement { until: None, .. })) => None,
                (None, _) => {
                    let until = holds.and_then(|holds| holds.until).unwrap_or(reason.at);
                    Some(Timer { at: reason.at.max(until), key: key(instance.turn(), 0) })
                }
                (Some(run), Some(holds)) if run.turn < holds.turn => {
                    // The highest one is said again for all, once.
                    let at = holds.until.filter(|_| !holds.said_again);
                    again = at.map(|at| Timer { at, key: key(holds.turn, 0) }).or(again);
                    None
                }
                (Some(run), _) => repeated(instance, facts, level, &reason, run)
                    .map(|at| Timer { at, key: key(run.turn, run.repeats + 1) }),
            };
            timers.extend(timer);
        }
    }
    timers.extend(again);
    timers
}

/// An acknowledgement that concerns a level: not of what began after it, nor of a case that came back since.
fn acknowledged<'a>(
    instance: &'a Instance,
    facts: &Facts,
    level: &Level,
    since: Millis,
) -> Option<&'a Acknowledgement> {
    let holds = instance.acknowledged.as_ref().filter(|_| level.stops_at(Stop::Acknowledged))?;
    let came_back = |one: &Happening| one.kind == HappeningKind::Reopened && one.at > holds.at;
    Some(holds).filter(|holds| since <= holds.at && !facts.happenings.iter().any(came_back))
}

fn stopped(instance: &Instance, facts: &Facts, level: &Level, cause: Cause, run: Option<&Run>) -> bool {
    let reached = || instance.runs.iter().filter(|run| run.cause == cause).min_by_key(|run| (run.first_at, run.level));
    let was = run.or_else(reached).map(|run| run.state);
    level.stop_when.iter().any(|stop| match stop {
        Stop::Assigned => facts.case.assignee_id.is_some(),
        Stop::StateChange => was.is_some_and(|state| state != facts.case.state),
        // An acknowledgement ends nothing that it does not concern, and open cases are not resolved.
        Stop::Acknowledged | Stop::Resolved => false,
    })
}

/// Nothing of clocks that stand still or have ended. Of what happened several times, the last one.
fn reasons<'a>(instance: &Instance, facts: &Facts<'a>, level: &Level) -> Vec<Reason<'a>> {
    match &level.trigger {
        Trigger::Time(time) => {
            let mine = facts.clocks.iter().filter(|clock| (clock.side, clock.kind) == (time.side, time.clock));
            let reason = |clock: &'a Clock| {
                let cause = Cause::Clock { side: clock.side, clock: clock.kind, round: clock.round };
                let at = moment(clock, counts(instance, facts, level, clock), time)?;
                Some(Reason { cause, since: clock.asked_at, at, clock: Some(clock) })
            };
            mine.filter(|clock| clock.is_running()).filter_map(reason).collect()
        }
        Trigger::Event { event } => {
            let mine = facts.happenings.iter().filter(|one| one.kind == *event && one.at >= instance.began_at);
            let hours = instance.hours(facts, Some(level));
            let reason = |id, since| {
                let at = hours.map_or(since, |hours| hours.in_hours(since));
                Reason { cause: Cause::Event { id }, since, at, clock: None }
            };
            mine.max_by_key(|one| (one.at, one.id)).map(|one| reason(one.id, one.at)).into_iter().collect()
        }
    }
}

fn counts<'a>(instance: &Instance, facts: &Facts<'a>, level: &Level, clock: &Clock) -> Count<'a> {
    let own = facts.book.timetable(&clock.calendar).unwrap_or(Timetable::of_wall());
    Count { own, hours: instance.hours(facts, Some(level)) }
}

fn moment(clock: &Clock, count: Count, time: &TimeTrigger) -> Option<Millis> {
    let at = match (time.percent, time.minutes) {
        (Some(percent), _) => {
            let share = match (time.anchor, time.direction) {
                (Anchor::Start, _) => percent,
                (Anchor::Due, Direction::Before) => 100_u32.saturating_sub(percent),
                (Anchor::Due, Direction::After) => 100 + percent,
            };
            clock.at_percent(count.own, share)
        }
        (None, minutes) => {
            let length = Millis::from(minutes.unwrap_or_default()) * MINUTE;
            let signed = if time.direction == Direction::Before { -length } else { length };
            clock.moment(count, time.anchor, signed)
        }
    }?;
    Some(count.hours.map_or(at, |hours| hours.in_hours(at)))
}

/// When a level is said again, if it is.
fn repeated(instance: &Instance, facts: &Facts, level: &Level, reason: &Reason, run: &Run) -> Option<Millis> {
    let every = Millis::from(level.repeat_every.filter(|_| run.repeats < level.max_repeats)?) * MINUTE;
    match reason.clock {
        Some(clock) => clock.after(counts(instance, facts, level, clock), run.last_at, every),
        None => instance.hours(facts, Some(level)).unwrap_or(instance.desk(facts)).after(run.last_at, every),
    }
}
