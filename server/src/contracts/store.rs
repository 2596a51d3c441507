//! The ledger of contracts.

use std::collections::BTreeMap;

use yingda_shared::contracts::drawing::{Holding, Holdings};
use yingda_shared::contracts::{Balances, Contract, EntryKind, Explanation, LedgerEntry, Measure, Sums};
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::id::{CaseId, ContractId};
use yingda_shared::kernel::time::Millis;

use crate::ctx::Cx;
use crate::db::{Bind, Row, id, maybe_id};
use crate::failure;

const COLUMNS: &str = "id, pos, contract_id, measure, kind, amount, beyond, case_id, at, by_id, note";

/// The word of the feed for a change of a contract's ledger.
const FEED: &str = "entitlements";

/// Adds an entry; answers whether it is new. Another one of this id is a fault of the id's maker.
pub async fn add(
    cx: &mut Cx,
    contract: &Contract,
    entry: &LedgerEntry,
    why: Option<&Explanation>,
) -> Result<bool, Fault> {
    if let Some(there) = find(cx, &entry.id).await? {
        let said = |entry: &LedgerEntry| (entry.contract_id, entry.measure, entry.kind, entry.amount, entry.case_id);
        return if said(&there) == said(entry) { Ok(false) } else { Err(Fault::invalid("/entry_id", "taken")) };
    }
    let scopes = vec![scope::ORGANISATION.to_string(), scope::company(contract.company_id)];
    let pos = cx.touch(FEED, &contract.id.to_string(), scopes).await?;
    let why = why.map(serde_json::to_string).transpose().map_err(|error| failure::internal(&error))?;
    let sql = format!(
        "INSERT INTO entitlement_entries ({COLUMNS}, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    let values = vec![
        entry.id.as_str().into(),
        pos.into(),
        id(entry.contract_id),
        entry.measure.as_str().into(),
        entry.kind.as_str().into(),
        entry.amount.into(),
        entry.beyond.into(),
        maybe_id(entry.case_id),
        entry.at.into(),
        maybe_id(entry.by_id),
        entry.note.as_str().into(),
        why.into(),
    ];
    cx.exec(&sql, values).await?;
    Ok(true)
}

async fn find(cx: &mut Cx, id: &str) -> Result<Option<LedgerEntry>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM entitlement_entries WHERE id = $1");
    cx.maybe(&sql, vec![id.into()]).await?.map(|row| parse(&row)).transpose()
}

fn parse(row: &Row) -> Result<LedgerEntry, Fault> {
    let odd = || failure::internal(&"an entry of the ledger cannot be read");
    Ok(LedgerEntry {
        id: row.text("id"),
        contract_id: row.text("contract_id").parse().map_err(|_| odd())?,
        measure: Measure::parse(&row.text("measure")).ok_or_else(odd)?,
        kind: EntryKind::parse(&row.text("kind")).ok_or_else(odd)?,
        amount: row.int("amount"),
        beyond: row.int("beyond"),
        case_id: row.maybe_id("case_id"),
        at: row.int("at"),
        by_id: row.maybe_id("by_id"),
        // People are called what they are called now, or nothing once they are forgotten.
        by: String::new(),
        note: row.text("note"),
        provisional: false,
    })
}

/// What is left of a contract.
pub async fn balances(cx: &mut Cx, contract: &Contract) -> Result<Balances, Fault> {
    let mut balances = balances_of(cx, std::slice::from_ref(contract)).await?;
    Ok(balances.pop().unwrap_or_else(|| Balances::of(contract, |_| Sums::default())))
}

