//! Contracts: what customers bought, what is left of it, and what is done to it by hand.

mod chain;
mod cover;
mod edit;
mod fields;
mod form;
mod hand;
mod ledger;
mod list;
mod many;
mod money;
mod moves;
mod page;
mod renew;
mod survey;
mod wrong;

pub use list::ContractsPage;
pub use page::ContractPage;
