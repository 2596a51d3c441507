//! Working through a list: which case comes next, and why one was passed over.

use crate::cases::listing::CaseRow;
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::CaseId;
use crate::kernel::limits::NOTE_MAX;

words! {
/// Why a case is passed over.
SkipReason {
    Waiting = "waiting",
    NotMine = "not_mine",
    Specialist = "specialist",
    Later = "later",
    Other = "other",
}
}

data! {
pub struct SkipCase {
    pub id: CaseId,
    pub reason: SkipReason,
    #[serde(default)]
    pub note: String,
}

pub struct Skipped {
    pub id: CaseId,
}
}

impl SkipCase {
    pub fn faults(&self) -> Vec<FieldFault> {
        match self.reason {
            SkipReason::Other => Checks::new().text("/note", &self.note, NOTE_MAX).done(),
            _ => Checks::new().optional("/note", &self.note, NOTE_MAX).done(),
        }
    }
}

/// The first of the rows, in their order, that was not dealt with yet, and how many there are.
pub fn next<'r>(rows: &'r [CaseRow], dealt_with: &[CaseId]) -> (Option<&'r CaseRow>, usize) {
    let mut left = rows.iter().filter(|row| !dealt_with.contains(&row.id));
    let first = left.next();
    (first, first.map_or(0, |_| 1 + left.count()))
}
