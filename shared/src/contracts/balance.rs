//! What is left of a contract: sums over its ledger, whatever the order of the entries.

use std::collections::BTreeMap;

use super::{Contract, EntryKind, LedgerEntry, Measure};
use crate::kernel::id::CaseId;

/// The ledger of one measure, summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Bought and put right, beside what the limit grants.
    pub added: i64,
    pub used: i64,
    /// Of each case what is reserved, less what it used and what was released; nothing where that is less.
    pub held: i64,
    /// The part of it that no server has confirmed.
    pub provisional: i64,
    pub beyond: i64,
}

impl Sums {
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a LedgerEntry>, measure: Measure) -> Sums {
        let mut sums = Sums::default();
        let mut held: BTreeMap<Option<CaseId>, (i64, i64)> = BTreeMap::new();
        for entry in entries.into_iter().filter(|entry| entry.measure == measure) {
            let (holds, provisional) = held.entry(entry.case_id).or_default();
            match entry.kind {
                EntryKind::Reserve => *holds += entry.amount,
                EntryKind::Release => *holds -= entry.amount,
                EntryKind::Consume => {
                    *holds -= entry.amount;
                    sums.used += entry.amount;
                }
                EntryKind::TopUp | EntryKind::Adjust => sums.added += entry.amount,
            }
            if entry.provisional && entry.kind == EntryKind::Reserve {
                *provisional += entry.amount;
            }
            sums.beyond += entry.beyond;
        }
        for (holds, provisional) in held.into_values() {
            sums.held += holds.max(0);
            sums.provisional += provisional.min(holds.max(0));
        }
        sums
    }
}

data! {
/// What is left of one measure: calls, minutes or fen.
pub struct Balance {
    pub measure: Measure,
    /// None: the contract does not limit it.
    pub granted: Option<i64>,
    pub used: i64,
    pub held: i64,
    #[serde(default)]
    pub provisional: i64,
    #[serde(default)]
    pub beyond: i64,
}

/// One of each measure.
pub struct Balances {
    pub calls: Balance,
    pub hours: Balance,
    pub money: Balance,
}
}

impl Balance {
    pub fn of(contract: &Contract, measure: Measure, sums: Sums) -> Balance {
        let Sums { added, used, held, provisional, beyond } = sums;
        Balance {
            measure,
            granted: contract.limit(measure).map(|limit| limit + added),
            used,
            held,
            provisional,
            beyond,
        }
    }

    /// What nobody has used yet; less than nothing where it may be.
    pub fn left(&self) -> Option<i64> {
        self.granted.map(|granted| granted - self.used)
    }

    /// What no open call holds either.
    pub fn available(&self) -> Option<i64> {
        self.left().map(|left| left - self.held)
    }

    pub fn is_used_up(&self) -> bool {
        self.left().is_some_and(|left| left <= 0)
    }
}

impl Balances {
    /// From the sums of each measure.
    pub fn of(contract: &Contract, sums: impl Fn(Measure) -> Sums) -> Balances {
        let balance = |measure| Balance::of(contract, measure, sums(measure));
        Balances { calls: balance(Measure::Calls), hours: balance(Measure::Hours), money: balance(Measure::Money) }
    }

    pub fn from_entries<'a>(
        contract: &Contract,
        entries: impl IntoIterator<Item = &'a LedgerEntry> + Clone,
    ) -> Balances {
        let own = |entry: &&LedgerEntry| entry.contract_id == contract.id;
        Balances::of(contract, |measure| Sums::of(entries.clone().into_iter().filter(own), measure))
    }

    pub fn get(&self, measure: Measure) -> &Balance {
        match measure {
            Measure::Calls => &self.calls,
            Measure::Hours => &self.hours,
            Measure::Money => &self.money,
        }
    }

    pub fn all(&self) -> [&Balance; 3] {
        [&self.calls, &self.hours, &self.money]
    }
}
