//! Finding articles for a text. The one place that an index will answer instead.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ArticleId, ProductId};
use yingda_shared::knowledge::articles::{Article, Reader, UseKind, score, terms};

use super::store::{self, Asked, uses};
use crate::ctx::Cx;

/// Articles that are compared: the last changed of those that say something of it.
const COMPARED: usize = 200;
/// What an article about the same product counts more.
const SAME_PRODUCT: usize = 2;

/// Published articles that somebody reads and that a text asks for, the best first.
pub async fn find(
    cx: &mut Cx,
    reader: &Reader,
    text: &str,
    product: Option<ProductId>,
    limit: usize,
) -> Result<Vec<Article>, Fault> {
    let terms = terms(text);
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let mut asked = Asked::of(reader);
    asked.read();
    asked.any(&terms);
    let mut found: Vec<(usize, Article)> = asked
        .with_text(cx, COMPARED)
        .await?
        .into_iter()
        .map(|(article, words)| {
            let same = product.is_some() && article.product_id == product;
            (score(&terms, &article.title, &words) + if same { SAME_PRODUCT } else { 0 }, article)
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
