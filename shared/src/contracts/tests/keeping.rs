//! What a contract may be, when it is over, what follows it.

use super::*;
use crate::kernel::day::Day;
use crate::kernel::id::{AssetId, CategoryId, DepartmentId, ProductId};
use crate::kernel::time::Millis;
use crate::record::Details;

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
fn a_plan_goes_over_to_the_renewal_in_its_rhythm() {
    use crate::contracts::plans::ServicePlan;
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let plan = |rule: &str| -> ServicePlan {
        let json = serde_json::json!({"id": id::<ContractId>(7), "rv": 5, "active": true, "name": "x", "rule": rule,
            "contract_id": id::<ContractId>(1), "occasion": "visit", "starts_on": "2026-01-05", "day_off": "keep",
            "except": ["2026-07-06", "2027-04-05"], "subject": "x"});
        serde_json::from_value(json).expect("a plan")
    };
    let copied = |rule: &str| {
        let (from, first) = (day("2027-01-01"), Some(day("2027-01-04")));
        plan_of_renewal(&plan(rule), id(8), id(2), from, 365, first)
    };
    let copy = copied("FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO");
    assert_eq!((copy.id, copy.rv, copy.contract_id, copy.follows_id), (id(8), 0, id(2), Some(id(7))));
    assert_eq!((copy.rule, copy.starts_on), (plan("FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO").rule, Some(day("2026-01-05"))));
    assert_eq!(copy.except, [day("2027-04-05")], "those of the old term are over");
    assert_eq!(copied("FREQ=WEEKLY;UNTIL=20261231").rule, "FREQ=WEEKLY;UNTIL=20271231");
    let counted = copied("FREQ=WEEKLY;COUNT=4");
    assert_eq!((counted.rule.as_str(), counted.starts_on), ("FREQ=WEEKLY;COUNT=4", Some(day("2027-01-04"))));
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
