//! What is to be done because something happened: errands, each with a name of its own.
//!
//! Whoever decides writes errands in the transaction of the decision; each is done in a transaction of its own, with the
//! word that it is done. So nothing is lost where a node dies in between, and nothing is done twice.

pub mod outside;
pub mod pause;
pub mod store;

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;
use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;
use yingda_shared::jobs::ItemOutcome;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::time::{HOUR, Millis, SECOND};

use crate::ctx::{Caller, Cx};
use crate::failure;
use crate::registry::{carriers, couriers};
use crate::services::Services;

/// The channel of push messages: no case tells of them, and nobody asks what became of one.
pub const PUSH: &str = "push";

/// Errands looked for at once.
const BATCH: usize = 100;
/// Errands of one transaction: people's commands get their turn in between.
const TOGETHER: usize = 50;
/// Tries of one errand before it is given up.
pub const ATTEMPTS_MAX: i64 = 12;
/// Before the second try; each further one waits twice as long, an hour at most.
const FIRST_REST: Millis = 5 * SECOND;

#[derive(Clone, Debug, PartialEq)]
pub struct Errand {
    /// The same at every replay, and no other errand's.
    pub id: String,
    /// By what it is done; a carrier is called so.
    pub channel: String,
    pub case_id: CaseId,
    /// When it was to be done.
    pub at: Millis,
    /// Its place among those of the same moment.
    pub place: i64,
    /// Tries so far.
    pub attempts: i64,
    pub body: Value,
}

impl Errand {
    /// What is to be done, in the words of its channel.
    pub fn says<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        T::deserialize(&self.body).map_err(|error| failure::internal(&error))
    }
}

/// Does the errands of a channel. A domain implements it and lists it in `registry::carriers`.
pub trait Carrier: Send + Sync + 'static {
    fn channel(&self) -> &'static str;

    /// Does one, in the transaction that writes that it is done; answers what is worth keeping of it.
    fn carry<'a>(&'a self, cx: &'a mut Cx, errand: &'a Errand) -> BoxFuture<'a, Result<Option<Value>, Fault>>;
}

/// The carriers of the process. An errand of a channel that nobody carries waits.
#[derive(Default)]
pub struct Carriers(Vec<Box<dyn Carrier>>);

impl Carriers {
    pub fn add(&mut self, carrier: impl Carrier) {
        assert!(self.get(carrier.channel()).is_none(), "{} has two carriers", carrier.channel());
        self.0.push(Box::new(carrier));
    }

    pub fn get(&self, channel: &str) -> Option<&dyn Carrier> {
        self.0.iter().find(|carrier| carrier.channel() == channel).map(AsRef::as_ref)
    }

    pub fn channels(&self) -> Vec<&'static str> {
        self.0.iter().map(|carrier| carrier.channel()).collect()
    }
}

/// Does what is due at a moment, in the order in which it was to be done; answers how many errands came to an end.
pub async fn work_off(services: &Arc<Services>, now: Millis) -> Result<usize, Fault> {
    let mut ended = 0;
    loop {
        let due = store::due(&mut services.reader(Caller::system()), &carriers().channels(), now, BATCH).await?;
        if due.is_empty() {
            return Ok(ended);
        }
        for some in due.chunks(TOGETHER) {
            if carry(services, some, now).await.is_ok() {
                ended += some.len();
                continue;
            }
            // One that cannot be done must not keep the others: each by itself.
            for errand in some {
                ended += usize::from(one(services, errand.clone(), now).await?);
            }
        }
    }
}

/// Does errands one after the other, all of them or none.
async fn carry(services: &Arc<Services>, errands: &[Errand], now: Millis) -> Result<(), Fault> {
    let ids: Vec<String> = errands.iter().map(|errand| errand.id.clone()).collect();
    let work = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            cx.now = now;
            for id in &ids {
                // Another node may have been here meanwhile.
                let Some(errand) = store::waiting(cx, id).await? else { continue };
                let Some(carrier) = carriers().get(&errand.channel) else { continue };
                // Nothing of the one before stands behind this one.
                (cx.caller, cx.depth, cx.merged) = (Caller::system(), 0, false);
                let result = carrier.carry(cx, &errand).await?;
                store::done(cx, &errand.id, result.as_ref()).await?;
            }
            Ok(())
        })
    });
    work.await
}

async fn one(services: &Arc<Services>, errand: Errand, now: Millis) -> Result<bool, Fault> {
    match carry(services, std::slice::from_ref(&errand), now).await {
        Ok(()) => Ok(true),
        Err(fault) => failed(services, errand, fault, now).await,
    }
}

/// What became of an errand that was done outside of a transaction.
async fn ending(
    services: &Arc<Services>,
    errand: Errand,
    outcome: Result<Option<Value>, Fault>,
    now: Millis,
) -> Result<bool, Fault> {
    let result = match outcome {
        Ok(result) => result,
        Err(fault) => return failed(services, errand, fault, now).await,
    };
    let work = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            cx.now = now;
            store::done(cx, &errand.id, result.as_ref()).await
        })
    });
    work.await.map(|()| true)
}

async fn failed(services: &Arc<Services>, errand: Errand, fault: Fault, now: Millis) -> Result<bool, Fault> {
    match ItemOutcome::of_fault(&fault) {
        // Something broke: what is not there today may be there tomorrow.
        None | Some(ItemOutcome::Failed) => put_off(services, errand, fault, now).await,
        Some(_) => {
            let work = services.write(Caller::system(), move |cx| {
                Box::pin(async move {
                    cx.now = now;
                    store::refused(cx, &errand.id, fault.code()).await
                })
            });
            work.await.map(|()| true)
        }
    }
}

/// Tried again later, or given up.
async fn put_off(services: &Arc<Services>, errand: Errand, fault: Fault, now: Millis) -> Result<bool, Fault> {
    let attempts = errand.attempts + 1;
    let most = couriers().get(&errand.channel).map_or(ATTEMPTS_MAX, |courier| courier.attempts());
    let dead = attempts >= most;
    if dead {
        tracing::error!(errand = errand.id, ?fault, "given up");
    }
    let rest = rest(attempts);
    let work = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            cx.now = now;
            store::tried(cx, &errand.id, attempts, dead, now + rest, fault.code()).await
        })
    });
    work.await.map(|()| dead)
}

/// How long nobody tries after so many tries.
pub fn rest(attempts: i64) -> Millis {
    let doubled = FIRST_REST << (attempts - 1).clamp(0, 20);
    doubled.clamp(FIRST_REST, HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rest_is_longer_than_the_last_and_none_is_longer_than_an_hour() {
        let rests: Vec<Millis> = (1..ATTEMPTS_MAX).map(rest).collect();
        assert_eq!(rests[..3], [5 * SECOND, 10 * SECOND, 20 * SECOND]);
        assert!(rests.is_sorted() && rests.iter().all(|rest| *rest <= HOUR), "{rests:?}");
        assert_eq!(rest(i64::MAX), HOUR);
    }
}
