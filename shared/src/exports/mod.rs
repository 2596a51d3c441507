//! Taking lists out as tables: every row the caller sees under the filters of the moment, no matter
//! how many.

use crate::kernel::check::Checks;
use crate::kernel::id::Uuid;
use crate::kernel::limits::NOTE_MAX;
use crate::kernel::page::Page;
use crate::kernel::time::Millis;

words! {
Format { Csv = "csv", Xlsx = "xlsx" }
}

words! {
ExportState { Queued = "queued", Done = "done", Failed = "failed" }
}

data! {
/// Makes a file of a list. A short one is ready with the answer, a long one is made while one waits.
pub struct StartExport {
    /// `cases`, or the word of a kind of records.
    pub list: String,
    pub format: Format,
    /// The filters of the list, as they stand in its address.
    #[serde(default)]
    pub query: String,
    /// Columns by name, in order, separated by commas; all of them when empty.
    #[serde(default)]
    pub columns: String,
    /// Language of the headings: `zh` or `en`.
    #[serde(default)]
    pub language: String,
}

pub struct GetExport {
    pub id: Uuid,
}

/// One's own exports that have not expired, newest first.
pub struct ListExports {}

/// The file is at `/exports/{id}/content` until it expires, for whoever asked for it and nobody else.
pub struct Export {
    pub id: Uuid,
    pub list: String,
    pub format: Format,
    pub state: ExportState,
    /// Rows so far.
    pub rows: u64,
    /// Name of the file.
    pub name: String,
    pub at: Millis,
    pub expires_at: Millis,
    /// Why it failed.
    #[serde(default)]
    pub code: Option<String>,
}
}

operation!(StartExport => Export, "exports.start", Post "/exports", Online, "Makes a CSV or XLSX file of every row of a list that the caller sees under these filters.",
|op| Checks::new().text("/list", &op.list, 40).optional("/query", &op.query, NOTE_MAX).optional("/columns", &op.columns, NOTE_MAX).optional("/language", &op.language, 8).done());
operation!(GetExport => Export, "exports.get", Get "/exports/{id}", Server, "One export of the caller's, with how far it is.");
operation!(ListExports => Page<Export>, "exports.list", Get "/exports", Server, "The caller's exports that have not expired, newest first.");
