//! Tables brought in: what the rows come to, what is left out and why, and the way back.

use encoding_rs::GB18030;
use serde_json::json;
use yingda_server::ctx::Caller;
use yingda_server::jobs::worker::work_off;
use yingda_shared::customers::{Company, Contact};
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::imports::*;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::record::{Get, List, Record, Save};

use crate::both;
use crate::support::{Ask, Desk, code, field, fields, world};

both!(
    customers_come_in_with_departments_and_contacts,
    what_is_there_is_skipped_updated_or_refused,
    nobody_brings_in_what_they_could_not_write,
    rows_are_refused_one_by_one_with_line_column_and_reason,
    users_and_assets_come_in_by_name_and_word,
    cases_keep_their_moment_and_their_number,
    ambiguous_dates_ask_to_be_told,
    an_import_is_taken_back_where_nobody_went_on,
    an_import_is_its_owners_alone,
    a_look_before_says_what_the_import_comes_to,
);

/// A file as a draft, with its columns as guessed.
pub async fn drafted(desk: &Desk, who: &str, name: &str, file: impl Into<Vec<u8>>) -> Look {
    let ask = Ask::new("POST", &format!("/imports/files?name={name}")).body(file.into()).by(who);
    let import = desk.http(ask).await.ok();
    let id = import["id"].as_str().expect("an id").parse().expect("a UUID");
    desk.done(who, LookAtImport { id }).await
}

pub fn guessed(look: &Look) -> Choices {
    let columns = look.columns.iter().filter_map(|column| Some((column.guess.clone()?, column.index)));
    Choices { target: look.import.choices.target, columns: columns.collect(), ..Choices::default() }
}

/// Brings a file in as guessed, with some choices, and waits for its end.
pub async fn brought(desk: &Desk, who: &str, file: &str, choose: impl FnOnce(&mut Choices)) -> Import {
    let look = drafted(desk, who, "rows.csv", file).await;
    let mut choices = guessed(&look);
    choose(&mut choices);
    let id = look.import.id;
    desk.done(who, MapImport { id, choices }).await;
    desk.done(who, StartImport { id }).await;
    ended(desk, who, id).await
}

/// Does what waits to be done, and answers what came of it.
pub async fn ended(desk: &Desk, who: &str, id: Uuid) -> Import {
    work_off(&desk.services).await.expect("jobs are gone through");
    let import = desk.done(who, GetImport { id }).await;
    assert!(!import.state.is_busy(), "{import:?}");
    import
}

pub fn figures(import: &Import) -> (u64, u64, u64, u64) {
    let counts = import.counts;
    (counts.created, counts.updated, counts.skipped, counts.refused)
}

async fn refused(desk: &Desk, who: &str, id: Uuid) -> Vec<(u64, String, String)> {
    let rows = desk.done(who, ImportRows { id, outcome: Outcome::Refused, after: None }).await.rows;
    rows.into_iter().map(|row| (row.line, row.field, row.code)).collect()
}

async fn all<R: Record>(desk: &Desk, q: &str) -> Vec<R> {
    desk.done("admin", List::<R> { q: Some(q.into()), all: true, ..List::default() }).await.rows
}

