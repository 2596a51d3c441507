//! Open cases in stretches: the items of a job that goes through all of them.

use serde_json::json;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;

use super::store::promised;
use crate::ctx::Cx;
use crate::jobs::runner::Item;

/// Cases of one item: they share a transaction, and commands of people get their turn in between.
pub const BATCH: usize = 100;
/// What may be there of one by the time its turn comes.
pub const BATCH_MAX: usize = BATCH * 2;

/// One item for each stretch; none where no case is open.
pub async fn items(cx: &mut Cx) -> Result<Vec<Item>, Fault> {
    let firsts = promised::firsts(cx, BATCH).await?;
    let item = |(index, first): (usize, &Uuid)| Item {
        index: index as i64,
        about: first.to_string(),
        label: String::new(),
        input: json!({ "before": firsts.get(index + 1) }),
        note: None,
    };
    Ok(firsts.iter().enumerate().map(item).collect())
}

/// The first case of an item's stretch, and the first of the next one.
pub fn ends(item: &Item) -> Result<(Uuid, Option<Uuid>), Fault> {
    let first = item.about.parse().map_err(|_| Fault::NotFound)?;
    Ok((first, serde_json::from_value(item.input["before"].clone()).unwrap_or_default()))
}
