//! When people can work, from all that is kept of their time.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use yingda_shared::calendar::{Days, Holidays, WorkCalendar, in_force};
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{CalendarId, Id, UserId};
use yingda_shared::kernel::span::Span;
use yingda_shared::kernel::time::{DAY, MINUTE, Millis};
use yingda_shared::schedules::{Base, Duty, Personal, Schedule, availability};

use super::store;
use crate::calendar::desk;
use crate::calendar::zone::Zone;
use crate::ctx::Cx;

/// Days around a moment for whoever asks about the moment alone.
const NEAR: (i32, i32) = (-1, 1);
/// The same for whoever wants to know when people are back.
const AHEAD: (i32, i32) = (-1, 62);

/// Whether some people are at work now, and for how long today.
pub async fn now(cx: &mut Cx, users: &[User]) -> Result<BTreeMap<UserId, Duty>, Fault> {
    on(cx, users, NEAR).await
}

/// The same with the two months to come: when those are back who are not there.
pub async fn ahead(cx: &mut Cx, users: &[User]) -> Result<BTreeMap<UserId, Duty>, Fault> {
    on(cx, users, AHEAD).await
}

/// The end of the desk's present day.
pub fn midnight(cx: &Cx) -> Millis {
    let offset = Millis::from(cx.services.config.offset) * MINUTE;
    (Millis::from(today(cx).0) + 1) * DAY - offset
}

fn today(cx: &Cx) -> Day {
    let offset = Millis::from(cx.services.config.offset) * MINUTE;
    // Days of the centuries in which this runs.
    Day((cx.now + offset).div_euclid(DAY) as i32)
}

/// A calendar with its versions, and where their clocks stand.
#[derive(Default)]
struct Known {
    versions: Vec<WorkCalendar>,
    holidays: Vec<Holidays>,
    zones: BTreeMap<String, Zone>,
}

impl Known {
    /// What is needed of a calendar for some days.
    fn of(versions: Vec<WorkCalendar>, days: &RangeInclusive<Day>) -> Known {
        let versions = holding(versions, days);
        let holidays = versions.iter().map(desk::all_holidays).collect();
        let zone = |version: &WorkCalendar| Some((version.hours.zone.clone(), Zone::find(&version.hours.zone)?));
        let zones = versions.iter().filter_map(zone).collect();
        Known { versions, holidays, zones }
    }

    fn duty(&self, own: Personal, days: RangeInclusive<Day>, offset: Millis) -> Duty {
        let base = Base { versions: &self.versions, holidays: &self.holidays };
        let moment = |version: Option<&WorkCalendar>, day: Day, minute: u16| match version
            .and_then(|version| self.zones.get(&version.hours.zone))
        {
            Some(zone) => zone.moment(day, minute),
            None => Millis::from(day.0) * DAY + Millis::from(minute) * MINUTE - offset,
        };
        availability(base, own, days, moment)
    }
}

/// Of all versions those by which some days are worked. The night before may run into the first day.
fn holding(versions: Vec<WorkCalendar>, days: &RangeInclusive<Day>) -> Vec<WorkCalendar> {
    let place = |day: i32| {
        let force = in_force(&versions, Day(day))?;
        versions.iter().position(|version| std::ptr::eq(version, force))
    };
    let kept: BTreeSet<usize> = (days.start().0 - 1..=days.end().0).filter_map(place).collect();
    let held = versions.into_iter().enumerate().filter(|(at, _)| kept.contains(at));
    held.map(|(_, version)| version).collect()
}

async fn on(cx: &mut Cx, users: &[User], days: (i32, i32)) -> Result<BTreeMap<UserId, Duty>, Fault> {
    if users.is_empty() {
        return Ok(BTreeMap::new());
    }
    let offset = Millis::from(cx.services.config.offset) * MINUTE;
    let days = today(cx).after(days.0)..=today(cx).after(days.1);
    // A day of another zone begins and ends up to a day beside.
    let stretch = Span { from: Millis::from(days.start().0 - 1) * DAY, to: Millis::from(days.end().0 + 2) * DAY };
    let ids: Vec<UserId> = users.iter().map(|user| user.id).collect();
    let schedules = store::schedules(cx, &ids).await?;
    let leave = store::approved(cx, &ids, stretch).await?;
    let named: Vec<CalendarId> = schedules.values().filter_map(|schedule| schedule.calendar_id).collect();
    let mut known: BTreeMap<Option<CalendarId>, (Known, Duty)> = BTreeMap::new();
    let nobody = Days::default();
    let plain = Personal { week: None, exceptions: &nobody, leave: &[], away: &[] };
    for calendar in [None].into_iter().chain(named.into_iter().map(Some)) {
        if known.contains_key(&calendar) {
            continue;
        }
        let versions = match calendar {
            None => desk::default_versions(cx).await?,
            Some(id) => desk::versions_of(cx, id.uuid()).await?,
        };
        let Some(versions) = versions.or(calendar.is_none().then(Vec::new)) else { continue };
        let calendar_known = Known::of(versions, &days);
        let duty = calendar_known.duty(plain, days.clone(), offset);
        known.insert(calendar, (calendar_known, duty));
    }
    let of = |user: &User| {
        let schedule = schedules.get(&user.id);
        // By a calendar that nobody works by any more nobody is held: the desk's counts then.
        let calendar = schedule.and_then(|schedule| schedule.calendar_id).filter(|id| known.contains_key(&Some(*id)));
        let leave = leave.get(&user.id).map_or(&[][..], Vec::as_slice);
        let (base, shared) = known.get(&calendar)?;
        let duty = match schedule.filter(|schedule| is_special(schedule)) {
            Some(Schedule { week, exceptions, .. }) => {
                let own = Personal { week: week.as_ref(), exceptions, leave, away: &user.away };
                base.duty(own, days.clone(), offset)
            }
            None => Duty { away: leave.iter().chain(&user.away).copied().collect(), ..shared.clone() },
        };
        Some((user.id, Duty { inactive: !user.active, ..duty }))
    };
    Ok(users.iter().filter_map(of).collect())
}

/// Whether somebody's days have to be compiled for them alone.
fn is_special(schedule: &Schedule) -> bool {
    schedule.week.is_some() || !schedule.exceptions.0.is_empty()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    /// One version from the beginning, the others each from a day on.
    fn versions() -> Vec<WorkCalendar> {
        let json = json!({"id": "01900000-0000-7000-8000-000000000001", "active": true, "name": "C",
            "hours": {"zone": "UTC", "week": {"mon": [["09:00", "18:00"]]}, "days": {}}});
        let first: WorkCalendar = serde_json::from_value(json).expect("a calendar");
        let from = [None, Some("2026-01-01"), Some("2026-10-05"), Some("2027-01-01")];
        from.into_iter().map(|from| WorkCalendar { from: from.map(day), ..first.clone() }).collect()
    }

    #[test]
    fn versions_are_kept_that_hold_on_the_days_or_the_night_before() {
        let kept = |first: &str, last: &str| {
            let kept = holding(versions(), &(day(first)..=day(last)));
            kept.into_iter().map(|version| version.from.map(|from| from.to_string())).collect::<Vec<_>>()
        };
        let is = |days: &[&str]| days.iter().map(|day| Some(day.to_string())).collect::<Vec<_>>();
        assert_eq!(kept("2026-10-05", "2026-10-06"), is(&["2026-01-01", "2026-10-05"]));
        assert_eq!(kept("2026-10-06", "2026-12-31"), is(&["2026-10-05"]));
        assert_eq!(kept("2025-03-01", "2025-03-02"), [None::<String>]);
    }
}
