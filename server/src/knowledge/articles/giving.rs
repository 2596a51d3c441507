//! Articles change hands: one, all of a person, and what is proposed when somebody leaves.

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{Id, UserId};
use yingda_shared::kernel::limits::ARTICLES_GIVEN_MAX;
use yingda_shared::knowledge::articles::*;

use super::acts::holds;
use super::writing::{act, dossier, keep, me};
use super::{reader, store};
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::reactions;
use crate::records::store as records;

pub fn register(registry: &mut Registry) {
    registry.write::<GiveArticle, _>(give);
    registry.write::<GiveArticles, _>(give_all);
}

async fn give(cx: &mut Cx, op: GiveArticle) -> Result<ArticleRef, Fault> {
    let article = reader::found(cx, op.id).await?;
    check_owner(cx, op.owner_id, "/owner_id").await?;
    if !reader::does_read(cx, op.owner_id, &article).await? {
        return Err(Fault::invalid("/owner_id", "unknown"));
    }
    act(cx, op.id, &Act::Give { to: op.owner_id }, GiveArticle::NAME).await
}

/// Whoever looks after an article may write in it.
async fn check_owner(cx: &mut Cx, user: UserId, pointer: &str) -> Result<(), Fault> {
    match holds(cx, user, DraftArticle::NAME).await? {
        true => Ok(()),
        false => Err(Fault::invalid(pointer, "unknown")),
    }
}

/// Those that the caller and the new owner read; more than fit go at the next time.
async fn give_all(cx: &mut Cx, op: GiveArticles) -> Result<Handed, Fault> {
    me(cx)?;
    check_owner(cx, op.to_id, "/to_id").await?;
    let from: Option<User> = records::find(cx, op.from_id.uuid()).await?;
    from.filter(|user| user.company_id.is_none() && user.firm_id.is_none())
        .ok_or_else(|| Fault::invalid("/from_id", "unknown"))?;
    if op.from_id == op.to_id {
        return Err(Fault::invalid("/to_id", "article_same_person"));
    }
    let (giver, taker) = (reader::of(cx).await?, reader::of_user(cx, op.to_id).await?);
    let Some(taker) = taker else { return Err(Fault::invalid("/to_id", "unknown")) };
    let (mut articles, mut after) = (0, i64::MIN);
    while (articles as usize) < ARTICLES_GIVEN_MAX {
        let owned = store::owned(cx, op.from_id, after, ARTICLES_GIVEN_MAX).await?;
        let Some(last) = owned.last().map(|article| article.rv) else { break };
        after = last;
        let both = |article: &Article| giver.reads(article) && taker.reads(article);
        for article in owned.into_iter().filter(both).take(ARTICLES_GIVEN_MAX - articles as usize) {
            let before = dossier(cx, article).await?;
            let mut given = before.clone();
            given.article.owner_id = op.to_id;
            keep(cx, Some(&before), given, GiveArticles::NAME).await?;
            articles += 1;
        }
    }
    if articles > 0 {
        reactions::articles_given(cx, op.from_id, op.to_id, articles).await?;
    }
    Ok(Handed { articles })
}

/// An account was switched off: those who keep the knowledge base hear of what has nobody now.
pub async fn person_left(cx: &mut Cx, user: &User) -> Result<(), Fault> {
    match store::count_owned(cx, user.id).await? {
        0 => Ok(()),
        articles => reactions::articles_left(cx, user, articles).await,
    }
}