async fn customers_come_in_with_departments_and_contacts(desk: Desk) {
    let text = "客户名称,客户编号,所属单位,部门,联系人,手机,邮箱\r\n\
                东方钢铁,K-100,北京分支,信息部,周一,13700000001,one@example.com\r\n\
                东方钢铁,K-100,北京分支,信息部,周二,13700000002,\r\n\
                东方钢铁,K-100,北京分支,财务部,周三,'+86 13700000003,\r\n\
                西方茶业,K-101,广州分支,,,,\r\n";
    let look = drafted(&desk, "manager", "customers.csv", GB18030.encode(text).0.into_owned()).await;
    assert_eq!((look.encoding, look.import.choices.target), (Some(Encoding::Gb18030), Some(Target::Customers)));
    let id = look.import.id;
    desk.done("manager", MapImport { id, choices: guessed(&look) }).await;
    desk.done("manager", StartImport { id }).await;
    let import = ended(&desk, "manager", id).await;
    assert_eq!((import.state, figures(&import)), (ImportState::Done, (4, 0, 0, 0)));
    let companies: Vec<Company> = all(&desk, "东方钢铁").await;
    assert_eq!((companies.len(), companies[0].unit_id, companies[0].code.as_str()), (1, world::NORTH_BRANCH, "K-100"));
    let contacts: Vec<Contact> = all(&desk, "137000000").await;
    assert_eq!(contacts.len(), 3);
    assert!(
        contacts.iter().all(|contact| contact.company_id == Some(companies[0].id) && contact.department_id.is_some())
    );
    let phone = contacts.iter().find(|contact| contact.name == "周三").map(|contact| contact.phone.as_str());
    assert_eq!(phone, Some("+86 13700000003"), "what kept a spreadsheet from running it is no part of it");
    let departments =
        desk.number("SELECT COUNT(*) AS n FROM departments WHERE name IN ('信息部', '财务部')", vec![]).await;
    assert_eq!(departments, 3, "two of the file and one of the world");
    let lines = desk.number("SELECT COUNT(*) AS n FROM audit WHERE kind = 'imports'", vec![]).await;
    assert_eq!(lines, 1);
}

async fn what_is_there_is_skipped_updated_or_refused(desk: Desk) {
    let file =
        "公司,客户编号,联系人,手机,职务\n北方机械,K-001,安娜,138-0013-8000,主任\n北方机械,K-001,新人,13100000000,\n";
    let skipped = brought(&desk, "manager", file, |_| {}).await;
    assert_eq!(figures(&skipped), (1, 0, 1, 0));
    let anna = desk.done("admin", Get::<Contact>::new(world::ANNA.0)).await;
    assert_eq!((anna.title.as_str(), anna.phone.as_str()), ("", "13800138000"));
    let updated = brought(&desk, "manager", file, |choices| choices.on_duplicate = Some(OnDuplicate::Update)).await;
    assert_eq!(figures(&updated), (0, 1, 1, 0), "the second row says nothing new");
    assert_eq!(desk.done("admin", Get::<Contact>::new(world::ANNA.0)).await.title, "主任");
    let strict = brought(&desk, "manager", file, |choices| choices.on_duplicate = Some(OnDuplicate::Refuse)).await;
    assert_eq!(figures(&strict), (0, 0, 0, 2));
    let why = refused(&desk, "manager", strict.id).await;
    assert_eq!(why[0], (2, "contact_phone".into(), "table_duplicate".into()));
    // The same thing twice in one file.
    let twice = "公司,联系人,手机\n重复公司,甲,1\n重复公司,甲,1\n";
    let strict = brought(&desk, "manager", twice, |choices| choices.on_duplicate = Some(OnDuplicate::Refuse)).await;
    assert_eq!(refused(&desk, "manager", strict.id).await, [(3, "contact_phone".into(), "table_repeated".into())]);
}

async fn nobody_brings_in_what_they_could_not_write(desk: Desk) {
    let before = desk.head().await;
    for who in ["agent", "engineer", "anna", "adam", "petra", "guest"] {
        let ask = Ask::new("POST", "/imports/files?name=x.csv").body("公司\n甲\n");
        let answer = desk.http(if who == "guest" { ask } else { ask.by(who) }).await;
        assert!([401, 403].contains(&answer.status.as_u16()), "{who}: {}", answer.status);
    }
    assert_eq!(desk.head().await, before);
    // A regional manager writes to the own region only.
    let file = "公司,所属单位\n近处,北京分支\n远处,广州分支\n南方纺织,\n";
    let import = brought(&desk, "north", file, |choices| choices.on_duplicate = Some(OnDuplicate::Update)).await;
    assert_eq!(figures(&import), (1, 0, 1, 1));
    assert_eq!(refused(&desk, "north", import.id).await, [(3, String::new(), "records.beyond_own_units".into())]);
    // Nobody makes an administrator by a file who could not by hand.
    let file = "登录名,姓名,角色,所属单位\nboss,头儿,系统管理员,北京分支\n";
    let import = brought(&desk, "north", file, |_| {}).await;
    assert_eq!(import.counts.refused, 1);
    assert!(all::<User>(&desk, "boss").await.is_empty());
}

