//! A calendar ready to count with, however far away.

use std::sync::OnceLock;

use yingda_shared::calendar::{Calendar, Days, Holidays, Layers, NoMoment, WorkingTime, compile};
use yingda_shared::kernel::day::Day;

use super::zone::Zone;

/// What is asked for nearly always: 1990 to 2059.
const NEAR: (Day, Day) = (Day(7_305), Day(32_871));
/// Between 1800 and 2100 zones change their clocks as was decided; before and after, never or by a rule that
/// repeats with the calendar's 400 years.
const DECIDED: (Day, Day) = (Day(-62_091), Day(47_482));
const CYCLE_DAYS: i32 = 146_097;

pub struct Compiled {
    calendar: Calendar,
    holidays: Holidays,
    zone: Zone,
    near: WorkingTime,
    whole: OnceLock<WorkingTime>,
}

impl Compiled {
    /// None when there is no such zone. The calendar is a checked one.
    pub fn of(calendar: Calendar, holidays: Holidays) -> Option<Compiled> {
        let zone = Zone::find(&calendar.zone)?;
        let near = line(&calendar, &holidays, &zone, NEAR);
        Some(Compiled { calendar, holidays, zone, near, whole: OnceLock::new() })
    }

    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Asks the years that are near, and all years where those do not know.
    pub fn ask<T>(&self, question: impl Fn(&WorkingTime) -> Result<T, NoMoment>) -> Result<T, NoMoment> {
        match question(&self.near) {
            Err(NoMoment::Beyond) => question(self.whole.get_or_init(|| self.compile_whole())),
            known => known,
        }
    }

    /// What was decided and every special day, and a cycle on either side that repeats for ever.
    fn compile_whole(&self) -> WorkingTime {
        let nobody = Days::default();
        let layers = Layers { personal: &nobody, calendar: &self.calendar, holidays: &self.holidays };
        let (first, last) = layers.special().unwrap_or(DECIDED);
        // A shift over midnight reaches into the day after its own.
        let first = DECIDED.0.min(first.after(-1)).after(-CYCLE_DAYS);
        let last = DECIDED.1.max(last.after(2)).after(CYCLE_DAYS);
        line(&self.calendar, &self.holidays, &self.zone, (first, last)).repeated()
    }
}

fn line(calendar: &Calendar, holidays: &Holidays, zone: &Zone, days: (Day, Day)) -> WorkingTime {
    let nobody = Days::default();
    let layers = Layers { personal: &nobody, calendar, holidays };
    compile(&layers, days.0..=days.1, |day, minute| zone.moment(day, minute))
}
