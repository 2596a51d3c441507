//! The same life through the JSON door, word by word on the wire.

use serde_json::json;
use yingda_shared::cases::operations::EditCase;

use crate::both;
use crate::support::stories::*;
use crate::support::world;
use crate::support::{Ask, Desk};

both!(
    a_case_lives_over_http,
    a_version_travels_as_an_etag,
    a_stale_edit_is_a_problem_that_says_what_changed,
    a_stranger_uses_the_link_over_http,
    problems_are_problems,
);

async fn a_case_lives_over_http(desk: Desk) {
    let case = desk.http(Ask::post("/cases", json!({"subject": "卡纸", "urgency": "high"})).by("anna")).await.ok();
    let (id, number) = (case["id"].as_str().unwrap().to_string(), case["number"].as_str().unwrap().to_string());
    assert_eq!(case.get("track"), None, "only a stranger needs a link");
    let post = |who: &'static str, verb: &str, input: serde_json::Value| {
        let (desk, path) = (desk.clone(), format!("/cases/{id}/{verb}"));
        async move { desk.http(Ask::post(&path, input).by(who)).await.ok()["state"].as_str().unwrap().to_string() }
    };
    assert_eq!(post("engineer", "take", json!({})).await, "assigned");
    assert_eq!(post("engineer", "start", json!({})).await, "in_progress");
    assert_eq!(post("engineer", "hold", json!({"reason": "customer"})).await, "pending");
    assert_eq!(post("anna", "comments", json!({"text": "补充"})).await, "in_progress");
    assert_eq!(post("engineer", "resolve", json!({"code": "fixed", "text": "好了"})).await, "resolved");
    assert_eq!(post("anna", "accept", json!({})).await, "closed");
    assert_eq!(post("anna", "rating", json!({"score": 4, "reasons": "fast"})).await, "closed");

    let by_number = desk.http(Ask::get(&format!("/cases/{}", number.to_lowercase())).by("anna")).await.ok();
    assert_eq!(by_number["case"]["id"], id.as_str());
    assert_eq!(by_number["case"]["priority"], json!(null), "customers are not shown priorities");
    let listed = desk.http(Ask::get("/cases?state=closed&q=%E5%8D%A1%E7%BA%B8&limit=10").by("engineer")).await.ok();
    assert_eq!(listed["rows"][0]["number"], number.as_str());
    assert_eq!(listed["rows"][0]["priority"], "p3");
}

async fn a_version_travels_as_an_etag(desk: Desk) {
    let case = desk.submitted("anna", "版本").await;
    let path = format!("/cases/{}", case.id);
    let first = desk.http(Ask::get(&path).by("engineer")).await;
    let tag = first.header("etag").to_string();
    assert_eq!(tag, format!("\"{}\"", case.rv));
    let again = desk.http(Ask::get(&path).by("engineer").header("if-none-match", &tag)).await;
    assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
    desk.commented("engineer", case.id, "变了").await;
    let changed = desk.http(Ask::get(&path).by("engineer").header("if-none-match", &tag)).await;
    assert_eq!(changed.status.as_u16(), 200);
    assert_ne!(changed.header("etag"), tag);
}

async fn a_stale_edit_is_a_problem_that_says_what_changed(desk: Desk) {
    let case = desk.submitted("anna", "原题").await;
    desk.done("colleague", EditCase { subject: Some("同事改的".into()), ..edit(case.id, case.rv) }).await;
    let ask = |tag: &str| {
        Ask::post(&format!("/cases/{}/edit", case.id), json!({"subject": "我改的"}))
            .by("engineer")
            .header("if-match", tag)
    };
    let stale = desk.http(ask(&format!("\"{}\"", case.rv))).await;
    assert_eq!(stale.problem(), (412, "conflict".into()));
    assert_eq!(stale.header("content-type"), "application/problem+json");
    let change = &stale.json()["changes"][0];
    assert_eq!((change["field"].as_str(), change["value"].as_str()), (Some("subject"), Some("同事改的")));
    let version = stale.json()["version"].to_string();
    let renewed = desk.http(ask(&format!("\"{version}\""))).await.ok();
    assert_eq!(renewed["state"], "new");
    let record = Ask::new("PUT", &format!("/companies/{}", world::NORTHERN)).by("admin");
    let body = json!({"id": world::NORTHERN, "active": true, "name": "改名", "unit_id": world::NORTH_BRANCH});
    let missing = desk.http(record.json(body)).await;
    assert_eq!(missing.problem(), (412, "conflict".into()), "a record is not replaced unseen");
}

async fn a_stranger_uses_the_link_over_http(desk: Desk) {
    let report = json!({"subject": "路过报修", "contact_name": "路人", "contact_phone": "13700137000"});
    let case = desk.http(Ask::post("/cases", report)).await.ok();
    let (id, track) = (case["id"].as_str().unwrap().to_string(), case["track"].as_str().unwrap().to_string());
    assert_eq!(track.len(), 64);
    let path = format!("/cases/{id}");
    assert_eq!(desk.http(Ask::get(&path)).await.problem(), (401, "unauthenticated".into()));
    assert_eq!(desk.http(Ask::get(&path).track(&"0".repeat(64))).await.problem(), (404, "not_found".into()));
    let seen = desk.http(Ask::get(&path).track(&track)).await.ok();
    assert_eq!(seen["case"]["subject"], "路过报修");
    assert_eq!(seen["case"]["contact_id"], json!(null));
    let comments = format!("{path}/comments");
    let note = desk.http(Ask::post(&comments, json!({"text": "内部", "internal": true})).track(&track)).await;
    assert_eq!(note.problem(), (409, "cases.not_yours".into()), "strangers write no notes");
    desk.http(Ask::post(&comments, json!({"text": "有人吗"})).track(&track)).await.ok();
    assert_eq!(texts(&desk.entries("agent", case_id(&id)).await), ["有人吗"]);
    assert_eq!(desk.http(Ask::get(&path).track(&track)).await.ok()["timeline"][1]["text"], "有人吗");
}

fn case_id(text: &str) -> yingda_shared::kernel::id::CaseId {
    text.parse().expect("an id")
}

async fn problems_are_problems(desk: Desk) {
    let invalid = desk.http(Ask::post("/cases", json!({"subject": ""})).by("anna")).await;
    assert_eq!(invalid.problem(), (422, "invalid".into()));
    assert_eq!(invalid.json()["errors"][0]["pointer"], "/subject");
    assert_eq!(invalid.json()["errors"][0]["code"], "required");
    assert_eq!(invalid.json()["type"], "/problems/invalid");
    let none = desk.http(Ask::get("/cases/CS-2026-999999").by("anna")).await;
    assert_eq!(none.problem(), (404, "not_found".into()));
    let forbidden = desk.http(Ask::get("/audit").by("anna")).await;
    assert_eq!(forbidden.problem(), (403, "forbidden".into()));
    for answer in [invalid, none, forbidden] {
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    }
}
