//! Reading tasks, as far as the caller sees them.

use std::collections::{BTreeMap, BTreeSet};

use yingda_shared::cases::Case;
use yingda_shared::contracts::Contract;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::id::{CaseId, ContractId, Id, TaskId, Uuid};
use yingda_shared::kernel::limits::{PAGE_DEFAULT, PAGE_MAX};
use yingda_shared::tasks::*;

use super::store::{self, After};
use crate::cases::store as cases;
use crate::ctx::Cx;
use crate::records::store as records;

/// Tasks that are read at a time to find those in sight, and how often for one page.
const STRETCH: usize = 500;
const STRETCHES: usize = 10;
/// Open tasks of one person, and of one team, that a device keeps.
const KEPT: usize = 500;

/// Whether somebody sees a task: by its scopes, or as whoever does it or opened it.
fn sees(actor: &Actor, task: &Task) -> bool {
    let own = actor.user_id.is_some_and(|me| task.owner_id == Some(me) || task.origin.user_id == Some(me));
    own || actor.sees(&task.scopes())
}

/// A task that the caller sees.
pub async fn in_sight(cx: &mut Cx, id: TaskId) -> Result<Task, Fault> {
    let task = store::find(cx, id).await?;
    task.filter(|task| sees(cx.actor(), task)).ok_or(Fault::NotFound)
}

/// Of some tasks those that the caller sees.
pub async fn seen(cx: &mut Cx, ids: &[TaskId]) -> Result<Vec<Task>, Fault> {
    let tasks = store::some(cx, ids).await?;
    Ok(tasks.into_iter().filter(|task| sees(cx.actor(), task)).collect())
}

/// What devices of the caller keep.
pub async fn kept(cx: &mut Cx) -> Result<Vec<TaskRow>, Fault> {
    let Some(me) = cx.actor().user_id else { return Ok(Vec::new()) };
    let from = (false, After::START);
    let mut tasks = store::of_owner(cx, me, from, KEPT).await?;
    for team in cx.actor().team_ids.clone() {
        let of_team = store::of_team(cx, team, from, KEPT).await?;
        tasks.extend(of_team.into_iter().filter(|task| task.owner_id != Some(me)));
    }
    tasks.sort_by_key(|task| task.id.to_string());
    tasks.dedup_by_key(|task| task.id);
    with_beside(cx, tasks).await
}

/// Of some tasks those that they keep.
pub async fn kept_of(cx: &mut Cx, ids: &[TaskId]) -> Result<Vec<TaskRow>, Fault> {
    let Some(me) = cx.actor().user_id else { return Ok(Vec::new()) };
    let teams = cx.actor().team_ids.clone();
    let mut tasks = store::some(cx, ids).await?;
    tasks.retain(|task| task.is_kept_by(me, &teams));
    with_beside(cx, tasks).await
}

pub async fn get(cx: &mut Cx, op: GetTask) -> Result<TaskDetail, Fault> {
    let task = in_sight(cx, op.id).await?;
    let history = store::history(cx, task.id).await?;
    let mut named = people(&task);
    for entry in &history {
        if let TaskEvent::Changed { changes } = &entry.event {
            let of = changes.iter().filter(|change| matches!(change.field.as_str(), "owner_id" | "team_id"));
            named.extend(of.flat_map(|change| [&change.old, &change.new]).filter_map(|id| id.parse::<Uuid>().ok()));
        }
    }
    let names = records::names(cx, named).await?;
    let row = with_beside(cx, vec![task]).await?.remove(0);
    Ok(TaskDetail { row, names, history })
}

pub async fn count(cx: &mut Cx, _: CountTasks) -> Result<TaskCounts, Fault> {
    let Some(me) = cx.actor().user_id else { return Ok(TaskCounts::default()) };
    let now = cx.now;
    let (open, overdue) = store::counts(cx, me, now).await?;
    Ok(TaskCounts { open, overdue })
}

