//! Articles as staff read them: lists, one of them, its versions.

use std::collections::{BTreeMap, BTreeSet};

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::id::{Id, Uuid};
use yingda_shared::kernel::limits::{PAGE_DEFAULT, PAGE_MAX};
use yingda_shared::kernel::time::Millis;
use yingda_shared::knowledge::articles::*;

use super::finding::{Findings, Found, Sought};
use super::narrow::Narrow;
use super::writing::{ctx, dossier};
use super::{finding, links, reader, store};
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::records::store as records;

/// Versions that are listed.
const VERSIONS: usize = 200;

pub fn register(registry: &mut Registry) {
    registry.read::<ListArticles, _>(list);
    registry.read::<GetArticle, _>(get);
    registry.read::<ListVersions, _>(versions);
    registry.read::<GetVersion, _>(version);
}

async fn list(cx: &mut Cx, op: ListArticles) -> Result<ArticleList, Fault> {
    let reader = reader::of(cx).await?;
    let limit = op.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    let narrow = Narrow {
        states: op.state.as_deref().unwrap_or_default().split(',').filter_map(Workflow::parse).collect(),
        audience: op.audience,
        language: op.language,
        product: op.product_id,
        category: op.category_id,
        owner: op.owner_id,
    };
    let words = op.q.as_deref().unwrap_or_default();
    // Whose review an article waits for the database alone knows.
    if !words.trim().is_empty() && !op.to_review {
        let window = finding::window(op.cursor.as_deref(), limit)?;
        let sought = Sought { reader: &reader, narrow: &narrow, text: words, window };
        let Findings { found, total, next } = finding::list(cx, &sought).await?;
        let rows = rows(cx, found, reader.drafts).await?;
        return Ok(ArticleList { rows, next, total: u32::try_from(total).ok(), kept: false });
    }
    let mut asked = narrow.asked(&reader);
    asked.words(words);
    if op.to_review {
        let me = cx.actor().user_id.map(|me| me.to_string()).unwrap_or_default();
        asked.and("stage = ?", Stage::InReview.as_str());
        asked.and("(asked = '' OR asked LIKE ?)", format!("%{me}%"));
        asked.and("wrote NOT LIKE ?", format!("%{me}%"));
    }
    let Findings { found, next, .. } = finding::newest(cx, asked, op.cursor.as_deref(), limit).await?;
    Ok(ArticleList { rows: rows(cx, found, reader.drafts).await?, next, total: None, kept: false })
}

async fn rows(cx: &mut Cx, found: Vec<Found>, drafts: bool) -> Result<Vec<ArticleRow>, Fault> {
    let names = records::names(cx, found.iter().map(|one| one.article.owner_id.uuid())).await?;
    let now = cx.now;
    let row = |Found { article, excerpt, .. }: Found| ArticleRow { excerpt, ..row(article, &names, drafts, now) };
    Ok(found.into_iter().map(row).collect())
}

pub fn row(article: Article, names: &BTreeMap<Uuid, String>, drafts: bool, now: Millis) -> ArticleRow {
    ArticleRow {
        unverified: article.is_unverified(now),
        owner: names.get(&article.owner_id.uuid()).cloned().unwrap_or_default(),
        stage: article.stage.filter(|_| drafts),
        review_due: article.review_due.filter(|_| drafts),
        id: article.id,
        rv: article.rv,
        slug: article.slug,
        title: article.title,
        summary: article.summary,
        kind: article.kind,
        language: article.language,
        audience: article.audience,
        governance: article.governance,
        confidence: article.confidence,
        state: article.state,
        product_id: article.product_id,
        category_id: article.category_id,
        owner_id: article.owner_id,
        published_at: article.published_at,
        excerpt: Excerpt::default(),
    }
}

/// Operations by what they do to an article.
const ACTS: &[(Deed, &str)] = &[
    (Deed::Draft, DraftArticle::NAME),
    (Deed::Edit, EditArticle::NAME),
    (Deed::Pair, PairArticle::NAME),
    (Deed::Propose, ProposeArticle::NAME),
    (Deed::Comment, CommentArticle::NAME),
    (Deed::Settle, SettleComment::NAME),
    (Deed::Approve, ApproveArticle::NAME),
    (Deed::SendBack, SendBackArticle::NAME),
    (Deed::Publish, PublishArticle::NAME),
    (Deed::Discard, DiscardArticle::NAME),
    (Deed::RollBack, RollBackArticle::NAME),
    (Deed::Verify, VerifyArticle::NAME),
    (Deed::Outdate, OutdateArticle::NAME),
    (Deed::Retire, RetireArticle::NAME),
    (Deed::Restore, RestoreArticle::NAME),
    (Deed::Give, GiveArticle::NAME),
];

/// Operations that somebody may run on an article as it stands.
fn acts(actor: &Actor, of: &Dossier, ctx: Option<&Ctx>) -> Vec<String> {
    let Some(ctx) = ctx else { return Vec::new() };
    let may = |(deed, name): &&(Deed, &str)| actor.may(name) && gate(of, *deed, ctx).is_ok();
    ACTS.iter().filter(may).map(|(_, name)| name.to_string()).collect()
}

