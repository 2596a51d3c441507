//! Words that somebody hopes are run: as SQL, as a template, as the name of a program or of a class.

use serde_json::{Value, json};
use yingda_shared::cases::queries::ListCases;
use yingda_shared::catalog::CannedText;
use yingda_shared::identity::{ActorKind, Reach, Role};
use yingda_shared::kernel::id::{CannedTextId, RoleId, Uuid};
use yingda_shared::record::{Get, Save};

use crate::both;
use crate::support::stories::*;
use crate::support::{Ask, Desk, code, world};
use crate::visibility::Rows;

both!(
    case_27_words_of_sql_are_words,
    case_28_an_archive_is_bytes_and_is_never_opened,
    case_29_a_message_names_known_operations_and_builds_nothing,
    case_30_rights_are_words_and_templates_are_text,
);

/// Percent-encoded for a query or a path.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    yingda_shared::contract::push_encoded(&mut out, text);
    out.replace('+', "%20")
}

async fn case_27_words_of_sql_are_words(desk: Desk) {
    const ATTACKS: [&str; 10] = [
        "' OR '1'='1",
        "\" OR \"1\"=\"1",
        "1; DROP TABLE cases; --",
        "') UNION SELECT body, body FROM users --",
        "x' AND (SELECT COUNT(*) FROM users) > 0 --",
        "%' ESCAPE '!' OR 1=1 --",
        "number, (SELECT 1)",
        "updated_at DESC LIMIT 1 --",
        "$1",
        "?",
    ];
    let rows = Rows::build(&desk).await;
    let before = (desk.rows("cases").await, desk.rows("users").await);
    // What filters and orders is one of ours, or refused.
    for attack in ATTACKS {
        let sent = encoded(attack);
        for name in
            ["sort", "state", "priority", "assignee", "team_id", "company_id", "cursor", "snoozed", "follower", "limit"]
        {
            let answer = desk.http(Ask::get(&format!("/cases?{name}={sent}")).by("admin")).await;
            assert_eq!(answer.problem(), (422, "invalid".into()), "{name}={attack}");
        }
        let found = desk.subjects("admin", search(&attack.chars().take(100).collect::<String>())).await;
        assert_eq!(found, Ok(vec![]), "{attack} is looked for as words");
        for kind in ["users", "contacts", "assets", "companies"] {
            let list = desk.http(Ask::get(&format!("/{kind}?q={sent}")).by("admin")).await.ok();
            assert_eq!(list["rows"], json!([]), "{kind} by {attack}");
            let owner = desk.http(Ask::get(&format!("/{kind}?owner={sent}&all=true")).by("admin")).await;
            assert!(owner.status.as_u16() != 200 || owner.json()["rows"] == json!([]), "{kind} of {attack}");
        }
        // Credentials, numbers, serials, logins.
        assert_eq!(desk.http(Ask::get("/cases").token(attack)).await.problem(), (401, "unauthenticated".into()));
        let cookie = format!("yingda={}", attack.replace(';', ","));
        assert_eq!(
            desk.http(Ask::get("/cases").header("cookie", &cookie)).await.problem(),
            (401, "unauthenticated".into())
        );
        assert_eq!(desk.http(Ask::get("/cases/tracked").track(attack)).await.status.as_u16(), 404);
        for path in [format!("/cases/{sent}"), format!("/invitations/{sent}"), format!("//qr/{sent}.svg")] {
            assert_eq!(desk.http(Ask::get(&path).by("admin")).await.status.as_u16(), 404, "{path}");
        }
        let signed = desk.http(Ask::post("/session", json!({"login": attack, "password": attack}))).await;
        assert_eq!(signed.code(), "sign_in_failed", "{attack}");
        // What is written comes back letter by letter.
        desk.commented("agent", rows.annas, attack).await;
    }
    let said = texts(&desk.entries("anna", rows.annas).await);
    assert_eq!(said, ATTACKS.map(str::trim));
    // The signs of LIKE are letters too.
    for (q, n) in [("%", 0), ("_", 0), ("!", 0), ("甲_", 0), ("甲%案", 0), ("甲案", 1)] {
        assert_eq!(desk.subjects("admin", search(q)).await.map(|found| found.len()), Ok(n), "{q}");
    }
    assert_eq!((desk.rows("cases").await, desk.rows("users").await), before);
    assert_eq!(desk.subjects("admin", ListCases::default()).await.map(|found| found.len()), Ok(4));
}

/// Every file below a folder, with its size.
fn below(folder: &std::path::Path) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        match entry.path().is_dir() {
            true => found.extend(below(&entry.path())),
            false => found.push((entry.path().display().to_string(), entry.metadata().expect("a size").len())),
        }
    }
    found
}

