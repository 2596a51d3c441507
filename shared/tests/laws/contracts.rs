//! Contracts: whatever calls do in whatever order, balances are right, and never below nothing where that is promised.

use std::collections::BTreeMap;

use proptest::prelude::*;
use yingda_shared::contracts::costs::{self, CoveredCall, Work};
use yingda_shared::contracts::drawing::{Draw, Holding, Holdings, Source, admit, give_back, may_add, readmit, settle};
use yingda_shared::contracts::*;
use yingda_shared::kernel::id::{CaseId, ContractId, Uuid};
use yingda_shared::kernel::time::Millis;

const NOW: Millis = 500;

fn contracts() -> impl Strategy<Value = Contract> {
    let limit = proptest::option::of(0_i64..6);
    let depletion = proptest::sample::select(OnDepletion::ALL);
    let combine = proptest::sample::select(Combine::ALL);
    // Ended by NOW, not yet, or never: the date is one of the limits of those that need all.
    let end = proptest::sample::select(vec![None, Some(400), Some(1_000)]);
    (limit.clone(), limit.clone(), limit, depletion, combine, end, 0_i64..3).prop_map(
        |(calls, hours, money, on_depletion, combine, ends_at, half_hours)| {
            let limits = [
                (Measure::Calls, calls),
                (Measure::Hours, hours.map(|hours| hours * 60)),
                (Measure::Money, money.map(|money| money * 10_000)),
            ];
            let limit = |(measure, units): (Measure, Option<i64>)| {
                units.map(|units| Limit { measure: Some(measure), total: Amount::of(measure, units) })
            };
            let json = serde_json::json!({"id": Uuid::from_u128(1), "active": true, "name": "contract",
                "company_id": Uuid::from_u128(1), "state": "active", "starts_at": 100, "ends_at": ends_at,
                "combine": combine, "on_depletion": on_depletion, "call_hours": Amount::of(Measure::Hours, half_hours * 30),
                "call_charge": "20", "hour_charge": "33.33"});
            let contract: Contract = serde_json::from_value(json).expect("a contract");
            Contract { limits: limits.into_iter().filter_map(limit).collect(), ..contract }
        },
    )
}

#[derive(Clone, Debug)]
enum Step {
    Open(usize),
    Solve(usize, i64),
    Cancel(usize),
    /// It came back from where it had been cancelled or merged.
    Return(usize),
    Add(Measure, i64),
    /// An entry that was made before comes once more.
    Replay(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let case = 0_usize..8;
    let step = prop_oneof![
        4 => case.clone().prop_map(Step::Open),
        3 => (case.clone(), 0_i64..300).prop_map(|(case, minutes)| Step::Solve(case, minutes)),
        2 => case.clone().prop_map(Step::Cancel),
        1 => case.prop_map(Step::Return),
        1 => (proptest::sample::select(Measure::ALL), -200_i64..200).prop_map(|(of, amount)| Step::Add(of, amount)),
        2 => any::<usize>().prop_map(Step::Replay),
    ];
    proptest::collection::vec(step, 0..60)
}

/// A desk with one contract, and the same reckoned by hand beside it.
struct Desk {
    contract: Contract,
    ledger: Ledger,
    made: Vec<LedgerEntry>,
    /// By hand: what was added, what is used, what each case holds.
    added: [i64; 3],
    used: [i64; 3],
    held: BTreeMap<usize, [i64; 3]>,
    open: BTreeMap<usize, bool>,
}

fn case_id(case: usize) -> CaseId {
    CaseId(Uuid::from_u128(case as u128 + 100))
}

impl Desk {
    fn new(contract: Contract) -> Desk {
        let (ledger, made) = (Ledger::default(), Vec::new());
        Desk { contract, ledger, made, added: [0; 3], used: [0; 3], held: BTreeMap::new(), open: BTreeMap::new() }
    }

    fn balances(&self) -> Balances {
        Balances::from_entries(&self.contract, self.ledger.entries())
    }

    fn holdings(&self, case: usize) -> Holdings {
        let mut holdings = Holdings::default();
        for (holding, measure) in holdings.iter_mut().zip(Measure::ALL) {
            let own =
                self.made.iter().filter(|entry| entry.case_id == Some(case_id(case)) && entry.measure == *measure);
            let sums = Sums::of(own, *measure);
            *holding = Holding { held: sums.held, used: sums.used, beyond: sums.beyond };
        }
        holdings
    }