/// Staff read all of it as far as they see drafts; others the version that is read, without who was asked and when.
async fn get(cx: &mut Cx, op: GetArticle) -> Result<ArticleDetail, Fault> {
    let article = reader::found(cx, op.id).await?;
    let reader = reader::of(cx).await?;
    let mut of = dossier(cx, article).await?;
    let ctx = match cx.actor().is_staff() && cx.actor().user_id.is_some() {
        true => Some(ctx(cx, &of.article).await?),
        false => None,
    };
    let acts = acts(cx.actor(), &of, ctx.as_ref());
    if !reader.drafts {
        of.work = None;
        of.live.iter_mut().for_each(ArticleVersion::bare);
        of.article.bare();
    }
    let body = of.work.as_ref().or(of.live.as_ref()).map(|version| version.text.body.clone()).unwrap_or_default();
    let warnings = if reader.drafts { links::warnings(cx, &body).await? } else { Vec::new() };
    let pair = neighbour(cx, &reader, &of.article, of.article.pair_id).await?;
    let redirect = neighbour(cx, &reader, &of.article, of.article.redirect_id).await?;
    let names = names(cx, &of).await?;
    Ok(ArticleDetail {
        unverified: of.article.is_unverified(cx.now),
        needed: ctx.map_or(0, |ctx| ctx.needed),
        article: of.article,
        live: of.live,
        work: of.work,
        pair,
        redirect,
        names,
        warnings,
        acts,
        kept: false,
    })
}

async fn neighbour(
    cx: &mut Cx,
    reader: &Reader,
    article: &Article,
    other: Option<yingda_shared::kernel::id::ArticleId>,
) -> Result<Option<PairLink>, Fault> {
    let Some(other) = other else { return Ok(None) };
    let other = store::find(cx, other).await?.filter(|other| reader.reads(other));
    Ok(other.map(|other| PairLink { behind: article.is_behind(&other), id: other.id, title: other.title }))
}

async fn names(cx: &mut Cx, of: &Dossier) -> Result<ArticleNames, Fault> {
    let all = records::names(cx, named(of)).await?;
    Ok(called(of, &all))
}

/// Those who wrote, approved, commented and look after an article.
fn people(of: &Dossier) -> BTreeSet<Uuid> {
    let article = &of.article;
    let mut people: BTreeSet<Uuid> = article.reviewers.iter().map(|one| one.uuid()).collect();
    people.extend([article.owner_id.uuid(), article.created_by.uuid()]);
    for version in of.live.iter().chain(&of.work) {
        people.extend(version.authors.iter().map(|one| one.uuid()));
        people.extend(version.approvals.iter().map(|one| one.by_id.uuid()));
        people.extend(version.comments.iter().map(|one| one.by_id.uuid()));
    }
    people
}

/// What an article points at.
fn things(article: &Article) -> [Option<Uuid>; 3] {
    [article.product_id.map(Id::uuid), article.category_id.map(Id::uuid), article.unit_id.map(Id::uuid)]
}

/// Ids of which `called` looks for the names.
pub fn named(of: &Dossier) -> BTreeSet<Uuid> {
    people(of).into_iter().chain(things(&of.article).into_iter().flatten()).collect()
}

/// The names of an article, of all that were found.
pub fn called(of: &Dossier, all: &BTreeMap<Uuid, String>) -> ArticleNames {
    let name = |id: Option<Uuid>| id.and_then(|id| all.get(&id).cloned()).unwrap_or_default();
    let [product, category, unit] = things(&of.article);
    ArticleNames {
        owner: name(Some(of.article.owner_id.uuid())),
        product: name(product),
        category: name(category),
        unit: name(unit),
        people: people(of).iter().filter_map(|id| Some((id.to_string(), all.get(id)?.clone()))).collect(),
    }
}

async fn versions(cx: &mut Cx, op: ListVersions) -> Result<ArticleVersions, Fault> {
    reader::found(cx, op.id).await?;
    if !reader::of(cx).await?.drafts {
        return Err(Fault::NotFound);
    }
    let versions = store::versions(cx, op.id, VERSIONS).await?;
    let people: BTreeSet<Uuid> = versions.iter().flat_map(|one| &one.authors).map(|one| one.uuid()).collect();
    let names = records::names(cx, people).await?;
    let row = |version: ArticleVersion| VersionRow {
        n: version.n,
        stage: version.stage,
        authors: version.authors.iter().filter_map(|one| names.get(&one.uuid()).cloned()).collect(),
        title: version.text.title,
        saved_at: version.saved_at,
        published_at: version.published_at,
    };
    Ok(ArticleVersions { rows: versions.into_iter().map(row).collect() })
}

async fn version(cx: &mut Cx, op: GetVersion) -> Result<ArticleVersion, Fault> {
    reader::found(cx, op.id).await?;
    if !reader::of(cx).await?.drafts {
        return Err(Fault::NotFound);
    }
    store::version(cx, op.id, op.n).await?.ok_or(Fault::NotFound)
}
