//! Points for those who make knowledge that helps (docs/rewards.md): what is a merit and what is a trick, the ledger as it
//! is told, the ranking of a month. Points are entered once and never changed; what was wrong is taken back by another entry.

mod merits;
mod months;
mod operations;
mod ranking;
mod rules;

pub use merits::{Due, Giver, Reuse, Voter, approved, authored, avoided, reused, validated, writers};
pub use months::{month_of, month_text};
pub use operations::*;
pub use ranking::rank;
pub use rules::{Merit, RewardRules};
