//! The ledger of points, and who stands aside from the ranking.

use std::collections::BTreeSet;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ArticleId, RewardId, UserId};
use yingda_shared::kernel::time::Millis;
use yingda_shared::knowledge::rewards::Merit;

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, Row, id, maybe_id, places};
use crate::failure;

const COLUMNS: &str = "id, person_id, kind, points, article_id, month, at, by_id, reverses, reason";

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub id: RewardId,
    pub person_id: UserId,
    pub kind: Merit,
    pub points: i64,
    pub article_id: ArticleId,
    /// The month that it counts for: months since the year 0.
    pub month: i32,
    pub at: Millis,
    /// Who entered it; nobody where it followed from an event.
    pub by_id: Option<UserId>,
    pub reverses: Option<RewardId>,
    pub reason: String,
}

fn parse(row: &Row) -> Result<Entry, Fault> {
    let odd = || failure::internal(&"an entry of the ledger of rewards cannot be read");
    Ok(Entry {
        id: row.id("id"),
        person_id: row.id("person_id"),
        kind: Merit::parse(&row.text("kind")).ok_or_else(odd)?,
        points: row.int("points"),
        article_id: row.id("article_id"),
        month: i32::try_from(row.int("month")).map_err(|_| odd())?,
        at: row.int("at"),
        by_id: row.maybe_id("by_id"),
        reverses: row.maybe_id("reverses"),
        reason: row.text("reason"),
    })
}

/// Adds an entry; answers whether what happened was not in the ledger yet.
pub async fn add(cx: &mut Cx, entry: &Entry, source: &str, giver: Option<String>) -> Result<bool, Fault> {
    let sql = format!(
        "INSERT INTO reward_entries ({COLUMNS}, source, giver) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING"
    );
    let values = vec![
        id(entry.id),
        id(entry.person_id),
        entry.kind.as_str().into(),
        entry.points.into(),
        id(entry.article_id),
        i64::from(entry.month).into(),
        entry.at.into(),
        maybe_id(entry.by_id),
        maybe_id(entry.reverses),
        entry.reason.as_str().into(),
        source.into(),
        giver.into(),
    ];
    Ok(cx.exec(&sql, values).await? == 1)
}

/// How often somebody's use brought points to a person since a moment.
pub async fn given_since(cx: &mut Cx, giver: &str, person: UserId, since: Millis) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS n FROM reward_entries WHERE giver = $1 AND person_id = $2 AND at >= $3";
    Ok(cx.one(sql, vec![giver.into(), id(person), since.into()]).await?.int("n"))
}

pub async fn find(cx: &mut Cx, entry: RewardId) -> Result<Option<Entry>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM reward_entries WHERE id = $1");
    cx.maybe(&sql, vec![id(entry)]).await?.map(|row| parse(&row)).transpose()
}

/// Entries of a person, of a month, or both, the latest first, from behind a place on.
pub async fn list(
    cx: &mut Cx,
    person: Option<UserId>,
    month: Option<i32>,
    after: Option<(Millis, RewardId)>,
    limit: usize,
) -> Result<Vec<Entry>, Fault> {
    let (mut wheres, mut values): (Vec<String>, Vec<Bind>) = (vec!["1 = 1".to_string()], Vec::new());
    if let Some(person) = person {
        values.push(id(person));
        wheres.push(format!("person_id = ${}", values.len()));
    }
    if let Some(month) = month {
        values.push(i64::from(month).into());
        wheres.push(format!("month = ${}", values.len()));
    }
    if let Some((at, entry)) = after {
        values.extend([Bind::from(at), id(entry)]);
        wheres.push(format!("(at, id) < (${}, ${})", values.len() - 1, values.len()));
    }
    let wheres = wheres.join(" AND ");
    let sql = format!("SELECT {COLUMNS} FROM reward_entries WHERE {wheres} ORDER BY at DESC, id DESC LIMIT {limit}");
    cx.all(&sql, values).await?.iter().map(parse).collect()
}

/// Of some entries those that take them back.
pub async fn reversals(cx: &mut Cx, of: &[RewardId]) -> Result<Vec<Entry>, Fault> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {COLUMNS} FROM reward_entries WHERE reverses IN ({})", places(1, of.len()));
    cx.all(&sql, of.iter().map(|one| id(*one)).collect()).await?.iter().map(parse).collect()
}

/// What was given for an article and not taken back.
pub async fn standing(cx: &mut Cx, article: ArticleId, limit: usize) -> Result<Vec<Entry>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM reward_entries WHERE article_id = $1 AND reverses IS NULL AND NOT EXISTS \
         (SELECT 1 FROM reward_entries AS back WHERE back.reverses = reward_entries.id) ORDER BY id LIMIT {limit}"
    );
    cx.all(&sql, vec![id(article)]).await?.iter().map(parse).collect()
}

/// Points of everybody in a month.
pub async fn sums(cx: &mut Cx, month: i32) -> Result<Vec<(UserId, i64)>, Fault> {
    let sql = "SELECT person_id, CAST(SUM(points) AS BIGINT) AS points FROM reward_entries WHERE month = $1 \
               GROUP BY person_id";
    let rows = cx.all(sql, vec![i64::from(month).into()]).await?;
    Ok(rows.iter().map(|row| (row.id("person_id"), row.int("points"))).collect())
}

/// Points of one person in a month, and of all months.
pub async fn sums_of(cx: &mut Cx, person: UserId, month: i32) -> Result<(i64, i64), Fault> {
    let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN month = $2 THEN points ELSE 0 END), 0) AS BIGINT) AS mine, \
               CAST(COALESCE(SUM(points), 0) AS BIGINT) AS total FROM reward_entries WHERE person_id = $1";
    let row = cx.one(sql, vec![id(person), i64::from(month).into()]).await?;
    Ok((row.int("mine"), row.int("total")))
}

/// Those who stand aside.
pub async fn asides(cx: &mut Cx) -> Result<BTreeSet<UserId>, Fault> {
    let rows = cx.all("SELECT person_id FROM reward_asides", vec![]).await?;
    Ok(rows.iter().map(|row| row.id("person_id")).collect())
}

pub async fn stand_aside(cx: &mut Cx, person: UserId, aside: bool) -> Result<(), Fault> {
    let now = cx.now;
    match aside {
        true => {
            let sql = "INSERT INTO reward_asides (person_id, at) VALUES ($1, $2) ON CONFLICT (person_id) DO NOTHING";
            cx.exec(sql, vec![id(person), now.into()]).await.map(drop)
        }
        false => cx.exec("DELETE FROM reward_asides WHERE person_id = $1", vec![id(person)]).await.map(drop),
    }
}

/// Reasons for which points were taken back, by id: for whoever takes a person out of them.
pub async fn reasons_after(cx: &mut Cx, last: &str, limit: usize) -> Result<Vec<(String, String)>, Fault> {
    let sql = format!(
        "SELECT id, reason FROM reward_entries WHERE reverses IS NOT NULL AND id > $1 ORDER BY id LIMIT {limit}"
    );
    Ok(cx.all(&sql, binds![last]).await?.iter().map(|row| (row.text("id"), row.text("reason"))).collect())
}

/// The one change that the ledger takes: a reason without the name of an erased person.
pub async fn rewrite_reason(cx: &mut Cx, entry: &str, reason: &str) -> Result<(), Fault> {
    cx.exec("UPDATE reward_entries SET reason = $1 WHERE id = $2", binds![reason, entry]).await.map(drop)
}
