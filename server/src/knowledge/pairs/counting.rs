//! What pairs are used for: counted where it happens, told to devices once a day.

use std::collections::BTreeMap;
use std::sync::Arc;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, PairId, UserId};
use yingda_shared::kernel::limits::PAIR_USES_KEPT;
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE, month};
use yingda_shared::knowledge::pairs::uses::{Counts, MONTHS, PairUses, USES, gather};
use yingda_shared::knowledge::pairs::{History, Marked, Pair, PairHistory, PairRef, Use, UsePair};

use super::store;
use crate::ctx::{Caller, Cx};
use crate::db::lease::Duty;
use crate::duties;
use crate::records::{handlers as keeping, store as records};
use crate::services::Services;
use crate::settings;

/// Merges that are followed, one after the other.
const REDIRECTS_MAX: usize = 20;

/// Once a day, whichever node comes first; the hour that is lacking keeps it at the same time of the day.
const DAILY: Duty = Duty { name: "pair_uses", every: DAY - HOUR, at_most: 10 * MINUTE };

/// The month of this moment, as the desk counts.
pub fn this_month(cx: &Cx) -> i32 {
    month(cx.now, cx.services.config.offset)
}

/// Uses of all pairs in the months that count.
pub async fn counts(cx: &mut Cx) -> Result<BTreeMap<PairId, Counts>, Fault> {
    let month = this_month(cx);
    Ok(gather(store::uses(cx, month - (MONTHS as i32 - 1)).await?, month))
}

/// The pair that stands for this one now; None where there is no such pair.
pub async fn found(cx: &mut Cx, id: PairId) -> Result<Option<Pair>, Fault> {
    let mut at: Option<Pair> = records::find(cx, id.0).await?;
    for _ in 0..REDIRECTS_MAX {
        match at.as_ref().and_then(|pair| pair.merged_into) {
            Some(into) => at = records::find(cx, into.0).await?,
            None => break,
        }
    }
    Ok(at)
}

/// The pair that an operation names, or the one that stands for it since both were merged.
pub async fn standing(cx: &mut Cx, id: Option<PairId>) -> Result<Option<PairId>, Fault> {
    let Some(id) = id else { return Ok(None) };
    found(cx, id).await?.map(|pair| Some(pair.id)).ok_or_else(|| Fault::invalid("/pair_id", "unknown"))
}

/// Counts what a pair did for a case, in the transaction in which it did.
pub async fn used_for(cx: &mut Cx, pair: Option<PairId>, how: Use, case: CaseId) -> Result<(), Fault> {
    let Some(pair) = pair else { return Ok(()) };
    let month = this_month(cx);
    store::count(cx, pair, month, how, 1).await?;
    store::link(cx, pair, case).await
}

/// Uses of a month some months ago: for a world that begins with a past.
pub async fn used_before(cx: &mut Cx, pair: PairId, ago: i32, how: Use, n: u32) -> Result<(), Fault> {
    let month = this_month(cx) - ago;
    store::count(cx, pair, month, how, n).await
}

pub async fn used(cx: &mut Cx, op: UsePair) -> Result<PairRef, Fault> {
    keeping::fence::<Pair>(cx)?;
    let pair = found(cx, op.id).await?.ok_or(Fault::NotFound)?;
    let month = this_month(cx);
    store::count(cx, pair.id, month, Use::Inserted, 1).await?;
    Ok(PairRef { id: pair.id })
}

pub async fn history(cx: &mut Cx, op: PairHistory) -> Result<History, Fault> {
    keeping::fence::<Pair>(cx)?;
    let pair: Pair = records::find(cx, op.id.0).await?.ok_or(Fault::NotFound)?;
    let month = this_month(cx);
    let uses = store::uses_of(cx, pair.id, month - (MONTHS as i32 - 1)).await?;
    let counts = gather(uses.iter().map(|(month, _, n)| (pair.id, *month, *n)), month);
    let mut by_use: BTreeMap<Use, u32> = BTreeMap::new();
    uses.iter().for_each(|(_, how, n)| *by_use.entry(*how).or_default() += n);
    let marks = store::marks(cx, pair.id).await?;
    let people = records::names(cx, marks.iter().filter_map(|mark| mark.by_id).map(|id: UserId| id.0)).await?;
    let name = |by: Option<UserId>| by.and_then(|by| people.get(&by.0).cloned()).unwrap_or_default();
    let marked = marks.into_iter().map(|mark| Marked { candidate: mark.candidate, at: mark.at, by: name(mark.by_id) });
    let into = match pair.merged_into {
        Some(_) => found(cx, pair.id).await?.map(|into| into.name).unwrap_or_default(),
        None => String::new(),
    };
    Ok(History {
        month,
        counts: counts.get(&pair.id).copied().unwrap_or_default(),
        by_use,
        marks: marked.collect(),
        into,
    })
}

/// Tells devices how often pairs are used, unless that was done today or nothing changed.
pub async fn keep(services: &Arc<Services>) -> Result<(), Fault> {
    if !duties::take(services, DAILY).await? {
        return Ok(());
    }
    let told = services.write(Caller::system(), |cx| Box::pin(tell(cx)));
    let told = told.await;
    duties::end(services, DAILY, told.is_ok()).await?;
    told
}

async fn tell(cx: &mut Cx) -> Result<(), Fault> {
    let before: PairUses = settings::find(cx, USES).await?;
    let now = PairUses::of(this_month(cx), counts(cx).await?, PAIR_USES_KEPT);
    let nothing = before.rows.is_empty() && now.rows.is_empty();
    if !nothing && (before.month, &before.rows) != (now.month, &now.rows) {
        settings::put(cx, USES, &now).await?;
    }
    Ok(())
}
