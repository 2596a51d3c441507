//! The table of jobs. Every statement that decides who works on a job runs in the writer's
//! transaction, which is one over all nodes: what was compared there is still so when it is set.

pub mod items;
pub mod said;

use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::jobs::{Job, JobState};
use yingda_shared::kernel::id::{JobId, Uuid};
use yingda_shared::kernel::limits::{JOB_DAYS, PAGE_DEFAULT, PRUNE_BATCH};
use yingda_shared::kernel::page::Page;
use yingda_shared::kernel::time::{DAY, Millis};

use super::runner::Task;
use crate::binds;
use crate::ctx::Cx;
use crate::db::{Row, id};
use crate::failure;

/// A node that says nothing for so long has left what it works on.
pub const LEASE: Millis = 60_000;

const COLUMNS: &str = "id, kind, about, owner, device, rights, state, total, done, refused, next, tries, created_at, \
                       begins_at, started_at, ended_at, lease_by, undoes, undone_by, input, fault, result";

/// Who owns what this actor starts; empty for the product itself.
pub fn owner(actor: &Actor) -> String {
    actor.user_id.map(|id| id.to_string()).unwrap_or_default()
}

pub async fn insert(cx: &mut Cx, task: &Task, total: i64, begins_at: Millis) -> Result<(), Fault> {
    let sql = "INSERT INTO jobs (id, kind, about, owner, device, rights, state, total, done, refused, next, tries, \
               created_at, begins_at, lease_by, lease_until, undoes, input) \
               VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, 0, 0, 0, 0, $8, $9, '', $9, $10, $11)";
    let now = cx.now;
    let values = binds![
        task.id.0,
        task.kind.as_str(),
        task.about.as_str(),
        task.owner.as_str(),
        task.device.as_str(),
        task.rights.join(" "),
        total,
        now,
        begins_at,
        task.undoes.map(|id| id.to_string()),
        task.input.to_string(),
    ];
    cx.exec(sql, values).await.map(drop)
}

/// A job as the wire shows it, and as whoever works on it needs it.
pub async fn find(cx: &mut Cx, job: JobId) -> Result<Option<(Job, Task)>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM jobs WHERE id = $1");
    cx.maybe(&sql, vec![id(job)]).await?.map(|row| Ok((parse(&row)?, task(&row)?))).transpose()
}

/// One of an owner's jobs: another's is answered like one that is not there.
pub async fn own(cx: &mut Cx, job: JobId) -> Result<(Job, Task), Fault> {
    let owner = owner(cx.actor());
    find(cx, job).await?.filter(|(_, task)| task.owner == owner).ok_or(Fault::NotFound)
}

pub async fn list(cx: &mut Cx, open: bool, cursor: Option<&str>) -> Result<Page<Job>, Fault> {
    let (mut condition, mut values) = ("owner = $1".to_string(), binds![owner(cx.actor())]);
    if open {
        condition.push_str(" AND state IN ('queued', 'running')");
    }
    if let Some(cursor) = cursor {
        let malformed = || Fault::invalid("/cursor", "malformed");
        let (at, job) = cursor.split_once('~').ok_or_else(malformed)?;
        let at: i64 = at.parse().map_err(|_| malformed())?;
        let job: Uuid = job.parse().map_err(|_| malformed())?;
        condition.push_str(" AND (created_at, id) < ($2, $3)");
        values.extend(binds![at, job]);
    }
    let limit = PAGE_DEFAULT as usize;
    let sql =
        format!("SELECT {COLUMNS} FROM jobs WHERE {condition} ORDER BY created_at DESC, id DESC LIMIT {}", limit + 1);
    let rows = cx.all(&sql, values).await?;
    let jobs: Vec<Job> = rows.iter().take(limit).map(parse).collect::<Result<_, _>>()?;
    let more = rows.len() > limit;
    let next = jobs.last().filter(|_| more).map(|job| format!("{}~{}", job.created_at, job.id));
    Ok(Page { rows: jobs, next })
}

