//! What the desk holds of a person: given to them whole, taken out without a trace, and the counts stay.

mod left;
mod rewards;
mod seeks;
mod shared;

use std::io::{Cursor, Read};
use std::path::Path;

use serde_json::{Value, json};
use yingda_server::ctx::Caller;
use yingda_server::db::{Bind, Dialect};
use yingda_server::outbox::{self, Errand};
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::{CaseTimeline, CountCases, ListCases};
use yingda_shared::customers::Contact;
use yingda_shared::customers::personal::{EraseContact, GetPersonalData};
use yingda_shared::escalation::{EscalateCase, Move, Severity, StepEscalation};
use yingda_shared::kernel::erased::ERASED;
use yingda_shared::kernel::id::{CaseId, ContactId, FileIds};
use yingda_shared::record::{Get, Save};

use crate::both;
use crate::support::stories::{PNG, comment, rate};
use crate::support::{Ask, Desk, code, field, fields, world};

both!(
    nothing_of_an_erased_person_is_left_and_the_counts_stay,
    erasing_asks_for_the_name_the_right_and_an_end_of_work,
    the_archive_holds_all_of_it,
);

/// What may be found nowhere afterwards. Some stand in texts that others wrote.
const WORDS: &[&str] = &[
    "安娜",
    "阿娜",
    "13800138000",
    "138-0013-8000",
    "13600136000",
    "anna先生",
    "anna@example.com",
    "卡纸绿色",
    "打印不出发票",
    "急用请快",
    "态度一般",
    "发票扫描",
];

struct Told {
    portal: CaseId,
    phone: CaseId,
}

/// A contact with a past: cases of both ways, texts by them and about them, a file, a rating, an older name.
async fn past(desk: &Desk) -> Told {
    let mut contact: Contact = desk.done("admin", Get::<Contact>::new(world::ANNA.0)).await;
    contact.phone = "13600136000".into();
    contact.name = "阿娜".into();
    desk.done("admin", Save(contact)).await;
    let mut contact: Contact = desk.done("admin", Get::<Contact>::new(world::ANNA.0)).await;
    contact.phone = "13800138000".into();
    contact.name = "安娜".into();
    desk.done("admin", Save(contact)).await;
    let file = desk.uploaded("anna", "发票扫描.png", PNG).await;
    let op = SubmitCase {
        subject: "打印机卡纸绿色".into(),
        description: "打印不出发票".into(),
        files: FileIds(vec![file]),
        ..SubmitCase::default()
    };
    let portal = desk.done("anna", op).await.id;
    desk.done("engineer", TakeCase { id: portal, base: None }).await;
    desk.done("anna", UrgeCase { id: portal, note: "急用请快".into() }).await;
    desk.done("engineer", comment(portal, "已致电安娜 138-0013-8000，Anna@Example.com 也发了")).await;
    let note = comment(portal, "客户阿娜说打印机在三楼");
    desk.done("engineer", CommentCase { internal: true, ..note }).await;
    desk.done("anna", comment(portal, "打印不出发票，谢谢")).await;
    desk.resolved("engineer", portal).await;
    desk.done("anna", RateCase { comment: "态度一般".into(), ..rate(portal, 3) }).await;
    let phone = desk.opened_for(world::NORTHERN, world::ANNA, "安娜来电：网络不通").await.id;
    desk.done("engineer", TakeCase { id: phone, base: None }).await;
    let asked = EscalateCase {
        id: phone,
        request_id: None,
        severity: Severity::Major,
        reason: "安娜 13800138000 要投诉".into(),
        watchers: vec![world::user("colleague")],
    };
    let request = desk.done("engineer", asked).await.id;
    let step = Move::Accept { reason: "安娜等了三天".into() };
    desk.done("manager", StepEscalation { id: request, step }).await;
    // What a device was told when somebody else had written the same.
    let verdict = r#"{"outcome":"conflict","fault":{"changes":[{"by":"anna先生","value":"安娜"}]}}"#;
    let sql = "INSERT INTO sync_verdicts (mutation, at, outcome) VALUES ('0190', 1, $1)";
    desk.write(move |cx| Box::pin(async move { cx.exec(sql, vec![verdict.into()]).await })).await;
    // What a colleague's letter says of a case that came to them.
    let said = json!({"user_id": world::user("colleague"), "kind": "assigned", "by": "anna先生",
        "text": "请回电安娜 138-0013-8000"});
    let (id, channel) = ("0190.hand_over.mail".to_string(), "mail".to_string());
    let letter = Errand { id, channel, case_id: phone, at: 1, place: 0, attempts: 0, body: said };
    desk.write(move |cx| Box::pin(async move { outbox::store::put(cx, &letter).await })).await;
    Told { portal, phone }
}

