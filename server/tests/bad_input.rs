//! Input that is wrong, hostile or too much: the right fault, nothing written, and the desk goes on.

mod away;
mod bytes;
mod disk;
mod filters;
mod outage;
mod tables;
mod uploads;

use serde_json::{Value, json};
use yingda_server::registry::registry;
use yingda_shared::contract::Verb;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::{BODY_BYTES_MAX, NOTE_MAX, SUBJECT_MAX, TEXT_MAX};

use crate::both;
use crate::contract::recorded;
use crate::support::world::{self, PRINTER};
use crate::support::{Ask, Desk, field, fields};

both!(
    wrong_shapes_are_said_to_be_wrong,
    texts_end_somewhere,
    ids_of_nothing_are_named_by_their_field,
    no_value_of_any_field_breaks_the_desk,
    no_query_breaks_the_desk,
    a_saved_record_tells_what_is_wrong_with_it,
);

async fn wrong_shapes_are_said_to_be_wrong(desk: Desk) {
    let before = desk.head().await;
    let bodies: [&[u8]; 9] = [
        b"{",
        b"[]",
        b"null",
        b"42",
        b"\"text\"",
        b"{\"subject\": 5}",
        b"{\"subject\": null}",
        b"{\"subject\": \"\xff\xfe\"}",
        b"{\"subject\": \"a\", \"urgency\": \"at once\"}",
    ];
    for body in bodies {
        let answer = desk.http(Ask::new("POST", "/cases").body(body).by("anna")).await;
        assert_eq!(answer.problem(), (422, "invalid".into()), "{}", String::from_utf8_lossy(body));
        assert_eq!(answer.json()["errors"][0]["code"], "malformed");
    }
    let empty = desk.http(Ask::new("POST", "/cases").by("anna")).await;
    assert_eq!(empty.problem(), (422, "invalid".into()));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let answer = desk.http(Ask::new("POST", "/cases").body(deep).by("anna")).await;
    assert_eq!(answer.problem(), (422, "invalid".into()));
    let huge = json!({"subject": "x".repeat(BODY_BYTES_MAX)});
    assert_eq!(desk.http(Ask::post("/cases", huge).by("anna")).await.problem(), (413, "too_large".into()));
    for path in ["/cases/%00", "/cases/%FF%FE", "/cases/..%2F..%2Fetc", "/sessions/x/revoke"] {
        let method = if path.contains("revoke") { "POST" } else { "GET" };
        let status = desk.http(Ask::new(method, path).by("anna")).await.status.as_u16();
        assert!([400, 404, 422].contains(&status), "{path}: {status}");
    }
    assert_eq!(desk.head().await, before);
}

async fn texts_end_somewhere(desk: Desk) {
    let long = |n: usize| "长".repeat(n + 1);
    let case = desk.submitted("anna", &"长".repeat(SUBJECT_MAX)).await;
    let cases = [
        ("cases.submit", json!({"subject": long(SUBJECT_MAX)}), "/subject"),
        ("cases.submit", json!({"subject": "x", "description": long(TEXT_MAX)}), "/description"),
        ("cases.comment", json!({"id": case.id, "text": long(TEXT_MAX)}), "/text"),
        ("cases.reject", json!({"id": case.id, "reason": long(NOTE_MAX)}), "/reason"),
        ("cases.urge", json!({"id": case.id, "note": long(NOTE_MAX)}), "/note"),
        ("cases.rate", json!({"id": case.id, "score": 5, "comment": long(NOTE_MAX)}), "/comment"),
    ];
    for (name, input, pointer) in cases {
        assert_eq!(fields(desk.call_json("anna", name, input).await), field(pointer, "too_long"), "{name}");
    }
    let control = json!({"subject": "bell\u{7}"});
    assert_eq!(fields(desk.call_json("anna", "cases.submit", control).await), field("/subject", "control_characters"));
    let files: Vec<_> = (0..11).map(|_| case.id).collect();
    let many = json!({"id": case.id, "files": files});
    assert_eq!(fields(desk.call_json("anna", "cases.attach", many).await), field("/files", "too_many_files"));
}

async fn ids_of_nothing_are_named_by_their_field(desk: Desk) {
    let case = desk.submitted("anna", "没有的").await;
    let nothing = yingda_shared::kernel::id::Uuid::now_v7();
    let tries = [
        ("cases.edit", "category_id"),
        ("cases.edit", "product_id"),
        ("cases.edit", "asset_id"),
        ("cases.edit", "company_id"),
        ("cases.edit", "contact_id"),
        ("cases.assign", "assignee_id"),
        ("cases.assign", "team_id"),
        ("cases.forward", "unit_id"),
        ("cases.forward", "team_id"),
        ("cases.forward", "firm_id"),
        ("cases.quick_open", "company_id"),
        ("cases.quick_open", "contact_id"),
        ("cases.quick_open", "team_id"),
        ("cases.quick_open", "asset_id"),
        ("cases.quick_open", "product_id"),
        ("cases.quick_open", "category_id"),
    ];
    for (name, name_of_field) in tries {
        let mut input = json!({"base": case.rv, "subject": "x"});
        if name != "cases.quick_open" {
            input["id"] = json!(case.id);
        }
        input[name_of_field] = json!(nothing);
        let outcome = desk.call_json("manager", name, input).await;
        assert_eq!(fields(outcome), field(&format!("/{name_of_field}"), "unknown"), "{name}");
    }
    let other = json!({"id": nothing, "text": "x"});
    assert_eq!(desk.call_json("manager", "cases.comment", other).await, Err(Fault::NotFound));
}

