//! Complaints 投诉 (ISO 10002): a kind of case with a way of its own. What is wrong is not a thing but
//! what somebody did or left undone, so that neither they nor their unit may be the judge of it.

mod operations;
pub mod rules;
#[cfg(test)]
mod tests;

pub use operations::*;

use crate::kernel::id::{CaseId, FirmId, ProductId, UnitId, UserId, Uuid};
use crate::kernel::time::Millis;

words! {
/// How far a complaint has come. The state of its case follows: lists, boards and clocks need no
/// second language.
Stage {
    Received = "received",
    Acknowledged = "acknowledged",
    Investigating = "investigating",
    /// The customer has a remedy to agree to or to dispute.
    Proposed = "proposed",
    Agreed = "agreed",
    Disputed = "disputed",
    Concluded = "concluded",
}
}

words! {
/// What a complaint is about, as the customer says it.
Topic {
    Attitude = "attitude",
    Delay = "delay",
    Quality = "quality",
    Price = "price",
    Product = "product",
    Other = "other",
}
}

words! {
Severity { Minor = "minor", Serious = "serious", Critical = "critical" }
}

words! {
/// Why it came to this, as C63 sorts causes, with the firm's own ways of working beside them.
CauseClass {
    Person = "person",
    Process = "process",
    Product = "product",
    Infrastructure = "infrastructure",
    External = "external",
    /// Looked into, and nothing was found to be wrong.
    Unfounded = "unfounded",
}
}

data! {
/// Who or what is complained of. Staff say so once they have read the complaint.
#[derive(Default)]
pub struct Against {
    #[serde(default)]
    pub user_id: Option<UserId>,
    /// The unit complained of; of a person, the person's own.
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    #[serde(default)]
    pub firm_id: Option<FirmId>,
    #[serde(default)]
    pub product_id: Option<ProductId>,
}

pub struct Remedy {
    pub text: String,
    /// Minor units of the house currency; 0 when nothing is paid.
    #[serde(default)]
    pub compensation_minor: i64,
    pub at: Millis,
}

pub struct Cause {
    pub class: CauseClass,
    pub text: String,
    /// The case in which the root cause is dealt with.
    #[serde(default)]
    pub case_id: Option<CaseId>,
}

pub struct Complaint {
    pub stage: Stage,
    pub topic: Topic,
    /// What would make it good, in the customer's words.
    #[serde(default)]
    pub expectation: String,
    /// The case whose handling is complained of.
    #[serde(default)]
    pub about_id: Option<CaseId>,
    /// From here to `repeat` staff only.
    #[serde(default)]
    pub severity: Option<Severity>,
    #[serde(default)]
    pub against: Against,
    /// The same customer complained before, not long ago.
    #[serde(default)]
    pub repeat: bool,
    /// When the customer was promised an answer.
    #[serde(default)]
    pub answer_by: Option<Millis>,
    #[serde(default)]
    pub remedy: Option<Remedy>,
    /// Staff only.
    #[serde(default)]
    pub cause: Option<Cause>,
}
}

impl Complaint {
    pub fn new(topic: Topic, expectation: &str, about_id: Option<CaseId>) -> Complaint {
        Complaint {
            stage: Stage::Received,
            topic,
            expectation: expectation.trim().to_string(),
            about_id,
            severity: None,
            against: Against::default(),
            repeat: false,
            answer_by: None,
            remedy: None,
            cause: None,
        }
    }

    /// As its opener describes it.
    pub fn of(op: &SubmitComplaint) -> Complaint {
        Complaint::new(op.topic.unwrap_or(Topic::Other), &op.expectation, op.about_id)
    }

    /// Ids whose names the page shows.
    pub fn named(&self) -> impl Iterator<Item = Uuid> {
        let against = &self.against;
        let ids = [
            against.user_id.map(|id| id.0),
            against.unit_id.map(|id| id.0),
            against.firm_id.map(|id| id.0),
            against.product_id.map(|id| id.0),
        ];
        ids.into_iter().flatten()
    }

    /// As those outside may see it: who is suspected and what was found stay inside.
    pub fn told_outside(&self) -> Complaint {
        Complaint { severity: None, against: Against::default(), repeat: false, cause: None, ..self.clone() }
    }
}