pub async fn count_open(cx: &mut Cx, owner: &str) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS n FROM jobs WHERE owner = $1 AND state IN ('queued', 'running')";
    Ok(cx.one(sql, binds![owner]).await?.int("n"))
}

/// Whether a job of the product's own waits that nobody has begun yet.
pub async fn own_waits(cx: &mut Cx, kind: &str) -> Result<bool, Fault> {
    let sql = "SELECT id FROM jobs WHERE owner = '' AND kind = $1 AND state = 'queued' AND started_at IS NULL LIMIT 1";
    Ok(cx.maybe(sql, binds![kind]).await?.is_some())
}

/// When the next job may be taken up; None while none waits.
pub async fn next_due(cx: &mut Cx) -> Result<Option<Millis>, Fault> {
    let sql = "SELECT MIN(lease_until) AS at FROM jobs WHERE state IN ('queued', 'running')";
    Ok(cx.one(sql, vec![]).await?.maybe_int("at"))
}

/// Takes up the job whose turn it is: of those that wait, one of whoever has the fewest under way.
pub async fn claim(cx: &mut Cx, node: Uuid) -> Result<Option<Task>, Fault> {
    let now = cx.now;
    let sql = format!(
        "SELECT {COLUMNS} FROM jobs WHERE state IN ('queued', 'running') AND lease_until <= $1 \
         ORDER BY (SELECT COUNT(*) FROM jobs other WHERE other.owner = jobs.owner AND other.state = 'running' \
         AND other.lease_until > $1), created_at, id LIMIT 1"
    );
    let Some(row) = cx.maybe(&sql, binds![now]).await? else { return Ok(None) };
    let mut task = task(&row)?;
    // Begun before: what has its answer is counted, not what was thought to have been done.
    let (done, refused) = match row.maybe_int("started_at") {
        Some(_) => items::count(cx, task.id).await?,
        None => (0, 0),
    };
    let left = row.text("state") == JobState::Running.as_str();
    task.tries = match (left, done > row.int("done")) {
        (false, _) => 0,
        (true, true) => 1,
        (true, false) => task.tries + 1,
    };
    task.lease = format!("{node}/{now}");
    let sql = "UPDATE jobs SET state = 'running', lease_by = $1, lease_until = $2, started_at = COALESCE(started_at, $3), \
               done = $4, refused = $5, tries = $6 WHERE id = $7";
    let values = binds![task.lease.as_str(), now + LEASE, now, done, refused, task.tries, task.id.0];
    cx.exec(sql, values).await?;
    Ok(Some(task))
}

/// Whether whoever works on the job still may: asked in the transaction of each item.
pub async fn is_held(cx: &mut Cx, task: &Task) -> Result<bool, Fault> {
    let sql = "SELECT id FROM jobs WHERE id = $1 AND lease_by = $2 AND state = 'running'";
    Ok(cx.maybe(sql, binds![task.id.0, task.lease.as_str()]).await?.is_some())
}

/// Holds on to the job; false when it is another's by now.
pub async fn renew(cx: &mut Cx, task: &Task) -> Result<bool, Fault> {
    let until = cx.now + LEASE;
    let sql = "UPDATE jobs SET lease_until = $1 WHERE id = $2 AND lease_by = $3 AND state = 'running'";
    Ok(cx.exec(sql, binds![until, task.id.0, task.lease.as_str()]).await? == 1)
}

/// Says how far it is; false when it is another's by now.
pub async fn advance(cx: &mut Cx, task: &Task, next: i64, done: i64, refused: i64) -> Result<bool, Fault> {
    let until = cx.now + LEASE;
    let sql = "UPDATE jobs SET next = $1, done = done + $2, refused = refused + $3, tries = 0, lease_until = $4 \
               WHERE id = $5 AND lease_by = $6 AND state = 'running'";
    let values = binds![next, done, refused, until, task.id.0, task.lease.as_str()];
    Ok(cx.exec(sql, values).await? == 1)
}

