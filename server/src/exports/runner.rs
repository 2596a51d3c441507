//! The job of an export that is too long to wait for: one item, the whole file.

use serde_json::json;
use yingda_shared::contract::{BoxFuture, Operation};
use yingda_shared::exports::{ExportState, StartExport};
use yingda_shared::fault::Fault;
use yingda_shared::identity::policy::authorise;
use yingda_shared::jobs::JobState;
use yingda_shared::kernel::id::Uuid;

use super::make;
use super::store::{self, Stored};
use crate::ctx::{Caller, Cx};
use crate::jobs::runner::{Done, Item, Runner, Task};
use crate::jobs::{self, NewJob};

pub async fn begin(cx: &mut Cx, export: &Stored) -> Result<(), Fault> {
    let input = json!({ "export": export.id });
    jobs::start(cx, NewJob::of_one(StartExport::NAME, export.id, &export.body.name, input)).await.map(drop)
}

pub struct ExportRunner;

impl Runner for ExportRunner {
    fn kind(&self) -> &'static str {
        StartExport::NAME
    }

    /// Makes the file, with the rights of this moment.
    fn before<'a>(&'a self, cx: &'a mut Cx, task: &'a Task, item: &'a mut Item) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            match waiting(cx, task).await? {
                Some(export) => write_file(cx, task, item, &export).await,
                None => Ok(()),
            }
        })
    }

    fn run<'a>(&'a self, cx: &'a mut Cx, task: &'a Task, item: &'a Item) -> BoxFuture<'a, Result<Done, Fault>> {
        Box::pin(async move {
            if let (Some(mut export), Some(rows)) = (waiting(cx, task).await?, item.input.as_u64()) {
                make::conclude(cx, &mut export, Ok(rows)).await?;
            }
            Ok(Done::default())
        })
    }

    fn refused<'a>(
        &'a self,
        cx: &'a mut Cx,
        task: &'a Task,
        _: &'a Item,
        fault: &'a Fault,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(fail(cx, task, fault.code()))
    }

    fn broken_off<'a>(
        &'a self,
        cx: &'a mut Cx,
        task: &'a Task,
        _: JobState,
        fault: Option<&'a Fault>,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(fail(cx, task, fault.map_or("jobs.stopped", Fault::code)))
    }
}

async fn write_file(cx: &mut Cx, task: &Task, item: &mut Item, export: &Stored) -> Result<(), Fault> {
    authorise(cx.actor(), StartExport::NAME)?;
    cx.rest();
    let (services, caller) = (cx.services.clone(), Caller { command_id: None, ..cx.caller.clone() });
    item.input = make::file(&services, &caller, export, Some(task)).await?.into();
    // Let go while its file was made: nobody else would take the file away.
    if waiting(&mut services.reader(caller), task).await?.is_none() {
        make::forget(&services, export.id).await;
    }
    Ok(())
}

/// The export, as long as its file is wanted.
async fn waiting(cx: &mut Cx, task: &Task) -> Result<Option<Stored>, Fault> {
    let id: Option<Uuid> = task.input["export"].as_str().and_then(|id| id.parse().ok());
    let export = store::find(cx, id.ok_or(Fault::NotFound)?).await?;
    Ok(export.filter(|export| export.state == ExportState::Queued && export.expires_at > cx.now))
}

async fn fail(cx: &mut Cx, task: &Task, code: &str) -> Result<(), Fault> {
    match waiting(cx, task).await? {
        Some(mut export) => make::conclude(cx, &mut export, Err(code.into())).await,
        None => Ok(()),
    }
}
