//! Tasks on a device: the open ones of its person and their teams; opened, ticked off and opened again without a server.

use serde_json::Value;

use crate::catalog::priority::Priority;
use crate::contract::{Operation, parse};
use crate::fault::Fault;
use crate::kernel::id::{CaseId, Id, TaskId, TeamId, UserId, Uuid};
use crate::kernel::limits::{PAGE_DEFAULT, PAGE_MAX, TASKS_COUNTED};
use crate::offline::writes::{Act, Done};
use crate::offline::{Here, json, rows};
use crate::sync::Key;
use crate::sync::overlay::View;
use crate::tasks::*;

fn all(view: &View<'_>) -> Vec<TaskRow> {
    view.all(KIND).filter_map(|(_, body)| body.parse()).collect()
}

fn find(view: &View<'_>, id: TaskId) -> Option<TaskRow> {
    view.get(&Key::new(KIND, id))?.parse()
}

fn me(here: &Here) -> Option<UserId> {
    here.actor.user_id.filter(|_| here.actor.is_staff())
}

fn teams(view: &View<'_>, here: &Here) -> Vec<TeamId> {
    rows::own_account(view, here).map(|account| account.team_ids).unwrap_or_default()
}

/// The first page of what is open, as far as it lies here. What ended, and what comes after a page, the server knows.
pub fn list(op: &ListTasks, view: &View<'_>, here: &Here) -> Option<TaskPage> {
    let me = me(here)?;
    if op.ended || op.cursor.is_some() {
        return None;
    }
    let teams = teams(view, here);
    let wanted = |row: &TaskRow| {
        let task = &row.task;
        let whose = match op.whose {
            Some(TaskWhose::Mine) => task.owner_id == Some(me),
            Some(TaskWhose::Team) => task.team_id.is_some_and(|team| teams.contains(&team)),
            Some(TaskWhose::All) | None => true,
        };
        let about = op.about_kind.zip(op.about_id).map(|(kind, id)| TaskAbout { kind, id });
        task.state.is_open() && whose && about.is_none_or(|about| task.about == Some(about))
    };
    let mut found: Vec<TaskRow> = all(view).into_iter().filter(wanted).collect();
    found.sort_by_cached_key(|row| (row.task.place(), row.task.id.to_string()));
    let limit = op.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|row| cursor(&row.task));
    let ids: Vec<Uuid> = found.iter().flat_map(|row| people(&row.task)).collect();
    let names = rows::names(view, here, ids, &Default::default());
    Some(TaskPage { rows: found, names, next })
}

/// Without its history: a device keeps none.
pub fn get(op: &GetTask, view: &View<'_>, here: &Here) -> Option<TaskDetail> {
    me(here)?;
    let row = find(view, op.id)?;
    let names = rows::names(view, here, people(&row.task), &Default::default());
    Some(TaskDetail { row, names, history: Vec::new() })
}

pub fn count(view: &View<'_>, here: &Here) -> Option<TaskCounts> {
    let me = me(here)?;
    let own = all(view).into_iter().filter(|row| row.task.state.is_open() && row.task.owner_id == Some(me));
    let own: Vec<TaskRow> = own.collect();
    let late = own.iter().filter(|row| row.task.is_overdue(here.now)).count() as i64;
    Some(TaskCounts { open: (own.len() as i64).min(TASKS_COUNTED), overdue: late.min(TASKS_COUNTED) })
}

fn people(task: &Task) -> Vec<Uuid> {
    task.owner_id.map(Id::uuid).into_iter().chain(task.team_id.map(Id::uuid)).collect()
}

/// What a write on tasks comes to; None of what this device does not hold.
pub fn act(name: &str, input: &Value, view: &View<'_>, act: &Act<'_>) -> Option<Result<Done, Fault>> {
    match name {
        OpenTask::NAME => Some(parse(input, act.recorded).and_then(|op| open(op, view, act))),
        FinishTask::NAME => {
            on_task(input, view, act, |op: &FinishTask| op.id, |op, task| task.ended(TaskState::Done, &op.outcome))
        }
        CancelTask::NAME => {
            on_task(input, view, act, |op: &CancelTask| op.id, |op, task| task.ended(TaskState::Cancelled, &op.outcome))
        }
        ReopenTask::NAME => on_task(input, view, act, |op: &ReopenTask| op.id, |_, task| task.reopened()),
        _ => None,
    }
}

fn open(op: OpenTask, view: &View<'_>, act: &Act<'_>) -> Result<Done, Fault> {
    let actor = &act.here.actor;
    let me = me(act.here).ok_or(Fault::Forbidden)?;
    // Under its own name from the beginning, so that it can be ticked off before it is sent.
    let id = op.task_id.unwrap_or(TaskId(act.fresh));
    let op = OpenTask { task_id: Some(id), ..op };
    let case =
        op.about.filter(|about| about.kind == AboutKind::Case).and_then(|about| rows::doc(view, CaseId(about.id)));
    let case = case.map(|doc| doc.case);
    let task = Task {
        id,
        rv: 0,
        title: op.title.trim().to_string(),
        text: op.text.trim().to_string(),
        about: op.about,
        owner_id: op.owner_id.or(Some(me).filter(|_| op.team_id.is_none())),
        team_id: op.team_id,
        due_at: op.due_at,
        priority: op.priority.or(case.as_ref().map(|case| case.priority)).unwrap_or(Priority::P3),
        state: TaskState::Open,
        outcome: String::new(),
        opened_at: act.at,
        origin: TaskOrigin { by: OpenedBy::Person, name: actor.name.clone(), user_id: Some(me) },
        ended_at: None,
        ended_by: String::new(),
        unit_id: None,
        beside_team_id: None,
        told_due: None,
    };
    let beside = case.map(|case| Beside { number: case.number, name: case.subject });
    put(json(&op)?, TaskRow { task, beside })
}

fn on_task<O: Operation>(
    input: &Value,
    view: &View<'_>,
    act: &Act<'_>,
    id: impl Fn(&O) -> TaskId,
    decide: impl Fn(&O, &Task) -> Result<TaskEvent, Fault>,
) -> Option<Result<Done, Fault>> {
    let op: O = match parse(input, act.recorded) {
        Ok(op) => op,
        Err(fault) => return Some(Err(fault)),
    };
    let row = find(view, id(&op))?;
    let done = decide(&op, &row.task).and_then(|event| {
        // The version stays the server's.
        let task = row.task.after(&event, &act.here.actor.name, act.at);
        put(json(&op)?, TaskRow { task, ..row })
    });
    Some(done)
}

fn put(input: Value, row: TaskRow) -> Result<Done, Fault> {
    let about = Key::new(KIND, row.task.id);
    let output = json(&row.task)?;
    Ok(Done { puts: vec![(about.clone(), json(row)?)], about, input, output })
}
