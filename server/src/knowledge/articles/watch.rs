//! What comes about at articles by itself: publications and retirements that were set for a moment, reviews that are late,
//! articles that nobody verified. Each is one transaction that looks again: of two nodes one does it.

use std::sync::Arc;

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ArticleId, UserId, Uuid};
use yingda_shared::kernel::time::{MINUTE, Millis};
use yingda_shared::knowledge::articles::{Ctx, PublishArticle, Rang, RetireArticle, VerifyArticle, ring};

use super::writing::{dossier, keep};
use super::{KIND, rules, store};
use crate::ctx::{Caller, Cx, now};
use crate::outbox::pause;
use crate::reactions;
use crate::services::Services;

/// Articles that are looked at in one go, and how often.
const CLAIMED: usize = 100;
const ROUNDS: usize = 100;
/// Things that are due at one article at once.
const AT_ONCE: usize = 4;
/// Before one that could not be looked at is tried again.
const REST: Millis = 10 * MINUTE;

/// Runs for as long as the process lives.
pub async fn run(services: Arc<Services>) {
    let trouble = |fault| tracing::error!(?fault, "articles cannot go on");
    pause::keep(services, &[KIND, "other"], |services| Box::pin(rest(services)), trouble).await;
}

/// Does what is due and answers how long nothing else will be.
async fn rest(services: &Arc<Services>) -> Result<Millis, Fault> {
    work_off(services, now()).await?;
    let next = store::next_due(&mut services.reader(Caller::system())).await?;
    Ok(next.map_or(pause::LOOK, |at| at - now()))
}

/// Does everything that is due at a moment.
pub async fn work_off(services: &Arc<Services>, now: Millis) -> Result<(), Fault> {
    for _ in 0..ROUNDS {
        let due = store::due(&mut services.reader(Caller::system()), now, CLAIMED).await?;
        if due.is_empty() {
            break;
        }
        for article in due {
            look(services, article, now).await?;
        }
    }
    Ok(())
}

async fn look(services: &Arc<Services>, article: ArticleId, now: Millis) -> Result<(), Fault> {
    let work = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            cx.now = now;
            take_up(cx, article).await
        })
    });
    let Err(fault) = work.await else { return Ok(()) };
    tracing::error!(%article, ?fault, "an article cannot go on");
    let later = now + REST;
    let work =
        services.write(Caller::system(), move |cx| Box::pin(async move { store::put_off(cx, article, later).await }));
    work.await
}

async fn take_up(cx: &mut Cx, id: ArticleId) -> Result<(), Fault> {
    let Some(article) = store::find(cx, id).await? else { return Ok(()) };
    let settings = rules::settings(cx).await?;
    let ctx = Ctx {
        me: UserId(Uuid::nil()),
        manages: true,
        needed: settings.needed(&article),
        verify_months: settings.verify_months,
        now: cx.now,
    };
    let mut before = dossier(cx, article).await?;
    for _ in 0..AT_ONCE {
        let Some((rang, after)) = ring(&before, &ctx) else { break };
        let action = match rang {
            Rang::Published => PublishArticle::NAME,
            Rang::Retired => RetireArticle::NAME,
            Rang::ReviewDue | Rang::Unverified => VerifyArticle::NAME,
        };
        let after = keep(cx, Some(&before), after, action).await?;
        reactions::article_rang(cx, &before, &after, rang).await?;
        before = after;
    }
    Ok(())
}
