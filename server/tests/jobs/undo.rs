//! Second thoughts: what waits is stopped, what was done goes back as far as nobody went on from it.

use serde_json::json;
use yingda_server::jobs::worker::work_off;
use yingda_shared::cases::CaseState;
use yingda_shared::cases::bulk::{SECOND_THOUGHTS, UNDO_FOR};
use yingda_shared::catalog::priority::Priority;
use yingda_shared::jobs::{CancelJob, ItemOutcome, JobState, UndoJob};

use super::{bulk, reply};
use crate::both;
use crate::support::stories::*;
use crate::support::world;
use crate::support::{Desk, code};

both!(
    a_reply_waits_and_is_taken_back_unseen,
    what_was_done_goes_back_where_nobody_went_on,
    a_job_stopped_in_the_middle_keeps_what_it_did,
    undoing_has_an_end,
);

async fn a_reply_waits_and_is_taken_back_unseen(desk: Desk) {
    let ids = desk.many(3).await;
    let job = desk.done("agent", reply(&ids, "发错了")).await;
    assert_eq!(job.begins_at - job.created_at, SECOND_THOUGHTS);
    assert_eq!(work_off(&desk.services).await, Ok(0), "it waits");
    let back = desk.done("agent", UndoJob { id: job.id }).await;
    assert_eq!((back.id, back.state, back.done), (job.id, JobState::Cancelled, 0));
    assert_eq!(desk.work().await, 0);
    for id in &ids {
        assert_eq!(desk.timeline("anna", *id).await, ["opened"]);
    }
    assert_eq!(desk.notices("anna").await, []);
    let job = desk.done("agent", reply(&ids, "这次对了")).await.id;
    assert_eq!(desk.work().await, 1);
    let back = desk.done("agent", UndoJob { id: job }).await;
    desk.work().await;
    assert_eq!(desk.outcomes("agent", back.id).await, [Some(ItemOutcome::Refused); 3], "what was said stays said");
    assert_eq!(texts(&desk.entries("anna", ids[2]).await), ["这次对了"]);
}

async fn what_was_done_goes_back_where_nobody_went_on(desk: Desk) {
    let ids = desk.many(3).await;
    desk.done("agent", assign(ids[0], "colleague")).await;
    let give = json!({ "assignee_id": world::user("engineer") });
    let job = desk.done("agent", bulk(&ids, "cases.assign", give)).await.id;
    let raise = json!({ "impact": "department", "urgency": "critical" });
    let raised = desk.done("agent", bulk(&ids, "cases.edit", raise)).await.id;
    desk.work().await;
    let before = desk.case("agent", ids[0]).await.case;
    assert_eq!(before.priority, Some(Priority::P1));
    desk.done("manager", assign(ids[2], "field")).await;
    desk.commented("anna", ids[0], "谢谢").await;
    let back = desk.done("agent", UndoJob { id: job }).await;
    assert_eq!((back.undoes, back.total), (Some(job), 3));
    assert_eq!(code(desk.call("agent", UndoJob { id: job }).await), "jobs.undone");
    assert_eq!(code(desk.call("agent", UndoJob { id: back.id }).await), "jobs.not_undoable");
    let raised = desk.done("agent", UndoJob { id: raised }).await.id;
    desk.work().await;
    use ItemOutcome::*;
    // The last one first, as one takes things back.
    assert_eq!(desk.outcomes("agent", back.id).await, [Refused, Ok, Ok].map(Some));
    assert_eq!(
        desk.items("agent", back.id).await[0].fault.as_ref().map(|fault| fault.code()),
        Some("cases.changed_since")
    );
    let holder = |id| {
        let desk = desk.clone();
        async move { desk.case("agent", id).await.case.assignee_id }
    };
    assert_eq!(holder(ids[0]).await, Some(world::user("colleague")));
    assert_eq!((holder(ids[1]).await, desk.state(ids[1]).await), (None, CaseState::New));
    assert_eq!(holder(ids[2]).await, Some(world::user("field")));
    assert_eq!(desk.outcomes("agent", raised).await, [Some(Ok); 3]);
    for id in ids {
        assert_eq!(desk.case("agent", id).await.case.priority, Some(Priority::P3));
    }
    assert_eq!(desk.job("agent", job).await.undone_by, Some(back.id));
}

async fn a_job_stopped_in_the_middle_keeps_what_it_did(desk: Desk) {
    let ids = desk.many(2).await;
    let job = desk.done("agent", bulk(&ids, "cases.take", json!({}))).await.id;
    let stopped = desk.done("agent", CancelJob { id: job }).await;
    assert_eq!((stopped.state, stopped.done, stopped.total), (JobState::Cancelled, 0, 2));
    assert_eq!(desk.work().await, 0);
    assert_eq!(code(desk.call("agent", CancelJob { id: job }).await), "jobs.ended");
    assert_eq!(desk.outcomes("agent", job).await, [None, None]);
    assert_eq!(desk.state(ids[0]).await, CaseState::New);
}

async fn undoing_has_an_end(desk: Desk) {
    let ids = desk.many(1).await;
    let job = desk.done("agent", bulk(&ids, "cases.take", json!({}))).await.id;
    desk.work().await;
    let sql = "UPDATE jobs SET ended_at = ended_at - $1";
    desk.write(move |cx| Box::pin(async move { cx.exec(sql, vec![UNDO_FOR.into()]).await })).await;
    assert_eq!(desk.job("agent", job).await.undo_until, None);
    assert_eq!(code(desk.call("agent", UndoJob { id: job }).await), "jobs.undo_over");
    assert_eq!(desk.case("agent", ids[0]).await.case.assignee_id, Some(world::user("agent")));
}
