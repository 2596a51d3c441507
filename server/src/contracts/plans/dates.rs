//! The dates of a plan: its rule within its contract, on the days and by the clocks of its calendar.

use yingda_shared::calendar::{Days, Holidays, Layers, WorkCalendar};
use yingda_shared::contracts::Contract;
use yingda_shared::contracts::plans::{DayOff, PlanDate, Recurrence, ServicePlan};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::Id;
use yingda_shared::kernel::time::{DAY, MINUTE, Millis, OffsetMinutes};

use super::expand;
use crate::calendar::desk;
use crate::calendar::zone::Zone;
use crate::ctx::Cx;

/// Days in a row on which nobody works, after which a date stays where it is.
pub const CLOSED_MAX: i32 = 60;

/// Whose days and clocks a plan goes by.
pub struct Place {
    calendar: Option<(WorkCalendar, Holidays, Zone)>,
    /// Of the desk, where there is no calendar.
    offset: OffsetMinutes,
}

impl Place {
    pub async fn of(cx: &mut Cx, plan: &ServicePlan) -> Result<Place, Fault> {
        let calendar = desk::working(cx, plan.calendar_id.map(Id::uuid)).await?;
        let offset = cx.services.config.offset;
        let known = |calendar: WorkCalendar| {
            let zone = Zone::find(&calendar.hours.zone)?;
            let holidays = desk::all_holidays(&calendar);
            Some((calendar, holidays, zone))
        };
        Ok(Place { calendar: calendar.and_then(known), offset })
    }

    /// Name of its zone; empty where it is the desk's own offset.
    pub fn zone(&self) -> String {
        self.calendar.as_ref().map(|(calendar, ..)| calendar.hours.zone.clone()).unwrap_or_default()
    }

    /// The day that people there call today.
    pub fn day(&self, at: Millis) -> Day {
        let east = match &self.calendar {
            Some((_, _, zone)) => zone.offset(at) * 1000,
            None => Millis::from(self.offset) * MINUTE,
        };
        Day((at + east).div_euclid(DAY) as i32)
    }

    /// The moment of a day at so many minutes after midnight there.
    pub fn moment(&self, day: Day, minute: u16) -> Millis {
        match &self.calendar {
            Some((_, _, zone)) => zone.moment(day, minute),
            None => Millis::from(day.0) * DAY + Millis::from(i32::from(minute) - self.offset) * MINUTE,
        }
    }

    fn is_worked(&self, day: Day) -> bool {
        let nobody = Days::default();
        self.calendar.as_ref().is_none_or(|(calendar, holidays, _)| {
            !Layers { personal: &nobody, calendar: &calendar.hours, holidays }.hours(day).is_off()
        })
    }

    /// Where a day is put that nobody works on.
    fn moved(&self, day: Day, day_off: DayOff) -> Day {
        let step = match day_off {
            DayOff::Keep => return day,
            DayOff::Next => 1,
            DayOff::Previous => -1,
        };
        (0..CLOSED_MAX).map(|days| day.after(days * step)).find(|day| self.is_worked(*day)).unwrap_or(day)
    }
}

#[derive(Clone, Copy)]
pub struct Dates<'a> {
    pub plan: &'a ServicePlan,
    pub contract: &'a Contract,
    pub place: &'a Place,
}

impl<'a> Dates<'a> {
    /// Those after a day, in the order of the rule, that lie within the contract where they are put.
    pub fn after(self, after: Day) -> impl Iterator<Item = PlanDate> + use<'a> {
        let Dates { plan, contract, place } = self;
        let rule = Recurrence::parse(&plan.rule).ok().zip(plan.starts_on);
        let near = move |rule: &Recurrence, starts_on| expand::days(rule, expand::near(rule, starts_on, after));
        let days = rule.into_iter().flat_map(move |(rule, starts_on)| near(&rule, starts_on));
        // One that is moved back may still lie within the contract.
        let last = contract.ends_at.map(|at| place.day(at).after(CLOSED_MAX));
        let kept = move |day: &Day| *day > after && !plan.except.contains(day);
        let within = move |date: &PlanDate| date.at >= contract.starts_at && !contract.has_ended(date.at);
        let days = days.take_while(move |day| last.is_none_or(|last| *day <= last)).filter(kept);
        days.map(move |day| self.date(day)).filter(within)
    }

    fn date(&self, day: Day) -> PlanDate {
        let minute = self.plan.minute;
        let on = self.place.moved(day, self.plan.day_off);
        let opens_at = self.place.moment(on.after(-i32::from(self.plan.ahead_days)), minute);
        let at = self.place.moment(on, minute);
        // Nothing is opened before there is a contract.
        PlanDate { day, on, minute, at, opens_at: opens_at.max(self.contract.starts_at) }
    }
}
