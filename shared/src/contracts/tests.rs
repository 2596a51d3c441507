//! Contracts by examples. What must hold of all of them stands in `tests/laws/contracts.rs`.

use super::drawing::{Holding, Holdings, Source, admit, give_back, is_depleted, may_add, settle};
use super::matching::{Criterion, Verdict};
use super::*;
use crate::cases::Channel;
use crate::fault::FieldFault;
use crate::kernel::id::{AssetId, CaseId, CategoryId, CompanyId, ContractId, DepartmentId, ProductId, Uuid};
use crate::kernel::time::Millis;
use crate::record::Details;

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
    }
}

fn told(faults: Vec<FieldFault>) -> Vec<(String, String)> {
    faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
}

#[test]
fn faults_name_their_field() {
    let limit = |measure: Option<Measure>, total: &str| Limit { measure, total: Amount::new(total) };
    type Wrong = fn(&mut Contract);
    let table: [(Wrong, &str, &str); 14] = [
        (|c| c.ends_at = Some(99), "/ends_at", "ends_before_start"),
        (|c| c.ends_at = Some(100), "/ends_at", "ends_before_start"),
        (|c| c.ends_at = None, "/ends_at", "contract_endless"),
        (|c| c.next_id = Some(c.id), "/next_id", "own_next"),
        (|c| c.renews_id = Some(c.id), "/renews_id", "own_next"),
        (|c| c.thresholds = vec![101], "/thresholds", "percent_range"),
        (|c| c.thresholds = vec![0], "/thresholds", "percent_range"),
        (
            |c| (c.supplier_unit_id, c.supplier_firm_id) = (Some(id(5)), Some(id(6))),
            "/supplier_firm_id",
            "one_supplier",
        ),
        (|c| c.price = Amount::new("12.345"), "/price", "amount_decimals"),
        (|c| c.cost = Amount::new("-1"), "/cost", "amount_negative"),
        (|c| c.hour_cost = Amount::new("many"), "/hour_cost", "amount"),
        (|c| c.call_charge = Amount::new("100000001"), "/call_charge", "amount_range"),
        (|c| c.call_hours = Amount::new("0.001"), "/call_hours", "amount_minutes"),
        (|c| c.products = vec![id(1); 501], "/products", "too_many"),
    ];
    assert_eq!(told(contract(1).check()), []);
    for (wrong, pointer, code) in table {
        let mut contract = contract(1);
        wrong(&mut contract);
        assert_eq!(told(contract.check()), [(pointer.to_string(), code.to_string())]);
    }
    let table = [
        (vec![limit(None, "10")], "/limits/0/measure", "limit_without_unit"),
        (vec![limit(Some(Measure::Calls), "-1")], "/limits/0/total", "amount_negative"),
        (vec![limit(Some(Measure::Calls), "1.5")], "/limits/0/total", "amount_whole"),
        (vec![limit(Some(Measure::Calls), "")], "/limits/0/total", "required"),
        (
            vec![limit(Some(Measure::Calls), "1"), limit(Some(Measure::Money), "0.001")],
            "/limits/1/total",
            "amount_decimals",
        ),
        (vec![limit(Some(Measure::Calls), "1"), limit(Some(Measure::Calls), "2")], "/limits/1/measure", "twice"),
        ((0..4).map(|_| limit(None, "1")).collect(), "/limits", "too_many"),
    ];
    for (limits, pointer, code) in table {
        let faults = told(Contract { limits, ..contract(1) }.check());
        assert_eq!(faults.first(), Some(&(pointer.to_string(), code.to_string())), "{faults:?}");
    }
}

#[test]
fn service_products_name_each_policy_once() {
    let promise = |n: u128, name: &str| serde_json::json!({"policy_id": id::<SlaPolicyId>(n), "name": name});
    let product = |slas: Vec<serde_json::Value>| -> ServiceProduct {
        let json = serde_json::json!({"id": id::<Uuid>(1), "active": true, "name": "Gold", "slas": slas});
        serde_json::from_value(json).expect("a service product")
    };
    assert_eq!(told(product(vec![promise(1, "inside"), promise(2, "outside")]).check()), []);
    let wrong = told(product(vec![promise(1, ""), promise(1, "again")]).check());
    let expected = [("/slas/0/name", "required"), ("/slas/1/policy_id", "twice")];
    assert_eq!(wrong, expected.map(|(pointer, code)| (pointer.to_string(), code.to_string())));
}

