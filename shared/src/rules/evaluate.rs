//! What rules say to one thing that happened. All of them see the case as it was then, so that their order
//! decides only what is done first; of two that set the same field, the later one stays.

use super::action::Action;
use super::facts::CaseFacts;
use super::happening::Happening;
use super::rule::{Rule, RuleVersion};
use crate::kernel::id::EntryId;
use crate::kernel::limits::RULE_DEPTH_MAX;

words! {
Outcome {
    Ran = "ran",
    /// It listens to something else.
    OtherEvent = "other_event",
    /// One of its conditions does not hold.
    Condition = "condition",
    SwitchedOff = "switched_off",
    /// A rule before it said that it is the last one.
    AfterLast = "after_last",
    /// As many rules stand one behind the other as there may.
    TooDeep = "too_deep",
}
}

data! {
/// What became of one rule.
pub struct Told {
    pub rule: RuleVersion,
    pub outcome: Outcome,
    /// Place of the first condition that does not hold.
    #[serde(default)]
    pub condition: Option<u32>,
    /// The rule that was the last one.
    #[serde(default)]
    pub by: Option<RuleVersion>,
}

/// One thing to do. `happening`, `rule` and `place` together name it: done once, however often it is asked for.
pub struct Planned {
    pub happening: EntryId,
    pub rule: RuleVersion,
    /// Among the actions of its rule.
    pub place: u32,
    /// What comes of it happens at this depth.
    pub depth: u8,
    pub action: Action,
}

#[derive(Default)]
pub struct Evaluation {
    pub actions: Vec<Planned>,
    /// Each rule in the order in which they were asked.
    pub told: Vec<Told>,
}
}

impl Planned {
    /// The same at every replay, and no other action's.
    pub fn key(&self) -> String {
        format!("{}.{}.{}", self.happening, self.rule.id, self.place)
    }
}

/// Rules may come in any order: they say their own.
pub fn evaluate(rules: &[Rule], happening: &Happening, facts: &CaseFacts) -> Evaluation {
    let mut sorted: Vec<&Rule> = rules.iter().collect();
    sorted.sort_by_key(|rule| (rule.order, rule.id));
    let mut evaluation = Evaluation::default();
    let mut last = None;
    for rule in sorted {
        let condition = rule.conditions.iter().position(|condition| !condition.holds(facts));
        let outcome = match () {
            () if !rule.active => Outcome::SwitchedOff,
            () if last.is_some() => Outcome::AfterLast,
            () if !rule.when.hears(happening) => Outcome::OtherEvent,
            () if condition.is_some() => Outcome::Condition,
            () if happening.depth >= RULE_DEPTH_MAX => Outcome::TooDeep,
            () => Outcome::Ran,
        };
        evaluation.told.push(Told {
            rule: rule.version(),
            outcome,
            condition: condition.filter(|_| outcome == Outcome::Condition).map(|at| at as u32),
            by: last.filter(|_| outcome == Outcome::AfterLast),
        });
        if outcome == Outcome::Ran {
            let planned = |(place, action): (u32, &Action)| Planned {
                happening: happening.id,
                rule: rule.version(),
                place,
                depth: happening.depth + 1,
                action: action.clone(),
            };
            evaluation.actions.extend((0..).zip(&rule.actions).map(planned));
            last = Some(rule.version()).filter(|_| rule.last);
        }
    }
    evaluation
}

/// What rules would have said of things that happened: the same function, and nothing is done.
pub fn rehearse(rules: &[Rule], past: &[(Happening, CaseFacts)]) -> Vec<Evaluation> {
    past.iter().map(|(happening, facts)| evaluate(rules, happening, facts)).collect()
}
