//! The loop that plans run by: cases are opened ahead of their dates, and go on when the date has come. It sleeps until
//! the next of these, or until a plan or a contract changes.
//!
//! A date is taken by a row of its own in the transaction that opens its case: of two nodes, or after a kill, one opens it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use yingda_shared::cases::operations::ResumeCase;
use yingda_shared::cases::{Case, CaseState, PendingReason};
use yingda_shared::contracts::plans::{ServicePlan, Skip};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::{MINUTE, Millis};
use yingda_shared::sla::Signal;

use super::opening::{self, Agenda, Todo};
use super::store::{self, Claim, Noted};
use crate::cases::{self, handlers};
use crate::ctx::{Caller, Cx, now};
use crate::failure;
use crate::outbox::{self, pause};
use crate::records::store as records;
use crate::services::Services;

/// Plans that are claimed at once.
const CLAIMED: usize = 100;
/// Rounds of one look around: more is left to the next.
const ROUNDS: usize = 100;
/// Before a case that could not be woken is tried again.
const REST: Millis = 10 * MINUTE;

/// Changes after which something may be to do at once.
const WAKING: &[&str] = &["contracts", "service_plans", "other"];

/// Runs for as long as the process lives.
pub async fn run(services: Arc<Services>) {
    let trouble = |fault| tracing::error!(?fault, "plans of contracts cannot go on");
    pause::keep(services, WAKING, |services| Box::pin(rest(services)), trouble).await;
}

/// Does what is due and answers how long nothing else will be.
async fn rest(services: &Arc<Services>) -> Result<Millis, Fault> {
    work_off(services, now()).await?;
    let next = store::next_due(&mut services.reader(Caller::system())).await?;
    Ok(next.map_or(pause::LOOK, |at| at - now()))
}

/// Does everything that is due at a moment.
pub async fn work_off(services: &Arc<Services>, now: Millis) -> Result<(), Fault> {
    for _ in 0..ROUNDS {
        let waking = store::waking(&mut services.reader(Caller::system()), now, CLAIMED).await?;
        let claims = store::due(&mut services.reader(Caller::system()), now, CLAIMED).await?;
        if waking.is_empty() && claims.is_empty() {
            break;
        }
        for noted in waking {
            rouse(services, noted, now).await?;
        }
        for claim in claims {
            look(services, &claim, now).await?;
        }
    }
    Ok(())
}

/// A transaction at a moment.
async fn at<F>(services: &Arc<Services>, now: Millis, work: F) -> Result<(), Fault>
where
    F: for<'a> FnOnce(&'a mut Cx) -> yingda_shared::contract::BoxFuture<'a, Result<(), Fault>> + Send + 'static,
{
    services
        .write(Caller::system(), move |cx| {
            cx.now = now;
            work(cx)
        })
        .await
}

/// Wakes a case whose date has come. One that cannot be woken keeps no other from it.
async fn rouse(services: &Arc<Services>, noted: Noted, now: Millis) -> Result<(), Fault> {
    let tried = noted.clone();
    match at(services, now, move |cx| Box::pin(async move { wake(cx, &tried).await })).await {
        Ok(()) => Ok(()),
        Err(fault @ (Fault::Internal { .. } | Fault::Unavailable { .. })) => {
            tracing::error!(plan = %noted.plan_id, occasion = %noted.occasion, ?fault, "a planned case cannot be woken");
            at(services, now, move |cx| Box::pin(async move { store::sleep_on(cx, &noted, now + REST).await })).await
        }
        Err(fault) => {
            tracing::info!(plan = %noted.plan_id, ?fault, "a planned case is not woken");
            at(services, now, move |cx| Box::pin(async move { store::woken(cx, &noted).await.map(drop) })).await
        }
    }
}

/// Does what a plan has to do, each in a transaction of its own: one that is refused keeps no other.
async fn look(services: &Arc<Services>, claim: &Claim, now: Millis) -> Result<(), Fault> {
    let agenda = match ahead(services, claim, now).await {
        Ok(agenda) => agenda,
        Err(fault) => {
            tracing::error!(plan = %claim.plan_id, ?fault, "a plan cannot be looked at");
            return put_off(services, claim, now).await;
        }
    };
    for todo in agenda.todo {
        if let Err(fault) = take_up(services, todo, now).await {
            tracing::error!(plan = %claim.plan_id, ?fault, "a date of a plan cannot be taken up");
            return put_off(services, claim, now).await;
        }
    }
    let (claim, next, since) = (claim.clone(), agenda.next, agenda.since);
    at(services, now, move |cx| Box::pin(async move { store::rest(cx, &claim, next, since).await })).await
}

/// What a plan has to do. Rules come from people and are read by others' code: whatever that does, the next plan has
/// its turn.
async fn ahead(services: &Arc<Services>, claim: &Claim, now: Millis) -> Result<Agenda, Fault> {
    let mut cx = services.reader(Caller::system());
    cx.now = now;
    let agenda = AssertUnwindSafe(opening::agenda(&mut cx, claim)).catch_unwind().await;
    agenda.unwrap_or_else(|_| Err(failure::internal(&"a plan cannot be expanded")))
}

async fn put_off(services: &Arc<Services>, claim: &Claim, now: Millis) -> Result<(), Fault> {
    let (claim, later) = (claim.clone(), now + outbox::rest(claim.tries + 1));
    at(services, now, move |cx| Box::pin(async move { store::put_off(cx, &claim, later).await })).await
}

async fn take_up(services: &Arc<Services>, todo: Todo, now: Millis) -> Result<(), Fault> {
    let tried = todo.clone();
    let fault = match at(services, now, move |cx| Box::pin(async move { opening::act(cx, &tried).await })).await {
        Ok(()) => return Ok(()),
        Err(fault @ (Fault::Internal { .. } | Fault::Unavailable { .. })) => return Err(fault),
        Err(fault) => fault,
    };
    tracing::info!(?fault, "a date of a plan is passed over");
    let why = if fault.code() == "contracts.depleted" { Skip::UsedUp } else { Skip::Refused };
    at(services, now, move |cx| Box::pin(async move { opening::pass_over(cx, &todo, why).await })).await
}

/// The date of a case has come: it goes on where it stood, unless somebody saw to that.
async fn wake(cx: &mut Cx, noted: &Noted) -> Result<(), Fault> {
    let Some(id) = noted.case_id else { return store::woken(cx, noted).await.map(drop) };
    if !store::woken(cx, noted).await? {
        return Ok(());
    }
    let case = cases::store::find(cx, id).await?;
    if !case.is_some_and(|case| rests_as_planned(&case)) {
        return Ok(());
    }
    let plan: Option<ServicePlan> = records::find(cx, noted.plan_id.0).await?;
    cx.caller = Caller::acting(&plan.map(|plan| plan.name).unwrap_or_default());
    handlers::change(cx, ResumeCase { id }).await.map(drop)
}

/// Whether it is on hold as its plan put it there when it was opened. Whoever put it off since sees to it.
fn rests_as_planned(case: &Case) -> bool {
    let held = case.turns.iter().rfind(|turn| matches!(turn.signal, Signal::Held(_)));
    case.state == CaseState::Pending
        && case.pending_reason == Some(PendingReason::Scheduled)
        && held.is_some_and(|turn| turn.at == case.created_at)
}
