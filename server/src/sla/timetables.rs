//! What clocks count by: versions of calendars, compiled.

use std::collections::BTreeSet;

use yingda_shared::calendar::{DeskClock, DeskTime};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CalendarId, Id};
use yingda_shared::kernel::time::Millis;
use yingda_shared::sla::{CalendarVersion, Timetable};

use crate::calendar::desk;
use crate::ctx::Cx;
use crate::settings;

/// The default calendar as it is now.
pub async fn of_desk(cx: &mut Cx) -> Result<Timetable, Fault> {
    let desk = desk::find(cx).await?;
    Ok(Timetable::of_desk(&DeskClock::from(&desk), desk.rv))
}

/// The version that a calendar has now; None where there is no such calendar, or nobody works by it any more.
pub async fn present(cx: &mut Cx, id: CalendarId) -> Result<Option<CalendarVersion>, Fault> {
    let version = desk::present(cx, id.uuid()).await?;
    Ok(version.map(|version| CalendarVersion { id: Some(id), version }))
}

/// Any version: of the desk's own the days that were compiled then, of others those around a moment. None where it is
/// not kept.
pub async fn version(cx: &mut Cx, version: CalendarVersion, around: Millis) -> Result<Option<Timetable>, Fault> {
    let Some(id) = version.id else {
        let desk = settings::version::<DeskTime>(cx, desk::DESK_TIME, version.version).await?;
        return Ok(desk.map(|desk| Timetable::of_desk(&DeskClock::from(&desk), version.version)));
    };
    let compiled = desk::version(cx, id.uuid(), version.version, around).await?;
    Ok(compiled.map(|(time, offset)| Timetable::new(version, Some(time.line()), offset, BTreeSet::new())))
}

/// The same with the days off that the week would have worked, for whoever explains.
pub async fn explained(cx: &mut Cx, version: CalendarVersion, around: Millis) -> Result<Option<Timetable>, Fault> {
    let plain = self::version(cx, version, around).await?;
    let holidays = desk::days_off(cx, version.id.map(Id::uuid), around).await?;
    Ok(plain.map(|timetable| timetable.with_holidays(holidays)))
}
