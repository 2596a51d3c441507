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
        ("cases", "unknown_id=x&team_id=none".into()),
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
