//! When people are told how far a contract is used.

use super::{Balance, Balances, Contract, Measure, OnDepletion};
use crate::kernel::time::Millis;

data! {
/// A share of a limit that was reached just now.
pub struct Crossing {
    pub measure: Measure,
    pub percent: u8,
}
}

/// Shares that one change of the ledger reached. It is what lies between two balances, so nothing need be remembered:
/// each is told once, and again when it is reached anew after a top-up.
pub fn crossed(contract: &Contract, before: &Balances, after: &Balances) -> Vec<Crossing> {
    let mut shares = contract.thresholds.clone();
    // One that goes on when it is used up, and warns, warns then at the latest.
    shares.extend((contract.on_depletion == OnDepletion::Warn).then_some(100));
    shares.sort_unstable();
    shares.dedup();
    let reached = |balance: &Balance, percent: u8| {
        balance.granted.is_some_and(|granted| (balance.used + balance.held) * 100 >= granted * i64::from(percent))
    };
    let crossing = |measure: Measure| {
        let (before, after) = (before.get(measure), after.get(measure));
        let new = move |percent: &u8| reached(after, *percent) && !reached(before, *percent);
        let shares: Vec<u8> = shares.iter().copied().filter(new).collect();
        shares.into_iter().map(move |percent| Crossing { measure, percent })
    };
    contract.limited().flat_map(crossing).collect()
}

/// Shares of its time that went by after one moment and up to another.
pub fn time_crossed(contract: &Contract, after: Millis, until: Millis) -> Vec<u8> {
    let Some(end) = contract.ends_at else { return Vec::new() };
    let span = end - contract.starts_at;
    let moment =
        |percent: u8| contract.starts_at + span / 100 * i64::from(percent) + span % 100 * i64::from(percent) / 100;
    let mut shares: Vec<u8> =
        contract.thresholds.iter().copied().filter(|share| (after + 1..=until).contains(&moment(*share))).collect();
    shares.sort_unstable();
    shares.dedup();
    shares
}
