//! CSV, decoded and parted piece by piece. Nothing grows with a cell: one that is longer than a
//! spreadsheet's ends the reading.

use csv_core::ReadFieldResult;
use encoding_rs::DecoderResult;
use yingda_shared::imports::Encoding;
use yingda_shared::kernel::limits::{TABLE_CELL_MAX, TABLE_COLUMNS_MAX};

use super::{Form, Found, Row, Take, Trouble, text};

/// Bytes decoded at once.
const PIECE: usize = 64 * 1024;
/// Bytes of the longest cell there may be.
const CELL_BYTES: usize = TABLE_CELL_MAX * 4;

pub fn read(bytes: &[u8], form: &Form, take: Take<'_>) -> Result<Found, Trouble> {
    let known = form.encoding.or_else(|| text::encoding(bytes));
    let encoding = known.ok_or_else(|| Trouble::refused("table_encoding"))?;
    let delimiter = form.delimiter.unwrap_or_else(|| text::delimiter(bytes, encoding));
    let mut cells = Cells::new(delimiter.byte());
    let found = Found { encoding: Some(encoding), delimiter: Some(delimiter), ..Found::default() };
    let mut decoder = text::decoder(encoding);
    let mut decoded = vec![0; PIECE * 4];
    let mut rest = bytes;
    loop {
        let piece = &rest[..rest.len().min(PIECE)];
        let last = piece.len() == rest.len();
        let (result, used, written) = decoder.decode_to_utf8_without_replacement(piece, &mut decoded, last);
        rest = &rest[used..];
        if let DecoderResult::Malformed(..) = result
            && encoding != Encoding::Windows1252
        {
            return Err(Trouble::refused("table_encoding_broken").at(cells.line()));
        }
        if !cells.feed(&decoded[..written], take)? {
            return Ok(found);
        }
        if last && matches!(result, DecoderResult::InputEmpty) {
            cells.end(take)?;
            return Ok(found);
        }
    }
}

/// Parts decoded text into cells and rows.
struct Cells {
    reader: csv_core::Reader,
    cell: Vec<u8>,
    filled: usize,
    row: Row,
    breaks: Breaks,
}

/// Ends of lines as any program writes them: `\r\n`, `\n`, and `\r` alone.
#[derive(Default)]
struct Breaks {
    count: u64,
    last: u8,
}

impl Breaks {
    fn read(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let ends = *byte == b'\r' || (*byte == b'\n' && self.last != b'\r');
            self.count += u64::from(ends);
            self.last = *byte;
        }
    }

    fn within(text: &str) -> u64 {
        let mut breaks = Breaks::default();
        breaks.read(text.as_bytes());
        breaks.count
    }
}

impl Cells {
    fn new(delimiter: u8) -> Cells {
        let reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Cells { reader, cell: vec![0; CELL_BYTES], filled: 0, row: Row::default(), breaks: Breaks::default() }
    }

    /// The line that is being read.
    fn line(&self) -> u64 {
        let ended = [b'\r', b'\n'].contains(&self.breaks.last);
        self.breaks.count + 1 - u64::from(ended)
    }

    /// Whether more is wanted.
    fn feed(&mut self, mut input: &[u8], take: Take<'_>) -> Result<bool, Trouble> {
        while !input.is_empty() {
            let (result, used, written) = self.reader.read_field(input, &mut self.cell[self.filled..]);
            self.breaks.read(&input[..used]);
            input = &input[used..];
            self.filled += written;
            if !self.after(result, take)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn end(&mut self, take: Take<'_>) -> Result<(), Trouble> {
        loop {
            let (result, _, written) = self.reader.read_field(&[], &mut self.cell[self.filled..]);
            // Nothing follows that an end of a line could have ended.
            self.breaks.last = 0;
            self.filled += written;
            if matches!(result, ReadFieldResult::End) || !self.after(result, take)? {
                return Ok(());
            }
        }
    }

    fn after(&mut self, result: ReadFieldResult, take: Take<'_>) -> Result<bool, Trouble> {
        match result {
            ReadFieldResult::OutputFull => {
                Err(Trouble::refused("table_cell").at(self.line()).limit(TABLE_CELL_MAX as u64))
            }
            ReadFieldResult::Field { record_end } => {
                self.push()?;
                match record_end {
                    true => self.hand_over(take),
                    false => Ok(true),
                }
            }
            ReadFieldResult::InputEmpty | ReadFieldResult::End => Ok(true),
        }
    }

    fn push(&mut self) -> Result<(), Trouble> {
        let text = String::from_utf8_lossy(&self.cell[..self.filled]).into_owned();
        self.filled = 0;
        if text.chars().count() > TABLE_CELL_MAX {
            return Err(Trouble::refused("table_cell").at(self.line()).limit(TABLE_CELL_MAX as u64));
        }
        if self.row.cells.len() == TABLE_COLUMNS_MAX {
            return Err(Trouble::refused("table_columns").at(self.line()).limit(TABLE_COLUMNS_MAX as u64));
        }
        self.row.cells.push(text);
        Ok(())
    }

    fn hand_over(&mut self, take: Take<'_>) -> Result<bool, Trouble> {
        let mut row = std::mem::take(&mut self.row);
        // Rows are named by the line they begin in.
        let inner: u64 = row.cells.iter().map(|cell| Breaks::within(cell)).sum();
        row.line = self.line().saturating_sub(inner).max(1);
        Ok(take(row)?.is_continue())
    }
}
