//! What can be done with two cases: link, merge, mark as reported twice, split. Each can be undone.

use crate::cases::operations::CaseRef;
use crate::cases::ties::LinkKind;
use crate::kernel::check::Checks;
use crate::kernel::id::{CaseId, EntryId};
use crate::kernel::limits::{SPLIT_MAX, SUBJECT_MAX};

data! {
/// `kind` is what the other case is to this one.
pub struct LinkCase {
    pub id: CaseId,
    pub to: CaseId,
    pub kind: LinkKind,
}

pub struct UnlinkCase {
    pub id: CaseId,
    pub to: CaseId,
}

/// `id` ends; its customers, history and files are read in `into`.
pub struct MergeCase {
    pub id: CaseId,
    pub into: CaseId,
}

/// `id` is the case that was merged.
pub struct UndoMergeCase {
    pub id: CaseId,
}

pub struct MarkDuplicateCase {
    pub id: CaseId,
    /// The case that says the same, and stays.
    pub of: CaseId,
}

pub struct UnmarkDuplicateCase {
    pub id: CaseId,
}

/// Takes comments, with their files, into a case of their own.
pub struct SplitCase {
    pub id: CaseId,
    pub entries: Vec<EntryId>,
    pub subject: String,
    /// Id of the new case, made by the sender; the server makes one when absent.
    #[serde(default)]
    pub new_id: Option<CaseId>,
}

/// `id` is the case that was split off.
pub struct UndoSplitCase {
    pub id: CaseId,
}
}

operation!(LinkCase => CaseRef, "cases.link", Post "/cases/{id}/link", Queued, "Links two cases that the caller sees; `kind` is what the other one is to this one.",
    |op| Checks::new().when(!LinkKind::CHOSEN.contains(&op.kind), "/kind", "unknown_word").done());
operation!(UnlinkCase => CaseRef, "cases.unlink", Post "/cases/{id}/unlink", Queued, "Takes a link between two cases away.");
operation!(MergeCase => CaseRef, "cases.merge", Post "/cases/{id}/merge", Queued, "Ends the case in another one, which its customers, history and files follow into.");
operation!(UndoMergeCase => CaseRef, "cases.undo_merge", Post "/cases/{id}/undo-merge", Queued, "Makes a merged case a case of its own again, as it was.");
operation!(MarkDuplicateCase => CaseRef, "cases.mark_duplicate", Post "/cases/{id}/mark-duplicate", Queued, "Ends the case as another report of one that stays; its customers do not follow.");
operation!(UnmarkDuplicateCase => CaseRef, "cases.unmark_duplicate", Post "/cases/{id}/unmark-duplicate", Queued, "Says that the case is no duplicate after all; it stands where it stood.");
operation!(SplitCase => CaseRef, "cases.split", Post "/cases/{id}/split", Queued, "Takes comments with their files into a new case of the same customer.",
    |op| Checks::new().when(op.entries.is_empty(), "/entries", "required").when(op.entries.len() > SPLIT_MAX, "/entries", "too_many").text("/subject", &op.subject, SUBJECT_MAX).done());
operation!(UndoSplitCase => CaseRef, "cases.undo_split", Post "/cases/{id}/undo-split", Queued, "Brings the comments back; what was added to the new case since is read there too.");