#[test]
fn a_contract_goes_its_way_and_keeps_its_customer() {
    let at = |state| Contract { state, ..contract(1) };
    let (draft, active, archived) = (ContractState::Draft, ContractState::Active, ContractState::Archived);
    assert_eq!(told(follow_faults(None, &at(draft))), []);
    assert_eq!(told(follow_faults(None, &at(archived))), [("/state".into(), "contract_move".into())]);
    assert_eq!(told(follow_faults(Some(&at(draft)), &at(active))), []);
    assert_eq!(told(follow_faults(Some(&at(archived)), &at(active))), [("/state".into(), "contract_move".into())]);
    let elsewhere = Contract { company_id: id(2), ..at(active) };
    assert_eq!(told(follow_faults(Some(&at(draft)), &elsewhere)), []);
    let stays = told(follow_faults(Some(&at(active)), &elsewhere));
    assert_eq!(stays, [("/company_id".into(), "contract_customer".into())]);
}

#[test]
fn any_and_all_of_the_limits_end_a_contract() {
    use Combine::*;
    use OnDepletion::*;
    use OverBecause as Because;
    let (early, late) = (500, 1_000);
    // Limits of calls and of money; what is used of each; when; why it is over, where it is.
    type Row = (Combine, OnDepletion, i64, i64, Millis, Option<&'static [Because]>);
    let table: [Row; 20] = [
        (Any, Block, 0, 0, early, None),
        (Any, Block, 2, 0, early, Some(&[Because::Calls])),
        (Any, Block, 0, 900, early, Some(&[Because::Money])),
        (Any, Block, 2, 900, early, Some(&[Because::Calls, Because::Money])),
        (Any, Block, 0, 0, late, Some(&[Because::Date])),
        (Any, Block, 2, 900, late, Some(&[Because::Date, Because::Calls, Because::Money])),
        (Any, Next, 2, 0, early, Some(&[Because::Calls])),
        (Any, Warn, 2, 900, early, None),
        (Any, Negative, 3, 901, early, None),
        (Any, PayAsYouGo, 2, 900, early, None),
        (Any, Warn, 0, 0, late, Some(&[Because::Date])),
        (All, Block, 0, 0, early, None),
        (All, Block, 2, 0, early, None),
        (All, Block, 2, 900, early, None),
        (All, Block, 0, 0, late, None),
        (All, Block, 2, 0, late, None),
        (All, Block, 0, 900, late, None),
        (All, Block, 2, 900, late, Some(&[Because::Date, Because::Calls, Because::Money])),
        (All, Warn, 2, 900, late, Some(&[Because::Date, Because::Calls, Because::Money])),
        (All, PayAsYouGo, 2, 0, late, None),
    ];
    for (combine, on_depletion, calls, fen, now, over) in table {
        let limits = limits(&[(Measure::Calls, 2), (Measure::Money, 900)]);
        let contract = Contract { combine, on_depletion, limits, ..contract(1) };
        let found = match standing(&contract, &used(&contract, calls, 0, fen), now) {
            Standing::InForce { .. } => None,
            Standing::Over { because } => Some(because),
            other => panic!("{other:?}"),
        };
        assert_eq!(found.as_deref(), over, "{combine} {on_depletion} {calls} {fen} {now}");
    }
}

#[test]
fn without_a_date_the_other_limits_decide() {
    let limits = limits(&[(Measure::Calls, 2), (Measure::Hours, 60)]);
    let table = [(Combine::Any, 2, 0, true), (Combine::All, 2, 0, false), (Combine::All, 2, 60, true)];
    for (combine, calls, minutes, over) in table {
        let contract = Contract { combine, limits: limits.clone(), ends_at: None, ..contract(1) };
        let standing = standing(&contract, &used(&contract, calls, minutes, 0), Millis::MAX);
        assert_eq!(!standing.is_in_force(), over, "{combine} {calls} {minutes}");
    }
}

#[test]
fn states_stand_before_clocks() {
    use ContractState::*;
    let at = |state, now| {
        let contract = Contract { state, ..contract(1) };
        standing(&contract, &used(&contract, 0, 0, 0), now)
    };
    assert_eq!(at(Active, 99), Standing::NotBegun { starts_at: 100 });
    assert_eq!(at(Active, 100), Standing::InForce { used_up: vec![] });
    assert_eq!(at(Active, 999), Standing::InForce { used_up: vec![] });
    assert_eq!(at(Draft, 5_000), Standing::Draft);
    assert_eq!(at(Suspended, 500), Standing::Suspended);
    assert_eq!(at(Cancelled, 500), Standing::Cancelled);
    assert_eq!(at(Archived, 500), Standing::Archived);
    assert_eq!(at(Expired, 1_000), Standing::Over { because: vec![OverBecause::Date] });
}

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
            assert_eq!((first.contract_id, first.score, first.verdict), (id(best), score, Verdict::Chosen));
        }
    }
}

