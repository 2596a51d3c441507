//! Which contract covers a call.

use super::*;
use crate::contracts::matching::{Criterion, Fit};

#[test]
fn points_decide_then_the_end_then_the_start() {
    let account = contract(1);
    let product = Contract { products: vec![id(21)], ..contract(2) };
    let asset = Contract { assets: vec![id(31)], ..contract(3) };
    let both = Contract { products: vec![id(21)], assets: vec![id(31)], ..contract(4) };
    let sooner = Contract { ends_at: Some(900), ..contract(5) };
    let older = Contract { starts_at: 50, ..contract(6) };
    let open = Contract { ends_at: None, limits: limits(&[(Measure::Calls, 5)]), ..contract(7) };
    let table = [
        (vec![&account, &product], None, 2, 3),
        (vec![&product, &asset], None, 3, 4),
        (vec![&asset, &both], None, 4, 6),
        // Named by the call itself: 5 for the contract that covers the customer alone, 6 for product and asset.
        (vec![&account, &product], Some(1), 1, 5),
        (vec![&account, &both], Some(1), 4, 6),
        (vec![&account, &sooner, &older], None, 5, 1),
        (vec![&account, &older], None, 6, 1),
        (vec![&open, &account], None, 1, 1),
    ];
    for (contracts, named, best, score) in table {
        let pots: Vec<Pot> = contracts.into_iter().cloned().map(pot).collect();
        for pots in [pots.clone(), pots.into_iter().rev().collect()] {
            let (explanation, _) = entitle(&Call { named: named.map(id), ..call() }, &pots, 500);
            assert_eq!(explanation.contract_id, Some(id(best)));
            let first = &explanation.candidates[0];
            assert_eq!((first.contract_id, first.score, first.verdict), (id(best), score, Fit::Chosen));
        }
    }
}

#[test]
fn the_explanation_says_why_the_others_were_not_taken() {
    let contracts = [
        (Contract { assets: vec![id(31)], ..contract(1) }, Fit::Chosen),
        (contract(2), Fit::Outscored),
        (Contract { assets: vec![id(31)], ends_at: Some(1_001), ..contract(3) }, Fit::ExpiresLater),
        (Contract { assets: vec![id(31)], starts_at: 101, ..contract(4) }, Fit::BeganLater),
        (Contract { departments: vec![id(12)], ..contract(5) }, Fit::Department),
        (Contract { products: vec![id(22)], assets: vec![id(32)], ..contract(6) }, Fit::Thing),
        (Contract { categories: vec![id(42)], ..contract(7) }, Fit::Category),
        (Contract { kinds: vec![CallKind::Complaint], ..contract(8) }, Fit::Kind),
        (Contract { channels: vec![Channel::Email], ..contract(9) }, Fit::Channel),
        (Contract { state: ContractState::Draft, ..contract(10) }, Fit::Draft),
        (Contract { starts_at: 501, ..contract(11) }, Fit::NotBegun),
        (Contract { state: ContractState::Suspended, ..contract(12) }, Fit::Suspended),
        (Contract { ends_at: Some(500), ..contract(13) }, Fit::Over),
        (Contract { state: ContractState::Cancelled, ..contract(14) }, Fit::Ended),
    ];
    let pots: Vec<Pot> = contracts.iter().map(|(contract, _)| pot(contract.clone())).collect();
    let (explanation, _) = entitle(&call(), &pots, 500);
    for (contract, verdict) in &contracts {
        let found = explanation.candidates.iter().find(|candidate| candidate.contract_id == contract.id);
        assert_eq!(found.map(|candidate| candidate.verdict), Some(*verdict), "{}", contract.name);
    }
    let points: Vec<Criterion> = explanation.candidates[0].points.iter().map(|point| point.criterion).collect();
    assert_eq!(points, [Criterion::Account, Criterion::Asset]);
}

