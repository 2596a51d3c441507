//! Open cases in the order of their ids, for the desk's own work on all of them.

use std::collections::BTreeMap;

use yingda_shared::cases::Case;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, UserId, Uuid};

use super::parse;
use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, id, places};

/// People asked for in one statement.
const CHUNK: usize = 200;

/// The first of each batch of open cases.
pub async fn firsts(cx: &mut Cx, batch: usize) -> Result<Vec<Uuid>, Fault> {
    let sql = format!(
        "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM cases WHERE open = 1) AS numbered \
         WHERE place % {batch} = {} ORDER BY id",
        1 % batch
    );
    let rows = cx.all(&sql, vec![]).await?;
    Ok(rows.iter().filter_map(|row| row.text("id").parse().ok()).collect())
}

/// How many open cases some people have.
pub async fn loads(cx: &mut Cx, people: &[UserId]) -> Result<BTreeMap<UserId, u32>, Fault> {
    let mut loads = BTreeMap::new();
    for some in people.chunks(CHUNK) {
        let sql = format!(
            "SELECT assignee_id, COUNT(*) AS n FROM cases WHERE open = 1 AND assignee_id IN ({}) GROUP BY assignee_id",
            places(1, some.len())
        );
        for row in cx.all(&sql, some.iter().map(|user| id(*user)).collect()).await? {
            loads.insert(row.id("assignee_id"), u32::try_from(row.int("n")).unwrap_or(u32::MAX));
        }
    }
    Ok(loads)
}

/// Open cases from an id on, up to another one, at most so many.
pub async fn open_from(cx: &mut Cx, first: Uuid, before: Option<Uuid>, limit: usize) -> Result<Vec<Case>, Fault> {
    let (condition, values) = between(first, before);
    let sql = format!("SELECT rv, body FROM cases WHERE {condition} ORDER BY id LIMIT {limit}");
    cx.all(&sql, values).await?.iter().map(parse).collect()
}

/// Their ids alone.
pub async fn open_ids(cx: &mut Cx, first: Uuid, before: Option<Uuid>, limit: usize) -> Result<Vec<CaseId>, Fault> {
    let (condition, values) = between(first, before);
    let sql = format!("SELECT id FROM cases WHERE {condition} ORDER BY id LIMIT {limit}");
    Ok(cx.all(&sql, values).await?.iter().map(|row| row.id("id")).collect())
}

fn between(first: Uuid, before: Option<Uuid>) -> (String, Vec<Bind>) {
    let (mut condition, mut values) = ("open = 1 AND id >= $1".to_string(), binds![first]);
    if let Some(before) = before {
        condition.push_str(" AND id < $2");
        values.push(before.into());
    }
    (condition, values)
}