#[test]
fn the_explanation_says_why_the_others_were_not_taken() {
    let contracts = [
        (Contract { assets: vec![id(31)], ..contract(1) }, Verdict::Chosen),
        (contract(2), Verdict::Outscored),
        (Contract { assets: vec![id(31)], ends_at: Some(1_001), ..contract(3) }, Verdict::ExpiresLater),
        (Contract { assets: vec![id(31)], starts_at: 101, ..contract(4) }, Verdict::BeganLater),
        (Contract { departments: vec![id(12)], ..contract(5) }, Verdict::Department),
        (Contract { products: vec![id(22)], assets: vec![id(32)], ..contract(6) }, Verdict::Thing),
        (Contract { categories: vec![id(42)], ..contract(7) }, Verdict::Category),
        (Contract { kinds: vec![CallKind::Complaint], ..contract(8) }, Verdict::Kind),
        (Contract { channels: vec![Channel::Email], ..contract(9) }, Verdict::Channel),
        (Contract { state: ContractState::Draft, ..contract(10) }, Verdict::Draft),
        (Contract { starts_at: 501, ..contract(11) }, Verdict::NotBegun),
        (Contract { state: ContractState::Suspended, ..contract(12) }, Verdict::Suspended),
        (Contract { ends_at: Some(500), ..contract(13) }, Verdict::Over),
        (Contract { state: ContractState::Cancelled, ..contract(14) }, Verdict::Ended),
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
    assert_eq!(explanation.candidates[0].verdict, Verdict::Blocked);

    let (explanation, outcome) = entitle(&call(), &[empty(1, Next), other], 500);
    assert!(matches!(outcome, Outcome::Covered { contract_id, .. } if contract_id == id(2)), "{outcome:?}");
    let verdicts: Vec<Verdict> = explanation.candidates.iter().map(|candidate| candidate.verdict).collect();
    assert_eq!(verdicts, [Verdict::Depleted, Verdict::Chosen]);
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

#[test]
fn limits_are_short_by_any_and_by_all() {
    // Limits of a call and an hour, of which an open call holds half: what is used, and whether one more is taken.
    let table = [
        (Combine::Any, 0, 0, 500, true),
        (Combine::Any, 1, 0, 500, false),
        (Combine::Any, 0, 31, 500, false),
        (Combine::Any, 0, 30, 500, true),
        (Combine::All, 1, 0, 500, true),
        (Combine::All, 0, 60, 500, true),
        (Combine::All, 1, 60, 500, true),
        (Combine::All, 1, 0, 1_000, true),
        (Combine::All, 1, 31, 1_000, false),
    ];
    for (combine, calls, minutes, now, taken) in table {
        let limits = limits(&[(Measure::Calls, 1), (Measure::Hours, 60)]);
        let contract = Contract { combine, limits, call_hours: Amount::new("0.5"), ..contract(1) };
        let balances = used(&contract, calls, minutes, 0);
        let admitted = admit(&contract, &balances, now);
        assert_eq!(admitted.is_ok(), taken, "{combine} {calls} {minutes} {now}");
        for draw in admitted.unwrap_or_default() {
            assert!(draw.amount <= balances.get(draw.measure).available().unwrap_or_default(), "{draw:?}");
        }
        assert_eq!(is_depleted(&contract, &balances, now), !taken);
    }
}

fn source<'a>(contract: &'a Contract, balances: Balances, holdings: Holdings) -> Source<'a> {
    Source { contract, balances, holdings }
}

fn held(amounts: [i64; 3]) -> Holdings {
    amounts.map(|held| Holding { held, ..Holding::default() })
}

