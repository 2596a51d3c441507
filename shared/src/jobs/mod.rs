//! Work that takes longer than anybody waits: many items, each with an answer of its own. Whoever
//! started it sees how far it is, stops it, and takes it back as far as that is possible.

use serde_json::Value;

use crate::fault::Fault;
use crate::kernel::id::JobId;
use crate::kernel::page::Page;
use crate::kernel::time::Millis;

words! {
JobState {
    /// Waits for its moment, or for a node that is free.
    Queued = "queued",
    Running = "running",
    /// Every item has its answer.
    Done = "done",
    /// It could not go on; what was done before stays.
    Failed = "failed",
    /// Somebody stopped it; what was done before stays.
    Cancelled = "cancelled",
}
}

words! {
/// Where something that is to be done stands.
ErrandState {
    /// Not done yet, or tried and put off.
    Waiting = "waiting",
    Done = "done",
    /// A rule says no.
    Refused = "refused",
    /// Tried as often as things are tried.
    Dead = "dead",
}
}

words! {
/// What became of one item.
ItemOutcome {
    Ok = "ok",
    /// A rule says no.
    Refused = "refused",
    Invalid = "invalid",
    NotFound = "not_found",
    Forbidden = "forbidden",
    /// Somebody else changed the same meanwhile; theirs stands.
    Conflict = "conflict",
    /// Something broke on our side.
    Failed = "failed",
}
}

data! {
pub struct Job {
    pub id: JobId,
    /// NAME of the operation that started it.
    pub kind: String,
    /// What exactly: the operation done to many, the name of a file.
    pub about: String,
    pub state: JobState,
    pub total: i64,
    /// Items that have an answer.
    pub done: i64,
    /// Items among them whose answer is not `ok`.
    pub refused: i64,
    pub created_at: Millis,
    /// Nothing is done before: until then taking it back leaves no trace.
    pub begins_at: Millis,
    pub started_at: Option<Millis>,
    pub ended_at: Option<Millis>,
    /// Until when it may be undone; absent when it cannot be, or not yet.
    pub undo_until: Option<Millis>,
    /// The job that this one takes back.
    pub undoes: Option<JobId>,
    /// The job that takes this one back.
    pub undone_by: Option<JobId>,
    /// Why it failed.
    pub fault: Option<Fault>,
    /// What it came to, in a form of its kind.
    pub result: Option<Value>,
}

/// One item and its answer.
pub struct JobItem {
    pub index: i64,
    /// Id of what it is about.
    pub about: String,
    /// What people call it, as far as whoever started the job sees it.
    pub label: String,
    /// Absent while it waits, or when the job was stopped before.
    pub outcome: Option<ItemOutcome>,
    /// What stands behind an outcome other than `ok`.
    pub fault: Option<Fault>,
}

pub struct GetJob {
    pub id: JobId,
}

/// The caller's jobs, newest first.
#[derive(Default)]
pub struct ListJobs {
    /// Those that have not ended alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Items of one of the caller's jobs in their order.
pub struct ListJobItems {
    pub id: JobId,
    /// Those alone whose answer is not `ok`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub trouble: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Stops a job: items without an answer are not done any more.
pub struct CancelJob {
    pub id: JobId,
}

/// Takes a job back: stops it if it still runs, then turns back what it did, item by item, as far as
/// nobody else went on from there.
pub struct UndoJob {
    pub id: JobId,
}
}

operation!(GetJob => Job, "jobs.get", Get "/jobs/{id}", Server, "One of the caller's jobs: its state, how far it is, until when it may be undone.");
operation!(ListJobs => Page<Job>, "jobs.list", Get "/jobs", Server, "The caller's jobs, newest first.");
operation!(ListJobItems => Page<JobItem>, "jobs.items", Get "/jobs/{id}/items", Server, "The items of one of the caller's jobs, each with its answer.");
operation!(CancelJob => Job, "jobs.cancel", Post "/jobs/{id}/cancel", Online, "Stops one of the caller's jobs; items that have their answer stay as they are.");
operation!(UndoJob => Job, "jobs.undo", Post "/jobs/{id}/undo", Online, "Takes one of the caller's jobs back and answers the job that does so, or the job itself when nothing had been done yet.");

impl JobState {
    /// It may still do something.
    pub fn is_open(self) -> bool {
        matches!(self, JobState::Queued | JobState::Running)
    }
}

impl ItemOutcome {
    /// What a fault means for the item it befell; None when nothing was decided and the same is worth
    /// another try.
    pub fn of_fault(fault: &Fault) -> Option<ItemOutcome> {
        match fault {
            Fault::Refused { .. } | Fault::TooLarge { .. } => Some(ItemOutcome::Refused),
            Fault::Invalid { .. } => Some(ItemOutcome::Invalid),
            Fault::NotFound | Fault::Gone { .. } => Some(ItemOutcome::NotFound),
            Fault::Forbidden | Fault::Unauthenticated | Fault::Wiped => Some(ItemOutcome::Forbidden),
            Fault::Conflict { .. } => Some(ItemOutcome::Conflict),
            Fault::Internal { .. } => Some(ItemOutcome::Failed),
            Fault::Limited { .. } | Fault::Unavailable { .. } | Fault::Outdated { .. } | Fault::Offline => None,
        }
    }

    /// Doing the same again may come out otherwise.
    pub fn is_worth_another_try(self) -> bool {
        !matches!(self, ItemOutcome::Ok | ItemOutcome::NotFound | ItemOutcome::Forbidden)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_an_answer_or_a_reason_to_wait() {
        use ItemOutcome::*;
        let table = [
            (Fault::refused("cases.finished"), Some(Refused)),
            (Fault::invalid("/text", "required"), Some(Invalid)),
            (Fault::NotFound, Some(NotFound)),
            (Fault::Gone { redirect: None }, Some(NotFound)),
            (Fault::Forbidden, Some(Forbidden)),
            (Fault::Conflict { version: 1, changes: Vec::new() }, Some(Conflict)),
            (Fault::Internal { trace: String::new() }, Some(Failed)),
            (Fault::Unavailable { retry_after_s: 5 }, None),
            (Fault::Limited { retry_after_s: 5 }, None),
        ];
        for (fault, outcome) in table {
            assert_eq!(ItemOutcome::of_fault(&fault), outcome, "{fault:?}");
        }
        assert!(Conflict.is_worth_another_try() && !Ok.is_worth_another_try() && !NotFound.is_worth_another_try());
    }
}
