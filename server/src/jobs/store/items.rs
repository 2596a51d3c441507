//! The table of items: what each is about, and its answer.

use yingda_shared::fault::Fault;
use yingda_shared::jobs::{ItemOutcome, JobItem};
use yingda_shared::kernel::id::JobId;
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::kernel::page::Page;
use yingda_shared::kernel::time::Millis;

use super::super::runner::{Done, Item, Task};
use crate::binds;
use crate::ctx::Cx;
use crate::db::{Row, id};
use crate::failure;

/// Rows of one statement.
const CHUNK: usize = 200;

/// Stores what is to be done, in its order.
pub async fn insert(cx: &mut Cx, job: JobId, items: &[Item]) -> Result<(), Fault> {
    for chunk in items.chunks(CHUNK) {
        let (mut places, mut values) = (Vec::new(), Vec::new());
        for item in chunk {
            let at = values.len();
            places.push(format!("(${}, ${}, ${}, ${}, ${})", at + 1, at + 2, at + 3, at + 4, at + 5));
            let (about, label) = (item.about.as_str(), item.label.as_str());
            values.extend(binds![job.0, item.index, about, label, item.input.to_string()]);
        }
        let sql = format!("INSERT INTO job_items (job_id, idx, about, label, input) VALUES {}", places.join(", "));
        cx.exec(&sql, values).await?;
    }
    Ok(())
}

/// Stored items from an index on.
pub async fn from(cx: &mut Cx, job: JobId, index: i64, most: usize) -> Result<Vec<Item>, Fault> {
    let sql = format!(
        "SELECT idx, about, label, input, note FROM job_items WHERE job_id = $1 AND idx >= $2 ORDER BY idx LIMIT {most}"
    );
    cx.all(&sql, vec![id(job), index.into()]).await?.iter().map(parse).collect()
}

/// What another job did, the newest first, for the one that takes it back: counted from the end, so that
/// its own items have an order of their own.
pub async fn done_backwards(cx: &mut Cx, job: JobId, index: i64, most: usize) -> Result<Vec<Item>, Fault> {
    let last = last_index(cx, job).await?;
    let sql = format!(
        "SELECT idx, about, label, input, note FROM job_items WHERE job_id = $1 AND idx <= $2 AND outcome = 'ok' \
         ORDER BY idx DESC LIMIT {most}"
    );
    let rows = cx.all(&sql, vec![id(job), (last - index).into()]).await?;
    let mut items: Vec<Item> = rows.iter().map(parse).collect::<Result<_, _>>()?;
    items.iter_mut().for_each(|item| item.index = last - item.index);
    Ok(items)
}

async fn last_index(cx: &mut Cx, job: JobId) -> Result<i64, Fault> {
    let sql = "SELECT MAX(idx) AS idx FROM job_items WHERE job_id = $1";
    Ok(cx.one(sql, vec![id(job)]).await?.maybe_int("idx").unwrap_or_default())
}

/// Items with an answer, and those among them that is not `ok`.
pub async fn count(cx: &mut Cx, job: JobId) -> Result<(i64, i64), Fault> {
    let sql = "SELECT COUNT(*) AS n FROM job_items WHERE job_id = $1 AND outcome IS NOT NULL";
    let done = cx.one(sql, vec![id(job)]).await?.int("n");
    let sql = "SELECT COUNT(*) AS n FROM job_items WHERE job_id = $1 AND outcome <> 'ok'";
    Ok((done, cx.one(sql, vec![id(job)]).await?.int("n")))
}

pub async fn outcome(cx: &mut Cx, job: JobId, index: i64) -> Result<Option<ItemOutcome>, Fault> {
    let sql = "SELECT outcome FROM job_items WHERE job_id = $1 AND idx = $2";
    let row = cx.maybe(sql, vec![id(job), index.into()]).await?;
    Ok(row.and_then(|row| row.maybe_text("outcome")).and_then(|word| ItemOutcome::parse(&word)))
}

