//! Finding articles for words: beside a case, in lists, in the help centre. The index says which ones and in what order, the
//! rows are read by id through the reader's fence, and what changed since the index was written is ranked beside it, so
//! that one's own writing is found at once. While there is no index the database answers as well as it can.

use std::collections::BTreeMap;
use std::ops::Range;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ArticleId, ProductId};
use yingda_shared::knowledge::articles::{Article, Excerpt, Reader, UseKind, score, terms};

use super::indexed;
use super::narrow::Narrow;
use super::store::{self, Asked, uses};
use crate::ctx::Cx;
use crate::db::{Bind, id};
use crate::retrieval::{Ask, Reading};

/// Articles that are compared without an index: the last changed of those that say something of it.
const COMPARED: usize = 200;
/// How many times as much an article about the same product counts, and how many pieces more without an index.
const SAME_PRODUCT: f32 = 1.25;
const SAME_PRODUCT_PIECES: usize = 2;
/// Hits among which those of the same product are brought forward.
const BROUGHT_FORWARD: usize = 30;
/// Changes after the index's mark that are ranked beside it; after more of them the database answers.
const FRESH_MAX: usize = 200;
/// How near a hit that does not hold enough to be counted comes to the best one.
const NEAR: f32 = 0.5;
/// Nobody reads on after so many: better words are found sooner.
const FOUND_MAX: usize = 500;

/// Which articles somebody asks for.
pub struct Sought<'a> {
    pub reader: &'a Reader,
    pub narrow: &'a Narrow,
    pub text: &'a str,
    /// Of the ranked ones, from which on and up to which.
    pub window: Range<usize>,
}

pub struct Found {
    pub article: Article,
    pub excerpt: Excerpt,
    score: f32,
}

impl Found {
    /// Of which nothing is said but that it is there.
    pub fn plain(article: Article) -> Found {
        Found { article, excerpt: Excerpt::default(), score: 0.0 }
    }
}

#[derive(Default)]
pub struct Findings {
    /// The best first.
    pub found: Vec<Found>,
    /// How many hold what was asked for: all of it, or where none does most or half of it.
    pub total: usize,
    /// Where the list goes on.
    pub next: Option<String>,
}

/// The window of a list that begins where the one before ended.
pub fn window(cursor: Option<&str>, limit: usize) -> Result<Range<usize>, Fault> {
    let from: usize = match cursor {
        Some(cursor) => cursor.parse().map_err(|_| Fault::invalid("/cursor", "malformed"))?,
        None => 0,
    };
    let from = FOUND_MAX.min(from);
    Ok(from..FOUND_MAX.min(from + limit))
}

/// Articles that nobody asked for by words: the last changed first.
pub async fn newest(cx: &mut Cx, mut asked: Asked, cursor: Option<&str>, limit: usize) -> Result<Findings, Fault> {
    if let Some(cursor) = cursor {
        let before: i64 = cursor.parse().map_err(|_| Fault::invalid("/cursor", "malformed"))?;
        asked.and("rv < ?", before);
    }
    let mut articles = asked.list(cx, limit + 1).await?;
    let more = articles.len() > limit;
    articles.truncate(limit);
    let next = articles.last().filter(|_| more).map(|last| last.rv.to_string());
    Ok(Findings { found: articles.into_iter().map(Found::plain).collect(), total: 0, next })
}

/// Articles for words, each with how it answers to them.
pub async fn list(cx: &mut Cx, sought: &Sought<'_>) -> Result<Findings, Fault> {
    match by_index(cx, sought, true).await? {
        Some(findings) => Ok(findings),
        None => by_rows(cx, sought).await,
    }
}

