//! Workbooks, a sheet of them cell by cell. Formulas are never run: what stands in the file as their
//! last value is what is read; links to other files are not followed.

use std::io::Cursor;
use std::ops::ControlFlow;

use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xlsx};
use yingda_shared::kernel::limits::{TABLE_CELL_MAX, TABLE_COLUMNS_MAX, TABLE_ROWS_MAX, TABLE_SHEETS_MAX};

use super::{Form, Found, Row, Take, Trouble, package};

pub fn read(bytes: &[u8], form: &Form, take: Take<'_>) -> Result<Found, Trouble> {
    package::check(bytes)?;
    let damaged = |_| Trouble::refused("table_damaged");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let plain = |sheet: &&calamine::Sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    let sheets: Vec<String> = book.sheets_metadata().iter().filter(plain).map(|sheet| sheet.name.clone()).collect();
    if sheets.len() > TABLE_SHEETS_MAX {
        return Err(Trouble::refused("table_sheets").limit(TABLE_SHEETS_MAX as u64));
    }
    let wanted = form.sheet.as_ref().or(sheets.first());
    let sheet = wanted.filter(|name| sheets.contains(name)).cloned();
    let sheet = sheet.ok_or_else(|| Trouble::refused("table_no_sheet"))?;
    let found = Found { sheet: Some(sheet.clone()), sheets, ..Found::default() };
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(damaged)?;
    let mut row = Row::default();
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (line, column) = (u64::from(cell.get_position().0) + 1, cell.get_position().1 as usize);
        if line != row.line {
            if line < row.line {
                return Err(Trouble::refused("table_damaged"));
            }
            let whole = std::mem::replace(&mut row, Row { line, cells: Vec::new() });
            if whole.line > 0 && take(whole)?.is_break() {
                return Ok(found);
            }
        }
        let text = said(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if line > TABLE_ROWS_MAX {
            return Err(Trouble::refused("table_rows").limit(TABLE_ROWS_MAX));
        }
        if column >= TABLE_COLUMNS_MAX {
            return Err(Trouble::refused("table_columns").at(line).limit(TABLE_COLUMNS_MAX as u64));
        }
        if text.chars().count() > TABLE_CELL_MAX {
            return Err(Trouble::refused("table_cell").at(line).limit(TABLE_CELL_MAX as u64));
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        row.cells[column] = text;
    }
    if row.line > 0 {
        let _: ControlFlow<()> = take(row)?;
    }
    Ok(found)
}

/// A value as a person would type it. Dates are written in the one order nobody takes for another.
fn said(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                (_, _, 0) => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        DataRef::DateTime(span) => span.as_f64().to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        // What a broken formula says is kept, so that the row is refused with it in sight.
        DataRef::Error(error) => Data::Error(error.clone()).to_string(),
        DataRef::Empty => String::new(),
    }
}
