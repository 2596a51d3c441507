//! What nobody needs any more is let go, a bounded batch at a time, through the writer like
//! everything that is written: commands of people get their turn in between.

use std::sync::Arc;

use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::{FEED_DAYS, LEDGER_DAYS, PRUNE_BATCH};
use yingda_shared::kernel::time::{DAY, HOUR};

use crate::ctx::{Caller, Cx};
use crate::db::lease::Duty;
use crate::db::{feed, ledger};
use crate::duties;
use crate::exports;
use crate::failure;
use crate::files;
use crate::identity;
use crate::imports;
use crate::notices;
use crate::services::Services;

/// Lets at most a batch go and answers how many rows went.
type Prune = for<'a> fn(&'a mut Cx) -> BoxFuture<'a, Result<u64, Fault>>;

const TABLES: &[(&str, Prune)] = &[
    ("sessions", |cx| Box::pin(identity::store::prune_sessions(cx))),
    ("invitations", |cx| Box::pin(identity::store::prune_invitations(cx))),
    ("tokens", |cx| Box::pin(identity::store::prune_tokens(cx))),
    ("device_keys", |cx| Box::pin(identity::devices::store::prune(cx))),
    ("notices", |cx| Box::pin(notices::store::prune(cx))),
    ("commands", |cx| Box::pin(commands(cx))),
    ("sync", |cx| Box::pin(crate::sync::store::prune(cx))),
    ("jobs", |cx| Box::pin(crate::jobs::store::prune(cx))),
    ("awaited_files", |cx| Box::pin(files::uploads::store::prune_awaited(cx))),
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
    // Their pieces lie in the object store, which knows no transaction.
    let tables = imports::expire(services).await? + exports::expire(services).await?;
    Ok(all + tables + files::uploads::expire(services).await?)
}

async fn commands(cx: &mut Cx) -> Result<u64, Fault> {
    let before = cx.now - LEDGER_DAYS * DAY;
    ledger::prune(cx.conn().await?, before).await.map_err(failure::db)
}

async fn changes(cx: &mut Cx) -> Result<u64, Fault> {
    let before = cx.now - FEED_DAYS * DAY;
    feed::prune(cx.conn().await?, before).await.map_err(failure::db)
}
