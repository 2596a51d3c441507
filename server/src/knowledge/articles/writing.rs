//! Writing articles: a new one, a version, what is said beside the text; and keeping what was done.

use yingda_shared::catalog::{Category, Product};
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::id::{ArticleId, UserId};
use yingda_shared::kernel::limits::{ARTICLE_PICTURES_MAX, ARTICLE_VERSIONS_MAX};
use yingda_shared::knowledge::articles::*;
use yingda_shared::organisation::Unit;
use yingda_shared::record::changes;

use super::{KIND, kept, links, reader, rules, store};
use crate::audit::{self, Line};
use crate::ctx::{Cx, new_id};
use crate::dispatch::Registry;
use crate::failure;
use crate::reactions;
use crate::records::store as records;

pub fn register(registry: &mut Registry) {
    registry.write::<WriteArticle, _>(write);
    registry.write::<DraftArticle, _>(draft);
    registry.write::<EditArticle, _>(edit);
    registry.write::<PairArticle, _>(pair);
}

/// Who of the staff calls: nobody else writes.
pub fn me(cx: &Cx) -> Result<UserId, Fault> {
    cx.actor().user_id.filter(|_| cx.actor().is_staff()).ok_or(Fault::NotFound)
}

/// What the rules ask of the caller and the desk.
pub async fn ctx(cx: &mut Cx, article: &Article) -> Result<Ctx, Fault> {
    let me = me(cx)?;
    let settings = rules::settings(cx).await?;
    Ok(Ctx {
        me,
        manages: cx.actor().may(PublishArticle::NAME),
        needed: settings.needed(article),
        verify_months: settings.verify_months,
        now: cx.now,
    })
}

/// An article with its versions.
pub async fn dossier(cx: &mut Cx, article: Article) -> Result<Dossier, Fault> {
    let live = match article.live {
        Some(n) => store::version(cx, article.id, n).await?,
        None => None,
    };
    let work = match article.work {
        Some(n) => store::version(cx, article.id, n).await?,
        None => None,
    };
    Ok(Dossier { article, live, work })
}

/// Does something with an article that the caller reads.
pub async fn act(cx: &mut Cx, id: ArticleId, act: &Act, action: &'static str) -> Result<ArticleRef, Fault> {
    me(cx)?;
    let article = reader::found(cx, id).await?;
    let before = dossier(cx, article).await?;
    let ctx = ctx(cx, &before.article).await?;
    if before.article.last >= ARTICLE_VERSIONS_MAX && before.work.is_none() {
        let begins = matches!(act, Act::Draft { .. } | Act::RollBack { .. });
        if begins {
            return Err(Fault::refused("articles.too_many_versions"));
        }
    }
    let after = decide(&before, act, &ctx)?;
    let after = keep(cx, Some(&before), after, action).await?;
    reactions::article_changed(cx, &before, &after, act).await?;
    told(cx, &after).await
}

/// What is answered to whoever did something.
pub async fn told(cx: &mut Cx, after: &Dossier) -> Result<ArticleRef, Fault> {
    let body = after.work.as_ref().or(after.live.as_ref()).map(|version| version.text.body.clone()).unwrap_or_default();
    let warnings = links::warnings(cx, &body).await?;
    let work = after.work.as_ref();
    Ok(ArticleRef {
        id: after.article.id,
        rv: after.article.rv,
        n: work.map(|work| work.n),
        edition: work.map(|work| work.edition),
        warnings,
    })
}

