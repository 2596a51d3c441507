//! Too much of everything, by whoever has no account, and paths that lead out of where they should stay.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use serde_json::{Value, json};
use yingda_server::registry::registry;
use yingda_shared::contract::Verb;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::limits::{BODY_BYTES_MAX, FILE_BYTES_MAX};

use crate::both;
use crate::contract::recorded;
use crate::support::stories::*;
use crate::support::{Ask, Desk};

both!(
    case_49_nobody_without_an_account_fills_the_memory,
    case_49_nobody_without_an_account_fills_the_disk,
    case_50_every_text_ends_somewhere,
    case_52_no_path_leads_out_and_no_link_is_guessed,
);

const CHUNK: usize = 64 * 1024;

/// A body without an end, and how much of it was read.
fn endless() -> (Body, Arc<AtomicU64>) {
    let read = Arc::new(AtomicU64::new(0));
    let counted = read.clone();
    let chunks = stream::repeat_with(move || {
        counted.fetch_add(CHUNK as u64, Ordering::Relaxed);
        Ok::<_, std::io::Error>(Bytes::from_static(&[b'['; CHUNK]))
    });
    (Body::from_stream(chunks), read)
}

async fn case_49_nobody_without_an_account_fills_the_memory(desk: Desk) {
    let mut paths: Vec<(String, u64)> = Vec::new();
    for entry in registry().entries().filter(|entry| entry.verb != Verb::Get) {
        let path = entry
            .path
            .split('/')
            .map(|part| if part.starts_with('{') { "x" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        paths.push((format!("{} {path}", entry.verb.as_str()), BODY_BYTES_MAX as u64));
    }
    paths.push(("POST /files?name=x".into(), FILE_BYTES_MAX));
    paths.push(("POST /nowhere".into(), BODY_BYTES_MAX as u64));
    paths.push(("GET /cases".into(), BODY_BYTES_MAX as u64));
    for (n, (at, most)) in paths.iter().enumerate() {
        let (method, path) = at.split_once(' ').expect("a method");
        let (body, read) = endless();
        let answer = desk.http(Ask::new(method, path).body(body).from((n % 200) as u8)).await;
        assert!((400..500).contains(&answer.status.as_u16()), "{at}: {}", answer.status);
        let read = read.load(Ordering::Relaxed);
        assert!(read <= most + 2 * CHUNK as u64, "{at}: {read} bytes were read");
    }
    // What is packed is not unpacked: a kilobyte is a kilobyte.
    let packed = Ask::new("POST", "/cases").header("content-encoding", "gzip").body(vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    assert_eq!(desk.http(packed).await.problem(), (422, "invalid".into()));
}

async fn case_49_nobody_without_an_account_fills_the_disk(desk: Desk) {
    let epoch = desk.number("SELECT epoch AS n FROM clock WHERE id = 1", vec![]).await;
    // Messages of a build yet to come are set aside as they are, and refusals are kept: under a new name
    // each time, as somebody would who wants to fill the disk.
    let flood = |version: u16, name: &str, size: usize| {
        let mutation = json!({"id": Uuid::now_v7(), "mid": 1, "about": {"kind": "cases", "id": "x"}, "name": name,
            "version": version, "input": {"junk": "x".repeat(size)}, "made_at": 0});
        Ask::post(
            "/sync",
            json!({"client": Uuid::now_v7(), "user": null, "epoch": epoch, "push": [mutation], "build": ""}),
        )
    };
    let kinds = [(u16::MAX, "cases.submit", 300_000), (1, "no.such", 10), (1, "cases.submit", 100_000)];
    for (address, (version, name, size)) in (70u8..).zip(kinds) {
        let mut taken = 0;
        loop {
            match desk.http(flood(version, name, size).from(address)).await.status.as_u16() {
                200 if taken < 1_000 => taken += 1,
                status => break assert_eq!(status, 429, "{name} of {version} after {taken}"),
            }
        }
        assert!((20..=130).contains(&taken), "{name} of {version} was taken {taken} times");
    }
    // Cases, and files.
    for (address, ask) in (80u8..).zip([
        (|| Ask::post("/cases", json!({"subject": "占地方", "contact_phone": "13700137000"}))) as fn() -> Ask,
        || Ask::post("/complaints", json!({"subject": "占地方", "contact_phone": "13700137000"})),
        || Ask::new("POST", "/files?name=a.png").body(PNG),
        || Ask::new("POST", "/files/uploads").header("tus-resumable", "1.0.0").header("upload-length", "9"),
    ]) {
        let mut taken = 0;
        loop {
            match desk.http(ask().from(address)).await.status.as_u16() {
                200 | 201 if taken < 500 => taken += 1,
                status => break assert_eq!(status, 429, "{address} after {taken}"),
            }
        }
        assert!((20..=130).contains(&taken), "{address}: {taken}");
    }
}

/// Texts that are compared with what is known and never kept.
const COMPARED: [(&str, &str); 4] = [
    ("desk.claim", "/token"),
    ("invitations.accept", "/token"),
    ("sessions.change_password", "/current"),
    ("sessions.open_demo", "/login"),
];

/// Places of texts in an input, as pointers.
fn texts_of(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| texts_of(item, format!("{at}/{n}"), found))
        }
        Value::Object(fields) => fields.iter().for_each(|(name, item)| texts_of(item, format!("{at}/{name}"), found)),
        _ => {}
    }
}

