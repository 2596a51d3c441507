//! Telling the dates of plans: those to come, and what became of those that were.

use std::collections::BTreeMap;

use yingda_shared::cases::{Case, Occasion};
use yingda_shared::contracts::plans::*;
use yingda_shared::contracts::{Contract, ContractState};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, TaskId};
use yingda_shared::kernel::limits::{LEDGER_PAGE, PLAN_PREVIEW, PLANS_MAX};
use yingda_shared::record::List;
use yingda_shared::tasks::Task;

use super::dates::{Dates, Place};
use super::{keeping, renewing, store};
use crate::cases;
use crate::contracts::accounts;
use crate::ctx::Cx;
use crate::records::handlers as records_of;
use crate::records::store as records;
use crate::tasks;

/// Dates of one plan that the page of its contract shows.
const COMING: usize = 3;

pub async fn preview(cx: &mut Cx, op: PreviewPlan) -> Result<PlanPreview, Fault> {
    records_of::fence::<ServicePlan>(cx)?;
    let plan = op.0;
    let contract: Contract =
        records::named(cx, Some(plan.contract_id), "/contract_id").await?.ok_or(Fault::NotFound)?;
    let place = Place::of(cx, &plan).await?;
    let after = place.day(cx.now).after(-1);
    let mut dates: Vec<PlanDate> =
        Dates { plan: &plan, contract: &contract, place: &place }.after(after).take(PLAN_PREVIEW + 1).collect();
    let more = dates.len() > PLAN_PREVIEW;
    dates.truncate(PLAN_PREVIEW);
    Ok(PlanPreview { dates, more, zone: place.zone() })
}

pub async fn of_contract(cx: &mut Cx, op: ContractPlans) -> Result<ContractPlansTold, Fault> {
    let contract = accounts::own(cx, op.id).await?;
    let query = List::<ServicePlan> {
        parent_id: Some(contract.id.0),
        all: cx.actor().is_staff(),
        limit: Some(PLANS_MAX as u32),
        ..List::default()
    };
    let plans = records::list(cx, &query, None).await?.rows;
    let mut rows = Vec::with_capacity(plans.len());
    for plan in plans {
        // An analysis has no dates; that and a task are how the desk works.
        let inside = plan.occasion == Occasion::Analysis || plan.opens == Opens::Task;
        if inside && !cx.actor().is_staff() {
            continue;
        }
        let coming = coming(cx, &plan, &contract).await?;
        let ServicePlan { id, name, occasion, opens, active, rule, .. } = plan;
        rows.push(PlanStanding { id, name, occasion, opens, active, rule, coming });
    }
    Ok(ContractPlansTold { rows })
}

async fn coming(cx: &mut Cx, plan: &ServicePlan, contract: &Contract) -> Result<Vec<ComingDate>, Fault> {
    let lasts = matches!(contract.state, ContractState::Draft | ContractState::Active | ContractState::Suspended);
    if !plan.active || !lasts {
        return Ok(Vec::new());
    }
    let place = Place::of(cx, plan).await?;
    let contract = &renewing::until_renewed(cx, plan, contract.clone()).await?;
    let today = place.day(cx.now);
    // Days that were moved behind today lie before it in the rule.
    let dates = Dates { plan, contract, place: &place }.after(today.after(-MOVED_MAX));
    let mut dates: Vec<PlanDate> = dates.filter(|date| date.on >= today).take(COMING + MOVED_AHEAD).collect();
    dates.sort_by_key(|date| date.at);
    dates.truncate(COMING);
    let days: Vec<_> = dates.iter().map(|date| date.day).collect();
    let noted = store::of_days(cx, plan.id, &days).await?;
    let named: Vec<CaseId> = noted.iter().filter_map(|noted| noted.case_id).collect();
    let cases = seen(cx, &named).await?;
    let tasks = seen_tasks(cx, &noted.iter().filter_map(|noted| noted.task_id).collect::<Vec<_>>()).await?;
    let task = |date: &PlanDate| {
        let noted = noted.iter().find(|noted| noted.day == Some(date.day))?;
        tasks.get(&noted.task_id?).cloned()
    };
    let case = |date: &PlanDate| {
        let noted = noted.iter().find(|noted| noted.day == Some(date.day))?;
        cases.get(&noted.case_id?).map(told)
    };
    // What was passed over will not be.
    let skipped =
        |date: &PlanDate| noted.iter().any(|noted| noted.day == Some(date.day) && noted.outcome == Outcome::Skipped);
    let shown = dates.into_iter().filter(|date| !skipped(date));
    Ok(shown.map(|date| ComingDate { case: case(&date), task: task(&date), date }).collect())
}

/// Days by which a date is moved at most, nearly always; and dates that may change their order by it.
const MOVED_MAX: i32 = 15;
const MOVED_AHEAD: usize = 15;

pub async fn history(cx: &mut Cx, op: PlanHistory) -> Result<PlanHistoryTold, Fault> {
    records_of::fence::<ServicePlan>(cx)?;
    let plan: ServicePlan = records::find(cx, op.id.0).await?.ok_or(Fault::NotFound)?;
    keeping::contract_of(cx, &plan).await?;
    let mut page = store::page(cx, plan.id, op.before, LEDGER_PAGE + 1).await?;
    let more = page.len() > LEDGER_PAGE;
    page.truncate(LEDGER_PAGE);
    let mut named: Vec<CaseId> = Vec::new();
    for (_, _, noted) in &page {
        named.extend(noted.case_id);
        named.extend(noted.cause_id);
    }
    let cases = seen(cx, &named).await?;
    let tasks = seen_tasks(cx, &page.iter().filter_map(|(_, _, noted)| noted.task_id).collect::<Vec<_>>()).await?;
    let row = |(pos, noted_at, noted): (i64, i64, store::Noted)| Occurrence {
        pos,
        noted_at,
        day: noted.day,
        on: noted.on,
        outcome: noted.outcome,
        why: noted.why,
        case: noted.case_id.and_then(|id| cases.get(&id)).map(told),
        task: noted.task_id.and_then(|id| tasks.get(&id)).cloned(),
        cause: noted.cause_id.and_then(|id| cases.get(&id)).map(|case| case.number.clone()).unwrap_or_default(),
    };
    Ok(PlanHistoryTold { rows: page.into_iter().map(row).collect(), more })
}

/// Of these cases those that the caller sees.
async fn seen(cx: &mut Cx, ids: &[CaseId]) -> Result<BTreeMap<CaseId, Case>, Fault> {
    Ok(cases::store::in_sight(cx, ids).await?.into_iter().map(|case| (case.id, case)).collect())
}

/// Of these tasks those that the caller sees.
async fn seen_tasks(cx: &mut Cx, ids: &[TaskId]) -> Result<BTreeMap<TaskId, PlannedTask>, Fault> {
    let seen = tasks::seen(cx, ids).await?;
    let told = |task: Task| (task.id, PlannedTask { id: task.id, title: task.title, state: task.state });
    Ok(seen.into_iter().map(told).collect())
}

fn told(case: &Case) -> PlannedCase {
    PlannedCase { id: case.id, number: case.number.clone(), state: case.state }
}
