//! The audit: an append-only record of who changed what.

pub mod store;

use yingda_shared::audit::{AuditRow, ListAudit};
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::page::Page;

use crate::ctx::Cx;
use crate::dispatch::Registry;

/// One change of one field.
pub struct Line<'a> {
    /// NAME of the operation.
    pub action: &'static str,
    pub kind: &'static str,
    pub object: &'a str,
    pub field: &'a str,
    pub old: &'a str,
    pub new: &'a str,
    pub reason: &'a str,
}

/// A line for each field that differs: its name, what it held, what it holds.
pub async fn differences(
    cx: &mut Cx,
    action: &'static str,
    kind: &'static str,
    object: &str,
    fields: &[(String, String, String)],
) -> Result<(), Fault> {
    for (field, old, new) in fields {
        cx.audit(Line { action, kind, object, field, old, new, reason: "" }).await?;
    }
    Ok(())
}

pub fn register(registry: &mut Registry) {
    registry.read::<ListAudit, _>(list);
}

async fn list(cx: &mut Cx, op: ListAudit) -> Result<Page<AuditRow>, Fault> {
    // Whoever does not see the whole organisation reads what became of the cases they see.
    let whole = cx.actor().sees(&[scope::ORGANISATION.to_string()]);
    store::list(cx, op.object.as_deref(), op.cursor.as_deref(), whole).await
}
