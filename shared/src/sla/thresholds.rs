//! Moments at which a clock is told of, each with a name of its own.
//!
//! The name holds neither policy nor moment: when another policy, another priority or a late event moves a
//! clock, what was told of it is not told again.

use std::collections::BTreeSet;
use std::fmt;

use super::clock::Clock;
use super::target::{ClockKind, Side};
use crate::kernel::time::Millis;

words! {
ThresholdKind { Warn = "warn", Inner = "inner", Due = "due" }
}

data! {
#[derive(Copy, Eq, PartialOrd, Ord, Hash)]
pub struct ThresholdId {
    pub side: Side,
    pub clock: ClockKind,
    pub round: u32,
    pub kind: ThresholdKind,
}

#[derive(Copy)]
pub struct Threshold {
    pub id: ThresholdId,
    pub at: Millis,
}
}

impl fmt::Display for ThresholdId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", self.side, self.clock, self.round, self.kind)
    }
}

/// What is still to be told of some clocks, earliest first: not what was told, and nothing of a clock that stands
/// still or has ended.
pub fn to_tell(clocks: &[Clock], told: &BTreeSet<ThresholdId>) -> Vec<Threshold> {
    let running = clocks.iter().filter(|clock| clock.is_running());
    let mut all: Vec<Threshold> =
        running.flat_map(Clock::thresholds).filter(|threshold| !told.contains(&threshold.id)).collect();
    all.sort_by_key(|threshold| (threshold.at, threshold.id));
    all
}

impl Clock {
    pub fn thresholds(&self) -> impl Iterator<Item = Threshold> {
        let (side, clock, round) = (self.side, self.kind, self.round);
        let moments = [
            (ThresholdKind::Warn, self.warn_at),
            (ThresholdKind::Inner, self.inner_due_at),
            (ThresholdKind::Due, self.due_at),
        ];
        let named = move |kind, at| Threshold { id: ThresholdId { side, clock, round, kind }, at };
        moments.into_iter().filter_map(move |(kind, at)| Some(named(kind, at?)))
    }
}