fn erase(even_open: bool) -> EraseContact {
    EraseContact { id: world::ANNA, name: " 安娜 ".into(), even_open, reason: "安娜本人要求".into() }
}

/// Every place of the database that holds one of the words.
async fn found(desk: &Desk, words: &[&str]) -> Vec<String> {
    let mut cx = desk.services.reader(Caller::system());
    let columns = match desk.services.database.dialect {
        Dialect::Sqlite => {
            "SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        }
        Dialect::Postgres => {
            "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT) AS c FROM information_schema.columns \
             WHERE table_schema = 'public'"
        }
    };
    let columns = cx.all(columns, vec![]).await.expect("columns");
    assert!(columns.len() > 100, "{} columns", columns.len());
    let mut found = Vec::new();
    for row in columns {
        let (table, column) = (row.text("t"), row.text("c"));
        let sql = format!("SELECT CAST({column} AS TEXT) AS v FROM {table} WHERE {column} IS NOT NULL");
        for row in cx.all(&sql, Vec::<Bind>::new()).await.expect("values") {
            let text = row.text("v").to_lowercase();
            let words = words.iter().filter(|word| text.contains(&word.to_lowercase()));
            found.extend(words.map(|word| format!("{table}.{column}: {word}: {text}")));
        }
    }
    found
}

/// Whether a file of the folder holds these bytes.
fn kept(folder: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).expect("a folder").flatten().any(|entry| match entry.path() {
        path if path.is_dir() => kept(&path, bytes),
        path => std::fs::read(path).expect("a file").windows(bytes.len()).any(|window| window == bytes),
    })
}

async fn nothing_of_an_erased_person_is_left_and_the_counts_stay(desk: Desk) {
    let told = past(&desk).await;
    let other = desk.submitted("bella", "南方的打印机").await;
    let files = desk.services.config.data.join("files");
    for word in WORDS {
        let places = found(&desk, WORDS).await;
        assert!(places.iter().any(|place| place.contains(&word.to_lowercase())), "{word} is nowhere to begin with");
    }
    let places = found(&desk, &["安娜"]).await;
    assert!(places.iter().any(|place| place.starts_with("outbox.body")), "{places:?}");
    assert!(kept(&files, PNG));
    let counts = |desk: Desk| async move {
        let by_state = desk.done("manager", CountCases { q: None, assignee: None }).await;
        serde_json::to_value(by_state).expect("counts")
    };
    let before = counts(desk.clone()).await;
    let case = desk.case("manager", told.portal).await.case;
    let head = desk.head().await;
    let done = desk.done("admin", erase(true)).await;
    assert_eq!((done.cases, done.files), (2, 1));
    assert!(done.lines >= 4, "{done:?}");
    assert_eq!(found(&desk, WORDS).await, Vec::<String>::new());
    let mut cx = desk.services.reader(Caller::system());
    let letter = outbox::store::named(&mut cx, &["0190.hand_over.mail".into()]).await.expect("errands").remove(0);
    drop(cx);
    let body = letter.errand.body;
    assert_eq!((&body["kind"], &body["text"]), (&json!("assigned"), &json!("请回电■■■ ■■■")), "it still says the rest");
    assert!(!kept(&files, PNG), "the file's bytes are gone");
    // What is counted is as it was.
    assert_eq!(counts(desk.clone()).await, before);
    let after = desk.case("manager", told.portal).await.case;
    assert_eq!((after.subject.as_str(), after.state, after.resolved_at), (ERASED, case.state, case.resolved_at));
    assert_eq!(after.rating.as_ref().map(|rating| rating.score), Some(3));
    assert_eq!(desk.case("manager", told.phone).await.case.subject, "■■■来电：网络不通");
    let timeline = desk.done("manager", CaseTimeline { id: told.portal, before: None }).await.entries;
    assert!(timeline.iter().any(|entry| entry.by == ERASED));
    assert_eq!(desk.case("manager", other.id).await.case.subject, "南方的打印机");
    // Every device that holds a case of theirs gets it anew.
    for case in [told.portal, told.phone] {
        let sql = "SELECT COUNT(*) AS n FROM feed WHERE kind = 'cases' AND id = $1 AND pos > $2";
        assert!(desk.number(sql, vec![case.0.into(), head.into()]).await > 0);
    }
    // The account opens nothing any more.
    assert_eq!(desk.http(Ask::get("/session").by("anna")).await.problem().0, 401);
    assert!(
        desk.subjects("manager", ListCases { q: Some("安娜".into()), ..ListCases::default() })
            .await
            .expect("a list")
            .is_empty()
    );
    // The audit holds, and says who ordered it.
    let mut conn = desk.services.database.reader().await.expect("a connection");
    let sound = yingda_server::audit::verify::run(&mut conn, &[]).await.expect("read");
    assert!(sound.is_ok(), "{sound:?}");
    drop(conn);
    let op = yingda_shared::audit::ListAudit {
        object: Some(world::ANNA.to_string()),
        field: Some("personal_data".into()),
        ..Default::default()
    };
    let lines = desk.done("admin", op).await.rows;
    assert_eq!((lines.len(), lines[0].reason.as_str()), (1, "■■■本人要求"));
    assert!(desk.done("admin", GetPersonalData { id: world::ANNA }).await.erased);
    assert_eq!(
        code(desk.call("admin", EraseContact { name: ERASED.into(), ..erase(true) }).await),
        "contacts.already_erased"
    );
}

