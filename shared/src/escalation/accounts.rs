//! A customer as a whole is escalated: the same record as for a case, borne by the company.

use super::operations::named_in_request;
use super::request::{EscalationRequest, Severity};
use crate::cases::listing::Names;
use crate::kernel::check::Checks;
use crate::kernel::id::{CompanyId, EscalationId, UserId, Uuid};
use crate::kernel::limits::{NOTE_MAX, WORDS_MAX};

data! {
/// Asks that a customer be escalated.
pub struct EscalateAccount {
    pub id: CompanyId,
    /// Made by the sender; the server makes one when absent.
    #[serde(default)]
    pub request_id: Option<EscalationId>,
    pub severity: Severity,
    pub reason: String,
    /// People who are told of each step.
    #[serde(default)]
    pub watchers: Vec<UserId>,
}

pub struct GetAccountEscalation {
    pub id: CompanyId,
}

/// Requests for a customer.
pub struct AccountEscalation {
    pub company_id: CompanyId,
    /// The newest first.
    pub requests: Vec<EscalationRequest>,
    /// What people in it are called.
    #[serde(default)]
    pub names: Names,
}
}

operation!(EscalateAccount => EscalationRequest, "companies.escalate", Post "/companies/{id}/escalate", Online, "Asks that a customer be escalated; somebody else accepts or declines.",
    |op| Checks::new().text("/reason", &op.reason, NOTE_MAX).when(op.watchers.len() > WORDS_MAX, "/watchers", "too_many").done());
operation!(GetAccountEscalation => AccountEscalation, "companies.escalation", Get "/companies/{id}/escalation", Server, "Requested escalations of a customer, with how they stand.");

impl AccountEscalation {
    /// Whether somebody may ask for another one.
    pub fn may_be_asked_for(&self) -> bool {
        !self.requests.iter().any(|request| request.state.is_open())
    }

    /// Ids whose names the page shows.
    pub fn named(&self) -> Vec<Uuid> {
        self.requests.iter().flat_map(named_in_request).collect()
    }
}
