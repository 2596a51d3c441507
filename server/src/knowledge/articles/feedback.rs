//! What readers say of articles, and the work that comes of it.

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::{ArticleFeedbackId, Id, Uuid};
use yingda_shared::kernel::limits::PAGE_DEFAULT;
use yingda_shared::kernel::page::Page;
use yingda_shared::kernel::time::DAY;
use yingda_shared::knowledge::articles::*;

use super::store::{self, feedback as said, uses};
use super::{KIND, reader, rules};
use crate::audit::Line;
use crate::ctx::{Caller, Cx, new_id};
use crate::dispatch::Registry;
use crate::identity::limits;
use crate::identity::secrets;
use crate::reactions;
use crate::records::store as records;

pub fn register(registry: &mut Registry) {
    registry.write::<VoteArticle, _>(vote);
    registry.write::<FlagArticle, _>(flag);
    registry.write::<SawArticle, _>(saw);
    registry.read::<ListFeedback, _>(list);
    registry.write::<SettleFeedback, _>(settle);
    registry.read::<GetUses, _>(counts);
}

/// Who says something: a person, or whoever comes from an address, or from those beside it, kept as a hash.
pub fn voter(caller: &Caller) -> String {
    match caller.actor.user_id {
        Some(user) => format!("user:{user}"),
        None => format!("guest:{}", secrets::hash(&limits::block(&caller.address))),
    }
}

/// A published article that the caller reads. Strangers say something seldom.
async fn read(cx: &mut Cx, id: yingda_shared::kernel::id::ArticleId) -> Result<Article, Fault> {
    let article = reader::found(cx, id).await?;
    if !article.state.is_read() {
        return Err(Fault::NotFound);
    }
    if cx.actor().kind == ActorKind::Guest {
        cx.services.limits.guest(&cx.caller.address)?;
    }
    Ok(article)
}

async fn vote(cx: &mut Cx, op: VoteArticle) -> Result<Voted, Fault> {
    let article = read(cx, op.id).await?;
    let voter = voter(&cx.caller);
    said::vote(cx, op.id, &voter, op.helped, op.stars).await?;
    if op.helped {
        reactions::article_helped(cx, article.id, &voter).await?;
    }
    if !op.helped && !op.reason.trim().is_empty() {
        find_fault(cx, &article, FeedbackKind::NotHelped, &op.reason, VoteArticle::NAME).await?;
    }
    Ok(Voted { id: op.id, helped: op.helped })
}

async fn flag(cx: &mut Cx, op: FlagArticle) -> Result<Voted, Fault> {
    let article = read(cx, op.id).await?;
    find_fault(cx, &article, FeedbackKind::Wrong, &op.text, FlagArticle::NAME).await?;
    Ok(Voted { id: op.id, helped: false })
}

/// Open words of readers on one article, after which strangers add no more.
const FEEDBACK_OPEN_MAX: usize = 200;

/// Work for whoever looks after the article. What the same reader said before and nobody saw to yet is replaced.
async fn find_fault(
    cx: &mut Cx,
    article: &Article,
    kind: FeedbackKind,
    text: &str,
    action: &'static str,
) -> Result<(), Fault> {
    let voter = voter(&cx.caller);
    let settings = rules::settings(cx).await?;
    let before = said::open_of(cx, article.id, &voter).await?.into_iter().find(|one| one.kind == kind);
    let fresh = before.is_none();
    // Strangers without end would fill the list; what they say counts in their votes all the same.
    if fresh && cx.actor().kind == ActorKind::Guest && said::is_full(cx, article.id, FEEDBACK_OPEN_MAX).await? {
        return Ok(());
    }
    let feedback = ArticleFeedback {
        id: before.as_ref().map_or_else(new_id, |before| before.id),
        article_id: article.id,
        kind,
        state: FeedbackState::Open,
        text: text.trim().to_string(),
        by: cx.actor().name.clone(),
        at: cx.now,
        due_at: before.map_or(cx.now + i64::from(settings.feedback_days) * DAY, |before| before.due_at),
        answer: String::new(),
        done_by: String::new(),
        done_at: None,
    };
    said::put(cx, &feedback, &voter).await?;
    tell(cx, article, &feedback, action).await?;
    if fresh {
        reactions::article_faulted(cx, article, &feedback.text).await?;
    }
    Ok(())
}

