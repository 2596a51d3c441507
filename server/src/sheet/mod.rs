//! Writing tables row by row, so that a million of them are never in memory.

mod csv;
mod xlsx;

pub use csv::Csv;
pub use xlsx::Workbook;

use yingda_shared::kernel::time::{Millis, OffsetMinutes};

/// A value on its way out.
#[derive(Clone, Debug, PartialEq)]
pub enum Out {
    Empty,
    Text(String),
    Number(f64),
    Moment(Millis),
}

/// What spreadsheets would run instead of show. The wide signs are taken for the narrow ones by some.
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

/// A date and time that every spreadsheet takes for one.
fn moment(at: Millis, offset: OffsetMinutes) -> String {
    yingda_shared::kernel::time::date_time(at, offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader};

    #[test]
    fn what_a_spreadsheet_would_run_is_known() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert!(is_formula(formula), "{formula:?}");
        }
        for text in ["", "1-1", "a=b", "2026-11-29"] {
            assert!(!is_formula(text), "{text:?}");
        }
    }

    fn rows() -> Vec<Vec<Out>> {
        let texts = ["=1+1", "+86 138", "-2", "@SUM(A1)", "\tx", "\rx", "＝1", "普通", "a,\"b\"\nc"];
        texts
            .iter()
            .map(|text| vec![Out::Text(text.to_string()), Out::Number(-2.5), Out::Moment(0), Out::Empty])
            .collect()
    }

    #[test]
    fn csv_is_marked_quoted_and_harmless() {
        let mut csv = Csv::new(480);
        csv.row(&[Out::Text("标题".into())]);
        rows().iter().for_each(|row| csv.row(row));
        let text = String::from_utf8(csv.take()).expect("UTF-8");
        assert!(
            text.starts_with("\u{feff}标题\r\n\"'=1+1\",-2.5,1970-01-01 08:00,\r\n")
                || text.starts_with("\u{feff}标题\r\n'=1+1,-2.5,1970-01-01 08:00,\r\n"),
            "{text}"
        );
        for line in text.split("\r\n").skip(1) {
            let cell = line.trim_start_matches('"');
            assert!(!is_formula(cell), "{cell:?}");
        }
        assert!(text.contains("\"a,\"\"b\"\"\nc\""), "{text}");
    }

    #[test]
    fn workbooks_hold_real_dates_and_numbers_and_no_formula() {
        let mut book = Workbook::new(480).expect("a workbook");
        book.heading(&["标题".into(), "数".into(), "时间".into(), "空".into()]).expect("a heading");
        rows().iter().for_each(|row| book.row(row).expect("a row"));
        let bytes = book.finish().expect("a file");
        let mut read: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
        let name = read.sheet_names().remove(0);
        let range = read.worksheet_range(&name).expect("a sheet");
        assert_eq!(range.get_value((1, 0)), Some(&Data::String("=1+1".into())));
        assert_eq!(range.get_value((1, 1)), Some(&Data::Float(-2.5)));
        let Some(Data::DateTime(at)) = range.get_value((1, 2)) else { panic!("a date") };
        assert_eq!(at.to_ymd_hms_milli(), (1970, 1, 1, 8, 0, 0, 0));
        let formulas = read.worksheet_formula(&name).expect("formulas");
        assert_eq!(formulas.used_cells().count(), 0);
    }
}
