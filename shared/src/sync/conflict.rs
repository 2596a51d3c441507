//! What a refused mutation means to a person: which card the tray shows and what may be done about it.

use super::wire::Outcome;
use crate::fault::Fault;

words! {
/// Why a mutation waits in the tray.
Reason {
    /// Someone else changed the same guarded field; theirs stands.
    Guarded = "guarded",
    /// The record is gone or was merged into another.
    Gone = "gone",
    /// The person may no longer do this, or no longer see the record.
    RightsLost = "rights_lost",
    /// A rule or a required field is new since it was done.
    RuleChanged = "rule_changed",
    /// The server could not work it off.
    Quarantined = "quarantined",
}
}

words! {
/// What a person may do with a mutation in the tray.
Choice {
    /// Let it go: what stands now is right.
    Discard = "discard",
    /// Do it again over what stands now.
    Reapply = "reapply",
    /// Open the form with the values.
    Edit = "edit",
    /// Keep the words as a note among staff.
    Note = "note",
    /// Take it along as a file.
    Export = "export",
}
}

impl Reason {
    /// None when the mutation was done.
    pub fn of(outcome: &Outcome) -> Option<Reason> {
        match outcome {
            Outcome::Ok { .. } | Outcome::Merged { .. } => None,
            Outcome::Conflict { .. } => Some(Reason::Guarded),
            Outcome::Gone { .. } => Some(Reason::Gone),
            Outcome::Forbidden { .. } => Some(Reason::RightsLost),
            Outcome::Invalid { .. } => Some(Reason::RuleChanged),
            Outcome::Quarantined => Some(Reason::Quarantined),
        }
    }

    /// What is offered, the likeliest first. Nothing leaves the tray by itself.
    pub fn choices(self) -> &'static [Choice] {
        match self {
            Reason::Guarded => &[Choice::Discard, Choice::Reapply, Choice::Edit, Choice::Note],
            Reason::Gone => &[Choice::Export, Choice::Discard],
            Reason::RightsLost => &[Choice::Export, Choice::Discard],
            Reason::RuleChanged => &[Choice::Edit, Choice::Note, Choice::Discard],
            Reason::Quarantined => &[Choice::Export, Choice::Reapply, Choice::Discard],
        }
    }
}

/// The fault a refused mutation carries, to be told in words.
pub fn fault_of(outcome: &Outcome) -> Option<&Fault> {
    match outcome {
        Outcome::Conflict { fault }
        | Outcome::Forbidden { fault }
        | Outcome::Invalid { fault }
        | Outcome::Gone { fault } => Some(fault),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn what_was_done_waits_for_nobody_and_the_rest_can_be_let_go() {
        assert_eq!(Reason::of(&Outcome::Ok { output: Value::Null }), None);
        for reason in Reason::ALL {
            assert!(reason.choices().contains(&Choice::Discard), "{reason}");
        }
    }
}
