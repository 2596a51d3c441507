//! What is asked of plans beside keeping them.

use super::model::{Opens, ServicePlan};
use crate::cases::{CaseState, Occasion};
use crate::kernel::check::Checks;
use crate::kernel::day::Day;
use crate::kernel::id::{CaseId, ContractId, ServicePlanId, TaskId};
use crate::kernel::limits::NAME_MAX;
use crate::kernel::time::Millis;
use crate::record::{Details, Record};
use crate::tasks::TaskState;

words! {
/// What became of a date or a fault.
Outcome {
    Opened = "opened",
    Skipped = "skipped",
    /// It is about to be opened.
    Waiting = "waiting",
}
}

words! {
/// Why nothing was opened.
Skip {
    /// The desk stood still on that date, and a later one was passed as well.
    Missed = "missed",
    Suspended = "suspended",
    /// Nothing was left of the contract.
    UsedUp = "used_up",
    /// What the case was to be about is not there any more, or may not be opened.
    Refused = "refused",
}
}

data! {
/// The next dates of a plan if it were saved so.
#[serde(transparent)]
pub struct PreviewPlan(pub ServicePlan);

/// A date of a plan.
pub struct PlanDate {
    /// The day that the rule names: the date is known by it.
    pub day: Day,
    /// The day on which it is, where that one is not worked.
    pub on: Day,
    /// Minutes after midnight.
    pub minute: u16,
    pub at: Millis,
    /// When its case is opened.
    pub opens_at: Millis,
}

pub struct PlanPreview {
    /// From now on, ten at most, within the contract.
    pub dates: Vec<PlanDate>,
    /// More are to come.
    pub more: bool,
    /// Whose wall clocks tell the time; empty where it is the desk's own offset.
    pub zone: String,
}

pub struct ContractPlans {
    pub id: ContractId,
}

/// A case as a date names it; nothing of it is told to whoever does not see it.
pub struct PlannedCase {
    pub id: CaseId,
    pub number: String,
    pub state: CaseState,
}

/// A task as a date names it, likewise.
pub struct PlannedTask {
    pub id: TaskId,
    pub title: String,
    pub state: TaskState,
}

/// A date that is to come, with its case or task where that is there already.
pub struct ComingDate {
    #[serde(flatten)]
    pub date: PlanDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<PlannedCase>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<PlannedTask>,
}

/// A plan as the page of its contract shows it.
pub struct PlanStanding {
    pub id: ServicePlanId,
    pub name: String,
    pub occasion: Occasion,
    #[serde(default)]
    pub opens: Opens,
    pub active: bool,
    pub rule: String,
    /// The next dates, today's included; none of a plan that is switched off.
    pub coming: Vec<ComingDate>,
}

pub struct ContractPlansTold {
    pub rows: Vec<PlanStanding>,
}

pub struct PlanHistory {
    pub id: ServicePlanId,
    /// Entries before this position only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
}

/// What became of one date, or of one fault.
pub struct Occurrence {
    pub pos: i64,
    pub noted_at: Millis,
    /// None where a fault was the occasion.
    pub day: Option<Day>,
    pub on: Option<Day>,
    pub outcome: Outcome,
    pub why: Option<Skip>,
    /// Present for whoever sees it.
    pub case: Option<PlannedCase>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<PlannedTask>,
    /// The number of the fault that was looked into.
    #[serde(default)]
    pub cause: String,
}

pub struct PlanHistoryTold {
    pub rows: Vec<Occurrence>,
    /// Older ones are left.
    pub more: bool,
}
}

operation!(PreviewPlan => PlanPreview, "service_plans.preview", Post "/service_plans/{id}/preview", Online,
"The next dates of a plan of a contract if it were saved so.", |op| {
    let mut faults = Checks::new().optional("/name", op.0.name(), NAME_MAX).done();
    // What the case will say is no matter yet.
    let dates = |pointer: &str| !matches!(pointer, "/subject" | "/description" | "/note");
    faults.extend(op.0.check().into_iter().filter(|fault| dates(&fault.pointer) || fault.code != "required"));
    faults
});
operation!(ContractPlans => ContractPlansTold, "contracts.plans", Get "/contracts/{id}/plans", Server,
    "The plans of a contract with their next dates and the cases that are open for them. Customers see their own.");
operation!(PlanHistory => PlanHistoryTold, "service_plans.history", Get "/service_plans/{id}/history", Server,
    "What became of the dates of a plan, newest first.");
