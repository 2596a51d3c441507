//! What rules do, and what that sets off, to the end.

use super::evaluate::{Evaluation, Outcome, evaluate};
use super::facts::{CaseFacts, Field};
use super::happening::Happening;
use super::rule::{Rule, RuleVersion};

/// How a rehearsal goes on until nothing changes any more.
#[derive(Clone, Debug, PartialEq)]
pub struct Cascade {
    /// The first one is what the happening itself set off.
    pub rounds: Vec<Evaluation>,
    /// The case as it ends.
    pub facts: CaseFacts,
    /// Rules that would have gone on and were not let: some in a circle, or at the end of a long row.
    pub cut: Vec<RuleVersion>,
}

/// Each round is one change of all that the last one changed. Ends after `RULE_DEPTH_MAX` rounds at the latest.
pub fn cascade(rules: &[Rule], happening: &Happening, facts: &CaseFacts) -> Cascade {
    let mut cascade = Cascade { rounds: Vec::new(), facts: facts.clone(), cut: Vec::new() };
    let mut next = happening.clone();
    loop {
        let evaluation = evaluate(rules, &next, &cascade.facts);
        let deep = evaluation.told.iter().filter(|told| told.outcome == Outcome::TooDeep);
        cascade.cut.extend(deep.map(|told| told.rule));
        let before = cascade.facts.clone();
        for planned in &evaluation.actions {
            cascade.facts = planned.action.apply(&cascade.facts);
        }
        cascade.rounds.push(evaluation);
        let changed = changed(&before, &cascade.facts);
        if changed.is_empty() {
            return cascade;
        }
        next = Happening::changed(happening.id, happening.at, changed, next.depth + 1);
    }
}

/// Fields that say something else.
pub(super) fn changed(before: &CaseFacts, after: &CaseFacts) -> Vec<Field> {
    let differs = |field: &&Field| before.values(**field) != after.values(**field);
    Field::ALL.iter().filter(differs).copied().collect()
}
