//! Pairs that are used so often that they ought to be more: an article, or a problem that is looked into.

use std::collections::BTreeMap;

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::PairId;
use yingda_shared::kernel::limits::PAGE_MAX;
use yingda_shared::kernel::page::Page;
use yingda_shared::knowledge::pairs::{ListCandidates, Pair, PairRef, ProposePair, Proposed};
use yingda_shared::record::Record;

use super::{counting, store};
use crate::audit::Line;
use crate::ctx::Cx;
use crate::records::handlers as keeping;
use crate::records::store as records;

pub async fn propose(cx: &mut Cx, op: ProposePair) -> Result<PairRef, Fault> {
    keeping::fence::<Pair>(cx)?;
    let pair = counting::found(cx, op.id).await?.ok_or(Fault::NotFound)?;
    let by = cx.actor().user_id;
    let changed = match op.withdraw {
        false => store::propose(cx, pair.id, op.candidate, by).await?,
        true => store::withdraw(cx, pair.id, op.candidate).await?,
    };
    if changed {
        let (word, object) = (op.candidate.as_str(), pair.id.to_string());
        let (old, new) = if op.withdraw { (word, "") } else { ("", word) };
        let (action, kind) = (ProposePair::NAME, Pair::KIND);
        cx.audit(Line { action, kind, object: &object, field: "candidate", old, new, reason: "" }).await?;
    }
    Ok(PairRef { id: pair.id })
}

pub async fn list(cx: &mut Cx, op: ListCandidates) -> Result<Page<Proposed>, Fault> {
    keeping::fence::<Pair>(cx)?;
    let marks = store::candidates(cx, op.candidate, PAGE_MAX as usize).await?;
    let ids: Vec<PairId> = marks.iter().map(|mark| mark.pair_id).collect();
    let pairs: Vec<Pair> = records::some(cx, &ids).await?;
    let pairs: BTreeMap<PairId, Pair> = pairs.into_iter().map(|pair| (pair.id, pair)).collect();
    let people = records::names(cx, marks.iter().filter_map(|mark| mark.by_id).map(|by| by.0)).await?;
    let counts = counting::counts(cx).await?;
    let row = |mark: store::Mark| {
        Some(Proposed {
            pair: pairs.get(&mark.pair_id)?.clone(),
            candidate: mark.candidate,
            by_id: mark.by_id,
            by: mark.by_id.and_then(|by| people.get(&by.0).cloned()).unwrap_or_default(),
            at: mark.at,
            counts: counts.get(&mark.pair_id).copied().unwrap_or_default(),
        })
    };
    Ok(Page { rows: marks.into_iter().filter_map(row).collect(), next: None })
}
