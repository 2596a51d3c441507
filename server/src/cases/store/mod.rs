//! The tables of cases and their timelines.

mod filter;
mod labels;
pub mod personal;
pub mod replica;
mod since;

pub use filter::{Filter, count_by_state, page};
pub use labels::labels;
pub use since::since;

use yingda_shared::cases::Case;
use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::cases::search::search_text;
use yingda_shared::fault::{Fault, FieldChange};
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::kernel::id::CaseId;

use super::handlers::as_change;
use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, Row, id, maybe_id};
use crate::failure;

/// The columns whose values make a row's scopes, with the prefix of each: `Case::scopes` in SQL.
const SCOPE_COLUMNS: &[(&str, &str)] = &[
    ("unit:", "unit_id"),
    ("team:", "team_id"),
    ("user:", "assignee_id"),
    ("firm:", "firm_id"),
    ("acct:", "company_id"),
    ("contact:", "contact_id"),
    ("case:", "id"),
];

/// The condition under which an actor sees a case. Placeholders continue after `values`.
pub fn fence(actor: &Actor, values: &mut Vec<Bind>) -> String {
    use yingda_shared::identity::actor::scope::ORGANISATION;
    if actor.kind == ActorKind::System || actor.grants.contains(ORGANISATION) {
        return "1 = 1".into();
    }
    let mut alternatives = Vec::new();
    for (prefix, column) in SCOPE_COLUMNS {
        let granted = actor.grants.iter().filter_map(|grant| grant.strip_prefix(prefix));
        let places: Vec<String> = granted
            .map(|value| {
                values.push(value.into());
                format!("${}", values.len())
            })
            .collect();
        if !places.is_empty() {
            alternatives.push(format!("{column} IN ({})", places.join(", ")));
        }
    }
    if alternatives.is_empty() { "1 = 0".into() } else { format!("({})", alternatives.join(" OR ")) }
}

/// The ids of the cases an actor sees, as a subquery for the stores of those that tell of cases.
pub fn seen(actor: &Actor, values: &mut Vec<Bind>) -> String {
    format!("SELECT id FROM cases WHERE {}", fence(actor, values))
}

pub fn parse(row: &Row) -> Result<Case, Fault> {
    let mut case: Case = serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
    case.rv = row.int("rv");
    Ok(case)
}

async fn find_where(cx: &mut Cx, condition: &str, value: Bind) -> Result<Option<Case>, Fault> {
    let mut values = vec![value];
    let fence = fence(&cx.caller.actor.clone(), &mut values);
    let sql = format!("SELECT rv, body FROM cases WHERE {condition} AND {fence}");
    cx.maybe(&sql, values).await?.map(|row| parse(&row)).transpose()
}

pub async fn find_visible(cx: &mut Cx, case: CaseId) -> Result<Option<Case>, Fault> {
    find_where(cx, "id = $1", id(case)).await
}

pub async fn find_visible_by_number(cx: &mut Cx, number: &str) -> Result<Option<Case>, Fault> {
    find_where(cx, "number = $1", number.trim().to_uppercase().into()).await
}

/// The case for the desk's own work on it, whoever's request that follows from.
pub async fn find(cx: &mut Cx, case: CaseId) -> Result<Option<Case>, Fault> {
    cx.maybe("SELECT rv, body FROM cases WHERE id = $1", vec![id(case)]).await?.map(|row| parse(&row)).transpose()
}

pub async fn visible(cx: &mut Cx, case: CaseId) -> Result<bool, Fault> {
    Ok(find_visible(cx, case).await?.is_some())
}

pub async fn exists(cx: &mut Cx, case: CaseId) -> Result<bool, Fault> {
    Ok(cx.maybe("SELECT id FROM cases WHERE id = $1", vec![id(case)]).await?.is_some())
}