/// Values that parsers, databases and arithmetic stumble over.
fn odd_values() -> Vec<Value> {
    let texts = ["", " ", "\0", "a\0b", "%_!\\'\"--;", "💥\u{202e}\u{feff}", "../../x", "NaN", "-1", "tracked"];
    let mut values: Vec<Value> = texts.iter().map(|text| json!(text)).collect();
    values.extend([
        json!("x".repeat(30_000)),
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
    ]);
    values.extend([
        json!(u64::MAX),
        json!(1.5),
        json!([]),
        json!({}),
        json!([null]),
        json!(["x"]),
        json!(world::HEAD),
        json!([world::HEAD]),
    ]);
    values
}

#[track_caller]
fn sane<T: std::fmt::Debug>(outcome: Result<T, Fault>, story: &str) {
    if let Err(fault @ (Fault::Internal { .. } | Fault::Unavailable { .. })) = outcome {
        panic!("{story}: {fault:?}");
    }
}

async fn no_value_of_any_field_breaks_the_desk(desk: Desk) {
    // Actors as they are now: what they do to their own rights on the way does not end the story.
    let (admin, anna) = (desk.caller("admin").await, desk.caller("anna").await);
    for entry in registry().entries().filter(|entry| entry.verb != Verb::Get) {
        // Hashing is slow, and its limits answer before it does.
        let slow =
            ["sessions.open", "sessions.change_password", "invitations.accept", "desk.claim"].contains(&entry.name);
        let input = recorded(entry.name, entry.version);
        for (name, value) in input.as_object().expect("inputs are objects") {
            for odd in odd_values().into_iter().filter(|odd| odd != value).take(if slow { 4 } else { usize::MAX }) {
                let mut input = input.clone();
                input[name] = odd.clone();
                for caller in [&admin, &anna] {
                    let outcome = registry().call_json(&desk.services, caller.clone(), entry.name, input.clone()).await;
                    sane(outcome, &format!("{} {name}={:.40}", entry.name, odd.to_string()));
                }
            }
        }
    }
    assert!(desk.call_json("guest", "sessions.whoami", json!({})).await.is_ok());
}

async fn no_query_breaks_the_desk(desk: Desk) {
    desk.submitted("anna", "查询").await;
    let queries = [
        "limit=0",
        "limit=4294967295",
        "limit=-1",
        "limit=x",
        "before=-9223372036854775808",
        "before=9223372036854775807",
        "cursor=~",
        "cursor=%00~x",
        "cursor=9223372036854775808~x",
        "q=%00",
        "q=%FF",
        "q=%25%5F",
        "sort=%00",
        "state=%00",
        "assignee=me%00",
        "id=x&id=y",
        "all=maybe",
        "parent_id=x",
        "company_id=%00",
        "serial=%00",
        "object=%00",
        "&&&",
        "=",
        "owner=%00",
        "token=%00",
    ];
    for entry in registry().entries().filter(|entry| entry.verb == Verb::Get) {
        let path = entry.path.replace("{id}", &world::HEAD.to_string()).replace("{token}", "%00");
        for query in queries {
            for who in ["admin", "adam"] {
                let answer = desk.http(Ask::get(&format!("{path}?{query}")).by(who)).await;
                assert!(answer.status.as_u16() < 500, "{who} {path}?{query}: {} {}", answer.status, answer.code());
            }
        }
    }
    for cursor in ["nonsense", "a~b", "~"] {
        for path in ["/cases", "/users", "/audit"] {
            let answer = desk.http(Ask::get(&format!("{path}?cursor={cursor}")).by("admin")).await;
            assert_eq!(answer.json()["errors"][0]["pointer"], "/cursor", "{path} {cursor}");
        }
    }
}

async fn a_saved_record_tells_what_is_wrong_with_it(desk: Desk) {
    let mut asset = recorded("assets.save", 1);
    let put = |asset: Value| {
        let desk = desk.clone();
        async move { desk.http(Ask::new("PUT", &format!("/assets/{PRINTER}")).json(asset).by("admin")).await }
    };
    asset["rv"] = json!(1);
    assert_eq!(put(asset.clone()).await.problem(), (412, "conflict".into()));
    asset["serial"] = json!("有 空格");
    asset["name"] = json!("");
    let answer = put(asset.clone()).await.json();
    let wrong: Vec<_> = answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["pointer"].clone(), error["code"].clone()))
        .collect();
    assert_eq!(wrong, [(json!("/name"), json!("required")), (json!("/serial"), json!("code_characters"))]);
    let fresh = json!({"rv": 0, "active": true, "name": "同号", "serial": "loom-7", "company_id": world::NORTHERN});
    let path = format!("/assets/{}", yingda_shared::kernel::id::Uuid::now_v7());
    let answer = desk.http(Ask::new("PUT", &path).json(fresh).by("admin")).await;
    assert_eq!(
        (answer.json()["errors"][0]["pointer"].clone(), answer.json()["errors"][0]["code"].clone()),
        (json!("/serial"), json!("taken"))
    );
}
