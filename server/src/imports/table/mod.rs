//! Tables as people keep them, CSV or XLSX, read row by row: a file of a million rows is never in
//! memory as rows, and a file that would blow memory up is refused before it does.

mod csv;
mod package;
mod text;
mod xlsx;

#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::imports::{Delimiter, Encoding, RowFault};
use yingda_shared::kernel::limits::TABLE_ROWS_MAX;

pub use text::unguarded;

/// One row. Dates of a workbook stand in it as `2026-11-05 09:30`, numbers as people write them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// As the spreadsheet or the editor counts, from 1, the heading included.
    pub line: u64,
    pub cells: Vec<String>,
}

impl Row {
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// How a file is read; what is absent is told from the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    pub encoding: Option<Encoding>,
    pub delimiter: Option<Delimiter>,
    /// Name of the sheet.
    pub sheet: Option<String>,
}

/// What a file was found to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    pub encoding: Option<Encoding>,
    pub delimiter: Option<Delimiter>,
    pub sheet: Option<String>,
    pub sheets: Vec<String>,
}

/// Why a whole file is not read, with what fills the sentence in.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    pub code: &'static str,
    pub line: Option<u64>,
    pub limit: Option<u64>,
}

impl Trouble {
    /// The code is looked for in the sources: each is said in both languages.
    pub fn refused(code: &'static str) -> Trouble {
        Trouble { code, line: None, limit: None }
    }

    fn at(self, line: u64) -> Trouble {
        Trouble { line: Some(line), ..self }
    }

    fn limit(self, limit: u64) -> Trouble {
        Trouble { limit: Some(limit), ..self }
    }

    /// The same as a fault of a row.
    pub fn row(&self) -> RowFault {
        let fault = self.fault();
        let params = fault.fields().first().map(|fault| fault.params.clone()).unwrap_or_default();
        RowFault {
            line: self.line.unwrap_or_default(),
            field: String::new(),
            column: String::new(),
            code: self.code.into(),
            params,
            value: String::new(),
        }
    }

    pub fn fault(&self) -> Fault {
        let mut fault = FieldFault::new("/file", self.code);
        let mut put = |name: &str, number: Option<u64>| {
            fault.params.insert(name.into(), number.map(|number| number.to_string()).unwrap_or_default())
        };
        put("line", self.line);
        put("limit", self.limit);
        Fault::Invalid { fields: vec![fault] }
    }
}

/// The two kinds of table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Csv,
    Xlsx,
}

/// What the bytes are, whatever the name says.
pub fn kind(bytes: &[u8]) -> Result<Kind, Trouble> {
    /// What old and locked workbooks begin with.
    const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    match bytes {
        [] => Err(Trouble::refused("empty_file")),
        _ if bytes.starts_with(COMPOUND) => Err(Trouble::refused("table_old_or_locked")),
        _ if bytes.starts_with(b"PK") => Ok(Kind::Xlsx),
        _ if text::is_binary(bytes) => Err(Trouble::refused("table_kind")),
        _ => Ok(Kind::Csv),
    }
}

/// Reads the file and hands over row by row, blank ones left out, until `take` has enough.
pub fn read(bytes: &[u8], form: &Form, take: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<Found, Trouble> {
    let mut rows = 0;
    let mut counted = |row: Row| -> Result<ControlFlow<()>, Trouble> {
        if row.is_blank() {
            return Ok(ControlFlow::Continue(()));
        }
        rows += 1;
        // One more for the heading.
        match rows > TABLE_ROWS_MAX + 1 {
            true => Err(Trouble::refused("table_rows").limit(TABLE_ROWS_MAX)),
            false => Ok(take(row)),
        }
    };
    match kind(bytes)? {
        Kind::Csv => csv::read(bytes, form, &mut counted),
        // A reader that stumbles over a broken workbook must not take the server along.
        Kind::Xlsx => catch_unwind(AssertUnwindSafe(|| xlsx::read(bytes, form, &mut counted)))
            .unwrap_or_else(|_| Err(Trouble::refused("table_damaged"))),
    }
}

/// Where readers hand their rows.
type Take<'a> = &'a mut dyn FnMut(Row) -> Result<ControlFlow<()>, Trouble>;
