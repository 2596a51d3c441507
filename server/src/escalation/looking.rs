//! One look at one case: what is due is written down together with the state that follows from it, or not at all.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use yingda_shared::cases::{Case, CaseEvent};
use yingda_shared::contract::Operation;
use yingda_shared::escalation::{Effect, EscalationPolicy, GetEscalation, Instance, bind, fire, next, unanswered};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, EntryId};
use yingda_shared::kernel::time::Millis;
use yingda_shared::rules::{Happening, HappeningKind};
use yingda_shared::sla::{Threshold, ThresholdId, to_tell};

use super::facts::{Seen, calendars};
use super::store::{self, timers};
use crate::cases::{self, handlers};
use crate::ctx::{Caller, Cx};
use crate::records::store as records;
use crate::rules::{self, Because, Deed, set_off};

/// Looks at a case whose timer was claimed. One whose generation moved on meanwhile was looked at by somebody else, or
/// will be.
pub async fn look(cx: &mut Cx, claim: &timers::Claim) -> Result<(), Fault> {
    let timer = timers::find(cx, claim.case_id).await?;
    let Some(timer) = timer.filter(|timer| timer.generation == claim.generation) else { return Ok(()) };
    let Some(case) = cases::store::find(cx, claim.case_id).await? else {
        return timers::forget(cx, claim.case_id).await;
    };
    let (mut told, mut next) = (timer.told.clone(), Vec::new());
    // Whether anybody wants to know comes first: clocks and timelines are long.
    let listened = rules::hearing::thresholds_from(cx).await?;
    let running = running(cx, &case).await?;
    if running.is_none() {
        store::let_rest(cx, case.id).await?;
    }
    if listened.is_some() || running.is_some() {
        let seen = Seen::of(cx, case).await?;
        if let Some(from) = listened {
            let (all, threshold) = thresholds(cx, &seen, &timer, from).await?;
            told = all;
            next.extend(threshold);
        }
        if let Some((policy, instance)) = running {
            next.extend(escalate(cx, seen, policy, instance).await?);
        }
    }
    // At last: what was done here raised the generation as any change does.
    timers::set(cx, claim.case_id, next.into_iter().min(), &told).await
}

/// Fires what is due and answers when there is something to do next.
async fn escalate(
    cx: &mut Cx,
    seen: Seen,
    policy: EscalationPolicy,
    instance: Instance,
) -> Result<Option<Millis>, Fault> {
    let seen = seen.escalated(cx, &instance).await?;
    let (after, effects) = fire(&instance, &seen.under(&policy), cx.now);
    let waits = unanswered(&after, &seen.under(&policy), cx.now);
    store::put(cx, &after, waits).await?;
    let reached: Vec<u16> = after.runs.iter().filter(|run| run.first_at == cx.now).map(|run| run.level).collect();
    let mut fresh: Vec<u16> = reached.into_iter().filter(|level| is_fresh(&instance, &after, *level)).collect();
    fresh.sort_unstable();
    fresh.dedup();
    say(cx, seen.case.clone(), &policy, &fresh).await?;
    for (place, effect) in (0..).zip(effects) {
        carry_out(cx, seen.case.id, &policy, effect, place).await?;
    }
    Ok(next(&after, &seen.under(&policy)).map(|timer| timer.at))
}

/// Whether a level was reached by this firing for the first time, for one cause or another.
fn is_fresh(before: &Instance, after: &Instance, level: u16) -> bool {
    let count = |instance: &Instance| instance.runs.iter().filter(|run| run.level == level).count();
    count(before) < count(after)
}

