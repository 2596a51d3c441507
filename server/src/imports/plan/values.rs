//! A row under its mapping: fields instead of columns.

use yingda_shared::imports::{Choices, RowFault};
use yingda_shared::kernel::text::fold;

use super::Wrong;
use crate::imports::table::{Row, unguarded};

/// Characters of a value that are shown with a fault.
const SHOWN: usize = 80;

pub struct Values<'a> {
    pub row: &'a Row,
    pub choices: &'a Choices,
    pub headings: &'a [String],
}

impl Values<'_> {
    /// What a field holds, without space around; what is fixed where the row says nothing.
    pub fn get(&self, field: &str) -> String {
        let cell = self.choices.columns.get(field).map_or("", |column| self.row.cell(*column as usize));
        let cell = unguarded(cell.trim()).trim();
        match cell.is_empty() {
            true => self.choices.fixed.get(field).map(|text| text.trim().to_string()).unwrap_or_default(),
            false => cell.to_string(),
        }
    }

    pub fn folded(&self, field: &str) -> String {
        fold(&self.get(field))
    }

    /// What a field holds, or that it must hold something.
    pub fn needed(&self, field: &str) -> Result<String, Wrong> {
        Some(self.get(field)).filter(|text| !text.is_empty()).ok_or_else(|| Wrong::new(field, "required"))
    }

    /// Puts what the row says in place of what is there; an empty cell leaves it.
    pub fn put(&self, field: &str, place: &mut String) {
        let text = self.get(field);
        if !text.is_empty() {
            *place = text;
        }
    }

    /// More cells than there are headings: a separator too many has moved everything to the right.
    pub fn too_wide(&self) -> Result<(), Wrong> {
        let beyond = self.row.cells.iter().skip(self.headings.len()).any(|cell| !cell.trim().is_empty());
        if beyond { Err(Wrong::new("", "table_wide")) } else { Ok(()) }
    }

    /// A fault as it is shown: where, what, why.
    pub fn fault(&self, wrong: Wrong) -> RowFault {
        let column = self.choices.columns.get(&wrong.field).and_then(|column| self.headings.get(*column as usize));
        let value = self.get(&wrong.field).chars().take(SHOWN).collect();
        RowFault {
            line: self.row.line,
            column: column.cloned().unwrap_or_default(),
            field: wrong.field,
            code: wrong.code,
            params: wrong.params,
            value,
        }
    }
}
