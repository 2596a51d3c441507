//! Articles as their index takes them in: all of them, with the text that is read.

use std::collections::BTreeMap;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::ArticleId;
use yingda_shared::knowledge::articles::{Article, ArticleText};

use super::{parse, read};
use crate::ctx::Cx;
use crate::db::{Bind, id};

/// Versions that are asked for at once.
const VERSIONS: usize = 50;

/// Articles in the order of their ids, after one of them.
pub async fn page(cx: &mut Cx, after: Option<ArticleId>, limit: usize) -> Result<Vec<Article>, Fault> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let sql = format!("SELECT rv, body FROM articles WHERE id > $1 ORDER BY id LIMIT {limit}");
    cx.all(&sql, vec![after.into()]).await?.iter().map(parse).collect()
}

/// The text of each article that its readers have; while nothing of it was published, of the version that is written.
pub async fn texts(cx: &mut Cx, articles: &[Article]) -> Result<BTreeMap<ArticleId, ArticleText>, Fault> {
    let mut texts = BTreeMap::new();
    for part in articles.chunks(VERSIONS) {
        let mut values: Vec<Bind> = Vec::with_capacity(part.len() * 2);
        let mut each: Vec<String> = Vec::with_capacity(part.len());
        for article in part {
            let n = article.live.or(article.work).unwrap_or(article.last);
            values.extend([id(article.id), i64::from(n).into()]);
            each.push(format!("(article_id = ${} AND n = ${})", values.len() - 1, values.len()));
        }
        let sql = format!("SELECT body FROM article_versions WHERE {}", each.join(" OR "));
        for row in cx.all(&sql, values).await? {
            let version = read(&row)?;
            texts.insert(version.article_id, version.text);
        }
    }
    Ok(texts)
}
