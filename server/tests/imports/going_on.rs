//! Imports that are cut off, stopped, or whose owner leaves: nothing is lost, doubled or hidden.

use yingda_server::ctx::Caller;
use yingda_server::jobs::worker::work_off;
use yingda_shared::imports::*;
use yingda_shared::jobs::{CancelJob, ListJobs};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::record::Save;

use super::tables::{drafted, ended, figures, guessed};
use crate::both;
use crate::support::{Desk, code, world};

both!(
    what_stopped_goes_on_where_it_was,
    who_stops_an_import_stops_it_there,
    an_import_ends_with_the_rights_of_its_owner,
);

/// A draft of many rows that was started, and nobody has worked on yet.
async fn started(desk: &Desk, rows: usize) -> Uuid {
    let rows: String = (0..rows).map(|at| format!("公司{at},C-{at}\n")).collect();
    let look = drafted(desk, "manager", "many.csv", format!("公司,客户编号\n{rows}")).await;
    let id = look.import.id;
    desk.done("manager", MapImport { id, choices: guessed(&look) }).await;
    let import = desk.done("manager", StartImport { id }).await;
    assert_eq!(import.state, ImportState::Queued);
    id
}

async fn written(desk: &Desk) -> i64 {
    desk.number("SELECT COUNT(*) AS n FROM import_rows WHERE outcome = 'created'", vec![]).await
}

/// A node that dies between two rows leaves rows that are there once, and an import that is gone on with.
async fn what_stopped_goes_on_where_it_was(desk: Desk) {
    let id = started(&desk, 450).await;
    for _ in 0..3 {
        let before = written(&desk).await;
        let moved = async {
            while written(&desk).await == before {
                tokio::task::yield_now().await;
            }
        };
        // Dropped in the middle of whatever it does.
        tokio::select! {
            done = work_off(&desk.services) => panic!("too quick to be stopped: {done:?}"),
            _ = moved => {}
        }
        let sql = "UPDATE jobs SET lease_until = 0 WHERE state IN ('queued', 'running')";
        desk.write(move |cx| Box::pin(async move { cx.exec(sql, vec![]).await })).await;
    }
    assert!(written(&desk).await < 450);
    let import = ended(&desk, "manager", id).await;
    assert_eq!((import.state, import.counts.rows, figures(&import)), (ImportState::Done, 450, (450, 0, 0, 0)));
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM companies WHERE code LIKE 'c-%'", vec![]).await, 450);
    assert_eq!(code(desk.call("manager", CancelImport { id }).await), "imports.not_running");
}

/// Nothing comes in behind the moment at which somebody stopped it, and what did is counted to the row.
async fn who_stops_an_import_stops_it_there(desk: Desk) {
    let id = started(&desk, 450).await;
    let stop = async {
        while written(&desk).await == 0 {
            tokio::task::yield_now().await;
        }
        desk.done("manager", CancelImport { id }).await
    };
    let (worked, stopped) = tokio::join!(work_off(&desk.services), stop);
    assert_eq!(worked, Ok(1));
    let import = desk.done("manager", GetImport { id }).await;
    assert_eq!((stopped.state, import.state), (ImportState::Cancelled, ImportState::Cancelled));
    let there = desk.number("SELECT COUNT(*) AS n FROM companies WHERE code LIKE 'c-%'", vec![]).await as u64;
    assert!(there > 0 && there < 450, "{there}");
    assert_eq!((import.counts, stopped.counts.created), (stopped.counts, there));
    desk.done("manager", UndoImport { id, reason: "停了".into() }).await;
    let undone = ended(&desk, "manager", id).await;
    assert_eq!((undone.state, undone.counts.undone, undone.counts.created), (ImportState::Undone, there, there));
    // One that nobody had begun with leaves nothing; its job is stopped by the jobs' own word as well.
    let id = started(&desk, 3).await;
    let jobs = desk.done("manager", ListJobs { open: true, cursor: None }).await.rows;
    desk.done("manager", CancelJob { id: jobs[0].id }).await;
    let import = desk.done("manager", GetImport { id }).await;
    assert_eq!((import.state, import.counts), (ImportState::Cancelled, Counts::default()));
}

/// Whoever is switched off meanwhile brings nothing in any more.
async fn an_import_ends_with_the_rights_of_its_owner(desk: Desk) {
    let id = started(&desk, 3).await;
    let mut manager = world::person("manager");
    manager.active = false;
    manager.rv = desk.number("SELECT rv AS n FROM users WHERE code = 'manager'", vec![]).await;
    desk.done("admin", Save(manager)).await;
    work_off(&desk.services).await.expect("jobs are gone through");
    let mut cx = desk.services.reader(Caller::system());
    let import = yingda_server::imports::store::find(&mut cx, id).await.expect("a row").expect("an import");
    assert_eq!(import.state, ImportState::Failed);
    assert_eq!(import.body.trouble.map(|trouble| trouble.code).as_deref(), Some("forbidden"));
    drop(cx);
    assert_eq!(written(&desk).await, 0);
}
