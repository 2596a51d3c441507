//! A case that nobody reported: a plan of a contract opened it ahead of its date.

use crate::kernel::day::Day;
use crate::kernel::id::{CaseId, ContractId, ServicePlanId};
use crate::kernel::time::Millis;

words! {
/// What is to be done.
Occasion {
    Visit = "visit",
    Check = "check",
    Report = "report",
    Other = "other",
    /// Why a fault came about: it has no date, the fault is its occasion.
    Analysis = "analysis",
}
}

data! {
/// What a case was planned as.
pub struct Planned {
    pub contract_id: ContractId,
    pub plan_id: ServicePlanId,
    pub occasion: Occasion,
    /// The date as people there call it, and minutes after midnight; None where the occasion is no date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    #[serde(default)]
    pub minute: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Millis>,
    /// The fault that is looked into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<CaseId>,
}
}

impl Planned {
    /// As customers and partners are told of it: cases out of their sight are not named.
    pub fn told_outside(&self) -> Planned {
        Planned { after: None, ..self.clone() }
    }
}
