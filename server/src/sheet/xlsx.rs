//! Workbooks. Rows go to a file on the disk as they come; a sheet that is full is followed by another.

use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};
use yingda_shared::kernel::limits::{TABLE_CELL_MAX, TABLE_ROWS_MAX};
use yingda_shared::kernel::time::{MINUTE, OffsetMinutes};

use super::{Out, moment};

pub struct Workbook {
    book: rust_xlsxwriter::Workbook,
    heading: Vec<String>,
    offset: OffsetMinutes,
    bold: Format,
    date: Format,
    /// The next row of the sheet; a new sheet is begun where it is none.
    row: u32,
    sheet: usize,
}

impl Workbook {
    pub fn new(offset: OffsetMinutes) -> Result<Workbook, XlsxError> {
        let (bold, date) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd hh:mm"));
        let book = rust_xlsxwriter::Workbook::new();
        Ok(Workbook { book, heading: Vec::new(), offset, bold, date, row: 0, sheet: 0 })
    }

    pub fn heading(&mut self, heading: &[String]) -> Result<(), XlsxError> {
        self.heading = heading.to_vec();
        self.begin()
    }

    fn begin(&mut self) -> Result<(), XlsxError> {
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, text) in (0..).zip(&self.heading) {
            sheet.set_column_width(column, 18)?;
            sheet.write_string_with_format(0, column, text, &self.bold)?;
        }
        self.sheet = self.book.worksheets().len() - 1;
        self.row = 1;
        Ok(())
    }

    pub fn row(&mut self, cells: &[Out]) -> Result<(), XlsxError> {
        if u64::from(self.row) >= TABLE_ROWS_MAX {
            self.begin()?;
        }
        let (row, offset, date) = (self.row, self.offset, self.date.clone());
        let sheet = self.book.worksheet_from_index(self.sheet)?;
        for (column, cell) in (0..).zip(cells) {
            write(sheet, row, column, cell, offset, &date)?;
        }
        self.row += 1;
        Ok(())
    }

    pub fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        self.book.save_to_buffer()
    }
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Out,
    offset: OffsetMinutes,
    date: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Out::Empty => {}
        Out::Number(number) => drop(sheet.write_number(row, column, *number)?),
        Out::Text(text) => {
            let text: String = text.chars().take(TABLE_CELL_MAX).collect();
            sheet.write_string(row, column, text)?;
        }
        Out::Moment(at) => {
            let local = (at + i64::from(offset) * MINUTE).div_euclid(1000);
            match ExcelDateTime::from_timestamp(local) {
                Ok(moment) => drop(sheet.write_datetime_with_format(row, column, &moment, date)?),
                // Before 1900 a spreadsheet counts no days.
                Err(_) => drop(sheet.write_string(row, column, moment(*at, offset))?),
            }
        }
    }
    Ok(())
}
