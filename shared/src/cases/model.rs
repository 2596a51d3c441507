//! The case itself, with everything staff may know of it. What others see is cut in `view`.

use std::collections::BTreeMap;

use crate::cases::complaint::Complaint;
use crate::cases::planned::Planned;
use crate::cases::ties::Ties;
use crate::catalog::priority::{Impact, Priority, Urgency};
use crate::identity::actor::scope;
use crate::kernel::id::{
    AssetId, CaseId, CategoryId, CompanyId, ContactId, FirmId, ProductId, TeamId, UnitId, UserId, Uuid,
};
use crate::kernel::time::Millis;
/// Clocks know it too, and they stand below cases.
pub use crate::sla::PendingReason;
use crate::sla::{Grade, Owing, Turn};

words! {
/// ITIL's life of a case. Escalation is an attribute elsewhere, never a state.
CaseState {
    New = "new",
    Assigned = "assigned",
    InProgress = "in_progress",
    Pending = "pending",
    Resolved = "resolved",
    Closed = "closed",
    Cancelled = "cancelled",
    Merged = "merged",
    Duplicate = "duplicate",
}
}

words! {
/// The way a case came in.
Channel {
    Portal = "portal",
    Phone = "phone",
    Email = "email",
    Branch = "branch",
    Guest = "guest",
    Api = "api",
    /// A plan of a contract opened it.
    Plan = "plan",
}
}

words! {
ResolutionCode {
    Fixed = "fixed",
    Workaround = "workaround",
    Advice = "advice",
    Configuration = "configuration",
    NoFault = "no_fault",
    NotReproducible = "not_reproducible",
    OutOfScope = "out_of_scope",
    Unknown = "unknown",
    /// The end of a complaint.
    Settled = "settled",
}
}

impl ResolutionCode {
    /// Those an ordinary case ends with.
    pub const OF_CASES: &'static [ResolutionCode] = ResolutionCode::ALL.split_at(ResolutionCode::ALL.len() - 1).0;
}

impl CaseState {
    /// Someone still has to do something.
    pub fn is_open(self) -> bool {
        matches!(self, CaseState::New | CaseState::Assigned | CaseState::InProgress | CaseState::Pending)
    }

    /// Nothing but a reopening changes it any more.
    pub fn is_final(self) -> bool {
        matches!(self, CaseState::Closed | CaseState::Cancelled | CaseState::Merged | CaseState::Duplicate)
    }

    pub const OPEN: &'static [CaseState] =
        &[CaseState::New, CaseState::Assigned, CaseState::InProgress, CaseState::Pending];
}

