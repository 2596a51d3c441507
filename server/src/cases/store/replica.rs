//! Queries of the working set: fenced like every other, and bounded by how long a case has rested.

use std::collections::HashMap;

use yingda_shared::cases::Case;
use yingda_shared::cases::events::Entry;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::id::{CaseId, Uuid};
use yingda_shared::kernel::time::Millis;

use super::{chosen, fence, parse, parse_entry, placed};
use crate::ctx::Cx;
use crate::db::{Bind, Row};
use crate::records::store::replica::Named;

/// A case, and its version as those outside see it.
pub struct Seen {
    pub case: Case,
    pub outer_rv: i64,
}

#[derive(Clone, Copy, Debug)]
pub enum Part {
    Open,
    /// Closed, and changed since.
    Resting {
        since: Millis,
    },
}

fn seen(row: &Row) -> Result<Seen, Fault> {
    Ok(Seen { case: parse(row)?, outer_rv: row.int("outer_rv") })
}

fn places(values: &mut Vec<Bind>, ids: &[Uuid]) -> String {
    ids.iter().map(|id| placed(values, *id)).collect::<Vec<_>>().join(", ")
}

/// What an actor keeps: open cases, and others that changed since.
fn kept(actor: &Actor, since: Millis, values: &mut Vec<Bind>) -> String {
    let fence = fence(actor, values);
    format!("{fence} AND (open = 1 OR updated_at >= {})", placed(values, since))
}

/// A page in the order of ids.
pub async fn page(
    cx: &mut Cx,
    actor: &Actor,
    part: Part,
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<Seen>, Fault> {
    let mut values = Vec::new();
    let mut condition = fence(actor, &mut values);
    match part {
        Part::Open => condition.push_str(" AND open = 1"),
        Part::Resting { since } => {
            condition.push_str(&format!(" AND open = 0 AND updated_at >= {}", placed(&mut values, since)));
        }
    }
    if let Some(after) = after {
        condition.push_str(&format!(" AND id > {}", placed(&mut values, after)));
    }
    let sql = format!("SELECT rv, outer_rv, body FROM cases WHERE {condition} ORDER BY id LIMIT {limit}");
    cx.all(&sql, values).await?.iter().map(seen).collect()
}

/// Those of the ids that the actor keeps.
pub async fn some(cx: &mut Cx, actor: &Actor, ids: &[Uuid], since: Millis) -> Result<Vec<Seen>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Vec::new();
    let chosen = chosen("rv, outer_rv, body", ids, &mut values);
    let kept = kept(actor, since, &mut values);
    let sql = format!("{chosen} WHERE {kept}");
    cx.all(&sql, values).await?.iter().map(seen).collect()
}

/// Closed cases whose last change lies between two moments.
pub async fn rested(cx: &mut Cx, actor: &Actor, from: Millis, to: Millis) -> Result<Vec<Uuid>, Fault> {
    let mut values = Vec::new();
    let fence = fence(actor, &mut values);
    let (from, to) = (placed(&mut values, from), placed(&mut values, to));
    let sql = format!("SELECT id FROM cases WHERE {fence} AND open = 0 AND updated_at >= {from} AND updated_at < {to}");
    Ok(cx.all(&sql, values).await?.iter().map(|row| row.id::<CaseId>("id").0).collect())
}

/// Id and version of everything the actor keeps.
pub async fn versions(cx: &mut Cx, actor: &Actor, since: Millis) -> Result<Vec<(String, i64)>, Fault> {
    let mut values = Vec::new();
    let kept = kept(actor, since, &mut values);
    let version = if actor.is_staff() { "rv" } else { "outer_rv" };
    let sql = format!("SELECT id, {version} AS version FROM cases WHERE {kept}");
    Ok(cx.all(&sql, values).await?.iter().map(|row| (row.text("id"), row.int("version"))).collect())
}

/// The ids of a kind of records that kept cases name.
pub fn naming(actor: &Actor, kind: &str, since: Millis) -> Named {
    let column = match kind {
        "companies" => "company_id",
        "contacts" => "contact_id",
        "assets" => "asset_id",
        // No case names any other.
        _ => return Named { sql: "SELECT id FROM cases WHERE 1 = 0".into(), values: Vec::new() },
    };
    let mut values = Vec::new();
    let kept = kept(actor, since, &mut values);
    Named { sql: format!("SELECT {column} FROM cases WHERE {kept}"), values }
}

/// The newest entries of each case, newest first, without the kinds hidden from the reader.
pub async fn timelines(
    cx: &mut Cx,
    cases: &[Uuid],
    limit: usize,
    hidden: Option<&[&str]>,
) -> Result<HashMap<Uuid, Vec<Entry>>, Fault> {
    let fence =
        hidden.map_or(String::new(), |kinds| format!("AND internal = 0 AND kind NOT IN ('{}')", kinds.join("', '")));
    let mut values = Vec::new();
    let places = places(&mut values, cases);
    let sql = format!(
        "SELECT case_id, id, pos, at, by_id, by_name, by_kind, body, said_at, counts_at FROM (\
         SELECT case_id, id, pos, at, by_id, by_name, by_kind, body, said_at, counts_at, \
         ROW_NUMBER() OVER (PARTITION BY case_id ORDER BY pos DESC) AS n FROM case_events \
         WHERE case_id IN ({places}) {fence}) AS newest WHERE n <= {limit} ORDER BY case_id, pos DESC"
    );
    let mut timelines: HashMap<Uuid, Vec<Entry>> = HashMap::new();
    for row in cx.all(&sql, values).await? {
        let case = row.id::<CaseId>("case_id");
        timelines.entry(case.0).or_default().push(parse_entry(&row, case)?);
    }
    Ok(timelines)
}
