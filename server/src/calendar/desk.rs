//! Calendars as records, and the time that the desk counts by: the default calendar, compiled for the
//! years around now and kept as a setting, from which this server and every device make the same promises.

use std::ops::RangeInclusive;
use std::sync::Arc;

use yingda_shared::calendar::{
    Days, DeskClock, DeskTime, HolidayTable, Holidays, Layers, PackedTime, WorkCalendar, compile,
};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::time::{DAY, HOUR, Millis};
use yingda_shared::record::{Save, Saved};

use super::holidays;
use super::zone::Zone;
use crate::ctx::{Caller, Cx};
use crate::db::lease::Duty;
use crate::dispatch::Registry;
use crate::duties;
use crate::records::{handlers, store as records};
use crate::services::Services;
use crate::settings;

/// The setting that holds the compiled default calendar.
pub const DESK_TIME: &str = "desk_time";

/// Days compiled before now and after it. Promises that begin or end beyond count by the clock on the wall.
const BEFORE: i32 = 366;
const AFTER: i32 = 2 * 366;
/// The days that are compiled move on by so many at a time, so that devices are not told anew every day.
const STEP: i32 = 30;

/// Once a day, whichever node comes first.
const DAILY: Duty = Duty { name: "desk_time", every: DAY - HOUR, at_most: HOUR };

pub fn register(registry: &mut Registry) {
    handlers::register_with::<WorkCalendar, _>(registry, save);
}

/// Saves a calendar in a zone that there is. One that becomes the default takes the place of the one that was.
async fn save(cx: &mut Cx, op: Save<WorkCalendar>) -> Result<Saved, Fault> {
    let calendar = op.0;
    if Zone::find(&calendar.hours.zone).is_none() {
        return Err(Fault::invalid("/hours/zone", "zone_unknown"));
    }
    let before = default(cx).await?.filter(|before| calendar.default && before.id != calendar.id);
    if let Some(before) = before {
        handlers::replace(cx, WorkCalendar { default: false, ..before }).await?;
    }
    let saved = handlers::replace(cx, calendar).await?;
    renew(cx).await?;
    Ok(saved)
}

async fn default(cx: &mut Cx) -> Result<Option<WorkCalendar>, Fault> {
    let calendars: Vec<WorkCalendar> = records::all(cx).await?;
    Ok(calendars.into_iter().find(|calendar| calendar.default))
}

pub async fn find(cx: &mut Cx) -> Result<DeskTime, Fault> {
    settings::find(cx, DESK_TIME).await
}

/// What the promises of this moment count by.
pub async fn clock(cx: &mut Cx) -> Result<DeskClock, Fault> {
    Ok(DeskClock::from(&find(cx).await?))
}

/// Compiles the default calendar anew and keeps what came out where it is another; answers whether it was.
pub async fn renew(cx: &mut Cx) -> Result<bool, Fault> {
    let before = find(cx).await?;
    let now = cx.now;
    let time = default(cx).await?.and_then(|calendar| compiled(&calendar, now));
    let changed = time != before.time;
    if changed {
        // The calendar it is made from has its line in the audit.
        settings::put(cx, DESK_TIME, &DeskTime { rv: before.rv, time }).await?;
    }
    Ok(changed)
}

/// Lets the compiled days move on with the time, and takes in holidays that a new version of the program knows.
pub async fn keep(services: &Arc<Services>) -> Result<(), Fault> {
    if !duties::take(services, DAILY).await? {
        return Ok(());
    }
    let renewed = services.write(Caller::system(), |cx| Box::pin(renew(cx))).await;
    duties::end(services, DAILY, renewed.is_ok()).await?;
    renewed.map(drop)
}

/// The time of a calendar around a moment, in whole days of UTC; None where there is no such zone.
pub fn compiled(calendar: &WorkCalendar, now: Millis) -> Option<PackedTime> {
    let zone = Zone::find(&calendar.hours.zone)?;
    let holidays = match calendar.holidays {
        Some(HolidayTable::China) => holidays::china(),
        None => Holidays::default(),
    };
    let layers = Layers { personal: &Days::default(), calendar: &calendar.hours, holidays: &holidays };
    let days = around(now);
    // A day of UTC lies in two days of every other zone.
    let wider = days.start().after(-1)..=days.end().after(1);
    Some(PackedTime::of(&compile(&layers, wider, |day, minute| zone.moment(day, minute)), days))
}

fn around(now: Millis) -> RangeInclusive<Day> {
    // Days of the centuries in which this runs.
    let today = now.div_euclid(DAY) as i32;
    let middle = today - today.rem_euclid(STEP);
    Day(middle - BEFORE)..=Day(middle + AFTER)
}