/// Published articles that somebody reads and that a text asks for, the best first.
pub async fn find(
    cx: &mut Cx,
    reader: &Reader,
    text: &str,
    product: Option<ProductId>,
    limit: usize,
) -> Result<Vec<Article>, Fault> {
    let narrow = Narrow::read();
    let sought = Sought { reader, narrow: &narrow, text, window: 0..limit.max(BROUGHT_FORWARD) };
    let mut found = match by_index(cx, &sought, false).await? {
        None => return by_pieces(cx, &sought, product, limit).await,
        Some(findings) => findings.found,
    };
    for one in &mut found {
        if product.is_some() && one.article.product_id == product {
            one.score *= SAME_PRODUCT;
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found.truncate(limit);
    Ok(found.into_iter().map(|one| one.article).collect())
}

/// None while the index cannot say.
async fn by_index(cx: &mut Cx, sought: &Sought<'_>, shows: bool) -> Result<Option<Findings>, Fault> {
    let Sought { reader, narrow, text, window } = sought;
    let services = cx.services.clone();
    let Some(snapshot) = services.article_index.snapshot() else { return Ok(None) };
    let Some(changed) = indexed::recent(cx, snapshot.pos).await? else { return Ok(None) };
    if changed.len() > FRESH_MAX {
        return Ok(None);
    }
    let ids: Vec<ArticleId> = changed.iter().map(|id| ArticleId(*id)).collect();
    let fresh = rows(cx, sought, &ids).await?;
    let ask = Ask {
        text: text.to_string(),
        within: None,
        facts: narrow.facts(reader),
        facets: Vec::new(),
        limit: window.end + 1,
        changed,
        fresh: indexed::documents(cx, &fresh).await?,
        shown: if shows { window.clone() } else { 0..0 },
    };
    // As they were read to be ranked: what is shown of them is of this text.
    let known: BTreeMap<ArticleId, i64> = fresh.iter().map(|article| (article.id, article.rv)).collect();
    // Others need the connection while this is looked for.
    cx.rest();
    let (pos, question) = (snapshot.pos, move |reading: &Reading| reading.ask(&ask));
    let Some(mut answer) = services.article_index.ask(&snapshot, question).await else { return Ok(None) };
    let Some(best) = answer.hits.first().map(|hit| hit.score) else { return Ok(Some(Findings::default())) };
    let near = answer.hits.iter().take_while(|hit| hit.score >= best * NEAR).count();
    let there = answer.hits.len().min(answer.total.max(near));
    let next = (there > window.end && window.end < FOUND_MAX).then(|| window.end.to_string());
    let hits = &answer.hits[window.start.min(there)..window.end.min(there)];
    let ids: Vec<ArticleId> = hits.iter().map(|hit| ArticleId(hit.id)).collect();
    let read = rows(cx, sought, &ids).await?;
    let mut read: BTreeMap<ArticleId, Article> = read.into_iter().map(|article| (article.id, article)).collect();
    let mut found = Vec::with_capacity(hits.len());
    for hit in hits {
        let Some(article) = read.remove(&ArticleId(hit.id)) else { continue };
        // Changed while it was looked for: nothing is shown of a text that is read no more.
        let still = known.get(&article.id).map_or(article.rv <= pos, |rv| *rv == article.rv);
        let shown = answer.shown.remove(&hit.id).filter(|_| still);
        found.push(Found { article, excerpt: shown.as_ref().map(Excerpt::of).unwrap_or_default(), score: hit.score });
    }
    Ok(Some(Findings { found, total: answer.total, next }))
}

/// Of these articles those that lie inside fence and narrowing, in no order that counts.
async fn rows(cx: &mut Cx, sought: &Sought<'_>, ids: &[ArticleId]) -> Result<Vec<Article>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut asked = sought.narrow.asked(sought.reader);
    asked.among("id", ids.iter().map(|one| id(*one)).collect::<Vec<Bind>>(), false);
    asked.list(cx, ids.len()).await
}

/// Articles that hold every word, the last changed first.
async fn by_rows(cx: &mut Cx, sought: &Sought<'_>) -> Result<Findings, Fault> {
    let Sought { reader, narrow, text, window } = sought;
    let asked = || {
        let mut asked = narrow.asked(reader);
        asked.words(text);
        asked
    };
    let total = asked().count(cx).await?;
    let mut articles = asked().list(cx, window.end + 1).await?;
    let more = articles.len() > window.end && window.end < FOUND_MAX;
    articles.truncate(window.end);
    let found = articles.into_iter().skip(window.start).map(Found::plain).collect();
    Ok(Findings { found, total, next: more.then(|| window.end.to_string()) })
}

/// Articles by the pieces of a text that stand in them.
async fn by_pieces(
    cx: &mut Cx,
    sought: &Sought<'_>,
    product: Option<ProductId>,
    limit: usize,
) -> Result<Vec<Article>, Fault> {
    let terms = terms(sought.text);
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let mut asked = sought.narrow.asked(sought.reader);
    asked.any(&terms);
    let mut found: Vec<(usize, Article)> = asked
        .with_text(cx, COMPARED)
        .await?
        .into_iter()
        .map(|(article, words)| {
            let same = product.is_some() && article.product_id == product;
            (score(&terms, &article.title, &words) + if same { SAME_PRODUCT_PIECES } else { 0 }, article)
        })
        .collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.truncate(limit);
    Ok(found.into_iter().map(|(_, article)| article).collect())
}

/// A published article that somebody reads, by its id.
pub async fn readable(cx: &mut Cx, reader: &Reader, id: ArticleId) -> Result<Option<Article>, Fault> {
    Ok(store::find(cx, id).await?.filter(|article| reader.reads(article) && article.state.is_read()))
}

/// An article was used for a case.
pub async fn used(cx: &mut Cx, article: ArticleId, how: UseKind, case: &str) -> Result<(), Fault> {
    uses::count_up(cx, article, how, case).await
}

/// Articles that were used for a case, as far as somebody reads them.
pub async fn used_for(cx: &mut Cx, reader: &Reader, case: &str) -> Result<Vec<(Article, UseKind)>, Fault> {
    let uses = uses::of_case(cx, case).await?;
    let mut ids: Vec<ArticleId> = uses.iter().map(|(id, _)| *id).collect();
    ids.sort();
    ids.dedup();
    let articles = store::some(cx, &ids).await?;
    let article = |id: ArticleId| articles.iter().find(|one| one.id == id && reader.reads(one)).cloned();
    Ok(uses.into_iter().filter_map(|(id, how)| Some((article(id)?, how))).collect())
}
