//! The jobs of imports: one brings the rows in, another takes them back. Each has a single item, the whole
//! file; what became of its rows lies with the import, which is kept longer than any job.

use serde_json::json;
use yingda_shared::contract::{BoxFuture, Operation};
use yingda_shared::fault::Fault;
use yingda_shared::imports::{ImportState, RowFault, StartImport, UndoImport};
use yingda_shared::jobs::JobState;
use yingda_shared::kernel::id::Uuid;

use super::run::{conclude, work};
use super::store::{self, Stored};
use crate::ctx::Cx;
use crate::jobs::NewJob;
use crate::jobs::runner::{Done, Item, Runner, Runners, Task};

pub fn register(runners: &mut Runners) {
    runners.add(ImportRunner(StartImport::NAME));
    runners.add(ImportRunner(UndoImport::NAME));
}

/// The job that an operation begins.
pub fn job(kind: &'static str, import: &Stored) -> NewJob {
    NewJob::of_one(kind, import.id, &import.body.name, json!({ "import": import.id }))
}

struct ImportRunner(&'static str);

impl Runner for ImportRunner {
    fn kind(&self) -> &'static str {
        self.0
    }

    /// All the work: each row is a transaction of its own, and done once.
    fn before<'a>(&'a self, cx: &'a mut Cx, task: &'a Task, _: &'a mut Item) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            cx.rest();
            let (services, id) = (cx.services.clone(), import_of(task)?);
            work(&services, task, id).await
        })
    }

    fn run<'a>(&'a self, _: &'a mut Cx, _: &'a Task, _: &'a Item) -> BoxFuture<'a, Result<Done, Fault>> {
        Box::pin(async { Ok(Done::default()) })
    }

    fn refused<'a>(
        &'a self,
        cx: &'a mut Cx,
        task: &'a Task,
        _: &'a Item,
        fault: &'a Fault,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(break_off(cx, task, ImportState::Failed, Some(fault)))
    }

    fn broken_off<'a>(
        &'a self,
        cx: &'a mut Cx,
        task: &'a Task,
        state: JobState,
        fault: Option<&'a Fault>,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        let state = if state == JobState::Cancelled { ImportState::Cancelled } else { ImportState::Failed };
        Box::pin(break_off(cx, task, state, fault))
    }
}

fn import_of(task: &Task) -> Result<Uuid, Fault> {
    task.input["import"].as_str().and_then(|id| id.parse().ok()).ok_or(Fault::NotFound)
}

/// What was done stays, and is counted where it was written down; it can be taken back.
async fn break_off(cx: &mut Cx, task: &Task, state: ImportState, fault: Option<&Fault>) -> Result<(), Fault> {
    let Some(mut import) = store::find(cx, import_of(task)?).await?.filter(|import| import.state.is_busy()) else {
        return Ok(());
    };
    let counted = store::count(cx, import.id).await?;
    let counts = &mut import.body.counts;
    match import.state {
        // Rows that were taken back no longer say what they had come to before.
        ImportState::Undoing => (counts.undone, counts.kept) = (counted.undone, counted.kept),
        _ => *counts = counted,
    }
    let trouble = fault.map(|fault| RowFault {
        line: 0,
        field: String::new(),
        column: String::new(),
        code: fault.code().into(),
        params: fault.params(),
        value: String::new(),
    });
    conclude(cx, import, state, trouble).await
}
