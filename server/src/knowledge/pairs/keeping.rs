//! Saving a pair, and letting another one stand for it.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::PAIRS_MAX;
use yingda_shared::knowledge::pairs::{MergePair, Pair};
use yingda_shared::record::{Save, Saved};

use super::store;
use crate::ctx::Cx;
use crate::records::handlers as keeping;
use crate::records::store as records;

/// What was merged stays as it is; that is done by merging alone.
pub async fn save(cx: &mut Cx, op: Save<Pair>) -> Result<Saved, Fault> {
    keeping::fence::<Pair>(cx)?;
    let before: Option<Pair> = records::find(cx, op.0.id.0).await?;
    if before.as_ref().is_some_and(|before| before.merged_into.is_some()) {
        return Err(Fault::refused("pairs.merged"));
    }
    if op.0.merged_into.is_some() {
        return Err(Fault::invalid("/merged_into", "unknown"));
    }
    if before.is_none() && records::count::<Pair>(cx).await? >= PAIRS_MAX as i64 {
        return Err(Fault::refused("pairs.too_many"));
    }
    keeping::replace(cx, op.0).await
}

/// Uses, cases and what it was put forward for go along; whoever names the old one is led to the other.
pub async fn merge(cx: &mut Cx, op: MergePair) -> Result<Saved, Fault> {
    keeping::fence::<Pair>(cx)?;
    let pair: Pair = records::find(cx, op.id.0).await?.ok_or(Fault::NotFound)?;
    let into: Option<Pair> = records::find(cx, op.into_id.0).await?;
    let into = into.ok_or_else(|| Fault::invalid("/into_id", "unknown"))?;
    if pair.merged_into.is_some() {
        return Err(Fault::refused("pairs.merged"));
    }
    if into.merged_into.is_some() || !into.active {
        return Err(Fault::refused("pairs.into_retired"));
    }
    // Whoever may not change the other one hands nothing to it.
    keeping::check_region(cx, &into).await?;
    let (from, to) = (pair.id, into.id);
    let saved = keeping::replace(cx, Pair { active: false, merged_into: Some(to), ..pair }).await?;
    store::pass_on(cx, from, to).await?;
    Ok(saved)
}
