//! The work on an import: groups of rows, each row in a transaction of its own, so that nothing of a
//! row is half done. What became of a row is written with it: a crash goes on where it was.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use futures::future::join_all;
use sha2::{Digest, Sha256};
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::imports::{ImportState, OnDuplicate, Outcome, RowFault, StartImport, Target, UndoImport};
use yingda_shared::kernel::hex::hex;
use yingda_shared::kernel::id::{CaseId, Uuid};

use super::plan::{self, Book, Plan, Step, Stop, Values, Wrong};
use super::store::{self, RowBody, Stored, Written};
use super::table::Row;
use super::{file, rows, undo};
use crate::ctx::{Caller, Cx};
use crate::failure;
use crate::jobs::runner::Task;
use crate::jobs::{self, worker};
use crate::records;
use crate::registry::registry;
use crate::services::Services;

/// Groups after which the lists that rows name things of are read anew.
const BOOK_GROUPS: usize = 50;
/// Works on an import until it ends, as the job that was begun for it.
pub async fn work(services: &Arc<Services>, task: &Task, id: Uuid) -> Result<(), Fault> {
    let import = store::find(&mut services.reader(Caller::system()), id).await?.ok_or(Fault::NotFound)?;
    match import.state {
        ImportState::Undoing => undo::work(services, task, import).await,
        ImportState::Queued | ImportState::Running => bring(services, task, import).await,
        // Ended by whoever had it before, who died before the job was told.
        _ => Ok(()),
    }
}

/// Whose job it is, with the rights of this moment.
pub async fn owner(services: &Arc<Services>, task: &Task, import: &Stored) -> Result<Caller, Fault> {
    let device = format!("import {}", import.body.name);
    Ok(Caller { device, ..worker::caller(services, task).await? })
}

/// What rows of one file share.
pub struct Frame {
    pub import: Uuid,
    pub target: Target,
    pub body: store::Body,
    pub book: Book,
}

impl Frame {
    pub async fn open(cx: &mut Cx, import: &Stored) -> Result<Frame, Fault> {
        let choices = &import.body.choices;
        let target = choices.target.ok_or_else(|| Fault::invalid("/choices/target", "required"))?;
        let on_duplicate = choices.on_duplicate.unwrap_or(OnDuplicate::Skip);
        let book = Book::open(cx, on_duplicate, import.body.dates).await?;
        Ok(Frame { import: import.id, target, body: import.body.clone(), book })
    }

    pub fn values<'a>(&'a self, row: &'a Row) -> Values<'a> {
        Values { row, choices: &self.body.choices, headings: &self.body.headings }
    }

    /// What the row becomes, the rows before it in the file considered.
    pub async fn plan(&self, cx: &mut Cx, row: &Row, first: Option<u64>) -> Result<Plan, Stop> {
        let values = self.values(row);
        values.too_wide()?;
        match (first, self.book.on_duplicate) {
            (Some(line), OnDuplicate::Refuse) => {
                let mut wrong = Wrong::new(plan::key_field(self.target, &values), "table_repeated");
                wrong.params.insert("line".into(), line.to_string());
                Err(wrong.into())
            }
            (Some(_), OnDuplicate::Skip) => Ok(Plan { known: true, ..Plan::default() }),
            (first, _) => {
                let mut plan = plan::plan(cx, &self.book, &values, self.target).await?;
                plan.known |= first.is_some();
                Ok(plan)
            }
        }
    }

    pub fn faults(&self, row: &Row, wrongs: Vec<Wrong>) -> Vec<RowFault> {
        wrongs.into_iter().map(|wrong| self.values(row).fault(wrong)).collect()
    }
}

/// The things that rows of this file were about, and the lines they stood in.
#[derive(Default)]
pub struct Seen(HashMap<u64, u64>);

impl Seen {
    /// The line that was about the same thing before this one.
    pub fn first(&mut self, frame: &Frame, row: &Row) -> Option<u64> {
        let key = plan::key(frame.target, &frame.values(row))?;
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        match self.0.entry(hasher.finish()) {
            std::collections::hash_map::Entry::Occupied(entry) => Some(*entry.get()),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(row.line);
                None
            }
        }
    }
}

async fn bring(services: &Arc<Services>, task: &Task, mut import: Stored) -> Result<(), Fault> {
    let bytes = file::bytes(services, import.id).await?;
    let mut groups = rows::groups(bytes, &import.body.choices, 0);
    let mut frame = Arc::new(Frame::open(&mut services.reader(Caller::system()), &import).await?);
    let (mut seen, mut count) = (Seen::default(), 0);
    import.state = ImportState::Running;
    while let Some(group) = groups.recv().await {
        let group = match group {
            Ok(group) => group,
            Err(trouble) => return end(services, task, import, ImportState::Failed, Some(trouble.row())).await,
        };
        let caller = owner(services, task, &import).await?;
        count += 1;
        if count % BOOK_GROUPS == 0 {
            frame = Arc::new(Frame::open(&mut services.reader(Caller::system()), &import).await?);
        }
        let mut rows = Vec::new();
        for row in group {
            let first = seen.first(&frame, &row);
            if row.line as i64 > import.line {
                rows.push((row, first));
            }
        }
        let Some((last, _)) = rows.last() else { continue };
        import.line = last.line as i64;
        let works = rows.into_iter().map(|(row, first)| one(services, task, &caller, frame.clone(), row, first));
        for outcome in join_all(works).await {
            import.body.counts.rows += 1;
            import.body.counts.add(outcome?);
        }
        note(services, task, &import).await?;
    }
    end(services, task, import, ImportState::Done, None).await
}