    fn enter(&mut self, case: Option<usize>, draw: Draw) {
        let case_id = case.map(case_id);
        let before = self
            .made
            .iter()
            .filter(|entry| (entry.case_id, entry.measure, entry.kind) == (case_id, draw.measure, draw.kind));
        let round = before.count();
        let id = match case_id {
            Some(case) => entry_id(case, self.contract.id, draw.measure, draw.kind, round),
            None => format!("{}/{round}", draw.measure),
        };
        let entry = LedgerEntry {
            id,
            contract_id: self.contract.id,
            measure: draw.measure,
            kind: draw.kind,
            amount: draw.amount,
            beyond: draw.beyond,
            case_id,
            at: NOW,
            by_id: None,
            by: String::new(),
            note: String::new(),
            provisional: false,
        };
        assert_eq!(self.ledger.add(entry.clone()), Ok(Added::New));
        self.made.push(entry);
        let at = draw.measure as usize;
        let held = case.map(|case| &mut self.held.entry(case).or_default()[at]);
        match (draw.kind, held) {
            (EntryKind::Reserve, Some(held)) => *held += draw.amount,
            (EntryKind::Release, Some(held)) => *held -= draw.amount,
            (EntryKind::Consume, Some(held)) => {
                *held -= draw.amount.min(*held);
                self.used[at] += draw.amount;
            }
            _ => self.added[at] += draw.amount,
        }
    }

    fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match *step {
            Step::Open(case) if self.open.contains_key(&case) => {}
            Step::Return(case) if self.open.get(&case) != Some(&false) => {}
            Step::Return(case) => {
                if let Ok(draws) = readmit(&self.contract, &self.balances(), &self.holdings(case), NOW) {
                    draws.into_iter().for_each(|draw| self.enter(Some(case), draw));
                    self.open.insert(case, true);
                }
            }
            Step::Open(case) => {
                if let Ok(draws) = admit(&self.contract, &self.balances(), NOW) {
                    prop_assert!(draws.iter().any(|draw| draw.measure == Measure::Calls), "by it the case is known");
                    draws.into_iter().for_each(|draw| self.enter(Some(case), draw));
                    self.open.insert(case, true);
                }
            }
            Step::Solve(case, minutes) if self.open.get(&case) == Some(&true) => {
                let (contract, balances, holdings) = (self.contract.clone(), self.balances(), self.holdings(case));
                let draws = settle(&[Source { contract: &contract, balances, holdings }], minutes);
                draws.into_iter().for_each(|(_, draw)| self.enter(Some(case), draw));
                prop_assert_eq!(self.held.get(&case), Some(&[0; 3]), "nothing is held by a case that is solved");
                let after = self.holdings(case);
                prop_assert_eq!(after[0].used + after[0].beyond, 1, "a call is used once, however often it is solved");
                prop_assert!(after[1].used + after[1].beyond >= minutes, "all its time is accounted for");
            }
            Step::Cancel(case) if self.open.get(&case) == Some(&true) => {
                give_back(&self.holdings(case)).into_iter().for_each(|draw| self.enter(Some(case), draw));
                self.open.insert(case, false);
            }
            Step::Solve(..) | Step::Cancel(_) => {}
            Step::Add(measure, amount) => {
                if may_add(&self.contract, &self.balances(), measure, amount).is_ok() {
                    self.enter(None, Draw { measure, kind: EntryKind::Adjust, amount, beyond: 0 });
                }
            }
            Step::Replay(_) if self.made.is_empty() => {}
            Step::Replay(at) => {
                let (before, entry) = (self.ledger.clone(), self.made[at % self.made.len()].clone());
                prop_assert_eq!(self.ledger.add(entry), Ok(Added::Replay));
                prop_assert_eq!(&self.ledger, &before);
            }
        }
        self.is_right()
    }

