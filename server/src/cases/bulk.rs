//! One command on many cases: the job that goes through them.

use serde_json::{Value, json};
use yingda_shared::cases::bulk::{BulkCase, BulkCases, UNDO_FOR, delay, input_of};
use yingda_shared::cases::commands::Command;
use yingda_shared::cases::lifecycle::may_be_given;
use yingda_shared::cases::operations::{AssignCase, CaseRef};
use yingda_shared::cases::taking_back::{Found, take_back};
use yingda_shared::cases::{Case, CaseEvent};
use yingda_shared::contract::{BoxFuture, Operation};
use yingda_shared::fault::Fault;
use yingda_shared::jobs::Job;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::time::Millis;

use super::{handlers, store};
use crate::ctx::Cx;
use crate::dispatch::authorise;
use crate::failure;
use crate::jobs::runner::{Done, Item, Runner, Task};
use crate::jobs::{self, NewJob};
use crate::registry::registry;

/// Cases gone through side by side: they share a transaction, and none depends on another.
const WIDTH: usize = 25;

/// Starts the job. Which of the cases the caller sees is found out case by case.
pub async fn start(cx: &mut Cx, op: BulkCases) -> Result<Job, Fault> {
    let entry = registry().get(&op.command).ok_or(Fault::NotFound)?;
    authorise(cx.actor(), entry.name)?;
    let cases = op.distinct();
    let ids: Vec<CaseId> = cases.iter().map(|case| case.id).collect();
    let labels = store::labels(cx, &ids).await?;
    let item = |(index, case): (usize, &&BulkCase)| Item {
        index: index as i64,
        about: case.id.to_string(),
        label: labels.get(&case.id).cloned().unwrap_or_default(),
        input: json!({ "seen": case.seen }),
        note: None,
    };
    let new = NewJob {
        kind: BulkCases::NAME,
        about: op.command.clone(),
        input: json!({ "version": entry.version, "input": op.input }),
        items: cases.iter().enumerate().map(item).collect(),
        total: cases.len() as i64,
        delay: delay(&op.command),
    };
    jobs::start(cx, new).await
}

pub struct BulkRunner;

impl Runner for BulkRunner {
    fn kind(&self) -> &'static str {
        BulkCases::NAME
    }

    fn width(&self) -> usize {
        WIDTH
    }

    fn undo_for(&self) -> Millis {
        UNDO_FOR
    }

    fn run<'a>(&'a self, cx: &'a mut Cx, task: &'a Task, item: &'a Item) -> BoxFuture<'a, Result<Done, Fault>> {
        Box::pin(async move {
            let id = case_of(item)?;
            let before = store::find_visible(cx, id).await?.ok_or(Fault::NotFound)?;
            let entry = registry().get(&task.about).ok_or(Fault::NotFound)?;
            let input = input_of(entry.name, &task.input["input"], &BulkCase { id, seen: item.input["seen"].as_i64() });
            let version = task.input["version"].as_u64().unwrap_or_default() as u16;
            let output = registry().decide_json(cx, entry, version, input).await?;
            let made: CaseRef = serde_json::from_value(output).map_err(|error| failure::internal(&error))?;
            let after = store::find(cx, made.id).await?.ok_or(Fault::NotFound)?;
            let note = serde_json::to_value(Found::between(entry.name, &before, &after));
            Ok(Done { note: Some(note.map_err(|error| failure::internal(&error))?), ..Done::default() })
        })
    }

    fn turn_back<'a>(&'a self, cx: &'a mut Cx, task: &'a Task, item: &'a Item) -> BoxFuture<'a, Result<Done, Fault>> {
        Box::pin(async move {
            // Whoever may no longer do it does not take it back either.
            authorise(cx.actor(), &task.about)?;
            let note = item.note.clone().unwrap_or(Value::Null);
            let found: Found = serde_json::from_value(note).map_err(|error| failure::internal(&error))?;
            let mut case = store::find_visible(cx, case_of(item)?).await?.ok_or(Fault::NotFound)?;
            let events = take_back(&found, &case, cx.now)?;
            check_hands(cx, &case, &events).await?;
            handlers::record(cx, &mut case, events, "jobs.undo").await?;
            Ok(Done::default())
        })
    }
}

/// Whom a case goes back to may hold it no more: the person left, or a complaint was found to be about them.
async fn check_hands(cx: &mut Cx, case: &Case, events: &[CaseEvent]) -> Result<(), Fault> {
    for event in events {
        if let CaseEvent::Assigned { team_id, assignee_id, .. } = event {
            let (id, team_id, assignee_id) = (case.id, *team_id, *assignee_id);
            let give = AssignCase { id, base: None, team_id, assignee_id, note: String::new() };
            let facts = handlers::facts(cx, case, &Command::Assign(give)).await?;
            may_be_given(case, assignee_id, &facts)?;
        }
    }
    Ok(())
}

fn case_of(item: &Item) -> Result<CaseId, Fault> {
    item.about.parse().map_err(|_| Fault::NotFound)
}
