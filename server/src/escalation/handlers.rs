//! What people do with an escalation, and what they see of it.

use yingda_shared::cases::operations::CaseRef;
use yingda_shared::cases::{CaseEvent, policy};
use yingda_shared::contract::Operation;
use yingda_shared::escalation::{
    AcknowledgeEscalation, CaseEscalation, EscalationPolicy, GetEscalation, Resolved, Running, Told,
};
use yingda_shared::fault::Fault;

use super::facts::Seen;
use super::store::{self, timers};
use crate::cases::handlers::{record, reference};
use crate::cases::store as cases;
use crate::ctx::Cx;
use crate::outbox;
use crate::records::store as records;
use crate::rules::{Because, Deed};

/// Errands of one case that are told of.
const ERRANDS: usize = 200;

/// Somebody sees to it, until the policy says that this holds no more.
pub async fn acknowledge(cx: &mut Cx, op: AcknowledgeEscalation) -> Result<CaseRef, Fault> {
    let mut case = cases::find_visible(cx, op.id).await?.filter(|_| cx.actor().is_staff()).ok_or(Fault::NotFound)?;
    let by = cx.actor().user_id.ok_or(Fault::Forbidden)?;
    policy::right_state(AcknowledgeEscalation::NAME, &case, cx.now)?;
    let none = || Fault::refused("escalations.none");
    let instance = store::instances(cx, case.id).await?.pop().ok_or_else(none)?;
    let policy: EscalationPolicy = store::version(cx, instance.policy).await?.ok_or_else(none)?;
    let seen = Seen::of(cx, case.clone()).await?.with_calendars(cx, &instance).await?;
    let after = instance.acknowledge(by, &seen.under(&policy), cx.now);
    let until = after.acknowledged.as_ref().and_then(|acknowledged| acknowledged.until);
    store::put(cx, &after).await?;
    let event = CaseEvent::EscalationAcknowledged { until };
    record(cx, &mut case, vec![event], AcknowledgeEscalation::NAME).await?;
    Ok(reference(&case))
}

pub async fn get(cx: &mut Cx, op: GetEscalation) -> Result<CaseEscalation, Fault> {
    let case = cases::find_visible(cx, op.id).await?.filter(|_| cx.actor().is_staff()).ok_or(Fault::NotFound)?;
    let mut running = Vec::new();
    for instance in store::instances(cx, case.id).await? {
        let policy: Option<EscalationPolicy> = store::version(cx, instance.policy).await?;
        let present: Option<EscalationPolicy> = records::find(cx, instance.policy.id.0).await?;
        // What runs under a policy that is switched off tells nobody anything any more.
        let told = policy.as_ref().filter(|_| present.is_some_and(|present| present.active));
        let waits = told.map(|policy| instance.waiting(policy, case.state)).unwrap_or_default();
        running.push(Running { name: policy.map(|policy| policy.name).unwrap_or_default(), waits, instance });
    }
    let ended = outbox::store::of_case(cx, case.id, ERRANDS).await?;
    let mut stands = CaseEscalation {
        case_id: case.id,
        level: case.level,
        next_at: timers::find(cx, case.id).await?.and_then(|timer| timer.due_at),
        running,
        done: ended.into_iter().filter_map(told).collect(),
        requests: store::requests(cx, case.id).await?,
        names: Default::default(),
    };
    stands.names = records::names(cx, stands.named()).await?;
    Ok(stands)
}

fn told(ended: outbox::store::Ended) -> Option<Told> {
    let deed: Deed = serde_json::from_value(ended.errand.body).ok()?;
    let resolved: Resolved = ended.result.and_then(|result| serde_json::from_value(result).ok()).unwrap_or_default();
    (deed.because == Because::Escalation).then_some(Told {
        id: ended.errand.id,
        due_at: ended.errand.at,
        action: deed.action,
        state: ended.state,
        ended_at: ended.ended_at,
        fault: ended.fault,
        people: resolved.people,
        passed: resolved.passed,
    })
}
