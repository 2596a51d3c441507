//! Records as devices keep them: read by kind and id, without knowing what they are.

use serde_json::Value;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;

use crate::ctx::Cx;
use crate::db::{Bind, Row};
use crate::failure;

/// Which rows are named elsewhere: a subquery for ids, with its values from `$1` on.
pub struct Named {
    pub sql: String,
    pub values: Vec<Bind>,
}

pub struct Raw {
    pub id: String,
    pub rv: i64,
    pub body: Value,
}

type Fence = Option<(&'static str, String)>;

/// Rows of a kind after an id, in the order of ids. `kind` is one of ours.
pub async fn page(
    cx: &mut Cx,
    kind: &'static str,
    fence: Fence,
    named: Option<&Named>,
    after: &str,
    limit: usize,
) -> Result<Vec<Raw>, Fault> {
    let (mut condition, mut values) = condition(fence, named);
    values.push(after.into());
    condition.push_str(&format!(" AND id > ${}", values.len()));
    let sql = format!("SELECT id, rv, body FROM {kind} WHERE {condition} ORDER BY id LIMIT {limit}");
    cx.all(&sql, values).await?.iter().map(parse).collect()
}

/// Those of the given ids that lie inside.
pub async fn some(
    cx: &mut Cx,
    kind: &'static str,
    fence: Fence,
    named: Option<&Named>,
    ids: &[Uuid],
) -> Result<Vec<Raw>, Fault> {
    let (condition, mut values) = condition(fence, named);
    let places: Vec<String> = ids
        .iter()
        .map(|id| {
            values.push((*id).into());
            format!("${}", values.len())
        })
        .collect();
    let sql = format!("SELECT id, rv, body FROM {kind} WHERE {condition} AND id IN ({})", places.join(", "));
    cx.all(&sql, values).await?.iter().map(parse).collect()
}

fn condition(fence: Fence, named: Option<&Named>) -> (String, Vec<Bind>) {
    let (mut condition, mut values) = match named {
        Some(named) => (format!("id IN ({})", named.sql), named.values.clone()),
        None => ("1 = 1".to_string(), Vec::new()),
    };
    if let Some((column, value)) = fence {
        values.push(value.into());
        condition.push_str(&format!(" AND {column} = ${}", values.len()));
    }
    (condition, values)
}

fn parse(row: &Row) -> Result<Raw, Fault> {
    let mut body: Value = serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
    let rv = row.int("rv");
    body["rv"] = rv.into();
    Ok(Raw { id: row.text("id"), rv, body })
}
