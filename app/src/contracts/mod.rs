//! What is left of contracts, as every page shows it: administration, case, a call that is taken down, portal.

mod bars;
mod standing;
mod words;

pub use bars::Limits;
pub use standing::StandingChip;
pub use words::{change, left, period, units};
