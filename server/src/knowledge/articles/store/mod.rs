//! The tables of articles, their versions and their links.

pub mod feedback;
mod health;
pub mod indexed;
pub mod seeks;
pub mod uses;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ArticleId, Id, UserId};
use yingda_shared::kernel::text::fold;
use yingda_shared::kernel::time::Millis;
use yingda_shared::knowledge::articles::{Article, ArticleText, ArticleVersion, Reader, plain};

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, Row, id, maybe_id, places};
use crate::failure;
use crate::records::store::like;

pub use health::owners;

/// Signs of a text that are searched.
const SEARCHED: usize = 20_000;

fn parse(row: &Row) -> Result<Article, Fault> {
    let article: Article = serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
    Ok(Article { rv: row.int("rv"), ..article })
}

pub async fn find(cx: &mut Cx, article: ArticleId) -> Result<Option<Article>, Fault> {
    cx.maybe("SELECT rv, body FROM articles WHERE id = $1", vec![id(article)]).await?.map(|row| parse(&row)).transpose()
}

pub async fn by_slug(cx: &mut Cx, slug: &str) -> Result<Option<Article>, Fault> {
    let row = cx.maybe("SELECT rv, body FROM articles WHERE slug = $1", binds![slug]).await?;
    row.map(|row| parse(&row)).transpose()
}

/// Articles by their ids, in no order.
pub async fn some(cx: &mut Cx, ids: &[ArticleId]) -> Result<Vec<Article>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT rv, body FROM articles WHERE id IN ({})", places(1, ids.len()));
    cx.all(&sql, ids.iter().map(|one| id(*one)).collect()).await?.iter().map(parse).collect()
}

/// Keeps an article; its `rv` is a position of the feed that was taken for it. `text` is what readers find.
pub async fn put(cx: &mut Cx, article: &Article, text: &ArticleText, wrote: &[UserId]) -> Result<(), Fault> {
    let body = serde_json::to_string(article).map_err(|error| failure::internal(&error))?;
    let words: String = plain(&text.body).chars().take(SEARCHED).collect();
    let search = fold(&format!("{} {} {words}", text.title, text.summary));
    let ids = |people: &[UserId]| people.iter().map(UserId::to_string).collect::<Vec<_>>().join(" ");
    let sql = format!(
        "INSERT INTO articles (id, rv, slug, state, stage, audience, language, unit_id, product_id, owned_product, \
         category_id, owner_id, pair_id, asked, wrote, verify_by, due_at, published_at, search, body) VALUES ({}) \
         ON CONFLICT (id) DO UPDATE SET rv = excluded.rv, slug = excluded.slug, state = excluded.state, \
         stage = excluded.stage, audience = excluded.audience, language = excluded.language, \
         unit_id = excluded.unit_id, product_id = excluded.product_id, owned_product = excluded.owned_product, \
         category_id = excluded.category_id, owner_id = excluded.owner_id, pair_id = excluded.pair_id, asked = excluded.asked, \
         wrote = excluded.wrote, verify_by = excluded.verify_by, due_at = excluded.due_at, \
         published_at = excluded.published_at, search = excluded.search, body = excluded.body",
        places(1, 20)
    );
    let values = vec![
        id(article.id),
        article.rv.into(),
        article.slug.as_str().into(),
        article.state.as_str().into(),
        article.stage.map(|stage| stage.as_str().to_string()).into(),
        article.audience.as_str().into(),
        article.language.as_str().into(),
        maybe_id(article.unit_id),
        maybe_id(article.product_id),
        maybe_id(article.product_id.filter(|_| article.only_owners)),
        maybe_id(article.category_id),
        id(article.owner_id),
        maybe_id(article.pair_id),
        ids(&article.reviewers).into(),
        ids(wrote).into(),
        article.verify_by.into(),
        article.due_at().into(),
        article.published_at.into(),
        search.into(),
        body.into(),
    ];
    cx.exec_unique(&sql, values, "/slug", "taken").await.map(drop)
}

pub async fn put_version(cx: &mut Cx, version: &ArticleVersion) -> Result<(), Fault> {
    let body = serde_json::to_string(version).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO article_versions (article_id, n, body) VALUES ($1, $2, $3) \
               ON CONFLICT (article_id, n) DO UPDATE SET body = excluded.body";
    cx.exec(sql, vec![id(version.article_id), i64::from(version.n).into(), body.into()]).await.map(drop)
}

