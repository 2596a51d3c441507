//! How often articles are used.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::ArticleId;
use yingda_shared::knowledge::articles::{UseCounts, UseKind};

use crate::ctx::Cx;
use crate::db::id;

/// Counts a use: of a case once, however often it is said; without one each time.
pub async fn count_up(cx: &mut Cx, article: ArticleId, kind: UseKind, key: &str) -> Result<(), Fault> {
    let more = if key.is_empty() { "article_uses.n + 1" } else { "article_uses.n" };
    let sql = format!(
        "INSERT INTO article_uses (article_id, kind, key, n, at) VALUES ($1, $2, $3, 1, $4) \
         ON CONFLICT (article_id, kind, key) DO UPDATE SET n = {more}, at = excluded.at"
    );
    let now = cx.now;
    cx.exec(&sql, vec![id(article), kind.as_str().into(), key.into(), now.into()]).await.map(drop)
}

pub async fn counts(cx: &mut Cx, article: ArticleId) -> Result<UseCounts, Fault> {
    let sql = "SELECT kind, CAST(SUM(n) AS BIGINT) AS n FROM article_uses WHERE article_id = $1 GROUP BY kind";
    let mut counts = UseCounts::default();
    for row in cx.all(sql, vec![id(article)]).await? {
        let n = row.int("n");
        match UseKind::parse(&row.text("kind")) {
            Some(UseKind::Read) => counts.read = n,
            Some(UseKind::Linked) => counts.linked = n,
            Some(UseKind::Inserted) => counts.inserted = n,
            Some(UseKind::Solved) => counts.solved = n,
            None => {}
        }
    }
    Ok(counts)
}

/// Articles that were used for a case, each with what for.
pub async fn of_case(cx: &mut Cx, case: &str) -> Result<Vec<(ArticleId, UseKind)>, Fault> {
    let sql = "SELECT article_id, kind FROM article_uses WHERE key = $1 AND key <> '' ORDER BY at LIMIT 200";
    let rows = cx.all(sql, vec![case.into()]).await?;
    Ok(rows.iter().filter_map(|row| Some((row.id("article_id"), UseKind::parse(&row.text("kind"))?))).collect())
}
