//! Pages of the audit, and the file of it: every filter, its index, its fence.

use yingda_server::audit::store::statement;
use yingda_server::db::Dialect;
use yingda_shared::audit::ListAudit;
use yingda_shared::cases::operations::TakeCase;
use yingda_shared::kernel::time::DAY;

use super::lines;
use crate::both;
use crate::support::stories::comment;
use crate::support::{Ask, Desk, fields};

both!(
    every_filter_narrows_and_pages_join,
    every_combination_of_filters_is_answered_from_an_index,
    the_file_holds_every_line_and_runs_nothing,
    the_file_is_fenced_like_the_page,
);

fn by(filter: impl FnOnce(&mut ListAudit)) -> ListAudit {
    let mut list = ListAudit::default();
    filter(&mut list);
    list
}

async fn every_filter_narrows_and_pages_join(desk: Desk) {
    let case = desk.submitted("anna", "打印机卡纸").await;
    desk.done("engineer", TakeCase { id: case.id, base: None }).await;
    lines(&desk, 120).await;
    let count = |list: ListAudit| {
        let desk = desk.clone();
        async move {
            let mut rows = Vec::new();
            let mut cursor = None;
            loop {
                let page = desk.done("admin", ListAudit { cursor, ..list.clone() }).await;
                rows.extend(page.rows);
                cursor = page.next;
                if cursor.is_none() {
                    break rows;
                }
            }
        }
    };
    let all = count(ListAudit::default()).await;
    assert_eq!(all.len() as i64, desk.number("SELECT COUNT(*) AS n FROM audit", vec![]).await);
    assert!(all.windows(2).all(|pair| (pair[0].at, pair[0].pos) > (pair[1].at, pair[1].pos)), "newest first");
    let of = |keep: fn(&yingda_shared::audit::AuditRow) -> bool| all.iter().filter(|row| keep(row)).count();
    let system = count(by(|list| list.by = Some("system".into()))).await;
    assert_eq!(system.len(), of(|row| row.by == "system"));
    let taken = count(by(|list| list.by = Some("engineer".into()))).await;
    assert!(!taken.is_empty() && taken.iter().all(|row| row.by.ends_with("(engineer)")));
    assert_eq!(count(by(|list| list.action = Some("matrix.save".into()))).await.len(), 120);
    assert_eq!(count(by(|list| list.kind = Some("cases".into()))).await.len(), of(|row| row.kind == "cases"));
    assert_eq!(count(by(|list| list.object = Some("object-7".into()))).await.len(), 1);
    let cells = by(|list| (list.kind, list.field) = (Some("settings".into()), Some("cells".into())));
    assert_eq!(count(cells).await.len(), 120);
    let (newest, oldest) = (all[0].at, all[all.len() - 1].at);
    assert_eq!(count(by(|list| list.from = Some(newest + 1))).await.len(), 0);
    assert_eq!(count(by(|list| list.until = Some(oldest))).await.len(), 0);
    let between = by(|list| (list.from, list.until) = (Some(oldest), Some(newest + 1)));
    assert_eq!(count(between).await, all);
    let both = by(|list| (list.by, list.kind) = (Some("engineer".into()), Some("settings".into())));
    assert_eq!(count(both).await, []);
    let odd = by(|list| (list.from, list.until) = (Some(DAY), Some(0)));
    assert_eq!(fields(desk.call("admin", odd).await), [("/until".to_string(), "before_from".to_string())]);
}

async fn every_combination_of_filters_is_answered_from_an_index(desk: Desk) {
    lines(&desk, 400).await;
    let sqlite = desk.services.database.dialect == Dialect::Sqlite;
    if !sqlite {
        // A table of few rows is read whole whatever indexes there are.
        super::sql(&desk, "SET enable_seqscan = off", vec![]).await;
    }
    for mask in 0..128_u32 {
        let text = |bit: u32, word: &str| (mask & (1 << bit) != 0).then(|| word.to_string());
        let filter = ListAudit {
            by: text(0, "system"),
            action: text(1, "matrix.save"),
            kind: text(2, "settings"),
            object: text(3, "object-7"),
            field: text(4, "cells"),
            from: (mask & 32 != 0).then_some(1),
            until: (mask & 64 != 0).then_some(i64::MAX),
            cursor: Some("9999999999999-1".into()),
        };
        // A field has no index of its own: the page asks for it within a kind.
        if filter.field.is_some() && filter.kind.is_none() && filter.object.is_none() {
            continue;
        }
        let plan = desk
            .write(move |cx| {
                Box::pin(async move {
                    let (sql, values) = statement(cx, &filter, true, 50)?;
                    let (explain, column) =
                        if sqlite { ("EXPLAIN QUERY PLAN", "detail") } else { ("EXPLAIN", "QUERY PLAN") };
                    let rows = cx.all(&format!("{explain} {sql}"), values).await?;
                    Ok(rows.iter().map(|row| row.text(column)).collect::<Vec<_>>().join("\n"))
                })
            })
            .await;
        let scans = plan.contains("SCAN audit") || plan.contains("Seq Scan") || plan.contains("TEMP B-TREE");
        assert!(!scans, "{mask:07b}: {plan}");
    }
}

async fn the_file_holds_every_line_and_runs_nothing(desk: Desk) {
    lines(&desk, 1_203).await;
    desk.write(|cx| {
        Box::pin(async move {
            let line = yingda_server::audit::Line {
                action: "matrix.save",
                kind: "settings",
                object: "formula",
                field: "cells",
                old: "=HYPERLINK(\"http://evil\")",
                new: "a,\"b\"\r\nc",
                reason: "@SUM(A1)",
            };
            cx.audit(line).await
        })
    })
    .await;
    let answer = desk.http(Ask::get("/audit/export.csv?kind=settings&by=&from=").by("admin")).await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert!(answer.header("content-disposition").starts_with("attachment"));
    let text = String::from_utf8(answer.bytes).expect("UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("a mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 1_204, "more than any page");
    let formula = &rows[0];
    assert_eq!(formula.get(9), Some("'=HYPERLINK(\"http://evil\")"));
    assert_eq!(formula.get(10), Some("a,\"b\"\r\nc"));
    assert_eq!(formula.get(11), Some("'@SUM(A1)"));
    for (query, pointer) in [("cursor=&from=x", ""), ("from=5&until=1", "/until")] {
        let answer = desk.http(Ask::get(&format!("/audit/export.csv?{query}")).by("admin")).await;
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{query}");
    }
}

async fn the_file_is_fenced_like_the_page(desk: Desk) {
    let case = desk.submitted("anna", "北方的事").await;
    desk.done("engineer", comment(case.id, "好")).await;
    desk.done("engineer", TakeCase { id: case.id, base: None }).await;
    lines(&desk, 3).await;
    let rows = |who: &'static str| {
        let desk = desk.clone();
        async move {
            let answer = desk.http(Ask::get("/audit/export.csv").by(who)).await;
            assert_eq!(answer.status.as_u16(), 200, "{who}");
            String::from_utf8(answer.bytes).expect("text").lines().count() - 1
        }
    };
    assert!(rows("north").await >= 1);
    assert_eq!(rows("south").await, 0, "nothing of what they do not see");
    assert!(rows("admin").await > rows("north").await + 2);
    for who in ["anna", "engineer", "paul"] {
        let answer = desk.http(Ask::get("/audit/export.csv").by(who)).await;
        assert_eq!(answer.problem(), (403, "forbidden".into()), "{who}");
    }
    assert_eq!(desk.http(Ask::get("/audit/export.csv")).await.problem().0, 401);
}
