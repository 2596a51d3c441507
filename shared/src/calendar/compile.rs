//! From wall time to moments.

use std::ops::RangeInclusive;

use super::{Hours, Layers, MIDNIGHT, WorkingTime};
use crate::kernel::day::Day;
use crate::kernel::time::Millis;

/// The working time of some days. `moment` is the moment at which a day's clock shows so many minutes after
/// midnight (0 to 2879: those from 1440 on are the next day's); a time that a change of the clocks leaves
/// out lies as much later as the clocks skip, one that comes twice is the first.
///
/// Shifts that meet, or lie over each other because one runs over midnight into a changed day or because the
/// clocks were changed, become one: no moment is counted twice. One that such a change turns around is none.
pub fn compile(layers: &Layers, days: RangeInclusive<Day>, moment: impl Fn(Day, u16) -> Millis) -> WorkingTime {
    compile_each(|day| layers.hours(day), days, moment)
}

/// The same where the hours of a day may come from one calendar and those of the next from another.
pub fn compile_each<'a>(
    hours: impl Fn(Day) -> &'a Hours,
    days: RangeInclusive<Day>,
    moment: impl Fn(Day, u16) -> Millis,
) -> WorkingTime {
    let covered = moment(*days.start(), 0)..moment(*days.end(), MIDNIGHT);
    let mut open = Vec::new();
    // The night before may run into the first day.
    for day in days.start().0 - 1..=days.end().0 {
        let day = Day(day);
        for shift in hours(day).shifts() {
            open.push((moment(day, shift.from), moment(day, shift.to)));
        }
    }
    WorkingTime::new(covered, open)
}
