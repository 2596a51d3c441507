//! Why a rule says no. The code is the translation key below `fault.`.

use crate::fault::{Fault, FieldChange, Params};
use crate::kernel::id::CaseId;

#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The case is closed, cancelled, merged or a duplicate.
    Finished,
    NotResolved,
    AlreadyResolved,
    AlreadyOnHold,
    NotOnHold,
    NotAssigned,
    AlreadyInProgress,
    AlreadyYours,
    InactiveAssignee,
    ForeignAssignee,
    InactiveTeam,
    InactiveFirm,
    NowhereToForward,
    SameTarget,
    ReopenWindowOver,
    NotReopenable,
    NotRatable,
    StillReopenable,
    NothingChanged,
    UrgedRecently {
        minutes: i64,
    },
    /// It was merged: what was meant for it is meant for that one.
    Merged {
        into: CaseId,
    },
    SameCase,
    /// The other case is not on this device.
    OtherNotHere,
    /// The other case has ended; nobody would go on with this one.
    OtherEnded,
    /// One of the two is a complaint, the other is none.
    ComplaintAndCase,
    NotMerged,
    /// The one that stays was merged itself; that is undone first.
    UndoOuterFirst,
    NotDuplicate,
    AlreadyLinked,
    NotLinked,
    /// A merge, a duplicate or a split: it is undone, not unlinked.
    NotUnlinkable,
    TooManyLinks,
    NotSplit,
    NothingToSplit,
    AlreadyFollowing,
    NotFollowing,
    NotSnoozed,
    SnoozeInPast,
    SnoozeTooLong,
    /// The case is no complaint.
    NoComplaint,
    /// A complaint ends by steps of its own.
    IsComplaint,
    /// Not a step that follows where the complaint stands.
    WrongStage,
    /// Whoever is complained of may not handle the complaint.
    ComplainedOf,
    PromiseInThePast,
    /// Somebody went on from where a command left the case.
    ChangedSince,
    /// What a command did cannot be unsaid.
    NotUndoable,
    /// Not the actor's side of the desk to do this.
    NotYours,
    Stale {
        version: i64,
        changes: Vec<FieldChange>,
    },
}

impl Refusal {
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Finished => "cases.finished",
            Refusal::NotResolved => "cases.not_resolved",
            Refusal::AlreadyResolved => "cases.already_resolved",
            Refusal::AlreadyOnHold => "cases.already_on_hold",
            Refusal::NotOnHold => "cases.not_on_hold",
            Refusal::NotAssigned => "cases.not_assigned",
            Refusal::AlreadyInProgress => "cases.already_in_progress",
            Refusal::AlreadyYours => "cases.already_yours",
            Refusal::InactiveAssignee => "cases.inactive_assignee",
            Refusal::ForeignAssignee => "cases.foreign_assignee",
            Refusal::InactiveTeam => "cases.inactive_team",
            Refusal::InactiveFirm => "cases.inactive_firm",
            Refusal::NowhereToForward => "cases.nowhere_to_forward",
            Refusal::SameTarget => "cases.same_target",
            Refusal::ReopenWindowOver => "cases.reopen_window_over",
            Refusal::NotReopenable => "cases.not_reopenable",
            Refusal::NotRatable => "cases.not_ratable",
            Refusal::StillReopenable => "cases.still_reopenable",
            Refusal::NothingChanged => "cases.nothing_changed",
            Refusal::UrgedRecently { .. } => "cases.urged_recently",
            Refusal::Merged { .. } => "gone",
            Refusal::SameCase => "cases.same_case",
            Refusal::OtherNotHere => "cases.other_not_here",
            Refusal::OtherEnded => "cases.other_ended",
            Refusal::ComplaintAndCase => "cases.complaint_and_case",
            Refusal::NotMerged => "cases.not_merged",
            Refusal::UndoOuterFirst => "cases.undo_outer_first",
            Refusal::NotDuplicate => "cases.not_duplicate",
            Refusal::AlreadyLinked => "cases.already_linked",
            Refusal::NotLinked => "cases.not_linked",
            Refusal::NotUnlinkable => "cases.not_unlinkable",
            Refusal::TooManyLinks => "cases.too_many_links",
            Refusal::NotSplit => "cases.not_split",
            Refusal::NothingToSplit => "cases.nothing_to_split",
            Refusal::AlreadyFollowing => "cases.already_following",
            Refusal::NotFollowing => "cases.not_following",
            Refusal::NotSnoozed => "cases.not_snoozed",
            Refusal::SnoozeInPast => "cases.snooze_in_past",
            Refusal::SnoozeTooLong => "cases.snooze_too_long",
            Refusal::NoComplaint => "complaints.no_complaint",
            Refusal::IsComplaint => "complaints.is_complaint",
            Refusal::WrongStage => "complaints.wrong_stage",
            Refusal::ComplainedOf => "complaints.complained_of",
            Refusal::PromiseInThePast => "complaints.promise_in_the_past",
            Refusal::ChangedSince => "cases.changed_since",
            Refusal::NotUndoable => "cases.not_undoable",
            Refusal::NotYours => "cases.not_yours",
            Refusal::Stale { .. } => "conflict",
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        let code = refusal.code().to_string();
        match refusal {
            Refusal::Stale { version, changes } => Fault::Conflict { version, changes },
            Refusal::Merged { into } => Fault::Gone { redirect: Some(format!("/cases/{into}")) },
            Refusal::UrgedRecently { minutes } => {
                Fault::Refused { code, params: Params::from([("minutes".into(), minutes.to_string())]) }
            }
            _ => Fault::Refused { code, params: Params::new() },
        }
    }
}
