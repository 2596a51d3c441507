//! The audit as a table for a spreadsheet: every line that meets the filter, page by page, however
//! many there are.

use std::sync::Arc;

use bytes::Bytes;
use futures::Stream;
use yingda_shared::audit::{AuditRow, ListAudit};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::PAGE_MAX;

use super::{sees_all, store};
use crate::ctx::Caller;
use crate::services::Services;
use crate::sheet::{Csv, Out};

const HEADER: [&str; 12] =
    ["line", "time", "who", "role", "device", "operation", "kind", "object", "field", "before", "after", "reason"];

/// The pieces of the file. A piece that fails ends it early, and whoever downloads it is told by that.
pub fn csv(services: Arc<Services>, caller: Caller, filter: ListAudit) -> impl Stream<Item = Result<Bytes, Fault>> {
    let mut file = Csv::new(services.config.offset);
    file.row(&HEADER.map(|heading| Out::Text(heading.into())));
    futures::stream::try_unfold(Some((filter, file)), move |state| {
        let (services, caller) = (services.clone(), caller.clone());
        async move {
            let Some((mut filter, mut file)) = state else { return Ok(None) };
            let mut cx = services.reader(caller);
            let whole = sees_all(&cx);
            let page = store::list(&mut cx, &filter, whole, PAGE_MAX as usize).await?;
            drop(cx);
            page.rows.into_iter().for_each(|row| file.row(&cells(row)));
            let piece = Bytes::from(file.take());
            let next = page.next.map(|cursor| {
                filter.cursor = Some(cursor);
                (filter, file)
            });
            Ok(Some((piece, next)))
        }
    })
}

/// A line in the order of `HEADER`.
fn cells(row: AuditRow) -> Vec<Out> {
    let AuditRow { pos, at, by, role, device, action, kind, object, field, old, new, reason } = row;
    let place = [Out::Text(pos.to_string()), Out::Moment(at)];
    let words = [by, role, device, action, kind, object, field, old, new, reason].map(Out::Text);
    place.into_iter().chain(words).collect()
}
