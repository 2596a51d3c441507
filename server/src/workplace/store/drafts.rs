//! The table of drafts.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, FirmId, UserId};
use yingda_shared::kernel::limits::{DRAFT_DAYS, DRAFTS_MAX, PRUNE_BATCH};
use yingda_shared::kernel::time::DAY;
use yingda_shared::workplace::drafts::DraftKept;

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, Row, id, maybe_id};
use crate::failure;

/// What a draft is about: a case, or the sheet that opens one.
fn about(case: Option<CaseId>) -> Bind {
    case.map_or(String::new(), |case| case.to_string()).into()
}

fn parse(row: &Row) -> Result<DraftKept, Fault> {
    serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))
}

pub async fn find(cx: &mut Cx, user: UserId, case: Option<CaseId>) -> Result<Option<DraftKept>, Fault> {
    let sql = "SELECT body FROM drafts WHERE user_id = $1 AND about = $2";
    cx.maybe(sql, vec![id(user), about(case)]).await?.map(|row| parse(&row)).transpose()
}

/// What is shared of a case, by whom and of which firm, newest first.
pub async fn shared(cx: &mut Cx, case: CaseId) -> Result<Vec<(UserId, Option<FirmId>, DraftKept)>, Fault> {
    let sql = "SELECT user_id, firm_id, body FROM drafts WHERE about = $1 AND shared = 1 ORDER BY at DESC LIMIT 20";
    let rows = cx.all(sql, vec![about(Some(case))]).await?;
    rows.iter().map(|row| Ok((row.id("user_id"), row.maybe_id("firm_id"), parse(row)?))).collect()
}

/// Everybody's words about a case, shared or not.
pub async fn about_case(cx: &mut Cx, case: CaseId) -> Result<Vec<(UserId, DraftKept)>, Fault> {
    let rows = cx.all("SELECT user_id, body FROM drafts WHERE about = $1", vec![about(Some(case))]).await?;
    rows.iter().map(|row| Ok((row.id("user_id"), parse(row)?))).collect()
}

/// A person's words about one case become words about another.
pub async fn carry(cx: &mut Cx, user: UserId, from: CaseId, into: CaseId) -> Result<(), Fault> {
    let sql = "UPDATE drafts SET about = $3 WHERE user_id = $1 AND about = $2";
    cx.exec(sql, vec![id(user), about(Some(from)), about(Some(into))]).await.map(drop)
}

pub async fn save(cx: &mut Cx, user: UserId, case: Option<CaseId>, kept: &DraftKept) -> Result<(), Fault> {
    let firm = cx.actor().firm_id;
    let body = serde_json::to_string(kept).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO drafts (user_id, about, at, shared, firm_id, body) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (user_id, about) DO UPDATE SET at = excluded.at, shared = excluded.shared, body = excluded.body";
    let values = vec![id(user), about(case), kept.at.into(), (kept.shared).into(), maybe_id(firm), body.into()];
    cx.exec(sql, values).await.map(drop)
}

pub async fn forget(cx: &mut Cx, user: UserId, case: Option<CaseId>) -> Result<(), Fault> {
    cx.exec("DELETE FROM drafts WHERE user_id = $1 AND about = $2", vec![id(user), about(case)]).await.map(drop)
}

pub async fn forget_all(cx: &mut Cx, user: UserId) -> Result<(), Fault> {
    cx.exec("DELETE FROM drafts WHERE user_id = $1", vec![id(user)]).await.map(drop)
}

/// All drafts as they are kept, after a key: that of a person and what it is about, with a space between.
pub async fn after(cx: &mut Cx, last: &str, limit: usize) -> Result<Vec<(String, String)>, Fault> {
    let (user, about) = last.split_once(' ').unwrap_or_default();
    let sql = format!(
        "SELECT user_id, about, body FROM drafts WHERE (user_id, about) > ($1, $2) ORDER BY user_id, about LIMIT {limit}"
    );
    let rows = cx.all(&sql, binds![user, about]).await?;
    Ok(rows.iter().map(|row| (format!("{} {}", row.text("user_id"), row.text("about")), row.text("body"))).collect())
}

pub async fn rewrite(cx: &mut Cx, key: &str, body: &str) -> Result<(), Fault> {
    let (user, about) = key.split_once(' ').unwrap_or_default();
    let sql = "UPDATE drafts SET body = $3 WHERE user_id = $1 AND about = $2";
    cx.exec(sql, binds![user, about, body]).await.map(drop)
}

/// Of more drafts than one person may have the oldest go.
pub async fn bound(cx: &mut Cx, user: UserId) -> Result<(), Fault> {
    let sql = format!(
        "DELETE FROM drafts WHERE user_id = $1 AND at < (SELECT MIN(at) FROM \
         (SELECT at FROM drafts WHERE user_id = $1 ORDER BY at DESC LIMIT {DRAFTS_MAX}) AS newest)"
    );
    cx.exec(&sql, vec![id(user)]).await.map(drop)
}

/// Lets a batch of drafts go that nobody went on with.
pub async fn prune(cx: &mut Cx) -> Result<u64, Fault> {
    let sql = "DELETE FROM drafts WHERE (user_id, about) IN (SELECT user_id, about FROM drafts WHERE at < $1 LIMIT $2)";
    cx.exec(sql, binds![cx.now - DRAFT_DAYS * DAY, PRUNE_BATCH as i64]).await
}
