//! Tables that are wrong, hostile or too much: a clear answer, and nothing half done.

use std::io::{Cursor, Write};

use serde_json::json;
use yingda_shared::imports::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::both;
use crate::imports::tables::{brought, drafted, guessed};
use crate::support::{Ask, Desk, field, fields};

both!(
    files_that_are_no_tables_are_said_to_be_none,
    broken_tables_bring_nothing,
    tables_of_the_wrong_shape_say_what_is_missing,
    workbooks_and_texts_cut_off_anywhere_bring_nothing,
    what_a_spreadsheet_would_run_goes_in_and_out_as_text,
    filters_of_an_export_are_held_to_the_lists
);

async fn sent(desk: &Desk, file: impl Into<Vec<u8>>) -> (u16, String) {
    let answer = desk.http(Ask::new("POST", "/imports/files?name=a.csv").body(file.into()).by("manager")).await;
    let code = answer.json()["errors"][0]["code"].as_str().unwrap_or_default().to_string();
    (answer.status.as_u16(), code)
}

async fn files_that_are_no_tables_are_said_to_be_none(desk: Desk) {
    let before = desk.head().await;
    let refused: [(&[u8], &str); 6] = [
        (b"", "empty_file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "table_kind"),
        (b"<html><body>no</body></html>", "table_kind"),
        (b"%PDF-1.4", "table_kind"),
        (b"a\0b\0\0\0\0\0c,d\n", "table_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "table_old_or_locked"),
    ];
    for (file, code) in refused {
        assert_eq!(sent(&desk, file).await, (422, code.into()), "{}", String::from_utf8_lossy(file));
    }
    let huge = desk
        .http(Ask::new("POST", "/imports/files").header("content-length", "99999999999").body("x").by("manager"))
        .await;
    assert_eq!(huge.status, 413);
    let name = desk.http(Ask::new("POST", "/imports/files?name=%FF").body("a\n1\n").by("manager")).await;
    assert_eq!(name.status, 422);
    assert_eq!(desk.head().await, before);
}

/// Looks at a file; the code of what is wrong with it.
async fn look(desk: &Desk, file: Vec<u8>) -> String {
    let ask = Ask::new("POST", "/imports/files?name=../../etc/passwd").body(file).by("manager");
    let import = desk.http(ask).await.ok();
    assert_eq!(import["name"], "passwd");
    let id = import["id"].as_str().expect("an id").parse().expect("a UUID");
    match desk.call("manager", LookAtImport { id }).await {
        Ok(look) => panic!("{look:?}"),
        Err(fault) => fault.fields()[0].code.clone(),
    }
}

fn package(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(content).expect("memory");
    }
    writer.finish().expect("a package").into_inner()
}

async fn broken_tables_bring_nothing(desk: Desk) {
    let bomb =
        package(&[("xl/workbook.xml", b"<workbook/>".to_vec()), ("xl/worksheets/sheet1.xml", vec![b' '; 8 << 20])]);
    assert!(bomb.len() < 1 << 20);
    let whole = package(&[("xl/workbook.xml", b"<workbook/>".to_vec())]);
    let tries = [
        (bomb, "table_bomb"),
        (whole[..whole.len() - 8].to_vec(), "table_damaged"),
        (package(&[("xl/workbook.xml", Vec::new()), ("xl/vbaProject.bin", Vec::new())]), "table_macros"),
        (package(&[("word/document.xml", Vec::new())]), "table_kind"),
        (b"PK\x03\x04 and no more".to_vec(), "table_damaged"),
        ([b"\xe5\x85\xac,\"".to_vec(), vec![b'x'; 10 << 20]].concat(), "table_cell"),
        (b"a,b\n\xff\xff\xff\n".to_vec(), "table_encoding"),
        (b"\n\n \n".to_vec(), "table_empty"),
    ];
    for (file, code) in tries {
        assert_eq!(look(&desk, file).await, code);
    }
    // A cell without end behind good rows: none of them comes in.
    let file = format!("公司\n甲公司\n\"{}", "x".repeat(40_000));
    let draft = drafted(&desk, "manager", "cut.csv", "公司\n甲公司\n").await;
    let choices = guessed(&draft);
    let ask = Ask::new("POST", "/imports/files?name=a.csv").body(file).by("manager");
    let id = desk.http(ask).await.ok()["id"].as_str().expect("an id").parse().expect("a UUID");
    desk.done("manager", MapImport { id, choices }).await;
    assert_eq!(fields(desk.call("manager", StartImport { id }).await), field("/file", "table_cell"));
    assert_eq!(fields(desk.call("manager", CheckImport { id }).await), field("/file", "table_cell"));
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM companies WHERE name = '甲公司'", vec![]).await, 0);
    // What a database or a page would stumble over is kept as it is, or refused by its row.
    let file = "公司,备注\n=1+1,'=2+2\n\"a\u{7}b\",x\n💥\u{202e}公司,\"多\n行\"\n%_!\\';--,x\n";
    let import = brought(&desk, "manager", file, |_| {}).await;
    assert_eq!((import.counts.created, import.counts.refused), (3, 1));
    let kept = desk
        .number("SELECT COUNT(*) AS n FROM companies WHERE name = '=1+1' AND body LIKE '%\"note\":\"=2+2\"%'", vec![])
        .await;
    assert_eq!(kept, 1);
}

async fn filters_of_an_export_are_held_to_the_lists(desk: Desk) {
    let start = |list: &str, query: &str| json!({"list": list, "format": "csv", "query": query});
    let tries = [
        ("cases", "state=nowhere".to_string()),
        ("cases", "unknown_id=x".into()),
        ("cases", "team_id=none&team=".into()),
        ("cases", format!("q={}", "x".repeat(1_500))),
        ("cases", "q=".to_string() + &"x".repeat(10_000)),
        ("../../etc/passwd", String::new()),
        ("sessions", String::new()),
    ];
    for (list, query) in tries {
        let answer = desk.call_json("manager", "exports.start", start(list, &query)).await;
        let fault = answer.expect_err("refused");
        assert_eq!(fault.status(), 422, "{list} {}: {fault:?}", &query[..query.len().min(40)]);
    }
    let injected = desk
        .call_json("manager", "exports.start", start("companies", "q=%27%3B%20DROP%20TABLE%20companies%3B--"))
        .await;
    assert_eq!(injected.expect("an empty file")["rows"], 0);
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM exports", vec![]).await, 1);
}

/// Maps a file as guessed; the code and the place of what keeps it from being started.
async fn unstartable(desk: &Desk, file: &str, target: Target) -> (String, String) {
    let look = drafted(desk, "manager", "shape.csv", file.to_string()).await;
    let id = look.import.id;
    let choices = Choices { target: Some(target), ..guessed(&look) };
    desk.done("manager", MapImport { id, choices }).await;
    let looked = desk.call("manager", CheckImport { id }).await.expect_err("a fault");
    let fault = desk.call("manager", StartImport { id }).await.expect_err("a fault");
    assert_eq!(looked, fault, "a look says the same");
    // The file and its columns are still there, to be put right.
    assert_eq!(desk.done("manager", GetImport { id }).await.state, ImportState::Draft);
    (fault.fields()[0].pointer.clone(), fault.fields()[0].code.clone())
}

async fn tables_of_the_wrong_shape_say_what_is_missing(desk: Desk) {
    let said = |place: &str, code: &str| (place.to_string(), code.to_string());
    let wrong = [
        ("颜色,大小\n红,1\n", Target::Customers, said("/choices/columns/company", "required")),
        ("登录名,姓名\na,b\n", Target::Users, said("/choices/columns/role", "required")),
        ("公司,联系人\n", Target::Customers, said("/file", "table_no_rows")),
        ("公司,联系人\n,\n \n", Target::Customers, said("/file", "table_no_rows")),
        ("标题,创建时间\n一,3/4/2025\n", Target::Cases, said("/choices/dates", "date_ambiguous")),
    ];
    for (file, target, expected) in wrong {
        assert_eq!(unstartable(&desk, file, target).await, expected, "{file}");
    }
    // Of two columns of one name each can be chosen; neither is lost, and the first is taken by itself.
    let twice = "公司,手机,手机\n双列公司,13600000001,13600000002\n";
    let look = drafted(&desk, "manager", "twice.csv", twice).await;
    let guesses: Vec<_> =
        look.columns.iter().map(|column| (column.heading.as_str(), column.guess.as_deref())).collect();
    assert_eq!(guesses, [("公司", Some("company")), ("手机", Some("contact_phone")), ("手机", None)]);
    let import = brought(
        &desk,
        "manager",
        "公司,联系人,手机,手机\n双列公司,甲,13600000001,13600000002\n",
        |choices| {
            choices.columns.insert("contact_phone".into(), 3);
        },
    )
    .await;
    assert_eq!(import.counts.created, 1);
    let sql = "SELECT COUNT(*) AS n FROM contacts WHERE body LIKE '%13600000002%' AND body NOT LIKE '%13600000001%'";
    assert_eq!(desk.number(sql, vec![]).await, 1);
    // One field cannot be two columns, and a column there is none of is said to be unknown.
    let id = look.import.id;
    let nowhere = Choices { columns: [("company".to_string(), 99)].into(), ..guessed(&look) };
    desk.done("manager", MapImport { id, choices: nowhere }).await;
    assert_eq!(fields(desk.call("manager", StartImport { id }).await), field("/choices/columns", "unknown"));
}

async fn workbooks_and_texts_cut_off_anywhere_bring_nothing(desk: Desk) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in [["公司", "备注"], ["断开公司", "一"], ["断开公司二", "二"]].iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            sheet.write(row as u32, column as u16, *text).expect("a cell");
        }
    }
    let whole = book.save_to_buffer().expect("a workbook");
    let draft = drafted(&desk, "manager", "whole.xlsx", whole.clone()).await;
    assert_eq!(draft.rows.len(), 2);
    for part in [5, 30, 50, 95, 99] {
        assert_eq!(look(&desk, whole[..whole.len() * part / 100].to_vec()).await, "table_damaged", "{part} %");
    }
    let mut torn = whole.clone();
    let at = torn.len() / 3;
    torn[at..at + 64].fill(0x55);
    assert_eq!(look(&desk, torn).await, "table_damaged");
    // A text that ends within a character, or is in two encodings, is not half read.
    let text = encoding_rs::GB18030.encode("公司,备注\n断开公司,好").0.into_owned();
    let id = drafted(&desk, "manager", "gb.csv", [&text[..], b"\n"].concat()).await.import.id;
    assert_eq!(desk.done("manager", LookAtImport { id }).await.encoding, Some(Encoding::Gb18030));
    assert_eq!(look(&desk, text[..text.len() - 1].to_vec()).await, "table_encoding");
    let mixed = ["公司,备注\n".as_bytes(), &text[..]].concat();
    let ask = Ask::new("POST", "/imports/files?name=mixed.csv").body(mixed).by("manager");
    let id = desk.http(ask).await.ok()["id"].as_str().expect("an id").parse().expect("a UUID");
    let choices = Choices { encoding: Some(Encoding::Utf8), ..Choices::default() };
    desk.done("manager", MapImport { id, choices }).await;
    assert_eq!(fields(desk.call("manager", LookAtImport { id }).await), field("/file", "table_encoding_broken"));
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM companies WHERE name LIKE '断开%'", vec![]).await, 0);
}

