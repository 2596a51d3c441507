//! Tables that an importer is given, CSV and workbooks, sound and spoiled. What our own writer wrote is
//! read as it was; anything else is read the same way twice, within its limits, or refused by name.

use std::io::{Cursor, Read, Write};
use std::ops::ControlFlow;

use encoding_rs::GB18030;
use yingda_server::imports::table::{Form, Row, Trouble, read, unguarded};
use yingda_server::sheet::{Csv, Out, Workbook};
use yingda_shared::imports::{Delimiter, Encoding};
use yingda_shared::kernel::limits::{TABLE_CELL_MAX, TABLE_COLUMNS_MAX};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::mutate;
use crate::support::Dice;

const WORDS: [&str; 14] = [
    "打印机",
    "a,b",
    "say \"no\"",
    "two\nlines",
    "x;y\tz",
    "=1+1",
    "-2",
    "@SUM(A1)",
    "＝1",
    "2026-11-05",
    "é",
    "💥",
    "",
    "0013800138000",
];

pub async fn one(mut dice: Dice) {
    let rows = rows(&mut dice);
    match dice.below(4) {
        0 => comes_back(&csv(&rows), &Form { delimiter: Some(Delimiter::Comma), ..Form::default() }, &rows),
        1 => comes_back(&workbook(&rows), &Form::default(), &rows),
        2 => {
            let form = form(&mut dice);
            let bytes = encoded(&mut dice, csv(&rows));
            is_answered(&mutate::bytes(&mut dice, bytes), &form);
        }
        _ => {
            let spoiled = spoiled(&mut dice, workbook(&rows));
            is_answered(&spoiled, &form(&mut dice));
        }
    }
}

/// Rows of which none is blank: those are left out by whoever reads.
fn rows(dice: &mut Dice) -> Vec<Vec<String>> {
    let columns = 1 + dice.below(4);
    let row = |dice: &mut Dice| {
        let rest = (1..columns).map(|_| dice.pick(&WORDS).to_string()).collect::<Vec<_>>();
        [vec!["列".to_string()], rest].concat()
    };
    (0..1 + dice.below(5)).map(|_| row(dice)).collect()
}

fn out(row: &[String]) -> Vec<Out> {
    row.iter().map(|cell| Out::Text(cell.clone())).collect()
}

fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut csv = Csv::new(480);
    rows.iter().for_each(|row| csv.row(&out(row)));
    csv.take()
}

fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = Workbook::new(480).expect("a workbook");
    book.heading(&rows[0]).expect("a heading");
    rows[1..].iter().for_each(|row| book.row(&out(row)).expect("a row"));
    book.finish().expect("a file")
}

/// As other programs would have written the text.
fn encoded(dice: &mut Dice, csv: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8_lossy(&csv[3..]).into_owned();
    match dice.below(4) {
        0 => csv,
        1 => GB18030.encode(&text).0.into_owned(),
        2 => [vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
        _ => text.into_bytes(),
    }
}

fn form(dice: &mut Dice) -> Form {
    let encodings = [Encoding::Utf8, Encoding::Gb18030, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252];
    let delimiters = [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab];
    Form {
        encoding: dice.one_in(3).then(|| *dice.pick(&encodings)),
        delimiter: dice.one_in(3).then(|| *dice.pick(&delimiters)),
        sheet: dice.one_in(6).then(|| "Sheet9".to_string()),
    }
}

/// Spoils the package, or one of its parts within a sound package.
fn spoiled(dice: &mut Dice, book: Vec<u8>) -> Vec<u8> {
    if dice.one_in(3) {
        return mutate::bytes(dice, book);
    }
    let mut archive = ZipArchive::new(Cursor::new(book)).expect("a package");
    let chosen = dice.below(archive.len());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("its content");
        if at == chosen {
            content = mutate::bytes(dice, content);
        }
        writer.start_file(part.name().expect("its name"), SimpleFileOptions::default()).expect("a part");
        writer.write_all(&content).expect("its content");
    }
    writer.finish().expect("a package").into_inner()
}

fn all(bytes: &[u8], form: &Form) -> Result<Vec<Row>, Trouble> {
    let mut rows = Vec::new();
    let mut take = |row: Row| {
        rows.push(row);
        ControlFlow::Continue(())
    };
    read(bytes, form, &mut take)?;
    Ok(rows)
}

fn comes_back(bytes: &[u8], form: &Form, written: &[Vec<String>]) {
    let rows = all(bytes, form).unwrap_or_else(|trouble| panic!("{trouble:?} of {written:?}"));
    let cells = |row: &Row| row.cells.iter().map(|cell| unguarded(cell).to_string()).collect::<Vec<_>>();
    let without_tail = |mut cells: Vec<String>| {
        cells.truncate(cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1));
        cells
    };
    let read: Vec<_> = rows.iter().map(cells).map(without_tail).collect();
    let written: Vec<_> = written.iter().cloned().map(without_tail).collect();
    assert_eq!(read, written);
}

fn is_answered(bytes: &[u8], form: &Form) {
    let story = || format!("{form:?} of {:?}", String::from_utf8_lossy(bytes));
    let first = all(bytes, form);
    assert_eq!(first, all(bytes, form), "{}", story());
    let Ok(rows) = first else { return };
    assert!(rows.windows(2).all(|two| two[0].line < two[1].line), "{}", story());
    for row in &rows {
        assert!(row.cells.len() <= TABLE_COLUMNS_MAX, "{}", story());
        assert!(row.cells.iter().all(|cell| cell.chars().count() <= TABLE_CELL_MAX), "{}", story());
    }
    let mut handed = 0;
    let mut enough = |_| {
        handed += 1;
        ControlFlow::Break(())
    };
    let _ = read(bytes, form, &mut enough);
    assert_eq!(handed, rows.len().min(1), "{}", story());
}