/// The escalation that runs for a case, in the version of the policy that it began with; begun now, where there is a
/// policy for the case and none ran before. None where its policy is switched off.
async fn running(cx: &mut Cx, case: &Case) -> Result<Option<(EscalationPolicy, Instance)>, Fault> {
    if let Some((instance, _)) = store::instances(cx, case.id).await?.pop() {
        let present: Option<EscalationPolicy> = records::find(cx, instance.policy.id.0).await?;
        if present.is_none_or(|present| !present.active) {
            return Ok(None);
        }
        let policy = store::version(cx, instance.policy).await?;
        return Ok(policy.map(|policy| (policy, instance)));
    }
    if !case.state.is_open() || !records::any::<EscalationPolicy>(cx).await? {
        return Ok(None);
    }
    let policies: Vec<EscalationPolicy> = records::all(cx).await?;
    let facts = rules::facts::of(cx, case).await?;
    let Some((policy, _)) = bind(&policies, &facts) else { return Ok(None) };
    let opened_under = store::first_saved(cx, policy.id).await?.is_some_and(|saved| saved <= case.created_at);
    let from = if opened_under { case.created_at } else { cx.now };
    let calendars = calendars(cx, policy).await?;
    let instance = Instance::begin(policy, &facts, calendars, 1, from);
    Ok(Some((policy.clone(), instance)))
}

/// The timeline says which levels were reached; people are told by the errands.
async fn say(cx: &mut Cx, mut case: Case, policy: &EscalationPolicy, levels: &[u16]) -> Result<(), Fault> {
    if levels.is_empty() {
        return Ok(());
    }
    let caller = std::mem::replace(&mut cx.caller, Caller::acting(&policy.name));
    let event = |level: &u16| CaseEvent::Escalated { level: *level, policy: policy.name.clone() };
    let events = levels.iter().map(event).collect();
    let said = handlers::record_quietly(cx, &mut case, events, GetEscalation::NAME).await;
    cx.caller = caller;
    said.map(drop)
}

async fn carry_out(
    cx: &mut Cx,
    case: CaseId,
    policy: &EscalationPolicy,
    effect: Effect,
    place: i64,
) -> Result<(), Fault> {
    let name = effect.id();
    let deed = Deed { because: Because::Escalation, by: policy.name.clone(), depth: 0, action: effect.action };
    set_off(cx, name, case, (effect.due_at, place), deed).await
}

/// Tells rules of thresholds that clocks have passed, each once; answers those that were told, and when the next one
/// comes. Of a desk without such rules nothing is told, and nothing is remembered. What was passed before a rule listened,
/// or before anybody had a reason to look at the case, is not told any more: rules have nothing to say to what was over
/// before them.
async fn thresholds(
    cx: &mut Cx,
    seen: &Seen,
    timer: &timers::Timer,
    listened: Millis,
) -> Result<(BTreeSet<ThresholdId>, Option<Millis>), Fault> {
    let (mut told, now) = (timer.told.clone(), cx.now);
    let looked = if timer.generation == 1 { timer.due_at.unwrap_or(now) } else { Millis::MIN };
    let since = listened.max(looked);
    let over = to_tell(&seen.clocks, &told).into_iter().filter(|threshold| threshold.at < since);
    told.extend(over.map(|threshold| threshold.id).collect::<Vec<_>>());
    let waiting = to_tell(&seen.clocks, &told);
    for threshold in waiting.iter().filter(|threshold| threshold.at <= now) {
        let happening = happening(seen.case.id, threshold);
        rules::hearing::tell(cx, &seen.case, vec![happening]).await?;
        told.insert(threshold.id);
    }
    let next = waiting.iter().map(|threshold| threshold.at).find(|at| *at > now);
    Ok((told, next))
}

/// Its id is made of its name: the same at a replay.
fn happening(case: CaseId, threshold: &Threshold) -> Happening {
    let digest = Sha256::new().chain_update(case.0).chain_update(threshold.id.to_string()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    let id = EntryId(uuid::Builder::from_custom_bytes(bytes).into_uuid());
    Happening { threshold: Some(threshold.id), ..Happening::new(id, threshold.at, HappeningKind::Threshold) }
}
