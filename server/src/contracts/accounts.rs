//! What is left of contracts, for staff and for the customer whose they are.

use std::collections::BTreeMap;

use yingda_shared::contracts::*;
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::{CaseId, ContractId, Id};
use yingda_shared::kernel::limits::LEDGER_PAGE;

use super::{drawing, store};
use crate::cases;
use crate::ctx::Cx;
use crate::records::store as records;

/// A contract that the caller may know of: staff any, as all records; customers their company's once it is agreed.
pub async fn own(cx: &mut Cx, id: ContractId) -> Result<Contract, Fault> {
    let contract: Contract = records::find(cx, id.0).await?.ok_or(Fault::NotFound)?;
    let actor = cx.actor();
    let seen = match actor.kind {
        ActorKind::Staff | ActorKind::System => true,
        ActorKind::Customer => {
            actor.company_id == Some(contract.company_id) && contract.state != ContractState::Draft && contract.active
        }
        _ => false,
    };
    if seen { Ok(contract) } else { Err(Fault::NotFound) }
}

pub async fn account(cx: &mut Cx, contract: Contract) -> Result<ContractAccount, Fault> {
    let balances = store::balances(cx, &contract).await?;
    Ok(told(cx, contract, balances))
}

pub fn told(cx: &Cx, contract: Contract, balances: Balances) -> ContractAccount {
    ContractAccount {
        standing: standing(&contract, &balances, cx.now),
        id: contract.id,
        name: contract.name,
        company_id: contract.company_id,
        starts_at: contract.starts_at,
        ends_at: contract.ends_at,
        balances,
    }
}

pub async fn balance(cx: &mut Cx, op: ContractBalance) -> Result<ContractLedger, Fault> {
    let contract = own(cx, op.id).await?;
    let mut page = store::page(cx, contract.id, op.before, LEDGER_PAGE + 1).await?;
    let more = page.len() > LEDGER_PAGE;
    page.truncate(LEDGER_PAGE);
    let named: Vec<CaseId> = page.iter().filter_map(|(_, entry)| entry.case_id).collect();
    // Only what the caller sees is called by its number.
    let seen = cases::store::in_sight(cx, &named).await?;
    let numbers: BTreeMap<CaseId, String> = seen.into_iter().map(|case| (case.id, case.number)).collect();
    let people = page.iter().filter_map(|(_, entry)| entry.by_id).map(Id::uuid).collect::<Vec<_>>();
    let staff = cx.actor().is_staff();
    let names = if staff { records::names(cx, people).await? } else { Default::default() };
    let line = |(pos, mut entry): (i64, LedgerEntry)| {
        let case = entry.case_id.and_then(|case| numbers.get(&case)).cloned().unwrap_or_default();
        match staff {
            true => entry.by = entry.by_id.and_then(|by| names.get(&by.0)).cloned().unwrap_or_default(),
            false => {
                (entry.by_id, entry.note) = (None, String::new());
                // Ids of cases out of sight are nobody's business either; the entry's own is made of them.
                if case.is_empty() {
                    (entry.case_id, entry.id) = (None, pos.to_string());
                }
            }
        }
        Line { pos, case, entry }
    };
    let lines = page.into_iter().map(line).collect();
    Ok(ContractLedger { account: account(cx, contract).await?, lines, more })
}

pub async fn balances(cx: &mut Cx, op: ContractBalances) -> Result<ContractAccounts, Fault> {
    let actor = cx.actor();
    let company = match actor.kind {
        ActorKind::Staff | ActorKind::System => {
            op.company_id.ok_or_else(|| Fault::invalid("/company_id", "required"))?
        }
        ActorKind::Customer => actor.company_id.ok_or(Fault::NotFound)?,
        _ => return Err(Fault::NotFound),
    };
    let hides_drafts = !actor.is_staff();
    let contracts: Vec<Contract> = records::belonging(cx, company).await?;
    let hidden = |contract: &Contract| {
        contract.state == ContractState::Archived || (hides_drafts && contract.state == ContractState::Draft)
    };
    let contracts: Vec<Contract> = contracts.into_iter().filter(|contract| !hidden(contract)).collect();
    let balances = store::balances_of(cx, &contracts).await?;
    let rows = contracts.into_iter().zip(balances).map(|(contract, balances)| told(cx, contract, balances)).collect();
    Ok(ContractAccounts { rows })
}

/// For staff: it tells of other contracts, and of what customers are not asked about.
pub async fn explain(cx: &mut Cx, op: ExplainContract) -> Result<Entitlement, Fault> {
    let case = cases::store::find_visible(cx, op.id).await?.filter(|_| cx.actor().is_staff()).ok_or(Fault::NotFound)?;
    let mut entries = store::entries_of_case(cx, case.id).await?;
    let people: Vec<_> = entries.iter().filter_map(|entry| entry.by_id).map(Id::uuid).collect();
    let names = records::names(cx, people).await?;
    for entry in &mut entries {
        entry.by = entry.by_id.and_then(|by| names.get(&by.0)).cloned().unwrap_or_default();
    }
    let (decided_at, explanation) = match (store::why(cx, case.id).await?, case.company_id) {
        (Some((at, why)), _) => (Some(at), Some(why)),
        (None, Some(company)) => {
            let contracts: Vec<Contract> = records::belonging(cx, company).await?;
            (None, Some(drawing::decide(cx, &case, contracts).await?.0))
        }
        (None, None) => (None, None),
    };
    let contract = match entries.first() {
        Some(entry) => records::find::<Contract>(cx, entry.contract_id.0).await?,
        None => None,
    };
    let contract = match contract {
        Some(contract) => Some(account(cx, contract).await?),
        None => None,
    };
    Ok(Entitlement { case_id: case.id, contract, decided_at, explanation, entries })
}