async fn rows_are_refused_one_by_one_with_line_column_and_reason(desk: Desk) {
    let file = "公司;邮箱;所属单位;电话;联系人\n\
                好公司;a@example.com;北京分支;1;甲\n\
                ;b@example.com;北京分支;2;乙\n\
                坏邮箱;nonsense;北京分支;3;丙\n\
                没单位;c@example.com;月球;4;丁\n\
                多一格;d@example.com;北京分支;5;戊;多\n\
                \"长名\";e@example.com;北京分支;LONG;己\n"
        .replace("LONG", &"9".repeat(40));
    let import = brought(&desk, "manager", &file, |_| {}).await;
    assert_eq!(figures(&import), (1, 0, 0, 5));
    let expected = [
        (3, "company", "required"),
        (4, "contact_email", "email"),
        (5, "unit", "table_unknown"),
        (6, "", "table_wide"),
        (7, "contact_phone", "too_long"),
    ];
    let expected: Vec<_> =
        expected.iter().map(|(line, field, code)| (*line, field.to_string(), code.to_string())).collect();
    assert_eq!(refused(&desk, "manager", import.id).await, expected);
    assert!(all::<Company>(&desk, "坏邮箱").await.is_empty(), "of a row that is refused nothing stays");
    let rows = desk.done("manager", ImportRows { id: import.id, outcome: Outcome::Refused, after: Some(6) }).await.rows;
    assert_eq!((rows.len(), rows[0].column.as_str(), rows[0].value.len()), (1, "电话", 40));
    // The rows that were left out, as a table of the same columns.
    let path = format!("/imports/{}/report?language=en", import.id);
    let report = desk.http(Ask::get(&path).by("manager")).await;
    let text = String::from_utf8(report.bytes).expect("UTF-8");
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 6, "{text}");
    assert_eq!(lines[0], "公司,邮箱,所属单位,电话,联系人,Line,Why it was left out");
    assert!(lines[2].starts_with("坏邮箱,nonsense,北京分支,3,丙,4,邮箱: "), "{}", lines[2]);
    assert!(report.headers["content-disposition"].to_str().expect("text").contains("attachment"));
    assert_eq!(desk.http(Ask::get(&path).by("north")).await.status, 404);
}

async fn users_and_assets_come_in_by_name_and_word(desk: Desk) {
    let file = "账号,姓名,角色,所属单位,团队,启用\n\
                zhou.wu,周五,总部支持工程师,北京分支,北方一组,是\n\
                zhou.liu,周六,Dispatcher,北京分支,,停用\n\
                zhou qi,周七,dispatcher,北京分支,,\n\
                zhou.ba,周八,国王,北京分支,,\n";
    let import = brought(&desk, "admin", file, |_| {}).await;
    assert_eq!(figures(&import), (2, 0, 0, 2));
    let expected =
        [(4, "login".to_string(), "login_characters".to_string()), (5, "role".into(), "table_unknown".into())];
    assert_eq!(refused(&desk, "admin", import.id).await, expected);
    let users: Vec<User> = all(&desk, "zhou").await;
    let by = |login: &str| users.iter().find(|user| user.login == login).expect("a user");
    assert_eq!((by("zhou.wu").team_ids.clone(), by("zhou.wu").active), (vec![world::NORTH_TEAM], true));
    assert!(!by("zhou.liu").active);
    let file = "SN,Name,Customer,Model,Location\nPRN-900,打印机,K-001,u8,二楼\nPRN 901,打印机,北方机械,,\nPRN-902,打印机,没有这家,,\n";
    let import = brought(&desk, "admin", file, |choices| choices.target = Some(Target::Assets)).await;
    assert_eq!(figures(&import), (1, 0, 0, 2));
    let expected =
        [(3, "serial".to_string(), "code_characters".to_string()), (4, "company".into(), "table_unknown".into())];
    assert_eq!(refused(&desk, "admin", import.id).await, expected);
}