/// Gives the job back, to be gone on with from a moment on by whoever is free.
pub async fn release(cx: &mut Cx, task: &Task, at: Millis) -> Result<(), Fault> {
    let sql = "UPDATE jobs SET state = 'queued', lease_by = '', lease_until = $1 \
               WHERE id = $2 AND lease_by = $3 AND state = 'running'";
    cx.exec(sql, binds![at, task.id.0, task.lease.as_str()]).await.map(drop)
}

/// Ends a job that is still open.
pub async fn end(
    cx: &mut Cx,
    job: JobId,
    state: JobState,
    fault: Option<&Fault>,
    result: Option<&serde_json::Value>,
) -> Result<(), Fault> {
    let fault = fault.map(serde_json::to_string).transpose().map_err(|error| failure::internal(&error))?;
    let result = result.map(ToString::to_string);
    let sql = "UPDATE jobs SET state = $1, ended_at = $2, fault = $3, result = $4, lease_by = '' \
               WHERE id = $5 AND state IN ('queued', 'running')";
    let now = cx.now;
    cx.exec(sql, binds![state.as_str(), now, fault, result, job.0]).await.map(drop)
}

/// Counts anew what has its answer.
pub async fn set_counts(cx: &mut Cx, job: JobId, done: i64, refused: i64) -> Result<(), Fault> {
    let sql = "UPDATE jobs SET done = $1, refused = $2 WHERE id = $3";
    cx.exec(sql, binds![done, refused, job.0]).await.map(drop)
}

pub async fn set_undone_by(cx: &mut Cx, job: JobId, by: JobId) -> Result<(), Fault> {
    cx.exec("UPDATE jobs SET undone_by = $1 WHERE id = $2", binds![by.0, job.0]).await.map(drop)
}

/// Lets a batch of items go whose job ended long ago, then the jobs that have none left.
pub async fn prune(cx: &mut Cx) -> Result<u64, Fault> {
    let before = cx.now - JOB_DAYS * DAY;
    let gone = items::prune(cx, before).await?;
    if gone >= PRUNE_BATCH as u64 {
        return Ok(gone);
    }
    let sql = format!(
        "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE ended_at < $1 AND NOT EXISTS \
         (SELECT 1 FROM job_items WHERE job_items.job_id = jobs.id) ORDER BY ended_at LIMIT {PRUNE_BATCH})"
    );
    Ok(gone + cx.exec(&sql, binds![before]).await?)
}

fn parse(row: &Row) -> Result<Job, Fault> {
    let json = |text: Option<String>| {
        text.map(|text| serde_json::from_str(&text)).transpose().map_err(|error| failure::internal(&error))
    };
    let fault = row.maybe_text("fault");
    Ok(Job {
        id: row.id("id"),
        kind: row.text("kind"),
        about: row.text("about"),
        state: JobState::parse(&row.text("state")).unwrap_or(JobState::Failed),
        total: row.int("total"),
        done: row.int("done"),
        refused: row.int("refused"),
        created_at: row.int("created_at"),
        begins_at: row.int("begins_at"),
        started_at: row.maybe_int("started_at"),
        ended_at: row.maybe_int("ended_at"),
        undo_until: None,
        undoes: row.maybe_id("undoes"),
        undone_by: row.maybe_id("undone_by"),
        fault: fault.map(|text| serde_json::from_str(&text)).transpose().map_err(|error| failure::internal(&error))?,
        result: json(row.maybe_text("result"))?,
    })
}

fn task(row: &Row) -> Result<Task, Fault> {
    Ok(Task {
        id: row.id("id"),
        kind: row.text("kind"),
        about: row.text("about"),
        owner: row.text("owner"),
        device: row.text("device"),
        rights: row.text("rights").split(' ').filter(|name| !name.is_empty()).map(str::to_string).collect(),
        next: row.int("next"),
        tries: row.int("tries"),
        undoes: row.maybe_id("undoes"),
        input: serde_json::from_str(&row.text("input")).map_err(|error| failure::internal(&error))?,
        lease: row.text("lease_by"),
    })
}
