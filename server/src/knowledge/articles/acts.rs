//! What is done with articles beside writing them: the path from a draft to its readers, and from there to the end.

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::{ArticleId, UserId};
use yingda_shared::kernel::limits::ARTICLE_AHEAD_DAYS;
use yingda_shared::kernel::time::{DAY, Millis};
use yingda_shared::knowledge::articles::*;

use super::writing::act;
use super::{reader, store};
use crate::ctx::{Cx, new_id};
use crate::dispatch::Registry;
use crate::identity::actors;

pub fn register(registry: &mut Registry) {
    registry.write::<ProposeArticle, _>(propose);
    registry.write::<CommentArticle, _>(comment);
    registry.write::<SettleComment, _>(settle);
    registry.write::<ApproveArticle, _>(approve);
    registry.write::<SendBackArticle, _>(send_back);
    registry.write::<PublishArticle, _>(publish);
    registry.write::<DiscardArticle, _>(discard);
    registry.write::<RollBackArticle, _>(roll_back);
    registry.write::<VerifyArticle, _>(verify);
    registry.write::<OutdateArticle, _>(outdate);
    registry.write::<RetireArticle, _>(retire);
    registry.write::<RestoreArticle, _>(restore);
}

/// Nothing is set for a moment that nobody will see.
fn check_ahead(cx: &Cx, at: Option<Millis>, pointer: &str) -> Result<(), Fault> {
    match at.is_some_and(|at| at < 0 || at > cx.now + ARTICLE_AHEAD_DAYS * DAY) {
        true => Err(Fault::invalid(pointer, "out_of_range")),
        false => Ok(()),
    }
}

/// Somebody of the staff who holds a right.
pub async fn holds(cx: &mut Cx, user: UserId, right: &str) -> Result<bool, Fault> {
    let actor = actors::of_user(cx, user).await?;
    Ok(actor.is_some_and(|actor| actor.kind == ActorKind::Staff && actor.may(right)))
}

async fn propose(cx: &mut Cx, op: ProposeArticle) -> Result<ArticleRef, Fault> {
    check_ahead(cx, op.due, "/due")?;
    let mut reviewers = op.reviewers;
    reviewers.sort();
    reviewers.dedup();
    let article = reader::found(cx, op.id).await?;
    for reviewer in &reviewers {
        let reads = reader::does_read(cx, *reviewer, &article).await?;
        if !reads || !holds(cx, *reviewer, ApproveArticle::NAME).await? {
            return Err(Fault::invalid("/reviewers", "unknown"));
        }
    }
    act(cx, op.id, &Act::Propose { reviewers, due: op.due }, ProposeArticle::NAME).await
}

async fn comment(cx: &mut Cx, op: CommentArticle) -> Result<ArticleRef, Fault> {
    let id = op.comment_id.unwrap_or_else(new_id);
    act(cx, op.id, &Act::Comment { id, line: op.line, text: op.text }, CommentArticle::NAME).await
}

async fn settle(cx: &mut Cx, op: SettleComment) -> Result<ArticleRef, Fault> {
    act(cx, op.id, &Act::Settle { comment: op.comment_id }, SettleComment::NAME).await
}

/// What was read is what is approved.
async fn approve(cx: &mut Cx, op: ApproveArticle) -> Result<ArticleRef, Fault> {
    let article = reader::found(cx, op.id).await?;
    let work = match article.work {
        Some(n) => store::version(cx, op.id, n).await?,
        None => None,
    };
    match work {
        Some(work) if work.edition != op.edition => {
            Err(Fault::Conflict { version: i64::from(work.edition), changes: Vec::new() })
        }
        _ => act(cx, op.id, &Act::Approve, ApproveArticle::NAME).await,
    }
}

async fn send_back(cx: &mut Cx, op: SendBackArticle) -> Result<ArticleRef, Fault> {
    act(cx, op.id, &Act::SendBack { text: op.text }, SendBackArticle::NAME).await
}

async fn publish(cx: &mut Cx, op: PublishArticle) -> Result<ArticleRef, Fault> {
    check_ahead(cx, op.at, "/at")?;
    act(cx, op.id, &Act::Publish { at: op.at }, PublishArticle::NAME).await
}

async fn discard(cx: &mut Cx, op: DiscardArticle) -> Result<ArticleRef, Fault> {
    act(cx, op.id, &Act::Discard, DiscardArticle::NAME).await
}

async fn roll_back(cx: &mut Cx, op: RollBackArticle) -> Result<ArticleRef, Fault> {
    reader::found(cx, op.id).await?;
    let from = store::version(cx, op.id, op.n).await?.ok_or_else(|| Fault::invalid("/n", "unknown"))?;
    act(cx, op.id, &Act::RollBack { from }, RollBackArticle::NAME).await
}

async fn verify(cx: &mut Cx, op: VerifyArticle) -> Result<ArticleRef, Fault> {
    act(cx, op.id, &Act::Verify, VerifyArticle::NAME).await
}

async fn outdate(cx: &mut Cx, op: OutdateArticle) -> Result<ArticleRef, Fault> {
    act(cx, op.id, &Act::Outdate, OutdateArticle::NAME).await
}

async fn retire(cx: &mut Cx, op: RetireArticle) -> Result<ArticleRef, Fault> {
    check_ahead(cx, op.at, "/at")?;
    if let Some(to) = op.redirect_id {
        check_redirect(cx, op.id, to).await?;
    }
    act(cx, op.id, &Act::Retire { at: op.at, redirect: op.redirect_id }, RetireArticle::NAME).await
}

/// Readers are sent to what they can read, and never back to where they came from: an article that is to be retired
/// itself may be on its way there.
async fn check_redirect(cx: &mut Cx, from: ArticleId, to: ArticleId) -> Result<(), Fault> {
    let target = reader::found(cx, to).await.map_err(|_| Fault::invalid("/redirect_id", "unknown"))?;
    if !target.state.is_read() {
        return Err(Fault::invalid("/redirect_id", "article_unread"));
    }
    let mut next = Some(target);
    while let Some(one) = next {
        if one.id == from {
            return Err(Fault::invalid("/redirect_id", "article_circle"));
        }
        next = match one.redirect_id {
            Some(id) => store::find(cx, id).await?,
            None => None,
        };
    }
    Ok(())
}

async fn restore(cx: &mut Cx, op: RestoreArticle) -> Result<ArticleRef, Fault> {
    act(cx, op.id, &Act::Restore, RestoreArticle::NAME).await
}
