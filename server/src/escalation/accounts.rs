//! A customer as a whole is escalated, and shown so at each of its open cases.

use yingda_shared::contract::Operation;
use yingda_shared::customers::Company;
use yingda_shared::escalation::{
    AccountEscalation, EscalateAccount, EscalationRequest, GetAccountEscalation, Move, RequestState, StepEscalation,
    Subject,
};
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::id::{CompanyId, UserId};
use yingda_shared::record::changes;

use super::requests::{KIND, asked};
use super::store;
use crate::audit;
use crate::ctx::Cx;
use crate::identity::actors;
use crate::notices;
use crate::records::{handlers as keeping, store as records};

pub async fn escalate(cx: &mut Cx, op: EscalateAccount) -> Result<EscalationRequest, Fault> {
    let company = company(cx, op.id).await?;
    let by = cx.actor().user_id.ok_or(Fault::Forbidden)?;
    let subject = Subject::Account { company_id: company.id };
    let request = asked(cx, subject, by, op.request_id, op.severity, &op.reason, op.watchers).await?;
    request.may_be_made(&store::of_company(cx, company.id).await?)?;
    let reason = request.reason.clone();
    keep(cx, &company, None, request, EscalateAccount::NAME, Some(reason)).await
}

pub async fn get(cx: &mut Cx, op: GetAccountEscalation) -> Result<AccountEscalation, Fault> {
    let company = company(cx, op.id).await?;
    let requests = store::of_company(cx, company.id).await?;
    let mut told = AccountEscalation { company_id: company.id, requests, names: Default::default() };
    told.names = records::names(cx, told.named()).await?;
    Ok(told)
}

/// A step with a request for a customer, by somebody of the region that answers for it.
pub async fn step(
    cx: &mut Cx,
    company_id: CompanyId,
    request: EscalationRequest,
    step: Move,
) -> Result<EscalationRequest, Fault> {
    let company = company(cx, company_id).await?;
    keeping::check_region(cx, &company).await?;
    let by = cx.actor().user_id.ok_or(Fault::Forbidden)?;
    let after = request.step(&step, by, cx.now)?;
    let reason = after.turns.get(request.turns.len()).map(|turn| turn.reason.clone());
    keep(cx, &company, Some(request), after, StepEscalation::NAME, reason).await
}

/// Requests for the customer of a case that are not over.
pub async fn open_of(cx: &mut Cx, company: Option<CompanyId>) -> Result<Vec<EscalationRequest>, Fault> {
    let Some(company) = company else { return Ok(Vec::new()) };
    let mut requests = store::of_company(cx, company).await?;
    requests.retain(|request| request.state.is_open());
    Ok(requests)
}

/// A customer, for staff.
async fn company(cx: &mut Cx, id: CompanyId) -> Result<Company, Fault> {
    keeping::fence::<Company>(cx)?;
    let company: Option<Company> = records::find(cx, id.0).await?;
    company.filter(|_| cx.actor().is_staff()).ok_or(Fault::NotFound)
}

async fn keep(
    cx: &mut Cx,
    company: &Company,
    before: Option<EscalationRequest>,
    request: EscalationRequest,
    action: &'static str,
    reason: Option<String>,
) -> Result<EscalationRequest, Fault> {
    let rv = cx.touch(KIND, &request.id.to_string(), scopes(company)).await?;
    let request = EscalationRequest { rv, ..request };
    store::put_request(cx, &request).await?;
    audit::differences(cx, action, KIND, &request.id.to_string(), &changes(before.as_ref(), &request)).await?;
    if let Some(reason) = reason {
        tell(cx, company, &request, &reason).await?;
    }
    Ok(request)
}

/// Staff who see the whole organisation, or the region that answers for a customer.
fn scopes(company: &Company) -> Vec<String> {
    vec![scope::ORGANISATION.to_string(), scope::unit(company.unit_id)]
}

/// Whoever leads the region, asked or watches; of a new request also whoever may decide. Never whoever took the step.
async fn tell(cx: &mut Cx, company: &Company, request: &EscalationRequest, reason: &str) -> Result<(), Fault> {
    let (own, by) = (cx.actor().user_id, cx.actor().name.clone());
    let mut people = notices::leaders_of(cx, company.id).await?;
    if request.state == RequestState::Requested {
        people.extend(deciding(cx, company).await?);
    }
    people.extend(&request.watchers);
    people.push(request.requested_by);
    people.sort_unstable();
    people.dedup();
    people.retain(|user| Some(*user) != own);
    for user in people {
        let actor = actors::of_user(cx, user).await?;
        if actor.is_some_and(|actor| actor.is_staff()) {
            notices::tell_of_account(cx, user, company, request.state, (&by, reason)).await?;
        }
    }
    Ok(())
}

async fn deciding(cx: &mut Cx, company: &Company) -> Result<Vec<UserId>, Fault> {
    let mut found = Vec::new();
    for user in notices::store::holders(cx, StepEscalation::NAME).await? {
        let actor = actors::of_user(cx, user).await?;
        found.extend(actor.filter(|actor| actor.sees(&scopes(company))).map(|_| user));
    }
    Ok(found)
}
