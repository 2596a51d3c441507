//! What people do with escalations, and what they are told of them.

use super::instance::Instance;
use super::next::Unanswered;
use super::request::{EscalationRequest, Move, Severity};
use crate::cases::listing::Names;
use crate::cases::operations::CaseRef;
use crate::jobs::ErrandState;
use crate::kernel::check::Checks;
use crate::kernel::id::{CaseId, EscalationId, RobotId, UserId, Uuid};
use crate::kernel::limits::{NOTE_MAX, WORDS_MAX};
use crate::kernel::time::Millis;
use crate::rules::{Action, Medium, Recipient, TaskFor};

data! {
/// Somebody sees to it: nobody is told again, for as long as the policy says.
pub struct AcknowledgeEscalation {
    pub id: CaseId,
}

pub struct GetEscalation {
    pub id: CaseId,
}

/// How the escalation of a case stands.
pub struct CaseEscalation {
    pub case_id: CaseId,
    /// How far the case counts as escalated.
    pub level: u16,
    /// When somebody looks again, whatever happens until then.
    pub next_at: Option<Millis>,
    /// The newest last.
    pub running: Vec<Running>,
    /// What was done, the newest first.
    pub done: Vec<Told>,
    /// Requests for this case, the newest first.
    pub requests: Vec<EscalationRequest>,
    /// Requests for the customer of the case that are not over, while the case is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub account: Vec<EscalationRequest>,
    /// What people, teams and categories in it are called.
    #[serde(default)]
    pub names: Names,
}

pub struct Running {
    /// As the policy was called in the version that it keeps.
    pub name: String,
    /// It waits for an acknowledgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<Unanswered>,
    #[serde(flatten)]
    pub instance: Instance,
}

pub struct Told {
    /// Name of the firing and place of the action.
    pub id: String,
    pub due_at: Millis,
    pub action: Action,
    pub state: ErrandState,
    #[serde(default)]
    pub ended_at: Option<Millis>,
    /// Code of the fault, where it was refused or given up.
    #[serde(default)]
    pub fault: Option<String>,
    /// Whom it reached, where people were told.
    #[serde(default)]
    pub people: Vec<UserId>,
    /// Who was passed over, and why.
    #[serde(default)]
    pub passed: Vec<super::Passed>,
    /// What else went to whom, beside the notice in the app.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sent: Vec<Sent>,
}

/// A letter to one person, or a message to one robot, and whether it went.
pub struct Sent {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub robot_id: Option<RobotId>,
    pub medium: Medium,
    pub state: ErrandState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// The recipient's quiet hours end then; it goes no sooner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Millis>,
}

/// What could not be delivered is tried once more.
pub struct SendAgain {
    pub id: CaseId,
    /// `Sent::id`.
    pub errand: String,
}

/// Asks that a case be escalated.
pub struct EscalateCase {
    pub id: CaseId,
    /// Made by the sender; the server makes one when absent.
    #[serde(default)]
    pub request_id: Option<EscalationId>,
    pub severity: Severity,
    pub reason: String,
    /// People who are told of each step.
    #[serde(default)]
    pub watchers: Vec<UserId>,
}

/// A step in the life of a request.
pub struct StepEscalation {
    pub id: EscalationId,
    pub step: Move,
}
}

operation!(AcknowledgeEscalation => CaseRef, "cases.acknowledge", Post "/cases/{id}/acknowledge", Online, "Somebody sees to an escalated case; nobody is told again, for as long as the policy says.");
operation!(GetEscalation => CaseEscalation, "cases.escalation", Get "/cases/{id}/escalation", Server, "How the escalation of a case stands, who was told, and who was passed over.");
operation!(EscalateCase => EscalationRequest, "cases.escalate", Post "/cases/{id}/escalate", Online, "Asks that a case be escalated; somebody else accepts or declines.",
    |op| Checks::new().text("/reason", &op.reason, NOTE_MAX).when(op.watchers.len() > WORDS_MAX, "/watchers", "too_many").done());
operation!(SendAgain => CaseRef, "cases.send_again", Post "/cases/{id}/send-again", Online, "Sends anew what could not be delivered.",
    |op| Checks::new().text("/errand", &op.errand, NOTE_MAX).done());
operation!(StepEscalation => EscalationRequest, "escalations.step", Post "/escalations/{id}/steps", Online, "Accepts, declines or ends a requested escalation, or notes how it stands.",
|op| {
    let inner = op.step.check().into_iter();
    inner.map(|fault| crate::fault::FieldFault { pointer: format!("/step{}", fault.pointer), ..fault }).collect()
});

impl CaseEscalation {
    /// Nothing happened yet, and nobody asked for anything.
    pub fn is_quiet(&self) -> bool {
        let reached = self.running.iter().any(|running| !running.instance.runs.is_empty());
        self.level == 0 && !reached && self.done.is_empty() && self.requests.is_empty() && self.account.is_empty()
    }

    /// Some level was reached that nobody has acknowledged.
    pub fn waits(&self) -> bool {
        self.running.iter().any(|running| running.waits.is_some())
    }

    /// Whether somebody may ask that the case be escalated: one request at a time, as `EscalationRequest::may_be_made`.
    pub fn may_be_asked_for(&self) -> bool {
        !self.requests.iter().any(|request| request.state.is_open())
    }

    /// Ids whose names the page shows.
    pub fn named(&self) -> Vec<Uuid> {
        let acknowledged = self.running.iter().filter_map(|running| running.instance.acknowledged.as_ref());
        let mut ids: Vec<Uuid> = acknowledged.map(|said| said.by.0).collect();
        for told in &self.done {
            ids.extend(told.people.iter().map(|user| user.0));
            ids.extend(
                told.passed.iter().flat_map(|passed| passed.user_id.iter().chain(&passed.circle)).map(|id| id.0),
            );
            let sent = |sent: &Sent| sent.user_id.map(|id| id.0).or(sent.robot_id.map(|id| id.0));
            ids.extend(told.sent.iter().filter_map(sent));
            ids.extend(named_in(&told.action));
        }
        ids.extend(self.requests.iter().chain(&self.account).flat_map(named_in_request));
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// Ids whose names a page shows with a request.
pub(super) fn named_in_request(request: &EscalationRequest) -> Vec<Uuid> {
    let mut ids = vec![request.requested_by.0];
    ids.extend(request.watchers.iter().map(|user| user.0));
    ids.extend(request.turns.iter().map(|turn| turn.by.0));
    ids.extend(request.notes.iter().map(|note| note.by.0));
    ids
}

fn named_in(action: &Action) -> Vec<Uuid> {
    let ids = match action {
        Action::Notify { recipients, .. } => {
            let named = |recipient: &Recipient| match recipient {
                Recipient::Named { user_id } => Some(user_id.0),
                Recipient::Robot { robot_id } => Some(robot_id.0),
                _ => None,
            };
            return recipients.iter().filter_map(named).collect();
        }
        Action::Reassign { team_id, assignee_id } => [team_id.map(|id| id.0), assignee_id.map(|id| id.0)],
        Action::Dispatch(dispatch) => [dispatch.team_id.map(|id| id.0), None],
        Action::SetCategory { category_id } => [Some(category_id.0), None],
        Action::OpenTask { whom, .. } => match whom {
            TaskFor::Named { user_id } => [Some(user_id.0), None],
            TaskFor::NamedTeam { team_id } => [Some(team_id.0), None],
            _ => [None, None],
        },
        Action::RaiseLevel { .. } | Action::SetPriority { .. } | Action::Webhook { .. } => [None, None],
    };
    ids.into_iter().flatten().collect()
}
