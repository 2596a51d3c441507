//! The life of a case, from the first word of a customer to the closure and beyond.

mod attention;
mod clears;
mod complaints;
mod doors;
mod edits;
mod lists;
mod notices;
mod opening;
mod ties;
mod told;
mod versions;

use yingda_shared::cases::operations::*;
use yingda_shared::cases::{CaseState, PendingReason};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::{REOPEN_WINDOW_DAYS, URGE_INTERVAL_MINUTES};
use yingda_shared::kernel::time::{DAY, MINUTE};

use crate::both;
use crate::support::stories::*;
use crate::support::{Desk, code};

both!(
    a_case_lives_from_submission_to_rating,
    a_case_is_reopened_inside_the_window_and_followed_up_after_it,
    a_customer_urges_once_in_a_while,
    what_the_state_forbids_is_refused_by_name,
    a_rating_may_reopen_in_the_same_step,
    every_change_of_state_leaves_a_line_in_the_audit,
);

async fn a_case_lives_from_submission_to_rating(desk: Desk) {
    let case = desk.submitted("anna", "打印机卡纸").await;
    assert!(case.number.starts_with("CS-") && case.number.ends_with("-000001"), "{}", case.number);
    assert_eq!(case.state, CaseState::New);

    assert_eq!(desk.done("engineer", TakeCase { id: case.id, base: None }).await.state, CaseState::Assigned);
    assert_eq!(desk.done("engineer", StartCase { id: case.id }).await.state, CaseState::InProgress);
    assert!(desk.case("anna", case.id).await.case.first_response_at.is_none());
    desk.commented("engineer", case.id, "请问型号？").await;
    assert!(desk.case("anna", case.id).await.case.first_response_at.is_some());

    let hold = HoldCase { id: case.id, reason: PendingReason::Customer, note: "等型号".into() };
    assert_eq!(desk.done("engineer", hold).await.state, CaseState::Pending);
    assert_eq!(desk.commented("anna", case.id, "M401").await.state, CaseState::InProgress);

    assert_eq!(desk.resolved("engineer", case.id).await.state, CaseState::Resolved);
    let reject = RejectCase { id: case.id, reason: "还是卡".into() };
    assert_eq!(desk.done("anna", reject).await.state, CaseState::InProgress);
    assert!(desk.case("anna", case.id).await.case.resolution.is_none());
    desk.resolved("engineer", case.id).await;
    assert_eq!(desk.done("anna", AcceptCase { id: case.id }).await.state, CaseState::Closed);
    desk.done("anna", RateCase { reasons: "fast, friendly".into(), ..rate(case.id, 5) }).await;

    let detail = desk.case("manager", case.id).await;
    assert_eq!(detail.case.rating.map(|rating| (rating.score, rating.reasons.len())), Some((5, 2)));
    assert!(detail.case.resolved_at.is_some() && detail.case.closed_at.is_some());
    let story = [
        "opened",
        "taken",
        "started",
        "commented",
        "held",
        "commented",
        "resumed",
        "resolved",
        "rejected",
        "resolved",
        "accepted",
        "rated",
    ];
    assert_eq!(desk.timeline("manager", case.id).await, story);
    assert_eq!(desk.timeline("anna", case.id).await, story, "nothing of this was internal");
}

async fn a_case_is_reopened_inside_the_window_and_followed_up_after_it(desk: Desk) {
    let case = desk.submitted("anna", "报表打不开").await;
    desk.done("engineer", TakeCase { id: case.id, base: None }).await;
    desk.resolved("engineer", case.id).await;
    desk.done("anna", AcceptCase { id: case.id }).await;
    let follow_up =
        || FollowUpCase { id: case.id, new_id: None, subject: "又打不开了".into(), description: String::new() };
    assert_eq!(code(desk.call("anna", follow_up()).await), "cases.still_reopenable");

    let reopen = || ReopenCase { id: case.id, reason: "又来了".into() };
    assert_eq!(desk.done("anna", reopen()).await.state, CaseState::InProgress);
    desk.resolved("engineer", case.id).await;
    desk.done("anna", AcceptCase { id: case.id }).await;

    desk.age(case.id.0, "resolved_at", REOPEN_WINDOW_DAYS * DAY + MINUTE).await;
    assert_eq!(code(desk.call("anna", reopen()).await), "cases.reopen_window_over");
    let next = desk.done("anna", follow_up()).await;
    assert_eq!(desk.case("anna", next.id).await.case.follow_up_of, Some(case.id));
    assert_eq!(desk.case("anna", next.id).await.case.contact_phone, "13800138000");
    assert_eq!(desk.state(case.id).await, CaseState::Closed, "the old one stays closed");
    assert_eq!(desk.timeline("anna", case.id).await.last(), Some(&"followed_up"));
}

