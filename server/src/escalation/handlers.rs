//! What people do with an escalation, and what they see of it.

use yingda_shared::cases::operations::CaseRef;
use yingda_shared::cases::{CaseEvent, policy};
use yingda_shared::contract::Operation;
use yingda_shared::escalation::{
    AcknowledgeEscalation, CaseEscalation, EscalationPolicy, GetEscalation, Resolved, Running, SendAgain, Sent, Told,
    unanswered,
};
use yingda_shared::fault::Fault;
use yingda_shared::jobs::ErrandState;
use yingda_shared::kernel::time::Millis;
use yingda_shared::rules::Action;

use super::accounts;
use super::doing::{calls, letters};
use super::facts::Seen;
use super::store::{self, timers};
use crate::audit::Line;
use crate::cases::handlers::{record, reference};
use crate::cases::store as cases;
use crate::ctx::Cx;
use crate::outbox;
use crate::records::store as records;
use crate::rules::{Because, Deed, WEBHOOK};

/// Errands of one case that are told of.
const ERRANDS: usize = 200;

/// Somebody sees to it, until the policy says that this holds no more.
pub async fn acknowledge(cx: &mut Cx, op: AcknowledgeEscalation) -> Result<CaseRef, Fault> {
    let mut case = cases::find_visible(cx, op.id).await?.filter(|_| cx.actor().is_staff()).ok_or(Fault::NotFound)?;
    let by = cx.actor().user_id.ok_or(Fault::Forbidden)?;
    policy::right_state(AcknowledgeEscalation::NAME, &case, cx.now)?;
    let none = || Fault::refused("escalations.none");
    let (instance, _) = store::instances(cx, case.id).await?.pop().ok_or_else(none)?;
    let policy: EscalationPolicy = store::version(cx, instance.policy).await?.ok_or_else(none)?;
    let seen = Seen::of(cx, case.clone()).await?.escalated(cx, &instance).await?;
    let after = instance.acknowledge(by, &seen.under(&policy), cx.now);
    let until = after.acknowledged.as_ref().and_then(|acknowledged| acknowledged.until);
    let waits = unanswered(&after, &seen.under(&policy), cx.now);
    store::put(cx, &after, waits).await?;
    let event = CaseEvent::EscalationAcknowledged { until };
    record(cx, &mut case, vec![event], AcknowledgeEscalation::NAME).await?;
    Ok(reference(&case))
}

pub async fn get(cx: &mut Cx, op: GetEscalation) -> Result<CaseEscalation, Fault> {
    let case = cases::find_visible(cx, op.id).await?.filter(|_| cx.actor().is_staff()).ok_or(Fault::NotFound)?;
    let mut running = Vec::new();
    for (instance, waits) in store::instances(cx, case.id).await? {
        let policy: Option<EscalationPolicy> = store::version(cx, instance.policy).await?;
        // What is over waits for nobody, even before somebody looked at it.
        let waits = waits.filter(|_| case.state.is_open());
        running.push(Running { name: policy.map(|policy| policy.name).unwrap_or_default(), waits, instance });
    }
    let ended = outbox::store::of_case(cx, case.id, ERRANDS).await?;
    let mut stands = CaseEscalation {
        case_id: case.id,
        level: case.level,
        next_at: timers::find(cx, case.id).await?.and_then(|timer| timer.due_at),
        running,
        done: told_all(ended, cx.now),
        requests: store::requests(cx, case.id).await?,
        account: match case.state.is_open() {
            true => accounts::open_of(cx, case.company_id).await?,
            false => Vec::new(),
        },
        names: Default::default(),
    };
    stands.names = records::names(cx, stands.named()).await?;
    Ok(stands)
}

/// What was done, each with what it sent.
fn told_all(ended: Vec<outbox::store::Ended>, now: Millis) -> Vec<Told> {
    let sent = |one: &outbox::store::Ended| letters::sent(one, now).or_else(|| calls::sent(one));
    let letters: Vec<Sent> = ended.iter().filter_map(sent).collect();
    let mut all: Vec<(Because, Told)> = ended.into_iter().filter_map(told).collect();
    for one in &mut all {
        let head = format!("{}.", one.1.id);
        one.1.sent = letters.iter().filter(|letter| letter.id.starts_with(&head)).cloned().collect();
    }
    // Of what rules did, only what left the house is told here: whether it went is asked at the case.
    let left = |told: &Told| !told.sent.is_empty() || matches!(told.action, Action::Webhook { .. });
    let shown = |(because, told): &(Because, Told)| *because == Because::Escalation || left(told);
    all.into_iter().filter(shown).map(|(_, told)| told).collect()
}

/// What was refused or given up goes once more.
pub async fn send_again(cx: &mut Cx, op: SendAgain) -> Result<CaseRef, Fault> {
    let case = cases::find_visible(cx, op.id).await?.filter(|_| cx.actor().is_staff()).ok_or(Fault::NotFound)?;
    let named = outbox::store::named(cx, &[op.errand]).await?;
    let errand = named.into_iter().map(|ended| ended.errand).find(|errand| errand.case_id == case.id);
    let leaves = |errand: &outbox::Errand| [letters::MAIL, calls::ROBOT, WEBHOOK].contains(&errand.channel.as_str());
    let errand = errand.filter(leaves).ok_or(Fault::NotFound)?;
    match outbox::store::again(cx, &errand.id).await? {
        true => {
            let object = case.id.to_string();
            let line = Line {
                action: SendAgain::NAME,
                kind: "cases",
                object: &object,
                field: "sent",
                old: &errand.id,
                new: ErrandState::Waiting.as_str(),
                reason: "",
            };
            cx.audit(line).await?;
            Ok(reference(&case))
        }
        false => Err(Fault::refused("escalations.not_failed")),
    }
}

fn told(ended: outbox::store::Ended) -> Option<(Because, Told)> {
    let deed: Deed = serde_json::from_value(ended.errand.body).ok()?;
    let resolved: Resolved = ended.result.and_then(|result| serde_json::from_value(result).ok()).unwrap_or_default();
    let told = Told {
        id: ended.errand.id,
        due_at: ended.errand.at,
        action: deed.action.told(),
        state: ended.state,
        ended_at: ended.ended_at,
        fault: ended.fault,
        people: resolved.people,
        passed: resolved.passed,
        sent: Vec::new(),
    };
    Some((deed.because, told))
}
