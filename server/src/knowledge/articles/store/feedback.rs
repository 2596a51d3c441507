//! What readers said.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ArticleFeedbackId, ArticleId, UserId, Uuid};
use yingda_shared::kernel::time::Millis;
use yingda_shared::knowledge::articles::{ArticleFeedback, UseCounts};

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Row, id};
use crate::failure;

/// Keeps what a reader said, in the place of what they said before.
pub async fn vote(cx: &mut Cx, article: ArticleId, voter: &str, helped: bool, stars: Option<u8>) -> Result<(), Fault> {
    let sql = "INSERT INTO article_votes (article_id, voter, at, helped, stars) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (article_id, voter) DO UPDATE SET at = excluded.at, helped = excluded.helped, \
               stars = excluded.stars";
    let now = cx.now;
    let values = vec![id(article), voter.into(), now.into(), helped.into(), stars.map(i64::from).into()];
    cx.exec(sql, values).await.map(drop)
}

/// Whether it helped a reader, as they said last.
pub async fn voted(cx: &mut Cx, article: ArticleId, voter: &str) -> Result<Option<bool>, Fault> {
    let sql = "SELECT helped FROM article_votes WHERE article_id = $1 AND voter = $2";
    Ok(cx.maybe(sql, vec![id(article), voter.into()]).await?.map(|row| row.flag("helped")))
}

/// Adds to the counts what readers said.
pub async fn count(cx: &mut Cx, article: ArticleId, counts: &mut UseCounts) -> Result<(), Fault> {
    let sql = "SELECT helped, COUNT(*) AS n, COUNT(stars) AS starred, \
               CAST(COALESCE(SUM(stars), 0) AS BIGINT) AS stars FROM article_votes WHERE article_id = $1 GROUP BY helped";
    let (mut stars, mut starred) = (0, 0);
    for row in cx.all(sql, vec![id(article)]).await? {
        match row.flag("helped") {
            true => counts.helped = row.int("n"),
            false => counts.not_helped = row.int("n"),
        }
        stars += row.int("stars");
        starred += row.int("starred");
    }
    counts.stars = if starred > 0 { stars * 10 / starred } else { 0 };
    Ok(())
}

fn parse(row: &Row) -> Result<ArticleFeedback, Fault> {
    serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))
}

pub async fn put(cx: &mut Cx, feedback: &ArticleFeedback, voter: &str) -> Result<(), Fault> {
    let body = serde_json::to_string(feedback).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO article_feedback (id, article_id, voter, state, due_at, body) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (id) DO UPDATE SET state = excluded.state, due_at = excluded.due_at, body = excluded.body";
    let values = vec![
        id(feedback.id),
        id(feedback.article_id),
        voter.into(),
        feedback.state.as_str().into(),
        feedback.due_at.into(),
        body.into(),
    ];
    cx.exec(sql, values).await.map(drop)
}

pub async fn find(cx: &mut Cx, feedback: ArticleFeedbackId) -> Result<Option<(ArticleFeedback, String)>, Fault> {
    let row = cx.maybe("SELECT voter, body FROM article_feedback WHERE id = $1", vec![id(feedback)]).await?;
    row.map(|row| Ok((parse(&row)?, row.text("voter")))).transpose()
}

/// What a reader said of an article and nobody saw to yet.
pub async fn open_of(cx: &mut Cx, article: ArticleId, voter: &str) -> Result<Vec<ArticleFeedback>, Fault> {
    let sql = "SELECT body FROM article_feedback WHERE article_id = $1 AND voter = $2 AND state = 'open'";
    cx.all(sql, vec![id(article), voter.into()]).await?.iter().map(parse).collect()
}

/// Whether so much waits of an article.
pub async fn is_full(cx: &mut Cx, article: ArticleId, most: usize) -> Result<bool, Fault> {
    let sql = format!("SELECT id FROM article_feedback WHERE article_id = $1 AND state = 'open' LIMIT {most}");
    Ok(cx.all(&sql, vec![id(article)]).await?.len() >= most)
}

/// What nobody saw to yet behind a place, the most urgent first; of one article, or of those that somebody looks after,
/// where that is asked.
pub async fn open(
    cx: &mut Cx,
    after: (Millis, Uuid),
    of: Option<ArticleId>,
    owner: Option<UserId>,
    limit: usize,
) -> Result<Vec<ArticleFeedback>, Fault> {
    let mut values = binds![after.0, after.1];
    let mut and = String::new();
    if let Some(article) = of {
        values.push(id(article));
        and.push_str(&format!(" AND article_id = ${}", values.len()));
    }
    if let Some(owner) = owner {
        values.push(id(owner));
        // Read in the order of the list, which holds what is open alone, and not article by article to be sorted.
        and.push_str(&format!(" AND article_id || '' IN (SELECT id FROM articles WHERE owner_id = ${})", values.len()));
    }
    let sql = format!(
        "SELECT body FROM article_feedback WHERE state = 'open' AND (due_at, id) > ($1, $2){and} \
         ORDER BY due_at, id LIMIT {limit}"
    );
    cx.all(&sql, values).await?.iter().map(parse).collect()
}

/// What a reader said of whatever article.
pub async fn of_voter(cx: &mut Cx, voter: &str) -> Result<Vec<ArticleFeedback>, Fault> {
    let sql = "SELECT body FROM article_feedback WHERE voter = $1";
    cx.all(sql, vec![voter.into()]).await?.iter().map(parse).collect()
}

/// Nobody knows any more whose votes these were; what they count stays.
pub async fn forget(cx: &mut Cx, voter: &str) -> Result<(), Fault> {
    let nobody = format!("erased:{}", Uuid::now_v7());
    cx.exec("UPDATE article_votes SET voter = $1 WHERE voter = $2", vec![nobody.as_str().into(), voter.into()]).await?;
    let sql = "UPDATE article_feedback SET voter = $1 WHERE voter = $2";
    cx.exec(sql, vec![nobody.into(), voter.into()]).await.map(drop)
}
