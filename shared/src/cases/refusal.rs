//! Why a rule says no. The code is the translation key below `fault.`.

use crate::fault::{Fault, FieldChange, Params};

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
            Refusal::UrgedRecently { minutes } => {
                Fault::Refused { code, params: Params::from([("minutes".into(), minutes.to_string())]) }
            }
            _ => Fault::Refused { code, params: Params::new() },
        }
    }
}
