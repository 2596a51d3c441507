//! What was done without a network counts when it was done, as far as the server can bound what a device says.

use serde_json::{Value, json};
use yingda_server::db::Bind;
use yingda_shared::cases::events::Entry;
use yingda_shared::kernel::id::{CaseId, Uuid};
use yingda_shared::kernel::time::{HOUR, MINUTE, Millis};
use yingda_shared::sla::{ClockKind, Status};
use yingda_shared::sync::{Key, Mutation, Store};

use super::{RESPOND, clock, opened, then};
use crate::both;
use crate::support::{Desk, world};
use crate::sync::device::Device;

both!(
    what_was_done_offline_counts_when_it_was_done,
    a_device_is_not_believed_about_what_was_before_its_last_exchange,
    what_moves_a_case_comes_after_what_moved_it_meanwhile,
    a_device_that_is_not_known_and_a_customer_count_as_they_arrive,
    a_call_taken_down_offline_counts_from_the_call,
);

/// A device that had nothing to tell so long ago.
async fn device(desk: &Desk, login: &str, heard: Millis) -> Device {
    let device = Device::of(desk, login);
    device.rest().await;
    let user = world::user(login).to_string();
    desk.write(move |cx| {
        Box::pin(async move {
            let sql = "UPDATE sync_clients SET heard_at = $1 WHERE user_id = $2";
            cx.exec(sql, vec![heard.into(), Bind::from(user)]).await
        })
    })
    .await;
    device
}

/// Puts a command into the outbox that the device says was done at a moment.
async fn did(device: &Device, at: Millis, name: &str, case: CaseId, mut input: Value) {
    input["id"] = json!(case);
    let (id, about) = (Uuid::now_v7(), Key::new("cases", case));
    let mutation = Mutation { id, mid: 0, about, name: name.into(), version: 1, input, made_at: at };
    device.engine.store.append(mutation).await.expect("an append");
}

async fn last(desk: &Desk, case: CaseId) -> Entry {
    desk.entries("manager", case).await.pop().expect("an entry")
}

fn now() -> Millis {
    yingda_server::ctx::now()
}

async fn what_was_done_offline_counts_when_it_was_done(desk: Desk) {
    let at = now() - RESPOND - HOUR;
    let id = opened(&desk, at, "地下室").await;
    let device = device(&desk, "agent", at + MINUTE).await;
    did(&device, at + HOUR, "cases.comment", id, json!({"text": "到现场了"})).await;
    did(&device, at + 2 * HOUR, "cases.resolve", id, json!({"code": "fixed", "text": "换了主板"})).await;
    device.rest().await;
    assert!(device.tray().is_empty(), "{:?}", device.tray());
    let first = clock(&desk, "manager", id, ClockKind::FirstResponse).await.explanation;
    assert_eq!((first.clock.stopped_at, first.reading.status), (Some(at + HOUR), Status::Met), "it was in time");
    let solved = clock(&desk, "manager", id, ClockKind::Resolution).await.explanation;
    assert_eq!(solved.clock.stopped_at, Some(at + 2 * HOUR));
    // Both moments are told, on the page and on devices, and the case itself says when it arrived.
    let entry = last(&desk, id).await;
    let noted = entry.noted.expect("a moment");
    assert_eq!((noted.said_at, noted.counts_at, noted.is_skewed()), (at + 2 * HOUR, at + 2 * HOUR, false));
    assert!(now() - entry.at < MINUTE);
    let case = desk.case("manager", id).await.case;
    assert!(now() - case.resolved_at.expect("it is solved") < MINUTE);
    let told = device.rows("cases")[&id.to_string()]["timeline"].as_array().and_then(|all| all.last().cloned());
    assert_eq!(told.expect("an entry")["noted"]["said_at"], at + 2 * HOUR);
    let audited = "SELECT COUNT(*) AS n FROM audit WHERE object = $1 AND at < $2";
    let early = desk.number(audited, vec![Bind::from(id.to_string()), (now() - MINUTE).into()]).await;
    let all = desk.number(audited, vec![Bind::from(id.to_string()), Millis::MAX.into()]).await;
    assert!(all > early, "the audit knows the server's time alone");
}

