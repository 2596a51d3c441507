//! Decides what devices did, each mutation in its own transaction, in the device's order, once. A
//! refusal by a rule is an answer and takes its number; what broke the server is tried again, and
//! after three tries set aside, so that the others go on.

use yingda_shared::cases::arriving::{Arrival, is_late};
use yingda_shared::contract::Reach;
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::time::{MINUTE, Millis};
use yingda_shared::sync::admit::{Admission, TRIES_BEFORE_QUARANTINE, admit};
use yingda_shared::sync::{Mutation, Outcome, SyncRequest, Verdict};

use super::store;
use crate::ctx::{Caller, Cx};
use crate::dispatch::Mode;
use crate::identity::devices;
use crate::registry::registry;

pub struct Pushed {
    pub verdicts: Vec<Verdict>,
    /// The device's numbers do not fit.
    pub renumber: bool,
}

pub async fn decide_all(cx: &mut Cx, request: &SyncRequest) -> Result<Pushed, Fault> {
    let mut pushed = Pushed { verdicts: Vec::new(), renumber: false };
    for mutation in &request.push {
        match decide(cx, request.client, &request.build, mutation).await {
            Ok(Some(outcome)) => {
                pushed.verdicts.push(Verdict { mid: mutation.mid, id: mutation.id, outcome });
            }
            Ok(None) => {
                pushed.renumber = true;
                break;
            }
            // Nobody is signed in any more, or all must be updated: nothing else can be decided.
            Err(fault @ (Fault::Unauthenticated | Fault::Outdated { .. })) => return Err(fault),
            // The rest waits with it: its order is the person's own.
            Err(_) => break,
        }
    }
    Ok(pushed)
}

/// None when the number does not fit; a fault when nothing was decided.
async fn decide(cx: &mut Cx, client: Uuid, build: &str, mutation: &Mutation) -> Result<Option<Outcome>, Fault> {
    let fault = match try_once(cx, client, build, mutation).await {
        Ok(outcome) => return Ok(outcome),
        Err(fault) => fault,
    };
    match Outcome::of_fault(fault.clone()) {
        Some(outcome) => conclude(cx, client, build, mutation, outcome).await,
        // A command of a build yet to come is as little understood as one that breaks.
        None if matches!(fault, Fault::Internal { .. }) => {
            let poison = mutation.clone();
            let write =
                cx.services.write(Caller::system(), move |cx| Box::pin(async move { store::broke(cx, &poison).await }));
            match write.await? >= TRIES_BEFORE_QUARANTINE {
                true => conclude(cx, client, build, mutation, Outcome::Quarantined).await,
                false => Err(fault),
            }
        }
        None => Err(fault),
    }
}

/// Decides the mutation and takes its number in one transaction.
async fn try_once(cx: &mut Cx, client: Uuid, build: &str, mutation: &Mutation) -> Result<Option<Outcome>, Fault> {
    let (mutation, build) = (mutation.clone(), build.to_string());
    let caller = Caller { command_id: Some(mutation.id), client: Some(client), ..cx.caller.clone() };
    let write = cx.services.write(caller, move |cx| {
        Box::pin(async move {
            if let Some(settled) = settled(cx, client, &build, &mutation).await? {
                return Ok(settled);
            }
            let entry = registry().get(&mutation.name).ok_or_else(|| Fault::refused("sync.unknown_operation"))?;
            if entry.mode != Mode::Write || !matches!(entry.reach, Reach::Queued | Reach::BestEffort) {
                return Err(Fault::refused("sync.not_queued"));
            }
            cx.arrival = arrival(cx, client, &mutation).await?;
            let input = mutation.input.clone();
            let output = registry().decide_json(cx, entry, mutation.version, input).await?;
            let outcome = match cx.merged {
                true => Outcome::Merged { output },
                false => Outcome::Ok { output },
            };
            let user = user(cx);
            let counted = cx.arrival.map_or(cx.now, |arrival| arrival.opened_at(cx.actor().kind));
            store::advance(cx, client, &user, mutation.mid, &build, Some(counted)).await?;
            // The answer itself may hold a secret: it stands sealed in the ledger.
            store::add_verdict(cx, mutation.id, &without_output(&outcome)).await?;
            Ok(Some(outcome))
        })
    });
    write.await
}

