//! How often articles are used.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ArticleId, UserId};
use yingda_shared::knowledge::articles::{UseCounts, UseKind};

use crate::ctx::Cx;
use crate::db::{id, maybe_id};

/// Counts a use: of a case once, however often it is said, with who said it first; without one each time, whoever it was.
pub async fn count_up(cx: &mut Cx, article: ArticleId, kind: UseKind, key: &str) -> Result<(), Fault> {
    let more = if key.is_empty() { "article_uses.n + 1" } else { "article_uses.n" };
    let sql = format!(
        "INSERT INTO article_uses (article_id, kind, key, n, at, by_id) VALUES ($1, $2, $3, 1, $4, $5) \
         ON CONFLICT (article_id, kind, key) DO UPDATE SET n = {more}, at = excluded.at"
    );
    let now = cx.now;
    let by = cx.actor().user_id.filter(|_| !key.is_empty());
    cx.exec(&sql, vec![id(article), kind.as_str().into(), key.into(), now.into(), maybe_id(by)]).await.map(drop)
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

/// Articles that were used for a case, each with those who used it as far as that is known.
pub async fn users_of_case(cx: &mut Cx, case: &str) -> Result<Vec<(ArticleId, Vec<UserId>)>, Fault> {
    let sql = "SELECT article_id, by_id FROM article_uses WHERE key = $1 AND key <> '' ORDER BY at LIMIT 200";
    let mut found: Vec<(ArticleId, Vec<UserId>)> = Vec::new();
    for row in cx.all(sql, vec![case.into()]).await? {
        let (article, by): (ArticleId, Option<UserId>) = (row.id("article_id"), row.maybe_id("by_id"));
        match found.iter_mut().find(|(known, _)| *known == article) {
            Some((_, users)) => users.extend(by),
            None => found.push((article, by.into_iter().collect())),
        }
    }
    Ok(found)
}
