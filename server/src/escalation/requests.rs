//! Somebody asks that a case be escalated, and somebody else decides.

use yingda_shared::cases::{Case, CaseEvent, policy};
use yingda_shared::contract::Operation;
use yingda_shared::escalation::{EscalateCase, EscalationRequest, RequestState, Severity, StepEscalation, Subject};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{EscalationId, UserId};
use yingda_shared::notices::NoticeKind;
use yingda_shared::record::changes;

use super::{accounts, store};
use crate::audit;
use crate::cases::handlers::record;
use crate::cases::store as cases;
use crate::ctx::{Cx, new_id};
use crate::{notices, reactions, records};

/// The word of the audit and the feed for requests.
pub(super) const KIND: &str = "escalations";

pub async fn escalate(cx: &mut Cx, op: EscalateCase) -> Result<EscalationRequest, Fault> {
    let case = cases::find_visible(cx, op.id).await?.filter(|_| cx.actor().is_staff()).ok_or(Fault::NotFound)?;
    let by = cx.actor().user_id.ok_or(Fault::Forbidden)?;
    policy::right_state(EscalateCase::NAME, &case, cx.now)?;
    let subject = Subject::Case { case_id: case.id };
    let request = asked(cx, subject, by, op.request_id, op.severity, &op.reason, op.watchers).await?;
    request.may_be_made(&store::requests(cx, case.id).await?)?;
    let reason = request.reason.clone();
    keep(cx, case, None, request, EscalateCase::NAME, Some(reason)).await
}

/// A new request, whose watchers are there and whose id is its own.
pub(super) async fn asked(
    cx: &mut Cx,
    subject: Subject,
    by: UserId,
    id: Option<EscalationId>,
    severity: Severity,
    reason: &str,
    watchers: Vec<UserId>,
) -> Result<EscalationRequest, Fault> {
    for watcher in &watchers {
        if !records::store::is_there(cx, "users", watcher.0).await? {
            return Err(Fault::invalid("/watchers", "unknown"));
        }
    }
    let id: EscalationId = id.unwrap_or_else(new_id);
    if store::request(cx, id).await?.is_some() {
        return Err(Fault::invalid("/request_id", "taken"));
    }
    Ok(EscalationRequest {
        id,
        rv: 0,
        subject,
        severity,
        reason: reason.trim().into(),
        state: RequestState::Requested,
        requested_by: by,
        requested_at: cx.now,
        watchers,
        trend: None,
        notes: Vec::new(),
        turns: Vec::new(),
    })
}

pub async fn step(cx: &mut Cx, op: StepEscalation) -> Result<EscalationRequest, Fault> {
    let request = store::request(cx, op.id).await?.ok_or(Fault::NotFound)?;
    let case_id = match request.subject {
        Subject::Case { case_id } => case_id,
        Subject::Account { company_id } => return accounts::step(cx, company_id, request, op.step).await,
    };
    let case = cases::find_visible(cx, case_id).await?.filter(|_| cx.actor().is_staff()).ok_or(Fault::NotFound)?;
    let by = cx.actor().user_id.ok_or(Fault::Forbidden)?;
    let after = request.step(&op.step, by, cx.now)?;
    let reason = after.turns.get(request.turns.len()).map(|turn| turn.reason.clone());
    keep(cx, case, Some(request), after, StepEscalation::NAME, reason).await
}

/// Keeps a request; what moved it on stands in the timeline of its case, and whoever watches is told.
async fn keep(
    cx: &mut Cx,
    mut case: Case,
    before: Option<EscalationRequest>,
    request: EscalationRequest,
    action: &'static str,
    reason: Option<String>,
) -> Result<EscalationRequest, Fault> {
    let rv = cx.touch(KIND, &request.id.to_string(), cases::staff_scopes(&case)).await?;
    let request = EscalationRequest { rv, ..request };
    store::put_request(cx, &request).await?;
    audit::differences(cx, action, KIND, &request.id.to_string(), &changes(before.as_ref(), &request)).await?;
    if let Some(reason) = reason {
        let state = request.state.to_string();
        let event = CaseEvent::EscalationRequested { request_id: request.id, state, reason: reason.clone() };
        record(cx, &mut case, vec![event], action).await?;
        tell(cx, &case, &request, &reason).await?;
    }
    Ok(request)
}

/// Whoever asked and whoever watches, as far as they see the case; never whoever took the step.
async fn tell(cx: &mut Cx, case: &Case, request: &EscalationRequest, reason: &str) -> Result<(), Fault> {
    let (own, by) = (cx.actor().user_id, cx.actor().name.clone());
    let mut people = request.watchers.clone();
    people.push(request.requested_by);
    if request.state == RequestState::Requested {
        people.extend(reactions::keepers(cx, StepEscalation::NAME, case).await?);
    }
    people.sort_unstable();
    people.dedup();
    people.retain(|user| Some(*user) != own);
    for user in reactions::seeing(cx, case, people).await? {
        notices::tell_of(cx, user, NoticeKind::Escalated, case, (&by, reason), false).await?;
    }
    Ok(())
}