async fn cases_keep_their_moment_and_their_number(desk: Desk) {
    let file = "单号,标题,创建时间,客户,报修人,紧急程度,序列号\n\
                A-1,打印机卡纸,2026-11-05 14:30,北方机械,安娜,很急,PRN-001\n\
                A-2,开机没反应,5.11.2026,南方纺织,贝拉,High,\n\
                A-3,登录不了,2026年11月5日,,访客,whenever,\n\
                A-4,未来的,2199-01-01,,,,\n";
    let import = brought(&desk, "manager", file, |_| {}).await;
    assert_eq!(figures(&import), (2, 0, 0, 2), "{:?}", refused(&desk, "manager", import.id).await);
    let sql = "SELECT COUNT(*) AS n FROM cases WHERE source = 'import:A-1' AND created_at = 1793860200000 AND company_id IS NOT NULL";
    assert_eq!(desk.number(sql, vec![]).await, 1);
    let sql = "SELECT COUNT(*) AS n FROM cases WHERE number LIKE 'CS-2026-%' AND source LIKE 'import:%'";
    assert_eq!(desk.number(sql, vec![]).await, 2);
    let expected =
        [(4, "urgency".to_string(), "unknown_word".to_string()), (5, "opened_at".into(), "date_ahead".into())];
    assert_eq!(refused(&desk, "manager", import.id).await, expected);
    // The same numbers again are the same cases.
    let again = file.replace("打印机卡纸", "打印机又卡纸");
    let import = brought(&desk, "manager", &again, |choices| choices.on_duplicate = Some(OnDuplicate::Update)).await;
    assert_eq!(figures(&import), (0, 1, 1, 2));
    // Only those who bring tables in may say when a case came in.
    let op = json!({"subject": "早就报了", "opened_at": 1_000_000});
    assert_eq!(desk.call_json("agent", "cases.quick_open", op.clone()).await, Err(Fault::Forbidden));
    assert!(desk.call_json("manager", "cases.quick_open", op).await.is_ok());
}

async fn ambiguous_dates_ask_to_be_told(desk: Desk) {
    let file = "标题,创建时间\n一,5/11/2026\n二,6/11/2026\n";
    let look = drafted(&desk, "manager", "cases.csv", file).await;
    assert!(look.columns[1].ambiguous);
    let (id, mut choices) = (look.import.id, guessed(&look));
    desk.done("manager", MapImport { id, choices: choices.clone() }).await;
    let before = desk.head().await;
    assert_eq!(fields(desk.call("manager", StartImport { id }).await), field("/choices/dates", "date_ambiguous"));
    assert_eq!(desk.head().await, before);
    choices.dates = Some(DateOrder::DayFirst);
    desk.done("manager", MapImport { id, choices }).await;
    desk.done("manager", StartImport { id }).await;
    assert_eq!(figures(&ended(&desk, "manager", id).await), (2, 0, 0, 0));
    let sql = "SELECT COUNT(*) AS n FROM cases WHERE created_at = 1793808000000";
    assert_eq!(desk.number(sql, vec![]).await, 1, "the fifth of November in Shanghai");
    // One date that can be read in one way only tells how the others are meant.
    let import = brought(&desk, "manager", "标题,创建时间\n三,5/11/2025\n四,25/11/2025\n", |_| {}).await;
    assert_eq!(figures(&import), (2, 0, 0, 0));
}

