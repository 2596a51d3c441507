//! Articles as staff have them, and beside a case.

use super::{Library, Look, all, best, find, newest, says};
use crate::cases::articles::{CaseArticles, FoundArticle, SuggestArticles, UsedArticle};
use crate::cases::events::CaseEvent;
use crate::cases::policy;
use crate::contract::Operation;
use crate::fault::Fault;
use crate::kernel::id::Id;
use crate::kernel::limits::{ARTICLES_FOUND_MAX, PAGE_DEFAULT, PAGE_MAX};
use crate::kernel::time::Millis;
use crate::knowledge::articles::*;
use crate::offline::{Here, rows};
use crate::sync::overlay::View;

/// None where only what is not read is asked for: that lies with the server.
pub fn list(
    op: &ListArticles,
    view: &View<'_>,
    here: &Here,
    library: Option<&Library>,
) -> Option<Result<ArticleList, Fault>> {
    let words = op.state.as_deref().filter(|words| !words.is_empty());
    let states: Vec<Workflow> = match words {
        Some(words) => words.split(',').filter_map(Workflow::parse).collect(),
        None => Workflow::ALL.to_vec(),
    };
    if !here.actor.is_staff() || op.to_review || !states.iter().any(|state| state.is_read()) {
        return None;
    }
    let wanted = |look: &Look| {
        let article = look.article();
        states.contains(&article.state)
            && op.audience.is_none_or(|audience| audience == article.audience)
            && op.language.is_none_or(|language| language == article.language)
            && (op.product_id.is_none() || op.product_id == article.product_id)
            && (op.category_id.is_none() || op.category_id == article.category_id)
            && op.owner_id.is_none_or(|owner| owner == article.owner_id)
    };
    let limit = op.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    if let Some(asked) = op.q.as_deref().filter(|q| says(q)) {
        let found = best(view, library, asked, limit, wanted);
        let row = |(look, excerpt): (&Look, Excerpt)| ArticleRow { excerpt, ..row(look, here.now) };
        return Some(Ok(ArticleList {
            rows: found.into_iter().map(row).collect(),
            next: None,
            total: None,
            kept: true,
        }));
    }
    let page = newest(view, op.cursor.as_deref(), limit, wanted);
    let rows = |found: Vec<&Look>| found.into_iter().map(|look| row(look, here.now)).collect();
    Some(page.map(|(found, next)| ArticleList { rows: rows(found), next, total: None, kept: true }))
}

fn row(look: &Look, now: Millis) -> ArticleRow {
    let article = look.article();
    ArticleRow {
        id: article.id,
        rv: article.rv,
        slug: article.slug.clone(),
        title: article.title.clone(),
        summary: article.summary.clone(),
        kind: article.kind,
        language: article.language,
        audience: article.audience,
        governance: article.governance,
        confidence: article.confidence,
        state: article.state,
        stage: None,
        product_id: article.product_id,
        category_id: article.category_id,
        owner_id: article.owner_id,
        owner: look.kept.names.owner.clone(),
        unverified: article.is_unverified(now),
        published_at: article.published_at,
        review_due: None,
        excerpt: Excerpt::default(),
    }
}

/// The version that is read, and nothing that may be done.
pub fn get(op: &GetArticle, view: &View<'_>, here: &Here) -> Option<ArticleDetail> {
    let look = find(view, op.id.uuid()).filter(|_| here.actor.is_staff())?;
    let article = look.article().clone();
    let neighbour = |other: Option<crate::kernel::id::ArticleId>| {
        let other = find(view, other?.uuid())?.article();
        Some(PairLink { id: other.id, title: other.title.clone(), behind: article.is_behind(other) })
    };
    Some(ArticleDetail {
        pair: neighbour(article.pair_id),
        redirect: neighbour(article.redirect_id),
        unverified: article.is_unverified(here.now),
        live: Some(look.kept.live.clone()),
        work: None,
        names: look.kept.names.clone(),
        needed: 0,
        warnings: Vec::new(),
        acts: Vec::new(),
        kept: true,
        article,
    })
}

/// None when the case is not on this device.
pub fn suggest(
    op: &SuggestArticles,
    view: &View<'_>,
    here: &Here,
    library: Option<&Library>,
) -> Option<Result<CaseArticles, Fault>> {
    let doc = rows::doc(view, op.id)?;
    if let Err(refusal) = policy::right_side(SuggestArticles::NAME, &doc.case, &here.actor) {
        return Some(Err(refusal.into()));
    }
    let words = op.q.clone().filter(|q| says(q));
    let text = words.unwrap_or_else(|| format!("{} {}", doc.case.subject, doc.case.description));
    let found = best(view, library, &text, ARTICLES_FOUND_MAX, |look| look.article().state.is_read());
    let found = found.into_iter().map(|(look, _)| {
        let article = look.article();
        FoundArticle {
            id: article.id,
            slug: article.slug.clone(),
            title: article.title.clone(),
            summary: article.summary.clone(),
            audience: article.audience,
            unverified: article.is_unverified(here.now),
        }
    });
    let mut used: Vec<UsedArticle> = Vec::new();
    for entry in &doc.timeline {
        let CaseEvent::ArticleUsed { article_id, how, .. } = &entry.event else { continue };
        let known = used.iter().any(|one| one.id == *article_id && one.how == *how);
        let article = all(view).map(Look::article).find(|article| article.id == *article_id);
        used.extend(article.filter(|_| !known).map(|article| UsedArticle {
            id: article.id,
            title: article.title.clone(),
            how: *how,
        }));
    }
    Some(Ok(CaseArticles { found: found.collect(), used }))
}
