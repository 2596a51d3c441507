//! Service products 服务产品, the contracts 服务合同 that sell them, and what is left of each.
//!
//! A contract says whom and what it covers, for how long and for how much. What was drawn from it is a
//! ledger that only grows; the balance, and whether the contract is over, are read from it anew each time.

mod amount;
mod balance;
mod check;
pub mod costs;
pub mod drawing;
mod ledger;
mod matching;
mod model;
mod operations;
pub mod plans;
mod renewal;
mod standing;
mod states;
mod survey;
#[cfg(test)]
mod tests;
mod thresholds;

pub use amount::{Amount, Measure};
pub use balance::{Balance, Balances, Sums};
pub use check::follow_faults;
pub use ledger::{Added, EntryKind, Ledger, LedgerEntry, LedgerFault, entry_id};
pub use matching::{Call, Candidate, Criterion, Explanation, Fit, Outcome, Point, Pot, entitle};
pub use model::*;
pub use operations::*;
pub use renewal::{plan_of_renewal, renewal_faults, renewal_of};
pub use standing::{OverBecause, Standing, standing};
pub use states::ContractState;
pub use survey::{SurveyContracts, SurveyedContract};
pub use thresholds::{Crossing, crossed, time_crossed};
