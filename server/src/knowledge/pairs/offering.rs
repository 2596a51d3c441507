//! Pairs for what somebody takes down, and what is often reported. There are so many at most that all of them are
//! looked at (`PAIRS_MAX`), by the rule that devices go by too.

use yingda_shared::catalog::Category;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::day_of_month;
use yingda_shared::knowledge::pairs::choosing::{Around, Wanted, offer as likeliest};
use yingda_shared::knowledge::pairs::{OfferPairs, Offered, Often, OftenReported, Pair, often as listing};
use yingda_shared::organisation::Unit;

use super::counting;
use crate::ctx::Cx;
use crate::records::handlers as keeping;
use crate::records::store as records;

/// What lies above what, and how often each pair was used.
pub async fn around(cx: &mut Cx) -> Result<Around, Fault> {
    let categories: Vec<Category> = records::all(cx).await?;
    let units: Vec<Unit> = records::all(cx).await?;
    let counts = counting::counts(cx).await?;
    Ok(Around::new(&categories, &units, counts))
}

pub async fn offer(cx: &mut Cx, op: OfferPairs) -> Result<Offered, Fault> {
    keeping::fence::<Pair>(cx)?;
    let pairs: Vec<Pair> = records::all(cx).await?;
    let around = around(cx).await?;
    let found = likeliest(&pairs, &Wanted::of(&op, cx.actor().unit_id), &around);
    Ok(Offered { rows: found.into_iter().cloned().collect() })
}

pub async fn often(cx: &mut Cx, op: OftenReported) -> Result<Often, Fault> {
    keeping::fence::<Pair>(cx)?;
    let pairs: Vec<Pair> = records::all(cx).await?;
    let around = around(cx).await?;
    let (month, days) = (counting::this_month(cx), day_of_month(cx.now, cx.services.config.offset));
    Ok(listing::list(&op, pairs, cx.actor().unit_id, &around, month, days))
}
