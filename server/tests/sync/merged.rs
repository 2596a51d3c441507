//! Cases that belong together: a device shows of them what the server shows, and decides what it decides.

use serde_json::{Value, json};
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::time::DAY;

use super::ahead::plain;
use super::device::Device;
use super::parity::{PEOPLE, busy_world, device_of, same};
use crate::both;
use crate::support::Desk;

both!(
    merged_cases_are_answered_alike,
    a_merge_without_a_network_is_what_comes_and_so_is_its_undoing,
    what_concerns_two_cases_is_decided_where_both_lie,
    what_is_written_to_a_case_that_was_merged_meanwhile_arrives,
);

async fn run(desk: &Desk, who: &str, name: &str, input: Value) {
    desk.call_json(who, name, input).await.unwrap_or_else(|fault| panic!("{name} by {who}: {fault:?}"));
}

/// Adam's into Anna's, Anna's into Bella's; links, a follower, one that was put off.
async fn joined_world(desk: &Desk) -> Vec<CaseId> {
    let cases = busy_world(desk).await;
    let until = yingda_server::ctx::now() + DAY;
    let steps = [
        ("manager", "cases.merge", json!({"id": cases[1], "into": cases[0]})),
        ("manager", "cases.merge", json!({"id": cases[0], "into": cases[2]})),
        ("engineer", "cases.comment", json!({"id": cases[2], "text": "一起处理"})),
        ("engineer", "cases.link", json!({"id": cases[3], "to": cases[5], "kind": "cause"})),
        ("engineer", "cases.follow", json!({"id": cases[3]})),
        ("engineer", "cases.snooze", json!({"id": cases[5], "until": until})),
        ("manager", "cases.mark_duplicate", json!({"id": cases[4], "of": cases[3]})),
    ];
    for (who, name, input) in steps {
        run(desk, who, name, input).await;
    }
    cases
}

async fn merged_cases_are_answered_alike(desk: Desk) {
    let cases = joined_world(&desk).await;
    let searches = ["打印", "织布", "安娜", "贝拉", "13800138000", "cs-", "010-8765432"];
    let filters = [
        json!({}),
        json!({"state": "open"}),
        json!({"snoozed": "only"}),
        json!({"snoozed": "no"}),
        json!({"follower": "me"}),
    ];
    for who in PEOPLE {
        let device = device_of(&desk, who).await;
        for filter in &filters {
            let _ = same(&desk, &device, who, "cases.list", filter.clone()).await;
        }
        for q in searches {
            let _ = same(&desk, &device, who, "cases.list", json!({"q": q, "sort": "number"})).await;
            let _ = same(&desk, &device, who, "cases.count", json!({"q": q})).await;
        }
        for case in &cases {
            // Who holds the merged one alone shows that one, until the server is asked.
            if device.holds(*case) && device.holds(cases[2]) {
                let page = same(&desk, &device, who, "cases.get", json!({"id": case})).await.expect("a page");
                let _ = same(&desk, &device, who, "cases.timeline", json!({"id": page["case"]["id"]})).await;
            }
        }
    }
    let device = device_of(&desk, "anna").await;
    assert!(device.holds(cases[2]), "who came along keeps the one that stays");
    let kept = device.rows("cases").into_values().map(|row| row.to_string()).collect::<String>();
    for word in ["织布", "贝拉", "等序列号", "@colleague"] {
        assert!(!kept.contains(word), "anna's device holds {word}");
    }
    run(&desk, "manager", "cases.undo_merge", json!({"id": cases[0]})).await;
    device.rest().await;
    assert!(!device.holds(cases[2]), "and lets it go again");
}

fn page(device: &Device, case: CaseId) -> Value {
    device.answers("cases.get", &json!({"id": case}), true).expect("an answer").expect("a page")
}

async fn a_merge_without_a_network_is_what_comes_and_so_is_its_undoing(desk: Desk) {
    let cases = busy_world(&desk).await;
    let device = device_of(&desk, "engineer").await;
    let before = (page(&device, cases[0]), page(&device, cases[2]));
    device.queues("cases.merge", &json!({"id": cases[0], "into": cases[2]})).await.expect("a merge");
    let shown = page(&device, cases[0]);
    assert_eq!((&shown["case"]["id"], &shown["asked"]["id"]), (&json!(cases[2]), &json!(cases[0])));
    device.rest().await;
    assert!(device.tray().is_empty(), "{:?}", device.tray());
    assert_eq!(plain(shown), plain(page(&device, cases[0])));
    device.queues("cases.undo_merge", &json!({"id": cases[0]})).await.expect("an undoing");
    let shown = (page(&device, cases[0]), page(&device, cases[2]));
    device.rest().await;
    assert!(device.tray().is_empty(), "{:?}", device.tray());
    assert_eq!(plain(shown.0.clone()), plain(page(&device, cases[0])));
    assert_eq!(plain(shown.1.clone()), plain(page(&device, cases[2])));
    assert_eq!((&shown.0["case"]["state"], &shown.0["may"]), (&before.0["case"]["state"], &before.0["may"]));
}

async fn what_concerns_two_cases_is_decided_where_both_lie(desk: Desk) {
    let cases = busy_world(&desk).await;
    let device = device_of(&desk, "engineer").await;
    let elsewhere = CaseId(yingda_shared::kernel::id::Uuid::now_v7());
    let outcome = device.queues("cases.merge", &json!({"id": cases[0], "into": elsewhere})).await;
    assert_eq!(outcome.map_err(|fault| fault.code().to_string()), Err("cases.other_not_here".into()));
    // Meanwhile somebody else merged it into another one: theirs stands, and says where it went.
    device.queues("cases.merge", &json!({"id": cases[0], "into": cases[2]})).await.expect("a merge");
    run(&desk, "manager", "cases.merge", json!({"id": cases[0], "into": cases[5]})).await;
    device.rest().await;
    let tray = device.tray();
    assert_eq!(tray.len(), 1);
    let told = format!("{:?}", tray[0]);
    assert!(told.contains(&cases[5].to_string()), "{told}");
    assert_eq!(page(&device, cases[0])["case"]["id"], json!(cases[5]));
}

async fn what_is_written_to_a_case_that_was_merged_meanwhile_arrives(desk: Desk) {
    let cases = busy_world(&desk).await;
    let device = device_of(&desk, "anna").await;
    device.queues("cases.comment", &json!({"id": cases[0], "text": "离线说的"})).await.expect("a comment");
    run(&desk, "manager", "cases.merge", json!({"id": cases[0], "into": cases[2]})).await;
    device.rest().await;
    assert!(device.tray().is_empty(), "{:?}", device.tray());
    let there = desk.call_json("manager", "cases.timeline", json!({"id": cases[2]})).await.expect("a timeline");
    assert_eq!(there.to_string().matches("离线说的").count(), 1);
    assert!(page(&device, cases[0])["timeline"].to_string().contains("离线说的"));
}
