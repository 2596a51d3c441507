//! Calendars as records, and the time that the desk counts by: the default calendar, compiled for the
//! years around now and kept as a setting, from which this server and every device make the same promises.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use yingda_shared::calendar::{
    CalendarVersion, Days, DeskClock, DeskTime, FoundHolidays, Holiday, HolidayName, HolidayTable, Holidays, Hours,
    KnownTable, KnownTables, Layers, ListHolidays, ListVersions, PackedTime, ReadHolidays, WorkCalendar, compile_each,
    in_force,
};
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{Id, Uuid};
use yingda_shared::kernel::page::Page;
use yingda_shared::kernel::time::{DAY, Millis, OffsetMinutes, SHANGHAI};
use yingda_shared::record::Saved;

use super::zone::Zone;
use super::{holidays, store};
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::records::{handlers, store as records};
use crate::settings;

/// The setting that holds the compiled default calendar.
pub const DESK_TIME: &str = "desk_time";

/// Days compiled before now and after it. Promises that begin or end beyond count by the clock on the wall.
const BEFORE: i32 = 366;
const AFTER: i32 = 2 * 366;
/// The same of a calendar that a policy names, for devices: two months back and thirteen ahead, whenever in a step that
/// is looked at.
const MONTHS_BEFORE: i32 = 62;
const MONTHS_AFTER: i32 = 396 + STEP;
/// The days that are compiled move on by so many at a time, so that devices are not told anew every day.
const STEP: i32 = 30;

const OFF: &Hours = &Hours::OFF;

pub fn register(registry: &mut Registry) {
    registry.read::<ListHolidays, _>(known);
    registry.read::<ListVersions, _>(versions);
    registry.free::<ReadHolidays, _>(found);
}

/// Saves a calendar in a zone that there is, and keeps it among its versions. One that becomes the default takes
/// the place of the one that was. Answers whether the time of the desk is another now, too.
pub async fn save(cx: &mut Cx, calendar: WorkCalendar) -> Result<(Saved, bool), Fault> {
    check(&calendar)?;
    let before = default(cx).await?.filter(|before| calendar.default && before.id != calendar.id);
    if let Some(before) = before {
        replace(cx, WorkCalendar { default: false, ..before }).await?;
    }
    let saved = replace(cx, calendar).await?;
    Ok((saved, renew(cx).await?))
}

async fn replace(cx: &mut Cx, calendar: WorkCalendar) -> Result<Saved, Fault> {
    let saved = handlers::replace(cx, calendar.clone()).await?;
    store::keep(cx, &WorkCalendar { rv: saved.rv, ..calendar }).await?;
    Ok(saved)
}

/// Begins to keep versions of calendars that were put there without being saved.
pub async fn adopt(cx: &mut Cx) -> Result<(), Fault> {
    let calendars: Vec<WorkCalendar> = records::all(cx).await?;
    for calendar in calendars {
        if store::all(cx, calendar.id.uuid()).await?.is_empty() {
            store::keep(cx, &calendar).await?;
        }
    }
    Ok(())
}

/// What the record itself cannot know to be wrong.
fn check(calendar: &WorkCalendar) -> Result<(), Fault> {
    match Zone::find(&calendar.hours.zone) {
        Some(_) => Ok(()),
        None => Err(Fault::invalid("/hours/zone", "zone_unknown")),
    }
}

