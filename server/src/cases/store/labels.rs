//! What people call cases: number and subject.

use std::collections::BTreeMap;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CaseId;

use super::{fence, parse};
use crate::ctx::Cx;
use crate::db::id;

/// Cases asked for in one statement.
const CHUNK: usize = 200;

/// Of these cases those that the caller sees.
pub async fn labels(cx: &mut Cx, cases: &[CaseId]) -> Result<BTreeMap<CaseId, String>, Fault> {
    let mut labels = BTreeMap::new();
    for chunk in cases.chunks(CHUNK) {
        let mut values: Vec<_> = chunk.iter().map(|case| id(*case)).collect();
        let places: Vec<String> = (1..=values.len()).map(|place| format!("${place}")).collect();
        let fence = fence(&cx.caller.actor.clone(), &mut values);
        let sql = format!("SELECT rv, body FROM cases WHERE id IN ({}) AND {fence}", places.join(", "));
        for row in cx.all(&sql, values).await? {
            let case = parse(&row)?;
            labels.insert(case.id, format!("{} {}", case.number, case.subject));
        }
    }
    Ok(labels)
}