async fn case_50_every_text_ends_somewhere(desk: Desk) {
    let case = desk.submitted("anna", "长度").await.id;
    let (admin, anna) = (desk.caller("admin").await, desk.caller("anna").await);
    let mut tried = 0;
    for entry in registry().entries().filter(|entry| entry.verb != Verb::Get) {
        let mut input = recorded(entry.name, entry.version);
        if entry.path.contains("{id}") && entry.name.starts_with("cases.") {
            input["id"] = json!(case);
        }
        let mut places = Vec::new();
        texts_of(&input, String::new(), &mut places);
        for place in places {
            for long in ["长".repeat(110_000), "cases.list,".repeat(20_000), "x ".repeat(100_000)] {
                let mut input = input.clone();
                *input.pointer_mut(&place).expect("the place") = long.into();
                let answer = registry().call_json(&desk.services, admin.clone(), entry.name, input.clone()).await;
                // Refused for what it is, before anybody looks whether the rest would have been sound.
                let refused = matches!(answer, Err(Fault::Invalid { .. }));
                assert!(refused || COMPARED.contains(&(entry.name, &place)), "{} at {place}: {answer:?}", entry.name);
                let answer = registry().call_json(&desk.services, anna.clone(), entry.name, input).await;
                let broken = matches!(answer, Err(Fault::Internal { .. } | Fault::Unavailable { .. }) | Ok(_));
                assert!(!broken, "{} at {place}: {answer:?}", entry.name);
                tried += 1;
            }
        }
    }
    assert!(tried > 300, "{tried}");
    // Lists of short texts end somewhere, too.
    let role = json!({"id": Uuid::now_v7(), "rv": 0, "active": true, "name": "长", "kind": "staff", "reach": "team",
        "operations": vec!["cases.list"; 50_000], "builtin": null});
    let mut product = recorded("products.save", 1);
    product["modules"] = json!(vec!["总账"; 50_000]);
    let mut user = recorded("users.save", 1);
    user["team_ids"] = json!(vec![crate::support::world::NORTH_TEAM; 20_000]);
    let token = json!({"name": "t", "days": 1, "scope": vec!["cases.list"; 50_000].join(",")});
    let bulk = json!({"cases": [{"id": case}], "command": "cases.start", "input": {"junk": "x".repeat(900_000)}});
    let many = [
        ("roles.save", role),
        ("products.save", product),
        ("users.save", user),
        ("tokens.create", token),
        ("cases.bulk", bulk),
    ];
    for (name, input) in many {
        let answer = desk.call_json("admin", name, input).await;
        assert!(matches!(answer, Err(Fault::Invalid { .. } | Fault::TooLarge { .. })), "{name}: {answer:?}");
    }
}

