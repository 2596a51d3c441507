//! Service levels: the policies, the versions of them that cases are bound to, and what their clocks count by.

pub mod on_devices;
pub mod store;
pub mod timetables;

use yingda_shared::fault::Fault;
use yingda_shared::record::{Save, Saved};
use yingda_shared::sla::SlaPolicy;

use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::records::handlers as records;

pub fn register(registry: &mut Registry) {
    records::register_with::<SlaPolicy, _>(registry, save);
}

/// Saves a policy and keeps it among its versions. Cases keep the version that they are bound to.
async fn save(cx: &mut Cx, op: Save<SlaPolicy>) -> Result<Saved, Fault> {
    let policy = op.0;
    let saved = records::replace(cx, policy.clone()).await?;
    store::keep(cx, &SlaPolicy { rv: saved.rv, ..policy }).await?;
    on_devices::renew(cx).await?;
    Ok(saved)
}
