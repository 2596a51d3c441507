//! What people call cases: number and subject.

use std::collections::BTreeMap;

use yingda_shared::cases::Case;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, Uuid};

use super::{chosen, fence, parse};
use crate::ctx::Cx;

/// Cases asked for in one statement.
const CHUNK: usize = 200;

/// Cases that the caller sees, those that changed last first.
pub async fn newest(cx: &mut Cx, limit: u32) -> Result<Vec<Case>, Fault> {
    let mut values = Vec::new();
    let fence = fence(&cx.caller.actor.clone(), &mut values);
    let sql = format!("SELECT rv, body FROM cases WHERE {fence} ORDER BY updated_at DESC, id DESC LIMIT {limit}");
    cx.all(&sql, values).await?.iter().map(parse).collect()
}

/// What people call those of these cases that the caller sees.
pub async fn labels(cx: &mut Cx, cases: &[CaseId]) -> Result<BTreeMap<CaseId, String>, Fault> {
    let label = |case: Case| (case.id, format!("{} {}", case.number, case.subject));
    Ok(in_sight(cx, cases).await?.into_iter().map(label).collect())
}

/// Of these cases those that the caller sees.
pub async fn in_sight(cx: &mut Cx, cases: &[CaseId]) -> Result<Vec<Case>, Fault> {
    let mut found = Vec::with_capacity(cases.len());
    for chunk in cases.chunks(CHUNK) {
        let ids: Vec<Uuid> = chunk.iter().map(|case| case.0).collect();
        let mut values = Vec::new();
        let chosen = chosen("rv, body", &ids, &mut values);
        let fence = fence(&cx.caller.actor.clone(), &mut values);
        let sql = format!("{chosen} WHERE {fence}");
        for row in cx.all(&sql, values).await? {
            found.push(parse(&row)?);
        }
    }
    Ok(found)
}
