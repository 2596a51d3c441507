//! The loop that rules and escalations run by: what happened, what is due, what is to be done. It sleeps until the
//! earliest of these, or until a case changes.
//!
//! Every transaction that writes holds the clock row (decision 1), so that of two nodes one waits for the other and then
//! finds the generation gone, the happening asked about, the errand done. There is nothing to lease and nothing to skip.

use std::sync::Arc;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::Millis;

use super::looking;
use super::store::timers::{self, Claim};
use crate::ctx::{Caller, now};
use crate::outbox::{self, pause};
use crate::registry::carriers;
use crate::rules;
use crate::services::Services;

/// Timers claimed at once.
const CLAIMED: usize = 1_000;
/// Looks of one transaction: people's commands get their turn in between.
const LOOKS: usize = 100;
/// What passes through one after the other, until everything rests; rules end after eight, so this is only a bound.
const ROUNDS: usize = 100;

/// Runs for as long as the process lives.
pub async fn run(services: Arc<Services>) {
    let trouble = |fault| tracing::debug!(?fault, "rules and escalations cannot go on");
    pause::keep(services, WAKING, |services| Box::pin(rest(services)), trouble).await;
}

/// Changes after which something may be to do at once. Policies are among what other nodes call `other`.
const WAKING: &[&str] = &["cases", "escalation_policies", "other"];

/// Does what is due and answers how long nothing else will be.
async fn rest(services: &Arc<Services>) -> Result<Millis, Fault> {
    work_off(services, now()).await?;
    let mut cx = services.reader(Caller::system());
    let timer = timers::next_due(&mut cx).await?;
    let errand = outbox::store::next_due(&mut cx, &carriers().channels()).await?;
    Ok([timer, errand].into_iter().flatten().min().map_or(pause::LOOK, |at| at - now()))
}

/// Does everything that is due at a moment, and what follows from it.
pub async fn work_off(services: &Arc<Services>, now: Millis) -> Result<(), Fault> {
    for _ in 0..ROUNDS {
        let asked = ask(services, now).await?;
        let looked = look(services, now).await?;
        let done = outbox::work_off(services, now).await?;
        if asked + looked + done == 0 {
            return Ok(());
        }
    }
    Ok(())
}

/// Asks rules about all that happened.
pub async fn ask(services: &Arc<Services>, now: Millis) -> Result<usize, Fault> {
    let mut all = 0;
    // Most of the time nothing waits, and the writer is left alone.
    while rules::store::anything_waits(&mut services.reader(Caller::system())).await? {
        all += services
            .write(Caller::system(), move |cx| {
                Box::pin(async move {
                    cx.now = now;
                    rules::hearing::ask(cx).await
                })
            })
            .await?;
    }
    Ok(all)
}

/// Looks at all cases whose timers are due; answers how many there were.
pub async fn look(services: &Arc<Services>, now: Millis) -> Result<usize, Fault> {
    let claims = timers::due(&mut services.reader(Caller::system()), now, CLAIMED).await?;
    for some in claims.chunks(LOOKS) {
        let together = look_at(services, some.to_vec(), now).await;
        match together {
            // One that cannot be looked at must not keep the others: each by itself.
            Err(Fault::Internal { .. }) => {
                for claim in some {
                    alone(services, claim, now).await?;
                }
            }
            together => together?,
        }
    }
    Ok(claims.len())
}

/// Looks at the cases of some claims, in one transaction.
pub async fn look_at(services: &Arc<Services>, claims: Vec<Claim>, now: Millis) -> Result<(), Fault> {
    services
        .write(Caller::system(), move |cx| {
            Box::pin(async move {
                cx.now = now;
                for claim in &claims {
                    looking::look(cx, claim).await?;
                }
                Ok(())
            })
        })
        .await
}

async fn alone(services: &Arc<Services>, claim: &Claim, now: Millis) -> Result<(), Fault> {
    let Err(fault) = look_at(services, vec![claim.clone()], now).await else { return Ok(()) };
    tracing::error!(case = %claim.case_id, ?fault, "a case cannot be looked at");
    let claim = claim.clone();
    services
        .write(Caller::system(), move |cx| {
            Box::pin(async move {
                cx.now = now;
                let tries = timers::find(cx, claim.case_id).await?.map_or(1, |timer| timer.tries + 1);
                timers::put_off(cx, &claim, tries, now + outbox::rest(tries)).await
            })
        })
        .await
}
