//! Goes through jobs. Any node may take one up; a lease says whose it is, and each item asks for it in
//! its own transaction, so that a node that was thought dead does nothing twice.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use sha2::{Digest, Sha256};
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::jobs::{ItemOutcome, JobState};
use yingda_shared::kernel::id::{UserId, Uuid};
use yingda_shared::kernel::time::Millis;

use super::runner::{Done, Item, Runner, Task};
use super::store::{self, items};
use super::tell;
use crate::ctx::{Caller, Cx, now};
use crate::failure;
use crate::identity::actors;
use crate::registry::runners;
use crate::services::Services;

/// Jobs that one node goes through at once.
const PLACES: usize = 4;
/// Items between two words about how far it is.
const BATCH: usize = 50;
/// Times in a row a node may be lost over the same items before the job is given up.
const TRIES_MAX: i64 = 5;
/// Before what the database could not take is tried again.
const REST: Millis = 5_000;
/// Looks at least so often whether another node left something.
const LOOK: Millis = 5_000;

/// Works for as long as the process lives.
pub async fn run(services: Arc<Services>) {
    let node = Uuid::now_v7();
    let places = Arc::new(tokio::sync::Semaphore::new(PLACES));
    let mut changes = services.changes.subscribe();
    let mut stopping = services.stopping.subscribe();
    let free = Arc::new(tokio::sync::Notify::new());
    loop {
        let wait = match next(&services, node, &places, &free).await {
            Ok(wait) => wait,
            Err(fault) => {
                tracing::debug!(?fault, "no job can be taken up");
                LOOK
            }
        };
        let until = tokio::time::Instant::now() + Duration::from_millis(wait.clamp(1, LOOK) as u64);
        loop {
            let heard = tokio::select! {
                heard = changes.recv() => heard,
                _ = tokio::time::sleep_until(until) => break,
                _ = free.notified() => break,
                _ = stopping.wait_for(|stop| *stop) => return,
            };
            match heard {
                Ok(touches) if !touches.iter().any(|touch| touch.kind == "jobs") => {}
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                _ => break,
            }
        }
    }
}

/// Takes up what is due as far as there is a place; answers how long nothing else will be.
async fn next(
    services: &Arc<Services>,
    node: Uuid,
    places: &Arc<tokio::sync::Semaphore>,
    free: &Arc<tokio::sync::Notify>,
) -> Result<Millis, Fault> {
    loop {
        let Ok(place) = places.clone().try_acquire_owned() else { return Ok(LOOK) };
        let due = store::next_due(&mut services.reader(Caller::system())).await?;
        let Some(due) = due.filter(|due| *due <= now()) else { return Ok(due.map_or(LOOK, |due| due - now())) };
        let Some(task) = claim(services, node).await? else { return Ok((due - now()).max(1)) };
        let (services, free) = (services.clone(), free.clone());
        tokio::spawn(async move {
            work(&services, task).await;
            drop(place);
            free.notify_one();
        });
    }
}

async fn claim(services: &Arc<Services>, node: Uuid) -> Result<Option<Task>, Fault> {
    services
        .write(Caller::system(), move |cx| {
            Box::pin(async move {
                let task = store::claim(cx, node).await?;
                if let Some(task) = &task {
                    tell(cx, task).await?;
                }
                Ok(task)
            })
        })
        .await
}

/// Goes through everything that is due, one after the other; answers how many jobs were taken up. For
/// the command line and for tests, which want to know when it is over.
pub async fn work_off(services: &Arc<Services>) -> Result<usize, Fault> {
    let node = Uuid::now_v7();
    let mut jobs = 0;
    while let Some(task) = claim(services, node).await? {
        work(services, task).await;
        jobs += 1;
    }
    Ok(jobs)
}

