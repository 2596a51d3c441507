//! Articles as their readers have them: listed by what they are about, and by the last part of their address.

use std::collections::BTreeMap;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{Id, Uuid};
use yingda_shared::kernel::limits::{ARTICLE_REDIRECTS_MAX, PAGE_DEFAULT};
use yingda_shared::knowledge::articles::*;

use super::feedback::voter;
use super::finding::{Findings, Found, Sought};
use super::narrow::Narrow;
use super::store::{self, Asked};
use super::{finding, reader};
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::records::store as records;

pub fn register(registry: &mut Registry) {
    registry.read::<ListHelp, _>(list);
    registry.read::<OpenHelp, _>(open);
}

async fn list(cx: &mut Cx, op: ListHelp) -> Result<HelpList, Fault> {
    let reader = reader::visiting(cx).await?;
    let all = Narrow { language: op.language, ..Narrow::read() };
    let categories = all.asked(&reader).groups(cx, "category_id").await?;
    let products = all.asked(&reader).groups(cx, "product_id").await?;
    let narrow = Narrow { category: op.category_id, product: op.product_id, ..all };
    let limit = PAGE_DEFAULT as usize;
    let words = op.q.as_deref().unwrap_or_default();
    let Findings { found, total, next } = match words.trim().is_empty() {
        true => finding::newest(cx, narrow.asked(&reader), op.cursor.as_deref(), limit).await?,
        false => {
            let window = finding::window(op.cursor.as_deref(), limit)?;
            finding::list(cx, &Sought { reader: &reader, narrow: &narrow, text: words, window }).await?
        }
    };
    let total = u32::try_from(total).ok().filter(|_| !words.trim().is_empty());
    let mut named: Vec<Uuid> = Vec::new();
    for (value, _) in categories.iter().chain(&products) {
        named.extend(value.parse::<Uuid>());
    }
    for Found { article, .. } in &found {
        named.extend(article.category_id.map(Id::uuid));
        named.extend(article.product_id.map(Id::uuid));
    }
    let names = records::names(cx, named).await?;
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let row = |Found { article, excerpt, .. }: Found| HelpRow {
        category: name(article.category_id.map(Id::uuid)),
        product: name(article.product_id.map(Id::uuid)),
        slug: article.slug,
        title: article.title,
        summary: article.summary,
        kind: article.kind,
        excerpt,
    };
    let (categories, products) = (groups(categories, &names), groups(products, &names));
    Ok(HelpList { rows: found.into_iter().map(row).collect(), next, categories, products, total })
}

/// By name; what is there no more names nothing.
fn groups(found: Vec<(String, i64)>, names: &BTreeMap<Uuid, String>) -> Vec<HelpGroup> {
    let group = |(id, articles): (String, i64)| {
        let name = names.get(&id.parse().ok()?)?.clone();
        Some(HelpGroup { name, id, articles: u32::try_from(articles).unwrap_or(u32::MAX) })
    };
    let mut groups: Vec<HelpGroup> = found.into_iter().filter_map(group).collect();
    groups.sort();
    groups
}

async fn open(cx: &mut Cx, op: OpenHelp) -> Result<HelpArticle, Fault> {
    let reader = reader::visiting(cx).await?;
    let article = store::by_slug(cx, &op.slug).await?.filter(|article| reader.is_meant(article));
    let article = article.ok_or(Fault::NotFound)?;
    if article.state == Workflow::Retired && article.live.is_some() {
        return Err(Fault::Gone { redirect: redirect(cx, &reader, &article).await? });
    }
    let live = match article.live.filter(|_| article.state.is_read()) {
        Some(n) => store::version(cx, article.id, n).await?,
        None => None,
    };
    let live = live.ok_or(Fault::NotFound)?;
    let things = [article.category_id.map(Id::uuid), article.product_id.map(Id::uuid)];
    let names = records::names(cx, things.into_iter().flatten()).await?;
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let pair = match article.pair_id {
        Some(pair) => store::find(cx, pair).await?,
        None => None,
    };
    let pair = pair.filter(|pair| reader.is_meant(pair) && pair.state.is_read()).map(|pair| pair.slug);
    let voter = voter(&cx.caller);
    let helped = store::feedback::voted(cx, article.id, &voter).await?;
    Ok(HelpArticle {
        id: article.id,
        slug: article.slug,
        title: live.text.title,
        summary: live.text.summary,
        body: live.text.body,
        kind: article.kind,
        language: article.language,
        published_at: article.published_at.unwrap_or_default(),
        outdated: article.state == Workflow::Outdated,
        category: name(things[0]),
        product: name(things[1]),
        pair,
        helped,
    })
}

/// The first article behind a retired one that the reader has.
async fn redirect(cx: &mut Cx, reader: &Reader, from: &Article) -> Result<Option<String>, Fault> {
    let mut next = from.redirect_id;
    for _ in 0..ARTICLE_REDIRECTS_MAX {
        let Some(id) = next else { break };
        let Some(article) = store::find(cx, id).await? else { break };
        if article.state.is_read() {
            return Ok(Some(article)
                .filter(|article| reader.is_meant(article))
                .map(|one| format!("/help/{}", one.slug)));
        }
        next = article.redirect_id;
    }
    Ok(None)
}

/// A published article as machines list it: its address, and that of the same in the other language.
pub struct Listed {
    pub slug: String,
    pub language: ArticleLanguage,
    pub pair: Option<(ArticleLanguage, String)>,
}

/// Articles that one list tells; more are for those who search.
const LISTED: usize = 5_000;

/// What the caller reads, the last changed first.
pub async fn listed(cx: &mut Cx) -> Result<Vec<Listed>, Fault> {
    let reader = reader::of(cx).await?;
    let mut asked = Asked::of(&reader);
    asked.read();
    let articles = asked.list(cx, LISTED).await?;
    let by_id: BTreeMap<_, _> =
        articles.iter().map(|article| (article.id, (article.language, article.slug.clone()))).collect();
    let listed = |article: Article| Listed {
        pair: article.pair_id.and_then(|pair| by_id.get(&pair).cloned()),
        slug: article.slug,
        language: article.language,
    };
    Ok(articles.into_iter().map(listed).collect())
}