/// Brings one row in, or writes down why it was left out.
async fn one(
    services: &Arc<Services>,
    task: &Task,
    caller: &Caller,
    frame: Arc<Frame>,
    row: Row,
    first: Option<u64>,
) -> Result<Outcome, Fault> {
    let (import, line, row) = (frame.import, row.line as i64, Arc::new(row));
    let (inner, mine, held) = (frame.clone(), row.clone(), task.clone());
    let work = services.write(caller.clone(), move |cx| {
        Box::pin(async move {
            hold(cx, &held).await?;
            if let Some(known) = store::outcome(cx, import, line).await? {
                return Ok(Ok(known));
            }
            let plan = match inner.plan(cx, &mine, first).await {
                Ok(plan) => plan,
                Err(Stop::Wrong(wrongs)) => return Ok(Err(wrongs)),
                Err(Stop::Fault(fault)) => return Err(fault),
            };
            let mut body = RowBody::default();
            for step in &plan.steps {
                body.written.push(write(cx, step).await?);
            }
            store::add_row(cx, import, line, plan.outcome(), &body).await?;
            Ok(Ok(plan.outcome()))
        })
    });
    let wrongs = match work.await {
        Ok(Ok(outcome)) => return Ok(outcome),
        Ok(Err(wrongs)) => wrongs,
        Err(fault) => match Stop::from(fault) {
            Stop::Wrong(wrongs) => wrongs,
            Stop::Fault(fault) => return Err(fault),
        },
    };
    let body = RowBody { faults: frame.faults(&row, wrongs), ..RowBody::default() };
    leave(services, task, import, line, Outcome::Refused, body).await?;
    Ok(Outcome::Refused)
}

/// Writes down a row that nothing was done for, with the reason.
pub async fn leave(
    services: &Arc<Services>,
    task: &Task,
    import: Uuid,
    line: i64,
    outcome: Outcome,
    body: RowBody,
) -> Result<(), Fault> {
    let task = task.clone();
    let work = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            hold(cx, &task).await?;
            store::add_row(cx, import, line, outcome, &body).await
        })
    });
    work.await
}

/// Nothing is written for a job that was stopped, or is another node's by now.
pub async fn hold(cx: &mut Cx, task: &Task) -> Result<(), Fault> {
    match jobs::store::is_held(cx, task).await? {
        true => Ok(()),
        false => Err(failure::unavailable()),
    }
}

/// Runs the operation of a step as the caller, and keeps what an undo needs.
async fn write(cx: &mut Cx, step: &Step) -> Result<Written, Fault> {
    run(cx, step.operation, step.input.clone()).await?;
    let (_, after) = present(cx, step.kind, step.id).await?.ok_or(Fault::NotFound)?;
    Ok(Written { kind: step.kind.into(), id: step.id, before: step.before.clone(), after })
}

pub async fn run(cx: &mut Cx, operation: &str, input: serde_json::Value) -> Result<(), Fault> {
    let entry = registry().get(operation).ok_or(Fault::NotFound)?;
    registry().decide_json(cx, entry, entry.version, input).await.map(drop)
}

/// What is there now, with a mark that changes when it does.
pub async fn present(cx: &mut Cx, kind: &str, id: Uuid) -> Result<Option<(serde_json::Value, String)>, Fault> {
    if kind == "cases" {
        let Some(case) = crate::cases::store::find(cx, CaseId(id)).await? else { return Ok(None) };
        let value = serde_json::to_value(&case).map_err(|error| failure::internal(&error))?;
        return Ok(Some((value, format!("rv {}", case.rv))));
    }
    let Some(kind) = undo::KINDS.iter().copied().find(|known| *known == kind) else { return Ok(None) };
    let Some((rv, mut value)) = records::store::raw(cx, kind, id).await? else { return Ok(None) };
    value["rv"] = 0.into();
    let mark = hex(&Sha256::digest(value.to_string())).chars().take(16).collect();
    value["rv"] = rv.into();
    Ok(Some((value, mark)))
}

/// Writes how far it is, unless somebody stopped it meanwhile.
pub async fn note(services: &Arc<Services>, task: &Task, import: &Stored) -> Result<(), Fault> {
    let (task, import) = (task.clone(), import.clone());
    let work = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            worker::go_on(cx, &task).await?;
            store::save(cx, &import).await
        })
    });
    work.await
}

/// The end of the work.
pub async fn end(
    services: &Arc<Services>,
    task: &Task,
    import: Stored,
    state: ImportState,
    trouble: Option<RowFault>,
) -> Result<(), Fault> {
    let (caller, task) = (owner(services, task, &import).await?, task.clone());
    let work = services.write(caller, move |cx| {
        Box::pin(async move {
            hold(cx, &task).await?;
            conclude(cx, import, state, trouble).await
        })
    });
    work.await
}

/// Writes an end down, with a line of the audit for the whole.
pub async fn conclude(
    cx: &mut Cx,
    mut import: Stored,
    state: ImportState,
    trouble: Option<RowFault>,
) -> Result<(), Fault> {
    let action = if import.state == ImportState::Undoing { UndoImport::NAME } else { StartImport::NAME };
    import.state = state;
    import.body.ended_at = Some(cx.now);
    import.body.trouble = trouble;
    let (id, counts) = (import.id.to_string(), import.body.counts);
    let new = format!(
        "{}: {} created, {} updated, {} skipped, {} refused, {} undone, {} kept",
        import.body.name, counts.created, counts.updated, counts.skipped, counts.refused, counts.undone, counts.kept
    );
    let (kind, field) = ("imports", "state");
    cx.audit(crate::audit::Line { action, kind, object: &id, field, old: "", new: &new, reason: "" }).await?;
    store::save(cx, &import).await
}