fn read(row: &Row) -> Result<ArticleVersion, Fault> {
    serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))
}

pub async fn version(cx: &mut Cx, article: ArticleId, n: u32) -> Result<Option<ArticleVersion>, Fault> {
    let sql = "SELECT body FROM article_versions WHERE article_id = $1 AND n = $2";
    cx.maybe(sql, vec![id(article), i64::from(n).into()]).await?.map(|row| read(&row)).transpose()
}

/// Versions by their articles and numbers, in no order.
pub async fn versions_of(cx: &mut Cx, which: &[(ArticleId, u32)]) -> Result<Vec<ArticleVersion>, Fault> {
    if which.is_empty() {
        return Ok(Vec::new());
    }
    let any: Vec<String> =
        (0..which.len()).map(|at| format!("(article_id = ${} AND n = ${})", 2 * at + 1, 2 * at + 2)).collect();
    let values = which.iter().flat_map(|(article, n)| [id(*article), i64::from(*n).into()]).collect();
    let sql = format!("SELECT body FROM article_versions WHERE {}", any.join(" OR "));
    cx.all(&sql, values).await?.iter().map(read).collect()
}

/// The version of the article that changed last.
pub async fn newest(cx: &mut Cx) -> Result<i64, Fault> {
    Ok(cx.one("SELECT MAX(rv) AS rv FROM articles", vec![]).await?.maybe_int("rv").unwrap_or_default())
}

/// The newest versions first.
pub async fn versions(cx: &mut Cx, article: ArticleId, limit: usize) -> Result<Vec<ArticleVersion>, Fault> {
    let sql = format!("SELECT body FROM article_versions WHERE article_id = $1 ORDER BY n DESC LIMIT {limit}");
    cx.all(&sql, vec![id(article)]).await?.iter().map(read).collect()
}

/// A question over articles that is put together piece by piece; the reader's fence is the first of them.
pub struct Asked {
    wheres: Vec<String>,
    pub values: Vec<Bind>,
}

impl Asked {
    pub fn of(reader: &Reader) -> Asked {
        let mut asked = Asked { wheres: Vec::new(), values: Vec::new() };
        let audiences: Vec<Bind> = reader.class.audiences().iter().map(|one| one.as_str().into()).collect();
        asked.among("audience", audiences, false);
        if let Some(units) = &reader.units {
            asked.among("unit_id", units.iter().map(|unit| id(*unit)).collect(), true);
        }
        if let Some(products) = &reader.products {
            asked.among("owned_product", products.iter().map(|product| id(*product)).collect(), true);
        }
        if !reader.drafts {
            asked.read();
        }
        asked
    }

    /// `?` stands for the value.
    pub fn and(&mut self, condition: &str, value: impl Into<Bind>) {
        self.values.push(value.into());
        self.wheres.push(condition.replace('?', &format!("${}", self.values.len())));
    }

    /// Only what its audience reads now.
    pub fn read(&mut self) {
        self.wheres.push("state IN ('published', 'outdated', 'pending_retirement')".into());
    }

    pub fn among(&mut self, column: &str, values: Vec<Bind>, or_none: bool) {
        let from = self.values.len() + 1;
        let list = match values.is_empty() {
            true => "1 = 0".to_string(),
            false => format!("{column} IN ({})", places(from, values.len())),
        };
        self.values.extend(values);
        self.wheres.push(if or_none { format!("({column} IS NULL OR {list})") } else { list });
    }

