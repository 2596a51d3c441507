//! Plans go over to the contract that renews theirs: copies, with the dates from its start on. No date is opened by
//! both: where the old contract has no end of its own, its plan ends where that of the renewal begins.

use yingda_shared::contracts::plans::{End, Outcome, PlanDate, Recurrence, ServicePlan};
use yingda_shared::contracts::{Contract, ContractState, plan_of_renewal};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::ContractId;
use yingda_shared::kernel::limits::PLANS_MAX;
use yingda_shared::kernel::time::Millis;
use yingda_shared::record::List;

use super::dates::{Dates, Place};
use super::{expand, keeping, store};
use crate::ctx::{Cx, new_id};
use crate::records::handlers as keeping_of;
use crate::records::store as records;

/// Copies the active plans of a contract to the one that renews it. One that has no date in it stays behind; one that
/// names what is no longer its customer's is copied switched off, for somebody to put right.
pub async fn copy(cx: &mut Cx, old: &Contract, new: &Contract) -> Result<(), Fault> {
    for plan in of_contract(cx, old.id, false).await? {
        let place = Place::of(cx, &plan).await?;
        let (from, before) = (place.day(new.starts_at), place.day(old.starts_at));
        // On the day itself the hour of the plan may lie before the contract.
        let open = if place.moment(from, plan.minute) < new.starts_at { from.after(1) } else { from };
        let first = first_day(&plan, open);
        let mut copy = plan_of_renewal(&plan, new_id(), new.id, from, from.0 - before.0, first);
        let dates = Dates { plan: &copy, contract: new, place: &place };
        if copy.starts_on.is_some_and(|day| dates.after(day.after(-1)).next().is_none()) {
            continue;
        }
        copy.active = keeping::beside(cx, &copy, new.company_id).await?.is_empty();
        keeping_of::replace(cx, copy.clone()).await?;
        store::look_at(cx, copy.id, new.id, true).await?;
    }
    Ok(())
}

/// The first day of its rhythm that is not before another one, however often or long it goes on.
fn first_day(plan: &ServicePlan, from: Day) -> Option<Day> {
    let rule = Recurrence { end: End::Never, ..Recurrence::parse(&plan.rule).ok()? };
    let starts_on = plan.starts_on?;
    expand::days(&rule, expand::near(&rule, starts_on, from.after(-1))).find(|day| *day >= from)
}

/// The contract of a plan as far as its dates go: to the start of the plan that took its place.
pub async fn until_renewed(cx: &mut Cx, plan: &ServicePlan, contract: Contract) -> Result<Contract, Fault> {
    Ok(match taken_over(cx, plan, &contract).await? {
        Some(at) => Contract { ends_at: Some(contract.ends_at.map_or(at, |end| end.min(at))), ..contract },
        None => contract,
    })
}

/// A contract that ends is renewed after its end, so that only one without an end has both at once.
async fn taken_over(cx: &mut Cx, plan: &ServicePlan, contract: &Contract) -> Result<Option<Millis>, Fault> {
    if contract.ends_at.is_some() {
        return Ok(None);
    }
    let others: Vec<Contract> = records::belonging(cx, contract.company_id).await?;
    let renews = |other: &&Contract| {
        other.renews_id == Some(contract.id)
            && matches!(other.state, ContractState::Active | ContractState::Suspended | ContractState::Expired)
    };
    let mut starts: Option<Millis> = None;
    for other in others.iter().filter(renews) {
        if of_contract(cx, other.id, true).await?.iter().any(|copy| copy.follows_id == Some(plan.id)) {
            starts = Some(starts.map_or(other.starts_at, |start| start.min(other.starts_at)));
        }
    }
    Ok(starts)
}

/// Whether the plan that this one follows opened a case for a date ahead of time.
pub async fn opened_before(cx: &mut Cx, plan: &ServicePlan, days: &[Day]) -> Result<Vec<Day>, Fault> {
    let Some(before) = plan.follows_id else { return Ok(Vec::new()) };
    let noted = store::of_days(cx, before, days).await?;
    Ok(noted.into_iter().filter(|noted| noted.outcome == Outcome::Opened).filter_map(|noted| noted.day).collect())
}

/// Whether a date is the business of another plan by now: of the one before, which opened it, or of the one after.
pub async fn is_anothers(
    cx: &mut Cx,
    plan: &ServicePlan,
    contract: &Contract,
    date: Option<&PlanDate>,
) -> Result<bool, Fault> {
    let Some(date) = date else { return Ok(false) };
    let over = taken_over(cx, plan, contract).await?.is_some_and(|at| date.at >= at);
    Ok(over || !opened_before(cx, plan, &[date.day]).await?.is_empty())
}

/// `all`: those that are switched off too.
async fn of_contract(cx: &mut Cx, contract: ContractId, all: bool) -> Result<Vec<ServicePlan>, Fault> {
    let limit = Some(PLANS_MAX as u32);
    let query = List::<ServicePlan> { parent_id: Some(contract.0), all, limit, ..List::default() };
    Ok(records::list(cx, &query, None).await?.rows)
}