/// Why nobody goes on with a job here.
enum Stop {
    /// It is another's by now, or was stopped.
    Lost,
    /// The same is worth another try later.
    Later,
    /// It cannot go on.
    Broken(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        match ItemOutcome::of_fault(&fault) {
            None => Stop::Later,
            Some(_) => Stop::Broken(fault),
        }
    }
}

async fn work(services: &Arc<Services>, task: Task) {
    let held = async {
        // Long items say nothing for themselves.
        loop {
            tokio::time::sleep(Duration::from_millis(store::LEASE as u64 / 3)).await;
            let mine = task.clone();
            let renewed =
                services.write(Caller::system(), move |cx| Box::pin(async move { store::renew(cx, &mine).await }));
            if renewed.await == Ok(false) {
                return Stop::Lost;
            }
        }
    };
    let stopped = tokio::select! {
        done = go_through(services, &task) => done.err(),
        lost = held => Some(lost),
    };
    let ended = match stopped {
        None | Some(Stop::Lost) => Ok(()),
        Some(Stop::Later) => {
            let at = if *services.stopping.borrow() { now() } else { now() + REST };
            services
                .write(Caller::system(), move |cx| Box::pin(async move { store::release(cx, &task, at).await }))
                .await
        }
        Some(Stop::Broken(fault)) => end(services, task, Some(fault)).await,
    };
    if let Err(fault) = ended {
        tracing::debug!(?fault, "a job was left; its lease will end");
    }
}

async fn go_through(services: &Arc<Services>, task: &Task) -> Result<(), Stop> {
    let runner = runners().get(&task.kind).ok_or_else(|| Stop::Broken(Fault::refused("jobs.unknown_kind")))?;
    if task.tries > TRIES_MAX {
        return Err(Stop::Broken(failure::internal(&format!("job {} was left {} times", task.id, task.tries))));
    }
    let mut next = task.next;
    loop {
        if *services.stopping.borrow() {
            return Err(Stop::Later);
        }
        let caller = caller(services, task).await?;
        let batch = runner.items(&mut services.reader(caller.clone()), task, next, BATCH).await?;
        let Some(last) = batch.last() else { break };
        next = last.index + 1;
        let mut outcomes = Vec::with_capacity(batch.len());
        for some in batch.chunks(runner.width().max(1)) {
            let answers = some.iter().map(|item| one(services, &caller, runner, task, item.clone()));
            for answer in join_all(answers).await {
                outcomes.extend(answer?);
            }
        }
        let refused = outcomes.iter().filter(|outcome| **outcome != ItemOutcome::Ok).count() as i64;
        let done = outcomes.len() as i64;
        let mine = task.clone();
        let advanced = services.write(Caller::system(), move |cx| {
            Box::pin(async move {
                let held = store::advance(cx, &mine, next, done, refused).await?;
                if held {
                    tell(cx, &mine).await?;
                }
                Ok(held)
            })
        });
        if !advanced.await? {
            return Err(Stop::Lost);
        }
    }
    Ok(end(services, task.clone(), None).await?)
}

/// Whoever started it, with the rights of this moment, and none that were not theirs at the start: a
/// token lends its own rights and no more.
pub async fn caller(services: &Arc<Services>, task: &Task) -> Result<Caller, Fault> {
    if task.owner.is_empty() {
        return Ok(Caller::of(Actor::system(), &task.device));
    }
    let user: UserId = task.owner.parse().map_err(|_| Fault::Forbidden)?;
    let actor = actors::of_user(&mut services.reader(Caller::system()), user).await?;
    let mut actor = actor.ok_or(Fault::Forbidden)?;
    let then: BTreeSet<&str> = task.rights.iter().map(String::as_str).collect();
    actor.operations.retain(|name| then.contains(name.as_str()));
    Ok(Caller::of(actor, &task.device))
}

