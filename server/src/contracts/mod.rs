//! Contracts on the server: keeping them, the ledger, and what cases draw.

mod accounts;
mod drawing;
mod handlers;
pub mod plans;
pub mod store;
mod survey;

use yingda_shared::contracts::*;

use crate::dispatch::Registry;
use crate::records::handlers as records;

pub use accounts::own;
pub use drawing::{Reached, case_changed};

pub fn register(registry: &mut Registry) {
    records::register::<ServiceProduct>(registry);
    records::register_with::<Contract, _>(registry, handlers::save);
    registry.write::<TopUpContract, _>(handlers::top_up);
    registry.write::<AdjustContract, _>(handlers::adjust);
    registry.write::<RenewContract, _>(handlers::renew);
    registry.read::<ContractBalance, _>(accounts::balance);
    registry.read::<ContractBalances, _>(accounts::balances);
    registry.read::<SurveyContracts, _>(survey::survey);
    registry.read::<ExplainContract, _>(accounts::explain);
    plans::register(registry);
}
