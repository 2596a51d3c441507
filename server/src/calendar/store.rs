//! The table of versions.

use yingda_shared::calendar::{CalendarVersion, WorkCalendar};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{Id, UserId, Uuid};
use yingda_shared::kernel::page::Page;

use crate::binds;
use crate::ctx::Cx;
use crate::db::Row;
use crate::failure;

/// Versions of one answer.
const PAGE: usize = 50;

/// Keeps a calendar as it was saved just now; its `rv` is the one that it was saved as.
pub async fn keep(cx: &mut Cx, calendar: &WorkCalendar) -> Result<(), Fault> {
    let body = serde_json::to_string(calendar).map_err(|error| failure::internal(&error))?;
    let (now, by) = (cx.now, cx.actor().user_id.map(|id| id.to_string()));
    let sql = "INSERT INTO calendar_versions (calendar_id, rv, at, by_id, body) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (calendar_id, rv) DO NOTHING";
    cx.exec(sql, binds![calendar.id.uuid(), calendar.rv, now, by, body]).await.map(drop)
}

/// Every version of a calendar, in the order in which they were saved.
pub async fn all(cx: &mut Cx, calendar: Uuid) -> Result<Vec<WorkCalendar>, Fault> {
    let sql = "SELECT rv, body FROM calendar_versions WHERE calendar_id = $1 ORDER BY rv";
    cx.all(sql, binds![calendar]).await?.iter().map(parse).collect()
}

/// A page of them, the last saved first; who saved them has no name yet.
pub async fn page(cx: &mut Cx, calendar: Uuid, before: Option<i64>) -> Result<Page<CalendarVersion>, Fault> {
    let sql = format!(
        "SELECT rv, at, by_id, body FROM calendar_versions WHERE calendar_id = $1 AND rv < $2 ORDER BY rv DESC LIMIT {}",
        PAGE + 1
    );
    let rows = cx.all(&sql, binds![calendar, before.unwrap_or(i64::MAX)]).await?;
    let version = |row: &Row| {
        let by_id: Option<UserId> = row.maybe_id("by_id");
        Ok(CalendarVersion { at: row.int("at"), by_id, by: String::new(), calendar: parse(row)? })
    };
    let more = rows.len() > PAGE;
    let rows: Vec<CalendarVersion> = rows.iter().take(PAGE).map(version).collect::<Result<_, Fault>>()?;
    let next = rows.last().filter(|_| more).map(|version| version.calendar.rv.to_string());
    Ok(Page { rows, next })
}

fn parse(row: &Row) -> Result<WorkCalendar, Fault> {
    let calendar: WorkCalendar = serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
    Ok(WorkCalendar { rv: row.int("rv"), ..calendar })
}
