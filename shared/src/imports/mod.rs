//! Bringing tables in: a file is uploaded, its columns are given to fields, it is looked through, then
//! every row becomes the operations a person would have run, with the rights of who brought it.

pub mod operations;

pub use operations::*;

use std::collections::BTreeMap;

use crate::fault::Params;
use crate::kernel::id::Uuid;
use crate::kernel::time::Millis;

words! {
/// What the rows of a file are.
Target { Customers = "customers", Users = "users", Assets = "assets", Cases = "cases", Pairs = "pairs" }
}

words! {
/// What a text file is written in.
Encoding { Utf8 = "utf-8", Gb18030 = "gb18030", Utf16Le = "utf-16le", Utf16Be = "utf-16be", Windows1252 = "windows-1252" }
}

words! {
/// What parts the cells of a text file.
Delimiter { Comma = "comma", Semicolon = "semicolon", Tab = "tab" }
}

words! {
/// What becomes of a row whose thing is there already.
OnDuplicate { Skip = "skip", Update = "update", Refuse = "refuse" }
}

words! {
/// What 5/11/2026 means.
DateOrder { DayFirst = "day_first", MonthFirst = "month_first" }
}

words! {
ImportState {
    /// Uploaded; columns may still be given to fields.
    Draft = "draft",
    Queued = "queued",
    Running = "running",
    Done = "done",
    /// Stopped by a person; what was done stays and can be undone.
    Cancelled = "cancelled",
    /// The file could not be read to its end; what was done stays and can be undone.
    Failed = "failed",
    Undoing = "undoing",
    Undone = "undone",
}
}

words! {
/// What became of a row.
Outcome {
    Created = "created",
    Updated = "updated",
    Skipped = "skipped",
    Refused = "refused",
    /// Taken back.
    Undone = "undone",
    /// Not taken back, because someone went on with it.
    Kept = "kept",
}
}

data! {
/// How a file is read and what its columns are.
#[derive(Default)]
pub struct Choices {
    #[serde(default)]
    pub target: Option<Target>,
    #[serde(default)]
    pub encoding: Option<Encoding>,
    #[serde(default)]
    pub delimiter: Option<Delimiter>,
    #[serde(default)]
    pub sheet: Option<String>,
    /// Field → column, counted from 0.
    #[serde(default)]
    pub columns: BTreeMap<String, u32>,
    /// Field → what it holds in every row that says nothing else.
    #[serde(default)]
    pub fixed: BTreeMap<String, String>,
    #[serde(default)]
    pub on_duplicate: Option<OnDuplicate>,
    /// Needed where a column of dates can be read in two ways.
    #[serde(default)]
    pub dates: Option<DateOrder>,
}

/// How many rows came to what.
#[derive(Copy, Default)]
pub struct Counts {
    pub rows: u64,
    pub created: u64,
    pub updated: u64,
    pub skipped: u64,
    pub refused: u64,
    pub undone: u64,
    pub kept: u64,
}

/// Why a row was left out.
pub struct RowFault {
    /// As a spreadsheet counts, the heading included.
    pub line: u64,
    /// Field that is wrong; empty when it is the row as a whole.
    pub field: String,
    /// The heading of its column.
    pub column: String,
    pub code: String,
    #[serde(default)]
    pub params: Params,
    /// What stands there, its beginning.
    pub value: String,
}

pub struct Import {
    pub id: Uuid,
    /// Name of the file.
    pub name: String,
    pub bytes: u64,
    pub state: ImportState,
    pub choices: Choices,
    pub counts: Counts,
    /// Rows of the file, once counted.
    pub total: Option<u64>,
    /// Why it failed.
    #[serde(default)]
    pub trouble: Option<RowFault>,
    pub at: Millis,
    pub ended_at: Option<Millis>,
}

/// A column of the file.
pub struct Column {
    pub index: u32,
    pub heading: String,
    /// Its first values.
    pub samples: Vec<String>,
    /// The field it looks like.
    pub guess: Option<String>,
    /// Its dates can be read in two ways.
    #[serde(default)]
    pub ambiguous: bool,
}

/// A field that a column may be given to.
pub struct FieldInfo {
    pub name: String,
    /// A row without it is left out.
    pub required: bool,
    pub date: bool,
}

/// The file as it is read under the choices made so far.
pub struct Look {
    pub import: Import,
    pub encoding: Option<Encoding>,
    pub delimiter: Option<Delimiter>,
    pub sheet: Option<String>,
    pub sheets: Vec<String>,
    pub columns: Vec<Column>,
    /// What the target can take.
    pub fields: Vec<FieldInfo>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
}

/// What starting would do.
pub struct Checked {
    pub counts: Counts,
    /// The file has more rows than were looked at.
    pub more: bool,
    /// The first faults.
    pub faults: Vec<RowFault>,
}
}

impl Delimiter {
    pub fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
        }
    }
}

impl ImportState {
    /// Something is being done with it.
    pub fn is_busy(self) -> bool {
        matches!(self, ImportState::Queued | ImportState::Running | ImportState::Undoing)
    }

    /// There may be something to take back.
    pub fn may_undo(self) -> bool {
        matches!(self, ImportState::Done | ImportState::Cancelled | ImportState::Failed)
    }
}

impl Counts {
    pub fn add(&mut self, outcome: Outcome) {
        *self.of(outcome) += 1;
    }

    /// How many came to this.
    pub fn of(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Created => &mut self.created,
            Outcome::Updated => &mut self.updated,
            Outcome::Skipped => &mut self.skipped,
            Outcome::Refused => &mut self.refused,
            Outcome::Undone => &mut self.undone,
            Outcome::Kept => &mut self.kept,
        }
    }

    /// Rows that were brought in, and may be taken back.
    pub fn written(&self) -> u64 {
        self.created + self.updated
    }
}
