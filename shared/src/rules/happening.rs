//! What rules and levels listen to.

use super::facts::Field;
use crate::kernel::id::EntryId;
use crate::kernel::time::Millis;
use crate::sla::ThresholdId;

words! {
HappeningKind {
    Opened = "opened",
    /// A field has another value than before.
    Changed = "changed",
    /// The desk said something that the customer reads.
    Answered = "answered",
    CustomerWrote = "customer_wrote",
    Urged = "urged",
    /// The customer sent a solution back.
    Rejected = "rejected",
    /// What was solved came back, whoever brought it.
    Reopened = "reopened",
    Rated = "rated",
    /// Somebody asked that the case be escalated.
    EscalationRequested = "escalation_requested",
    /// A promise is at risk, or broken.
    Threshold = "threshold",
}
}

data! {
/// One thing that happened to a case.
pub struct Happening {
    /// Its entry in the timeline, or one made for a threshold: the same at a replay.
    pub id: EntryId,
    pub at: Millis,
    pub kind: HappeningKind,
    /// What has another value, where `kind` is `changed`.
    #[serde(default)]
    pub changed: Vec<Field>,
    #[serde(default)]
    pub threshold: Option<ThresholdId>,
    /// How many rules stand behind it, one after the other; 0 for what people did.
    #[serde(default)]
    pub depth: u8,
}
}

impl Happening {
    pub fn new(id: EntryId, at: Millis, kind: HappeningKind) -> Happening {
        Happening { id, at, kind, changed: Vec::new(), threshold: None, depth: 0 }
    }

    pub fn changed(id: EntryId, at: Millis, fields: Vec<Field>, depth: u8) -> Happening {
        Happening { changed: fields, depth, ..Happening::new(id, at, HappeningKind::Changed) }
    }
}

impl HappeningKind {
    /// Those that a level of escalation may begin with: each is something that happens once, to the case itself.
    pub fn begins_levels(self) -> bool {
        !matches!(self, HappeningKind::Changed | HappeningKind::Threshold | HappeningKind::Answered)
    }
}
