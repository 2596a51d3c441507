//! Contracts by examples. What must hold of all of them stands in `tests/laws/contracts.rs`.

mod covering;
mod drawing;
mod keeping;
mod money;

use super::*;
use crate::cases::Channel;
use crate::fault::FieldFault;
use crate::kernel::id::{CompanyId, ContractId, Uuid};

fn id<T: From<Uuid>>(n: u128) -> T {
    T::from(Uuid::from_u128(n))
}

fn contract(n: u128) -> Contract {
    let json = serde_json::json!({"id": id::<ContractId>(n), "active": true, "name": format!("contract {n}"),
        "company_id": id::<CompanyId>(1), "state": "active", "starts_at": 100, "ends_at": 1_000,
        "combine": "any", "on_depletion": "block"});
    serde_json::from_value(json).expect("a contract")
}

fn limits(of: &[(Measure, i64)]) -> Vec<Limit> {
    let limit =
        |(measure, units): &(Measure, i64)| Limit { measure: Some(*measure), total: Amount::of(*measure, *units) };
    of.iter().map(limit).collect()
}

/// Balances in which so much of calls, minutes and fen is used.
fn used(contract: &Contract, calls: i64, minutes: i64, fen: i64) -> Balances {
    let used = |measure| match measure {
        Measure::Calls => calls,
        Measure::Hours => minutes,
        Measure::Money => fen,
    };
    Balances::of(contract, |measure| Sums { used: used(measure), ..Sums::default() })
}

fn pot(contract: Contract) -> Pot {
    Pot { balances: used(&contract, 0, 0, 0), contract }
}

fn call() -> Call {
    Call {
        company_id: Some(id(1)),
        department_id: Some(id(11)),
        product_id: Some(id(21)),
        asset_id: Some(id(31)),
        categories: vec![id(41), id(40)],
        kind: CallKind::Case,
        channel: Channel::Phone,
        named: None,
        planned: false,
    }
}

fn told(faults: Vec<FieldFault>) -> Vec<(String, String)> {
    faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
}
