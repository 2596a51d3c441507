//! One command on many cases: who may, what each is answered, what is refused as a whole.

use serde_json::json;
use yingda_server::jobs::worker::work_off;
use yingda_shared::cases::CaseState;
use yingda_shared::cases::bulk::BulkCase;
use yingda_shared::cases::operations::*;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::identity::{Role, User};
use yingda_shared::jobs::{CancelJob, GetJob, ItemOutcome, JobState, ListJobItems, ListJobs, UndoJob};
use yingda_shared::kernel::id::{CaseId, Uuid};
use yingda_shared::kernel::limits::JOBS_OPEN_MAX;
use yingda_shared::record::{Get, Save};

use super::{bulk, reply};
use crate::both;
use crate::support::stories::*;
use crate::support::world::{self, BELLA, SOUTHERN};
use crate::support::{Ask, Desk, code, field, fields};

both!(
    every_case_gets_its_own_answer,
    a_job_is_its_owners_alone,
    nobody_does_to_many_what_they_may_not_do_to_one,
    rights_are_those_of_the_moment,
    the_same_command_id_is_the_same_job,
    a_reply_that_was_not_seen_is_a_conflict,
    too_much_is_refused_before_anything_is_done,
);

async fn every_case_gets_its_own_answer(desk: Desk) {
    let ids = desk.many(4).await;
    let foreign = desk.opened_for(SOUTHERN, BELLA, "南方的").await.id;
    desk.done("agent", CancelCase { id: ids[1], reason: "不用了".into() }).await;
    let seen = desk.case("north", ids[2]).await.case.rv;
    desk.done("agent", assign(ids[2], "colleague")).await;
    let nothing = CaseId(Uuid::now_v7());
    let mut op = bulk(
        &[ids[0], ids[1], ids[2], foreign, nothing, ids[3], ids[0]],
        "cases.assign",
        json!({
            "assignee_id": world::user("engineer"), "note": "停机"
        }),
    );
    op.cases[2].seen = Some(seen);
    let job = desk.done("north", op).await;
    assert_eq!((job.state, job.total, job.about.as_str()), (JobState::Queued, 6, "cases.assign"), "each once");
    assert_eq!(desk.work().await, 1);
    use ItemOutcome::*;
    let expected = [Ok, Refused, Conflict, NotFound, NotFound, Ok].map(Some);
    assert_eq!(desk.outcomes("north", job.id).await, expected);
    let items = desk.items("north", job.id).await;
    let codes: Vec<_> = items.iter().map(|item| item.fault.as_ref().map_or("", |fault| fault.code())).collect();
    assert_eq!(codes, ["", "cases.finished", "conflict", "not_found", "not_found", ""]);
    assert!(items[0].label.contains("第0件") && items[0].label.contains("CS-"));
    assert_eq!((items[3].label.as_str(), items[4].label.as_str()), ("", ""), "out of sight and absent look alike");
    for (id, holder) in [(ids[0], Some("engineer")), (ids[2], Some("colleague")), (ids[3], Some("engineer"))] {
        assert_eq!(desk.case("agent", id).await.case.assignee_id, holder.map(world::user));
    }
    let ended = desk.job("north", job.id).await;
    assert_eq!((ended.state, ended.done, ended.refused), (JobState::Done, 6, 4));
    assert!(ended.undo_until.is_some() && ended.started_at.is_some() && ended.ended_at.is_some());
    let trouble = ListJobItems { id: job.id, trouble: true, cursor: None, limit: Some(3) };
    let page = desk.done("north", trouble.clone()).await;
    assert_eq!(page.rows.iter().map(|item| item.index).collect::<Vec<_>>(), [1, 2, 3]);
    let rest = desk.done("north", ListJobItems { cursor: page.next, ..trouble }).await;
    assert_eq!((rest.rows.len(), rest.next), (1, None));
    // Who did it stands where it always does: in the timeline, and with the notice of the one it was given to.
    let entries = desk.entries("agent", ids[0]).await;
    assert_eq!(entries.last().and_then(|entry| entry.by_id), Some(world::user("north")));
    assert_eq!(desk.notices("engineer").await.len(), 2);
}

async fn a_job_is_its_owners_alone(desk: Desk) {
    let ids = desk.many(2).await;
    let job = desk.done("agent", bulk(&ids, "cases.take", json!({}))).await.id;
    for who in ["manager", "admin", "engineer", "anna"] {
        assert_eq!(code(desk.call(who, GetJob { id: job }).await), "not_found", "{who}");
        let items = ListJobItems { id: job, trouble: false, cursor: None, limit: None };
        assert_eq!(code(desk.call(who, items).await), "not_found", "{who}");
        assert_eq!(code(desk.call(who, CancelJob { id: job }).await), "not_found", "{who}");
        assert_eq!(code(desk.call(who, UndoJob { id: job }).await), "not_found", "{who}");
        assert_eq!(desk.done(who, ListJobs::default()).await.rows, [], "{who}");
    }
    let open = ListJobs { open: true, cursor: None };
    assert_eq!(desk.done("agent", open.clone()).await.rows.len(), 1);
    desk.work().await;
    assert_eq!(desk.done("agent", open).await.rows, []);
    assert_eq!(desk.done("agent", ListJobs::default()).await.rows[0].state, JobState::Done);
}