#[test]
fn a_solved_case_uses_its_time_and_gives_back_what_it_did_not() {
    let limits = limits(&[(Measure::Hours, 120)]);
    let contract = Contract { limits, ..contract(1) };
    let balances =
        Balances::of(&contract, |measure| Sums { held: i64::from(measure == Measure::Hours) * 60, ..Sums::default() });
    let drawn = |minutes| {
        let draws = settle(&[source(&contract, balances.clone(), held([1, 60, 0]))], minutes);
        draws.into_iter().map(|(_, draw)| (draw.measure, draw.kind, draw.amount, draw.beyond)).collect::<Vec<_>>()
    };
    use EntryKind::{Consume, Release};
    let call = (Measure::Calls, Consume, 1, 0);
    assert_eq!(drawn(45), [call, (Measure::Hours, Consume, 45, 0), (Measure::Hours, Release, 15, 0)]);
    assert_eq!(drawn(100), [call, (Measure::Hours, Consume, 100, 0)]);
    assert_eq!(drawn(150), [call, (Measure::Hours, Consume, 120, 30)], "no more than there is");
    assert_eq!(drawn(0), [call, (Measure::Hours, Release, 60, 0)]);
}

#[test]
fn what_was_used_before_is_not_drawn_again() {
    let contract = Contract { limits: limits(&[(Measure::Hours, 120)]), ..contract(1) };
    let before =
        [Holding { used: 1, ..Holding::default() }, Holding { used: 45, beyond: 5, held: 0 }, Holding::default()];
    let draws = settle(&[source(&contract, used(&contract, 1, 45, 0), before)], 60);
    let hours = drawing::Draw { measure: Measure::Hours, kind: EntryKind::Consume, amount: 10, beyond: 0 };
    assert_eq!(draws, [(contract.id, hours)]);
    assert_eq!(settle(&[source(&contract, used(&contract, 1, 45, 0), before)], 50), []);
}

#[test]
fn what_one_bundle_lacks_the_next_gives() {
    let one = Contract { on_depletion: OnDepletion::Next, limits: limits(&[(Measure::Hours, 60)]), ..contract(1) };
    let two = Contract { limits: limits(&[(Measure::Hours, 30)]), ..contract(2) };
    let sources =
        [source(&one, used(&one, 0, 50, 0), held([1, 0, 0])), source(&two, used(&two, 0, 0, 0), Holdings::default())];
    let hours: Vec<_> = settle(&sources, 60).into_iter().filter(|(_, draw)| draw.measure == Measure::Hours).collect();
    let draw = |amount, beyond| drawing::Draw { measure: Measure::Hours, kind: EntryKind::Consume, amount, beyond };
    assert_eq!(hours, [(one.id, draw(10, 0)), (two.id, draw(30, 20))]);
    // One that does not go over keeps all of it to itself.
    let alone = Contract { on_depletion: OnDepletion::Block, ..one.clone() };
    let sources = [
        source(&alone, used(&alone, 0, 50, 0), held([1, 0, 0])),
        source(&two, used(&two, 0, 0, 0), Holdings::default()),
    ];
    assert!(settle(&sources, 60).iter().all(|(contract, _)| *contract == alone.id));
}

#[test]
fn charges_are_drawn_from_money() {
    let contract = Contract {
        limits: limits(&[(Measure::Money, 10_000)]),
        call_charge: Amount::new("50"),
        hour_charge: Amount::new("100.10"),
        call_hours: Amount::new("0.5"),
        ..contract(1)
    };
    assert_eq!(contract.need(Measure::Money), 5_000 + 5_005);
    assert!(admit(&contract, &used(&contract, 0, 0, 0), 500).is_err(), "five fen short");
    let cheap = Contract { call_hours: Amount::new("0.25"), ..contract };
    let draws = admit(&cheap, &used(&cheap, 0, 0, 0), 500).expect("enough");
    let amounts: Vec<_> = draws.iter().map(|draw| (draw.measure, draw.amount)).collect();
    assert_eq!(amounts, [(Measure::Calls, 1), (Measure::Money, 7_503)], "half a fen goes up");
}

#[test]
fn a_cancelled_case_gives_back_what_it_holds() {
    let draws = give_back(&held([1, 0, 500]));
    let amounts: Vec<_> = draws.iter().map(|draw| (draw.measure, draw.kind, draw.amount)).collect();
    assert_eq!(amounts, [(Measure::Calls, EntryKind::Release, 1), (Measure::Money, EntryKind::Release, 500)]);
    assert_eq!(give_back(&[Holding { used: 1, ..Holding::default() }; 3]), []);
}

#[test]
fn nothing_is_taken_away_that_is_used_or_held() {
    let contract = Contract { limits: limits(&[(Measure::Calls, 5)]), ..contract(1) };
    let balances = Balances::of(&contract, |_| Sums { used: 2, held: 1, ..Sums::default() });
    assert_eq!(may_add(&contract, &balances, Measure::Calls, -2), Ok(()));
    assert_eq!(may_add(&contract, &balances, Measure::Calls, -3), Err("contracts.below_nothing"));
    assert_eq!(may_add(&contract, &balances, Measure::Hours, 60), Err("contracts.not_limited"));
    let loose = Contract { on_depletion: OnDepletion::Negative, ..contract };
    assert_eq!(may_add(&loose, &balances, Measure::Calls, -3), Ok(()));
}

