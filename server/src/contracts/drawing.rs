//! What cases draw from contracts, in the transaction in which they open, are solved or go away.

use yingda_shared::cases::events::Entry;
use yingda_shared::cases::{Case, CaseEvent, CaseState};
use yingda_shared::catalog::Category;
use yingda_shared::contract::Operation;
use yingda_shared::contracts::drawing::{Draw, Holdings, Source, give_back, readmit, settle};
use yingda_shared::contracts::*;
use yingda_shared::customers::Contact;
use yingda_shared::fault::{Fault, Params};
use yingda_shared::kernel::id::{CategoryId, ContractId};
use yingda_shared::record::Record;

use super::plans;
use super::store::{self, Drawn};
use crate::audit::Line;
use crate::ctx::Cx;
use crate::records::store as records;

/// Contracts that a case goes over to, one after the other.
const CHAIN_MAX: usize = 10;

/// A share of a contract's limit that a case reached.
pub struct Reached {
    pub contract: Contract,
    pub crossing: Crossing,
}

/// What the events of a command on a case mean to contracts; answers the shares of limits that it reached.
/// A case that no contract covers is none of their business.
pub async fn case_changed(cx: &mut Cx, before: &Case, case: &Case, entries: &[Entry]) -> Result<Vec<Reached>, Fault> {
    use CaseState::*;
    let opens = entries.iter().any(|entry| matches!(entry.event, CaseEvent::Opened { .. }));
    let gone = |state| matches!(state, Cancelled | Merged | Duplicate);
    let solved = |state| matches!(state, Resolved | Closed);
    let mut reached = Vec::new();
    // What is taken over from elsewhere began before: it was paid for there.
    if opens && case.created_at == cx.now {
        reached.extend(open(cx, case).await?);
    }
    if before.state == case.state {
        return Ok(reached);
    }
    if solved(case.state) && !solved(before.state) {
        reached.extend(solve(cx, case).await?);
    } else if gone(case.state) && !gone(before.state) {
        for drawn in store::of_case(cx, case.id).await? {
            let draws = give_back(&drawn.holdings());
            reached.extend(enter(cx, case, drawn.contract_id, draws, None).await?);
        }
    } else if case.state.is_open() && gone(before.state) {
        reached.extend(return_to(cx, case).await?);
    }
    Ok(reached)
}

async fn open(cx: &mut Cx, case: &Case) -> Result<Vec<Reached>, Fault> {
    let Some(company) = case.company_id else { return Ok(Vec::new()) };
    let mut contracts: Vec<Contract> = records::belonging(cx, company).await?;
    if let Some(planned) = &case.planned {
        let next = contracts.iter().find(|contract| contract.id == planned.contract_id).and_then(|own| own.next_id);
        contracts.retain(|contract| contract.id == planned.contract_id || Some(contract.id) == next);
    }
    if contracts.is_empty() {
        return Ok(Vec::new());
    }
    let (explanation, outcome) = decide(cx, case, contracts).await?;
    match outcome {
        Outcome::Uncovered => Ok(Vec::new()),
        Outcome::Covered { contract_id, draws, .. } => enter(cx, case, contract_id, draws, Some(explanation)).await,
        Outcome::Blocked { contract_id, short } => {
            let name = explanation.candidates.iter().find(|candidate| candidate.contract_id == contract_id);
            Err(depleted(name.map(|candidate| candidate.name.as_str()).unwrap_or_default(), &short))
        }
    }
}

/// The contracts of a customer, held against a case.
pub async fn decide(cx: &mut Cx, case: &Case, contracts: Vec<Contract>) -> Result<(Explanation, Outcome), Fault> {
    let balances = store::balances_of(cx, &contracts).await?;
    let pots: Vec<Pot> =
        contracts.into_iter().zip(balances).map(|(contract, balances)| Pot { contract, balances }).collect();
    let call = call(cx, case).await?;
    Ok(entitle(&call, &pots, cx.now))
}

async fn call(cx: &mut Cx, case: &Case) -> Result<Call, Fault> {
    let contact: Option<Contact> = match case.contact_id {
        Some(contact) => records::find(cx, contact.0).await?,
        None => None,
    };
    let mut categories: Vec<CategoryId> = Vec::new();
    let mut next = case.category_id;
    // Each once, so that rows that contradict each other do not run in a circle.
    while let Some(id) = next.filter(|id| !categories.contains(id)) {
        categories.push(id);
        next = records::find::<Category>(cx, id.0).await?.and_then(|category| category.parent_id);
    }
    Ok(Call {
        company_id: case.company_id,
        department_id: contact.and_then(|contact| contact.department_id),
        product_id: case.product_id,
        asset_id: case.asset_id,
        categories,
        kind: if case.complaint.is_some() { CallKind::Complaint } else { CallKind::Case },
        channel: case.channel,
        named: case.planned.as_ref().map(|planned| planned.contract_id),
        planned: case.planned.is_some(),
    })
}

fn depleted(contract: &str, short: &[Measure]) -> Fault {
    let measures: Vec<&str> = short.iter().map(|measure| measure.as_str()).collect();
    let params = Params::from([("contract".into(), contract.into()), ("measures".into(), measures.join(","))]);
    Fault::Refused { code: "contracts.depleted".into(), params }
}