/// The case a tracking secret opens, and its reporter's name.
pub async fn tracked(cx: &mut Cx, hash: &str) -> Result<Option<(CaseId, String)>, Fault> {
    let row = cx.maybe("SELECT rv, body FROM cases WHERE track_hash = $1", binds![hash]).await?;
    let case = row.map(|row| parse(&row)).transpose()?;
    Ok(case.map(|case| (case.id, case.contact_name)))
}

/// A new row. Its first entry follows in the same transaction.
pub async fn insert(cx: &mut Cx, case: &Case, track_hash: Option<&str>, source: Option<&str>) -> Result<(), Fault> {
    let sql = "INSERT INTO cases (rv, number, state, open, priority, unit_id, team_id, assignee_id, firm_id, company_id, \
               contact_id, category_id, asset_id, created_at, updated_at, resolve_by, search, body, id, track_hash, source, outer_rv) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $1)";
    let mut values = columns(case)?;
    values.push(id(case.id));
    values.push(track_hash.map(str::to_string).into());
    values.push(source.map(str::to_string).into());
    cx.exec(sql, values).await.map(drop)
}

fn columns(case: &Case) -> Result<Vec<Bind>, Fault> {
    Ok(vec![
        case.rv.into(),
        case.number.as_str().into(),
        case.state.as_str().into(),
        case.state.is_open().into(),
        (case.priority as i64 + 1).into(),
        id(case.unit_id),
        maybe_id(case.team_id),
        maybe_id(case.assignee_id),
        maybe_id(case.firm_id),
        maybe_id(case.company_id),
        maybe_id(case.contact_id),
        maybe_id(case.category_id),
        maybe_id(case.asset_id),
        case.created_at.into(),
        case.updated_at.into(),
        case.resolve_by.into(),
        search_text(case).into(),
        serde_json::to_string(case).map_err(|error| failure::internal(&error))?.into(),
    ])
}

/// Replaces the row and puts the change on the feed for everyone who saw it before or sees it now.
pub async fn save(cx: &mut Cx, case: &mut Case, before: &Case) -> Result<(), Fault> {
    let mut vis = before.scopes();
    vis.extend(case.scopes().into_iter().filter(|scope| !before.scopes().contains(scope)));
    replace(cx, case, vis, true).await
}

/// The same for a change that staff alone may hear of.
pub async fn save_among_staff(cx: &mut Cx, case: &mut Case) -> Result<(), Fault> {
    let vis = staff_scopes(case);
    replace(cx, case, vis, false).await
}

async fn replace(cx: &mut Cx, case: &mut Case, vis: Vec<String>, outside: bool) -> Result<(), Fault> {
    case.rv = cx.touch("cases", &case.id.to_string(), vis).await?;
    update(cx, case, outside).await
}

/// `outside`: whether those outside see the change, and with it a new version.
pub async fn update(cx: &mut Cx, case: &Case, outside: bool) -> Result<(), Fault> {
    let sql = "UPDATE cases SET rv = $1, number = $2, state = $3, open = $4, priority = $5, unit_id = $6, team_id = $7, \
               assignee_id = $8, firm_id = $9, company_id = $10, contact_id = $11, category_id = $12, asset_id = $13, \
               created_at = $14, updated_at = $15, resolve_by = $16, search = $17, body = $18, \
               outer_rv = CASE WHEN $19 = 1 THEN $1 ELSE outer_rv END WHERE id = $20";
    let mut values = columns(case)?;
    values.push(outside.into());
    values.push(id(case.id));
    cx.exec(sql, values).await.map(drop)
}

