//! Keeping contracts, and what is done to their balances by hand.

use yingda_shared::catalog::Asset;
use yingda_shared::contract::Operation;
use yingda_shared::contracts::drawing::may_add;
use yingda_shared::contracts::*;
use yingda_shared::customers::Department;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::kernel::id::{ContractId, Uuid};
use yingda_shared::record::{Details, Record, Save, Saved};

use super::{accounts, drawing, plans, store};
use crate::audit::Line;
use crate::ctx::{Cx, new_id};
use crate::records::handlers as keeping;
use crate::records::store as records;

/// Saves a contract that fits the one it takes the place of, the one it follows, and what was drawn from it.
pub async fn save(cx: &mut Cx, op: Save<Contract>) -> Result<Saved, Fault> {
    // Nobody outside learns from a fault what there is.
    keeping::fence::<Contract>(cx)?;
    let contract = op.0;
    let before: Option<Contract> = records::find(cx, contract.id.0).await?;
    let known = before.as_ref().is_some_and(|before| before.company_id == contract.company_id);
    let mut faults = follow_faults(before.as_ref(), &contract);
    faults.extend(beside(cx, &contract, known).await?);
    if let Some(renewed) = records::named::<Contract>(cx, contract.renews_id, "/renews_id").await? {
        let siblings: Vec<Contract> = records::belonging(cx, renewed.company_id).await?;
        let siblings: Vec<Contract> =
            siblings.into_iter().filter(|other| other.renews_id == Some(renewed.id)).collect();
        // What is laid to rest need not fit any more.
        if !matches!(contract.state, ContractState::Cancelled | ContractState::Archived) {
            faults.extend(renewal_faults(&renewed, &siblings, &contract));
        }
    }
    if before.is_some() {
        faults.extend(overdrawn(&contract, &store::balances(cx, &contract).await?));
    }
    if !faults.is_empty() {
        return Err(Fault::Invalid { fields: faults });
    }
    let saved = keeping::replace(cx, contract.clone()).await?;
    plans::contract_saved(cx, before.as_ref(), &contract).await?;
    Ok(saved)
}

/// What it names belongs to its customer.
async fn beside(cx: &mut Cx, contract: &Contract, known: bool) -> Result<Vec<FieldFault>, Fault> {
    let mut faults = Vec::new();
    if let Some(next) = records::named::<Contract>(cx, contract.next_id, "/next_id").await?
        && next.company_id != contract.company_id
    {
        faults.push(FieldFault::new("/next_id", "contract_customer"));
    }
    // Things that change hands later stay named: they are covered no more, since they are another company's.
    if known {
        return Ok(faults);
    }
    for id in &contract.departments {
        let department: Option<Department> = records::named(cx, Some(*id), "/departments").await?;
        if department.is_some_and(|department| department.company_id != contract.company_id) {
            faults.push(FieldFault::new("/departments", "unknown"));
        }
    }
    for id in &contract.assets {
        let asset: Option<Asset> = records::named(cx, Some(*id), "/assets").await?;
        if asset.is_some_and(|asset| asset.company_id != contract.company_id) {
            faults.push(FieldFault::new("/assets", "unknown"));
        }
    }
    Ok(faults)
}

/// A limit is not set below what is used and held, where nothing may be overdrawn.
fn overdrawn(contract: &Contract, balances: &Balances) -> Vec<FieldFault> {
    let below = |measure: Measure| balances.get(measure).available().is_some_and(|available| available < 0);
    let fault = |(at, limit): (usize, &Limit)| {
        let below = contract.never_overdrawn() && limit.measure.is_some_and(below);
        below.then(|| FieldFault::new(&format!("/limits/{at}/total"), "limit_below_use"))
    };
    contract.limits.iter().enumerate().filter_map(fault).collect()
}

pub async fn top_up(cx: &mut Cx, op: TopUpContract) -> Result<ContractAccount, Fault> {
    let measure = op.measure.ok_or_else(|| Fault::invalid("/measure", "limit_without_unit"))?;
    let amount = op.amount.units(measure).map_err(|code| Fault::invalid("/amount", code))?;
    by_hand(cx, op.id, op.entry_id, TopUpContract::NAME, EntryKind::TopUp, (measure, amount), op.note).await
}

pub async fn adjust(cx: &mut Cx, op: AdjustContract) -> Result<ContractAccount, Fault> {
    let measure = op.measure.ok_or_else(|| Fault::invalid("/measure", "limit_without_unit"))?;
    let amount = op.amount.signed(measure).map_err(|code| Fault::invalid("/amount", code))?;
    by_hand(cx, op.id, op.entry_id, AdjustContract::NAME, EntryKind::Adjust, (measure, amount), op.note).await
}

async fn by_hand(
    cx: &mut Cx,
    id: ContractId,
    entry_id: Option<Uuid>,
    action: &'static str,
    kind: EntryKind,
    (measure, amount): (Measure, i64),
    note: String,
) -> Result<ContractAccount, Fault> {
    keeping::fence::<Contract>(cx)?;
    let contract = accounts::own(cx, id).await?;
    keeping::check_region(cx, &contract).await?;
    if matches!(contract.state, ContractState::Cancelled | ContractState::Archived) {
        return Err(Fault::refused("contracts.ended"));
    }
    let entry = LedgerEntry {
        id: entry_id.unwrap_or_else(new_id).to_string(),
        contract_id: id,
        measure,
        kind,
        amount,
        beyond: 0,
        case_id: None,
        at: cx.now,
        by_id: cx.actor().user_id,
        by: String::new(),
        note: note.trim().into(),
        provisional: false,
    };
    let before = store::balances(cx, &contract).await?;
    if store::add(cx, &contract, &entry, None).await? {
        may_add(&contract, &before, measure, amount).map_err(Fault::refused)?;
        let (object, new, reason) = (id.to_string(), format!("{amount:+}"), entry.note.as_str());
        let field = measure.as_str();
        cx.audit(Line { action, kind: Contract::KIND, object: &object, field, old: "", new: &new, reason }).await?;
        drawing::told(cx, contract.clone(), before).await?;
    }
    accounts::account(cx, contract).await
}

pub async fn renew(cx: &mut Cx, op: RenewContract) -> Result<Saved, Fault> {
    keeping::fence::<Contract>(cx)?;
    let old = accounts::own(cx, op.id).await?;
    let id = op.new_id.unwrap_or_else(new_id);
    if records::find::<Contract>(cx, id.0).await?.is_some() {
        return Err(Fault::invalid("/new_id", "taken"));
    }
    let new = renewal_of(&old, &op, id, cx.now);
    let faults = new.check();
    if !faults.is_empty() {
        return Err(Fault::Invalid { fields: faults });
    }
    let saved = save(cx, Save(new.clone())).await?;
    plans::copy_to_renewal(cx, &old, &new).await?;
    Ok(saved)
}
