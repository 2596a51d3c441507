//! Cases that a standard solution answered, as far as the caller sees them.

use yingda_shared::cases::answered::{Answered, AnsweredCases};
use yingda_shared::cases::listing::CaseRow;
use yingda_shared::fault::Fault;

use super::store;
use crate::ctx::Cx;
use crate::knowledge::pairs;
use crate::records::store as records;

/// Shown at most.
const SHOWN: usize = 20;

pub async fn list(cx: &mut Cx, op: AnsweredCases) -> Result<Answered, Fault> {
    let actor = cx.caller.actor.clone();
    if !actor.is_staff() {
        return Err(Fault::NotFound);
    }
    let pair = pairs::standing(cx, Some(op.id)).await.map_err(|_| Fault::NotFound)?.ok_or(Fault::NotFound)?;
    let mut rows = Vec::new();
    for id in pairs::store::cases(cx, pair, SHOWN).await? {
        rows.extend(store::find_visible(cx, id).await?.map(|case| CaseRow::of(&case, &actor)));
    }
    let ids: Vec<_> = rows.iter().flat_map(CaseRow::named).collect();
    Ok(Answered { names: records::names(cx, ids).await?, rows })
}