/// Gives a mutation that had no effect its verdict and takes its number.
async fn conclude(
    cx: &mut Cx,
    client: Uuid,
    build: &str,
    mutation: &Mutation,
    outcome: Outcome,
) -> Result<Option<Outcome>, Fault> {
    let (mutation, build) = (mutation.clone(), build.to_string());
    let write = cx.services.write(cx.caller.clone(), move |cx| {
        Box::pin(async move {
            if let Some(settled) = settled(cx, client, &build, &mutation).await? {
                return Ok(settled);
            }
            let user = user(cx);
            store::advance(cx, client, &user, mutation.mid, &build, None).await?;
            store::add_verdict(cx, mutation.id, &outcome).await?;
            Ok(Some(outcome))
        })
    });
    write.await
}

/// What is already known of the mutation: `Some(None)` when its number does not fit, `None` when it
/// is to be decided.
async fn settled(
    cx: &mut Cx,
    client: Uuid,
    build: &str,
    mutation: &Mutation,
) -> Result<Option<Option<Outcome>>, Fault> {
    let user = user(cx);
    let last = match store::client(cx, client).await? {
        Some(known) if known.owner != user => return Ok(Some(None)),
        Some(known) => known.last_mid,
        None => 0,
    };
    let known = match store::verdict(cx, mutation.id).await? {
        Some(outcome) if outcome.is_done() => Some(with_output(cx, mutation, outcome).await?),
        other => other,
    };
    match (admit(last, mutation.mid), known) {
        (Admission::Gap, _) | (Admission::Seen, None) => Ok(Some(None)),
        (Admission::Seen, known) => Ok(Some(known)),
        (Admission::Next, Some(known)) => {
            store::advance(cx, client, &user, mutation.mid, build, None).await?;
            Ok(Some(Some(known)))
        }
        (Admission::Next, None) => Ok(None),
    }
}

/// When a mutation counts, where it was done some time ago.
async fn arrival(cx: &mut Cx, client: Uuid, mutation: &Mutation) -> Result<Option<Arrival>, Fault> {
    if !is_late(mutation.made_at, cx.now) {
        return Ok(None);
    }
    let lease = devices::store::policy(cx).await?.lease(cx.actor().kind);
    let known = store::client(cx, client).await?;
    let (heard, counted) = known.map_or((None, 0), |known| (known.heard_at, known.counted_at));
    Ok(Arrival::of(mutation.made_at, cx.now, heard, counted, lease))
}

/// How often it is written down that a device had nothing to tell, at most, in milliseconds.
const HEARD_EVERY: Millis = 5 * MINUTE;

/// Somebody who works here has a device that has nothing to tell: what it will say of the time before is not believed.
/// Where that cannot be written down, the device is told what is new all the same.
pub async fn hear(cx: &mut Cx, request: &SyncRequest) -> Result<(), Fault> {
    if !matches!(cx.actor().kind, ActorKind::Staff | ActorKind::Partner) || !request.push.is_empty() {
        return Ok(());
    }
    let known = store::client(cx, request.client).await?;
    let heard = known.and_then(|known| known.heard_at);
    if heard.is_some_and(|heard| cx.now - heard < HEARD_EVERY) {
        return Ok(());
    }
    let (client, build) = (request.client, request.build.clone());
    cx.rest();
    let write = cx.services.write(cx.caller.clone(), move |cx| {
        Box::pin(async move {
            let user = user(cx);
            store::heard(cx, client, &user, &build).await
        })
    });
    if let Err(fault) = write.await {
        tracing::debug!(?fault, "a device was heard of, which is not kept");
    }
    Ok(())
}

/// Whose the device is; empty for a guest's.
fn user(cx: &Cx) -> String {
    cx.actor().user_id.map(|id| id.to_string()).unwrap_or_default()
}

fn without_output(outcome: &Outcome) -> Outcome {
    match outcome {
        Outcome::Ok { .. } => Outcome::Ok { output: serde_json::Value::Null },
        Outcome::Merged { .. } => Outcome::Merged { output: serde_json::Value::Null },
        other => other.clone(),
    }
}

/// The answer from the ledger, for whoever did it.
async fn with_output(cx: &mut Cx, mutation: &Mutation, outcome: Outcome) -> Result<Outcome, Fault> {
    let output = registry().answered(cx, mutation.id, &mutation.name).await?.unwrap_or_default();
    Ok(match outcome {
        Outcome::Merged { .. } => Outcome::Merged { output },
        _ => Outcome::Ok { output },
    })
}
