//! The tables of tasks and of what happened to them.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{Id, TaskId, TeamId, UserId, Uuid};
use yingda_shared::kernel::limits::TASKS_COUNTED;
use yingda_shared::kernel::time::Millis;
use yingda_shared::tasks::{Task, TaskAbout, TaskEntry};

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, Row, id, maybe_id, places};
use crate::failure;

/// Entries of one history that are answered, the latest.
const HISTORY: usize = 200;

/// After which task a list goes on: its place and its id.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct After {
    pub place: Millis,
    pub id: Uuid,
}

impl After {
    pub const START: After = After { place: Millis::MIN, id: Uuid::nil() };

    pub fn of(task: &Task) -> After {
        After { place: task.place(), id: task.id.uuid() }
    }

    /// As answers name it; the same as `cursor` of the task.
    pub fn written(self) -> String {
        format!("{}~{}", self.place, self.id)
    }

    pub fn parse(text: &str) -> Option<After> {
        let (place, id) = text.split_once('~')?;
        Some(After { place: place.parse().ok()?, id: id.parse().ok()? })
    }
}

fn read<T: serde::de::DeserializeOwned>(row: &Row) -> Result<T, Fault> {
    serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))
}

fn parse(row: &Row) -> Result<Task, Fault> {
    Ok(Task { rv: row.int("rv"), ..read(row)? })
}

/// A task, whoever asks: the caller looks whether it is in sight.
pub async fn find(cx: &mut Cx, task: TaskId) -> Result<Option<Task>, Fault> {
    let row = cx.maybe("SELECT rv, body FROM tasks WHERE id = $1", vec![id(task)]).await?;
    row.map(|row| parse(&row)).transpose()
}

/// Those of these ids that there are.
pub async fn some(cx: &mut Cx, ids: &[TaskId]) -> Result<Vec<Task>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT rv, body FROM tasks WHERE id IN ({})", places(1, ids.len()));
    cx.all(&sql, ids.iter().map(|task| id(*task)).collect()).await?.iter().map(parse).collect()
}

/// A stretch of a list in its order. `of` is a condition on columns whose values come first.
async fn stretch(
    cx: &mut Cx,
    of: &str,
    mut values: Vec<Bind>,
    (ended, after): (bool, After),
    limit: usize,
) -> Result<Vec<Task>, Fault> {
    let n = values.len();
    values.extend(binds![ended, after.place, after.id]);
    let sql = format!(
        "SELECT rv, body FROM tasks WHERE {of}ended = ${} AND (place, id) > (${}, ${}) ORDER BY place, id LIMIT {limit}",
        n + 1,
        n + 2,
        n + 3
    );
    cx.all(&sql, values).await?.iter().map(parse).collect()
}

pub async fn of_owner(cx: &mut Cx, owner: UserId, from: (bool, After), limit: usize) -> Result<Vec<Task>, Fault> {
    stretch(cx, "owner_id = $1 AND ", vec![id(owner)], from, limit).await
}

pub async fn of_team(cx: &mut Cx, team: TeamId, from: (bool, After), limit: usize) -> Result<Vec<Task>, Fault> {
    stretch(cx, "team_id = $1 AND ", vec![id(team)], from, limit).await
}

pub async fn about(cx: &mut Cx, about: TaskAbout, from: (bool, After), limit: usize) -> Result<Vec<Task>, Fault> {
    let values = binds![about.id, about.kind.as_str()];
    stretch(cx, "about_id = $1 AND about_kind = $2 AND ", values, from, limit).await
}

pub async fn all(cx: &mut Cx, from: (bool, After), limit: usize) -> Result<Vec<Task>, Fault> {
    stretch(cx, "", Vec::new(), from, limit).await
}

/// Open tasks of somebody, and those of them that are due at a moment, as far as they are counted.
pub async fn counts(cx: &mut Cx, owner: UserId, now: Millis) -> Result<(i64, i64), Fault> {
    let sql = |due: &str| {
        format!(
            "SELECT COUNT(*) AS n FROM (SELECT id FROM tasks WHERE owner_id = $1 AND ended = 0{due} \
             LIMIT {TASKS_COUNTED}) AS counted"
        )
    };
    let open = cx.one(&sql(""), vec![id(owner)]).await?.int("n");
    let due = cx.one(&sql(" AND place <= $2"), vec![id(owner), now.into()]).await?.int("n");
    Ok((open, due))
}

