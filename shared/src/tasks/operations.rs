//! What can be asked and done about tasks.

use std::collections::BTreeMap;

use super::events::TaskEntry;
use super::model::{AboutKind, Task, TaskAbout};
use super::rules::{check, check_whose};
use crate::catalog::priority::Priority;
use crate::kernel::check::Checks;
use crate::kernel::id::{TaskId, TeamId, UserId, Uuid};
use crate::kernel::limits::NOTE_MAX;
use crate::kernel::time::Millis;

words! {
/// Whose tasks a list asks for.
TaskWhose {
    Mine = "mine",
    /// Of the teams that the caller belongs to.
    Team = "team",
    /// All that the caller may see.
    All = "all",
}
}

data! {
/// Opens a task for a person, a team, or both; for the caller where nobody is named.
pub struct OpenTask {
    /// Whoever sends it may say its id, so that it is opened once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
    pub title: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub about: Option<TaskAbout>,
    #[serde(default)]
    pub owner_id: Option<UserId>,
    #[serde(default)]
    pub team_id: Option<TeamId>,
    #[serde(default)]
    pub due_at: Option<Millis>,
    /// Left out, that of the case it is about, or the middle one.
    #[serde(default)]
    pub priority: Option<Priority>,
}

/// Writes an open task anew; `rv` is the version that was looked at.
pub struct ChangeTask {
    pub id: TaskId,
    pub rv: i64,
    pub title: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub owner_id: Option<UserId>,
    #[serde(default)]
    pub team_id: Option<TeamId>,
    #[serde(default)]
    pub due_at: Option<Millis>,
    pub priority: Priority,
}

pub struct FinishTask {
    pub id: TaskId,
    /// What came of it.
    #[serde(default)]
    pub outcome: String,
}

pub struct CancelTask {
    pub id: TaskId,
    /// Why nobody does it any more.
    #[serde(default)]
    pub outcome: String,
}

#[derive(Copy)]
pub struct ReopenTask {
    pub id: TaskId,
}

#[derive(Copy)]
pub struct GetTask {
    pub id: TaskId,
}

/// Tasks: open ones by when they are due, ended ones with the latest first.
#[derive(Default)]
pub struct ListTasks {
    /// All that the caller may see where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whose: Option<TaskWhose>,
    /// Those that ended instead of those that are open.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
    /// Only what stands beside this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about_kind: Option<AboutKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about_id: Option<Uuid>,
    /// The next page, as the answer before named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

pub struct TaskPage {
    pub rows: Vec<TaskRow>,
    /// Names of people and teams that the rows speak of.
    pub names: BTreeMap<Uuid, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

pub struct TaskRow {
    #[serde(flatten)]
    pub task: Task,
    /// What it is about, for whoever sees that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Beside>,
}

/// A case by number and subject, or a contract by its name.
pub struct Beside {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    pub name: String,
}

pub struct TaskDetail {
    #[serde(flatten)]
    pub row: TaskRow,
    pub names: BTreeMap<Uuid, String>,
    /// What happened to it, the first thing first; empty where only a device answers, which keeps none.
    pub history: Vec<TaskEntry>,
}

/// How many open tasks the caller has.
#[derive(Copy)]
pub struct CountTasks {}

#[derive(Copy, Default)]
pub struct TaskCounts {
    /// At most `TASKS_COUNTED` are counted.
    pub open: i64,
    /// Of these, those that were due.
    pub overdue: i64,
}
}

/// What names the page that comes after a task.
pub fn cursor(task: &Task) -> String {
    format!("{}~{}", task.place(), task.id)
}

impl ListTasks {
    pub fn about(about: TaskAbout, ended: bool) -> ListTasks {
        ListTasks { about_kind: Some(about.kind), about_id: Some(about.id), ended, ..ListTasks::default() }
    }
}

operation!(OpenTask => Task, "tasks.open", Post "/tasks", Queued, "Opens a task for a person or a team, about a case or a contract or on its own; the same task_id again is refused.", |op| check(&op.title, &op.text, op.due_at));
operation!(ChangeTask => Task, "tasks.change", Post "/tasks/{id}/change", Online, "Writes an open task anew: title, text, owner, team, due moment and priority. Another rv than the present one is a conflict.", |op| {
    let mut faults = check(&op.title, &op.text, op.due_at);
    faults.extend(check_whose(op.owner_id, op.team_id));
    faults
});
operation!(FinishTask => Task, "tasks.finish", Post "/tasks/{id}/finish", Queued, "Says that a task is done, and what came of it.", |op| Checks::new().optional("/outcome", &op.outcome, NOTE_MAX).done());
operation!(CancelTask => Task, "tasks.cancel", Post "/tasks/{id}/cancel", Queued, "Says that nobody does a task any more, and why.", |op| Checks::new().optional("/outcome", &op.outcome, NOTE_MAX).done());
operation!(ReopenTask => Task, "tasks.reopen", Post "/tasks/{id}/reopen", Queued, "Opens a task again that was done or cancelled.");
operation!(GetTask => TaskDetail, "tasks.get", Get "/tasks/{id}", ReplicaThenServer, "A task with what happened to it.");
operation!(ListTasks => TaskPage, "tasks.list", Get "/tasks", ReplicaThenServer, "Tasks of the caller, of the caller's teams or all in sight: open ones by when they are due, ended ones with the latest first.", |op| {
    Checks::new()
        .when(op.about_kind.is_some() != op.about_id.is_some(), "/about_id", "required")
        .optional("/cursor", op.cursor.as_deref().unwrap_or_default(), CURSOR_MAX)
        .done()
});
operation!(CountTasks => TaskCounts, "tasks.count", Get "/tasks/count", ReplicaThenServer, "How many open tasks the caller has, and how many of them were due.");

/// Characters of what names the next page.
const CURSOR_MAX: usize = 80;
