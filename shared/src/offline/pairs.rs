//! Standard descriptions and solutions on a device: all of them are here, with how often they were used when that was
//! last counted.

use std::collections::BTreeMap;

use crate::catalog::Category;
use crate::fault::Fault;
use crate::kernel::id::PairId;
use crate::kernel::time::{SHANGHAI, day_of_month, month};
use crate::knowledge::pairs::choosing::{Around, Wanted, offer as likeliest};
use crate::knowledge::pairs::uses::{Counts, PairUses, USES};
use crate::knowledge::pairs::{OfferPairs, Offered, Often, OftenReported, Pair, PairRef, UsePair, often as listing};
use crate::offline::writes::Done;
use crate::offline::{Here, json, rows};
use crate::organisation::Unit;
use crate::record::Record;
use crate::sync::Key;
use crate::sync::overlay::View;

fn counts(view: &View<'_>, month: i32) -> BTreeMap<PairId, Counts> {
    let uses: Option<PairUses> = view.get(&Key::new("settings", USES)).and_then(|body| body.parse());
    uses.map(|uses| uses.at(month)).unwrap_or_default()
}

fn around(view: &View<'_>, here: &Here) -> Around {
    let categories: Vec<Category> = rows::records(view).collect();
    let units: Vec<Unit> = rows::records(view).collect();
    Around::new(&categories, &units, counts(view, month(here.now, SHANGHAI)))
}

pub fn offer(op: &OfferPairs, view: &View<'_>, here: &Here) -> Option<Offered> {
    let pairs: Vec<Pair> = rows::records(view).collect();
    let unit = rows::own_account(view, here).and_then(|account| account.unit_id);
    let found = likeliest(&pairs, &Wanted::of(op, unit), &around(view, here));
    here.actor.is_staff().then(|| Offered { rows: found.into_iter().cloned().collect() })
}

pub fn often(op: &OftenReported, view: &View<'_>, here: &Here) -> Option<Often> {
    let unit = rows::own_account(view, here).and_then(|account| account.unit_id);
    let (month, days) = (month(here.now, SHANGHAI), day_of_month(here.now, SHANGHAI));
    let pairs: Vec<Pair> = rows::records(view).collect();
    here.actor.is_staff().then(|| listing::list(op, pairs, unit, &around(view, here), month, days))
}

/// Nothing here changes: the server counts.
pub fn used(op: &UsePair, view: &View<'_>) -> Option<Result<Done, Fault>> {
    let about = Key::new(Pair::KIND, op.id);
    view.get(&about)?;
    let made = |input| Ok(Done { about, input, output: json(PairRef { id: op.id })?, puts: Vec::new() });
    Some(json(op).and_then(made))
}
