//! The audit: an append-only record of who changed what, in a chain that shows every change of it
//! (docs/audit.md).

pub mod export;
pub mod roots;
pub mod store;
pub mod verify;

use std::sync::Arc;

use yingda_shared::audit::{AuditRow, ListAudit};
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::limits::PAGE_DEFAULT;
use yingda_shared::kernel::page::Page;

use crate::ctx::{Caller, Cx};
use crate::dispatch::Registry;
use crate::services::Services;

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
    let whole = sees_all(cx);
    store::list(cx, &op, whole, PAGE_DEFAULT as usize).await
}

/// Whoever does not see the whole organisation reads what became of the cases they see.
fn sees_all(cx: &Cx) -> bool {
    cx.actor().sees(&[scope::ORGANISATION.to_string()])
}

/// Takes the lines of a database from before the chain into it, before anything else is written, and
/// says so in a line of its own.
pub async fn take_in(services: &Arc<Services>) -> Result<(), Fault> {
    let mut taken = 0;
    loop {
        let some = services.write(Caller::system(), |cx| Box::pin(store::chain::take_in(cx))).await?;
        taken += some;
        if some == 0 {
            break;
        }
    }
    if taken == 0 {
        return Ok(());
    }
    tracing::info!(lines = taken, "lines of the audit from before were taken into the chain");
    let lines = taken.to_string();
    let told = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            let (action, object, field) = ("audit.take_in", "chain", "lines");
            cx.audit(Line { action, kind: "audit", object, field, old: "", new: &lines, reason: "" }).await
        })
    });
    told.await
}