/// What is left of each of these contracts, in their order: `Sums::of` in SQL.
pub async fn balances_of(cx: &mut Cx, contracts: &[Contract]) -> Result<Vec<Balances>, Fault> {
    if contracts.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT contract_id, measure, CAST(SUM(added) AS BIGINT) AS added, CAST(SUM(used) AS BIGINT) AS used, \
         CAST(SUM(CASE WHEN holds > 0 THEN holds ELSE 0 END) AS BIGINT) AS held, \
         CAST(SUM(beyond) AS BIGINT) AS beyond FROM \
         (SELECT contract_id, measure, SUM(CASE WHEN kind IN ('top_up', 'adjust') THEN amount ELSE 0 END) AS added, \
         SUM(CASE WHEN kind = 'consume' THEN amount ELSE 0 END) AS used, \
         SUM(CASE WHEN kind = 'reserve' THEN amount WHEN kind IN ('release', 'consume') THEN 0 - amount \
         ELSE 0 END) AS holds, SUM(beyond) AS beyond \
         FROM entitlement_entries WHERE contract_id IN ({}) GROUP BY contract_id, measure, case_id) AS cases_of \
         GROUP BY contract_id, measure",
        crate::db::places(1, contracts.len())
    );
    let rows = cx.all(&sql, contracts.iter().map(|contract| id(contract.id)).collect()).await?;
    let mut sums = BTreeMap::<(String, String), Sums>::new();
    for row in rows {
        let (added, used, held, beyond) = (row.int("added"), row.int("used"), row.int("held"), row.int("beyond"));
        let found = Sums { added, used, held, provisional: 0, beyond };
        sums.insert((row.text("contract_id"), row.text("measure")), found);
    }
    let of = |contract: &Contract| {
        let of_measure = |measure: Measure| sums.get(&(contract.id.to_string(), measure.as_str().to_string())).copied();
        Balances::of(contract, |measure| of_measure(measure).unwrap_or_default())
    };
    Ok(contracts.iter().map(of).collect())
}

/// What a case has in the contracts that it drew from, the first one first, and how many entries of each kind.
pub async fn of_case(cx: &mut Cx, case: CaseId) -> Result<Vec<Drawn>, Fault> {
    let mut drawn: Vec<Drawn> = Vec::new();
    for entry in entries_of_case(cx, case).await? {
        match drawn.iter_mut().find(|drawn| drawn.contract_id == entry.contract_id) {
            Some(drawn) => drawn.entries.push(entry),
            None => drawn.push(Drawn { contract_id: entry.contract_id, entries: vec![entry] }),
        }
    }
    Ok(drawn)
}

/// The entries of a case in one contract, oldest first.
pub struct Drawn {
    pub contract_id: ContractId,
    pub entries: Vec<LedgerEntry>,
}

impl Drawn {
    pub fn holdings(&self) -> Holdings {
        let mut holdings = Holdings::default();
        for (holding, measure) in holdings.iter_mut().zip(Measure::ALL) {
            let sums = Sums::of(&self.entries, *measure);
            *holding = Holding { held: sums.held, used: sums.used, beyond: sums.beyond };
        }
        holdings
    }
}

pub async fn entries_of_case(cx: &mut Cx, case: CaseId) -> Result<Vec<LedgerEntry>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM entitlement_entries WHERE case_id = $1 ORDER BY pos");
    cx.all(&sql, vec![id(case)]).await?.iter().map(parse).collect()
}

/// Why a case is drawn from its contract, and when that was decided.
pub async fn why(cx: &mut Cx, case: CaseId) -> Result<Option<(Millis, Explanation)>, Fault> {
    let sql = "SELECT at, why FROM entitlement_entries WHERE case_id = $1 AND why IS NOT NULL ORDER BY pos LIMIT 1";
    let Some(row) = cx.maybe(sql, vec![id(case)]).await? else { return Ok(None) };
    let why = serde_json::from_str(&row.text("why")).map_err(|error| failure::internal(&error))?;
    Ok(Some((row.int("at"), why)))
}

/// Entries of a contract before a position, newest first, each with its position.
pub async fn page(
    cx: &mut Cx,
    contract: ContractId,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<(i64, LedgerEntry)>, Fault> {
    let values: Vec<Bind> = vec![id(contract), before.unwrap_or(i64::MAX).into()];
    let sql = format!(
        "SELECT {COLUMNS} FROM entitlement_entries WHERE contract_id = $1 AND pos < $2 ORDER BY pos DESC LIMIT {limit}"
    );
    cx.all(&sql, values).await?.iter().map(|row| Ok((row.int("pos"), parse(row)?))).collect()
}