#[test]
fn what_a_contract_covers_includes_all_below_its_categories() {
    let table: [(Contract, Call, bool); 9] = [
        (Contract { categories: vec![id(40)], ..contract(1) }, call(), true),
        (Contract { categories: vec![id(40)], ..contract(1) }, Call { categories: vec![], ..call() }, false),
        (Contract { products: vec![id(22)], assets: vec![id(31)], ..contract(1) }, call(), true),
        (Contract { products: vec![id(21)], ..contract(1) }, Call { product_id: None, ..call() }, false),
        (contract(1), Call { product_id: None, asset_id: None, ..call() }, true),
        (contract(1), Call { kind: CallKind::Complaint, ..call() }, false),
        (
            Contract { kinds: vec![CallKind::Complaint], ..contract(1) },
            Call { kind: CallKind::Complaint, ..call() },
            true,
        ),
        (contract(1), Call { company_id: Some(id(2)), ..call() }, false),
        (contract(1), Call { company_id: None, ..call() }, false),
    ];
    for (contract, call, covered) in table {
        let (_, outcome) = entitle(&call, &[pot(contract.clone())], 500);
        assert_eq!(matches!(outcome, Outcome::Covered { .. }), covered, "{contract:?} {call:?}");
    }
}

fn empty(n: u128, on_depletion: OnDepletion) -> Pot {
    let contract =
        Contract { on_depletion, limits: limits(&[(Measure::Calls, 2)]), assets: vec![id(31)], ..contract(n) };
    Pot { balances: used(&contract, 2, 0, 0), contract }
}

#[test]
fn what_is_used_up_does_as_it_says() {
    use OnDepletion::*;
    let other = pot(contract(2));
    for (on_depletion, amount) in [(Warn, 1), (Negative, 1), (PayAsYouGo, 0)] {
        let (_, outcome) = entitle(&call(), &[empty(1, on_depletion), other.clone()], 500);
        let Outcome::Covered { contract_id, draws, overdrawn } = outcome else { panic!("{on_depletion}: {outcome:?}") };
        assert_eq!((contract_id, overdrawn), (id(1), vec![Measure::Calls]), "{on_depletion}");
        assert_eq!(draws[0].amount, amount, "{on_depletion}");
    }
    let blocked = Outcome::Blocked { contract_id: id(1), short: vec![Measure::Calls] };
    let (explanation, outcome) = entitle(&call(), &[empty(1, Block), other.clone()], 500);
    assert_eq!(outcome, blocked, "a second contract is no reason to go round the first");
    assert_eq!(explanation.contract_id, None);
    assert_eq!(explanation.candidates[0].verdict, Fit::Blocked);

    let (explanation, outcome) = entitle(&call(), &[empty(1, Next), other], 500);
    assert!(matches!(outcome, Outcome::Covered { contract_id, .. } if contract_id == id(2)), "{outcome:?}");
    let verdicts: Vec<Fit> = explanation.candidates.iter().map(|candidate| candidate.verdict).collect();
    assert_eq!(verdicts, [Fit::Depleted, Fit::Chosen]);
    assert_eq!(entitle(&call(), &[empty(1, Next)], 500).1, blocked, "nobody is there to go over to");
}

#[test]
fn the_next_contract_is_the_one_that_is_named() {
    let mut first = empty(1, OnDepletion::Next);
    first.contract.next_id = Some(id(3));
    let pots = [first, pot(Contract { products: vec![id(21)], ..contract(2) }), pot(contract(3))];
    assert_eq!(entitle(&call(), &pots, 500).0.contract_id, Some(id(3)));
    // Two that name each other go on to the third, once.
    let (mut one, mut two) = (empty(1, OnDepletion::Next), empty(2, OnDepletion::Next));
    (one.contract.next_id, two.contract.next_id) = (Some(id(2)), Some(id(1)));
    assert_eq!(entitle(&call(), &[one.clone(), two.clone(), pot(contract(3))], 500).0.contract_id, Some(id(3)));
    assert!(matches!(entitle(&call(), &[one, two], 500).1, Outcome::Blocked { .. }));
}

#[test]
fn a_used_up_contract_makes_way_for_the_one_that_renews_it() {
    let renewal = Contract { renews_id: Some(id(1)), ..contract(2) };
    let (explanation, _) = entitle(&call(), &[empty(1, OnDepletion::Block), pot(renewal.clone())], 500);
    assert_eq!(explanation.contract_id, Some(id(2)));
    let waits = Contract { starts_at: 501, ..renewal };
    let (_, outcome) = entitle(&call(), &[empty(1, OnDepletion::Block), pot(waits)], 500);
    assert!(matches!(outcome, Outcome::Blocked { .. }), "not before it begins");
}
