//! Articles in their index: what they are found, fenced and narrowed by beside the database (decisions 26 and 45). Of each
//! the text that its readers have, never that of a version that is written beside it.

use std::sync::Arc;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ArticleId, Id, Uuid};
use yingda_shared::knowledge::articles::{Article, ArticleText, facts, plain};

use super::{KIND, store};
use crate::ctx::Cx;
use crate::records::sound::sounds;
use crate::retrieval::{self, Library};
use crate::search::{self, Source};
use crate::services::Services;

/// Articles that are read at once: each comes with its text.
const AT_ONCE: usize = 200;

static SOURCE: Source<Library> = Source {
    kind: KIND,
    open: Library::open,
    at_once: AT_ONCE,
    some: |cx, ids| Box::pin(async move { some(cx, ids).await }),
    page: |cx, after, limit| Box::pin(async move { page(cx, after, limit).await }),
};

/// Keeps the index of articles until the process ends.
pub async fn follow(services: Arc<Services>) {
    let index = services.article_index.clone();
    search::follow::keep(services, index, &SOURCE).await;
}

/// What changed since a position that the index knows; None when it is too much to look through.
pub async fn recent(cx: &mut Cx, pos: i64) -> Result<Option<Vec<Uuid>>, Fault> {
    search::follow::recent(cx, SOURCE.kind, pos).await
}

async fn some(cx: &mut Cx, ids: &[Uuid]) -> Result<Vec<retrieval::Article>, Fault> {
    let mut found = Vec::with_capacity(ids.len());
    for part in ids.chunks(AT_ONCE) {
        let ids: Vec<ArticleId> = part.iter().map(|id| ArticleId(*id)).collect();
        let articles = store::some(cx, &ids).await?;
        found.extend(documents(cx, &articles).await?);
    }
    Ok(found)
}

async fn page(cx: &mut Cx, after: Option<Uuid>, limit: usize) -> Result<Vec<retrieval::Article>, Fault> {
    let articles = store::indexed::page(cx, after.map(ArticleId), limit).await?;
    documents(cx, &articles).await
}

/// Articles as they are indexed, in their order.
pub async fn documents(cx: &mut Cx, articles: &[Article]) -> Result<Vec<retrieval::Article>, Fault> {
    let mut texts = store::indexed::texts(cx, articles).await?;
    Ok(articles.iter().map(|article| document(article, texts.remove(&article.id))).collect())
}

fn document(article: &Article, text: Option<ArticleText>) -> retrieval::Article {
    let text = text.unwrap_or_else(|| ArticleText {
        title: article.title.clone(),
        summary: article.summary.clone(),
        body: String::new(),
    });
    let keywords = keywords(&text);
    retrieval::Article {
        id: article.id.uuid(),
        title: text.title,
        keywords,
        body: plain(&text.body),
        facts: facts(article),
    }
}

/// What an article is found by beside its title and body: its summary, and how its title sounds. None of it is ever shown:
/// what is shown of an article are pieces of its title and body.
pub fn keywords(text: &ArticleText) -> String {
    match sounds(&text.title) {
        sound if sound.is_empty() => text.summary.clone(),
        // A line of its own, so that no word of the summary and none of a sound become one.
        sound => format!("{}\n{sound}", text.summary),
    }
}