async fn case_52_no_path_leads_out_and_no_link_is_guessed(desk: Desk) {
    let (case, secret) = desk.guest_case("链接").await;
    let file = desk.uploaded("anna", "a.png", PNG).await;
    let climbs = [
        "..%2F..%2Fdesk.sqlite",
        "..%5C..%5Cdesk.sqlite",
        "%2E%2E%2Fdesk.sqlite",
        "....%2F%2Fdesk.sqlite",
        "%252e%252e%252fdesk.sqlite",
        "%2Fetc%2Fpasswd",
        "..;%2Fdesk.sqlite",
        "desk.sqlite%00.png",
        "~%2F.ssh%2Fid_rsa",
        "file:%2F%2F%2Fetc%2Fpasswd",
    ];
    let folders = [
        "//files/",
        "//pkg/",
        "//qr/",
        "//",
        "//icons/",
        "//site/",
        "/files/",
        "/files/uploads/",
        "//logs/",
        "//.git/",
    ];
    for folder in folders {
        for climb in climbs {
            let ask = Ask::get(&format!("{folder}{climb}")).by("admin").header("tus-resumable", "1.0.0");
            let answer = desk.http(ask).await;
            assert!([400, 404, 405, 422].contains(&answer.status.as_u16()), "{folder}{climb}: {}", answer.status);
            let said = String::from_utf8_lossy(&answer.bytes);
            assert!(!said.contains("SQLite format") && !said.contains("root:"), "{folder}{climb}");
        }
    }
    // A link is 256 bits of chance: nothing that is known of the case makes it.
    let mut links = std::collections::BTreeSet::new();
    for n in 0..20 {
        let (_, link) = desk.guest_case(&format!("第{n}个")).await;
        assert!(link.len() == 64 && link.bytes().all(|byte| byte.is_ascii_hexdigit()), "{link}");
        links.insert(link);
    }
    assert_eq!(links.len(), 20);
    let known = [
        case.id.to_string(),
        case.number.clone(),
        case.id.0.simple().to_string(),
        "13700137000".into(),
        "tracked".into(),
    ];
    for guess in known.iter().flat_map(|known| [known.clone(), yingda_server::identity::secrets::hash(known)]) {
        assert_eq!(desk.http(Ask::get("/cases/tracked").track(&guess)).await.status.as_u16(), 404, "{guess}");
        let path = format!("//files/{file}?track={guess}");
        assert!([401, 404].contains(&desk.http(Ask::get(&path)).await.status.as_u16()), "{guess}");
    }
    // A link opens its case, and no other's files or pages.
    assert_eq!(desk.http(Ask::get("/cases/tracked").track(&secret)).await.status.as_u16(), 200);
    assert_eq!(desk.http(Ask::get(&format!("//files/{file}?track={secret}"))).await.status.as_u16(), 404);
    for path in ["/cases", "/users", "/audit", "/notices", "/jobs"] {
        assert_eq!(desk.http(Ask::get(path).track(&secret)).await.problem(), (403, "forbidden".into()), "{path}");
    }
    // Whoever asks says nothing of where from that anybody reads as more than an address.
    let line = "<script>alert(1)</script>\" OR 1=1";
    let ask = Ask::post("/cases", json!({"subject": "地址", "contact_phone": "13700137000"})).here();
    desk.http(ask.header("x-forwarded-for", line).header("user-agent", line).header("referer", line)).await.ok();
    for table in ["cases", "case_events", "audit", "sessions"] {
        let column = if table == "sessions" { "device" } else { "body" };
        let sql = format!("SELECT COUNT(*) AS n FROM {table} WHERE {column} LIKE '%<script>%'");
        assert_eq!(desk.number(&sql, vec![]).await, 0, "{table}");
    }
}