/// Whether work of many steps goes on, asked between them in a transaction: it does not when the job is
/// another's, was stopped, or the process ends. Whoever was lost before this is forgiven.
pub async fn go_on(cx: &mut Cx, task: &Task) -> Result<(), Fault> {
    let ending = *cx.services.stopping.borrow();
    match !ending && store::advance(cx, task, task.next, 0, 0).await? {
        true => Ok(()),
        false => Err(failure::unavailable()),
    }
}

/// One item: done and answered in one transaction, or refused and answered in another. None when it had
/// its answer before.
async fn one(
    services: &Arc<Services>,
    caller: &Caller,
    runner: &'static dyn Runner,
    task: &Task,
    mut item: Item,
) -> Result<Option<ItemOutcome>, Stop> {
    // Left in the middle by another: slow work is not done again for what has its answer.
    if task.tries > 0 && items::outcome(&mut services.reader(Caller::system()), task.id, item.index).await?.is_some() {
        return Ok(None);
    }
    let caller = Caller { command_id: Some(command(task, &item)), ..caller.clone() };
    let ready = runner.before(&mut services.reader(caller.clone()), task, &mut item).await;
    let tried = match ready {
        Err(fault) => Err(fault),
        Ok(()) => done(services, caller, runner, task.clone(), item.clone()).await,
    };
    let fault = match tried {
        Ok(Answered::Now) => return Ok(Some(ItemOutcome::Ok)),
        Ok(Answered::Before) => return Ok(None),
        Ok(Answered::Lost) => return Err(Stop::Lost),
        Err(fault) => fault,
    };
    let Some(outcome) = ItemOutcome::of_fault(&fault) else { return Err(Stop::Later) };
    let task = task.clone();
    let write = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            if !store::is_held(cx, &task).await? {
                return Ok(false);
            }
            runner.refused(cx, &task, &item, &fault).await?;
            items::settle(cx, &task, &item, outcome, &Done::default(), Some(&fault)).await?;
            Ok(true)
        })
    });
    if write.await? { Ok(Some(outcome)) } else { Err(Stop::Lost) }
}

/// How it stands with an item that no fault befell.
enum Answered {
    Now,
    Before,
    /// The job is another's.
    Lost,
}

async fn done(
    services: &Arc<Services>,
    caller: Caller,
    runner: &'static dyn Runner,
    task: Task,
    item: Item,
) -> Result<Answered, Fault> {
    services
        .write(caller, move |cx| {
            Box::pin(async move {
                if !store::is_held(cx, &task).await? {
                    return Ok(Answered::Lost);
                }
                if items::outcome(cx, task.id, item.index).await?.is_some() {
                    return Ok(Answered::Before);
                }
                let done = match task.undoes {
                    None => runner.run(cx, &task, &item).await?,
                    Some(_) => runner.turn_back(cx, &task, &item).await?,
                };
                items::settle(cx, &task, &item, ItemOutcome::Ok, &done, None).await?;
                Ok(Answered::Now)
            })
        })
        .await
}

/// The item's own id in the ledger: the same command however often it is tried.
fn command(task: &Task, item: &Item) -> Uuid {
    let digest = Sha256::new().chain_update(task.id.0).chain_update(item.index.to_be_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

async fn end(services: &Arc<Services>, task: Task, fault: Option<Fault>) -> Result<(), Fault> {
    let runner = runners().get(&task.kind);
    let caller = Caller::of(Actor::system(), &task.device);
    services
        .write(caller, move |cx| {
            Box::pin(async move {
                if !store::is_held(cx, &task).await? {
                    return Ok(());
                }
                let (state, result) = match (&fault, runner) {
                    (None, Some(runner)) => (JobState::Done, runner.conclude(cx, &task).await?),
                    _ => (JobState::Failed, None),
                };
                store::end(cx, task.id, state, fault.as_ref(), result.as_ref()).await?;
                if let (JobState::Failed, Some(runner)) = (state, runner) {
                    runner.broken_off(cx, &task, state, fault.as_ref()).await?;
                }
                tell(cx, &task).await
            })
        })
        .await
}
