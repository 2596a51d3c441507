//! The days of calendars that policies name, compiled for devices: a setting that is made anew when a policy or a
//! calendar is saved, and as time goes on.

use std::collections::BTreeSet;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CalendarId, Id};
use yingda_shared::kernel::limits::POLICY_CALENDARS_MAX;
use yingda_shared::sla::{CompiledCalendar, PolicyTimes, SlaPolicy};

use crate::calendar::desk;
use crate::ctx::Cx;
use crate::records::store as records;
use crate::settings;

/// The setting that holds them.
pub const POLICY_TIMES: &str = "policy_times";

pub async fn find(cx: &mut Cx) -> Result<PolicyTimes, Fault> {
    settings::find(cx, POLICY_TIMES).await
}

/// Compiles them anew and keeps what came out where it is something else.
pub async fn renew(cx: &mut Cx) -> Result<(), Fault> {
    let before = find(cx).await?;
    let policies: Vec<SlaPolicy> = records::all(cx).await?;
    let named: BTreeSet<CalendarId> =
        policies.iter().filter(|policy| policy.active).filter_map(|policy| policy.calendar_id).collect();
    let mut calendars = Vec::new();
    for id in named.into_iter().take(POLICY_CALENDARS_MAX) {
        if let Some((version, time, offset)) = desk::of_months(cx, id.uuid()).await? {
            calendars.push(CompiledCalendar { id, version, offset, time });
        }
    }
    if calendars != before.calendars {
        settings::put(cx, POLICY_TIMES, &PolicyTimes { rv: before.rv, calendars }).await?;
    }
    Ok(())
}