/// Keeps an article after something was done with it, with what it shows and where it leads.
pub async fn keep(
    cx: &mut Cx,
    before: Option<&Dossier>,
    mut after: Dossier,
    action: &'static str,
) -> Result<Dossier, Fault> {
    let article = &mut after.article;
    let mut vis = scopes(article);
    // Devices of those who read it now, and of those who did.
    vis.extend(before.and_then(|before| kept::seen_by(&before.article)));
    vis.extend(kept::seen_by(article).filter(|word| !vis.contains(word)));
    article.rv = cx.touch(KIND, &article.id.to_string(), vis).await?;
    let was = |pick: fn(&Dossier) -> Option<&ArticleVersion>| before.and_then(pick);
    let (live_before, work_before) = (was(|one| one.live.as_ref()), was(|one| one.work.as_ref()));
    for version in after.live.iter().chain(&after.work) {
        if Some(version) != live_before && Some(version) != work_before {
            store::put_version(cx, version).await?;
        }
    }
    if let Some(gone) = work_before.filter(|gone| gone_for_good(gone, &after)) {
        let put_away = ArticleVersion { stage: Stage::Superseded, ..gone.clone() };
        store::put_version(cx, &put_away).await?;
    }
    let shown = match after.live.as_ref().or(after.work.as_ref()).or(work_before).cloned() {
        Some(shown) => Some(shown),
        // It was given up before anything of it was published.
        None => store::versions(cx, after.article.id, 1).await?.pop(),
    };
    let shown = shown.ok_or_else(|| failure::internal(&"an article has no version"))?;
    after.work = after.work.filter(|work| work.stage != Stage::Superseded);
    let wrote = after.work.as_ref().map(|work| work.authors.clone()).unwrap_or_default();
    store::put(cx, &after.article, &shown.text, &wrote).await?;
    let texts = after.live.iter().chain(&after.work).filter(|version| {
        Some(&version.text) != live_before.map(|one| &one.text)
            && Some(&version.text) != work_before.map(|one| &one.text)
    });
    let shows: Vec<_> = texts.flat_map(|version| pictures(&version.text.body)).take(ARTICLE_PICTURES_MAX).collect();
    if !shows.is_empty() {
        reactions::article_pictures(cx, after.article.id, &shows).await?;
    }
    if let Some(live) = after.live.as_ref().filter(|live| live_before.map(|one| one.n) != Some(live.n)) {
        links::keep(cx, after.article.id, &live.text.body).await?;
    }
    let id = after.article.id.to_string();
    audit::differences(cx, action, KIND, &id, &changes(before.map(|one| &one.article), &after.article)).await?;
    said(cx, action, &id, work_before, after.work.as_ref()).await?;
    Ok(after)
}

/// Brings an article that went its way elsewhere.
pub async fn bring(cx: &mut Cx, dossier: Dossier) -> Result<(), Fault> {
    keep(cx, None, dossier, WriteArticle::NAME).await.map(drop)
}

/// A draft that nobody goes on with.
fn gone_for_good(gone: &ArticleVersion, after: &Dossier) -> bool {
    after.live.iter().chain(&after.work).all(|version| version.n != gone.n)
}

/// The audit says that a text was written, approved or commented; what it says is kept in its versions.
async fn said(
    cx: &mut Cx,
    action: &'static str,
    object: &str,
    before: Option<&ArticleVersion>,
    after: Option<&ArticleVersion>,
) -> Result<(), Fault> {
    let mark = |version: &ArticleVersion| {
        format!("{}.{} +{} #{}", version.n, version.edition, version.approvals.len(), version.comments.len())
    };
    let (old, new) = (before.map(mark).unwrap_or_default(), after.map(mark).unwrap_or_default());
    if old == new {
        return Ok(());
    }
    cx.audit(Line { action, kind: KIND, object, field: "version", old: &old, new: &new, reason: "" }).await
}

/// Whom a change concerns.
pub fn scopes(article: &Article) -> Vec<String> {
    let people = article.reviewers.iter().copied().chain([article.owner_id, article.created_by]).map(scope::user);
    let mut scopes: Vec<String> = people.chain([scope::ORGANISATION.to_string()]).collect();
    scopes.extend(article.unit_id.map(scope::unit));
    scopes.sort();
    scopes.dedup();
    scopes
}

/// What an article points at is there, and its region is the writer's.
async fn check_facets(cx: &mut Cx, facets: &Facets) -> Result<(), Fault> {
    records::named::<Product>(cx, facets.product_id, "/facets/product_id").await?;
    records::named::<Category>(cx, facets.category_id, "/facets/category_id").await?;
    records::named::<Unit>(cx, facets.unit_id, "/facets/unit_id").await?;
    let reader = reader::of(cx).await?;
    let here = facets.unit_id.is_none_or(|unit| reader.units.is_none_or(|units| units.contains(&unit)));
    if here { Ok(()) } else { Err(Fault::invalid("/facets/unit_id", "unknown")) }
}

async fn write(cx: &mut Cx, op: WriteArticle) -> Result<ArticleRef, Fault> {
    me(cx)?;
    check_facets(cx, &op.facets).await?;
    let after = begin(cx, op, Vec::new()).await?;
    told(cx, &after).await
}

