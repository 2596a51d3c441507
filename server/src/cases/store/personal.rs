//! The cases of one contact, for whoever takes their data along or out.

use yingda_shared::cases::Case;
use yingda_shared::cases::events::Entry;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, ContactId};

use super::{parse, parse_entry};
use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, id};
use crate::failure;

/// Cases of a contact after one of them, in the order of their last change.
pub async fn of_contact(
    cx: &mut Cx,
    contact: ContactId,
    after: Option<&Case>,
    limit: usize,
) -> Result<Vec<Case>, Fault> {
    let (at, last) = after.map_or((-1, String::new()), |case| (case.updated_at, case.id.to_string()));
    let sql = format!(
        "SELECT rv, body FROM cases WHERE contact_id = $1 AND (updated_at, id) > ($2, $3) \
         ORDER BY updated_at, id LIMIT {limit}"
    );
    cx.all(&sql, vec![id(contact), at.into(), last.into()]).await?.iter().map(parse).collect()
}

/// How many there are, and how many of them somebody still works on.
pub async fn count_of_contact(cx: &mut Cx, contact: ContactId) -> Result<(i64, i64), Fault> {
    let sql = "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(open), 0) AS BIGINT) AS open FROM cases WHERE contact_id = $1";
    let row = cx.one(sql, vec![id(contact)]).await?;
    Ok((row.int("n"), row.int("open")))
}

/// Their ids, as a subquery for the stores of what belongs to cases.
pub fn ids_of_contact(contact: ContactId, values: &mut Vec<Bind>) -> String {
    values.push(id(contact));
    format!("SELECT id FROM cases WHERE contact_id = ${}", values.len())
}

/// The ids of cases that rest since before a moment, likewise.
pub fn ids_resting(before: i64, values: &mut Vec<Bind>) -> String {
    values.push(before.into());
    let n = values.len();
    format!("SELECT id FROM cases WHERE state IN ('closed', 'cancelled', 'merged', 'duplicate') AND updated_at < ${n}")
}

/// Entries of a timeline after a position, oldest first.
pub async fn entries_after(cx: &mut Cx, case: CaseId, pos: i64, limit: usize) -> Result<Vec<Entry>, Fault> {
    let sql = format!(
        "SELECT id, pos, at, by_id, by_name, by_kind, body FROM case_events \
         WHERE case_id = $1 AND pos > $2 ORDER BY pos LIMIT {limit}"
    );
    cx.all(&sql, vec![id(case), pos.into()]).await?.iter().map(parse_entry).collect()
}

/// Puts other words in the place of an entry's.
pub async fn rewrite_entry(cx: &mut Cx, entry: &Entry) -> Result<(), Fault> {
    let body = serde_json::to_string(&entry.event).map_err(|error| failure::internal(&error))?;
    let sql = "UPDATE case_events SET by_name = $1, body = $2 WHERE pos = $3";
    cx.exec(sql, binds![entry.by.as_str(), body, entry.pos]).await.map(drop)
}

/// Its link opens nothing any more.
pub async fn forget_track(cx: &mut Cx, case: CaseId) -> Result<(), Fault> {
    cx.exec("UPDATE cases SET track_hash = NULL WHERE id = $1", vec![id(case)]).await.map(drop)
}
