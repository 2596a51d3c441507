//! A renewal is a contract of its own that follows another.

use super::plans::{End, Recurrence, ServicePlan};
use super::{Contract, ContractState, RenewContract};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::day::Day;
use crate::kernel::id::{ContractId, ServicePlanId};
use crate::kernel::time::Millis;

/// The contract that follows `old`. Where nothing else is said, it begins when the old one ends, or now where that
/// has no end or is over; it lasts as long, costs as much and grants as much. What was bought on top stays behind.
pub fn renewal_of(old: &Contract, op: &RenewContract, id: ContractId, now: Millis) -> Contract {
    let starts_at = op.starts_at.unwrap_or(old.ends_at.map_or(now, |end| end.max(now)));
    let lasts = old.ends_at.map(|end| starts_at.saturating_add(end.saturating_sub(old.starts_at)));
    Contract {
        id,
        rv: 0,
        active: true,
        name: op.name.clone().unwrap_or_else(|| old.name.clone()),
        code: op.code.clone().unwrap_or_default(),
        state: if op.activate { ContractState::Active } else { ContractState::Draft },
        starts_at,
        ends_at: op.ends_at.or(lasts),
        price: op.price.clone().unwrap_or_else(|| old.price.clone()),
        renews_id: Some(old.id),
        // It named the one to go over to from the old one, perhaps this very contract.
        next_id: old.next_id.filter(|next| *next != id),
        ..old.clone()
    }
}

/// A plan for the contract that renews its own. `from` is the day on which that begins, so many days after the one
/// before; `first` the first day of its rhythm from then on. It keeps its rhythm: what it counts is counted anew, and
/// the day on which it ends moves along.
pub fn plan_of_renewal(
    plan: &ServicePlan,
    id: ServicePlanId,
    contract_id: ContractId,
    from: Day,
    later: i32,
    first: Option<Day>,
) -> ServicePlan {
    let mut copy = ServicePlan { id, rv: 0, contract_id, follows_id: Some(plan.id), ..plan.clone() };
    copy.except.retain(|day| *day >= from);
    let Ok(rule) = Recurrence::parse(&plan.rule) else { return copy };
    match rule.end {
        End::Never => {}
        End::Count(_) => copy.starts_on = first.or(plan.starts_on),
        End::Until(day) => copy.rule = Recurrence { end: End::Until(day.after(later)), ..rule }.written(),
    }
    copy
}

/// What is wrong with a contract as one that follows `old`. `siblings` are the others that follow it.
pub fn renewal_faults(old: &Contract, siblings: &[Contract], new: &Contract) -> Vec<FieldFault> {
    use ContractState::*;
    if old.company_id != new.company_id {
        return vec![FieldFault::new("/renews_id", "contract_customer")];
    }
    let runs = matches!(old.state, Draft | Active | Suspended);
    let into_old = runs && old.ends_at.is_some_and(|end| new.starts_at < end);
    let counts = |other: &&Contract| other.id != new.id && !matches!(other.state, Cancelled | Archived);
    let into_another = siblings.iter().filter(counts).any(|other| {
        let before_end = |start: Millis, end: Option<Millis>| end.is_none_or(|end| start < end);
        before_end(new.starts_at, other.ends_at) && before_end(other.starts_at, new.ends_at)
    });
    Checks::new()
        .when(old.renews_id == Some(new.id), "/renews_id", "own_next")
        .when(old.state == Draft, "/renews_id", "renews_draft")
        .when(into_old || into_another, "/starts_at", "renewal_overlaps")
        .done()
}
