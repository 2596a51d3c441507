//! Cases: from the first word of a customer to the closure.

pub mod apply;
pub mod bulk;
pub mod commands;
pub mod doc;
pub mod erasing;
pub mod events;
pub mod filter;
pub mod lifecycle;
pub mod listing;
pub mod model;
pub mod open;
pub mod operations;
pub mod policy;
pub mod queries;
pub mod refusal;
pub mod search;
pub mod steps;
pub mod taking_back;
pub mod view;

pub use events::CaseEvent;
pub use model::{Case, CaseState, Channel, PendingReason, ResolutionCode};
pub use refusal::Refusal;
