//! Files made here, byte by byte where it matters.

use std::io::{Cursor, Write};

use encoding_rs::GB18030;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn all(bytes: &[u8], form: &Form) -> Result<(Found, Vec<Row>), Trouble> {
    let mut rows = Vec::new();
    let found = read(bytes, form, &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok((found, rows))
}

fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let (_, rows) = all(bytes, &Form::default()).expect("a table");
    rows.into_iter().map(|row| row.cells).collect()
}

#[track_caller]
fn why(bytes: &[u8]) -> &'static str {
    match all(bytes, &Form::default()) {
        Err(trouble) => trouble.code,
        Ok((found, rows)) => panic!("{found:?} with {} rows", rows.len()),
    }
}

fn wide(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let mark = if mark { "\u{feff}" } else { "" };
    let units = mark.encode_utf16().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

const TEXT: &str = "客户名称;电话;备注\r\n北方机械;010-1;\"一;二\n三\"\r\n\r\n南方纺织;020-2;\r\n";

#[test]
fn a_text_says_the_same_in_every_encoding() {
    let expected = [["客户名称", "电话", "备注"], ["北方机械", "010-1", "一;二\n三"], ["南方纺织", "020-2", ""]];
    let latin = "Name;Telephone\r\nAcme;1\r\n";
    let files: [(Vec<u8>, Encoding); 6] = [
        (TEXT.into(), Encoding::Utf8),
        ([b"\xef\xbb\xbf", TEXT.as_bytes()].concat(), Encoding::Utf8),
        (GB18030.encode(TEXT).0.into_owned(), Encoding::Gb18030),
        (wide(TEXT, false, true), Encoding::Utf16Le),
        (wide(TEXT, true, true), Encoding::Utf16Be),
        (wide(latin, false, false), Encoding::Utf16Le),
    ];
    for (bytes, encoding) in files {
        let (found, rows) = all(&bytes, &Form::default()).expect("a table");
        assert_eq!((found.encoding, found.delimiter), (Some(encoding), Some(Delimiter::Semicolon)), "{encoding}");
        if rows.len() == 3 {
            let cells: Vec<_> = rows.iter().map(|row| row.cells.clone()).collect();
            assert_eq!(cells, expected, "{encoding}");
            assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 2, 5], "{encoding}");
        } else {
            assert_eq!(rows[1].cells, ["Acme", "1"]);
        }
    }
}

#[test]
fn cells_are_parted_by_what_parts_them() {
    assert_eq!(cells(b"a,b\n\"1,5\",2\n"), [["a", "b"], ["1,5", "2"]]);
    assert_eq!(cells(b"a\tb, c\n1\t2\n"), [["a", "b, c"], ["1", "2"]]);
    assert_eq!(cells(b"a;b,c;d\r1;2;3\r"), [["a", "b,c", "d"], ["1", "2", "3"]]);
    assert_eq!(cells(b"alone\nx\n"), [["alone"], ["x"]]);
    // Ragged rows are rows; what is missing or too much is said of each.
    assert_eq!(cells(b"a,b\n1\n1,2,3\n"), vec![vec!["a", "b"], vec!["1"], vec!["1", "2", "3"]]);
    let chosen = Form { delimiter: Some(Delimiter::Semicolon), ..Form::default() };
    assert_eq!(all(b"a,b;c\n", &chosen).expect("a table").1[0].cells, ["a,b", "c"]);
}

#[test]
fn rows_are_named_by_the_line_they_begin_in() {
    let lines = |bytes: &[u8]| -> Vec<u64> {
        all(bytes, &Form::default()).expect("a table").1.iter().map(|row| row.line).collect()
    };
    for end in ["\n", "\r\n", "\r"] {
        let text = ["a,b", "1,2", "", "\"two", "lines\",3", "4,5", ""].join(end);
        assert_eq!(lines(text.as_bytes()), [1, 2, 4, 6], "{end:?}");
        assert_eq!(lines(text.trim_end().as_bytes()), [1, 2, 4, 6], "{end:?}");
    }
}

