//! Opening a task beside a case: for whoever is meant and there, else for a team.

use serde_json::{Value, json};
use yingda_shared::cases::Case;
use yingda_shared::escalation::resolve;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::UserId;
use yingda_shared::kernel::time::{MINUTE, Millis};
use yingda_shared::rules::{TaskDue, TaskFor};
use yingda_shared::tasks::{AboutKind, OpenedBy, TaskAbout, TaskOrigin};

use super::people;
use crate::calendar::desk;
use crate::ctx::{Cx, new_id};
use crate::rules::{self, Because};
use crate::tasks::{self, New};

/// What is to be done, and for whom.
pub struct Work {
    pub title: String,
    pub text: String,
    pub whom: TaskFor,
    pub due: Option<TaskDue>,
}

/// The errand that asks for it is done once, and so it is opened once.
pub async fn open(cx: &mut Cx, case: &Case, work: Work, (because, by): (Because, String)) -> Result<Value, Fault> {
    let owner_id = person(cx, case, &work.whom).await?;
    let team_id = match (&work.whom, owner_id) {
        (_, Some(_)) => None,
        (TaskFor::NamedTeam { team_id }, None) => Some(*team_id),
        (_, None) => case.team_id,
    };
    if owner_id.is_none() && team_id.is_none() {
        return Err(Fault::refused("tasks.nobody"));
    }
    let opened = match because {
        Because::Rule => OpenedBy::Rule,
        Because::Escalation => OpenedBy::Level,
    };
    let new = New {
        id: new_id(),
        title: work.title,
        text: work.text,
        about: Some(TaskAbout { kind: AboutKind::Case, id: case.id.0 }),
        owner_id,
        team_id,
        due_at: due(cx, work.due).await?,
        priority: None,
        origin: TaskOrigin { by: opened, name: by, user_id: None },
    };
    let task = tasks::open(cx, new).await?;
    Ok(json!({ "task": task.id, "people": owner_id.into_iter().collect::<Vec<UserId>>(), "passed": [] }))
}

/// A task waits for whoever is off duty, but not for whoever is away.
async fn person(cx: &mut Cx, case: &Case, whom: &TaskFor) -> Result<Option<UserId>, Fault> {
    let Some(recipient) = whom.person() else { return Ok(None) };
    let recipients = [recipient];
    let directory = people::around(cx, case, &recipients).await?;
    let facts = rules::facts::of(cx, case).await?;
    for user in resolve(&recipients, true, &facts, &directory, cx.now).people {
        if tasks::holds(cx, user).await? {
            return Ok(Some(user));
        }
    }
    Ok(None)
}

async fn due(cx: &mut Cx, due: Option<TaskDue>) -> Result<Option<Millis>, Fault> {
    let Some(due) = due else { return Ok(None) };
    let span = Millis::from(due.minutes) * MINUTE;
    match due.working {
        true => Ok(Some(desk::clock(cx).await?.after(cx.now, [span, span])[0])),
        false => Ok(Some(cx.now + span)),
    }
}
