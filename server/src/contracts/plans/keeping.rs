//! Keeping plans: each belongs to its contract, and whoever keeps that keeps them.

use yingda_shared::catalog::Asset;
use yingda_shared::contracts::plans::ServicePlan;
use yingda_shared::contracts::{Contract, ContractState};
use yingda_shared::customers::{Contact, Department};
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::identity::User;
use yingda_shared::kernel::id::CompanyId;
use yingda_shared::kernel::limits::PLANS_MAX;
use yingda_shared::record::{List, Save, Saved};

use super::dates::{Dates, Place};
use super::store;
use crate::contracts::accounts;
use crate::ctx::Cx;
use crate::records::handlers as keeping;
use crate::records::store as records;

/// Saves a plan of a contract that the caller may save, about what belongs to its customer. Somebody looks at it at
/// once; what was before it was switched on is none of its business.
pub async fn save(cx: &mut Cx, op: Save<ServicePlan>) -> Result<Saved, Fault> {
    // Nobody outside learns from a fault what there is.
    keeping::fence::<ServicePlan>(cx)?;
    let plan = op.0;
    let before: Option<ServicePlan> = records::find(cx, plan.id.0).await?;
    let contract: Contract =
        records::named(cx, Some(plan.contract_id), "/contract_id").await?.ok_or(Fault::NotFound)?;
    keeping::check_region(cx, &contract).await?;
    let mut faults = beside(cx, &plan, contract.company_id).await?;
    let moved = before.as_ref().is_some_and(|before| before.contract_id != plan.contract_id);
    faults.extend(moved.then(|| FieldFault::new("/contract_id", "contract_customer")));
    let ended = matches!(contract.state, ContractState::Cancelled | ContractState::Archived);
    faults.extend((ended && plan.active).then(|| FieldFault::new("/contract_id", "contract_ended")));
    faults.extend(no_date(cx, &plan, &contract).await?.then(|| FieldFault::new("/rule", "recurrence_never")));
    if !faults.is_empty() {
        return Err(Fault::Invalid { fields: faults });
    }
    if before.is_none() {
        let full = List::<ServicePlan> {
            parent_id: Some(plan.contract_id.0),
            all: true,
            limit: Some(PLANS_MAX as u32),
            ..List::default()
        };
        if records::list(cx, &full, None).await?.rows.len() >= PLANS_MAX {
            return Err(Fault::invalid("/contract_id", "too_many"));
        }
    }
    let saved = keeping::replace(cx, plan.clone()).await?;
    let anew = !before.is_some_and(|before| before.active);
    store::look_at(cx, plan.id, plan.contract_id, anew).await?;
    Ok(saved)
}

/// A contract was saved: its plans are looked at anew. While it was not agreed upon, or over, no date counted.
pub async fn contract_saved(cx: &mut Cx, before: Option<&Contract>, after: &Contract) -> Result<(), Fault> {
    let runs = |contract: &Contract| {
        contract.active && matches!(contract.state, ContractState::Active | ContractState::Suspended)
    };
    let anew = runs(after) && !before.is_some_and(runs);
    store::look_at_all(cx, after.id, anew).await
}

/// Whether a rule names no day at all within the contract.
async fn no_date(cx: &mut Cx, plan: &ServicePlan, contract: &Contract) -> Result<bool, Fault> {
    let Some(starts_on) = plan.starts_on.filter(|_| !plan.rule.is_empty()) else { return Ok(false) };
    let place = Place::of(cx, plan).await?;
    let first = Dates { plan, contract, place: &place }.after(starts_on.after(-1)).next();
    Ok(first.is_none())
}

/// What it names belongs to the customer of its contract, or to us.
pub async fn beside(cx: &mut Cx, plan: &ServicePlan, company: CompanyId) -> Result<Vec<FieldFault>, Fault> {
    let asset: Option<Asset> = records::named(cx, plan.asset_id, "/asset_id").await?;
    let department: Option<Department> = records::named(cx, plan.department_id, "/department_id").await?;
    let contact: Option<Contact> = records::named(cx, plan.contact_id, "/contact_id").await?;
    let assignee: Option<User> = records::named(cx, plan.assignee_id, "/assignee_id").await?;
    let wrong = [
        ("/asset_id", asset.is_some_and(|asset| asset.company_id != company)),
        ("/department_id", department.is_some_and(|department| department.company_id != company)),
        ("/contact_id", contact.is_some_and(|contact| contact.company_id != Some(company))),
        ("/assignee_id", assignee.is_some_and(|user| user.company_id.is_some() || user.firm_id.is_some())),
    ];
    Ok(wrong.into_iter().filter(|(_, wrong)| *wrong).map(|(pointer, _)| FieldFault::new(pointer, "unknown")).collect())
}

/// The contract of a plan, for whoever may know of it.
pub async fn contract_of(cx: &mut Cx, plan: &ServicePlan) -> Result<Contract, Fault> {
    accounts::own(cx, plan.contract_id).await
}