async fn what_a_spreadsheet_would_run_goes_in_and_out_as_text(desk: Desk) {
    let evil = ["=HYPERLINK(\"http://evil\",\"x\")", "+SUM(A1)", "@cmd|'/C calc'!A0", "-2+3"];
    let rows: String = evil.iter().map(|text| format!("\"{}\",甲\n", text.replace('"', "\"\""))).collect();
    let import = brought(&desk, "manager", &format!("公司,联系人\n{rows}"), |_| {}).await;
    assert_eq!((import.counts.created, import.counts.refused), (4, 0));
    let op = json!({"list": "companies", "format": "csv", "query": ""});
    let export = desk.call_json("manager", "exports.start", op).await.expect("an export");
    let path = format!("/exports/{}/content", export["id"].as_str().expect("an id"));
    let file = desk.http(Ask::get(&path).by("manager")).await.bytes;
    let text = String::from_utf8(file.clone()).expect("UTF-8");
    for cell in evil {
        let cell = cell.replace('"', "\"\"");
        assert!(text.contains(&format!("'{cell}")), "{cell} in {text}");
    }
    // Our own file comes back as what it was: nothing is new, and no apostrophe stays.
    let look = drafted(&desk, "manager", "ours.csv", file).await;
    let id = look.import.id;
    desk.done("manager", MapImport { id, choices: guessed(&look) }).await;
    let checked = desk.done("manager", CheckImport { id }).await;
    assert_eq!((checked.counts.created, checked.counts.skipped), (0, checked.counts.rows), "{checked:?}");
}