/// The feed and the audit say that it came or went; what was said is kept in its row.
async fn tell(cx: &mut Cx, article: &Article, feedback: &ArticleFeedback, action: &'static str) -> Result<(), Fault> {
    cx.touch(KIND, &article.id.to_string(), super::writing::scopes(article)).await?;
    let (object, new) = (article.id.to_string(), feedback.state.as_str());
    cx.audit(Line { action, kind: KIND, object: &object, field: "feedback", old: "", new, reason: "" }).await
}

async fn saw(cx: &mut Cx, op: SawArticle) -> Result<Voted, Fault> {
    read(cx, op.id).await?;
    uses::count_up(cx, op.id, UseKind::Read, "").await?;
    Ok(Voted { id: op.id, helped: false })
}

/// Whether the caller sees to what is found in an article.
fn sees_to(cx: &Cx, article: &Article) -> bool {
    cx.actor().may(PublishArticle::NAME) || cx.actor().user_id == Some(article.owner_id)
}

/// Rows of articles that the caller does not read are passed over.
async fn list(cx: &mut Cx, op: ListFeedback) -> Result<Page<FeedbackRow>, Fault> {
    let reader = reader::of(cx).await?;
    let owner = cx.actor().user_id.filter(|_| op.mine);
    let limit = PAGE_DEFAULT as usize;
    let malformed = || Fault::invalid("/cursor", "malformed");
    let after = match &op.cursor {
        None => (i64::MIN, Uuid::nil()),
        Some(cursor) => {
            let (due, id) = cursor.split_once('~').ok_or_else(malformed)?;
            (due.parse().map_err(|_| malformed())?, id.parse().map_err(|_| malformed())?)
        }
    };
    let mut found = said::open(cx, after, op.article_id, owner, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| format!("{}~{}", last.due_at, last.id));
    let mut ids: Vec<_> = found.iter().map(|one| one.article_id).collect();
    ids.sort();
    ids.dedup();
    let articles = store::some(cx, &ids).await?;
    let names = records::names(cx, articles.iter().map(|article| article.owner_id.uuid())).await?;
    let row = |feedback: ArticleFeedback| {
        let article = articles.iter().find(|article| article.id == feedback.article_id)?;
        reader.reads(article).then(|| FeedbackRow {
            title: article.title.clone(),
            owner: names.get(&article.owner_id.uuid()).cloned().unwrap_or_default(),
            late: feedback.due_at < cx.now,
            may_settle: sees_to(cx, article),
            feedback,
        })
    };
    Ok(Page { rows: found.into_iter().filter_map(row).collect(), next })
}

async fn settle(cx: &mut Cx, op: SettleFeedback) -> Result<ArticleFeedback, Fault> {
    let id: ArticleFeedbackId = op.feedback_id;
    let (before, voter) = said::find(cx, id).await?.ok_or(Fault::NotFound)?;
    let article = reader::found(cx, before.article_id).await?;
    if !sees_to(cx, &article) {
        return Err(Fault::refused("articles.managers_alone"));
    }
    if before.state == FeedbackState::Done {
        return Err(Fault::refused("articles.feedback_done"));
    }
    let feedback = ArticleFeedback {
        state: FeedbackState::Done,
        answer: op.answer.trim().to_string(),
        done_by: cx.actor().name.clone(),
        done_at: Some(cx.now),
        ..before
    };
    said::put(cx, &feedback, &voter).await?;
    tell(cx, &article, &feedback, SettleFeedback::NAME).await?;
    Ok(feedback)
}

async fn counts(cx: &mut Cx, op: GetUses) -> Result<UseCounts, Fault> {
    reader::found(cx, op.id).await?;
    let mut counts = uses::counts(cx, op.id).await?;
    said::count(cx, op.id, &mut counts).await?;
    Ok(counts)
}
