//! Names of firings: the same at every replay, and of no other firing.

use std::fmt;

use crate::kernel::id::{CaseId, EntryId};
use crate::sla::{ClockKind, Side};

data! {
/// What set off a level.
#[derive(Copy, Eq, PartialOrd, Ord, Hash)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Cause {
    Clock { side: Side, clock: ClockKind, round: u32 },
    /// The entry of what happened.
    Event { id: EntryId },
}

/// Holds no moment: what is late, or counted anew, is still the same firing.
#[derive(Copy, Eq, PartialOrd, Ord, Hash)]
pub struct FiringKey {
    pub case_id: CaseId,
    /// Of the escalation of the case, from 1: a case that is escalated anew begins anew.
    pub ordinal: u32,
    pub level: u16,
    pub cause: Cause,
    /// Acknowledgements before it.
    pub turn: u32,
    /// 0 is the first time.
    pub repeat: u32,
}
}

impl fmt::Display for FiringKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.", self.case_id, self.ordinal, self.level)?;
        match self.cause {
            Cause::Clock { side, clock, round } => write!(f, "{side}.{clock}.{round}")?,
            Cause::Event { id } => write!(f, "event.{id}")?,
        }
        write!(f, ".{}.{}", self.turn, self.repeat)
    }
}
