//! What became of the dates of plans, and when somebody looks at a plan again.

use yingda_shared::contracts::plans::{Outcome, Skip};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{CaseId, ContractId, ServicePlanId, TaskId};
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::kernel::time::{DAY, Millis};

use crate::ctx::Cx;
use crate::db::{Bind, Row, id, maybe_id};
use crate::failure;

/// A date, or a fault, and what became of it.
#[derive(Clone, Debug)]
pub struct Noted {
    pub plan_id: ServicePlanId,
    /// The day that the rule names, or the id of the fault.
    pub occasion: String,
    pub outcome: Outcome,
    pub why: Option<Skip>,
    pub day: Option<Day>,
    pub on: Option<Day>,
    pub case_id: Option<CaseId>,
    pub cause_id: Option<CaseId>,
    pub wakes_at: Option<Millis>,
    pub task_id: Option<TaskId>,
}

/// Days that lie at most between the opening of a case and its date, moved or not, and a few more.
const AHEAD_MAX: Millis = 200;

const COLUMNS: &str =
    "plan_id, occasion, pos, noted_at, outcome, why, day, on_day, case_id, cause_id, wakes_at, task_id";

/// Writes down what becomes of a date; answers whether nobody had done so before.
pub async fn note(cx: &mut Cx, noted: &Noted, vis: Vec<String>) -> Result<bool, Fault> {
    let pos = cx.touch("service_plans", &noted.plan_id.to_string(), vis).await?;
    let sql = format!(
        "INSERT INTO service_plan_dates ({COLUMNS}) VALUES ({}) ON CONFLICT (plan_id, occasion) DO NOTHING",
        crate::db::places(1, 12)
    );
    let now = cx.now;
    let values = vec![
        id(noted.plan_id),
        noted.occasion.as_str().into(),
        pos.into(),
        now.into(),
        noted.outcome.as_str().into(),
        noted.why.map(|why| why.as_str().to_string()).into(),
        noted.day.map(|day| day.to_string()).into(),
        noted.on.map(|day| day.to_string()).into(),
        maybe_id(noted.case_id),
        maybe_id(noted.cause_id),
        noted.wakes_at.into(),
        maybe_id(noted.task_id),
    ];
    Ok(cx.exec(&sql, values).await? == 1)
}

/// What becomes of a fault that waited; answers whether it still did.
pub async fn settle(cx: &mut Cx, noted: &Noted, vis: Vec<String>) -> Result<bool, Fault> {
    let pos = cx.touch("service_plans", &noted.plan_id.to_string(), vis).await?;
    let sql = "UPDATE service_plan_dates SET pos = $1, noted_at = $2, outcome = $3, why = $4, case_id = $5 \
               WHERE plan_id = $6 AND occasion = $7 AND outcome = 'waiting'";
    let now = cx.now;
    let values = vec![
        pos.into(),
        now.into(),
        noted.outcome.as_str().into(),
        noted.why.map(|why| why.as_str().to_string()).into(),
        maybe_id(noted.case_id),
        id(noted.plan_id),
        noted.occasion.as_str().into(),
    ];
    Ok(cx.exec(sql, values).await? == 1)
}

/// The case or task that was opened in the place of a row that is there already.
pub async fn opened(cx: &mut Cx, noted: &Noted) -> Result<(), Fault> {
    let sql = "UPDATE service_plan_dates SET case_id = $1, wakes_at = $2, task_id = $3 \
               WHERE plan_id = $4 AND occasion = $5";
    let values = vec![
        maybe_id(noted.case_id),
        noted.wakes_at.into(),
        maybe_id(noted.task_id),
        id(noted.plan_id),
        noted.occasion.as_str().into(),
    ];
    cx.exec(sql, values).await.map(drop)
}

