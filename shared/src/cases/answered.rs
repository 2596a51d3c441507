//! Which cases a standard solution answered.

use crate::cases::listing::{CaseRow, Names};
use crate::kernel::id::PairId;

data! {
/// The newest cases that a pair opened or solved.
pub struct AnsweredCases {
    pub id: PairId,
}

pub struct Answered {
    /// The newest first.
    pub rows: Vec<CaseRow>,
    pub names: Names,
}
}

operation!(AnsweredCases => Answered, "pairs.cases", Get "/pairs/{id}/cases", Server, "The newest cases that a standard description or solution was used for, as far as the caller sees them.");