pub async fn list(cx: &mut Cx, op: ListTasks) -> Result<TaskPage, Fault> {
    let limit = op.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    let after = match op.cursor.as_deref() {
        Some(cursor) => After::parse(cursor).ok_or_else(|| Fault::invalid("/cursor", "malformed"))?,
        None => After::START,
    };
    let (tasks, next) = page(cx, &op, after, limit).await?;
    let names = records::names(cx, tasks.iter().flat_map(people).collect::<Vec<_>>()).await?;
    let rows = with_beside(cx, tasks).await?;
    Ok(TaskPage { rows, names, next })
}

/// Those of a page, and where the next one goes on.
async fn page(cx: &mut Cx, op: &ListTasks, after: After, limit: usize) -> Result<(Vec<Task>, Option<String>), Fault> {
    let actor = cx.caller.actor.clone();
    let wanted = |task: &Task| {
        let own = match op.whose {
            Some(TaskWhose::Mine) => actor.user_id.is_some() && task.owner_id == actor.user_id,
            Some(TaskWhose::Team) => task.team_id.is_some_and(|team| actor.team_ids.contains(&team)),
            Some(TaskWhose::All) | None => true,
        };
        own && sees(&actor, task)
    };
    let (mut found, mut last, mut looked) = (Vec::new(), after, None);
    for _ in 0..STRETCHES {
        let some = stretch(cx, op, last).await?;
        let whole = some.len() == STRETCH;
        for task in some {
            if wanted(&task) {
                if found.len() == limit {
                    return Ok((found, looked));
                }
                looked = Some(cursor(&task));
                found.push(task.clone());
            }
            last = After::of(&task);
        }
        if !whole {
            return Ok((found, None));
        }
    }
    // What nobody looked at yet may be in sight.
    Ok((found, Some(last.written())))
}

/// The next tasks in their order that may be meant.
async fn stretch(cx: &mut Cx, op: &ListTasks, after: After) -> Result<Vec<Task>, Fault> {
    let from = (op.ended, after);
    if let (Some(kind), Some(id)) = (op.about_kind, op.about_id) {
        return store::about(cx, TaskAbout { kind, id }, from, STRETCH).await;
    }
    match (op.whose, cx.actor().user_id) {
        (Some(TaskWhose::Mine), Some(me)) => store::of_owner(cx, me, from, STRETCH).await,
        (Some(TaskWhose::Mine), None) => Ok(Vec::new()),
        (Some(TaskWhose::Team), _) => {
            let mut all = Vec::new();
            for team in cx.actor().team_ids.clone() {
                all.extend(store::of_team(cx, team, from, STRETCH).await?);
            }
            all.sort_by_key(|task| (task.place(), task.id.to_string()));
            all.truncate(STRETCH);
            Ok(all)
        }
        (Some(TaskWhose::All) | None, _) => store::all(cx, from, STRETCH).await,
    }
}

fn people(task: &Task) -> Vec<Uuid> {
    task.owner_id.map(Id::uuid).into_iter().chain(task.team_id.map(Id::uuid)).collect()
}

/// Says what tasks are about, as far as the caller sees that.
async fn with_beside(cx: &mut Cx, tasks: Vec<Task>) -> Result<Vec<TaskRow>, Fault> {
    let ids = |kind: AboutKind| {
        let about = tasks.iter().filter_map(|task| task.about).filter(move |about| about.kind == kind);
        about.map(|about| about.id).collect::<BTreeSet<Uuid>>()
    };
    let (cases_of, contracts_of) = (ids(AboutKind::Case), ids(AboutKind::Contract));
    let mut beside: BTreeMap<Uuid, Beside> = BTreeMap::new();
    let seen: Vec<Case> = cases::in_sight(cx, &cases_of.into_iter().map(CaseId).collect::<Vec<_>>()).await?;
    beside.extend(seen.into_iter().map(|case| (case.id.0, Beside { number: case.number, name: case.subject })));
    if cx.actor().is_staff() {
        let contracts = contracts_of.into_iter().map(ContractId).collect::<Vec<_>>();
        let contracts: Vec<Contract> = records::some(cx, &contracts).await?;
        let named = |contract: Contract| (contract.id.0, Beside { number: String::new(), name: contract.name });
        beside.extend(contracts.into_iter().map(named));
    }
    let row = |task: Task| TaskRow { beside: task.about.and_then(|about| beside.get(&about.id).cloned()), task };
    Ok(tasks.into_iter().map(row).collect())
}
