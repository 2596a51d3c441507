//! What people do with tasks.

use yingda_shared::contract::Operation;
use yingda_shared::contracts::Contract;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, ContractId, TaskId, TeamId, UserId};
use yingda_shared::organisation::Team;
use yingda_shared::tasks::*;

use super::opening::{self, New, holds, keep};
use super::reading::in_sight;
use super::store;
use crate::cases::store as cases;
use crate::contracts;
use crate::ctx::{Cx, new_id};
use crate::records::store as records;

pub async fn open(cx: &mut Cx, op: OpenTask) -> Result<Task, Fault> {
    let id: TaskId = op.task_id.unwrap_or_else(new_id);
    if store::find(cx, id).await?.is_some() {
        return Err(Fault::invalid("/task_id", "taken"));
    }
    if let Some(about) = op.about {
        seen(cx, about).await?;
    }
    let me = cx.actor().user_id;
    // What somebody writes down without a name is their own.
    let owner_id = op.owner_id.or(me.filter(|_| op.team_id.is_none()));
    if owner_id.is_none() && op.team_id.is_none() {
        return Err(Fault::invalid("/owner_id", "task_nobody"));
    }
    whose(cx, owner_id, op.team_id).await?;
    let origin = TaskOrigin { by: OpenedBy::Person, name: cx.actor().name.clone(), user_id: me };
    let OpenTask { title, text, about, team_id, due_at, priority, .. } = op;
    opening::open(cx, New { id, title, text, about, owner_id, team_id, due_at, priority, origin }).await
}

/// What a task is to be about has to be in sight of whoever opens it.
async fn seen(cx: &mut Cx, about: TaskAbout) -> Result<(), Fault> {
    match about.kind {
        AboutKind::Case => cases::find_visible(cx, CaseId(about.id)).await?.map(drop).ok_or(Fault::NotFound),
        AboutKind::Contract => {
            let found: Result<Contract, Fault> = contracts::own(cx, ContractId(about.id)).await;
            found.map(drop)
        }
    }
}

/// Whoever is named can be given a task, and the team is one that works.
async fn whose(cx: &mut Cx, owner: Option<UserId>, team: Option<TeamId>) -> Result<(), Fault> {
    if let Some(owner) = owner
        && !holds(cx, owner).await?
    {
        return Err(Fault::invalid("/owner_id", "unknown"));
    }
    let team: Option<Team> = records::named(cx, team, "/team_id").await?;
    match team.is_none_or(|team| team.active) {
        true => Ok(()),
        false => Err(Fault::invalid("/team_id", "unknown")),
    }
}

pub async fn change(cx: &mut Cx, op: ChangeTask) -> Result<Task, Fault> {
    let task = in_sight(cx, op.id).await?;
    let Some((after, event)) = task.changed(&op)? else { return Ok(task) };
    // Whoever left meanwhile may keep what they had.
    let owner = after.owner_id.filter(|owner| Some(*owner) != task.owner_id);
    let team = after.team_id.filter(|team| Some(*team) != task.team_id);
    whose(cx, owner, team).await?;
    keep(cx, Some(&task), after, event, ChangeTask::NAME).await
}

pub async fn finish(cx: &mut Cx, op: FinishTask) -> Result<Task, Fault> {
    end(cx, op.id, TaskState::Done, &op.outcome, FinishTask::NAME).await
}

pub async fn cancel(cx: &mut Cx, op: CancelTask) -> Result<Task, Fault> {
    end(cx, op.id, TaskState::Cancelled, &op.outcome, CancelTask::NAME).await
}

async fn end(cx: &mut Cx, id: TaskId, state: TaskState, outcome: &str, action: &'static str) -> Result<Task, Fault> {
    let task = in_sight(cx, id).await?;
    let event = task.ended(state, outcome)?;
    step(cx, task, event, action).await
}

pub async fn reopen(cx: &mut Cx, op: ReopenTask) -> Result<Task, Fault> {
    let task = in_sight(cx, op.id).await?;
    let event = task.reopened()?;
    step(cx, task, event, ReopenTask::NAME).await
}

async fn step(cx: &mut Cx, task: Task, event: TaskEvent, action: &'static str) -> Result<Task, Fault> {
    let (by, now) = (cx.actor().name.clone(), cx.now);
    let after = task.after(&event, &by, now);
    keep(cx, Some(&task), after, event, action).await
}