    fn is_right(&self) -> Result<(), TestCaseError> {
        let balances = self.balances();
        for (at, measure) in Measure::ALL.iter().enumerate() {
            let balance = balances.get(*measure);
            let held: i64 = self.held.values().map(|held| held[at]).sum();
            prop_assert_eq!((balance.used, balance.held), (self.used[at], held), "{}", measure);
            prop_assert_eq!(balance.granted, self.contract.limit(*measure).map(|limit| limit + self.added[at]));
            prop_assert!(self.held.values().all(|held| held[at] >= 0));
            if self.contract.never_overdrawn() {
                prop_assert!(balance.available().is_none_or(|available| available >= 0), "{balance:?} is overdrawn");
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_order_of_calls_makes_a_balance_wrong(contract in contracts(), steps in steps()) {
        let mut desk = Desk::new(contract);
        for step in &steps {
            desk.take(step)?;
        }
    }

    #[test]
    fn balances_do_not_know_the_order_of_entries(
        (contract, steps) in (contracts(), steps()),
        order in proptest::collection::vec(any::<u32>(), 200),
    ) {
        let mut desk = Desk::new(contract);
        for step in &steps {
            desk.take(step)?;
        }
        let mut shuffled: Vec<(u32, LedgerEntry)> = order.iter().copied().cycle().zip(desk.made.iter().cloned()).collect();
        shuffled.sort_by_key(|(place, _)| *place);
        let mut other = Ledger::default();
        // Each comes twice, the second time among the later ones.
        for (_, entry) in shuffled.iter().chain(shuffled.iter().rev()) {
            prop_assert!(other.add(entry.clone()).is_ok());
        }
        prop_assert_eq!(Balances::from_entries(&desk.contract, other.entries()), desk.balances());
    }

    #[test]
    fn what_a_device_foresaw_is_what_the_server_says_or_nothing(contract in contracts(), calls in 1_usize..8) {
        // The device opens its cases by its own copy; then the server admits them one by one.
        let mut device = Desk::new(contract.clone());
        for case in 0..calls {
            device.take(&Step::Open(case))?;
        }
        let mut seen = Ledger::default();
        for entry in &device.made {
            prop_assert_eq!(seen.add(LedgerEntry { provisional: true, ..entry.clone() }), Ok(Added::New));
        }
        let foreseen = Balances::from_entries(&contract, seen.entries());
        prop_assert_eq!(foreseen.calls.provisional, foreseen.calls.held);
        let mut server = Desk::new(contract.clone());
        server.take(&Step::Open(7))?;
        for case in (0..calls).filter(|case| device.open.contains_key(case)) {
            let before = server.made.len();
            server.take(&Step::Open(case))?;
            match server.made[before..].is_empty() {
                true => seen.refuse(case_id(case)),
                false => for entry in &server.made[before..] {
                    prop_assert!(seen.add(entry.clone()).is_ok());
                },
            }
        }
        let after = Balances::from_entries(&contract, seen.entries());
        prop_assert_eq!(after.calls.provisional, 0, "nothing stays in doubt");
    }

    #[test]
    fn crossings_are_told_once_on_the_way_up(contract in contracts(), shares in proptest::collection::vec(1_u8..=100, 0..4), uses in proptest::collection::vec(0_i64..3, 0..12)) {
        let contract = Contract { thresholds: shares, ..contract };
        let at = |used: i64| Balances::of(&contract, |_| Sums { used, ..Sums::default() });
        let mut told = Vec::new();
        let mut used = 0;
        for more in &uses {
            told.extend(crossed(&contract, &at(used), &at(used + more)).into_iter().map(|c| (c.measure, c.percent)));
            used += more;
        }
        let once: std::collections::BTreeSet<_> = told.iter().copied().collect();
        prop_assert_eq!(once.len(), told.len());
        let whole: Vec<_> = crossed(&contract, &at(0), &at(used)).into_iter().map(|c| (c.measure, c.percent)).collect();
        prop_assert_eq!(once, whole.into_iter().collect());
    }

    #[test]
    fn shares_make_the_whole(whole in -1_000_000_i64..1_000_000, weights in proptest::collection::vec(1_i64..1_000, 1..20)) {
        let parts = costs::share(whole, &weights);
        prop_assert_eq!(parts.iter().sum::<i64>(), whole);
        let all: i64 = weights.iter().sum();
        for (part, weight) in parts.iter().zip(&weights) {
            prop_assert!((i128::from(*part) * i128::from(all) - i128::from(whole) * i128::from(*weight)).abs() < i128::from(all));
        }
    }

    #[test]
    fn profits_are_the_same_however_they_are_grouped(
        accounts in proptest::collection::vec((1_u128..4, 0_i64..100_000, 0_i64..100_000), 1..5),
        calls in proptest::collection::vec((0_usize..5, proptest::option::of(1_u128..4), 0_i64..500, 0_i64..30_000), 0..20),
    ) {
        let of = |(n, (company, revenue, cost)): (usize, &(u128, i64, i64))| costs::Account {
            contract_id: ContractId(Uuid::from_u128(n as u128)),
            company_id: Uuid::from_u128(*company).into(),
            revenue: *revenue,
            cost: *cost,
        };
        let accounts: Vec<costs::Account> = accounts.iter().enumerate().map(of).collect();
        let calls: Vec<CoveredCall> = calls.iter().enumerate().map(|(n, (contract, product, minutes, rate))| CoveredCall {
            case_id: case_id(n),
            contract_id: accounts[contract % accounts.len()].contract_id,
            product_id: product.map(|product| Uuid::from_u128(product).into()),
            work: vec![Work { minutes: *minutes, fen_an_hour: *rate }],
            other: 3,
        }).collect();
        let by_hand: i64 = accounts.iter().map(|a| a.revenue - a.cost).sum::<i64>() - calls.iter().map(CoveredCall::cost).sum::<i64>();
        prop_assert_eq!(costs::by_contract(&accounts, &calls).values().map(costs::Profit::fen).sum::<i64>(), by_hand);
        prop_assert_eq!(costs::by_customer(&accounts, &calls).values().map(costs::Profit::fen).sum::<i64>(), by_hand);
        prop_assert_eq!(costs::by_product(&accounts, &calls).values().map(costs::Profit::fen).sum::<i64>(), by_hand);
    }
}
