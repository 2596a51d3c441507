//! Which contract a call is drawn from, and why that one.

use std::cmp::Reverse;

use super::drawing::{Draw, admit, is_depleted};
use super::{Balances, CallKind, Contract, ContractState, Measure, OnDepletion, Standing, standing};
use crate::cases::Channel;
use crate::kernel::id::{AssetId, CategoryId, CompanyId, ContractId, DepartmentId, ProductId};
use crate::kernel::time::Millis;

/// A case as contracts look at it.
#[derive(Clone, Debug)]
pub struct Call {
    pub company_id: Option<CompanyId>,
    pub department_id: Option<DepartmentId>,
    pub product_id: Option<ProductId>,
    pub asset_id: Option<AssetId>,
    /// Its category and all above it.
    pub categories: Vec<CategoryId>,
    pub kind: CallKind,
    pub channel: Channel,
    /// The contract that the call itself names.
    pub named: Option<ContractId>,
    /// A plan of that contract opens it: what was agreed to be done is covered, whatever it is about.
    pub planned: bool,
}

/// A contract with what is left of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pot {
    pub contract: Contract,
    pub balances: Balances,
}

words! {
/// What a contract and a call have in common.
Criterion { Account = "account", Product = "product", Asset = "asset", Contract = "contract" }
}

impl Criterion {
    pub fn points(self) -> u32 {
        match self {
            Criterion::Account => 1,
            Criterion::Product => 2,
            Criterion::Asset => 3,
            Criterion::Contract => 4,
        }
    }
}

words! {
/// Why a contract was chosen, or was not.
Fit {
    Chosen = "chosen",
    /// Another one has more points.
    Outscored = "outscored",
    /// As many points, and another one expires sooner.
    ExpiresLater = "expires_later",
    /// As many points and the same expiry; another one began sooner.
    BeganLater = "began_later",
    /// It has nothing left and goes over to the next.
    Depleted = "depleted",
    /// It has nothing left and refuses the call.
    Blocked = "blocked",
    /// It has nothing left and is followed by another.
    Renewed = "renewed",
    Department = "department",
    Thing = "thing",
    Category = "category",
    Kind = "kind",
    Channel = "channel",
    Draft = "draft",
    NotBegun = "not_begun",
    Suspended = "suspended",
    Over = "over",
    Ended = "ended",
}
}

data! {
pub struct Point {
    pub criterion: Criterion,
    pub points: u32,
}

/// A contract that was looked at.
pub struct Candidate {
    pub contract_id: ContractId,
    pub name: String,
    pub points: Vec<Point>,
    pub score: u32,
    pub ends_at: Option<Millis>,
    pub verdict: Fit,
}

/// Why a call is drawn from the contract it is drawn from: all that were looked at, the best first.
pub struct Explanation {
    pub contract_id: Option<ContractId>,
    pub candidates: Vec<Candidate>,
}
}

/// What becomes of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// No contract covers it: it is taken as if there were none.
    Uncovered,
    /// `overdrawn` are measures of which nothing is left and that are drawn from all the same.
    Covered { contract_id: ContractId, draws: Vec<Draw>, overdrawn: Vec<Measure> },
    /// The contract that covers it has nothing left and refuses it.
    Blocked { contract_id: ContractId, short: Vec<Measure> },
}

/// The contract that covers a call. Among those in force that cover it the highest score wins, then the earliest end,
/// then the earliest start. What is to happen when that one has nothing left, it says itself.
pub fn entitle(call: &Call, pots: &[Pot], now: Millis) -> (Explanation, Outcome) {
    let own = |pot: &&Pot| call.company_id == Some(pot.contract.company_id) && pot.contract.active;
    let (mut covering, mut others): (Vec<Looked>, Vec<Looked>) =
        pots.iter().filter(own).map(|pot| look(call, pot, pots, now)).partition(|looked| looked.verdict.is_none());
    let order = |looked: &Looked| {
        let contract = &looked.pot.contract;
        (Reverse(looked.score()), contract.ends_at.unwrap_or(Millis::MAX), contract.starts_at, contract.id)
    };
    covering.sort_by_key(order);
    others.sort_by_key(order);
    let outcome = choose(&mut covering, now);
    let contract_id = match &outcome {
        Outcome::Covered { contract_id, .. } => Some(*contract_id),
        _ => None,
    };
    (Explanation { contract_id, candidates: covering.into_iter().chain(others).map(Looked::told).collect() }, outcome)
}

struct Looked<'a> {
    pot: &'a Pot,
    points: Vec<Point>,
    verdict: Option<Fit>,
}

impl Looked<'_> {
    fn score(&self) -> u32 {
        self.points.iter().map(|point| point.points).sum()
    }

    fn told(self) -> Candidate {
        let contract = &self.pot.contract;
        Candidate {
            contract_id: contract.id,
            name: contract.name.clone(),
            score: self.score(),
            ends_at: contract.ends_at,
            verdict: self.verdict.unwrap_or(Fit::Outscored),
            points: self.points,
        }
    }
}

