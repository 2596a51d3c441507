//! What was added to a timeline.

use yingda_shared::cases::events::Entry;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CaseId;

use super::parse_entry;
use crate::ctx::Cx;
use crate::db::id;

/// Entries told at most.
const MAX: usize = 100;

/// The newest entries after a position, oldest first, without the kinds `hidden` from the reader.
pub async fn since(cx: &mut Cx, case: CaseId, pos: i64, hidden: Option<&[&str]>) -> Result<Vec<Entry>, Fault> {
    let fence =
        hidden.map_or(String::new(), |kinds| format!("AND internal = 0 AND kind NOT IN ('{}')", kinds.join("', '")));
    let sql = format!(
        "SELECT id, pos, at, by_id, by_name, by_kind, body FROM case_events \
         WHERE case_id = $1 AND pos > $2 {fence} ORDER BY pos DESC LIMIT {MAX}"
    );
    let rows = cx.all(&sql, vec![id(case), pos.into()]).await?;
    rows.iter().rev().map(parse_entry).collect()
}