/// Draws what a solved case used. Until work is written down hour by hour, that is what the contract says a call takes.
async fn solve(cx: &mut Cx, case: &Case) -> Result<Vec<Reached>, Fault> {
    let drawn = store::of_case(cx, case.id).await?;
    let Some(first) = drawn.first() else { return Ok(Vec::new()) };
    plans::solved(cx, case, first.contract_id).await?;
    let chain = chain(cx, first.contract_id).await?;
    let holdings = |contract: &Contract| {
        let own = drawn.iter().find(|drawn| drawn.contract_id == contract.id);
        own.map_or(Holdings::default(), Drawn::holdings)
    };
    let mut sources = Vec::with_capacity(chain.len());
    for contract in &chain {
        let balances = store::balances(cx, contract).await?;
        sources.push(Source { contract, balances, holdings: holdings(contract) });
    }
    let minutes = chain.first().map_or(0, |contract| contract.need(Measure::Hours));
    let draws = settle(&sources, minutes);
    let mut reached = Vec::new();
    for contract in &chain {
        let own = draws.iter().filter(|(of, _)| *of == contract.id).map(|(_, draw)| *draw).collect();
        reached.extend(enter(cx, case, contract.id, own, None).await?);
    }
    Ok(reached)
}

/// A contract and those that it names to go over to, as far as they are in force and the same customer's. The first
/// is the one that the case has: it keeps that, even when it is over.
async fn chain(cx: &mut Cx, first: ContractId) -> Result<Vec<Contract>, Fault> {
    let mut chain: Vec<Contract> = Vec::new();
    let mut next = Some(first);
    while let Some(id) = next.filter(|id| chain.len() < CHAIN_MAX && chain.iter().all(|known| known.id != *id)) {
        let Some(contract) = records::find::<Contract>(cx, id.0).await? else { break };
        if let Some(first) = chain.first() {
            let balances = store::balances(cx, &contract).await?;
            let ours = contract.company_id == first.company_id && contract.active;
            if !ours || !standing(&contract, &balances, cx.now).is_in_force() {
                break;
            }
        }
        next = contract.next_id.filter(|_| contract.on_depletion == OnDepletion::Next);
        chain.push(contract);
    }
    Ok(chain)
}

/// A case that was cancelled or merged is worked on again: it holds of its contract what it held.
async fn return_to(cx: &mut Cx, case: &Case) -> Result<Vec<Reached>, Fault> {
    let drawn = store::of_case(cx, case.id).await?;
    let Some(first) = drawn.first() else { return Ok(Vec::new()) };
    let Some(contract) = records::find::<Contract>(cx, first.contract_id.0).await? else { return Ok(Vec::new()) };
    let balances = store::balances(cx, &contract).await?;
    let draws =
        readmit(&contract, &balances, &first.holdings(), cx.now).map_err(|short| depleted(&contract.name, &short))?;
    enter(cx, case, contract.id, draws, None).await
}

/// Writes what a case draws from a contract; answers the shares of its limits that it reached.
async fn enter(
    cx: &mut Cx,
    case: &Case,
    contract_id: ContractId,
    draws: Vec<Draw>,
    why: Option<Explanation>,
) -> Result<Vec<Reached>, Fault> {
    if draws.is_empty() {
        return Ok(Vec::new());
    }
    let Some(contract) = records::find::<Contract>(cx, contract_id.0).await? else { return Ok(Vec::new()) };
    let before = store::balances(cx, &contract).await?;
    let made = store::entries_of_case(cx, case.id).await?;
    for (at, draw) in draws.into_iter().enumerate() {
        let same = |entry: &&LedgerEntry| {
            (entry.contract_id, entry.measure, entry.kind) == (contract_id, draw.measure, draw.kind)
        };
        let round = made.iter().filter(same).count();
        let entry = LedgerEntry {
            id: entry_id(case.id, contract_id, draw.measure, draw.kind, round),
            contract_id,
            measure: draw.measure,
            kind: draw.kind,
            amount: draw.amount,
            beyond: draw.beyond,
            case_id: Some(case.id),
            at: cx.now,
            by_id: cx.actor().user_id,
            by: String::new(),
            note: String::new(),
            provisional: false,
        };
        store::add(cx, &contract, &entry, why.as_ref().filter(|_| at == 0)).await?;
    }
    told(cx, contract, before).await
}

/// Shares of limits that were reached since `before`. Each has its line in the audit.
pub async fn told(cx: &mut Cx, contract: Contract, before: Balances) -> Result<Vec<Reached>, Fault> {
    let after = store::balances(cx, &contract).await?;
    let mut reached = Vec::new();
    for crossing in crossed(&contract, &before, &after) {
        let (object, share) = (contract.id.to_string(), format!("{} {}%", crossing.measure, crossing.percent));
        let (action, kind, field) = (ContractBalance::NAME, Contract::KIND, "used");
        cx.audit(Line { action, kind, object: &object, field, old: "", new: &share, reason: "" }).await?;
        reached.push(Reached { contract: contract.clone(), crossing });
    }
    Ok(reached)
}