async fn a_device_is_not_believed_about_what_was_before_its_last_exchange(desk: Desk) {
    let at = now() - RESPOND - HOUR;
    let id = opened(&desk, at, "补报").await;
    // It was heard of half an hour ago, and says that it had answered in time.
    let heard = now() - 30 * MINUTE;
    let device = device(&desk, "agent", heard).await;
    did(&device, at + HOUR, "cases.comment", id, json!({"text": "早就回复了"})).await;
    did(&device, at, "cases.comment", id, json!({"text": "再补一句"})).await;
    device.rest().await;
    let first = clock(&desk, "manager", id, ClockKind::FirstResponse).await.explanation;
    assert_eq!((first.clock.stopped_at, first.reading.status), (Some(heard), Status::Missed));
    let entries = desk.entries("manager", id).await;
    let noted: Vec<_> = entries.iter().filter_map(|entry| entry.noted).collect();
    assert_eq!(noted.iter().map(|noted| noted.said_at).collect::<Vec<_>>(), [at + HOUR, at]);
    assert!(noted.iter().all(|noted| noted.counts_at == heard && noted.is_skewed()));
    // Once it has nothing more to tell, what it says of the time before is believed no more.
    device.rest().await;
    did(&device, heard + MINUTE, "cases.comment", id, json!({"text": "想起来了"})).await;
    device.rest().await;
    let entry = last(&desk, id).await;
    assert!(entry.noted.is_some_and(|noted| noted.counts_at > heard + 20 * MINUTE), "{:?}", entry.noted);
    // A clock that runs ahead is no way out either.
    did(&device, now() + 5 * HOUR, "cases.comment", id, json!({"text": "明天的话"})).await;
    device.rest().await;
    let entry = last(&desk, id).await;
    assert_eq!(entry.noted.map(|noted| (noted.counts_at, noted.is_skewed())), Some((entry.at, true)));
}

async fn what_moves_a_case_comes_after_what_moved_it_meanwhile(desk: Desk) {
    let at = now() - 3 * HOUR;
    let id = opened(&desk, at, "各做各的").await;
    let device = device(&desk, "agent", at + MINUTE).await;
    let reason = yingda_shared::cases::PendingReason::Customer;
    then(&desk, "manager", at + HOUR, super::hold(id, reason)).await;
    then(&desk, "manager", at + 2 * HOUR, yingda_shared::cases::operations::ResumeCase { id }).await;
    did(&device, at + 30 * MINUTE, "cases.hold", id, json!({"reason": "third_party"})).await;
    device.rest().await;
    assert_eq!(last(&desk, id).await.noted.map(|noted| noted.counts_at), Some(at + 2 * HOUR));
    let told = clock(&desk, "manager", id, ClockKind::Resolution).await.explanation;
    assert_eq!(told.reading.status, Status::Paused, "the state and the clock agree");
    assert_eq!(told.stretches.last().map(|stretch| stretch.to), Some(None));
}

async fn a_device_that_is_not_known_and_a_customer_count_as_they_arrive(desk: Desk) {
    let at = now() - 3 * HOUR;
    let id = opened(&desk, at, "没见过的设备").await;
    let agent = device(&desk, "agent", at).await;
    desk.write(move |cx| Box::pin(async move { cx.exec("DELETE FROM sync_clients", vec![]).await })).await;
    did(&agent, at + HOUR, "cases.comment", id, json!({"text": "说过了"})).await;
    agent.rest().await;
    let entry = last(&desk, id).await;
    assert_eq!(entry.noted.map(|noted| (noted.said_at, noted.counts_at)), Some((at + HOUR, entry.at)));
    let anna = device(&desk, "anna", at).await;
    did(&anna, at + HOUR, "cases.comment", id, json!({"text": "还没好"})).await;
    anna.rest().await;
    let entry = last(&desk, id).await;
    assert_eq!(entry.noted.map(|noted| noted.counts_at), Some(entry.at), "nobody could have answered before");
}

async fn a_call_taken_down_offline_counts_from_the_call(desk: Desk) {
    let at = now() - 3 * HOUR;
    let agent = device(&desk, "agent", at).await;
    let id = CaseId(Uuid::now_v7());
    did(&agent, at + HOUR, "cases.quick_open", id, json!({"subject": "电话里说的"})).await;
    did(&agent, at + 2 * HOUR, "cases.comment", id, json!({"text": "先这样"})).await;
    agent.rest().await;
    assert!(agent.tray().is_empty(), "{:?}", agent.tray());
    let first = clock(&desk, "manager", id, ClockKind::FirstResponse).await.explanation.clock;
    assert_eq!(
        (first.asked_at, first.due_at, first.stopped_at),
        (at + HOUR, Some(at + HOUR + RESPOND), Some(at + 2 * HOUR))
    );
    assert!(now() - desk.case("manager", id).await.case.created_at < MINUTE, "it is a case since it arrived");
}