async fn case_28_an_archive_is_bytes_and_is_never_opened(desk: Desk) {
    // An entry that climbs out, one that says it is 4 GiB, a workbook with an entity that is not ours.
    const CLIMBS: &[u8] =
        b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\x04\0\0\0\x13\0\0\0../../../tmp/pwned.txtpwn!";
    const BOMB: &[u8] =
        b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\x10\0\0\0\xff\xff\xff\xff\x01\0\0\0a\x63\x60\xa0\x0c\0\0";
    let files = desk.services.config.data.join("files");
    let before = below(&files).len();
    for (name, bytes) in [("climbs.zip", CLIMBS), ("bomb.zip", BOMB)] {
        let file = desk.uploaded("anna", name, bytes).await;
        let back = desk.http(Ask::get(&format!("//files/{file}")).by("anna")).await;
        assert_eq!((back.header("content-type"), back.bytes.as_slice()), ("application/zip", bytes), "{name}");
    }
    let after = below(&files);
    assert_eq!(after.len(), before + 2, "{after:?}");
    assert!(after.iter().all(|(_, size)| *size < 200), "{after:?}");
    assert!(!std::path::Path::new("/tmp/pwned.txt").exists());
    // A file is stored under the hash of its bytes: no name of anybody's is a path.
    let named = |path: &str| {
        path.rsplit('/').next().is_some_and(|name| name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    assert!(after.iter().all(|(path, _)| named(path)), "{after:?}");
}

async fn case_29_a_message_names_known_operations_and_builds_nothing(desk: Desk) {
    desk.submitted("anna", "之前").await;
    let epoch = desk.number("SELECT epoch AS n FROM clock WHERE id = 1", vec![]).await;
    let tables = ["cases", "users", "roles", "sessions", "tokens", "invitations", "settings"];
    let mut before = Vec::new();
    for table in tables {
        before.push(desk.rows(table).await);
    }
    let names = [
        "sessions.open",
        "sessions.open_demo",
        "desk.claim",
        "users.save",
        "roles.save",
        "tokens.create",
        "invitations.accept",
        "sync.exchange",
        "cases.list",
        "constructor",
        "__proto__",
        "../cases.submit",
        "java.lang.Runtime",
        "",
        "cases.submit\0",
    ];
    let input = json!({"$type": "System.Diagnostics.Process", "@class": "java.lang.ProcessBuilder", "__reduce__": ["os.system", ["id"]],
        "__proto__": {"admin": true}, "login": "anna", "password": "x", "token": "x", "subject": "建出来的"});
    for who in ["guest", "anna", "admin"] {
        let push: Vec<Value> = names
            .iter()
            .zip(1..)
            .map(|(name, mid)| {
                json!({
                    "id": Uuid::now_v7(), "mid": mid, "about": {"kind": "users", "id": "x"}, "name": name, "version": 1,
                    "input": input, "made_at": 0,
                })
            })
            .collect();
        let user = if who == "guest" { Value::Null } else { json!(world::user(who)) };
        let body =
            json!({"client": Uuid::now_v7(), "user": user, "epoch": epoch, "push": push, "build": "x", "$type": "x"});
        let ask = Ask::post("/sync", body);
        let reply = desk.http(if who == "guest" { ask } else { ask.by(who) }).await.ok();
        let results = reply["results"].as_array().expect("results");
        assert_eq!(results.len(), names.len(), "{who}: each has its answer");
        for (name, result) in names.iter().zip(results) {
            let outcome = result["outcome"].as_str().expect("an outcome");
            assert_eq!(outcome, "invalid", "{who} {name:?}: {result}");
        }
    }
    for (table, before) in tables.into_iter().zip(before) {
        assert_eq!(desk.rows(table).await, before, "{table}");
    }
}

async fn case_30_rights_are_words_and_templates_are_text(desk: Desk) {
    // A right that is none gives nothing, whoever writes it down.
    for made_up in ["*", "cases.*", "cases.list || true", "system('id')", "{{7*7}}", "CASES.LIST", "cases.list "] {
        let role = Role {
            id: RoleId(Uuid::now_v7()),
            rv: 0,
            active: true,
            name: made_up.trim().into(),
            kind: ActorKind::Staff,
            reach: Reach::All,
            operations: vec![made_up.into()],
            builtin: None,
        };
        assert_eq!(code(desk.call("admin", Save(role)).await), "users.beyond_own_rights", "{made_up}");
    }
    // Nor does one that stands in the database from elsewhere.
    let role = desk.given_role("sales", ActorKind::Staff, Reach::All, vec!["cases.get".into()]).await;
    let sql = "UPDATE roles SET body = REPLACE(body, '\"cases.get\"', '\"cases.*\",\"*\"') WHERE id = $1";
    desk.write(move |cx| Box::pin(async move { cx.exec(sql, vec![role.0.into()]).await })).await;
    desk.services.actors.clear();
    for path in ["/cases", "/users", "/audit", "/operations"] {
        assert_eq!(desk.http(Ask::get(path).by("sales")).await.problem(), (403, "forbidden".into()), "{path}");
    }
    // What agents insert is inserted as it was written.
    let templates = "{{7*7}} ${7*7} <%= 7*7 %> #{7*7} {% debug %} $(id) `id`";
    let text = CannedText {
        id: CannedTextId(Uuid::now_v7()),
        rv: 0,
        active: true,
        name: templates.into(),
        shortcut: "{{7*7}}".into(),
        text: templates.into(),
    };
    let saved = desk.done("admin", Save(text)).await;
    let kept: CannedText = desk.done("admin", Get::new(saved.id)).await;
    assert_eq!((kept.text.as_str(), kept.name.as_str(), kept.shortcut.as_str()), (templates, templates, "{{7*7}}"));
    let case = desk.submitted("anna", templates).await;
    desk.commented("agent", case.id, templates).await;
    assert_eq!(texts(&desk.entries("anna", case.id).await), [templates]);
    assert_eq!(desk.case("anna", case.id).await.case.subject, templates);
}
