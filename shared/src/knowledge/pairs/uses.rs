//! How often pairs are used, month by month, and what that says about the order they are offered in.

use std::collections::BTreeMap;

use crate::kernel::id::PairId;

/// The name of the setting that devices know uses by.
pub const USES: &str = "pair_uses";

/// Months that count: the present one and those before it.
pub const MONTHS: usize = 6;

/// What a use is worth, by how many months ago it was: three quarters of the month after.
const WORTH: [u64; MONTHS] = [100, 75, 56, 42, 32, 24];

/// Uses of one pair, the present month first.
pub type Counts = [u32; MONTHS];

data! {
/// How often the most used pairs were used, as devices keep it: counted once a day.
#[derive(Default)]
pub struct PairUses {
    #[serde(default)]
    pub rv: i64,
    /// The month that counts begin with: months since the year 0.
    #[serde(default)]
    pub month: i32,
    #[serde(default)]
    pub rows: BTreeMap<PairId, Counts>,
}
}

/// What the uses of a pair are worth now.
pub fn worth(counts: &Counts) -> u64 {
    counts.iter().zip(WORTH).map(|(count, worth)| u64::from(*count) * worth).sum()
}

/// Counts from rows of pair, month and number; what lies outside of the months that count is left out.
pub fn gather(rows: impl IntoIterator<Item = (PairId, i32, u32)>, month: i32) -> BTreeMap<PairId, Counts> {
    let mut found: BTreeMap<PairId, Counts> = BTreeMap::new();
    for (pair, of, count) in rows {
        let ago = usize::try_from(month.saturating_sub(of)).ok().filter(|ago| *ago < MONTHS);
        if let Some(ago) = ago {
            let counts = found.entry(pair).or_default();
            counts[ago] = counts[ago].saturating_add(count);
        }
    }
    found
}

impl PairUses {
    /// What counts of `month` have become by a later one: the months between had none that are known.
    pub fn at(&self, month: i32) -> BTreeMap<PairId, Counts> {
        let rows = self.rows.iter().flat_map(|(pair, counts)| {
            counts.iter().zip(0..).map(move |(count, ago)| (*pair, self.month.saturating_sub(ago), *count))
        });
        gather(rows, month)
    }

    /// The pairs that are used most, so many at most.
    pub fn of(month: i32, all: BTreeMap<PairId, Counts>, most: usize) -> PairUses {
        let mut rows: Vec<(PairId, Counts)> = all.into_iter().collect();
        rows.sort_by_key(|(pair, counts)| (std::cmp::Reverse(worth(counts)), *pair));
        rows.truncate(most);
        PairUses { rv: 0, month, rows: rows.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Uuid;

    fn id(n: u128) -> PairId {
        Uuid::from_u128(n).into()
    }

    #[test]
    fn what_is_used_now_is_worth_more_than_what_was() {
        let now = worth(&[1, 0, 0, 0, 0, 0]);
        let before = worth(&[0, 1, 0, 0, 0, 0]);
        let long_ago = worth(&[0, 0, 0, 0, 0, 4]);
        assert!(now > before && before < long_ago && long_ago < now, "four uses half a year ago are not one now");
        assert_eq!(worth(&[0; MONTHS]), 0);
    }

    #[test]
    fn counts_age_with_the_months() {
        let month = 2026 * 12;
        let counts =
            gather([(id(1), month, 2), (id(1), month - 1, 3), (id(1), month, 1), (id(2), month - 6, 9)], month);
        assert_eq!(counts, BTreeMap::from([(id(1), [3, 3, 0, 0, 0, 0])]));
        let kept = PairUses::of(month, counts, 10);
        assert_eq!(kept.at(month + 2)[&id(1)], [0, 0, 3, 3, 0, 0]);
        assert!(kept.at(month + 6).is_empty());
        assert_eq!(kept.at(month - 1)[&id(1)], [3, 0, 0, 0, 0, 0], "a device whose clock is behind knows no future");
    }

    #[test]
    fn the_most_used_are_kept() {
        let all =
            BTreeMap::from([(id(1), [1, 0, 0, 0, 0, 0]), (id(2), [0, 9, 0, 0, 0, 0]), (id(3), [2, 0, 0, 0, 0, 0])]);
        let kept = PairUses::of(1, all, 2);
        assert_eq!(kept.rows.keys().copied().collect::<Vec<_>>(), [id(2), id(3)]);
    }
}
