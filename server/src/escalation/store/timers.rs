//! When somebody looks at which case.

use std::collections::BTreeSet;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, EscalationPolicyId};
use yingda_shared::kernel::time::Millis;
use yingda_shared::sla::ThresholdId;

use crate::ctx::Cx;
use crate::db::{Row, id};
use crate::failure;

/// A timer that is due, as whoever claims it saw it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    pub case_id: CaseId,
    pub generation: i64,
}

pub struct Timer {
    pub generation: i64,
    pub due_at: Option<Millis>,
    pub tries: i64,
    /// Thresholds of clocks that rules were told of.
    pub told: BTreeSet<ThresholdId>,
}

/// Lets somebody look at a case as soon as possible. Who claimed an earlier generation finds it gone.
pub async fn look_at(cx: &mut Cx, case: CaseId) -> Result<(), Fault> {
    let now = cx.now;
    look_at_from(cx, case, now).await
}

/// The same, as if it had been asked for at a moment.
pub async fn look_at_from(cx: &mut Cx, case: CaseId, at: Millis) -> Result<(), Fault> {
    let sql = "INSERT INTO case_timers (case_id, generation, due_at, tries, told) VALUES ($1, 1, $2, 0, '[]') \
               ON CONFLICT (case_id) DO UPDATE SET generation = case_timers.generation + 1, \
               due_at = excluded.due_at, tries = 0";
    cx.exec(sql, vec![id(case), at.into()]).await.map(drop)
}

/// The same for all cases that are escalated under a policy.
pub async fn look_at_all(cx: &mut Cx, policy: EscalationPolicyId) -> Result<(), Fault> {
    let sql = "UPDATE case_timers SET generation = generation + 1, due_at = $1, tries = 0 \
               WHERE case_id IN (SELECT case_id FROM escalations WHERE policy_id = $2)";
    let now = cx.now;
    cx.exec(sql, vec![now.into(), id(policy)]).await.map(drop)
}

pub async fn find(cx: &mut Cx, case: CaseId) -> Result<Option<Timer>, Fault> {
    let sql = "SELECT generation, due_at, tries, told FROM case_timers WHERE case_id = $1";
    cx.maybe(sql, vec![id(case)]).await?.map(|row| parse(&row)).transpose()
}

fn parse(row: &Row) -> Result<Timer, Fault> {
    Ok(Timer {
        generation: row.int("generation"),
        due_at: row.maybe_int("due_at"),
        tries: row.int("tries"),
        told: serde_json::from_str(&row.text("told")).map_err(|error| failure::internal(&error))?,
    })
}

/// What is due at a moment, the earliest first.
pub async fn due(cx: &mut Cx, now: Millis, limit: usize) -> Result<Vec<Claim>, Fault> {
    let sql = format!(
        "SELECT case_id, generation FROM case_timers WHERE due_at IS NOT NULL AND due_at <= $1 \
         ORDER BY due_at, case_id LIMIT {limit}"
    );
    let claim = |row: &Row| Claim { case_id: row.id("case_id"), generation: row.int("generation") };
    Ok(cx.all(&sql, vec![now.into()]).await?.iter().map(claim).collect())
}

/// When the next one is due.
pub async fn next_due(cx: &mut Cx) -> Result<Option<Millis>, Fault> {
    let sql = "SELECT MIN(due_at) AS at FROM case_timers WHERE due_at IS NOT NULL";
    Ok(cx.one(sql, vec![]).await?.maybe_int("at"))
}

/// Sets when somebody looks again; None is not before something happens.
pub async fn set(cx: &mut Cx, case: CaseId, due_at: Option<Millis>, told: &BTreeSet<ThresholdId>) -> Result<(), Fault> {
    let told = serde_json::to_string(told).map_err(|error| failure::internal(&error))?;
    let sql =
        "UPDATE case_timers SET generation = generation + 1, due_at = $1, tries = 0, told = $2 WHERE case_id = $3";
    cx.exec(sql, vec![due_at.into(), told.into(), id(case)]).await.map(drop)
}

/// A look came to nothing: it is tried again later.
pub async fn put_off(cx: &mut Cx, claim: &Claim, tries: i64, due_at: Millis) -> Result<(), Fault> {
    let sql = "UPDATE case_timers SET due_at = $1, tries = $2 WHERE case_id = $3 AND generation = $4";
    cx.exec(sql, vec![due_at.into(), tries.into(), id(claim.case_id), claim.generation.into()]).await.map(drop)
}

/// Nobody looks at a case any more that is not there.
pub async fn forget(cx: &mut Cx, case: CaseId) -> Result<(), Fault> {
    cx.exec("DELETE FROM case_timers WHERE case_id = $1", vec![id(case)]).await.map(drop)
}
