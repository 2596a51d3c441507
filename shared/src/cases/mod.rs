//! Cases: from the first word of a customer to the closure.

pub mod apply;
pub mod attention;
pub mod bulk;
pub mod clocks;
pub mod commands;
pub mod complaint;
pub mod doc;
pub mod erasing;
pub mod events;
pub mod explaining;
pub mod faces;
pub mod filter;
pub mod joining;
pub mod lifecycle;
pub mod listing;
pub mod model;
pub mod open;
pub mod operations;
pub mod planned;
pub mod policy;
pub mod promising;
pub mod queries;
pub mod refusal;
pub mod relations;
pub mod satisfaction;
pub mod search;
pub mod similar;
pub mod steps;
pub mod taking_back;
pub mod terms;
pub mod ties;
pub mod view;

pub use events::CaseEvent;
pub use model::{Case, CaseState, Channel, PendingReason, ResolutionCode};
pub use planned::{Occasion, Planned};
pub use refusal::Refusal;
