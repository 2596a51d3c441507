//! What was looked for in vain.

use yingda_shared::fault::Fault;
use yingda_shared::knowledge::articles::{ArticleLanguage, Class, Seek};

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, Row, maybe_id};

/// Words, in which language and by whom they were looked for.
pub struct Key {
    pub words: String,
    pub language: Option<ArticleLanguage>,
    pub class: Class,
}

impl Key {
    fn binds(&self) -> Vec<Bind> {
        binds![self.words.as_str(), self.language.map_or("", |one| one.as_str()), self.class.as_str()]
    }
}

/// Counts that it was looked for once more. Only those asked for last are kept, `kept` of them.
pub async fn count_up(cx: &mut Cx, key: &Key, kept: usize) -> Result<(), Fault> {
    let sql = "INSERT INTO article_seeks (words, language, class, n, first_at, last_at) VALUES ($1, $2, $3, 1, $4, $5) \
               ON CONFLICT (words, language, class) DO UPDATE SET n = article_seeks.n + 1, last_at = excluded.last_at, \
               dismissed_at = NULL, dismissed_by = NULL";
    let (mut values, now) = (key.binds(), cx.now);
    values.extend(binds![now, now]);
    cx.exec(sql, values).await?;
    // Commonly there is none; what is over goes at once.
    let sql = format!(
        "DELETE FROM article_seeks WHERE (words, language, class) IN (SELECT words, language, class FROM article_seeks \
         ORDER BY last_at DESC, words DESC, language DESC, class DESC LIMIT 1000 OFFSET {kept})"
    );
    cx.exec(&sql, vec![]).await.map(drop)
}

fn parse(row: &Row) -> Option<Seek> {
    Some(Seek {
        words: row.text("words"),
        language: ArticleLanguage::parse(&row.text("language")),
        class: Class::parse(&row.text("class"))?,
        times: row.int("n"),
        first_at: row.int("first_at"),
        last_at: row.int("last_at"),
    })
}

/// What nobody dismissed since it was last asked for, the most often asked for first.
pub async fn open(cx: &mut Cx, limit: usize) -> Result<Vec<Seek>, Fault> {
    let sql = format!(
        "SELECT words, language, class, n, first_at, last_at FROM article_seeks WHERE dismissed_at IS NULL \
         ORDER BY n DESC, last_at DESC, words, language, class LIMIT {limit}"
    );
    Ok(cx.all(&sql, vec![]).await?.iter().filter_map(parse).collect())
}

/// Whether it was open until now.
pub async fn dismiss(cx: &mut Cx, key: &Key) -> Result<bool, Fault> {
    let sql = "UPDATE article_seeks SET dismissed_at = $4, dismissed_by = $5 \
               WHERE words = $1 AND language = $2 AND class = $3 AND dismissed_at IS NULL";
    let mut values = key.binds();
    values.push(cx.now.into());
    values.push(maybe_id(cx.actor().user_id));
    Ok(cx.exec(sql, values).await? > 0)
}

/// Words behind others, each by itself: for whoever takes a person out of them.
pub async fn words_after(cx: &mut Cx, last: &str, limit: usize) -> Result<Vec<(String, String)>, Fault> {
    let sql = format!("SELECT DISTINCT words FROM article_seeks WHERE words > $1 ORDER BY words LIMIT {limit}");
    let rows = cx.all(&sql, binds![last]).await?;
    Ok(rows.iter().map(|row| (row.text("words"), row.text("words"))).collect())
}

/// They were never asked for.
pub async fn forget(cx: &mut Cx, words: &str) -> Result<(), Fault> {
    cx.exec("DELETE FROM article_seeks WHERE words = $1", binds![words]).await.map(drop)
}
