//! CSV with the mark by which spreadsheets know UTF-8, and without anything they would run.

use yingda_shared::kernel::time::OffsetMinutes;

use super::{Out, is_formula, moment};

pub struct Csv {
    writer: csv::Writer<Vec<u8>>,
    offset: OffsetMinutes,
    marked: bool,
}

impl Csv {
    pub fn new(offset: OffsetMinutes) -> Csv {
        Csv { writer: writer(), offset, marked: false }
    }

    pub fn row(&mut self, cells: &[Out]) {
        let cells = cells.iter().map(|cell| match cell {
            Out::Empty => String::new(),
            Out::Text(text) if is_formula(text) => format!("'{text}"),
            Out::Text(text) => text.clone(),
            Out::Number(number) => number.to_string(),
            Out::Moment(at) => moment(*at, self.offset),
        });
        // Memory takes every row.
        let _ = self.writer.write_record(cells);
    }

    /// What was written since it was last taken.
    pub fn take(&mut self) -> Vec<u8> {
        let written = std::mem::replace(&mut self.writer, writer()).into_inner().unwrap_or_default();
        match std::mem::replace(&mut self.marked, true) {
            true => written,
            false => [&b"\xef\xbb\xbf"[..], &written].concat(),
        }
    }
}

fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new())
}