/// Keeps a task under its version.
pub async fn put(cx: &mut Cx, task: &Task) -> Result<(), Fault> {
    let body = serde_json::to_string(task).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO tasks (id, rv, ended, place, owner_id, team_id, about_kind, about_id, tells_at, body) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET rv = excluded.rv, \
               ended = excluded.ended, place = excluded.place, owner_id = excluded.owner_id, \
               team_id = excluded.team_id, tells_at = excluded.tells_at, body = excluded.body";
    let values = vec![
        id(task.id),
        task.rv.into(),
        (!task.state.is_open()).into(),
        task.place().into(),
        maybe_id(task.owner_id),
        maybe_id(task.team_id),
        task.about.map(|about| about.kind.as_str().to_string()).into(),
        task.about.map(|about| about.id.to_string()).into(),
        task.tells_at().into(),
        body.into(),
    ];
    cx.exec(sql, values).await.map(drop)
}

/// Adds to the history of a task; `pos` is the version that came of it.
pub async fn add(cx: &mut Cx, task: &Task, entry: &TaskEntry) -> Result<(), Fault> {
    let body = serde_json::to_string(entry).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO task_events (task_id, pos, body) VALUES ($1, $2, $3)";
    cx.exec(sql, binds![task.id.uuid(), task.rv, body]).await.map(drop)
}

/// What happened to a task, the first thing first.
pub async fn history(cx: &mut Cx, task: TaskId) -> Result<Vec<TaskEntry>, Fault> {
    let sql = format!("SELECT body FROM task_events WHERE task_id = $1 ORDER BY pos DESC LIMIT {HISTORY}");
    let mut entries: Vec<TaskEntry> = cx.all(&sql, vec![id(task)]).await?.iter().map(read).collect::<Result<_, _>>()?;
    entries.reverse();
    Ok(entries)
}

/// Tasks of which somebody is to be told that they are due at a moment, the earliest first.
pub async fn telling(cx: &mut Cx, now: Millis, limit: usize) -> Result<Vec<TaskId>, Fault> {
    let sql = format!(
        "SELECT id FROM tasks WHERE tells_at IS NOT NULL AND tells_at <= $1 ORDER BY tells_at, id LIMIT {limit}"
    );
    Ok(cx.all(&sql, binds![now]).await?.iter().map(|row| row.id("id")).collect())
}

/// When the next one is to be told of.
pub async fn next_telling(cx: &mut Cx) -> Result<Option<Millis>, Fault> {
    let sql = "SELECT MIN(tells_at) AS at FROM tasks WHERE tells_at IS NOT NULL";
    Ok(cx.one(sql, vec![]).await?.maybe_int("at"))
}

/// Ids of all tasks beside something.
pub async fn ids_about(cx: &mut Cx, about: TaskAbout) -> Result<Vec<TaskId>, Fault> {
    let sql = "SELECT id FROM tasks WHERE about_id = $1 AND about_kind = $2";
    let rows = cx.all(sql, binds![about.id, about.kind.as_str()]).await?;
    Ok(rows.iter().map(|row| row.id("id")).collect())
}

/// Tasks after one of them, in the order of their ids: id and what it says.
pub async fn after(cx: &mut Cx, last: &str, limit: usize) -> Result<Vec<(String, String)>, Fault> {
    let sql = format!("SELECT id, body FROM tasks WHERE id > $1 ORDER BY id LIMIT {limit}");
    Ok(cx.all(&sql, binds![last]).await?.iter().map(|row| (row.text("id"), row.text("body"))).collect())
}

pub async fn rewrite(cx: &mut Cx, task: &str, body: &str) -> Result<(), Fault> {
    cx.exec("UPDATE tasks SET body = $1 WHERE id = $2", binds![body, task]).await.map(drop)
}

/// The same for what happened to them; a key is the task and the place in its history.
pub async fn events_after(cx: &mut Cx, last: &str, limit: usize) -> Result<Vec<(String, String)>, Fault> {
    let (task, pos) = event_key(last);
    let sql = format!(
        "SELECT task_id, pos, body FROM task_events WHERE (task_id, pos) > ($1, $2) ORDER BY task_id, pos LIMIT {limit}"
    );
    let named = |row: &Row| (format!("{} {}", row.text("task_id"), row.int("pos")), row.text("body"));
    Ok(cx.all(&sql, binds![task, pos]).await?.iter().map(named).collect())
}

pub async fn rewrite_event(cx: &mut Cx, key: &str, body: &str) -> Result<(), Fault> {
    let (task, pos) = event_key(key);
    let sql = "UPDATE task_events SET body = $1 WHERE task_id = $2 AND pos = $3";
    cx.exec(sql, binds![body, task, pos]).await.map(drop)
}

fn event_key(key: &str) -> (&str, i64) {
    let (task, pos) = key.split_once(' ').unwrap_or(("", ""));
    (task, pos.parse().unwrap_or(i64::MIN))
}
