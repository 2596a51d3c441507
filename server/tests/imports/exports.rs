//! Lists as files: whole, harmless, and nobody else's.

use calamine::{Data, Reader, Xlsx};
use yingda_server::exports::{expire, make, store};
use yingda_server::jobs::worker::work_off;
use yingda_server::records::store::put;
use yingda_shared::customers::Company;
use yingda_shared::exports::*;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;

use crate::both;
use crate::support::{Ask, Desk, code, field, fields, world};

both!(
    a_list_comes_whole_and_harmless,
    workbooks_have_real_dates,
    files_show_what_the_list_shows,
    a_file_is_its_owners_and_expires,
    a_long_list_is_made_while_one_waits,
);

fn ask(list: &str, format: Format, query: &str) -> StartExport {
    StartExport { list: list.into(), format, query: query.into(), columns: String::new(), language: "zh".into() }
}

async fn content(desk: &Desk, who: &str, export: &Export) -> Vec<u8> {
    let answer = desk.http(Ask::get(&format!("/exports/{}/content", export.id)).by(who)).await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
    answer.bytes
}

async fn exported(desk: &Desk, who: &str, op: StartExport) -> String {
    let export = desk.done(who, op).await;
    assert_eq!(export.state, ExportState::Done);
    let text = String::from_utf8(content(desk, who, &export).await).expect("UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("the mark by which spreadsheets know UTF-8");
    assert_eq!(text.lines().count() as u64, export.rows + 1, "{text}");
    text.to_string()
}

/// So many companies, a few hundred to a transaction.
async fn companies(desk: &Desk, count: u64, say: fn(u64, &mut Company)) {
    let all: Vec<u64> = (0..count).collect();
    for some in all.chunks(250) {
        let some = some.to_vec();
        desk.write(move |cx| {
            Box::pin(async move {
                for at in some {
                    let id = Uuid::now_v7().into();
                    let (name, code, phone, address, note) = Default::default();
                    let unit_id = world::HEAD;
                    let mut company = Company { id, rv: 0, active: true, name, code, unit_id, phone, address, note };
                    say(at, &mut company);
                    put(cx, &company, vec!["org".into()]).await?;
                }
                Ok(())
            })
        })
        .await;
    }
}

async fn a_list_comes_whole_and_harmless(desk: Desk) {
    companies(&desk, 700, |at, company| {
        company.name = if at == 0 { "=HYPERLINK(\"http://evil\")".into() } else { format!("公司{at:04}") };
        company.active = at != 1;
        company.phone = "+86 10".into();
    })
    .await;
    let text = exported(&desk, "manager", ask("companies", Format::Csv, "")).await;
    assert_eq!(text.lines().count(), 702, "more than a page holds: 699 of ours that are on, two of the world");
    assert!(
        text.starts_with("客户公司,客户编号,所属单位,公司电话,地址,备注,状态\r\n"),
        "{}",
        text.lines().next().unwrap_or_default()
    );
    assert!(text.contains("\"'=HYPERLINK(\"\"http://evil\"\")\",,总部,'+86 10,,,启用"), "{text}");
    let text =
        exported(&desk, "manager", ask("companies", Format::Csv, "?all=true&q=%E5%85%AC%E5%8F%B8000&limit=1&cursor=x"))
            .await;
    assert_eq!(text.lines().count(), 10, "as narrowed, switched-off ones included");
    assert!(text.contains(",停用"));
    let text = exported(
        &desk,
        "manager",
        StartExport { columns: "code,name".into(), language: "en".into(), ..ask("companies", Format::Csv, "q=K-00") },
    )
    .await;
    assert_eq!(text, "Customer number,Customer\r\nK-001,北方机械\r\nK-002,南方纺织\r\n");
    let audited = desk.number("SELECT COUNT(*) AS n FROM audit WHERE kind = 'exports'", vec![]).await;
    assert_eq!(audited, 3);
}

async fn workbooks_have_real_dates(desk: Desk) {
    let case = desk.submitted("anna", "=cmd|' /C calc'!A0").await;
    let export = desk.done("manager", ask("cases", Format::Xlsx, "state=open&sort=-created")).await;
    assert!(export.name.ends_with(".xlsx"));
    let mut book: Xlsx<_> =
        Xlsx::new(std::io::Cursor::new(content(&desk, "manager", &export).await)).expect("a workbook");
    let sheet = book.sheet_names().remove(0);
    let range = book.worksheet_range(&sheet).expect("a sheet");
    let heading: Vec<String> = range.rows().next().expect("a heading").iter().map(ToString::to_string).collect();
    let at =
        |name: &str| heading.iter().position(|known| known == name).unwrap_or_else(|| panic!("{name} in {heading:?}"));
    let row = range.rows().nth(1).expect("a row");
    assert_eq!(row[at("工单号")], Data::String(case.number));
    assert_eq!(row[at("主题")], Data::String("=cmd|' /C calc'!A0".into()));
    assert_eq!(row[at("状态")], Data::String("新建".into()));
    assert_eq!(row[at("客户公司")], Data::String("北方机械".into()));
    assert!(matches!(row[at("创建时间")], Data::DateTime(_)), "{:?}", row[at("创建时间")]);
    assert_eq!(book.worksheet_formula(&sheet).expect("formulas").used_cells().count(), 0);
}

async fn files_show_what_the_list_shows(desk: Desk) {
    desk.submitted("anna", "北方的").await;
    desk.submitted("bella", "南方的").await;
    let text = exported(&desk, "north", ask("cases", Format::Csv, "")).await;
    assert!(text.contains("北方的") && !text.contains("南方的"), "{text}");
    assert_eq!(desk.call("agent", ask("cases", Format::Csv, "")).await, Err(Fault::Forbidden));
    assert_eq!(desk.call("anna", ask("cases", Format::Csv, "")).await, Err(Fault::Forbidden));
    assert_eq!(fields(desk.call("manager", ask("sessions", Format::Csv, "")).await), field("/list", "unknown_word"));
    assert_eq!(
        fields(desk.call("manager", ask("cases", Format::Csv, "state=nonsense")).await),
        field("/state", "unknown_word")
    );
    let columns = StartExport { columns: "number,secret".into(), ..ask("cases", Format::Csv, "") };
    assert_eq!(fields(desk.call("manager", columns).await), field("/columns", "unknown_word"));
    // A role without the list has no file of it either.
    let roles = desk.number("SELECT COUNT(*) AS n FROM exports", vec![]).await;
    assert_eq!(roles, 1, "what was refused left nothing behind");
}

async fn a_file_is_its_owners_and_expires(desk: Desk) {
    let export = desk.done("manager", ask("companies", Format::Csv, "")).await;
    let path = format!("/exports/{}/content", export.id);
    for who in ["admin", "north", "agent", "anna"] {
        let status = desk.http(Ask::get(&path).by(who)).await.status.as_u16();
        assert!([403, 404].contains(&status), "{who}: {status}");
        assert!(desk.call(who, GetExport { id: export.id }).await.is_err());
    }
    assert_eq!(desk.http(Ask::get(&path)).await.status, 401);
    assert_eq!(desk.done("manager", ListExports {}).await.rows.len(), 1);
    let id = export.id;
    desk.write(move |cx| {
        Box::pin(async move {
            let binds = vec![1.into(), id.into()];
            cx.exec("UPDATE exports SET expires_at = $1 WHERE id = $2", binds).await.map(drop)
        })
    })
    .await;
    assert_eq!(desk.http(Ask::get(&path).by("manager")).await.status, 404);
    assert_eq!(expire(&desk.services).await, Ok(1));
    assert!(!desk.services.config.data.join(format!("files/exports/{id}")).exists());
}

async fn a_long_list_is_made_while_one_waits(desk: Desk) {
    companies(&desk, make::SHORT + 1, |at, company| {
        (company.name, company.code) = (format!("长{at:05}"), format!("L-{at}"));
    })
    .await;
    let export = desk.done("manager", ask("companies", Format::Csv, "q=长")).await;
    assert_eq!(export.state, ExportState::Queued);
    let early = desk.http(Ask::get(&format!("/exports/{}/content", export.id)).by("manager")).await;
    assert_eq!(early.problem(), (409, "exports.not_ready".into()));
    assert_eq!(work_off(&desk.services).await, Ok(1));
    let export = desk.done("manager", GetExport { id: export.id }).await;
    assert_eq!((export.state, export.rows), (ExportState::Done, make::SHORT + 1));
    let text = String::from_utf8(content(&desk, "manager", &export).await).expect("UTF-8");
    assert_eq!(text.lines().count() as u64, make::SHORT + 2);
    // Of one that was let go meanwhile no file is left.
    let export = desk.done("manager", ask("companies", Format::Csv, "q=长")).await;
    desk.write(move |cx| Box::pin(async move { store::end_all(cx).await })).await;
    assert_eq!(work_off(&desk.services).await, Ok(1));
    assert!(!desk.services.config.data.join(format!("files/exports/{}", export.id)).exists());
    // Somebody who left meanwhile gets no file.
    let export = desk.done("manager", ask("companies", Format::Xlsx, "q=长")).await;
    let mut manager = world::person("manager");
    manager.active = false;
    manager.rv = desk.number("SELECT rv AS n FROM users WHERE code = 'manager'", vec![]).await;
    desk.done("admin", yingda_shared::record::Save(manager)).await;
    assert_eq!(work_off(&desk.services).await, Ok(1));
    let mut cx = desk.services.reader(yingda_server::ctx::Caller::system());
    let stored = store::find(&mut cx, export.id).await.expect("a row").expect("an export");
    assert_eq!((stored.state, stored.body.code.as_deref()), (ExportState::Failed, Some("forbidden")));
    assert_eq!(code(desk.call("manager", GetExport { id: export.id }).await), "unauthenticated");
}