fn entry(kind: EntryKind, amount: i64, provisional: bool) -> Entry {
    let case: CaseId = id(9);
    Entry {
        id: entry_id(case, id(1), Measure::Calls, kind, 0),
        contract_id: id(1),
        measure: Measure::Calls,
        kind,
        amount,
        beyond: 0,
        case_id: Some(case),
        at: 0,
        by_id: None,
        by: String::new(),
        note: String::new(),
        provisional,
    }
}

#[test]
fn what_a_device_reserved_is_confirmed_or_refused_once() {
    let contract = Contract { limits: limits(&[(Measure::Calls, 1)]), ..contract(1) };
    let mut ledger = Ledger::default();
    let balance = |ledger: &Ledger| Balances::from_entries(&contract, ledger.entries()).calls;
    assert_eq!(ledger.add(entry(EntryKind::Reserve, 1, true)), Ok(Added::New));
    assert_eq!((balance(&ledger).available(), balance(&ledger).provisional), (Some(0), 1));
    let mut refused = ledger.clone();
    refused.refuse(id(9));
    assert_eq!((balance(&refused).available(), balance(&refused).provisional), (Some(1), 0));
    assert_eq!(ledger.add(entry(EntryKind::Reserve, 1, false)), Ok(Added::Confirmed));
    assert_eq!((balance(&ledger).available(), balance(&ledger).provisional), (Some(0), 0));
    assert_eq!(ledger.add(entry(EntryKind::Reserve, 1, true)), Ok(Added::Replay), "old news");
    assert_eq!(ledger.add(entry(EntryKind::Reserve, 2, false)), Err(LedgerFault::IdTaken));
    let odd = Entry { case_id: None, ..entry(EntryKind::Reserve, 1, false) };
    assert_eq!(ledger.add(odd), Err(LedgerFault::IdTaken));
    assert_eq!(ledger.add(entry(EntryKind::Release, -1, false)), Err(LedgerFault::Negative));
    ledger.refuse(id(9));
    assert_eq!(balance(&ledger).held, 1, "what is confirmed stays");
}

#[test]
fn thresholds_tell_once_for_each_crossing() {
    let contract =
        Contract { limits: limits(&[(Measure::Calls, 10)]), thresholds: vec![90, 50, 50, 100], ..contract(1) };
    let at = |added, used, held| Balances::of(&contract, |_| Sums { added, used, held, ..Sums::default() });
    let told = |before: &Balances, after: &Balances| -> Vec<u8> {
        crossed(&contract, before, after).into_iter().map(|crossing| crossing.percent).collect()
    };
    assert_eq!(told(&at(0, 0, 4), &at(0, 0, 5)), [50]);
    assert_eq!(told(&at(0, 0, 5), &at(0, 5, 0)), [0; 0], "what was held is used");
    assert_eq!(told(&at(0, 4, 0), &at(0, 10, 0)), [50, 90, 100]);
    assert_eq!(told(&at(0, 9, 0), &at(10, 9, 0)), [0; 0], "a top-up is no crossing");
    assert_eq!(told(&at(10, 9, 0), &at(10, 10, 0)), [50], "and after it there is one more");
    let free = Contract { limits: vec![], ..contract.clone() };
    assert_eq!(crossed(&free, &used(&free, 0, 0, 0), &used(&free, 99, 0, 0)), []);
}

#[test]
fn time_goes_by_thresholds_once() {
    let contract = Contract { thresholds: vec![50, 100], ..contract(1) };
    assert_eq!(time_crossed(&contract, 100, 549), [0; 0]);
    assert_eq!(time_crossed(&contract, 549, 550), [50]);
    assert_eq!(time_crossed(&contract, 550, 999), [0; 0]);
    assert_eq!(time_crossed(&contract, 0, 5_000), [50, 100]);
    assert_eq!(time_crossed(&Contract { ends_at: None, ..contract }, 0, 5_000), [0; 0]);
}

fn renew(starts_at: Option<Millis>, ends_at: Option<Millis>) -> RenewContract {
    let json =
        serde_json::json!({"id": id::<ContractId>(1), "starts_at": starts_at, "ends_at": ends_at, "activate": true});
    serde_json::from_value(json).expect("a renewal")
}

