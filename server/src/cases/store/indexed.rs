//! Rows for the index of cases: all of them, whoever sees them. The index fences for itself.

use yingda_shared::cases::Case;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;

use super::parse;
use crate::binds;
use crate::ctx::Cx;
use crate::db::places;

/// Ids of one statement.
const AT_ONCE: usize = 500;

pub async fn some(cx: &mut Cx, ids: &[Uuid]) -> Result<Vec<Case>, Fault> {
    let mut cases = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        let places = places(1, ids.len());
        let sql = format!("SELECT rv, body FROM cases WHERE id IN ({places})");
        for row in cx.all(&sql, ids.iter().map(|id| (*id).into()).collect()).await? {
            cases.push(parse(&row)?);
        }
    }
    Ok(cases)
}

/// The next ones in the order of their ids.
pub async fn page(cx: &mut Cx, after: Option<Uuid>, limit: usize) -> Result<Vec<Case>, Fault> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let sql = format!("SELECT rv, body FROM cases WHERE id > $1 ORDER BY id LIMIT {limit}");
    cx.all(&sql, binds![after]).await?.iter().map(parse).collect()
}