/// A new article of the caller's. `masked` is what was taken out of its text before.
pub async fn begin(cx: &mut Cx, op: WriteArticle, masked: Vec<Masked>) -> Result<Dossier, Fault> {
    let me = me(cx)?;
    let WriteArticle { article_id, language, facets, text } = op;
    let id: ArticleId = article_id.unwrap_or_else(new_id);
    if store::find(cx, id).await?.is_some() {
        return Err(Fault::invalid("/article_id", "taken"));
    }
    let article = Article {
        id,
        rv: 0,
        slug: free_slug(cx, id, &text.title).await?,
        kind: facets.kind,
        language,
        audience: facets.audience,
        governance: facets.governance,
        confidence: Confidence::InWork,
        title: String::new(),
        summary: String::new(),
        product_id: facets.product_id,
        only_owners: facets.only_owners,
        category_id: facets.category_id,
        unit_id: facets.unit_id,
        owner_id: me,
        pair_id: None,
        state: Workflow::Draft,
        live: None,
        work: None,
        stage: None,
        last: 0,
        verify_months: facets.verify_months,
        verified_at: None,
        verify_by: None,
        verify_told: false,
        reviewers: Vec::new(),
        review_due: None,
        review_told: false,
        publish_at: None,
        retire_at: None,
        redirect_id: None,
        published_at: None,
        created_at: cx.now,
        created_by: me,
    };
    let ctx = ctx(cx, &article).await?;
    let empty = Dossier { article, live: None, work: None };
    let mut after = decide(&empty, &Act::Draft { text, seen: None }, &ctx)?;
    after.work.iter_mut().for_each(|work| work.masked.clone_from(&masked));
    keep(cx, None, after, WriteArticle::NAME).await
}

/// The address of a title; where that is another's, with a piece of the id behind it.
async fn free_slug(cx: &mut Cx, id: ArticleId, title: &str) -> Result<String, Fault> {
    let wanted = slug(title);
    let tail: String = id.to_string().chars().rev().take(8).collect();
    if wanted.is_empty() {
        return Ok(tail);
    }
    match store::slug_is_taken(cx, &wanted).await? {
        true => Ok(format!("{wanted}-{tail}")),
        false => Ok(wanted),
    }
}

async fn draft(cx: &mut Cx, op: DraftArticle) -> Result<ArticleRef, Fault> {
    act(cx, op.id, &Act::Draft { text: op.text, seen: op.seen }, DraftArticle::NAME).await
}

async fn edit(cx: &mut Cx, op: EditArticle) -> Result<ArticleRef, Fault> {
    check_facets(cx, &op.facets).await?;
    act(cx, op.id, &Act::Edit(op.facets), EditArticle::NAME).await
}

/// Each names the other; those that either was paired with before are alone again.
async fn pair(cx: &mut Cx, op: PairArticle) -> Result<ArticleRef, Fault> {
    me(cx)?;
    let article = reader::found(cx, op.id).await?;
    let before = dossier(cx, article).await?;
    let ctx = ctx(cx, &before.article).await?;
    gate(&before, Deed::Pair, &ctx)?;
    let other = match op.pair_id {
        Some(id) => {
            let other = reader::found(cx, id).await.map_err(|_| Fault::invalid("/pair_id", "unknown"))?;
            if other.id == op.id || other.language == before.article.language {
                return Err(Fault::invalid("/pair_id", "article_pair"));
            }
            let other = dossier(cx, other).await?;
            gate(&other, Deed::Pair, &ctx)?;
            Some(other)
        }
        None => None,
    };
    let left: Vec<ArticleId> = [before.article.pair_id, other.as_ref().and_then(|other| other.article.pair_id)]
        .into_iter()
        .flatten()
        .filter(|id| *id != op.id && Some(*id) != op.pair_id)
        .collect();
    for one in store::some(cx, &left).await? {
        let one = dossier(cx, one).await?;
        join(cx, one, None).await?;
    }
    if let Some(other) = other {
        join(cx, other, Some(op.id)).await?;
    }
    let after = join(cx, before, op.pair_id).await?;
    told(cx, &after).await
}

async fn join(cx: &mut Cx, before: Dossier, pair_id: Option<ArticleId>) -> Result<Dossier, Fault> {
    let mut after = before.clone();
    after.article.pair_id = pair_id;
    keep(cx, Some(&before), after, PairArticle::NAME).await
}