    /// Every word of a text stands in it.
    pub fn words(&mut self, text: &str) {
        for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
            self.and("search LIKE ? ESCAPE '!'", like(word));
        }
    }

    /// One of some pieces stands in it.
    pub fn any(&mut self, pieces: &[String]) {
        let from = self.values.len() + 1;
        let any: Vec<String> = (from..from + pieces.len()).map(|n| format!("search LIKE ${n} ESCAPE '!'")).collect();
        self.values.extend(pieces.iter().map(|piece| Bind::from(like(piece))));
        self.wheres.push(format!("({})", any.join(" OR ")));
    }

    /// A condition without a value, of ours.
    pub fn that(&mut self, condition: &str) {
        self.wheres.push(condition.to_string());
    }

    fn condition(&self) -> String {
        self.wheres.join(" AND ")
    }

    /// The last changed first.
    pub async fn list(self, cx: &mut Cx, limit: usize) -> Result<Vec<Article>, Fault> {
        let sql = format!("SELECT rv, body FROM articles WHERE {} ORDER BY rv DESC LIMIT {limit}", self.condition());
        cx.all(&sql, self.values).await?.iter().map(parse).collect()
    }

    /// How many there are.
    pub async fn count(self, cx: &mut Cx) -> Result<usize, Fault> {
        let sql = format!("SELECT COUNT(*) AS n FROM articles WHERE {}", self.condition());
        Ok(usize::try_from(cx.one(&sql, self.values).await?.int("n")).unwrap_or_default())
    }

    /// The same as `list`, each with the text that is searched.
    pub async fn with_text(self, cx: &mut Cx, limit: usize) -> Result<Vec<(Article, String)>, Fault> {
        let sql =
            format!("SELECT rv, body, search FROM articles WHERE {} ORDER BY rv DESC LIMIT {limit}", self.condition());
        cx.all(&sql, self.values).await?.iter().map(|row| Ok((parse(row)?, row.text("search")))).collect()
    }

    /// How many there are of each value of a column of ours.
    pub async fn groups(self, cx: &mut Cx, column: &'static str) -> Result<Vec<(String, i64)>, Fault> {
        let sql = format!(
            "SELECT {column} AS value, COUNT(*) AS n FROM articles WHERE {} AND {column} IS NOT NULL GROUP BY {column}",
            self.condition()
        );
        let rows = cx.all(&sql, self.values).await?;
        Ok(rows.iter().map(|row| (row.text("value"), row.int("n"))).collect())
    }
}

/// Articles at which something comes about by now, the earliest first.
pub async fn due(cx: &mut Cx, now: Millis, limit: usize) -> Result<Vec<ArticleId>, Fault> {
    let sql =
        format!("SELECT id FROM articles WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at, id LIMIT {limit}");
    Ok(cx.all(&sql, binds![now]).await?.iter().map(|row| row.id("id")).collect())
}

/// When the next one is due.
pub async fn next_due(cx: &mut Cx) -> Result<Option<Millis>, Fault> {
    let sql = "SELECT MIN(due_at) AS at FROM articles WHERE due_at IS NOT NULL";
    Ok(cx.one(sql, vec![]).await?.maybe_int("at"))
}

/// Something at it could not come about: it is tried again later.
pub async fn put_off(cx: &mut Cx, article: ArticleId, due_at: Millis) -> Result<(), Fault> {
    cx.exec("UPDATE articles SET due_at = $1 WHERE id = $2", vec![due_at.into(), id(article)]).await.map(drop)
}

/// Articles that somebody looks after, as many as are handed over at once.
pub async fn owned(cx: &mut Cx, owner: UserId, after: i64, limit: usize) -> Result<Vec<Article>, Fault> {
    let sql = format!("SELECT rv, body FROM articles WHERE owner_id = $1 AND rv > $2 ORDER BY rv LIMIT {limit}");
    cx.all(&sql, binds![id(owner), after]).await?.iter().map(parse).collect()
}

/// How many articles somebody looks after that are not retired.
pub async fn count_owned(cx: &mut Cx, owner: UserId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS n FROM articles WHERE owner_id = $1 AND state <> 'retired'";
    Ok(cx.one(sql, vec![id(owner)]).await?.int("n"))
}

/// Where the text leads that is read.
pub async fn put_links(cx: &mut Cx, of: ArticleId, links: &[(String, Option<ArticleId>)]) -> Result<(), Fault> {
    cx.exec("DELETE FROM article_links WHERE article_id = $1", vec![id(of)]).await?;
    for (href, target) in links {
        let sql = "INSERT INTO article_links (article_id, href, target_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        cx.exec(sql, vec![of.uuid().into(), href.as_str().into(), maybe_id(*target)]).await?;
    }
    Ok(())
}

/// Whether an address of the portal is another article's.
pub async fn slug_is_taken(cx: &mut Cx, slug: &str) -> Result<bool, Fault> {
    Ok(cx.maybe("SELECT id FROM articles WHERE slug = $1", binds![slug]).await?.is_some())
}