async fn nobody_does_to_many_what_they_may_not_do_to_one(desk: Desk) {
    let ids = desk.many(1).await;
    for who in ["anna", "paul", "librarian", "sales"] {
        assert_eq!(code(desk.call(who, reply(&ids, "x")).await), "forbidden", "{who}");
    }
    // May work on many, and may not give cases away.
    let give = bulk(&ids, "cases.assign", json!({ "assignee_id": world::user("engineer") }));
    assert_eq!(code(desk.call("field", give.clone()).await), "forbidden");
    // A token lends what it says and no more, whatever its owner may do.
    let made = desk
        .http(Ask::post("/tokens", json!({ "name": "t", "days": 1, "scope": "cases.bulk,cases.comment" })).by("agent"))
        .await
        .ok();
    let token = made["token"].as_str().expect("a token").to_string();
    let ask = |op: &yingda_shared::cases::bulk::BulkCases| {
        Ask::post("/cases/bulk", serde_json::to_value(op).expect("JSON")).token(&token)
    };
    assert_eq!(desk.http(ask(&give)).await.problem(), (403, "forbidden".into()));
    assert_eq!(desk.http(ask(&reply(&ids, "由程序发出"))).await.ok()["state"], "queued");
    desk.work().await;
    assert_eq!(texts(&desk.entries("agent", ids[0]).await), ["由程序发出"]);
}

async fn rights_are_those_of_the_moment(desk: Desk) {
    let ids = desk.many(2).await;
    let job = desk.done("engineer", reply(&ids, "晚了一步")).await.id;
    let role = builtin_id("support_engineer").expect("a built-in role");
    let mut engineers: Role = desk.done("admin", Get::new(role.0)).await;
    engineers.operations.retain(|name| name != "cases.comment");
    desk.done("admin", Save(engineers.clone())).await;
    desk.work().await;
    assert_eq!(desk.outcomes("engineer", job).await, [Some(ItemOutcome::Forbidden); 2]);
    let job = desk.done("engineer", bulk(&ids, "cases.take", json!({}))).await.id;
    let mut gone: User = desk.done("admin", Get::new(world::user("engineer").0)).await;
    gone.active = false;
    desk.done("admin", Save(gone)).await;
    desk.work().await;
    let failed =
        "SELECT COUNT(*) AS n FROM jobs WHERE id = $1 AND state = 'failed' AND done = 0 AND fault LIKE '%forbidden%'";
    assert_eq!(desk.number(failed, vec![job.0.into()]).await, 1, "whoever is gone does nothing more");
    for id in ids {
        assert_eq!(desk.timeline("agent", id).await, ["opened"]);
    }
}

async fn the_same_command_id_is_the_same_job(desk: Desk) {
    let ids = desk.many(2).await;
    let body = serde_json::to_value(bulk(&ids, "cases.take", json!({}))).expect("JSON");
    let key = Uuid::now_v7().to_string();
    let ask = || Ask::post("/cases/bulk", body.clone()).header("idempotency-key", &key).by("agent");
    let first = desk.http(ask()).await.ok();
    desk.work().await;
    let again = desk.http(ask()).await.ok();
    assert_eq!(first["id"], again["id"]);
    assert_eq!(desk.work().await, 0);
    assert_eq!(desk.done("agent", ListJobs::default()).await.rows.len(), 1);
}

async fn a_reply_that_was_not_seen_is_a_conflict(desk: Desk) {
    let ids = desk.many(2).await;
    let mut op = reply(&ids, "正在恢复");
    for case in &mut op.cases {
        *case = BulkCase { id: case.id, seen: Some(desk.case("agent", case.id).await.case.rv) };
    }
    desk.commented("anna", ids[1], "又好了").await;
    let job = desk.done("agent", op).await.id;
    desk.work().await;
    assert_eq!(desk.outcomes("agent", job).await, [Some(ItemOutcome::Ok), Some(ItemOutcome::Conflict)]);
    assert_eq!(texts(&desk.entries("agent", ids[1]).await), ["又好了"]);
}

async fn too_much_is_refused_before_anything_is_done(desk: Desk) {
    let ids = desk.many(1).await;
    let head = desk.head().await;
    let many: Vec<CaseId> = (0..1_001).map(|_| CaseId(Uuid::now_v7())).collect();
    assert_eq!(fields(desk.call("agent", reply(&many, "x")).await), field("/cases", "too_many"));
    assert_eq!(fields(desk.call("agent", reply(&ids, " ")).await), field("/input/text", "required"));
    let op = bulk(&ids, "sessions.close", json!({}));
    assert_eq!(fields(desk.call("agent", op).await), field("/command", "unknown_word"));
    assert_eq!(desk.head().await, head);
    for _ in 0..JOBS_OPEN_MAX {
        desk.done("agent", reply(&ids, "x")).await;
    }
    assert_eq!(code(desk.call("agent", reply(&ids, "x")).await), "jobs.too_many");
    desk.done("manager", reply(&ids, "x")).await;
    assert_eq!(work_off(&desk.services).await, Ok(0), "what waits for its moment is not begun");
    assert_eq!(desk.state(ids[0]).await, CaseState::New);
}