#[test]
fn what_is_no_table_is_said_to_be_none() {
    assert_eq!(why(b""), "empty_file");
    assert_eq!(why(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"), "table_old_or_locked");
    assert_eq!(why(b"\x89PNG\r\n\x1a\n\0\0"), "table_kind");
    assert_eq!(why(b"<html><table><tr><td>1</td></tr></table></html>"), "table_kind");
    assert_eq!(why(b"%PDF-1.7"), "table_kind");
    assert_eq!(why(b"name\n\xff\xff\xff\xff\n"), "table_encoding");
    let form = Form { encoding: Some(Encoding::Utf8), ..Form::default() };
    let broken = all(b"name\nok\nM\xfcller\n", &form).expect_err("no UTF-8");
    assert_eq!((broken.code, broken.line), ("table_encoding_broken", Some(1)));
}

#[test]
fn a_cell_without_end_is_refused_before_it_is_kept() {
    let long = [b"a,b\n1,\"".to_vec(), vec![b'x'; 10 * 1_048_576]].concat();
    let trouble = all(&long, &Form::default()).expect_err("too long");
    assert_eq!((trouble.code, trouble.line, trouble.limit), ("table_cell", Some(2), Some(32_767)));
    let fits = format!("a\n{}\n", "长".repeat(32_767));
    assert_eq!(cells(fits.as_bytes())[1][0].chars().count(), 32_767);
    assert_eq!(why(format!("a\n{}\n", "长".repeat(32_768)).as_bytes()), "table_cell");
    assert_eq!(why(",".repeat(300).as_bytes()), "table_columns");
}

#[test]
fn a_million_rows_are_read_and_not_one_more() {
    let count = |rows: u64| {
        let mut file = Vec::with_capacity(rows as usize * 12);
        file.extend(b"a,b\n");
        (0..rows).for_each(|at| writeln!(file, "{at},x").expect("memory"));
        let (mut seen, mut last) = (0, String::new());
        let read = read(&file, &Form::default(), &mut |row| {
            seen += 1;
            last = row.cells.into_iter().next().unwrap_or_default();
            ControlFlow::Continue(())
        });
        (read.map(|_| ()).map_err(|trouble| trouble.code), seen, last)
    };
    assert_eq!(count(1_000_000), (Ok(()), 1_000_001, "999999".into()));
    assert_eq!(count(TABLE_ROWS_MAX + 1).0, Err("table_rows"));
}

fn workbook(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book);
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn a_workbook_says_dates_numbers_and_last_values() {
    let bytes = workbook(|book| {
        let date = Format::new().set_num_format("d.m.yyyy hh:mm");
        let sheet = book.add_worksheet().set_name("客户").expect("a name");
        let moment = ExcelDateTime::from_ymd(2026, 11, 5).expect("a date").and_hms(14, 30, 0).expect("a time");
        sheet.write_string(0, 0, "名称").expect("a cell");
        sheet.write_string(0, 3, "时间").expect("a cell");
        sheet.write_string(1, 0, "北方").expect("a cell");
        sheet.write_number(1, 1, 13_800_138_000.0).expect("a cell");
        sheet.write_number(1, 2, 1.5).expect("a cell");
        sheet.write_datetime_with_format(1, 3, &moment, &date).expect("a cell");
        sheet.write_formula(3, 0, Formula::new("=HYPERLINK(\"http://x\")").set_result("链接")).expect("a cell");
        sheet.write_boolean(3, 1, true).expect("a cell");
        book.add_worksheet().set_name("第二").expect("a name").write_string(0, 0, "别的").expect("a cell");
        book.add_worksheet().set_name("藏").expect("a name").set_hidden(true);
    });
    let (found, rows) = all(&bytes, &Form::default()).expect("a table");
    assert_eq!((found.sheet.as_deref(), found.sheets), (Some("客户"), vec!["客户".to_string(), "第二".into()]));
    assert_eq!(rows[0].cells, ["名称", "", "", "时间"]);
    assert_eq!(rows[1].cells, ["北方", "13800138000", "1.5", "2026-11-05 14:30"]);
    assert_eq!((rows[2].line, rows[2].cells.clone()), (4, vec!["链接".into(), "true".into()]));
    let second = Form { sheet: Some("第二".into()), ..Form::default() };
    assert_eq!(all(&bytes, &second).expect("a table").1[0].cells, ["别的"]);
    let hidden = Form { sheet: Some("藏".into()), ..Form::default() };
    assert_eq!(all(&bytes, &hidden).expect_err("hidden").code, "table_no_sheet");
}

/// A workbook whose parts are what they are said to be, and one more or another instead.
fn with_part(name: &str, content: &[u8]) -> Vec<u8> {
    let plain = workbook(|book| drop(book.add_worksheet().write_string(0, 0, "a").expect("a cell").name()));
    let mut archive = zip::ZipArchive::new(Cursor::new(plain)).expect("a package");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).expect("a part");
        if part.name().expect("a name") != name {
            writer.raw_copy_file(part).expect("a copy");
        }
    }
    writer.start_file(name, SimpleFileOptions::default()).expect("a part");
    writer.write_all(content).expect("memory");
    writer.finish().expect("a package").into_inner()
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let zeros = vec![b' '; 8 * 1_048_576];
    assert_eq!(why(&with_part("xl/worksheets/sheet1.xml", &zeros)), "table_bomb");
    assert_eq!(why(&with_part("docProps/more.xml", &zeros)), "table_bomb");
    let claims = b"<?xml version=\"1.0\"?><sst xmlns=\"http://x\" count=\"1\" uniqueCount=\"99999999999999\"></sst>";
    assert_eq!(why(&with_part("xl/sharedStrings.xml", claims)), "table_bomb");
    let entities = b"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><sst>&b;</sst>";
    assert_eq!(why(&with_part("xl/sharedStrings.xml", entities)), "table_bomb");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for part in 0..3_000 {
        writer.start_file(format!("xl/{part}.xml"), SimpleFileOptions::default()).expect("a part");
    }
    writer.start_file("xl/workbook.xml", SimpleFileOptions::default()).expect("a part");
    assert_eq!(why(&writer.finish().expect("a package").into_inner()), "table_bomb");
}

