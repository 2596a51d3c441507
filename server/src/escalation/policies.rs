//! Keeping policies, each with all its versions.

use yingda_shared::escalation::{EscalationPolicy, Scope};
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::record::{Save, Saved};

use super::store;
use crate::cases;
use crate::ctx::Cx;
use crate::records::handlers as keeping;
use crate::robots;

/// Saves a policy and keeps it among its versions. Whatever runs under it is looked at anew: one that is switched off
/// escalates nothing any more.
pub async fn save(cx: &mut Cx, op: Save<EscalationPolicy>) -> Result<Saved, Fault> {
    // Nobody outside learns from a fault what there is.
    keeping::fence::<EscalationPolicy>(cx)?;
    let policy = op.0;
    if let Scope::Case { case_id } = policy.scope
        && cases::store::find_visible(cx, case_id).await?.is_none()
    {
        return Err(Fault::invalid("/scope/case_id", "unknown"));
    }
    let levels = policy.levels.iter().enumerate();
    let mut faults: Vec<FieldFault> = Vec::new();
    for (at, level) in levels {
        let pointer = format!("/levels/{at}/actions");
        faults.extend(robots::call_faults(&cx.services, &level.actions, &pointer));
    }
    if !faults.is_empty() {
        return Err(Fault::Invalid { fields: faults });
    }
    let saved = keeping::replace(cx, policy.clone()).await?;
    let policy = EscalationPolicy { rv: saved.rv, ..policy };
    store::keep_version(cx, &policy).await?;
    store::timers::look_at_all(cx, policy.id).await?;
    Ok(saved)
}
