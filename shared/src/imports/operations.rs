//! What can be done with an import. The file itself comes through `POST /imports/files`.

use super::{Checked, Choices, Import, Look, Outcome, RowFault};
use crate::kernel::check::Checks;
use crate::kernel::id::Uuid;
use crate::kernel::limits::{NAME_MAX, NOTE_MAX, TABLE_COLUMNS_MAX};
use crate::kernel::page::Page;

data! {
/// The file under the choices made so far: columns with what they look like, first rows.
pub struct LookAtImport {
    pub id: Uuid,
}

/// Keeps the choices; what is absent is told from the file again.
pub struct MapImport {
    pub id: Uuid,
    pub choices: Choices,
}

/// What starting would do, row by row, with nothing written.
pub struct CheckImport {
    pub id: Uuid,
}

pub struct StartImport {
    pub id: Uuid,
}

pub struct GetImport {
    pub id: Uuid,
}

/// One's own imports, newest first.
pub struct ListImports {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Rows of an import that came to something: refused ones with the reason, kept ones after an undo.
pub struct ImportRows {
    pub id: Uuid,
    pub outcome: Outcome,
    /// Rows after this line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
}

pub struct RowFaults {
    pub rows: Vec<RowFault>,
    pub more: bool,
}

/// Stops before the next rows.
pub struct CancelImport {
    pub id: Uuid,
}

/// Takes the whole import back: what it created is switched off or cancelled where nobody went on with
/// it, what it changed goes back where nobody changed it since.
pub struct UndoImport {
    pub id: Uuid,
    /// What the timelines of cancelled cases say.
    pub reason: String,
}
}

operation!(LookAtImport => Look, "imports.look", Get "/imports/{id}/columns", Server, "An uploaded table as it is read: columns with the fields they look like, and the first rows.");
operation!(MapImport => Import, "imports.map", Put "/imports/{id}", Online, "Says what the rows are, which column is which field, and what becomes of what is there already.",
|op| {
    let choices = &op.choices;
    let many = choices.columns.len() > TABLE_COLUMNS_MAX || choices.fixed.len() > TABLE_COLUMNS_MAX;
    let checks = Checks::new().when(many, "/choices", "malformed").optional("/choices/sheet", choices.sheet.as_deref().unwrap_or_default(), NAME_MAX);
    choices.fixed.values().fold(checks, |checks, text| checks.optional("/choices/fixed", text, NOTE_MAX)).done()
});
operation!(CheckImport => Checked, "imports.check", Get "/imports/{id}/check", Server, "Looks every row through and counts what starting would do; nothing is written.");
operation!(StartImport => Import, "imports.start", Post "/imports/{id}/start", Online, "Brings the rows in, each as the operation a person would have run, with the rights of the caller.");
operation!(GetImport => Import, "imports.get", Get "/imports/{id}", Server, "One import with how far it is and what its rows came to.");
operation!(ListImports => Page<Import>, "imports.list", Get "/imports", Server, "The caller's imports, newest first.");
operation!(ImportRows => RowFaults, "imports.rows", Get "/imports/{id}/rows", Server, "Rows that were refused, or kept at an undo, with the reason.");
operation!(CancelImport => Import, "imports.cancel", Post "/imports/{id}/cancel", Online, "Stops an import; rows that came in stay and can be undone.");
operation!(UndoImport => Import, "imports.undo", Post "/imports/{id}/undo", Online, "Takes a whole import back, except what somebody went on with since.",
    |op| Checks::new().text("/reason", &op.reason, NOTE_MAX).done());