#[test]
fn broken_and_armed_workbooks_are_why() {
    let whole = workbook(|book| drop(book.add_worksheet().write_string(0, 0, "a").expect("a cell").name()));
    for at in [10, whole.len() / 2, whole.len() - 10] {
        assert_eq!(why(&whole[..at]), "table_damaged", "cut at {at}");
    }
    assert_eq!(why(&with_part("xl/vbaProject.bin", b"macro")), "table_macros");
    assert_eq!(why(&with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r=\"1\"><c")), "table_damaged");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", SimpleFileOptions::default()).expect("a part");
    assert_eq!(why(&writer.finish().expect("a package").into_inner()), "table_kind");
    // A link to another file is not followed: what the sheet says itself is read.
    let linked = with_part("xl/externalLinks/externalLink1.xml", b"<externalLink><externalBook/></externalLink>");
    assert_eq!(cells(&linked), [["a"]]);
    let many = workbook(|book| (0..65).for_each(|_| drop(book.add_worksheet().name())));
    assert_eq!(why(&many), "table_sheets");
    let far = workbook(|book| drop(book.add_worksheet().write_string(0, 201, "a").expect("a cell").name()));
    assert_eq!(why(&far), "table_columns");
}

proptest! {
    /// Whatever the bytes, there is an answer, within the limits.
    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..600), zip in any::<bool>()) {
        let bytes = if zip { [b"PK\x03\x04".to_vec(), bytes].concat() } else { bytes };
        let _ = all(&bytes, &Form::default());
        for encoding in Encoding::ALL {
            let _ = all(&bytes, &Form { encoding: Some(*encoding), ..Form::default() });
        }
    }

    /// A workbook with a byte or more changed is read, or refused.
    #[test]
    fn no_damage_breaks_the_reader(at in any::<prop::sample::Index>(), with in prop::collection::vec(any::<u8>(), 1..8)) {
        let mut bytes = workbook(|book| {
            let sheet = book.add_worksheet();
            (0..20).for_each(|row| drop(sheet.write_string(row, 0, format!("第 {row} 行")).expect("a cell").name()));
        });
        let at = at.index(bytes.len() - with.len());
        bytes[at..at + with.len()].copy_from_slice(&with);
        let _ = all(&bytes, &Form::default());
    }

    /// What is written is what is read.
    #[test]
    fn cells_come_back_as_they_were_written(table in prop::collection::vec(prop::collection::vec("[a-z,;\"\n 中文]{1,6}", 3), 1..6)) {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        writer.write_record(["第一", "第二", "第三"]).expect("memory");
        table.iter().for_each(|row| writer.write_record(row).expect("memory"));
        let bytes = writer.into_inner().expect("memory");
        let form = Form { delimiter: Some(Delimiter::Comma), ..Form::default() };
        let (_, rows) = all(&bytes, &form).expect("a table");
        let back: Vec<Vec<String>> = rows.into_iter().skip(1).map(|row| row.cells).collect();
        let kept: Vec<Vec<String>> = table.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        prop_assert_eq!(back, kept);
    }
}
