//! How often pairs are used, for which cases, and what they are put forward for.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, PairId, UserId};
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::kernel::time::Millis;
use yingda_shared::knowledge::pairs::{Candidate, Use};

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Row, id, maybe_id};
use crate::failure;

fn parsed<T: std::str::FromStr>(row: &Row, column: &str) -> Result<T, Fault>
where
    T::Err: std::fmt::Display,
{
    row.text(column).parse().map_err(|error| failure::internal(&error))
}

fn number<T: TryFrom<i64> + Default>(row: &Row, column: &str) -> T {
    T::try_from(row.int(column)).unwrap_or_default()
}

/// So many uses more.
pub async fn count(cx: &mut Cx, pair: PairId, month: i32, how: Use, n: u32) -> Result<(), Fault> {
    let sql = "INSERT INTO pair_uses (pair_id, month, how, n) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (pair_id, month, how) DO UPDATE SET n = pair_uses.n + excluded.n";
    let values = vec![id(pair), i64::from(month).into(), how.as_str().into(), i64::from(n).into()];
    cx.exec(sql, values).await.map(drop)
}

/// Uses of all pairs by month and kind, from a month on.
pub async fn uses(cx: &mut Cx, since: i32) -> Result<Vec<(PairId, i32, u32)>, Fault> {
    let sql = "SELECT pair_id, month, n FROM pair_uses WHERE month >= $1";
    let rows = cx.all(sql, vec![i64::from(since).into()]).await?;
    rows.iter().map(|row| Ok((parsed(row, "pair_id")?, number(row, "month"), number(row, "n")))).collect()
}

/// Uses of one pair by month and kind, from a month on.
pub async fn uses_of(cx: &mut Cx, pair: PairId, since: i32) -> Result<Vec<(i32, Use, u32)>, Fault> {
    let sql = "SELECT month, how, n FROM pair_uses WHERE pair_id = $1 AND month >= $2";
    let rows = cx.all(sql, vec![id(pair), i64::from(since).into()]).await?;
    let use_of = |row: &Row| Some((number(row, "month"), Use::parse(&row.text("how"))?, number(row, "n")));
    Ok(rows.iter().filter_map(use_of).collect())
}

/// A case that the pair opened or solved.
pub async fn link(cx: &mut Cx, pair: PairId, case: CaseId) -> Result<(), Fault> {
    let sql = "INSERT INTO pair_cases (pair_id, case_id, at) VALUES ($1, $2, $3) \
               ON CONFLICT (pair_id, case_id) DO UPDATE SET at = excluded.at";
    let now = cx.now;
    cx.exec(sql, vec![id(pair), id(case), now.into()]).await.map(drop)
}

/// Cases of a pair, the newest first.
pub async fn cases(cx: &mut Cx, pair: PairId, limit: usize) -> Result<Vec<CaseId>, Fault> {
    let sql = format!("SELECT case_id FROM pair_cases WHERE pair_id = $1 ORDER BY at DESC, case_id DESC LIMIT {limit}");
    cx.all(&sql, vec![id(pair)]).await?.iter().map(|row| parsed(row, "case_id")).collect()
}

/// All that was counted of a pair counts for another from now on.
pub async fn pass_on(cx: &mut Cx, from: PairId, into: PairId) -> Result<(), Fault> {
    for sql in [
        "INSERT INTO pair_uses (pair_id, month, how, n) SELECT $2, month, how, n FROM pair_uses WHERE pair_id = $1 \
         ON CONFLICT (pair_id, month, how) DO UPDATE SET n = pair_uses.n + excluded.n",
        "INSERT INTO pair_cases (pair_id, case_id, at) SELECT $2, case_id, at FROM pair_cases WHERE pair_id = $1 \
         ON CONFLICT (pair_id, case_id) DO NOTHING",
        "INSERT INTO pair_candidates (pair_id, candidate, at, by_id) \
         SELECT $2, candidate, at, by_id FROM pair_candidates WHERE pair_id = $1 \
         ON CONFLICT (pair_id, candidate) DO NOTHING",
    ] {
        cx.exec(sql, vec![id(from), id(into)]).await?;
    }
    for sql in [
        "DELETE FROM pair_uses WHERE pair_id = $1",
        "DELETE FROM pair_cases WHERE pair_id = $1",
        "DELETE FROM pair_candidates WHERE pair_id = $1",
    ] {
        cx.exec(sql, vec![id(from)]).await?;
    }
    Ok(())
}

/// Puts a pair forward; answers whether nobody had.
pub async fn propose(cx: &mut Cx, pair: PairId, candidate: Candidate, by: Option<UserId>) -> Result<bool, Fault> {
    let sql = "INSERT INTO pair_candidates (pair_id, candidate, at, by_id) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (pair_id, candidate) DO NOTHING";
    let now = cx.now;
    Ok(cx.exec(sql, vec![id(pair), candidate.as_str().into(), now.into(), maybe_id(by)]).await? == 1)
}

/// Takes that back; answers whether somebody had put it forward.
pub async fn withdraw(cx: &mut Cx, pair: PairId, candidate: Candidate) -> Result<bool, Fault> {
    let sql = "DELETE FROM pair_candidates WHERE pair_id = $1 AND candidate = $2";
    Ok(cx.exec(sql, vec![id(pair), candidate.as_str().into()]).await? == 1)
}

/// A pair that was put forward.
pub struct Mark {
    pub pair_id: PairId,
    pub candidate: Candidate,
    pub at: Millis,
    pub by_id: Option<UserId>,
}

fn mark(row: &Row) -> Option<Result<Mark, Fault>> {
    let candidate = Candidate::parse(&row.text("candidate"))?;
    let by_id = row.maybe_text("by_id").and_then(|by| by.parse().ok());
    Some(parsed(row, "pair_id").map(|pair_id| Mark { pair_id, candidate, at: row.int("at"), by_id }))
}

/// Those put forward as one thing, the newest first.
pub async fn candidates(cx: &mut Cx, candidate: Candidate, limit: usize) -> Result<Vec<Mark>, Fault> {
    let sql = format!(
        "SELECT pair_id, candidate, at, by_id FROM pair_candidates WHERE candidate = $1 \
         ORDER BY at DESC, pair_id DESC LIMIT {limit}"
    );
    cx.all(&sql, binds![candidate.as_str()]).await?.iter().filter_map(mark).collect()
}

/// What one pair is put forward for.
pub async fn marks(cx: &mut Cx, pair: PairId) -> Result<Vec<Mark>, Fault> {
    let sql = "SELECT pair_id, candidate, at, by_id FROM pair_candidates WHERE pair_id = $1 ORDER BY at, candidate";
    cx.all(sql, vec![id(pair)]).await?.iter().filter_map(mark).collect()
}

/// Lets a batch of uses before a month go.
pub async fn prune_uses(cx: &mut Cx, before: i32) -> Result<u64, Fault> {
    let sql = format!(
        "DELETE FROM pair_uses WHERE (pair_id, month, how) IN \
         (SELECT pair_id, month, how FROM pair_uses WHERE month < $1 LIMIT {PRUNE_BATCH})"
    );
    cx.exec(&sql, vec![i64::from(before).into()]).await
}

/// Lets a batch of links from before a moment go.
pub async fn prune_cases(cx: &mut Cx, before: Millis) -> Result<u64, Fault> {
    let sql = format!(
        "DELETE FROM pair_cases WHERE (pair_id, case_id) IN \
         (SELECT pair_id, case_id FROM pair_cases WHERE at < $1 LIMIT {PRUNE_BATCH})"
    );
    cx.exec(&sql, vec![before.into()]).await
}
