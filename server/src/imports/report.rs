//! The rows that were left out, as a table like the one they came in, with the reason beside: what is
//! put right in it can be brought in again.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use yingda_shared::fault::Fault;
use yingda_shared::identity::policy::authorise;
use yingda_shared::imports::{Outcome, RowFault};
use yingda_shared::kernel::id::Uuid;

use super::store::{self, RowBody};
use super::{file, rows};
use crate::ctx::Caller;
use crate::services::Services;
use crate::sheet::{Csv, Out};
use crate::words::{Language, fault, say};

/// Rows whose reasons are looked up at once.
const AHEAD: usize = 500;

pub type Pieces = BoxStream<'static, Result<Bytes, Fault>>;

/// Name and pieces of the file.
pub async fn report(
    services: &Arc<Services>,
    caller: Caller,
    id: Uuid,
    language: Language,
) -> Result<(String, Pieces), Fault> {
    authorise(&caller.actor, "imports.rows")?;
    let import = store::visible(&mut services.reader(caller.clone()), id).await?;
    let base = import.body.name.rsplit_once('.').map_or(import.body.name.as_str(), |(base, _)| base);
    let name = format!("{base}-{}.csv", say(language, "import_outcome", Outcome::Refused.as_str()));
    let mut csv = Csv::new(services.config.offset);
    let reason = say(language, "import_report", "reason");
    let heading = import.body.headings.iter().cloned().chain([say(language, "import_report", "line"), reason]);
    csv.row(&heading.map(Out::Text).collect::<Vec<_>>());
    let groups = rows::groups(file::bytes(services, id).await?, &import.body.choices, 0);
    let state = Report {
        services: services.clone(),
        caller,
        import: id,
        width: import.body.headings.len(),
        language,
        reasons: BTreeMap::new(),
        after: 0,
        csv,
        groups,
    };
    let pieces = stream::unfold(Some(state), |state| async move {
        let mut state = state?;
        match state.piece().await {
            Ok(Some(bytes)) => Some((Ok(bytes), Some(state))),
            Ok(None) => None,
            Err(fault) => Some((Err(fault), None)),
        }
    });
    Ok((name, pieces.boxed()))
}

struct Report {
    services: Arc<Services>,
    caller: Caller,
    import: Uuid,
    width: usize,
    language: Language,
    reasons: BTreeMap<i64, RowBody>,
    after: i64,
    csv: Csv,
    groups: tokio::sync::mpsc::Receiver<Result<Vec<super::table::Row>, super::table::Trouble>>,
}

impl Report {
    /// The next rows as text; empty ones are passed over.
    async fn piece(&mut self) -> Result<Option<Bytes>, Fault> {
        loop {
            if self.reasons.is_empty() {
                let mut cx = self.services.reader(self.caller.clone());
                let some = store::of_outcome(&mut cx, self.import, Outcome::Refused, self.after, AHEAD).await?;
                self.after = some.last().map_or(i64::MAX, |(line, _)| *line);
                self.reasons = some.into_iter().collect();
            }
            let group = match self.groups.recv().await {
                Some(Ok(group)) if !self.reasons.is_empty() => group,
                // No reason is left, or the file broke off where the import did.
                _ => {
                    let rest = self.csv.take();
                    self.reasons.clear();
                    self.groups.close();
                    while self.groups.recv().await.is_some() {}
                    return Ok((!rest.is_empty()).then(|| rest.into()));
                }
            };
            for row in group {
                // More reasons than were looked up may lie in one group.
                if row.line as i64 > self.after {
                    let mut cx = self.services.reader(self.caller.clone());
                    let some = store::of_outcome(&mut cx, self.import, Outcome::Refused, self.after, AHEAD).await?;
                    self.after = some.last().map_or(i64::MAX, |(line, _)| *line);
                    self.reasons.extend(some);
                }
                if let Some(body) = self.reasons.remove(&(row.line as i64)) {
                    let cells = (0..self.width).map(|at| Out::Text(row.cell(at).to_string()));
                    let reasons = body.faults.iter().map(|fault| self.said(fault)).collect::<Vec<_>>().join("; ");
                    let more = [Out::Number(row.line as f64), Out::Text(reasons)];
                    let cells: Vec<Out> = cells.chain(more).collect();
                    self.csv.row(&cells);
                }
            }
            let written = self.csv.take();
            if !written.is_empty() {
                return Ok(Some(written.into()));
            }
        }
    }

    fn said(&self, row: &RowFault) -> String {
        let why = fault(self.language, &row.code, &row.params);
        if row.column.is_empty() { why } else { format!("{}: {why}", row.column) }
    }
}