/// A calendar that people work by; None is the default one.
pub async fn working(cx: &mut Cx, id: Option<Uuid>) -> Result<Option<WorkCalendar>, Fault> {
    match id {
        Some(id) => records::find(cx, id).await,
        None => default(cx).await,
    }
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

/// What they would count by if a calendar were saved so; None where they would count as they do.
pub async fn clock_with(cx: &mut Cx, calendar: WorkCalendar) -> Result<Option<DeskClock>, Fault> {
    check(&calendar)?;
    let (before, now) = (find(cx).await?, cx.now);
    let present = default(cx).await?;
    let time = match present {
        _ if calendar.default => {
            let mut versions = store::all(cx, calendar.id.uuid()).await?;
            versions.push(calendar);
            compiled(&versions, now)
        }
        // It gives the default away, and no other takes it.
        Some(present) if present.id == calendar.id => None,
        _ => return Ok(None),
    };
    Ok((time != before.time).then(|| DeskClock::from(&DeskTime { rv: before.rv, time })))
}

/// The version that a calendar has now, while people work by it.
pub async fn present(cx: &mut Cx, id: Uuid) -> Result<Option<i64>, Fault> {
    let calendar = records::find::<WorkCalendar>(cx, id).await?.filter(|calendar| calendar.active);
    Ok(calendar.map(|calendar| calendar.rv))
}

/// Every version of the default calendar; None where no calendar is it.
pub async fn default_versions(cx: &mut Cx) -> Result<Option<Vec<WorkCalendar>>, Fault> {
    match default(cx).await? {
        Some(calendar) => kept(cx, calendar).await.map(Some),
        None => Ok(None),
    }
}

/// Every version of a calendar; None where there is no such calendar, or nobody works by it any more.
pub async fn versions_of(cx: &mut Cx, id: Uuid) -> Result<Option<Vec<WorkCalendar>>, Fault> {
    match records::find::<WorkCalendar>(cx, id).await?.filter(|calendar| calendar.active) {
        Some(calendar) => kept(cx, calendar).await.map(Some),
        None => Ok(None),
    }
}

/// The versions of a calendar; one that was put there without being saved is its own.
async fn kept(cx: &mut Cx, calendar: WorkCalendar) -> Result<Vec<WorkCalendar>, Fault> {
    let versions = store::all(cx, calendar.id.uuid()).await?;
    Ok(if versions.is_empty() { vec![calendar] } else { versions })
}

/// A calendar as it was saved at a version, compiled around a moment, and the minutes east of UTC that its zone has
/// then.
pub async fn version(
    cx: &mut Cx,
    id: Uuid,
    rv: i64,
    around: Millis,
) -> Result<Option<(PackedTime, OffsetMinutes)>, Fault> {
    let mut versions = store::all(cx, id).await?;
    versions.retain(|version| version.rv <= rv);
    let Some(last) = versions.last().filter(|last| last.rv == rv) else { return Ok(None) };
    let offset = offset(last, around);
    Ok(compiled(&versions, around).map(|time| (time, offset)))
}

/// The present version of a calendar that people work by, compiled for the months around now, and the minutes east of
/// UTC that its zone has now.
pub async fn of_months(cx: &mut Cx, id: Uuid) -> Result<Option<(i64, PackedTime, OffsetMinutes)>, Fault> {
    let now = cx.now;
    let Some(versions) = versions_of(cx, id).await? else { return Ok(None) };
    let Some(last) = versions.last() else { return Ok(None) };
    let offset = offset(last, now);
    Ok(compiled_days(&versions, span(now, MONTHS_BEFORE, MONTHS_AFTER)).map(|time| (last.rv, time, offset)))
}

fn offset(calendar: &WorkCalendar, at: Millis) -> OffsetMinutes {
    Zone::find(&calendar.hours.zone).map_or(SHANGHAI, |zone| (zone.offset(at) / 60) as OffsetMinutes)
}

/// Days around a moment that are off though the week has hours for them, by a calendar as it is now; None is the
/// default one. Those of the table that ships have names; what a file brought has none.
pub async fn days_off(
    cx: &mut Cx,
    id: Option<Uuid>,
    around: Millis,
) -> Result<BTreeMap<Day, Option<HolidayName>>, Fault> {
    let Some(calendar) = working(cx, id).await? else { return Ok(BTreeMap::new()) };
    let days = self::around(around);
    let off = all_holidays(&calendar).0.into_iter().filter(|(day, holiday)| {
        let week = calendar.hours.week.days();
        let worked = week.get(day.weekday()).is_some_and(|hours| !hours.is_off());
        days.contains(day) && *holiday == Holiday::Off && worked
    });
    let named = calendar.holidays.map(|HolidayTable::China| holidays::china_names()).unwrap_or_default();
    Ok(off.map(|(day, _)| (day, named.get(&day).copied())).collect())
}

/// Compiles the default calendar anew and keeps what came out where it is another; answers whether it was.
pub async fn renew(cx: &mut Cx) -> Result<bool, Fault> {
    let before = find(cx).await?;
    let now = cx.now;
    let time = default_versions(cx).await?.and_then(|versions| compiled(&versions, now));
    let changed = time != before.time;
    if changed {
        // The calendar it is made from has its line in the audit.
        settings::put(cx, DESK_TIME, &DeskTime { rv: before.rv, time }).await?;
    }
    Ok(changed)
}

/// The time of a calendar around a moment, in whole days of UTC, each day by the version that it is worked by.
/// None where there is no version, or no such zone.
pub fn compiled(versions: &[WorkCalendar], now: Millis) -> Option<PackedTime> {
    compiled_days(versions, around(now))
}

fn compiled_days(versions: &[WorkCalendar], days: RangeInclusive<Day>) -> Option<PackedTime> {
    let known = |version: &WorkCalendar| Some((Zone::find(&version.hours.zone)?, all_holidays(version)));
    let known: Vec<(Zone, Holidays)> = versions.iter().map(known).collect::<Option<_>>()?;
    // A day of UTC lies in two days of every other zone.
    let wider = days.start().after(-1)..=days.end().after(1);
    let nobody = Days::default();
    let of = |day: Day| {
        let at =
            in_force(versions, day).and_then(|force| versions.iter().position(|version| std::ptr::eq(version, force)));
        at.map(|at| (&versions[at], &known[at]))
    };
    of(*days.start())?;
    let hours = |day: Day| match of(day) {
        Some((version, (_, holidays))) => Layers { personal: &nobody, calendar: &version.hours, holidays }.hours(day),
        None => OFF,
    };
    let moment = |day: Day, minute: u16| of(day).map_or(0, |(_, (zone, _))| zone.moment(day, minute));
    Some(PackedTime::of(&compile_each(hours, wider, moment), days))
}

/// Holidays of a calendar: those of its table, and those that a file brought.
pub fn all_holidays(calendar: &WorkCalendar) -> Holidays {
    calendar.all_holidays(|HolidayTable::China| holidays::china())
}

async fn known(_: &mut Cx, _: ListHolidays) -> Result<KnownTables, Fault> {
    Ok(KnownTables { tables: vec![KnownTable { table: HolidayTable::China, days: holidays::china() }] })
}

async fn found(_: &mut Cx, op: ReadHolidays) -> Result<FoundHolidays, Fault> {
    let wrong = |fault: FieldFault| Fault::Invalid { fields: vec![FieldFault { pointer: "/text".into(), ..fault }] };
    holidays::read(op.text.as_bytes()).map(|days| FoundHolidays { days }).map_err(wrong)
}

async fn versions(cx: &mut Cx, op: ListVersions) -> Result<Page<CalendarVersion>, Fault> {
    handlers::fence::<WorkCalendar>(cx)?;
    records::find::<WorkCalendar>(cx, op.id).await?.ok_or(Fault::NotFound)?;
    let before = op.cursor.map(|cursor| cursor.parse().map_err(|_| Fault::invalid("/cursor", "malformed")));
    let mut page = store::page(cx, op.id, before.transpose()?).await?;
    let people: Vec<Uuid> = page.rows.iter().filter_map(|version| version.by_id.map(|id| id.0)).collect();
    let names = records::names(cx, people).await?;
    for version in &mut page.rows {
        version.by = version.by_id.and_then(|id| names.get(&id.0).cloned()).unwrap_or_default();
    }
    Ok(page)
}

fn around(now: Millis) -> RangeInclusive<Day> {
    span(now, BEFORE, AFTER)
}

fn span(now: Millis, before: i32, after: i32) -> RangeInclusive<Day> {
    // Days of the centuries in which this runs.
    let today = now.div_euclid(DAY) as i32;
    let middle = today - today.rem_euclid(STEP);
    Day(middle - before)..=Day(middle + after)
}