fn parse(row: &Row) -> Result<Noted, Fault> {
    let odd = || failure::internal(&"a date of a plan cannot be read");
    let day = |column: &str| row.maybe_text(column).and_then(|text| text.parse().ok());
    Ok(Noted {
        plan_id: row.id("plan_id"),
        occasion: row.text("occasion"),
        outcome: Outcome::parse(&row.text("outcome")).ok_or_else(odd)?,
        why: row.maybe_text("why").and_then(|why| Skip::parse(&why)),
        day: day("day"),
        on: day("on_day"),
        case_id: row.maybe_id("case_id"),
        cause_id: row.maybe_id("cause_id"),
        wakes_at: row.maybe_int("wakes_at"),
        task_id: row.maybe_id("task_id"),
    })
}

/// Of these days of a plan those that something became of.
pub async fn of_days(cx: &mut Cx, plan: ServicePlanId, days: &[Day]) -> Result<Vec<Noted>, Fault> {
    if days.is_empty() {
        return Ok(Vec::new());
    }
    let places = crate::db::places(2, days.len());
    let sql = format!("SELECT {COLUMNS} FROM service_plan_dates WHERE plan_id = $1 AND occasion IN ({places})");
    let mut values: Vec<Bind> = vec![id(plan)];
    values.extend(days.iter().map(|day| Bind::from(day.to_string())));
    cx.all(&sql, values).await?.iter().map(parse).collect()
}

/// Faults that wait to be looked into, the oldest first, each with when it was noted.
pub async fn waiting(cx: &mut Cx, plan: ServicePlanId, limit: usize) -> Result<Vec<(Millis, Noted)>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM service_plan_dates WHERE plan_id = $1 AND outcome = 'waiting' ORDER BY pos LIMIT {limit}"
    );
    let rows = cx.all(&sql, vec![id(plan)]).await?;
    rows.iter().map(|row| Ok((row.int("noted_at"), parse(row)?))).collect()
}

/// What became of a plan's dates before a position, newest first, each with its position and when it was noted.
pub async fn page(
    cx: &mut Cx,
    plan: ServicePlanId,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<(i64, Millis, Noted)>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM service_plan_dates WHERE plan_id = $1 AND pos < $2 ORDER BY pos DESC LIMIT {limit}"
    );
    let rows = cx.all(&sql, vec![id(plan), before.unwrap_or(i64::MAX).into()]).await?;
    rows.iter().map(|row| Ok((row.int("pos"), row.int("noted_at"), parse(row)?))).collect()
}

/// Cases that are on hold until a date that has come.
pub async fn waking(cx: &mut Cx, now: Millis, limit: usize) -> Result<Vec<Noted>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM service_plan_dates WHERE wakes_at IS NOT NULL AND wakes_at <= $1 \
         ORDER BY wakes_at LIMIT {limit}"
    );
    cx.all(&sql, vec![now.into()]).await?.iter().map(parse).collect()
}

/// Nobody wakes the case of a date any more; answers whether somebody was to.
pub async fn woken(cx: &mut Cx, noted: &Noted) -> Result<bool, Fault> {
    let sql = "UPDATE service_plan_dates SET wakes_at = NULL \
               WHERE plan_id = $1 AND occasion = $2 AND wakes_at IS NOT NULL";
    Ok(cx.exec(sql, vec![id(noted.plan_id), noted.occasion.as_str().into()]).await? == 1)
}

/// Its case could not be woken: it is tried again later.
pub async fn sleep_on(cx: &mut Cx, noted: &Noted, wakes_at: Millis) -> Result<(), Fault> {
    let sql = "UPDATE service_plan_dates SET wakes_at = $1 \
               WHERE plan_id = $2 AND occasion = $3 AND wakes_at IS NOT NULL";
    cx.exec(sql, vec![wakes_at.into(), id(noted.plan_id), noted.occasion.as_str().into()]).await.map(drop)
}

/// Lets go what became of dates long ago, as far as their plans can come to them no more; answers how many rows went.
pub async fn prune(cx: &mut Cx, before: Millis) -> Result<u64, Fault> {
    let sql = format!(
        "DELETE FROM service_plan_dates WHERE (plan_id, occasion) IN (SELECT plan_id, occasion \
         FROM service_plan_dates AS old WHERE old.noted_at < $1 AND old.outcome <> 'waiting' AND old.wakes_at IS NULL \
         AND (old.day IS NULL OR EXISTS (SELECT 1 FROM service_plan_timers AS looks \
         WHERE looks.plan_id = old.plan_id AND looks.since > old.noted_at + $2)) LIMIT {PRUNE_BATCH})"
    );
    cx.exec(&sql, vec![before.into(), (AHEAD_MAX * DAY).into()]).await
}