/// Writes an item's answer down: the one thing that makes it done.
pub async fn settle(
    cx: &mut Cx,
    task: &Task,
    item: &Item,
    outcome: ItemOutcome,
    done: &Done,
    fault: Option<&Fault>,
) -> Result<(), Fault> {
    let fault = fault.map(serde_json::to_string).transpose().map_err(|error| failure::internal(&error))?;
    let note = done.note.as_ref().map(ToString::to_string);
    let label = done.label.as_deref().unwrap_or(&item.label);
    let about = done.about.as_deref().unwrap_or(&item.about);
    let sql = "UPDATE job_items SET outcome = $1, fault = $2, note = $3, label = $4, about = $5 \
               WHERE job_id = $6 AND idx = $7";
    let values = binds![outcome.as_str(), fault.clone(), note.clone(), label, about, task.id.0, item.index];
    if cx.exec(sql, values).await? == 1 {
        return Ok(());
    }
    // An item that was read from elsewhere, not stored before.
    let sql = "INSERT INTO job_items (job_id, idx, about, label, input, outcome, fault, note) \
               VALUES ($1, $2, $3, $4, 'null', $5, $6, $7)";
    let values = binds![task.id.0, item.index, about, label, outcome.as_str(), fault, note];
    cx.exec(sql, values).await.map(drop)
}

/// A page of items after the cursor, which is an index.
pub async fn page(
    cx: &mut Cx,
    job: JobId,
    trouble: bool,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<JobItem>, Fault> {
    let after = match cursor {
        None => -1,
        Some(cursor) => cursor.parse::<i64>().map_err(|_| Fault::invalid("/cursor", "malformed"))?,
    };
    let only = if trouble { "AND outcome <> 'ok'" } else { "" };
    let sql = format!(
        "SELECT idx, about, label, outcome, fault FROM job_items WHERE job_id = $1 AND idx > $2 {only} \
         ORDER BY idx LIMIT {}",
        limit + 1
    );
    let rows = cx.all(&sql, vec![id(job), after.into()]).await?;
    let shown: Vec<JobItem> = rows.iter().take(limit).map(shown).collect::<Result<_, _>>()?;
    let next = shown.last().filter(|_| rows.len() > limit).map(|item| item.index.to_string());
    Ok(Page { rows: shown, next })
}

pub async fn prune(cx: &mut Cx, before: Millis) -> Result<u64, Fault> {
    let sql = format!("SELECT id FROM jobs WHERE ended_at < $1 ORDER BY ended_at LIMIT {PRUNE_BATCH}");
    let mut gone = 0;
    for job in cx.all(&sql, binds![before]).await? {
        let sql = format!(
            "DELETE FROM job_items WHERE job_id = $1 AND idx IN \
             (SELECT idx FROM job_items WHERE job_id = $1 ORDER BY idx LIMIT {PRUNE_BATCH})"
        );
        gone += cx.exec(&sql, binds![job.text("id")]).await?;
        if gone >= PRUNE_BATCH as u64 {
            break;
        }
    }
    Ok(gone)
}

fn parse(row: &Row) -> Result<Item, Fault> {
    let json = |text: String| serde_json::from_str(&text).map_err(|error| failure::internal(&error));
    Ok(Item {
        index: row.int("idx"),
        about: row.text("about"),
        label: row.text("label"),
        input: json(row.text("input"))?,
        note: row.maybe_text("note").map(json).transpose()?,
    })
}

fn shown(row: &Row) -> Result<JobItem, Fault> {
    let fault = row.maybe_text("fault").map(|text| serde_json::from_str(&text));
    Ok(JobItem {
        index: row.int("idx"),
        about: row.text("about"),
        label: row.text("label"),
        outcome: row.maybe_text("outcome").and_then(|word| ItemOutcome::parse(&word)),
        fault: fault.transpose().map_err(|error| failure::internal(&error))?,
    })
}
