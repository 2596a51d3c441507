//! Plans of a contract: the list on its page, and one plan with its dates, its form and what became of it.

mod blank;
mod card;
mod edit;
mod form;
mod history;
mod page;
mod preview;
mod sentence;
mod timing;

pub use card::PlansCard;
pub use page::PlanPage;
