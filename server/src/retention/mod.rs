//! What nobody needs any more is let go, a bounded batch at a time, through the writer like
//! everything that is written: commands of people get their turn in between.

mod policy;

use std::sync::Arc;

use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::FileId;
use yingda_shared::kernel::limits::{
    ERRAND_DAYS, FEED_DAYS, LEDGER_DAYS, PAIR_USE_DAYS, PLAN_DATE_DAYS, PRUNE_BATCH, RULE_RUN_DAYS,
};
use yingda_shared::kernel::time::{DAY, HOUR, month};

use crate::audit;
use crate::audit::Line;
use crate::cases::store::personal::ids_resting;
use crate::contracts::plans;
use crate::ctx::{Caller, Cx};
use crate::db::lease::Duty;
use crate::db::{feed, ledger};
use crate::duties;
use crate::exports;
use crate::failure;
use crate::files;
use crate::identity;
use crate::imports;
use crate::knowledge::pairs;
use crate::notices;
use crate::outbox;
use crate::rules;
use crate::services::Services;
use crate::workplace;

pub use policy::register;

/// Lets at most a batch go and answers how many rows went.
type Prune = for<'a> fn(&'a mut Cx) -> BoxFuture<'a, Result<u64, Fault>>;

const TABLES: &[(&str, Prune)] = &[
    ("sessions", |cx| Box::pin(sessions(cx))),
    ("invitations", |cx| Box::pin(identity::store::prune_invitations(cx))),
    ("tokens", |cx| Box::pin(identity::store::prune_tokens(cx))),
    ("device_keys", |cx| Box::pin(identity::devices::store::prune(cx))),
    ("notices", |cx| Box::pin(old_notices(cx))),
    ("audit", |cx| Box::pin(old_audit(cx))),
    ("drafts", |cx| Box::pin(workplace::prune_drafts(cx))),
    ("presence", |cx| Box::pin(workplace::presence::prune(cx))),
    ("commands", |cx| Box::pin(commands(cx))),
    ("sync", |cx| Box::pin(crate::sync::store::prune(cx))),
    ("jobs", |cx| Box::pin(crate::jobs::store::prune(cx))),
    ("awaited_files", |cx| Box::pin(files::uploads::store::prune_awaited(cx))),
    ("rule_runs", |cx| Box::pin(old_runs(cx))),
    ("service_plan_dates", |cx| Box::pin(old_dates(cx))),
    ("pair_uses", |cx| Box::pin(old_pair_uses(cx))),
    ("pair_cases", |cx| Box::pin(old_pair_cases(cx))),
    ("outbox", |cx| Box::pin(old_errands(cx))),
    ("pushes", |cx| Box::pin(old_pushes(cx))),
    ("feed", |cx| Box::pin(changes(cx))),
];

/// Once a day, whichever node comes first; the hour that is lacking keeps it at the same time of the day.
const DAILY: Duty = Duty { name: "retention", every: DAY - HOUR, at_most: HOUR };

/// Lets go what is over, unless that was done today or another node is at it: `None` then.
pub async fn keep(services: &Arc<Services>) -> Result<Option<u64>, Fault> {
    if !duties::take(services, DAILY).await? {
        return Ok(None);
    }
    let gone = prune(services).await;
    duties::end(services, DAILY, gone.is_ok()).await?;
    gone.map(Some)
}

/// Goes through all tables; answers how many rows went.
pub async fn prune(services: &Arc<Services>) -> Result<u64, Fault> {
    let mut all = 0;
    for (table, batch) in TABLES {
        let mut gone = 0;
        loop {
            let some = services.write(Caller::system(), move |cx| batch(cx)).await?;
            gone += some;
            if some < PRUNE_BATCH as u64 {
                break;
            }
        }
        if gone > 0 {
            tracing::info!(table, rows = gone, "let go");
        }
        all += gone;
    }
    all += old_files(services).await?;
    // Their pieces lie in the object store, which knows no transaction.
    let tables = imports::expire(services).await? + exports::expire(services).await?;
    Ok(all + tables + files::uploads::expire(services).await?)
}

async fn sessions(cx: &mut Cx) -> Result<u64, Fault> {
    let idle = policy::policy(cx).await?.sessions_before(cx.now);
    identity::store::prune_sessions(cx, idle).await
}

async fn old_notices(cx: &mut Cx) -> Result<u64, Fault> {
    let before = policy::policy(cx).await?.notices_before(cx.now);
    notices::store::prune(cx, before).await
}

async fn old_audit(cx: &mut Cx) -> Result<u64, Fault> {
    match policy::policy(cx).await?.audit_before(cx.now) {
        Some(before) => audit::store::retention::prune(cx, before).await,
        None => Ok(0),
    }
}

/// Files of cases that rest for long enough leave their cases, and then the desk. They are looked for
/// outside the writer: among many old cases few still have any.
async fn old_files(services: &Arc<Services>) -> Result<u64, Fault> {
    let mut all = 0;
    loop {
        let mut cx = services.reader(Caller::system());
        let Some(before) = policy::policy(&mut cx).await?.files_before(cx.now) else { break };
        let mut values = Vec::new();
        let ids = ids_resting(before, &mut values);
        let some = files::store::some_in(&mut cx, &ids, values, PRUNE_BATCH).await?;
        drop(cx);
        if some.is_empty() {
            break;
        }
        all += services.write(Caller::system(), move |cx| Box::pin(async move { detach(cx, &some).await })).await?;
    }
    if all > 0 {
        tracing::info!(table = "files", rows = all, "let go");
        while files::sweep(services).await? > 0 {}
    }
    Ok(all)
}

async fn detach(cx: &mut Cx, some: &[FileId]) -> Result<u64, Fault> {
    let gone = files::store::detach(cx, some).await?;
    let (number, action) = (gone.to_string(), "retention.let_go");
    let (kind, object, field) = ("settings", "retention", "file_months");
    cx.audit(Line { action, kind, object, field, old: &number, new: "", reason: "" }).await?;
    Ok(gone)
}

async fn commands(cx: &mut Cx) -> Result<u64, Fault> {
    let before = cx.now - LEDGER_DAYS * DAY;
    ledger::prune(cx.conn().await?, before).await.map_err(failure::db)
}

async fn old_runs(cx: &mut Cx) -> Result<u64, Fault> {
    let before = cx.now - RULE_RUN_DAYS * DAY;
    rules::store::prune(cx, before).await
}

async fn old_dates(cx: &mut Cx) -> Result<u64, Fault> {
    let before = cx.now - PLAN_DATE_DAYS * DAY;
    plans::store::prune(cx, before).await
}

async fn old_pair_uses(cx: &mut Cx) -> Result<u64, Fault> {
    let before = month(cx.now - PAIR_USE_DAYS * DAY, cx.services.config.offset);
    pairs::store::prune_uses(cx, before).await
}

async fn old_pair_cases(cx: &mut Cx) -> Result<u64, Fault> {
    let before = cx.now - PAIR_USE_DAYS * DAY;
    pairs::store::prune_cases(cx, before).await
}

async fn old_errands(cx: &mut Cx) -> Result<u64, Fault> {
    let before = cx.now - ERRAND_DAYS * DAY;
    outbox::store::prune(cx, before).await
}

/// Nobody asks what became of them.
async fn old_pushes(cx: &mut Cx) -> Result<u64, Fault> {
    let before = cx.now - DAY;
    outbox::store::prune_pushes(cx, before).await
}

async fn changes(cx: &mut Cx) -> Result<u64, Fault> {
    let before = cx.now - FEED_DAYS * DAY;
    feed::prune(cx.conn().await?, before).await.map_err(failure::db)
}
