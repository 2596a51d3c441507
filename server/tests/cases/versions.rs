//! `If-Match` on commands: nobody acts on a case that has become another since they looked.

use serde_json::{Value, json};
use yingda_shared::cases::operations::*;
use yingda_shared::cases::{CaseState, PendingReason};
use yingda_shared::kernel::id::CaseId;

use crate::both;
use crate::support::http::Answer;
use crate::support::stories::*;
use crate::support::{Ask, Desk, world};

both!(
    a_command_on_an_older_version_learns_what_changed_and_by_whom,
    every_command_on_a_case_takes_a_version,
    what_a_side_does_not_see_stops_it_not,
    a_version_that_is_none_is_refused,
    the_answers_tag_is_the_next_commands_version,
);

async fn post(desk: &Desk, who: &str, id: CaseId, verb: &str, input: Value, tag: &str) -> Answer {
    desk.http(Ask::post(&format!("/cases/{id}/{verb}"), input).by(who).header("if-match", tag)).await
}

fn tag(rv: i64) -> String {
    format!("\"{rv}\"")
}

async fn a_command_on_an_older_version_learns_what_changed_and_by_whom(desk: Desk) {
    let case = desk.submitted("anna", "版本").await;
    desk.done("colleague", TakeCase { id: case.id, base: None }).await;
    let hold = HoldCase { id: case.id, reason: PendingReason::ThirdParty, note: String::new() };
    desk.done("colleague", hold).await;
    desk.commented("anna", case.id, "已经好了").await;
    let fixed = json!({"code": "fixed", "text": "好了"});
    let stale = post(&desk, "engineer", case.id, "resolve", fixed.clone(), &tag(case.rv)).await;
    assert_eq!(stale.problem(), (412, "conflict".into()));
    let told = stale.json();
    let change = |field: &str| {
        let changes = told["changes"].as_array().expect("changes");
        let found = changes.iter().filter(|change| change["field"] == field).collect::<Vec<_>>();
        assert_eq!(found.len(), 1, "{field} in {told}");
        (found[0]["value"].as_str().unwrap().to_string(), found[0]["by"].as_str().unwrap().to_string())
    };
    assert_eq!(change("state"), ("pending".into(), "colleague先生".into()));
    assert_eq!(change("reply"), ("已经好了".into(), "anna先生".into()));
    assert_eq!(desk.state(case.id).await, CaseState::Pending, "nothing happened");
    let version = told["version"].as_i64().expect("a version");
    post(&desk, "engineer", case.id, "resolve", fixed, &tag(version)).await.ok();
}

async fn every_command_on_a_case_takes_a_version(desk: Desk) {
    use yingda_shared::cases::commands::NAMES;
    let case = desk.submitted("anna", "都要看").await;
    desk.done("colleague", TakeCase { id: case.id, base: None }).await;
    let changed = desk.done("colleague", EditCase { subject: Some("改了".into()), ..edit(case.id, case.rv) }).await;
    for entry in yingda_server::registry::registry().entries() {
        let Some(verb) = entry.path.strip_prefix("/cases/{id}/").filter(|_| NAMES.contains(&entry.name)) else {
            continue;
        };
        let mut input = crate::contract::recorded(entry.name, 1);
        // The version comes with the header alone; what is edited is what the colleague edited.
        let fields = input.as_object_mut().expect("an object");
        fields.remove("base");
        fields.insert("subject".into(), "我的".into());
        let customers = [yingda_shared::cases::policy::CUSTOMER_ONLY, &["cases.urge"]].concat();
        let who = if customers.contains(&entry.name) { "anna" } else { "manager" };
        let answer = post(&desk, who, case.id, verb, input, &tag(case.rv)).await;
        assert_eq!(answer.problem(), (412, "conflict".into()), "{}", entry.name);
        assert!(answer.json()["changes"].as_array().is_some_and(|changes| !changes.is_empty()), "{}", entry.name);
    }
    assert_eq!(desk.case("manager", case.id).await.case.rv, changed.rv);
}

async fn what_a_side_does_not_see_stops_it_not(desk: Desk) {
    let case = desk.submitted("anna", "内部").await;
    let note = desk.noted("engineer", case.id, "客户脾气急").await;
    assert!(note.rv > case.rv);
    let stale = post(&desk, "engineer", case.id, "comments", json!({"text": "?"}), &tag(case.rv)).await;
    assert_eq!(stale.problem(), (412, "conflict".into()));
    post(&desk, "anna", case.id, "urge", json!({}), &tag(case.rv)).await.ok();
    let later = post(&desk, "anna", case.id, "comments", json!({"text": "?"}), &tag(i64::MAX)).await;
    assert_eq!(later.problem(), (412, "conflict".into()), "a version of another case");
}

async fn a_version_that_is_none_is_refused(desk: Desk) {
    let case = desk.submitted("anna", "乱写").await;
    let head = desk.head().await;
    for wrong in ["\"abc\"", "W/\"7\"", "", "\"1\", \"2\"", "\"", "7x"] {
        let answer = post(&desk, "engineer", case.id, "take", json!({}), wrong).await;
        assert_eq!(answer.problem(), (422, "invalid".into()), "{wrong:?}");
        assert_eq!(answer.json()["errors"][0]["pointer"], "/If-Match");
    }
    let company = Ask::new("PUT", &format!("/companies/{}", world::NORTHERN)).by("admin").header("if-match", "W/\"7\"");
    assert_eq!(desk.http(company.json(json!({}))).await.problem(), (422, "invalid".into()));
    assert_eq!(desk.head().await, head);
    post(&desk, "engineer", case.id, "take", json!({}), "*").await.ok();
}

async fn the_answers_tag_is_the_next_commands_version(desk: Desk) {
    let case = desk.submitted("anna", "接着").await;
    let read = desk.http(Ask::get(&format!("/cases/{}", case.id)).by("engineer")).await;
    let taken = post(&desk, "engineer", case.id, "take", json!({}), read.header("etag")).await;
    let started = post(&desk, "engineer", case.id, "start", json!({}), taken.header("etag")).await;
    assert_eq!(started.status.as_u16(), 200);
    let late = post(&desk, "colleague", case.id, "cancel", json!({"reason": "重复"}), taken.header("etag")).await;
    assert_eq!(late.problem(), (412, "conflict".into()));
}
