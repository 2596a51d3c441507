//! Errands that leave the house: nobody holds the database while another server takes its time. One is claimed for a
//! while, handed over, and then said to be done. Where a node dies in between it is handed over again, under its name.
//! Each channel has a loop of its own: where the server of one does not answer, the others do not wait.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use serde_json::Value;
use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::{MINUTE, Millis};

use super::{ATTEMPTS_MAX, Errand, ending, pause, store};
use crate::ctx::{Caller, now};
use crate::registry::couriers;
use crate::services::Services;

/// Handed over at the same time.
const BATCH: usize = 16;
/// Nobody else tries meanwhile.
const CLAIM: Millis = 2 * MINUTE;
/// How long a courier may take that says nothing else.
const PATIENCE: Duration = Duration::from_secs(45);
/// Looks at least so often whether another node left something that it hands over no more.
const LOOK: Millis = MINUTE;

/// Hands errands of one channel over to another server.
pub trait Courier: Send + Sync + 'static {
    fn channel(&self) -> &'static str;

    /// Tries of one errand before it is given up.
    fn attempts(&self) -> i64 {
        ATTEMPTS_MAX
    }

    /// Whoever does not answer by then is tried again; shorter than the claim.
    fn patience(&self) -> Duration {
        PATIENCE
    }

    /// Until when nobody is to be disturbed by it, as it stands now: asked before each try, and no try.
    fn held_until<'a>(
        &'a self,
        _: &'a Arc<Services>,
        _: &'a Errand,
        _: Millis,
    ) -> BoxFuture<'a, Result<Option<Millis>, Fault>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    /// At least once: what is handed over says its name. Answers what is worth keeping of it.
    fn deliver<'a>(
        &'a self,
        services: &'a Arc<Services>,
        errand: &'a Errand,
    ) -> BoxFuture<'a, Result<Option<Value>, Fault>>;
}

/// The couriers of the process.
#[derive(Default)]
pub struct Couriers(Vec<Box<dyn Courier>>);

impl Couriers {
    pub fn add(&mut self, courier: impl Courier) {
        assert!(self.get(courier.channel()).is_none(), "{} has two couriers", courier.channel());
        self.0.push(Box::new(courier));
    }

    pub fn get(&self, channel: &str) -> Option<&dyn Courier> {
        self.0.iter().find(|courier| courier.channel() == channel).map(AsRef::as_ref)
    }

    pub fn channels(&self) -> Vec<&'static str> {
        self.0.iter().map(|courier| courier.channel()).collect()
    }
}

/// Runs for as long as the process lives.
pub async fn run(services: Arc<Services>) {
    let channels = couriers().channels().into_iter();
    let loops: Vec<_> = channels.map(|channel| tokio::spawn(follow(services.clone(), channel))).collect();
    join_all(loops).await;
}

/// Sleeps until this node is told of an errand, or the next one is due.
async fn follow(services: Arc<Services>, channel: &'static str) {
    let mut told = services.errands.subscribe();
    let mut stopping = services.stopping.subscribe();
    loop {
        // What is put from here on wakes it again.
        told.mark_unchanged();
        let wait = rest(&services, channel).await.unwrap_or_else(|fault| {
            tracing::debug!(channel, ?fault, "nothing can be handed over");
            pause::LOOK
        });
        tokio::select! {
            heard = told.changed() => if heard.is_err() { return },
            _ = tokio::time::sleep(Duration::from_millis(wait.clamp(1, LOOK) as u64)) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

async fn rest(services: &Arc<Services>, channel: &str) -> Result<Millis, Fault> {
    one_channel(services, channel, &now).await?;
    let next = store::next_due(&mut services.reader(Caller::system()), &[channel]).await?;
    Ok(next.map_or(LOOK, |at| at - now()))
}

/// Hands over what is due, one channel after the other; answers how many errands came to an end.
pub async fn work_off(services: &Arc<Services>, clock: impl Fn() -> Millis) -> Result<usize, Fault> {
    let mut ended = 0;
    for channel in couriers().channels() {
        ended += one_channel(services, channel, &clock).await?;
    }
    Ok(ended)
}

/// Each batch takes its time: a claim counts from when it is made.
async fn one_channel(services: &Arc<Services>, channel: &str, clock: &impl Fn() -> Millis) -> Result<usize, Fault> {
    let mut ended = 0;
    loop {
        let now = clock();
        let due = store::due(&mut services.reader(Caller::system()), &[channel], now, BATCH).await?;
        if due.is_empty() {
            return Ok(ended);
        }
        let claimed = claim(services, due, now).await?;
        let handed = claimed.into_iter().map(|errand| async move {
            if let Some(until) = held_until(services, &errand, now).await? {
                return hold(services, errand, until).await.map(|()| false);
            }
            let outcome = hand_over(services, &errand).await;
            ending(services, errand, outcome, clock()).await
        });
        for end in join_all(handed).await {
            ended += usize::from(end?);
        }
    }
}

/// Of some errands those that nobody else claimed meanwhile.
async fn claim(services: &Arc<Services>, due: Vec<Errand>, now: Millis) -> Result<Vec<Errand>, Fault> {
    services
        .write(Caller::system(), move |cx| {
            Box::pin(async move {
                let mut mine = Vec::new();
                for errand in due {
                    if store::claim(cx, &errand.id, now, now + CLAIM).await? {
                        mine.push(errand);
                    }
                }
                Ok(mine)
            })
        })
        .await
}

async fn held_until(services: &Arc<Services>, errand: &Errand, now: Millis) -> Result<Option<Millis>, Fault> {
    let Some(courier) = couriers().get(&errand.channel) else { return Ok(None) };
    match courier.held_until(services, errand, now).await {
        Ok(until) => Ok(until.filter(|until| *until > now)),
        // What cannot be read is told where it is handed over.
        Err(Fault::Internal { .. }) => Ok(None),
        Err(fault) => Err(fault),
    }
}

async fn hold(services: &Arc<Services>, errand: Errand, until: Millis) -> Result<(), Fault> {
    services.write(Caller::system(), move |cx| Box::pin(async move { store::hold(cx, &errand.id, until).await })).await
}

async fn hand_over(services: &Arc<Services>, errand: &Errand) -> Result<Option<Value>, Fault> {
    let Some(courier) = couriers().get(&errand.channel) else { return Err(Fault::NotFound) };
    let late = || Err(Fault::Unavailable { retry_after_s: 0 });
    tokio::time::timeout(courier.patience(), courier.deliver(services, errand)).await.unwrap_or_else(|_| late())
}
