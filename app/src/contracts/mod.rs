//! What is left of contracts, as every page shows it: administration, case, a call that is taken down, portal.

mod bars;
mod planned;
mod standing;
mod words;

pub use bars::Limits;
pub use planned::{WEEKDAYS, day_of, planned_for};
pub use standing::StandingChip;
pub use words::{change, left, period, units};