async fn a_customer_urges_once_in_a_while(desk: Desk) {
    let case = desk.submitted("anna", "很急").await;
    let urge = || UrgeCase { id: case.id, note: "客户在等".into() };
    desk.done("anna", urge()).await;
    match desk.call("anna", urge()).await {
        Err(Fault::Refused { code, params }) => {
            assert_eq!(code, "cases.urged_recently");
            assert_eq!(params["minutes"], URGE_INTERVAL_MINUTES.to_string());
        }
        other => panic!("{other:?}"),
    }
    desk.age(case.id.0, "urged_at", URGE_INTERVAL_MINUTES * MINUTE).await;
    desk.done("anna", urge()).await;
    assert_eq!(desk.case("anna", case.id).await.case.urge_count, 2);
}

async fn what_the_state_forbids_is_refused_by_name(desk: Desk) {
    let case = desk.submitted("anna", "状态").await;
    let id = case.id;
    assert_eq!(code(desk.call("engineer", StartCase { id }).await), "cases.not_assigned");
    assert_eq!(code(desk.call("engineer", ResumeCase { id }).await), "cases.not_on_hold");
    assert_eq!(code(desk.call("anna", AcceptCase { id }).await), "cases.not_resolved");
    assert_eq!(code(desk.call("anna", rate(id, 4)).await), "cases.not_ratable");
    desk.done("engineer", TakeCase { id, base: None }).await;
    assert_eq!(code(desk.call("engineer", TakeCase { id, base: None }).await), "cases.already_yours");
    let hold = HoldCase { id, reason: PendingReason::ThirdParty, note: String::new() };
    desk.done("engineer", hold.clone()).await;
    assert_eq!(code(desk.call("engineer", hold).await), "cases.already_on_hold");
    desk.resolved("engineer", id).await;
    assert_eq!(code(desk.call("engineer", resolve(id)).await), "cases.already_resolved");
    desk.done("dispatcher", CloseCase { id, note: String::new() }).await;
    let before = desk.head().await;
    assert_eq!(code(desk.call("anna", comment(id, "还在吗")).await), "cases.finished");
    assert_eq!(code(desk.call("engineer", forward(id)).await), "cases.finished");
    assert_eq!(desk.head().await, before, "a refusal changes nothing");
}

async fn a_rating_may_reopen_in_the_same_step(desk: Desk) {
    let case = desk.submitted("anna", "不满意").await;
    desk.done("engineer", TakeCase { id: case.id, base: None }).await;
    desk.resolved("engineer", case.id).await;
    let op = RateCase { reopen: true, comment: "没解决".into(), ..rate(case.id, 1) };
    assert_eq!(desk.done("anna", op).await.state, CaseState::InProgress);
    let end = desk.timeline("engineer", case.id).await;
    assert_eq!(end[end.len() - 2..], ["rated", "reopened"]);
    assert_eq!(code(desk.call("anna", rate(case.id, 0)).await), "invalid");
    let unknown = RateCase { reasons: "fast,cheap".into(), ..rate(case.id, 3) };
    assert_eq!(code(desk.call("anna", unknown).await), "invalid");
}

async fn every_change_of_state_leaves_a_line_in_the_audit(desk: Desk) {
    let case = desk.submitted("anna", "审计").await;
    desk.done("engineer", TakeCase { id: case.id, base: None }).await;
    desk.done("dispatcher", CancelCase { id: case.id, reason: "重复提交".into() }).await;
    let op = yingda_shared::audit::ListAudit { object: Some(case.id.to_string()), ..Default::default() };
    let lines = desk.done("admin", op).await.rows;
    let told: Vec<_> = lines
        .iter()
        .rev()
        .map(|line| (line.action.as_str(), line.old.as_str(), line.new.as_str(), line.reason.as_str()))
        .collect();
    assert_eq!(told, [("cases.take", "new", "assigned", ""), ("cases.cancel", "assigned", "cancelled", "重复提交")]);
    assert!(lines[0].by.contains("dispatcher") && lines[0].role == "dispatcher");
}
