//! The way to the solution as a customer reads it, like a parcel's: four or five steps, one current.

use crate::cases::model::{Case, CaseState, PendingReason};
use crate::kernel::time::Millis;

words! {
StepKind {
    Submitted = "submitted",
    Accepted = "accepted",
    Handling = "handling",
    WaitingForYou = "waiting_for_you",
    Solved = "solved",
    Closed = "closed",
    Cancelled = "cancelled",
}
}

words! {
StepState { Done = "done", Current = "current", Todo = "todo" }
}

data! {
pub struct Step {
    pub kind: StepKind,
    pub state: StepState,
    /// When it was reached, or the promise for a step to come.
    pub at: Option<Millis>,
}
}

/// The steps of a case: what is behind, where it stands, what comes and by when it is promised.
pub fn steps(case: &Case) -> Vec<Step> {
    let reached = match case.state {
        CaseState::New => 0,
        CaseState::Assigned => 1,
        CaseState::InProgress | CaseState::Pending => 2,
        CaseState::Resolved => 3,
        _ => 4,
    };
    let handling = match (case.state, case.pending_reason) {
        (CaseState::Pending, Some(PendingReason::Customer)) => StepKind::WaitingForYou,
        _ => StepKind::Handling,
    };
    let last = match case.state {
        CaseState::Cancelled | CaseState::Merged | CaseState::Duplicate => StepKind::Cancelled,
        _ => StepKind::Closed,
    };
    let promise = |at: Millis, done: bool| Some(at).filter(|_| case.state.is_open() && !done);
    let plan = [
        (StepKind::Submitted, Some(case.created_at)),
        (StepKind::Accepted, case.first_response_at.or(promise(case.respond_by, reached >= 1))),
        (handling, None),
        (StepKind::Solved, case.resolved_at.or(promise(case.resolve_by, reached >= 3))),
        (last, case.closed_at),
    ];
    let state_of = |index: usize| match index.cmp(&reached) {
        std::cmp::Ordering::Less => StepState::Done,
        std::cmp::Ordering::Equal => StepState::Current,
        std::cmp::Ordering::Greater => StepState::Todo,
    };
    let cut = last == StepKind::Cancelled;
    let kept = plan.into_iter().enumerate().filter(|(index, _)| !cut || *index == 0 || *index == 4);
    kept.map(|(index, (kind, at))| Step { kind, state: state_of(index), at }).collect()
}