/// Adds an entry to the timeline; its feed position is its place there.
pub async fn add_entry(cx: &mut Cx, case: &Case, mut entry: Entry, source: Option<&str>) -> Result<Entry, Fault> {
    let internal = entry.event.is_internal();
    let vis = if internal { staff_scopes(case) } else { case.scopes() };
    entry.pos = cx.touch("case_events", &entry.id.to_string(), vis).await?;
    let sql = "INSERT INTO case_events (pos, id, case_id, at, kind, internal, by_id, by_name, by_kind, source, body) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = vec![
        entry.pos.into(),
        id(entry.id),
        id(case.id),
        entry.at.into(),
        entry.event.kind().into(),
        internal.into(),
        maybe_id(entry.by_id),
        entry.by.as_str().into(),
        entry.by_kind.as_str().into(),
        source.map(str::to_string).into(),
        serde_json::to_string(&entry.event).map_err(|error| failure::internal(&error))?.into(),
    ];
    cx.exec(sql, values).await?;
    Ok(entry)
}

/// Scopes without those of customers and partners.
fn staff_scopes(case: &Case) -> Vec<String> {
    let outside = ["firm:", "acct:", "contact:", "case:"];
    case.scopes().into_iter().filter(|scope| !outside.iter().any(|prefix| scope.starts_with(prefix))).collect()
}

fn parse_entry(row: &Row) -> Result<Entry, Fault> {
    Ok(Entry {
        id: row.id("id"),
        pos: row.int("pos"),
        at: row.int("at"),
        by_id: row.maybe_id("by_id"),
        by: row.text("by_name"),
        by_kind: ActorKind::parse(&row.text("by_kind")).unwrap_or(ActorKind::System),
        event: serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?,
    })
}

/// Entries of a case before a position, newest first, without the kinds `hidden` from the reader.
pub async fn entries(
    cx: &mut Cx,
    case: CaseId,
    before: Option<i64>,
    limit: usize,
    hidden: Option<&[&str]>,
) -> Result<Vec<Entry>, Fault> {
    // What a side does not see must not use up its page either. The words are ours.
    let fence =
        hidden.map_or(String::new(), |kinds| format!("AND internal = 0 AND kind NOT IN ('{}')", kinds.join("', '")));
    let sql = format!(
        "SELECT id, pos, at, by_id, by_name, by_kind, body FROM case_events \
         WHERE case_id = $1 AND pos < $2 {fence} ORDER BY pos DESC LIMIT {limit}"
    );
    let rows = cx.all(&sql, vec![id(case), before.unwrap_or(i64::MAX).into()]).await?;
    rows.iter().map(parse_entry).collect()
}

/// The newest thing the customer side wrote after a position.
pub async fn customer_reply_after(cx: &mut Cx, case: CaseId, pos: i64) -> Result<Option<FieldChange>, Fault> {
    let sql = "SELECT id, pos, at, by_id, by_name, by_kind, body FROM case_events WHERE case_id = $1 AND pos > $2 \
               AND kind = 'commented' AND by_kind IN ('customer', 'guest') ORDER BY pos DESC LIMIT 1";
    let Some(row) = cx.maybe(sql, vec![id(case), pos.into()]).await? else { return Ok(None) };
    let entry = parse_entry(&row)?;
    Ok(match &entry.event {
        CaseEvent::Commented { text, .. } => Some(as_change(&entry, text)),
        _ => None,
    })
}

/// Whether an import already brought a row of this source.
pub async fn entry_by_source(cx: &mut Cx, source: &str) -> Result<bool, Fault> {
    Ok(cx.maybe("SELECT pos FROM case_events WHERE source = $1", binds![source]).await?.is_some())
}

pub async fn by_source(cx: &mut Cx, source: &str) -> Result<Option<Case>, Fault> {
    cx.maybe("SELECT rv, body FROM cases WHERE source = $1", binds![source]).await?.map(|row| parse(&row)).transpose()
}

/// The lines of an import that this case's entries came from.
pub async fn entry_sources(cx: &mut Cx, case: CaseId) -> Result<std::collections::HashSet<String>, Fault> {
    let sql = "SELECT source FROM case_events WHERE case_id = $1 AND source IS NOT NULL";
    Ok(cx.all(sql, vec![id(case)]).await?.iter().map(|row| row.text("source")).collect())
}
