//! Many cases at once, as they stand after everything that was told of them: for filling a database.

use yingda_shared::cases::Case;
use yingda_shared::cases::events::Entry;
use yingda_shared::fault::Fault;

use super::{columns, staff_scopes};
use crate::ctx::Cx;
use crate::db::{Bind, bulk, feed, id, maybe_id};
use crate::failure;

/// Tables whose indexes are made after they were filled.
pub const TABLES: &[&str] = &["cases", "case_events"];

/// Rows of some cases, ready to be written.
#[derive(Default)]
pub struct Rows {
    /// Columns of the cases.
    names: Vec<&'static str>,
    cases: Vec<Vec<Bind>>,
    entries: Vec<Vec<Bind>>,
    feed: Vec<Vec<Bind>>,
}

impl Rows {
    /// A case with its timeline, whose positions are given. `at`: when it stands on the feed, if it does.
    pub fn add(&mut self, case: &Case, entries: &[Entry], at: Option<i64>) -> Result<(), Fault> {
        let mut row = columns(case)?;
        row.extend([("id", id(case.id)), ("outer_rv", case.rv.into())]);
        let (names, values) = row.into_iter().unzip();
        self.names = names;
        self.cases.push(values);
        for entry in entries {
            self.entries.push(vec![
                entry.pos.into(),
                id(entry.id),
                id(case.id),
                entry.at.into(),
                entry.event.kind().into(),
                entry.event.is_internal().into(),
                maybe_id(entry.by_id),
                entry.by.as_str().into(),
                entry.by_kind.as_str().into(),
                Bind::NoText,
                serde_json::to_string(&entry.event).map_err(|error| failure::internal(&error))?.into(),
            ]);
        }
        if let Some(at) = at {
            let staff = staff_scopes(case);
            let everyone = case.scopes();
            for entry in entries {
                let vis = if entry.event.is_internal() { &staff } else { &everyone };
                self.feed.push(feed::row(entry.pos, "case_events", &entry.id.to_string(), vis, at));
            }
            self.feed.push(feed::row(case.rv, "cases", &case.id.to_string(), &everyone, at));
        }
        Ok(())
    }

    pub async fn write(self, cx: &mut Cx) -> Result<(), Fault> {
        let head = format!("INSERT INTO cases ({})", self.names.join(", "));
        let conn = cx.conn().await?;
        bulk::insert(conn, &head, self.cases).await.map_err(failure::db)?;
        let head =
            "INSERT INTO case_events (pos, id, case_id, at, kind, internal, by_id, by_name, by_kind, source, body)";
        bulk::insert(conn, head, self.entries).await.map_err(failure::db)?;
        feed::append_rows(conn, self.feed).await.map_err(failure::db)
    }
}
