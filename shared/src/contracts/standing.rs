//! Whether a contract is in force, read from its ledger and the clock.

use super::{Balances, Combine, Contract, ContractState, Measure};
use crate::kernel::time::Millis;

words! {
/// A limit that was reached.
OverBecause { Date = "date", Calls = "calls", Hours = "hours", Money = "money" }
}

data! {
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    Draft,
    NotBegun { starts_at: Millis },
    /// It covers calls. What is used up already is told: further limits count as well, or more may be drawn.
    InForce { #[serde(default)] used_up: Vec<Measure> },
    Suspended,
    Over { because: Vec<OverBecause> },
    Cancelled,
    Archived,
}
}

impl From<Measure> for OverBecause {
    fn from(measure: Measure) -> OverBecause {
        match measure {
            Measure::Calls => OverBecause::Calls,
            Measure::Hours => OverBecause::Hours,
            Measure::Money => OverBecause::Money,
        }
    }
}

impl Standing {
    pub fn is_in_force(&self) -> bool {
        matches!(self, Standing::InForce { .. })
    }
}

/// Where a contract stands. Units that may be overdrawn end nothing by themselves; a date always counts.
pub fn standing(contract: &Contract, balances: &Balances, now: Millis) -> Standing {
    let used_up: Vec<Measure> =
        balances.all().into_iter().filter(|balance| balance.is_used_up()).map(|balance| balance.measure).collect();
    let ended = contract.has_ended(now);
    let because = || {
        let date = ended.then_some(OverBecause::Date);
        date.into_iter().chain(used_up.iter().copied().map(OverBecause::from)).collect()
    };
    match contract.state {
        ContractState::Draft => Standing::Draft,
        ContractState::Suspended => Standing::Suspended,
        ContractState::Cancelled => Standing::Cancelled,
        ContractState::Archived => Standing::Archived,
        ContractState::Expired => Standing::Over { because: because() },
        ContractState::Active if now < contract.starts_at => Standing::NotBegun { starts_at: contract.starts_at },
        ContractState::Active if is_over(contract, ended, used_up.len()) => Standing::Over { because: because() },
        ContractState::Active => Standing::InForce { used_up },
    }
}

fn is_over(contract: &Contract, ended: bool, used_up: usize) -> bool {
    let limited = contract.limited().count();
    let stops = super::drawing::stops_when_empty(contract);
    match contract.combine {
        Combine::Any => ended || (stops && used_up > 0),
        // The date is one of the limits, where there is one; without it there is another.
        Combine::All => {
            let date = contract.ends_at.is_none() || ended;
            date && used_up == limited && (stops || ended)
        }
    }
}
