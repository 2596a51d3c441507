//! What calls draw, and what is left.

use super::*;
use crate::contracts::drawing::{Draw, Holding, Holdings, Source, admit, give_back, is_depleted, may_add, settle};
use crate::kernel::id::CaseId;

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
    let hours = Draw { measure: Measure::Hours, kind: EntryKind::Consume, amount: 10, beyond: 0 };
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
    let draw = |amount, beyond| Draw { measure: Measure::Hours, kind: EntryKind::Consume, amount, beyond };
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

fn entry(kind: EntryKind, amount: i64, provisional: bool) -> LedgerEntry {
    let case: CaseId = id(9);
    LedgerEntry {
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
    let odd = LedgerEntry { case_id: None, ..entry(EntryKind::Reserve, 1, false) };
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
    let warns = Contract { thresholds: vec![], on_depletion: OnDepletion::Warn, ..contract.clone() };
    assert_eq!(crossed(&warns, &at(0, 9, 0), &at(0, 9, 1)).len(), 1, "it warns when it is used up, asked or not");
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
