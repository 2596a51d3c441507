//! What is done with contracts beside keeping them.

use super::{Amount, Balances, Explanation, LedgerEntry, Measure, Standing};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{CaseId, CompanyId, ContractId, Uuid};
use crate::kernel::limits::{NAME_MAX, NOTE_MAX};
use crate::kernel::time::Millis;
use crate::record::Saved;

data! {
/// More is bought.
pub struct TopUpContract {
    pub id: ContractId,
    /// Of the entry, so that a repeat is the same.
    #[serde(default)]
    pub entry_id: Option<Uuid>,
    #[serde(default)]
    pub measure: Option<Measure>,
    /// Calls, hours or yuan.
    pub amount: Amount,
    #[serde(default)]
    pub note: String,
}

/// The balance is put right, up or down.
pub struct AdjustContract {
    pub id: ContractId,
    #[serde(default)]
    pub entry_id: Option<Uuid>,
    #[serde(default)]
    pub measure: Option<Measure>,
    /// Calls, hours or yuan; `-2` takes two away.
    pub amount: Amount,
    /// Why.
    pub note: String,
}

/// A contract that follows this one. What is left out is as it was.
pub struct RenewContract {
    pub id: ContractId,
    #[serde(default)]
    pub new_id: Option<ContractId>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default)]
    pub starts_at: Option<Millis>,
    #[serde(default)]
    pub ends_at: Option<Millis>,
    #[serde(default)]
    pub price: Option<Amount>,
    /// It is agreed, and no draft.
    #[serde(default)]
    pub activate: bool,
}

pub struct ContractBalance {
    pub id: ContractId,
    /// Entries before this position only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
}

pub struct ContractBalances {
    /// Customers see their own, whatever they ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_id: Option<CompanyId>,
}

pub struct ExplainContract {
    /// Of the case.
    pub id: CaseId,
}

/// An entry with its place in the ledger.
pub struct Line {
    pub pos: i64,
    /// The number of its case.
    #[serde(default)]
    pub case: String,
    #[serde(flatten)]
    pub entry: LedgerEntry,
}

/// What is left of a contract.
pub struct ContractAccount {
    pub id: ContractId,
    pub name: String,
    pub company_id: CompanyId,
    pub starts_at: Millis,
    pub ends_at: Option<Millis>,
    pub standing: Standing,
    pub balances: Balances,
}

/// The same with its ledger, newest first. Who did it, and why, is told to staff alone.
pub struct ContractLedger {
    #[serde(flatten)]
    pub account: ContractAccount,
    pub lines: Vec<Line>,
    /// Older ones are left.
    pub more: bool,
}

pub struct ContractAccounts {
    pub rows: Vec<ContractAccount>,
}

/// What a case is drawn from. It keeps that contract, even when it is over.
pub struct Entitlement {
    pub case_id: CaseId,
    pub contract: Option<ContractAccount>,
    /// When the case opened; None where no contract covered it: the explanation is then the one of now.
    pub decided_at: Option<Millis>,
    pub explanation: Option<Explanation>,
    /// What the case drew, oldest first.
    pub entries: Vec<LedgerEntry>,
}
}

operation!(TopUpContract => ContractAccount, "contracts.top_up", Post "/contracts/{id}/top_up", Online,
    "Adds calls, hours or yuan to what a contract grants.",
    |op| check(op.measure, &op.amount, false).optional("/note", &op.note, NOTE_MAX).done());
operation!(AdjustContract => ContractAccount, "contracts.adjust", Post "/contracts/{id}/adjust", Online,
    "Puts the balance of a contract right, up or down, with a reason.",
    |op| check(op.measure, &op.amount, true).text("/note", &op.note, NOTE_MAX).done());
operation!(RenewContract => Saved, "contracts.renew", Post "/contracts/{id}/renew", Online,
    "Makes the contract that follows one, linked to it; what is left out is taken over.",
    |op| renewal(op));
operation!(ContractBalance => ContractLedger, "contracts.balance", Get "/contracts/{id}/balance", Server,
    "What is left of a contract, and the entries that say why, newest first. Customers see their own.");
operation!(ContractBalances => ContractAccounts, "contracts.balances", Get "/contracts/balances", Server,
    "What is left of all contracts of a customer that are not archived. Customers see their own.");
operation!(ExplainContract => Entitlement, "contracts.explain", Get "/cases/{id}/contract", Server,
    "The contract that a case is drawn from, and why that one.");

fn check(measure: Option<Measure>, amount: &Amount, signed: bool) -> Checks {
    let Some(measure) = measure else { return Checks::new().when(true, "/measure", "limit_without_unit") };
    let units = if signed { amount.signed(measure) } else { amount.units(measure) };
    match units {
        Ok(0) => Checks::new().when(true, "/amount", "required"),
        Ok(_) => Checks::new(),
        Err(code) => Checks::new().when(true, "/amount", code),
    }
}

fn renewal(op: &RenewContract) -> Vec<FieldFault> {
    let backwards = matches!((op.starts_at, op.ends_at), (Some(start), Some(end)) if end <= start);
    let checks = Checks::new()
        .optional("/code", op.code.as_deref().unwrap_or_default(), NAME_MAX)
        .when(backwards, "/ends_at", "ends_before_start")
        .when(op.new_id == Some(op.id), "/new_id", "own_next");
    let checks = match &op.name {
        Some(name) => checks.text("/name", name, NAME_MAX),
        None => checks,
    };
    match op.price.as_ref().map(|price| price.units(Measure::Money)) {
        Some(Err(code)) => checks.when(true, "/price", code),
        _ => checks,
    }
    .done()
}
