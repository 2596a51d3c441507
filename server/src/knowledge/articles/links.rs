//! Where the text of an article leads, and what is wrong with that.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::ArticleId;
use yingda_shared::kernel::limits::ARTICLE_LINKS_MAX;
use yingda_shared::knowledge::articles::{Article, Link, LinkFault, LinkWarning, Workflow, links};

use super::store;
use crate::ctx::Cx;

/// Links of a text as they are written, each with the article that it leads to.
pub async fn resolved(cx: &mut Cx, body: &str) -> Result<Vec<(String, Option<Article>)>, Fault> {
    let mut found = Vec::new();
    for link in links(body).into_iter().take(ARTICLE_LINKS_MAX) {
        found.push(match link {
            Link::Id(id) => (format!("/knowledge/{id}"), store::find(cx, id).await?),
            Link::Slug(slug) => (format!("/help/{slug}"), store::by_slug(cx, &slug).await?),
        });
    }
    Ok(found)
}

/// Links that lead nowhere, as far as the caller may know.
pub async fn warnings(cx: &mut Cx, body: &str) -> Result<Vec<LinkWarning>, Fault> {
    let reader = super::reader::of(cx).await?;
    let warning = |(href, article): (String, Option<Article>)| {
        let fault = match article.filter(|article| reader.reads(article)).map(|article| article.state) {
            None => LinkFault::Missing,
            Some(Workflow::Retired) => LinkFault::Retired,
            Some(state) if !state.is_read() => LinkFault::Unpublished,
            Some(_) => return None,
        };
        Some(LinkWarning { href, fault })
    };
    Ok(resolved(cx, body).await?.into_iter().filter_map(warning).collect())
}

/// The text that is read leads there from now on.
pub async fn keep(cx: &mut Cx, of: ArticleId, body: &str) -> Result<(), Fault> {
    let links = resolved(cx, body).await?;
    let links: Vec<_> = links.into_iter().map(|(href, article)| (href, article.map(|article| article.id))).collect();
    store::put_links(cx, of, &links).await
}
