//! Costs and profits.

use super::*;
use crate::contracts::costs::*;

fn call(n: u128, contract: u128, product: Option<u128>, minutes: i64) -> CoveredCall {
    let work = vec![Work { minutes, fen_an_hour: 10_000 }];
    CoveredCall { case_id: id(n), contract_id: id(contract), product_id: product.map(id), work, other: 7 }
}

#[test]
fn time_is_worth_fen_half_a_fen_up() {
    let table = [(60, 10_000, 10_000), (1, 10_000, 167), (1, 30, 1), (1, 29, 0), (90, 1, 2), (0, 99, 0)];
    for (minutes, rate, fen) in table {
        assert_eq!(of_time(minutes, rate), fen, "{minutes} at {rate}");
    }
    assert_eq!(of_time(i64::MAX, i64::MAX), i64::MAX);
}

#[test]
fn lines_are_rounded_each_by_itself() {
    let line = Work { minutes: 1, fen_an_hour: 10_000 };
    let call = CoveredCall { work: vec![line, line, Work { fen_an_hour: 15_000, ..line }], ..call(1, 1, None, 0) };
    assert_eq!((call.cost(), call.minutes()), (167 + 167 + 250 + 7, 3));
}

#[test]
fn profits_add_up_however_they_are_grouped() {
    let account = |n, company, revenue, cost| Account { contract_id: id(n), company_id: id(company), revenue, cost };
    let accounts = [account(1, 1, 10_001, 100), account(2, 1, 500, 0), account(3, 2, 300, 50)];
    let calls = [call(1, 1, Some(21), 60), call(2, 1, Some(22), 30), call(3, 1, Some(22), 30), call(4, 2, None, 6)];
    let contracts = by_contract(&accounts, &calls);
    assert_eq!(contracts[&id(1)], Profit { calls: 3, minutes: 120, revenue: 10_001, cost: 100 + 20_021 });
    assert_eq!(contracts[&id(1)].fen(), -10_120);
    assert_eq!(by_customer(&accounts, &calls)[&id(1)].revenue, 10_501);
    let products = by_product(&accounts, &calls);
    assert_eq!(products[&Some(id(21))].revenue, 3_334, "a third of it, and the fen that is left");
    assert_eq!(products[&Some(id(22))].revenue, 6_667);
    assert_eq!(products[&None].revenue, 800);
    let total = |profits: Vec<Profit>| profits.iter().map(Profit::fen).sum::<i64>();
    let sums = [
        total(contracts.into_values().collect()),
        total(by_customer(&accounts, &calls).into_values().collect()),
        total(products.into_values().collect()),
    ];
    assert!(sums.iter().all(|sum| *sum == sums[0]), "{sums:?}");
}

#[test]
fn what_went_beyond_is_paid_where_that_is_agreed() {
    let beyond = |measure| match measure {
        Measure::Calls => 2,
        Measure::Hours => 30,
        Measure::Money => 999,
    };
    let rates = |on_depletion, limits: Vec<Limit>| Contract {
        on_depletion,
        limits,
        price: Amount::new("1000"),
        call_charge: Amount::new("50"),
        hour_charge: Amount::new("100"),
        ..contract(1)
    };
    let table = [
        (OnDepletion::PayAsYouGo, limits(&[(Measure::Calls, 5)]), 2 * 5_000 + 5_000),
        (OnDepletion::PayAsYouGo, limits(&[(Measure::Money, 5)]), 999),
        (OnDepletion::Block, limits(&[(Measure::Calls, 5)]), 0),
    ];
    for (on_depletion, limits, fen) in table {
        let account = Account::of(&rates(on_depletion, limits), beyond);
        assert_eq!(account.revenue, 100_000 + fen, "{on_depletion}");
    }
}

#[test]
fn what_a_contract_came_to_so_far_counts_what_was_drawn_and_what_was_beyond() {
    let contract = Contract {
        on_depletion: OnDepletion::PayAsYouGo,
        limits: limits(&[(Measure::Calls, 10)]),
        price: Amount::new("1000"),
        cost: Amount::new("100"),
        call_charge: Amount::new("50"),
        hour_cost: Amount::new("80"),
        ..contract(1)
    };
    let sums = |measure| match measure {
        Measure::Calls => Sums { used: 10, beyond: 2, held: 1, ..Sums::default() },
        Measure::Hours => Sums { used: 330, beyond: 30, held: 30, ..Sums::default() },
        Measure::Money => Sums::default(),
    };
    let profit = so_far(&contract, &Balances::of(&contract, sums));
    assert_eq!(profit, Profit { calls: 12, minutes: 360, revenue: 100_000 + 10_000, cost: 10_000 + 48_000 });
    assert_eq!(profit.fen(), 52_000);
}
