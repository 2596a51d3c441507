//! What a call draws from contracts: when it opens, when it is solved, when it goes away.

use super::{Balances, Combine, Contract, EntryKind, Measure, OnDepletion};
use crate::kernel::id::ContractId;
use crate::kernel::time::Millis;

/// An entry to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    pub measure: Measure,
    pub kind: EntryKind,
    /// Never less than nothing.
    pub amount: i64,
    pub beyond: i64,
}

/// What one case has in a contract of one measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    pub held: i64,
    pub used: i64,
    pub beyond: i64,
}

/// The holdings of a case, in the order of measures.
pub type Holdings = [Holding; 3];

/// A contract that a case draws from.
pub struct Source<'a> {
    pub contract: &'a Contract,
    pub balances: Balances,
    pub holdings: Holdings,
}

/// Whether a contract takes no more calls when it is used up.
pub fn stops_when_empty(contract: &Contract) -> bool {
    matches!(contract.on_depletion, OnDepletion::Block | OnDepletion::Next)
}

/// What a limited measure lacks for one more call. A limit of hours from which an open call holds nothing still needs
/// a minute to be left.
pub fn short(contract: &Contract, balances: &Balances) -> Vec<Measure> {
    let lacks = |measure: &Measure| {
        let available = balances.get(*measure).available().unwrap_or_default();
        available < contract.need(*measure).max(1)
    };
    contract.limited().filter(lacks).collect()
}

/// Whether nothing is left by the rule of the contract: one limit is short, or all are and the date is over.
pub fn is_depleted(contract: &Contract, balances: &Balances, now: Millis) -> bool {
    let short = short(contract, balances).len();
    match contract.combine {
        Combine::Any => short > 0,
        Combine::All => {
            let limited = contract.limited().count();
            limited > 0 && short == limited && (contract.ends_at.is_none() || contract.has_ended(now))
        }
    }
}

/// What a call reserves when it opens, or the measures that stop it.
pub fn admit(contract: &Contract, balances: &Balances, now: Millis) -> Result<Vec<Draw>, Vec<Measure>> {
    if stops_when_empty(contract) && is_depleted(contract, balances, now) {
        return Err(short(contract, balances));
    }
    // What is beyond is written down when it is used: a call that goes away owes nothing.
    let draw = |measure: Measure| {
        let amount = drawn(contract, balances, measure, contract.need(measure), 0);
        Draw { measure, kind: EntryKind::Reserve, amount, beyond: 0 }
    };
    // The call itself is always noted, be it as nothing: by that entry a case has its contract.
    let noted = |draw: &Draw| draw.measure == Measure::Calls || draw.amount > 0;
    let counted = |measure: &Measure| *measure == Measure::Calls || contract.limit(*measure).is_some();
    Ok(Measure::ALL.iter().copied().filter(counted).map(draw).filter(noted).collect())
}

/// The same for a case that comes back after it gave back what it held. One that was solved before has used its call:
/// it reserves nothing more, and what it uses beyond is drawn when it is solved again.
pub fn readmit(
    contract: &Contract,
    balances: &Balances,
    holdings: &Holdings,
    now: Millis,
) -> Result<Vec<Draw>, Vec<Measure>> {
    let calls = &holdings[Measure::Calls as usize];
    if calls.used + calls.beyond > 0 { Ok(Vec::new()) } else { admit(contract, balances, now) }
}

/// How much of what is wanted there is to draw, with what the case holds already.
fn drawn(contract: &Contract, balances: &Balances, measure: Measure, wanted: i64, held: i64) -> i64 {
    match balances.get(measure).available() {
        Some(available) if contract.never_overdrawn() => wanted.min(held + available.max(0)),
        _ => wanted,
    }
}

/// What a solved case uses: one call, its minutes, and what those are charged. It is drawn from the first contract,
/// and where that goes over to the next one, from the following in their order; the last writes down what was beyond
/// it. What a case used before, as one that was opened again, is not drawn twice, and what it held longer goes back.
pub fn settle(sources: &[Source<'_>], minutes: i64) -> Vec<(ContractId, Draw)> {
    let Some(first) = sources.first() else { return Vec::new() };
    let reach = sources.iter().take_while(|source| source.contract.on_depletion == OnDepletion::Next).count() + 1;
    let sources = &sources[..reach.min(sources.len())];
    let mut draws = Vec::new();
    for (at, measure) in Measure::ALL.iter().copied().enumerate() {
        let counted =
            measure != Measure::Money || sources.iter().any(|source| source.contract.limit(measure).is_some());
        let target = match measure {
            Measure::Calls => 1,
            Measure::Hours => minutes.max(0),
            Measure::Money => first.contract.charge(minutes.max(0)),
        };
        let before: i64 = sources.iter().map(|source| source.holdings[at].used + source.holdings[at].beyond).sum();
        let mut wanted = if counted { (target - before).max(0) } else { 0 };
        for (index, source) in sources.iter().enumerate() {
            let held = source.holdings[at].held;
            let amount = drawn(source.contract, &source.balances, measure, wanted, held);
            wanted -= amount;
            let beyond = if index + 1 == sources.len() { wanted } else { 0 };
            let rest = (held - amount).max(0);
            let made = [
                Draw { measure, kind: EntryKind::Consume, amount, beyond },
                Draw { measure, kind: EntryKind::Release, amount: rest, beyond: 0 },
            ];
            let made = made.into_iter().filter(|draw| draw.amount + draw.beyond > 0);
            draws.extend(made.map(|draw| (source.contract.id, draw)));
        }
    }
    draws
}

/// What a case gives back that was cancelled, or came to another one.
pub fn give_back(holdings: &Holdings) -> Vec<Draw> {
    let release = |(measure, holding): (&Measure, &Holding)| Draw {
        measure: *measure,
        kind: EntryKind::Release,
        amount: holding.held,
        beyond: 0,
    };
    Measure::ALL.iter().zip(holdings).map(release).filter(|draw| draw.amount > 0).collect()
}

/// Whether more or less may be granted by hand: not of what has no limit, and never below what is used and held where
/// nothing is overdrawn. The error is the code of the refusal.
pub fn may_add(contract: &Contract, balances: &Balances, measure: Measure, amount: i64) -> Result<(), &'static str> {
    match balances.get(measure).available() {
        None => Err("contracts.not_limited"),
        Some(available) if amount < 0 && contract.never_overdrawn() && available + amount < 0 => {
            Err("contracts.below_nothing")
        }
        Some(_) => Ok(()),
    }
}