async fn an_import_is_taken_back_where_nobody_went_on(desk: Desk) {
    let file = "公司,客户编号,联系人,手机,职务\n\
                新公司,N-1,甲,13200000001,\n\
                新公司,N-1,乙,13200000002,\n\
                北方机械,K-001,安娜,13800138000,主任\n\
                北方机械,K-001,丁,13200000004,\n";
    let import = brought(&desk, "manager", file, |choices| choices.on_duplicate = Some(OnDuplicate::Update)).await;
    assert_eq!(figures(&import), (3, 1, 0, 0));
    let mut second: Contact = all(&desk, "13200000004").await.remove(0);
    second.title = "后来改的".into();
    desk.done("manager", Save(second)).await;
    let undone = desk.done("manager", UndoImport { id: import.id, reason: "导错了".into() }).await;
    assert_eq!(undone.state, ImportState::Undoing);
    let undone = ended(&desk, "manager", import.id).await;
    assert_eq!((undone.state, undone.counts.undone, undone.counts.kept), (ImportState::Undone, 3, 1));
    let anna = desk.done("admin", Get::<Contact>::new(world::ANNA.0)).await;
    assert_eq!((anna.title.as_str(), anna.active), ("", true));
    assert!(!all::<Company>(&desk, "新公司").await[0].active);
    assert!(all::<Contact>(&desk, "1320000000").await.iter().all(|contact| contact.active == (contact.name == "丁")));
    let kept = desk.done("manager", ImportRows { id: import.id, outcome: Outcome::Kept, after: None }).await.rows;
    assert_eq!((kept[0].line, kept[0].code.as_str()), (5, "imports.changed_since"));
    assert_eq!(
        code(desk.call("manager", UndoImport { id: import.id, reason: "x".into() }).await),
        "imports.not_undoable"
    );
    // Cases that were opened are cancelled; one that somebody took stays.
    let import = brought(&desk, "manager", "单号,标题\nU-1,一\nU-2,二\n", |_| {}).await;
    let sql = "SELECT body FROM cases WHERE source = 'import:U-2'";
    let mut cx = desk.services.reader(Caller::system());
    let body: serde_json::Value =
        serde_json::from_str(&cx.one(sql, vec![]).await.expect("a case").text("body")).expect("JSON");
    drop(cx);
    desk.call_json("agent", "cases.take", json!({"id": body["id"]})).await.expect("taken");
    desk.done("manager", UndoImport { id: import.id, reason: "导错了".into() }).await;
    let undone = ended(&desk, "manager", import.id).await;
    assert_eq!((undone.counts.undone, undone.counts.kept), (1, 1));
    let sql = "SELECT COUNT(*) AS n FROM cases WHERE source = 'import:U-1' AND state = 'cancelled'";
    assert_eq!(desk.number(sql, vec![]).await, 1);
}

async fn an_import_is_its_owners_alone(desk: Desk) {
    let look = drafted(&desk, "manager", "own.csv", "公司\n甲\n").await;
    let id = look.import.id;
    for who in ["north", "admin"] {
        assert_eq!(desk.call(who, GetImport { id }).await, Err(Fault::NotFound));
        assert_eq!(desk.call(who, LookAtImport { id }).await, Err(Fault::NotFound));
        assert_eq!(desk.call(who, StartImport { id }).await, Err(Fault::NotFound));
        assert!(desk.done(who, ListImports { cursor: None }).await.rows.is_empty());
    }
    assert_eq!(desk.done("manager", ListImports { cursor: None }).await.rows.len(), 1);
    let wrong =
        Choices { target: Some(Target::Users), columns: [("subject".to_string(), 0)].into(), ..Choices::default() };
    assert_eq!(code(desk.call("manager", MapImport { id, choices: wrong }).await), "invalid");
    let far =
        Choices { target: Some(Target::Customers), columns: [("company".to_string(), 7)].into(), ..Choices::default() };
    desk.done("manager", MapImport { id, choices: far }).await;
    assert_eq!(fields(desk.call("manager", StartImport { id }).await), field("/choices/columns", "unknown"));
}

async fn a_look_before_says_what_the_import_comes_to(desk: Desk) {
    let file = "公司,客户编号,联系人,手机\n新的,N-9,甲,1\n北方机械,K-001,安娜,13800138000\n北方机械,K-001,安娜,13800138000\n,,,\n,N-8,,\n";
    let look = drafted(&desk, "manager", "look.csv", file).await;
    let id = look.import.id;
    assert_eq!(look.rows.len(), 4);
    desk.done("manager", MapImport { id, choices: guessed(&look) }).await;
    let before = desk.head().await;
    let checked = desk.done("manager", CheckImport { id }).await;
    assert_eq!(desk.head().await, before, "a look writes nothing");
    assert!(!checked.more);
    assert_eq!(checked.faults.iter().map(|row| (row.line, row.code.as_str())).collect::<Vec<_>>(), [(6, "required")]);
    desk.done("manager", StartImport { id }).await;
    assert_eq!(ended(&desk, "manager", id).await.counts, checked.counts);
}
