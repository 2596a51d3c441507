//! Whether a replica is what it should be, without sending it: per kind a count and the XOR of a
//! fingerprint of every row's id and version. Order plays no part, so both sides may sum as they like.

use std::collections::BTreeMap;

use super::wire::{KindCheck, Row};

/// FNV-1a of the id and the version, stirred so that neighbouring versions do not cancel out.
pub fn fingerprint(id: &str, rv: i64) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let bytes = id.bytes().chain(rv.to_le_bytes());
    let sum = bytes.fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| (sum ^ u64::from(byte)).wrapping_mul(PRIME));
    let sum = (sum ^ (sum >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    sum ^ (sum >> 32)
}

/// Sums rows of one kind as they come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub count: u64,
    pub xor: u64,
}

impl Tally {
    pub fn add(&mut self, id: &str, rv: i64) {
        self.count += 1;
        self.xor ^= fingerprint(id, rv);
    }

    pub fn named(self, kind: &str) -> KindCheck {
        KindCheck { kind: kind.to_string(), count: self.count, xor: format!("{:016x}", self.xor) }
    }
}

/// The kinds that differ from what the server says they should be.
pub fn differing<'a>(rows: impl Iterator<Item = &'a Row>, checks: &[KindCheck]) -> Vec<String> {
    if checks.is_empty() {
        return Vec::new();
    }
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for row in rows {
        tallies.entry(&row.key.kind).or_default().add(&row.key.id, row.rv);
    }
    let fits =
        |check: &KindCheck| tallies.get(check.kind.as_str()).copied().unwrap_or_default().named(&check.kind) == *check;
    checks.iter().filter(|check| !fits(check)).map(|check| check.kind.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_a_stale_and_a_spare_row_are_each_seen() {
        let tally = |rows: &[(&str, i64)]| {
            let mut tally = Tally::default();
            rows.iter().for_each(|(id, rv)| tally.add(id, *rv));
            tally
        };
        let right = tally(&[("a", 1), ("b", 2)]);
        assert_eq!(right, tally(&[("b", 2), ("a", 1)]));
        for wrong in [&[("a", 1)][..], &[("a", 1), ("b", 3)], &[("a", 2), ("b", 1)], &[("a", 1), ("b", 2), ("c", 0)]] {
            assert_ne!(right, tally(wrong));
        }
    }
}
