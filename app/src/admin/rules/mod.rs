//! Rules of the desk: when something happens, if the case is so, then do this. Conditions and actions are edited by the
//! same parts wherever they stand, in rules and in levels of escalation.

pub(super) mod action;
pub(super) mod actions;
pub(super) mod boxes;
pub(super) mod choices;
pub(super) mod chosen;
pub(super) mod condition;
pub(super) mod conditions;
mod dispatch;
mod edit;
mod form;
pub(super) mod fresh;
mod list;
mod notify;
mod page;
mod rehearsal;
mod runs;
pub(super) mod sentence;
mod task;
mod when;
pub(super) mod wrong;

pub use list::RulesPage;
pub use page::RulePage;
pub use runs::RuleRunsPage;
