//! What contracts cost and what they bring in: sums of whole fen.
//!
//! Rounding: each line of work is rounded to the fen by itself, half a fen up, so that lines add up to their sums as
//! they are printed. Where one amount is shared out, the parts always make the whole.

use std::collections::BTreeMap;

use super::{Balances, Contract, Measure};
use crate::kernel::id::{CaseId, CompanyId, ContractId, ProductId};

/// What so many minutes are worth at so many fen an hour, half a fen up.
pub fn of_time(minutes: i64, fen_an_hour: i64) -> i64 {
    let exact = i128::from(minutes) * i128::from(fen_an_hour);
    i64::try_from((exact + 30).div_euclid(60)).unwrap_or(i64::MAX)
}

/// A line of work on a call: overtime is a line with a rate of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    pub minutes: i64,
    pub fen_an_hour: i64,
}

/// A call that a contract covers.
#[derive(Clone, Debug, PartialEq)]
pub struct CoveredCall {
    pub case_id: CaseId,
    pub contract_id: ContractId,
    pub product_id: Option<ProductId>,
    pub work: Vec<Work>,
    /// Material, expenses and what partners charge, in fen.
    pub other: i64,
}

impl CoveredCall {
    pub fn minutes(&self) -> i64 {
        self.work.iter().map(|work| work.minutes).sum()
    }

    /// Fen.
    pub fn cost(&self) -> i64 {
        self.work.iter().map(|work| of_time(work.minutes, work.fen_an_hour)).sum::<i64>() + self.other
    }
}

/// What a contract brings in and costs beside its calls, in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub contract_id: ContractId,
    pub company_id: CompanyId,
    pub revenue: i64,
    pub cost: i64,
}

impl Account {
    /// The price and what went beyond its limits. `beyond` counts calls, minutes and fen.
    pub fn of(contract: &Contract, beyond: impl Fn(Measure) -> i64) -> Account {
        let price = contract.price.units(Measure::Money).unwrap_or_default();
        let cost = contract.cost.units(Measure::Money).unwrap_or_default();
        let revenue = price + owed(contract, beyond);
        Account { contract_id: contract.id, company_id: contract.company_id, revenue, cost }
    }
}

/// Fen to be paid for what went beyond a contract. Where it limits money, that is what the rest is reckoned in.
pub fn owed(contract: &Contract, beyond: impl Fn(Measure) -> i64) -> i64 {
    if contract.on_depletion != super::OnDepletion::PayAsYouGo {
        return 0;
    }
    let fen = |amount: &super::Amount| amount.units(Measure::Money).unwrap_or_default();
    match contract.limit(Measure::Money) {
        Some(_) => beyond(Measure::Money),
        None => {
            beyond(Measure::Calls) * fen(&contract.call_charge)
                + of_time(beyond(Measure::Hours), fen(&contract.hour_charge))
        }
    }
}

data! {
/// What came in, what it cost, and what stays.
#[derive(Default)]
pub struct Profit {
    pub calls: i64,
    pub minutes: i64,
    /// Fen.
    pub revenue: i64,
    pub cost: i64,
}
}

impl Profit {
    pub fn fen(&self) -> i64 {
        self.revenue - self.cost
    }

    fn add_call(&mut self, call: &CoveredCall) {
        self.calls += 1;
        self.minutes += call.minutes();
        self.cost += call.cost();
    }
}

/// What a contract came to so far. Until work is written down hour by hour, that is what its calls drew.
pub fn so_far(contract: &Contract, balances: &Balances) -> Profit {
    let account = Account::of(contract, |measure| balances.get(measure).beyond);
    let all = |measure| balances.get(measure).used + balances.get(measure).beyond;
    let hour_cost = contract.hour_cost.units(Measure::Money).unwrap_or_default();
    let minutes = all(Measure::Hours);
    let cost = account.cost + of_time(minutes, hour_cost);
    Profit { calls: all(Measure::Calls), minutes, revenue: account.revenue, cost }
}

pub fn by_contract(accounts: &[Account], calls: &[CoveredCall]) -> BTreeMap<ContractId, Profit> {
    by(accounts, calls, |account| account.contract_id)
}

pub fn by_customer(accounts: &[Account], calls: &[CoveredCall]) -> BTreeMap<CompanyId, Profit> {
    by(accounts, calls, |account| account.company_id)
}

fn by<K: Ord>(accounts: &[Account], calls: &[CoveredCall], key: impl Fn(&Account) -> K) -> BTreeMap<K, Profit> {
    let mut profits: BTreeMap<K, Profit> = BTreeMap::new();
    for account in accounts {
        let profit = profits.entry(key(account)).or_default();
        profit.revenue += account.revenue;
        profit.cost += account.cost;
        calls.iter().filter(|call| call.contract_id == account.contract_id).for_each(|call| profit.add_call(call));
    }
    profits
}

/// By product. A contract's revenue and its own cost are shared out by the calls that each product made; without calls
/// they stay with no product.
pub fn by_product(accounts: &[Account], calls: &[CoveredCall]) -> BTreeMap<Option<ProductId>, Profit> {
    let mut profits: BTreeMap<Option<ProductId>, Profit> = BTreeMap::new();
    for account in accounts {
        let mut counts: BTreeMap<Option<ProductId>, i64> = BTreeMap::new();
        for call in calls.iter().filter(|call| call.contract_id == account.contract_id) {
            *counts.entry(call.product_id).or_default() += 1;
            profits.entry(call.product_id).or_default().add_call(call);
        }
        if counts.is_empty() {
            counts.insert(None, 1);
        }
        let weights: Vec<i64> = counts.values().copied().collect();
        let shares = share(account.revenue, &weights).into_iter().zip(share(account.cost, &weights));
        for (product, (revenue, cost)) in counts.into_keys().zip(shares) {
            let profit = profits.entry(product).or_default();
            profit.revenue += revenue;
            profit.cost += cost;
        }
    }
    profits
}

/// Parts of a whole by weights above nothing. Each is rounded down, and the fen that are left go one by one to those
/// that lost most by it, the first of them first: the parts make the whole.
pub fn share(whole: i64, weights: &[i64]) -> Vec<i64> {
    let all: i128 = weights.iter().copied().map(i128::from).sum();
    if all == 0 {
        return Vec::new();
    }
    let exact = |weight: &i64| i128::from(whole) * i128::from(*weight);
    let mut parts: Vec<i64> = weights.iter().map(|weight| exact(weight).div_euclid(all) as i64).collect();
    let mut lost: Vec<usize> = (0..weights.len()).collect();
    lost.sort_by_key(|at| (std::cmp::Reverse(exact(&weights[*at]).rem_euclid(all)), *at));
    let left = whole - parts.iter().sum::<i64>();
    for at in lost.into_iter().take(left as usize) {
        parts[at] += 1;
    }
    parts
}
