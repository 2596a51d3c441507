//! What became of rules, and what one would have done.

use super::action::Action;
use super::evaluate::Outcome;
use super::happening::HappeningKind;
use super::rule::{Rule, RuleVersion};
use crate::jobs::ErrandState;
use crate::kernel::check::Checks;
use crate::kernel::id::{CaseId, RuleId};
use crate::kernel::limits::REHEARSE_CASES_MAX;
use crate::kernel::page::Page;
use crate::kernel::time::Millis;
use crate::record::Save;

data! {
/// What became of rules: of one, for one case, or of all. Cases out of sight are left out.
#[derive(Default)]
pub struct ListRuleRuns {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_id: Option<RuleId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_id: Option<CaseId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Of each rule the last one alone that set something off, all on one page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub latest: bool,
}

/// One rule that heard one thing that happened.
pub struct RuleRun {
    pub rule: RuleVersion,
    /// As the rule was called then.
    pub name: String,
    pub case_id: CaseId,
    /// Number and subject of the case.
    pub case: String,
    pub at: Millis,
    pub kind: HappeningKind,
    /// How many rules stood behind it.
    pub depth: u8,
    pub outcome: Outcome,
    /// Place of the first condition that did not hold.
    #[serde(default)]
    pub condition: Option<u32>,
    /// The rule that was the last one.
    #[serde(default)]
    pub by: Option<RuleVersion>,
    /// What it set off, in the order of its actions.
    #[serde(default)]
    pub actions: Vec<RunAction>,
}

pub struct RunAction {
    pub place: u32,
    pub action: Action,
    pub state: ErrandState,
    /// Code of the fault, where it was refused or given up.
    #[serde(default)]
    pub fault: Option<String>,
}

/// Runs a rule on what happened to the cases that changed last. Nothing is done and nothing is kept.
pub struct RehearseRule {
    pub rule: Rule,
    /// How many cases; 50 unless said otherwise.
    #[serde(default)]
    pub cases: Option<u32>,
}

/// One thing that the rule would have heard.
pub struct Rehearsed {
    pub case_id: CaseId,
    pub number: String,
    pub subject: String,
    pub at: Millis,
    pub kind: HappeningKind,
    pub outcome: Outcome,
    #[serde(default)]
    pub condition: Option<u32>,
}

#[derive(Default)]
pub struct Rehearsal {
    /// Cases that were gone through.
    pub cases: u32,
    /// The newest first.
    pub rows: Vec<Rehearsed>,
}
}

operation!(ListRuleRuns => Page<RuleRun>, "rules.runs", Get "/rule-runs", Server, "What became of rules that heard something, the newest first.");
operation!(RehearseRule => Rehearsal, "rules.rehearse", Post "/rules/rehearse", Online, "Runs a rule on past cases; nothing is done.",
|op| {
    let within = op.cases.is_none_or(|cases| (1..=REHEARSE_CASES_MAX).contains(&cases));
    let mut faults = Checks::new().when(!within, "/cases", "rehearse_range").done();
    let own = Save(op.rule.clone()).check();
    faults.extend(own.into_iter().map(|fault| crate::fault::FieldFault { pointer: format!("/rule{}", fault.pointer), ..fault }));
    faults
});
