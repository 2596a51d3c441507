//! The cases of one contact, for whoever takes their data along or out.

use std::collections::BTreeSet;

use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::id::{CaseId, ContactId, UserId};

use super::{parse_entry, placed};
use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, id};
use crate::failure;

/// Cases asked for in one statement.
const CHUNK: usize = 200;

/// The cases reported by or for a contact, and those that these came to by a merge.
pub async fn of_contact(cx: &mut Cx, contact: ContactId) -> Result<Vec<CaseId>, Fault> {
    let sql = "SELECT id FROM cases WHERE contact_id = $1 \
               UNION SELECT case_id AS id FROM case_joined WHERE scope = $2 ORDER BY id";
    let rows = cx.all(sql, vec![id(contact), scope::contact(contact).into()]).await?;
    Ok(rows.iter().map(|row| row.id("id")).collect())
}

/// Every case that may hold something of a person: theirs, those that theirs ever went into or were
/// split into, also where that was undone, and those in which their accounts wrote.
pub async fn with_traces(cx: &mut Cx, contact: ContactId, accounts: &[UserId]) -> Result<BTreeSet<CaseId>, Fault> {
    let mut next = of_contact(cx, contact).await?;
    let mut all: BTreeSet<CaseId> = next.iter().copied().collect();
    while !next.is_empty() {
        let mut found = Vec::new();
        for chunk in next.chunks(CHUNK) {
            let mut values = Vec::new();
            let places: Vec<String> = chunk.iter().map(|case| placed(&mut values, case.0)).collect();
            let sql = format!(
                "SELECT body FROM case_events WHERE case_id IN ({}) AND kind IN ('merged', 'split_off')",
                places.join(", ")
            );
            for row in cx.all(&sql, values).await? {
                match serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))? {
                    CaseEvent::Merged { case_id, .. } | CaseEvent::SplitOff { case_id, .. } => found.push(case_id),
                    _ => {}
                }
            }
        }
        next = found.into_iter().filter(|case| all.insert(*case)).collect();
    }
    for account in accounts {
        let rows = cx.all("SELECT DISTINCT case_id FROM case_events WHERE by_id = $1", vec![id(*account)]).await?;
        all.extend(rows.iter().map(|row| row.id::<CaseId>("case_id")));
    }
    Ok(all)
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
        "SELECT case_id, id, pos, at, by_id, by_name, by_kind, body, said_at, counts_at FROM case_events \
         WHERE case_id = $1 AND pos > $2 ORDER BY pos LIMIT {limit}"
    );
    cx.all(&sql, vec![id(case), pos.into()]).await?.iter().map(|row| parse_entry(row, case)).collect()
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
