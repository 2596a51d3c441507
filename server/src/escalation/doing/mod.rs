//! Doing what rules and levels say, by the operations that people use: the same rules hold, the same people are told.

pub mod calls;
mod giving;
pub mod letters;
mod people;
mod tasks;
mod telling;

use serde_json::Value;
use yingda_shared::cases::events::Change;
use yingda_shared::cases::operations::{AssignCase, EditCase};
use yingda_shared::cases::{Case, CaseEvent, policy};
use yingda_shared::catalog::priority::Priority;
use yingda_shared::contract::{BoxFuture, Operation};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, CategoryId, TeamId, UserId};
use yingda_shared::notices::NoticeKind;
use yingda_shared::rules::Action;

use crate::cases::{handlers, store};
use crate::ctx::{Caller, Cx};
use crate::failure;
use crate::outbox::{Carrier, Errand};
use crate::rules::{Because, DESK, Deed};

/// Does what happens in the desk's own database.
pub struct Desk;

impl Carrier for Desk {
    fn channel(&self) -> &'static str {
        DESK
    }

    fn carry<'a>(&'a self, cx: &'a mut Cx, errand: &'a Errand) -> BoxFuture<'a, Result<Option<Value>, Fault>> {
        Box::pin(async move {
            let deed: Deed = errand.says()?;
            let case = store::find(cx, errand.case_id).await?.ok_or(Fault::NotFound)?;
            cx.caller = Caller::acting(&deed.by);
            cx.depth = deed.depth;
            act(cx, case, errand, deed).await
        })
    }
}

/// What people and programs are told of it as.
fn notice(because: Because) -> NoticeKind {
    match because {
        Because::Rule => NoticeKind::Rule,
        Because::Escalation => NoticeKind::Escalated,
    }
}

async fn act(cx: &mut Cx, case: Case, errand: &Errand, deed: Deed) -> Result<Option<Value>, Fault> {
    match deed.action {
        Action::Notify { recipients, media, text, urgent } => {
            let whom = telling::Whom { recipients: &recipients, media: &media, urgent };
            telling::notify(cx, &case, errand, whom, (deed.because, &deed.by, &text)).await.map(Some)
        }
        Action::RaiseLevel { level } => raise(cx, case, level).await.map(|()| None),
        Action::Reassign { team_id, assignee_id } => give(cx, case.id, team_id, assignee_id).await.map(|()| None),
        Action::Dispatch(dispatch) => giving::dispatch(cx, &case, &dispatch).await.map(Some),
        Action::SetPriority { priority } => set_priority(cx, case, priority).await.map(|()| None),
        Action::SetCategory { category_id } => set_category(cx, case, category_id).await.map(|()| None),
        Action::OpenTask { title, text, whom, due } => {
            let work = tasks::Work { title, text, whom, due };
            tasks::open(cx, &case, work, (deed.because, deed.by)).await.map(Some)
        }
        // Its errands go by a channel of their own.
        Action::Webhook { .. } => Err(failure::internal(&"a call to an address is no errand of the desk")),
    }
}

async fn raise(cx: &mut Cx, mut case: Case, level: u16) -> Result<(), Fault> {
    if level <= case.level {
        return Ok(());
    }
    handlers::record_quietly(cx, &mut case, vec![CaseEvent::LevelRaised { level }], RAISED).await.map(drop)
}

/// What the audit calls a level that was raised.
const RAISED: &str = "cases.escalation";

/// Gives the case to a team, to somebody, or to both. Where it is already, nothing is left to do.
async fn give(cx: &mut Cx, id: CaseId, team_id: Option<TeamId>, assignee_id: Option<UserId>) -> Result<(), Fault> {
    let give = AssignCase { id, base: None, team_id, assignee_id, note: String::new() };
    unless_done(handlers::change(cx, give).await, "cases.same_target")
}

async fn set_category(cx: &mut Cx, case: Case, category_id: CategoryId) -> Result<(), Fault> {
    let edit = EditCase { category_id: Some(category_id.into()), ..EditCase::untouched(case.id, case.rv) };
    unless_done(handlers::change(cx, edit).await, "cases.nothing_changed")
}

fn unless_done<T>(outcome: Result<T, Fault>, already: &str) -> Result<(), Fault> {
    match outcome {
        Err(fault) if fault.code() == already => Ok(()),
        outcome => outcome.map(drop),
    }
}

/// People choose impact and urgency, and the matrix the priority; a rule says the priority itself.
async fn set_priority(cx: &mut Cx, mut case: Case, priority: Priority) -> Result<(), Fault> {
    policy::right_state(EditCase::NAME, &case, cx.now)?;
    if case.priority == priority {
        return Ok(());
    }
    let (old, new) = (case.priority.to_string(), priority.to_string());
    let event = CaseEvent::Edited { changes: vec![Change { field: "priority".into(), old, new }] };
    handlers::record(cx, &mut case, vec![event], EditCase::NAME).await.map(drop)
}
