//! What follows from what is done with articles.

use std::collections::BTreeSet;

use yingda_shared::cases::events::Entry;
use yingda_shared::cases::{Case, CaseEvent};
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{ArticleId, FileId, UserId};
use yingda_shared::knowledge::articles::*;
use yingda_shared::notices::NoticeKind;

use crate::cases;
use crate::ctx::Cx;
use crate::files;
use crate::knowledge;
use crate::notices::store::holders;
use crate::notices::{ArticleNews, tell_of_article};
use crate::records::store as records;

/// Whoever is to review, wrote or looks after an article hears of what was done with it; whoever did it does not. Those who
/// did something for the knowledge base are given points.
pub async fn article_changed(cx: &mut Cx, before: &Dossier, after: &Dossier, act: &Act) -> Result<(), Fault> {
    knowledge::rewards::article_changed(cx, before, after, act).await?;
    let article = &after.article;
    let wrote = |of: &Dossier| of.work.as_ref().map(|work| work.authors.clone()).unwrap_or_default();
    let stage = article.stage.map_or(article.state.as_str(), Stage::as_str);
    let (kind, people, text) = match act {
        Act::Propose { reviewers, .. } if reviewers.is_empty() => {
            (NoticeKind::ArticleReview, keepers(cx).await?, String::new())
        }
        Act::Propose { reviewers, .. } => (NoticeKind::ArticleReview, reviewers.clone(), String::new()),
        Act::Comment { text, .. } => (NoticeKind::ArticleMoved, wrote(after), text.clone()),
        Act::Approve if article.stage == Some(Stage::Approved) => {
            let people = wrote(after).into_iter().chain(keepers(cx).await?).collect();
            (NoticeKind::ArticleMoved, people, String::new())
        }
        Act::SendBack { text } => (NoticeKind::ArticleMoved, wrote(after), text.clone()),
        Act::Publish { .. } => {
            let people = wrote(before).into_iter().chain([article.owner_id]).collect();
            (NoticeKind::ArticleMoved, people, String::new())
        }
        Act::Outdate | Act::Retire { .. } | Act::Restore => {
            (NoticeKind::ArticleMoved, vec![article.owner_id], String::new())
        }
        Act::Give { to } => (NoticeKind::ArticleGiven, vec![*to], String::new()),
        _ => return Ok(()),
    };
    tell(cx, people, kind, article, stage, &text).await
}

/// Those who keep the knowledge base.
async fn keepers(cx: &mut Cx) -> Result<Vec<UserId>, Fault> {
    holders(cx, PublishArticle::NAME).await
}

async fn tell(
    cx: &mut Cx,
    people: Vec<UserId>,
    kind: NoticeKind,
    article: &Article,
    state: &'static str,
    text: &str,
) -> Result<(), Fault> {
    let me = cx.actor().user_id;
    let people: BTreeSet<UserId> = people.into_iter().filter(|user| Some(*user) != me).collect();
    let news =
        ArticleNews { kind, article: Some(article), subject: &article.title, number: String::new(), state, text };
    for user in people {
        // Whoever was asked or looks after it may have lost the region since.
        if knowledge::articles::does_read(cx, user, article).await? {
            tell_of_article(cx, user, &news).await?;
        }
    }
    Ok(())
}

/// A moment came that was set for an article.
pub async fn article_rang(cx: &mut Cx, before: &Dossier, after: &Dossier, rang: Rang) -> Result<(), Fault> {
    let article = &after.article;
    let owner = vec![article.owner_id];
    let state = article.state.as_str();
    match rang {
        Rang::Published => {
            knowledge::rewards::article_published(cx, before, after).await?;
            let authors = after.live.as_ref().map(|live| live.authors.clone()).unwrap_or_default();
            let people = authors.into_iter().chain(owner).collect();
            tell(cx, people, NoticeKind::ArticleMoved, article, state, "").await
        }
        Rang::Retired => tell(cx, owner, NoticeKind::ArticleMoved, article, state, "").await,
        Rang::ReviewDue => {
            let asked = match article.reviewers.is_empty() {
                true => keepers(cx).await?,
                false => article.reviewers.clone(),
            };
            tell(cx, asked, NoticeKind::ArticleReviewDue, article, state, "").await
        }
        Rang::Unverified => tell(cx, owner, NoticeKind::ArticleUnverified, article, state, "").await,
    }
}

/// Pictures of an article are its own from now on.
pub async fn article_pictures(cx: &mut Cx, article: ArticleId, pictures: &[FileId]) -> Result<(), Fault> {
    let owner = files::owner(&cx.caller);
    files::store::give_to_article(cx, pictures, &owner, article).await
}

/// Whoever has them now hears how many there are, and whose they were.
pub async fn articles_given(cx: &mut Cx, from: UserId, to: UserId, articles: u32) -> Result<(), Fault> {
    let names = records::names(cx, [from.0]).await?;
    let subject = names.into_values().next().unwrap_or_default();
    let kind = NoticeKind::ArticleGiven;
    let news =
        ArticleNews { kind, article: None, subject: &subject, number: articles.to_string(), state: "", text: "" };
    tell_of_article(cx, to, &news).await
}

/// An account was switched off.
pub async fn person_left(cx: &mut Cx, user: &User) -> Result<(), Fault> {
    knowledge::articles::person_left(cx, user).await
}

/// Those who keep the knowledge base hear how many articles somebody left behind.
pub async fn articles_left(cx: &mut Cx, user: &User, articles: i64) -> Result<(), Fault> {
    let kind = NoticeKind::ArticlesLeft;
    let number = articles.to_string();
    let news = ArticleNews { kind, article: None, subject: &user.name, number, state: "", text: "" };
    let me = cx.actor().user_id;
    for keeper in holders(cx, GiveArticles::NAME).await? {
        if Some(keeper) != me && keeper != user.id {
            tell_of_article(cx, keeper, &news).await?;
        }
    }
    Ok(())
}

/// A reader found something in an article: whoever looks after it hears what.
pub async fn article_faulted(cx: &mut Cx, article: &Article, text: &str) -> Result<(), Fault> {
    let state = article.state.as_str();
    tell(cx, vec![article.owner_id], NoticeKind::ArticleFeedback, article, state, text).await
}

/// A reader said that it helped.
pub async fn article_helped(cx: &mut Cx, article: ArticleId, voter: &str) -> Result<(), Fault> {
    knowledge::rewards::helped(cx, article, voter).await
}

/// A case was solved, or somebody says afterwards what it was solved with: those who wrote it are given points.
pub async fn articles_solved(cx: &mut Cx, case: &Case, entries: &[Entry]) -> Result<(), Fault> {
    for entry in entries {
        match &entry.event {
            CaseEvent::Resolved { .. } => knowledge::rewards::case_solved(cx, case.id, entry.by_id, None).await?,
            // What was told of before was judged when it was solved.
            CaseEvent::ArticleUsed { article_id, .. } if case.resolution.is_some() && !case.state.is_open() => {
                let solved_by = cases::store::solved_by(cx, case.id).await?;
                knowledge::rewards::case_solved(cx, case.id, solved_by, Some(*article_id)).await?;
            }
            _ => {}
        }
    }
    Ok(())
}
