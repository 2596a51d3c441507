//! Escalation policies: for which cases, and in which levels. Conditions and actions of levels are those of rules.

mod edit;
mod form;
mod level;
mod levels;
mod list;
mod page;
mod scope;
mod sentence;
mod trigger;

pub use list::EscalationPoliciesPage;
pub use page::EscalationPolicyPage;
