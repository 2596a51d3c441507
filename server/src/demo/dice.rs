//! Chance that comes out the same each time, and ids that are the same in every demo world.

use yingda_shared::kernel::id::Uuid;

/// SplitMix64: small, and even enough for a demo.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `low` up to and without `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = (high - low).max(1) as u64;
        low + (self.next() % width) as i64
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.between(0, from.len() as i64) as usize]
    }

    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(0, 100) < percent
    }
}

/// Kinds of ids, so that the n-th unit and the n-th user differ.
#[derive(Clone, Copy)]
pub enum Kind {
    Unit = 1,
    Team,
    Firm,
    Product,
    Category,
    Company,
    Department,
    Contact,
    Asset,
    Text,
    User,
    Case,
    Entry,
    View,
    Calendar,
    Pair,
    Contract,
    Plan,
    Article,
}

/// The n-th id of a kind, in the form of a UUIDv7.
pub fn id<I: From<Uuid>>(kind: Kind, n: usize) -> I {
    I::from(Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0000 | ((kind as u128) << 32) | n as u128))
}
