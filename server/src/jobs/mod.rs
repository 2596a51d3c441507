//! Jobs: work in many items that no request waits for (docs/jobs.md).

pub mod runner;
pub mod store;
pub mod worker;

use serde_json::Value;
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::jobs::{CancelJob, GetJob, Job, JobItem, JobState, ListJobItems, ListJobs, UndoJob};
use yingda_shared::kernel::id::{JobId, Uuid};
use yingda_shared::kernel::limits::{JOBS_OPEN_MAX, PAGE_DEFAULT, PAGE_MAX};
use yingda_shared::kernel::page::Page;
use yingda_shared::kernel::time::Millis;

use self::runner::{Item, Task};
use self::store::items;
use crate::ctx::{Caller, Cx, new_id};
use crate::dispatch::Registry;
use crate::registry::runners;

pub fn register(registry: &mut Registry) {
    registry.read::<GetJob, _>(get);
    registry.read::<ListJobs, _>(list);
    registry.read::<ListJobItems, _>(list_items);
    registry.write::<CancelJob, _>(cancel);
    registry.write::<UndoJob, _>(undo);
}

/// A job to be started.
pub struct NewJob {
    /// NAME of the operation that starts it; a runner is called so.
    pub kind: &'static str,
    pub about: String,
    /// What all items share.
    pub input: Value,
    /// Items known now, in their order; empty where the runner reads them from elsewhere.
    pub items: Vec<Item>,
    /// How many there will be.
    pub total: i64,
    /// Nothing is done before so long has passed.
    pub delay: Millis,
}

impl NewJob {
    /// A job whose single item is the whole of a named thing.
    pub fn of_one(kind: &'static str, about: Uuid, name: &str, input: Value) -> NewJob {
        let (about, label) = (about.to_string(), name.to_string());
        let item = Item { index: 0, about, label, input: Value::Null, note: None };
        NewJob { kind, about: name.to_string(), input, items: vec![item], total: 1, delay: 0 }
    }
}

/// Starts a job of the caller's, in the transaction of the operation that asks for it.
pub async fn start(cx: &mut Cx, new: NewJob) -> Result<Job, Fault> {
    let task = Task { about: new.about, input: new.input, ..blank(cx, new.kind) };
    begin(cx, task, &new.items, new.total, new.delay).await
}

/// Starts a job of the product's own, whoever asked for what it follows from: how many jobs they have does not matter.
pub async fn start_own(cx: &mut Cx, new: NewJob) -> Result<Job, Fault> {
    let caller = std::mem::replace(&mut cx.caller, Caller::system());
    let started = start(cx, new).await;
    cx.caller = caller;
    started
}

fn blank(cx: &Cx, kind: &str) -> Task {
    Task {
        id: new_id(),
        kind: kind.into(),
        about: String::new(),
        owner: store::owner(cx.actor()),
        device: cx.caller.device.clone(),
        rights: cx.actor().operations.iter().cloned().collect(),
        next: 0,
        tries: 0,
        undoes: None,
        input: Value::Null,
        lease: String::new(),
    }
}

async fn begin(cx: &mut Cx, task: Task, items: &[Item], total: i64, delay: Millis) -> Result<Job, Fault> {
    // The product's own work is refused to nobody.
    if !task.owner.is_empty() && store::count_open(cx, &task.owner).await? >= JOBS_OPEN_MAX {
        return Err(Fault::refused("jobs.too_many"));
    }
    let begins_at = cx.now + delay;
    store::insert(cx, &task, total, begins_at).await?;
    items::insert(cx, task.id, items).await?;
    tell(cx, &task).await?;
    shown(cx, task.id).await
}

/// Puts a change of a job on the feed: its owner's pages look, and nodes that are free.
pub async fn tell(cx: &mut Cx, task: &Task) -> Result<(), Fault> {
    cx.touch("jobs", &task.id.to_string(), vec![scope::user(&task.owner)]).await.map(drop)
}

async fn shown(cx: &mut Cx, job: JobId) -> Result<Job, Fault> {
    let (job, _) = store::own(cx, job).await?;
    Ok(with_undo(job, cx.now))
}

/// Until when it may be undone: as long as it runs, and for the time that its kind gives.
fn with_undo(mut job: Job, now: Millis) -> Job {
    let undo_for = runners().get(&job.kind).map_or(0, |runner| runner.undo_for());
    let undone = job.undoes.is_some() || job.undone_by.is_some() || undo_for == 0;
    let until = job.ended_at.map_or(now + undo_for, |ended| ended + undo_for);
    job.undo_until = Some(until).filter(|until| !undone && *until > now);
    job
}

async fn get(cx: &mut Cx, op: GetJob) -> Result<Job, Fault> {
    shown(cx, op.id).await
}

async fn list(cx: &mut Cx, op: ListJobs) -> Result<Page<Job>, Fault> {
    let page = store::list(cx, op.open, op.cursor.as_deref()).await?;
    let now = cx.now;
    Ok(Page { rows: page.rows.into_iter().map(|job| with_undo(job, now)).collect(), next: page.next })
}

async fn list_items(cx: &mut Cx, op: ListJobItems) -> Result<Page<JobItem>, Fault> {
    store::own(cx, op.id).await?;
    let limit = op.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    items::page(cx, op.id, op.trouble, op.cursor.as_deref(), limit).await
}

async fn cancel(cx: &mut Cx, op: CancelJob) -> Result<Job, Fault> {
    let (job, task) = store::own(cx, op.id).await?;
    if !job.state.is_open() {
        return Err(Fault::refused("jobs.ended"));
    }
    break_off(cx, &task).await?;
    shown(cx, op.id).await
}

/// Stops a job for a domain that has a word of its own for it; one that ended stays as it is.
pub async fn stop(cx: &mut Cx, id: JobId) -> Result<(), Fault> {
    match store::find(cx, id).await? {
        Some((job, task)) if job.state.is_open() => break_off(cx, &task).await,
        _ => Ok(()),
    }
}

/// What is under way at this moment finds in its own transaction that it may not.
async fn break_off(cx: &mut Cx, task: &Task) -> Result<(), Fault> {
    let (done, refused) = items::count(cx, task.id).await?;
    store::set_counts(cx, task.id, done, refused).await?;
    store::end(cx, task.id, JobState::Cancelled, None, None).await?;
    if let Some(runner) = runners().get(&task.kind) {
        runner.broken_off(cx, task, JobState::Cancelled, None).await?;
    }
    tell(cx, task).await
}

async fn undo(cx: &mut Cx, op: UndoJob) -> Result<Job, Fault> {
    let (job, task) = store::own(cx, op.id).await?;
    let undo_for = runners().get(&job.kind).map_or(0, |runner| runner.undo_for());
    if job.undoes.is_some() || undo_for == 0 {
        return Err(Fault::refused("jobs.not_undoable"));
    }
    if job.undone_by.is_some() {
        return Err(Fault::refused("jobs.undone"));
    }
    if job.ended_at.is_some_and(|ended| ended + undo_for <= cx.now) {
        return Err(Fault::refused("jobs.undo_over"));
    }
    if job.state.is_open() {
        break_off(cx, &task).await?;
    }
    let (done, refused) = items::count(cx, job.id).await?;
    if done == refused {
        // Nothing came of it: stopped is all that is left to do.
        return shown(cx, op.id).await;
    }
    let back =
        Task { about: task.about.clone(), input: task.input.clone(), undoes: Some(job.id), ..blank(cx, &job.kind) };
    store::set_undone_by(cx, job.id, back.id).await?;
    tell(cx, &task).await?;
    begin(cx, back, &[], done - refused, 0).await
}
