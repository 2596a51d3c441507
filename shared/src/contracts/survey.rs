//! The contracts of a desk in one list, each with what is left of it.

use super::{Balances, Contract, ContractAccount, ContractState};
use crate::kernel::check::Checks;
use crate::kernel::id::CompanyId;
use crate::kernel::limits::{CONTRACT_DAYS_MAX, SEARCH_MAX};
use crate::kernel::page::Page;
use crate::kernel::time::{DAY, Millis};

data! {
/// Which contracts: every filter narrows.
#[derive(Default)]
pub struct SurveyContracts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Without one all but what is archived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ContractState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_id: Option<CompanyId>,
    /// Those that run and end within so many days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_within: Option<u32>,
    /// Those of which nothing is left to draw from.
    #[serde(default)]
    pub used_up: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A contract with the name of its customer and what is left.
pub struct SurveyedContract {
    #[serde(flatten)]
    pub account: ContractAccount,
    pub code: String,
    pub state: ContractState,
    pub company: String,
}
}

operation!(SurveyContracts => Page<SurveyedContract>, "contracts.survey", Get "/contracts/survey", Server,
    "Contracts by name, each with its customer and what is left. A page may be short and have more behind it.",
    |op| Checks::new()
        .optional("/q", op.q.as_deref().unwrap_or_default(), SEARCH_MAX)
        .when(op.ends_within.is_some_and(|days| !(1..=CONTRACT_DAYS_MAX).contains(&days)), "/ends_within", "contract_days_range")
        .done());

impl SurveyContracts {
    /// Whether a contract is asked for, as far as it says so itself.
    pub fn takes(&self, contract: &Contract, now: Millis) -> bool {
        let state = match self.state {
            Some(state) => contract.state == state,
            None => contract.state != ContractState::Archived,
        };
        state && self.ends_within.is_none_or(|days| runs_out(contract, days, now))
    }

    /// The same, as far as its ledger does.
    pub fn takes_balances(&self, contract: &Contract, balances: &Balances) -> bool {
        let empty = |measure| balances.get(measure).available().is_some_and(|available| available <= 0);
        let counts = !matches!(contract.state, ContractState::Draft | ContractState::Cancelled);
        !self.used_up || (counts && contract.limited().any(empty))
    }
}

fn runs_out(contract: &Contract, days: u32, now: Millis) -> bool {
    let runs = matches!(contract.state, ContractState::Active | ContractState::Suspended);
    let last = now.saturating_add(i64::from(days) * DAY);
    runs && contract.ends_at.is_some_and(|end| now < end && end <= last)
}
