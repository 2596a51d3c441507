//! A command with an id is done once, however often it is sent, and answered alike each time.

mod prepared;

use serde_json::json;
use yingda_server::ctx::Caller;
use yingda_server::registry::registry;
use yingda_shared::cases::operations::*;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;

use crate::both;
use crate::support::stories::*;
use crate::support::{Ask, Desk, code};

both!(
    the_same_id_again_gets_the_same_answer_and_no_second_effect,
    another_persons_id_and_another_commands_id_are_refused,
    senders_that_race_with_one_id_all_get_the_one_answer,
    a_refusal_leaves_the_id_free_for_another_try,
    a_key_replays_over_http,
);

async fn sent(desk: &Desk, who: &str, id: Uuid, op: SubmitCase) -> Result<CaseRef, Fault> {
    let caller = Caller { command_id: Some(id), ..desk.caller(who).await };
    registry().call(&desk.services, caller, op).await
}

async fn cases(desk: &Desk) -> i64 {
    desk.number("SELECT COUNT(*) AS n FROM cases", vec![]).await
}

async fn the_same_id_again_gets_the_same_answer_and_no_second_effect(desk: Desk) {
    let id = Uuid::now_v7();
    let first = sent(&desk, "anna", id, submit("一次")).await;
    let head = desk.head().await;
    assert_eq!(sent(&desk, "anna", id, submit("一次")).await, first);
    assert_eq!(sent(&desk, "anna", id, submit("改了也不算")).await, first);
    assert_eq!((cases(&desk).await, desk.head().await), (1, head));
    assert_ne!(sent(&desk, "anna", Uuid::now_v7(), submit("一次")).await, first);
    assert_eq!(cases(&desk).await, 2);
}

async fn another_persons_id_and_another_commands_id_are_refused(desk: Desk) {
    let id = Uuid::now_v7();
    let case = sent(&desk, "anna", id, submit("我的")).await.expect("a case");
    assert_eq!(code(sent(&desk, "bella", id, submit("我的")).await), "command_id_taken");
    let caller = Caller { command_id: Some(id), ..desk.caller("anna").await };
    let other = UrgeCase { id: case.id, note: String::new() };
    assert_eq!(code(registry().call(&desk.services, caller, other).await), "command_id_taken");
    assert_eq!(desk.timeline("anna", case.id).await, ["opened"]);
}

async fn senders_that_race_with_one_id_all_get_the_one_answer(desk: Desk) {
    let id = Uuid::now_v7();
    let senders = (0..24).map(|_| {
        let desk = desk.clone();
        tokio::spawn(async move { sent(&desk, "anna", id, submit("同时")).await.expect("an answer") })
    });
    let answers: Vec<CaseRef> =
        futures::future::join_all(senders).await.into_iter().map(|answer| answer.expect("no panic")).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(cases(&desk).await, 1);
}

async fn a_refusal_leaves_the_id_free_for_another_try(desk: Desk) {
    let id = Uuid::now_v7();
    let wrong = SubmitCase { serial: Some("LOOM-7".into()), ..submit("别人的") };
    assert_eq!(code(sent(&desk, "anna", id, wrong).await), "invalid");
    assert!(sent(&desk, "anna", id, submit("改好了")).await.is_ok());
}

async fn a_key_replays_over_http(desk: Desk) {
    let key = Uuid::now_v7().to_string();
    let ask = || Ask::post("/cases", json!({"subject": "断网重发"})).header("idempotency-key", &key);
    let first = desk.http(ask().by("anna")).await.ok();
    assert_eq!(desk.http(ask().by("anna")).await.ok(), first);
    assert_eq!(desk.http(ask().by("bella")).await.problem(), (409, "command_id_taken".into()));
    let report = || ask().json(json!({"subject": "客人", "contact_phone": "13700137000"}));
    let stranger = desk.http(report()).await;
    assert_eq!(stranger.problem(), (409, "command_id_taken".into()));
    let bad = Ask::post("/cases", json!({"subject": "x"})).header("idempotency-key", "not-a-uuid").by("anna");
    assert_eq!(desk.http(bad).await.problem(), (422, "invalid".into()));
    assert_eq!(cases(&desk).await, 1);
}
