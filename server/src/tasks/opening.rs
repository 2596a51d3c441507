//! Opening a task: for a person, a rule, a level or a plan; and keeping what became of one.

use yingda_shared::cases::Case;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::contract::Operation;
use yingda_shared::contracts::Contract;
use yingda_shared::customers::Company;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{CaseId, TaskId, TeamId, UnitId, UserId};
use yingda_shared::kernel::time::Millis;
use yingda_shared::organisation::Team;
use yingda_shared::record::changes;
use yingda_shared::tasks::*;

use super::store;
use crate::audit;
use crate::cases::store as cases;
use crate::ctx::Cx;
use crate::identity::actors;
use crate::reactions;
use crate::records::store as records;

/// A task that is about to be opened; whoever asks for it was allowed to.
pub struct New {
    pub id: TaskId,
    pub title: String,
    pub text: String,
    pub about: Option<TaskAbout>,
    pub owner_id: Option<UserId>,
    pub team_id: Option<TeamId>,
    pub due_at: Option<Millis>,
    pub priority: Option<Priority>,
    pub origin: TaskOrigin,
}

/// Whether somebody can be given a task at all: active, with the right to finish one.
pub async fn holds(cx: &mut Cx, user: UserId) -> Result<bool, Fault> {
    Ok(actors::of_user(cx, user).await?.is_some_and(|actor| actor.may(FinishTask::NAME)))
}

/// Opens it, in the scope of what it is about, and tells whoever it is for.
pub async fn open(cx: &mut Cx, new: New) -> Result<Task, Fault> {
    let place = place(cx, &new).await?;
    let task = Task {
        id: new.id,
        rv: 0,
        title: new.title.trim().to_string(),
        text: new.text.trim().to_string(),
        about: new.about,
        owner_id: new.owner_id,
        team_id: new.team_id,
        due_at: new.due_at,
        priority: new.priority.or(place.priority).unwrap_or(Priority::P3),
        state: TaskState::Open,
        outcome: String::new(),
        opened_at: cx.now,
        origin: new.origin,
        ended_at: None,
        ended_by: String::new(),
        unit_id: place.unit_id,
        beside_team_id: place.team_id,
        told_due: None,
    };
    keep(cx, None, task, TaskEvent::Opened, OpenTask::NAME).await
}

/// Where a task belongs.
#[derive(Default)]
struct Place {
    unit_id: Option<UnitId>,
    team_id: Option<TeamId>,
    priority: Option<Priority>,
}

/// The leaf of what it is about; of what is about nothing, that of whoever does it.
async fn place(cx: &mut Cx, new: &New) -> Result<Place, Fault> {
    match new.about {
        Some(TaskAbout { kind: AboutKind::Case, id }) => {
            let case = cases::find(cx, CaseId(id)).await?.ok_or(Fault::NotFound)?;
            Ok(Place { unit_id: Some(case.unit_id), team_id: case.team_id, priority: Some(case.priority) })
        }
        Some(TaskAbout { kind: AboutKind::Contract, id }) => {
            let contract: Contract = records::find(cx, id).await?.ok_or(Fault::NotFound)?;
            let company: Option<Company> = records::find(cx, contract.company_id.0).await?;
            Ok(Place { unit_id: company.map(|company| company.unit_id), ..Place::default() })
        }
        None => Ok(Place { unit_id: unit(cx, new).await?, ..Place::default() }),
    }
}

async fn unit(cx: &mut Cx, new: &New) -> Result<Option<UnitId>, Fault> {
    if let Some(owner) = new.owner_id
        && let Some(user) = records::find::<User>(cx, owner.0).await?
        && user.unit_id.is_some()
    {
        return Ok(user.unit_id);
    }
    if let Some(team) = new.team_id
        && let Some(team) = records::find::<Team>(cx, team.0).await?
    {
        return Ok(Some(team.unit_id));
    }
    Ok(cx.actor().unit_id)
}

/// Keeps a task with what happened to it: row, history, feed, audit; whoever it came to is told.
pub async fn keep(
    cx: &mut Cx,
    before: Option<&Task>,
    task: Task,
    event: TaskEvent,
    action: &'static str,
) -> Result<Task, Fault> {
    let mut scopes = task.scopes();
    scopes.extend(before.map(Task::scopes).unwrap_or_default());
    scopes.sort_unstable();
    scopes.dedup();
    let rv = cx.touch(KIND, &task.id.to_string(), scopes).await?;
    let task = Task { rv, ..task };
    store::put(cx, &task).await?;
    let by = cx.actor().name.clone();
    store::add(cx, &task, &TaskEntry { at: cx.now, by, event }).await?;
    audit::differences(cx, action, KIND, &task.id.to_string(), &changes(before, &task)).await?;
    reactions::task_given(cx, before, &task).await?;
    Ok(task)
}

/// The case that a task stands beside.
pub async fn case_of(cx: &mut Cx, task: &Task) -> Result<Option<Case>, Fault> {
    match task.about {
        Some(TaskAbout { kind: AboutKind::Case, id }) => cases::find(cx, CaseId(id)).await,
        _ => Ok(None),
    }
}