#[test]
fn a_renewal_follows_and_never_overlaps() {
    let old = Contract { code: "C-1".into(), price: Amount::new("99"), ..contract(1) };
    let new = renewal_of(&old, &renew(None, None), id(2), 500);
    assert_eq!((new.starts_at, new.ends_at, new.renews_id), (1_000, Some(1_900), Some(id(1))));
    assert_eq!((new.code.as_str(), &new.price, new.rv), ("", &old.price, 0));
    assert_eq!(told(renewal_faults(&old, &[], &new)), []);
    assert_eq!(renewal_of(&old, &renew(None, None), id(2), 3_000).starts_at, 3_000, "no time that is over");

    let overlaps = vec![("/starts_at".to_string(), "renewal_overlaps".to_string())];
    let early = renewal_of(&old, &renew(Some(999), None), id(2), 500);
    assert_eq!(told(renewal_faults(&old, &[], &early)), overlaps);
    let ended = Contract { state: ContractState::Cancelled, ..old.clone() };
    assert_eq!(told(renewal_faults(&ended, &[], &early)), [], "the old one is no more");
    let third = renewal_of(&old, &renew(Some(1_500), Some(2_500)), id(3), 500);
    assert_eq!(told(renewal_faults(&old, std::slice::from_ref(&new), &third)), overlaps, "two that follow at once");
    assert_eq!(told(renewal_faults(&old, std::slice::from_ref(&new), &new)), [], "itself is no other");
    let gone = Contract { state: ContractState::Cancelled, ..new.clone() };
    assert_eq!(told(renewal_faults(&old, &[gone], &third)), []);
    let foreign = Contract { company_id: id(2), ..new };
    assert_eq!(told(renewal_faults(&old, &[], &foreign)), [("/renews_id".into(), "contract_customer".into())]);
}

#[test]
fn operations_say_what_is_wrong_at_the_field() {
    use crate::contract::parse;
    let pointers = |fault: crate::fault::Fault| told(fault.fields().to_vec());
    let fault = |json| pointers(parse::<TopUpContract>(&json, None).expect_err("a fault"));
    let contract: ContractId = id(1);
    let table = [
        (serde_json::json!({"id": contract, "amount": "5"}), "/measure", "limit_without_unit"),
        (serde_json::json!({"id": contract, "measure": "money", "amount": 1.005}), "/amount", "amount_decimals"),
        (serde_json::json!({"id": contract, "measure": "calls", "amount": -5}), "/amount", "amount_negative"),
        (serde_json::json!({"id": contract, "measure": "calls", "amount": 0}), "/amount", "required"),
    ];
    for (json, pointer, code) in table {
        assert_eq!(fault(json), [(pointer.to_string(), code.to_string())]);
    }
    let down = serde_json::json!({"id": contract, "measure": "calls", "amount": "-5", "note": "counted twice"});
    assert!(parse::<AdjustContract>(&down, None).is_ok());
    let silent = serde_json::json!({"id": contract, "measure": "calls", "amount": "-5", "note": " "});
    assert_eq!(
        pointers(parse::<AdjustContract>(&silent, None).expect_err("why?")),
        [("/note".into(), "required".into())]
    );
    let backwards = serde_json::json!({"id": contract, "starts_at": 5, "ends_at": 5});
    let told = pointers(parse::<RenewContract>(&backwards, None).expect_err("backwards"));
    assert_eq!(told, [("/ends_at".into(), "ends_before_start".into())]);
}

mod money {
    use super::super::costs::*;
    use super::*;

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
        let account =
            |n, company, revenue, cost| Account { contract_id: id(n), company_id: id(company), revenue, cost };
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
}

#[test]
fn ids_of_kinds_are_told_apart() {
    // The types of what is covered differ, so that a list of products never names a department.
    let contract = Contract {
        departments: vec![DepartmentId(Uuid::from_u128(1))],
        products: vec![ProductId(Uuid::from_u128(2))],
        assets: vec![AssetId(Uuid::from_u128(3))],
        categories: vec![CategoryId(Uuid::from_u128(4))],
        ..contract(1)
    };
    let kinds: Vec<_> =
        contract.references().into_iter().map(|(pointer, kind, id)| (pointer, kind, id.as_u128())).collect();
    let expected = [
        ("/departments", "departments", 1),
        ("/products", "products", 2),
        ("/assets", "assets", 3),
        ("/categories", "categories", 4),
    ];
    assert_eq!(kinds, expected);
}