async fn erasing_asks_for_the_name_the_right_and_an_end_of_work(desk: Desk) {
    past(&desk).await;
    let held = desk.done("admin", GetPersonalData { id: world::ANNA }).await;
    assert_eq!((held.cases, held.open_cases, held.files, held.accounts, held.erased), (2, 1, 1, 1, false));
    assert!(held.sessions >= 1);
    for who in ["agent", "manager", "north", "anna", "paul"] {
        assert_eq!(code(desk.call(who, erase(true)).await), "forbidden", "{who}");
        let archive = format!("/contacts/{}/personal-data.zip", world::ANNA);
        assert_eq!(desk.http(Ask::get(&archive).by(who)).await.problem(), (403, "forbidden".into()), "{who}");
    }
    let typed = EraseContact { name: "安那".into(), ..erase(true) };
    assert_eq!(fields(desk.call("admin", typed).await), field("/name", "other_name"));
    assert_eq!(code(desk.call("admin", erase(false)).await), "contacts.open_cases");
    let nobody = EraseContact { id: ContactId(world::HEAD.0), ..erase(true) };
    assert_eq!(code(desk.call("admin", nobody).await), "not_found");
    assert_eq!(desk.done("admin", Get::<Contact>::new(world::ANNA.0)).await.name, "安娜", "nothing was done");
}

async fn the_archive_holds_all_of_it(desk: Desk) {
    let told = past(&desk).await;
    desk.done("anna", crate::push::device("https://push.example.com/wp/anna".into())).await;
    desk.call_json("anna", "delivery.save", json!({"rv": 0, "offset": 60})).await.expect("how she is told");
    let number = desk.case("manager", told.portal).await.case.number;
    let answer = desk.http(Ask::get(&format!("/contacts/{}/personal-data.zip", world::ANNA)).by("admin")).await;
    assert_eq!(answer.header("content-type"), "application/zip");
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.bytes)).expect("an archive");
    let names: Vec<String> = archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap_or_else(|_| panic!("{name} of {names:?}")).read_to_end(&mut bytes).expect("bytes");
        bytes
    };
    let json = |bytes: Vec<u8>| serde_json::from_slice::<Value>(&bytes).expect("JSON");
    assert_eq!(json(read("contact.json"))["phone"], "13800138000");
    assert_eq!(json(read("accounts.json"))[0]["login"], "anna");
    assert!(!json(read("sessions.json")).as_array().expect("sessions").is_empty());
    assert!(!json(read("notices.json")).as_array().expect("notices").is_empty());
    assert_eq!(json(read("delivery.json"))[0]["offset"], 60);
    let devices = json(read("push-devices.json"));
    assert_eq!(devices[0]["host"], "push.example.com");
    assert_eq!(devices[0].as_object().expect("a device").len(), 2, "no keys: {devices}");
    assert!(!devices.to_string().contains("/wp"), "an address is as good as a key");
    let case = json(read(&format!("cases/{number}/case.json")));
    assert_eq!(case["case"]["description"], "打印不出发票");
    let text = case.to_string();
    assert!(text.contains("已致电安娜") && !text.contains("三楼"), "what staff say among themselves is theirs");
    let scan = names.iter().find(|name| name.ends_with("发票扫描.png")).expect("the file").clone();
    assert_eq!(read(&scan), PNG);
    let missing = desk.http(Ask::get(&format!("/contacts/{}/personal-data.zip", world::HEAD)).by("admin")).await;
    assert_eq!(missing.problem(), (404, "not_found".into()));
    let sql = "SELECT COUNT(*) AS n FROM audit WHERE action = 'contacts.personal_data'";
    assert_eq!(desk.number(sql, vec![]).await, 1, "giving it out is noted");
}
