//! Timelines: entries are added, read in parts, and found by where an import took them from.

use yingda_shared::cases::Case;
use yingda_shared::cases::arriving::Noted;
use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::cases::faces::Part;
use yingda_shared::fault::{Fault, FieldChange};
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::{CaseId, EntryId, UserId};

use super::super::handlers::as_change;
use super::{placed, staff_scopes};
use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, Row, id, maybe_id};
use crate::failure;

/// Adds an entry to the timeline; its feed position is its place there.
pub async fn add_entry(cx: &mut Cx, case: &Case, mut entry: Entry, source: Option<&str>) -> Result<Entry, Fault> {
    let internal = entry.event.is_internal();
    let vis = if internal { staff_scopes(case) } else { case.scopes() };
    entry.pos = cx.touch("case_events", &entry.id.to_string(), vis).await?;
    let sql = "INSERT INTO case_events \
               (pos, id, case_id, at, kind, internal, by_id, by_name, by_kind, source, body, said_at, counts_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
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
        entry.noted.map(|noted| noted.said_at).into(),
        entry.noted.map(|noted| noted.counts_at).into(),
    ];
    cx.exec(sql, values).await?;
    Ok(entry)
}

/// `case`: the one whose timeline it is read in.
pub(super) fn parse_entry(row: &Row, case: CaseId) -> Result<Entry, Fault> {
    Ok(Entry {
        of: Some(row.id("case_id")).filter(|of| *of != case),
        id: row.id("id"),
        pos: row.int("pos"),
        at: row.int("at"),
        by_id: row.maybe_id("by_id"),
        by: row.text("by_name"),
        by_kind: ActorKind::parse(&row.text("by_kind")).unwrap_or(ActorKind::System),
        noted: row
            .maybe_int("said_at")
            .zip(row.maybe_int("counts_at"))
            .map(|(said_at, counts_at)| Noted { said_at, counts_at }),
        event: serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?,
    })
}

const COLUMNS: &str = "case_id, id, pos, at, by_id, by_name, by_kind, body, said_at, counts_at";

/// The condition for the entries of these parts, without the kinds `hidden` from the reader: what a side
/// does not see must not use up its page either. The words are ours.
fn within(parts: &[Part], hidden: Option<&[&str]>, values: &mut Vec<Bind>) -> String {
    let part = |part: &Part| match part.after {
        ..=0 => format!("case_id = {}", placed(values, part.case.0)),
        after => format!("(case_id = {} AND pos > {})", placed(values, part.case.0), placed(values, after)),
    };
    let parts = parts.iter().map(part).collect::<Vec<_>>().join(" OR ");
    let parts = if parts.is_empty() { "1 = 0".into() } else { parts };
    match hidden {
        None => format!("({parts})"),
        Some(kinds) => format!("({parts}) AND internal = 0 AND kind NOT IN ('{}')", kinds.join("', '")),
    }
}

/// Entries of a case's parts before a position, newest first.
pub async fn entries(
    cx: &mut Cx,
    case: CaseId,
    parts: &[Part],
    before: Option<i64>,
    limit: usize,
    hidden: Option<&[&str]>,
) -> Result<Vec<Entry>, Fault> {
    let mut values = Vec::new();
    let within = within(parts, hidden, &mut values);
    let before = placed(&mut values, before.unwrap_or(i64::MAX));
    let sql =
        format!("SELECT {COLUMNS} FROM case_events WHERE {within} AND pos < {before} ORDER BY pos DESC LIMIT {limit}");
    let rows = cx.all(&sql, values).await?;
    rows.iter().map(|row| parse_entry(row, case)).collect()
}

/// Entries told at most of what was added.
const ADDED_MAX: usize = 100;

/// The newest entries of a case's parts after a position, oldest first.
pub async fn since(
    cx: &mut Cx,
    case: CaseId,
    parts: &[Part],
    pos: i64,
    hidden: Option<&[&str]>,
) -> Result<Vec<Entry>, Fault> {
    let mut values = Vec::new();
    let within = within(parts, hidden, &mut values);
    let pos = placed(&mut values, pos);
    let sql =
        format!("SELECT {COLUMNS} FROM case_events WHERE {within} AND pos > {pos} ORDER BY pos DESC LIMIT {ADDED_MAX}");
    let rows = cx.all(&sql, values).await?;
    rows.iter().rev().map(|row| parse_entry(row, case)).collect()
}

/// Entries of a case with these ids.
pub async fn entries_of(cx: &mut Cx, case: CaseId, ids: &[EntryId]) -> Result<Vec<Entry>, Fault> {
    let mut values = vec![id(case)];
    let places: Vec<String> = ids.iter().map(|entry| placed(&mut values, entry.0)).collect();
    let sql = format!("SELECT {COLUMNS} FROM case_events WHERE case_id = $1 AND id IN ({})", places.join(", "));
    cx.all(&sql, values).await?.iter().map(|row| parse_entry(row, case)).collect()
}

/// The newest thing the customer side wrote after a position.
pub async fn customer_reply_after(cx: &mut Cx, case: CaseId, pos: i64) -> Result<Option<FieldChange>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM case_events WHERE case_id = $1 AND pos > $2 \
         AND kind = 'commented' AND by_kind IN ('customer', 'guest') ORDER BY pos DESC LIMIT 1"
    );
    let Some(row) = cx.maybe(&sql, vec![id(case), pos.into()]).await? else { return Ok(None) };
    let entry = parse_entry(&row, case)?;
    Ok(match &entry.event {
        CaseEvent::Commented { text, .. } => Some(as_change(&entry, text)),
        _ => None,
    })
}

/// Who solved a case last.
pub async fn solved_by(cx: &mut Cx, case: CaseId) -> Result<Option<UserId>, Fault> {
    let sql = "SELECT by_id FROM case_events WHERE case_id = $1 AND kind = 'resolved' ORDER BY pos DESC LIMIT 1";
    Ok(cx.maybe(sql, vec![id(case)]).await?.and_then(|row| row.maybe_id("by_id")))
}

/// Whether an import already brought a row of this source.
pub async fn entry_by_source(cx: &mut Cx, source: &str) -> Result<bool, Fault> {
    Ok(cx.maybe("SELECT pos FROM case_events WHERE source = $1", binds![source]).await?.is_some())
}

/// The lines of an import that this case's entries came from.
pub async fn entry_sources(cx: &mut Cx, case: CaseId) -> Result<std::collections::HashSet<String>, Fault> {
    let sql = "SELECT source FROM case_events WHERE case_id = $1 AND source IS NOT NULL";
    Ok(cx.all(sql, vec![id(case)]).await?.iter().map(|row| row.text("source")).collect())
}
