//! Nodes that die, that are slow, that are two: an item is neither lost nor doubled.

use std::sync::Arc;

use serde_json::json;
use yingda_server::jobs::worker::{run, work_off};
use yingda_server::retention::prune;
use yingda_shared::jobs::{GetJob, ItemOutcome, JobState};
use yingda_shared::kernel::id::{CaseId, JobId};
use yingda_shared::kernel::limits::JOB_DAYS;
use yingda_shared::kernel::time::DAY;

use super::{bulk, reply};
use crate::both;
use crate::support::stories::texts;
use crate::support::{Desk, code};

both!(
    a_node_that_dies_loses_nothing_and_doubles_nothing,
    a_node_that_was_thought_dead_does_nothing_twice,
    whoever_serves_works_by_themselves,
    a_job_that_kills_every_node_is_given_up,
    what_ended_long_ago_goes,
);

const MANY: usize = 120;

async fn answered(desk: &Desk) -> i64 {
    desk.number("SELECT COUNT(*) AS n FROM job_items WHERE outcome IS NOT NULL", vec![]).await
}

async fn told_once(desk: &Desk, job: JobId, ids: &[CaseId], text: &str) {
    let ended = desk.job("agent", job).await;
    assert_eq!((ended.state, ended.done, ended.refused), (JobState::Done, ids.len() as i64, 0));
    assert_eq!(desk.outcomes("agent", job).await, vec![Some(ItemOutcome::Ok); ids.len()]);
    for id in ids {
        assert_eq!(texts(&desk.entries("agent", *id).await), [text]);
    }
}

async fn a_node_that_dies_loses_nothing_and_doubles_nothing(desk: Desk) {
    let ids = desk.many(MANY).await;
    let job = desk.done("agent", reply(&ids, "恢复了")).await.id;
    let mut deaths = 0;
    loop {
        desk.due().await;
        let before = answered(&desk).await;
        // Dropped in the middle of whatever it does, as soon as something more has its answer.
        let moved = async {
            while answered(&desk).await == before {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            done = work_off(&desk.services) => {
                assert_eq!(done, Ok(1));
                break;
            }
            _ = moved => deaths += 1,
        }
    }
    assert!(deaths > 1, "somebody died on the way");
    told_once(&desk, job, &ids, "恢复了").await;
}

async fn a_node_that_was_thought_dead_does_nothing_twice(desk: Desk) {
    let ids = desk.many(MANY).await;
    let job = desk.done("agent", reply(&ids, "两台机器")).await.id;
    desk.due().await;
    let impatient = async {
        // Another takes it up, though the first is only slow.
        while answered(&desk).await == 0 {
            tokio::task::yield_now().await;
        }
        desk.work().await
    };
    let (first, second) = tokio::join!(work_off(&desk.services), impatient);
    assert_eq!(first, Ok(1));
    assert!(second <= 1);
    told_once(&desk, job, &ids, "两台机器").await;
}

async fn whoever_serves_works_by_themselves(desk: Desk) {
    let ids = desk.many(3).await;
    let worker = tokio::spawn(run(desk.services.clone()));
    let job = desk.done("agent", bulk(&ids, "cases.take", json!({}))).await.id;
    while desk.job("agent", job).await.state.is_open() {
        tokio::task::yield_now().await;
    }
    assert_eq!(desk.outcomes("agent", job).await, [Some(ItemOutcome::Ok); 3]);
    desk.services.stopping.send_replace(true);
    worker.await.expect("it ends with the process");
    assert!(Arc::strong_count(&desk.services) > 0);
}

async fn a_job_that_kills_every_node_is_given_up(desk: Desk) {
    let ids = desk.many(1).await;
    let job = desk.done("agent", bulk(&ids, "cases.take", json!({}))).await.id;
    let sql = "UPDATE jobs SET state = 'running', lease_by = 'gone', tries = 5";
    desk.write(move |cx| Box::pin(async move { cx.exec(sql, vec![]).await })).await;
    assert_eq!(desk.work().await, 1);
    let failed = desk.job("agent", job).await;
    assert_eq!((failed.state, failed.fault.expect("why").code()), (JobState::Failed, "internal"));
}

async fn what_ended_long_ago_goes(desk: Desk) {
    let ids = desk.many(2).await;
    let old = desk.done("agent", bulk(&ids, "cases.take", json!({}))).await.id;
    desk.work().await;
    let sql = "UPDATE jobs SET ended_at = ended_at - $1";
    desk.write(move |cx| Box::pin(async move { cx.exec(sql, vec![((JOB_DAYS + 1) * DAY).into()]).await })).await;
    let young = desk.done("agent", bulk(&ids, "cases.start", json!({}))).await.id;
    desk.work().await;
    prune(&desk.services).await.expect("pruned");
    assert_eq!(code(desk.call("agent", GetJob { id: old }).await), "not_found");
    assert_eq!(desk.outcomes("agent", young).await.len(), 2);
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM job_items", vec![]).await, 2);
}