data! {
pub struct Resolution {
    pub code: ResolutionCode,
    pub text: String,
    pub at: Millis,
}

pub struct Rating {
    /// 1 to 5.
    pub score: u8,
    /// Words of `RatingReason`, chosen by the customer.
    #[serde(default)]
    pub reasons: Vec<RatingReason>,
    #[serde(default)]
    pub comment: String,
    pub at: Millis,
}

/// Who last changed a field that two people may fight over, and at which version.
pub struct Stamp {
    pub rv: i64,
    pub by: String,
    pub at: Millis,
    /// The device it was done on: what one device does one after the other is no conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<Uuid>,
}

pub struct Case {
    pub id: CaseId,
    /// `CS-2026-000123`; empty until the server gives one.
    #[serde(default)]
    pub number: String,
    /// Feed position of the last change.
    #[serde(default)]
    pub rv: i64,
    pub subject: String,
    #[serde(default)]
    pub description: String,
    pub channel: Channel,
    pub category_id: Option<CategoryId>,
    pub product_id: Option<ProductId>,
    pub asset_id: Option<AssetId>,
    pub company_id: Option<CompanyId>,
    pub contact_id: Option<ContactId>,
    /// As given by whoever reported it: stays when the contact record changes.
    #[serde(default)]
    pub contact_name: String,
    #[serde(default)]
    pub contact_phone: String,
    /// The leaf of the organisation that answers for it.
    pub unit_id: UnitId,
    pub team_id: Option<TeamId>,
    pub assignee_id: Option<UserId>,
    /// The partner firm it was forwarded to, and the engineer there who took it.
    pub firm_id: Option<FirmId>,
    pub firm_engineer_id: Option<UserId>,
    pub impact: Impact,
    pub urgency: Urgency,
    pub priority: Priority,
    pub respond_by: Millis,
    pub resolve_by: Millis,
    pub state: CaseState,
    pub pending_reason: Option<PendingReason>,
    #[serde(default)]
    pub pending_note: String,
    /// Where a case on hold stood before: resuming leads back there.
    #[serde(default)]
    pub held_from: Option<CaseState>,
    pub resolution: Option<Resolution>,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub first_response_at: Option<Millis>,
    pub resolved_at: Option<Millis>,
    pub closed_at: Option<Millis>,
    #[serde(default)]
    pub reopen_count: u32,
    #[serde(default)]
    pub urge_count: u32,
    pub urged_at: Option<Millis>,
    /// When the customer side last wrote.
    pub customer_wrote_at: Option<Millis>,
    pub rating: Option<Rating>,
    /// The closed case this one continues.
    pub follow_up_of: Option<CaseId>,
    /// Present when the case is a complaint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaint: Option<Complaint>,
    /// The account that opened it.
    pub opened_by: Option<UserId>,
    #[serde(default)]
    pub stamps: BTreeMap<String, Stamp>,
    #[serde(default, skip_serializing_if = "Ties::is_empty")]
    pub ties: Ties,
    /// How far it was escalated; 0 is not at all.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub level: u16,
    /// What its clocks heard of it; empty for cases of before, until somebody changes them. Staff only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<Turn>,
    /// What the customer is owed.
    #[serde(default, skip_serializing_if = "Owing::is_nothing")]
    pub owing: Owing,
    /// What those who work on it owe each other. Staff only.
    #[serde(default, skip_serializing_if = "Owing::is_nothing")]
    pub owing_inside: Owing,
    /// Present when a plan of a contract opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Planned>,
}
}

words! {
/// Why a customer gave the rating.
RatingReason {
    Fast = "fast",
    Professional = "professional",
    Friendly = "friendly",
    Slow = "slow",
    NotSolved = "not_solved",
    HardToReach = "hard_to_reach",
}
}

fn is_zero(level: &u16) -> bool {
    *level == 0
}

impl Case {
    pub fn grade(&self) -> Grade {
        Grade { impact: self.impact, urgency: self.urgency, priority: self.priority }
    }

    /// Its place among others by what the customer is promised next: what stands still comes after all that runs.
    /// Cases that keep no clocks, or are over, stand by the moment of their solution.
    pub fn due_key(&self) -> Millis {
        let clocks = self.owing.next.is_some() || self.owing.still.is_some();
        if clocks && self.state.is_open() { self.owing.sort_key() } else { self.resolve_by }
    }

    /// From when on somebody is to hurry; never while it stands still or is over.
    pub fn warn_key(&self) -> Millis {
        let settled = Owing::default().sort_key();
        match (self.owing.next, self.owing.still) {
            _ if !self.state.is_open() => settled,
            (Some(next), _) => next.warn_at,
            (None, Some(_)) => settled,
            (None, None) => self.resolve_by,
        }
    }

    /// The scopes that see this case: its own, and those of the customers that came to it. The fence of
    /// the store says the same in SQL.
    pub fn scopes(&self) -> Vec<String> {
        let mut scopes = self.own_scopes();
        for scope in self.ties.joined.iter().flat_map(|joined| joined.scopes()) {
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        scopes
    }

    pub fn own_scopes(&self) -> Vec<String> {
        let mut scopes = vec![scope::ORGANISATION.to_string(), scope::unit(self.unit_id), scope::case(self.id)];
        scopes.extend(self.team_id.map(scope::team));
        scopes.extend(self.assignee_id.map(scope::user));
        scopes.extend(self.firm_id.map(scope::firm));
        scopes.extend(self.company_id.map(scope::company));
        scopes.extend(self.contact_id.map(scope::contact));
        scopes
    }
}
