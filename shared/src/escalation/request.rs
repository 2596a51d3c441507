//! Somebody asks that a case, or all that a company has open, be escalated: a record with a life of its own.

use crate::fault::{Fault, FieldFault};
use crate::kernel::check::Checks;
use crate::kernel::id::{CaseId, CompanyId, EscalationId, UserId};
use crate::kernel::limits::{ESCALATION_NOTES_MAX, NOTE_MAX, WORDS_MAX};
use crate::kernel::time::Millis;

words! {
RequestState {
    Requested = "requested",
    Accepted = "accepted",
    Declined = "declined",
    /// It is over: the case goes on as any other.
    DeEscalated = "de_escalated",
}
}

words! {
Severity { Minor = "minor", Major = "major", Critical = "critical" }
}

words! {
/// How the customer takes it.
Trend { Improving = "improving", Steady = "steady", Worsening = "worsening" }
}

data! {
#[derive(Copy, Eq)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Subject {
    Case { case_id: CaseId },
    Account { company_id: CompanyId },
}

/// One step of its life, as it was taken.
pub struct RequestTurn {
    pub state: RequestState,
    pub by: UserId,
    pub at: Millis,
    pub reason: String,
}

/// How the customer took it at a moment, as somebody saw it.
pub struct TrendNote {
    pub trend: Trend,
    pub by: UserId,
    pub at: Millis,
    #[serde(default)]
    pub note: String,
}

pub struct EscalationRequest {
    pub id: EscalationId,
    #[serde(default)]
    pub rv: i64,
    pub subject: Subject,
    pub severity: Severity,
    pub reason: String,
    pub state: RequestState,
    pub requested_by: UserId,
    pub requested_at: Millis,
    /// People who are told of each step.
    #[serde(default)]
    pub watchers: Vec<UserId>,
    #[serde(default)]
    pub trend: Option<Trend>,
    /// How it went so far, the newest last; the newest `ESCALATION_NOTES_MAX`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<TrendNote>,
    /// All steps after the first.
    #[serde(default)]
    pub turns: Vec<RequestTurn>,
}

#[serde(tag = "move", rename_all = "snake_case")]
pub enum Move {
    Accept { #[serde(default)] reason: String },
    Decline { reason: String },
    DeEscalate { reason: String },
    /// How it stands, while it is accepted.
    Note { trend: Trend, #[serde(default)] note: String },
    /// It turns out to be graver, or less grave.
    Regrade { severity: Severity },
}
}

impl RequestState {
    /// Somebody still has to do something.
    pub fn is_open(self) -> bool {
        matches!(self, RequestState::Requested | RequestState::Accepted)
    }
}

impl EscalationRequest {
    /// The same request with what people wrote in it put otherwise.
    pub fn reworded(&self, word: impl Fn(&str) -> String) -> EscalationRequest {
        let turn = |turn: &RequestTurn| RequestTurn { reason: word(&turn.reason), ..turn.clone() };
        let turns = self.turns.iter().map(turn).collect();
        let note = |note: &TrendNote| TrendNote { note: word(&note.note), ..note.clone() };
        let notes = self.notes.iter().map(note).collect();
        EscalationRequest { reason: word(&self.reason), turns, notes, ..self.clone() }
    }

    pub fn check(&self) -> Vec<FieldFault> {
        Checks::new()
            .text("/reason", &self.reason, NOTE_MAX)
            .when(self.watchers.len() > WORDS_MAX, "/watchers", "too_many")
            .done()
    }

    /// Whether it may be made beside those that are there: one at a time for each subject.
    pub fn may_be_made(&self, others: &[EscalationRequest]) -> Result<(), Fault> {
        let same = |other: &&EscalationRequest| other.subject == self.subject && other.id != self.id;
        match others.iter().filter(same).any(|other| other.state.is_open()) {
            true => Err(Fault::refused("escalations.open_already")),
            false => Ok(()),
        }
    }

    /// Whether somebody may take a step now, whatever they would say: what a page shows as buttons. Requested → accepted
    /// or declined, accepted → de-escalated. Nobody decides on a request of their own.
    pub fn allows(&self, step: &Move, by: UserId) -> Result<(), Fault> {
        use RequestState::*;
        match (self.state, step) {
            (Requested | Accepted, Move::Regrade { .. }) => Ok(()),
            (Requested, Move::Accept { .. } | Move::Decline { .. }) if by == self.requested_by => {
                Err(Fault::refused("escalations.own_request"))
            }
            (Requested, Move::Accept { .. } | Move::Decline { .. }) => Ok(()),
            (Requested, Move::Note { .. } | Move::DeEscalate { .. }) => Err(Fault::refused("escalations.not_accepted")),
            (Accepted, Move::Note { .. } | Move::DeEscalate { .. }) => Ok(()),
            (Accepted, Move::Accept { .. } | Move::Decline { .. }) => {
                Err(Fault::refused("escalations.decided_already"))
            }
            (Declined | DeEscalated, _) => Err(Fault::refused("escalations.ended")),
        }
    }

    /// The request after a step that is allowed.
    pub fn step(&self, step: &Move, by: UserId, at: Millis) -> Result<EscalationRequest, Fault> {
        let faults = step.check();
        if !faults.is_empty() {
            return Err(Fault::Invalid { fields: faults });
        }
        self.allows(step, by)?;
        let mut after = self.clone();
        let (state, reason) = match step {
            Move::Regrade { severity } => {
                after.severity = *severity;
                return Ok(after);
            }
            Move::Note { trend, note } => {
                after.trend = Some(*trend);
                after.notes.push(TrendNote { trend: *trend, by, at, note: note.trim().into() });
                let spare = after.notes.len().saturating_sub(ESCALATION_NOTES_MAX);
                after.notes.drain(..spare);
                return Ok(after);
            }
            Move::Accept { reason } => (RequestState::Accepted, reason),
            Move::Decline { reason } => (RequestState::Declined, reason),
            Move::DeEscalate { reason } => (RequestState::DeEscalated, reason),
        };
        after.state = state;
        after.turns.push(RequestTurn { state, by, at, reason: reason.clone() });
        Ok(after)
    }
}

impl Move {
    pub fn check(&self) -> Vec<FieldFault> {
        match self {
            Move::Accept { reason } => Checks::new().optional("/reason", reason, NOTE_MAX).done(),
            Move::Decline { reason } | Move::DeEscalate { reason } => {
                Checks::new().text("/reason", reason, NOTE_MAX).done()
            }
            Move::Note { note, .. } => Checks::new().optional("/note", note, NOTE_MAX).done(),
            Move::Regrade { .. } => Vec::new(),
        }
    }
}
