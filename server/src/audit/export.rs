//! The audit as a table for a spreadsheet: every line that meets the filter, page by page, however
//! many there are.

use std::sync::Arc;

use bytes::Bytes;
use futures::Stream;
use yingda_shared::audit::{AuditRow, ListAudit};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::PAGE_MAX;
use yingda_shared::kernel::time::{OffsetMinutes, date_time};

use super::{sees_all, store};
use crate::ctx::Caller;
use crate::failure;
use crate::services::Services;

const HEADER: [&str; 12] =
    ["line", "time", "who", "role", "device", "operation", "kind", "object", "field", "before", "after", "reason"];

/// The pieces of the file. A piece that fails ends it early, and whoever downloads it is told by that.
pub fn csv(services: Arc<Services>, caller: Caller, filter: ListAudit) -> impl Stream<Item = Result<Bytes, Fault>> {
    futures::stream::try_unfold(Some((filter, true)), move |state| {
        let (services, caller) = (services.clone(), caller.clone());
        async move {
            let Some((mut filter, first)) = state else { return Ok(None) };
            let offset = services.config.offset;
            let mut cx = services.reader(caller);
            let whole = sees_all(&cx);
            let page = store::list(&mut cx, &filter, whole, PAGE_MAX as usize).await?;
            drop(cx);
            let piece = table(&page.rows, first, offset)?;
            let next = page.next.map(|cursor| {
                filter.cursor = Some(cursor);
                (filter, false)
            });
            Ok(Some((piece, next)))
        }
    })
}

fn table(rows: &[AuditRow], first: bool, offset: OffsetMinutes) -> Result<Bytes, Fault> {
    let mut out = Vec::new();
    if first {
        // Spreadsheets take a file for UTF-8 by this mark alone.
        out.extend_from_slice("\u{feff}".as_bytes());
    }
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let failed = |error: csv::Error| failure::internal(&error);
    if first {
        writer.write_record(HEADER).map_err(failed)?;
    }
    for row in rows {
        let (pos, at) = (row.pos.to_string(), date_time(row.at, offset));
        let cells = [
            &pos,
            &at,
            &row.by,
            &row.role,
            &row.device,
            &row.action,
            &row.kind,
            &row.object,
            &row.field,
            &row.old,
            &row.new,
            &row.reason,
        ];
        writer.write_record(cells.map(|cell| harmless(cell))).map_err(failed)?;
    }
    writer.into_inner().map(Bytes::from).map_err(|error| failure::internal(&error))
}

/// A cell that a spreadsheet would run as a formula becomes text.
fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for text in ["", "1-1", "a=b", "2026-11-29"] {
            assert_eq!(harmless(text), text);
        }
    }
}