fn look<'a>(call: &Call, pot: &'a Pot, pots: &[Pot], now: Millis) -> Looked<'a> {
    let contract = &pot.contract;
    let covered = |criterion: Criterion| Point { criterion, points: criterion.points() };
    let mut points = vec![covered(Criterion::Account)];
    points.extend(names(&contract.products, call.product_id).then(|| covered(Criterion::Product)));
    points.extend(names(&contract.assets, call.asset_id).then(|| covered(Criterion::Asset)));
    points.extend((call.named == Some(contract.id)).then(|| covered(Criterion::Contract)));
    let verdict = not_in_force(pot, pots, now).or_else(|| uncovered(call, contract));
    Looked { pot, points, verdict }
}

fn names<T: PartialEq>(list: &[T], of: Option<T>) -> bool {
    of.is_some_and(|of| list.contains(&of))
}

fn not_in_force(pot: &Pot, pots: &[Pot], now: Millis) -> Option<Fit> {
    let contract = &pot.contract;
    match standing(contract, &pot.balances, now) {
        Standing::Draft => Some(Fit::Draft),
        Standing::NotBegun { .. } => Some(Fit::NotBegun),
        Standing::Suspended => Some(Fit::Suspended),
        Standing::Cancelled | Standing::Archived => Some(Fit::Ended),
        Standing::Over { .. } if contract.state == ContractState::Expired || contract.has_ended(now) => Some(Fit::Over),
        // Used up, and yet it stands: whether a call is refused then is for it to say.
        Standing::Over { .. } | Standing::InForce { .. } => {
            let passes = is_depleted(contract, &pot.balances, now) && followed(contract, pots, now);
            passes.then_some(Fit::Renewed)
        }
    }
}

/// Whether a contract that renews it has begun.
fn followed(contract: &Contract, pots: &[Pot], now: Millis) -> bool {
    let follows = |other: &Contract| {
        other.renews_id == Some(contract.id) && other.state == ContractState::Active && other.starts_at <= now
    };
    pots.iter().any(|pot| pot.contract.active && follows(&pot.contract) && !pot.contract.has_ended(now))
}

fn uncovered(call: &Call, contract: &Contract) -> Option<Fit> {
    if call.planned {
        return None;
    }
    let things = contract.products.is_empty() && contract.assets.is_empty();
    let thing = things || names(&contract.products, call.product_id) || names(&contract.assets, call.asset_id);
    let department = contract.departments.is_empty() || names(&contract.departments, call.department_id);
    let category = contract.categories.is_empty() || call.categories.iter().any(|id| contract.categories.contains(id));
    let kind = match contract.kinds.is_empty() {
        true => call.kind == CallKind::Case,
        false => contract.kinds.contains(&call.kind),
    };
    let channel = contract.channels.is_empty() || contract.channels.contains(&call.channel);
    let table = [
        (department, Fit::Department),
        (thing, Fit::Thing),
        (category, Fit::Category),
        (kind, Fit::Kind),
        (channel, Fit::Channel),
    ];
    table.into_iter().find(|(covers, _)| !covers).map(|(_, verdict)| verdict)
}

/// Goes through those that cover the call, the best first, and says of each what became of it.
fn choose(covering: &mut [Looked<'_>], now: Millis) -> Outcome {
    if covering.is_empty() {
        return Outcome::Uncovered;
    }
    let (mut at, mut first_short) = (0, None);
    loop {
        let contract = &covering[at].pot.contract;
        let balances = &covering[at].pot.balances;
        match admit(contract, balances, now) {
            Ok(draws) => {
                let overdrawn = match is_depleted(contract, balances, now) {
                    true => super::drawing::short(contract, balances),
                    false => Vec::new(),
                };
                let outcome = Outcome::Covered { contract_id: contract.id, draws, overdrawn };
                covering[at].verdict = Some(Fit::Chosen);
                compare(covering, at);
                return outcome;
            }
            Err(short) => {
                let (first, lacks) = first_short.get_or_insert((contract.id, short));
                let goes_over = contract.on_depletion == OnDepletion::Next;
                covering[at].verdict = Some(if goes_over { Fit::Depleted } else { Fit::Blocked });
                let next = next_of(covering, at);
                match next {
                    Some(next) if goes_over => at = next,
                    _ => {
                        let outcome = Outcome::Blocked { contract_id: *first, short: lacks.clone() };
                        compare(covering, at);
                        return outcome;
                    }
                }
            }
        }
    }
}

/// Who takes what a contract has nothing left for: the one that it names, or else the best that was not asked yet.
fn next_of(covering: &[Looked<'_>], at: usize) -> Option<usize> {
    let asked = |looked: &Looked| looked.verdict.is_some();
    let named = covering[at].pot.contract.next_id;
    let named = covering.iter().position(|looked| Some(looked.pot.contract.id) == named && !asked(looked));
    named.or_else(|| covering.iter().position(|looked| !asked(looked)))
}

/// Why those that were not asked stand behind the one that was.
fn compare(covering: &mut [Looked<'_>], chosen: usize) {
    let best = (covering[chosen].score(), covering[chosen].pot.contract.ends_at);
    for looked in covering.iter_mut().filter(|looked| looked.verdict.is_none()) {
        looked.verdict = Some(match (looked.score(), looked.pot.contract.ends_at) {
            (score, _) if score < best.0 => Fit::Outscored,
            (_, ends_at) if ends_at != best.1 => Fit::ExpiresLater,
            _ => Fit::BeganLater,
        });
    }
}
