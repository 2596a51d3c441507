//! What an escalation does at a moment.

use std::collections::BTreeMap;

use super::instance::{Facts, Instance, Run};
use super::key::{Cause, FiringKey};
use super::next::{Timer, next};
use crate::kernel::limits::{ESCALATION_HAPPENINGS_MAX, SLA_ROUNDS_MAX};
use crate::kernel::time::Millis;
use crate::rules::Action;

data! {
/// One thing to do. `key` and `place` together name it: done once, however often it is asked for.
pub struct Effect {
    pub key: FiringKey,
    /// Among the actions of its level.
    pub place: u32,
    /// When it was to be done; earlier than now where the desk was down.
    pub due_at: Millis,
    pub action: Action,
}
}

impl Effect {
    pub fn id(&self) -> String {
        format!("{}.{}", self.key, self.place)
    }
}

/// The instance after it, and what is to be done: both are kept together, or neither.
pub type Fired = (Instance, Vec<Effect>);

/// Does what is due by now, in the order of its moments. Each level is reached once, whatever was missed, and
/// repeats that were missed are one. Nothing where the instance does not fit the facts.
pub fn fire(instance: &Instance, facts: &Facts, now: Millis) -> Fired {
    let (mut instance, mut effects) = (instance.clone(), Vec::new());
    // Each firing moves its own timer behind now, so there is an end.
    while let Some(timer) = next(&instance, facts).filter(|timer| timer.at <= now) {
        effects.extend(effects_of(&instance, facts, &timer));
        instance.reach(timer.key, facts, now);
    }
    instance.forget();
    (instance, effects)
}

fn effects_of(instance: &Instance, facts: &Facts, timer: &Timer) -> Vec<Effect> {
    let Timer { at, key } = *timer;
    let Some(level) = facts.policy.level(key.level) else { return Vec::new() };
    let again = instance.run(key.level, key.cause).is_some();
    let actions = (0..).zip(&level.actions).filter(|(_, action): &(_, &Action)| !again || action.is_repeated());
    actions.map(|(place, action)| Effect { key, place, due_at: at, action: action.clone() }).collect()
}

impl Instance {
    fn reach(&mut self, key: FiringKey, facts: &Facts, now: Millis) {
        let place = self.runs.iter().position(|run| run.level == key.level && run.cause == key.cause);
        let Some(run) = place.map(|place| &mut self.runs[place]) else {
            let FiringKey { level, cause, turn, .. } = key;
            let state = facts.case.state;
            self.runs.push(Run { level, cause, turn, repeats: 0, first_at: now, last_at: now, state });
            return;
        };
        if run.turn < key.turn {
            self.acknowledged.iter_mut().for_each(|acknowledged| acknowledged.said_again = true);
        }
        (run.turn, run.repeats, run.last_at) = (key.turn, key.repeat, now);
    }

    /// Lets go of what nothing can come of any more: rounds of clocks that are not told one by one, and things that
    /// happened long before others of their kind.
    fn forget(&mut self) {
        let mut rounds = BTreeMap::new();
        let mut happened: BTreeMap<u16, usize> = BTreeMap::new();
        for run in &self.runs {
            match run.cause {
                Cause::Clock { side, clock, round } => {
                    let last = rounds.entry((side, clock)).or_insert(round);
                    *last = round.max(*last);
                }
                Cause::Event { .. } => *happened.entry(run.level).or_default() += 1,
            }
        }
        let recent = |round: u32, last: u32| ((last - round) as usize) < SLA_ROUNDS_MAX;
        self.runs.retain(|run| match run.cause {
            Cause::Clock { side, clock, round } => recent(round, rounds[&(side, clock)]),
            Cause::Event { .. } => {
                let left = happened.entry(run.level).or_default();
                *left -= 1;
                *left < ESCALATION_HAPPENINGS_MAX
            }
        });
    }
}