/// A plan that somebody is to look at, as whoever claims it saw it.
#[derive(Clone, Debug)]
pub struct Claim {
    pub plan_id: ServicePlanId,
    pub generation: i64,
    pub tries: i64,
    /// Days before the one of this moment are over.
    pub since: Millis,
}

/// Lets somebody look at a plan at once. `anew`: what was before now is none of its business.
pub async fn look_at(cx: &mut Cx, plan: ServicePlanId, contract: ContractId, anew: bool) -> Result<(), Fault> {
    let since = if anew { "excluded.since" } else { "service_plan_timers.since" };
    let sql = format!(
        "INSERT INTO service_plan_timers (plan_id, contract_id, generation, due_at, tries, since) \
         VALUES ($1, $2, 1, $3, 0, $3) ON CONFLICT (plan_id) DO UPDATE SET \
         contract_id = excluded.contract_id, generation = service_plan_timers.generation + 1, \
         due_at = excluded.due_at, tries = 0, since = {since}"
    );
    let now = cx.now;
    cx.exec(&sql, vec![id(plan), id(contract), now.into()]).await.map(drop)
}

/// The same for all plans of a contract.
pub async fn look_at_all(cx: &mut Cx, contract: ContractId, anew: bool) -> Result<(), Fault> {
    let since = if anew { ", since = $1" } else { "" };
    let sql = format!(
        "UPDATE service_plan_timers SET generation = generation + 1, due_at = $1, tries = 0{since} \
         WHERE contract_id = $2"
    );
    let now = cx.now;
    cx.exec(&sql, vec![now.into(), id(contract)]).await.map(drop)
}

/// Plans that are due at a moment, the earliest first.
pub async fn due(cx: &mut Cx, now: Millis, limit: usize) -> Result<Vec<Claim>, Fault> {
    let sql = format!(
        "SELECT plan_id, generation, tries, since FROM service_plan_timers \
         WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at, plan_id LIMIT {limit}"
    );
    let claim = |row: &Row| Claim {
        plan_id: row.id("plan_id"),
        generation: row.int("generation"),
        tries: row.int("tries"),
        since: row.int("since"),
    };
    Ok(cx.all(&sql, vec![now.into()]).await?.iter().map(claim).collect())
}

/// When the next plan is due, or the next case goes on.
pub async fn next_due(cx: &mut Cx) -> Result<Option<Millis>, Fault> {
    let looks = "SELECT MIN(due_at) AS at FROM service_plan_timers WHERE due_at IS NOT NULL";
    let wakes = "SELECT MIN(wakes_at) AS at FROM service_plan_dates WHERE wakes_at IS NOT NULL";
    let looks = cx.one(looks, vec![]).await?.maybe_int("at");
    let wakes = cx.one(wakes, vec![]).await?.maybe_int("at");
    Ok([looks, wakes].into_iter().flatten().min())
}

/// A look was taken: sets when the next one is; None is not before something changes. `since` moves only forward.
pub async fn rest(cx: &mut Cx, claim: &Claim, due_at: Option<Millis>, since: Millis) -> Result<(), Fault> {
    let sql = "UPDATE service_plan_timers SET due_at = $1, tries = 0, \
               since = CASE WHEN since > $2 THEN since ELSE $2 END WHERE plan_id = $3 AND generation = $4";
    let values = vec![due_at.into(), since.into(), id(claim.plan_id), claim.generation.into()];
    cx.exec(sql, values).await.map(drop)
}

/// A look came to nothing: it is tried again later.
pub async fn put_off(cx: &mut Cx, claim: &Claim, due_at: Millis) -> Result<(), Fault> {
    let sql = "UPDATE service_plan_timers SET due_at = $1, tries = tries + 1 WHERE plan_id = $2 AND generation = $3";
    cx.exec(sql, vec![due_at.into(), id(claim.plan_id), claim.generation.into()]).await.map(drop)
}
