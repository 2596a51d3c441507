//! Working time in a few kilobytes, for devices.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::WorkingTime;
use crate::kernel::day::Day;
use crate::kernel::time::{DAY, MINUTE, Millis};

data! {
/// Working time of whole days of UTC, one after the other. Most days are like many others, so each is the
/// place of its shape.
pub struct PackedTime {
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: Day,
    /// In turn, minutes after midnight at which work begins and ends.
    pub shapes: Vec<Vec<u16>>,
    /// The shape of each day.
    pub days: Vec<u16>,
}
}

impl PackedTime {
    /// Of days that the line covers, in whole minutes: zones have had no other offsets since 1972.
    pub fn of(line: &WorkingTime, days: RangeInclusive<Day>) -> PackedTime {
        let (first, last) = (days.start().0, days.end().0);
        let mut worked: BTreeMap<i32, Vec<u16>> = BTreeMap::new();
        for (from, to) in line.spans() {
            for day in day_of(from).max(first)..=day_of(to - 1).min(last) {
                let midnight = Millis::from(day) * DAY;
                // A day has 1440 minutes.
                let minute = |at: Millis| ((at - midnight).clamp(0, DAY) / MINUTE) as u16;
                worked.entry(day).or_default().extend([minute(from), minute(to)]);
            }
        }
        let mut known: BTreeMap<Vec<u16>, u16> = BTreeMap::new();
        let mut packed = PackedTime { from: *days.start(), shapes: Vec::new(), days: Vec::new() };
        for day in first..=last {
            let shape = worked.remove(&day).unwrap_or_default();
            let place = *known.entry(shape).or_insert_with_key(|shape| {
                packed.shapes.push(shape.clone());
                packed.shapes.len() as u16 - 1
            });
            packed.days.push(place);
        }
        packed
    }

    /// The line again. A day whose shape is not there is off.
    pub fn line(&self) -> WorkingTime {
        let midnight = |n: usize| (Millis::from(self.from.0) + n as Millis) * DAY;
        let mut spans = Vec::new();
        for (n, shape) in self.days.iter().enumerate() {
            let shape = self.shapes.get(usize::from(*shape)).map_or(&[][..], Vec::as_slice);
            let moment = |minute: u16| midnight(n) + Millis::from(minute) * MINUTE;
            spans.extend(shape.chunks_exact(2).map(|pair| (moment(pair[0]), moment(pair[1]))));
        }
        WorkingTime::new(midnight(0)..midnight(self.days.len()), spans)
    }
}

fn day_of(at: Millis) -> i32 {
    // Days of all moments that calendars are compiled for.
    at.div_euclid(DAY) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_back_whole_also_over_midnight() {
        let hour = 60 * MINUTE;
        let open = vec![(9 * hour, 12 * hour), (DAY - hour, 2 * DAY + hour), (4 * DAY + 9 * hour, 4 * DAY + 12 * hour)];
        let line = WorkingTime::new(-DAY..6 * DAY, open);
        let packed = PackedTime::of(&line, Day(0)..=Day(4));
        let shapes = [vec![540, 720, 1380, 1440], vec![0, 1440], vec![0, 60], vec![], vec![540, 720]];
        assert_eq!((packed.from, &packed.shapes[..], &packed.days[..]), (Day(0), &shapes[..], &[0, 1, 2, 3, 4][..]));
        let again = packed.line();
        assert_eq!(again.covered(), 0..5 * DAY);
        assert!(again.spans().eq(line.spans()));
    }

    #[test]
    fn what_does_not_fit_is_a_day_off() {
        let odd = PackedTime { from: Day(0), shapes: vec![vec![60, 120, 180]], days: vec![0, 7] };
        assert_eq!(odd.line().spans().collect::<Vec<_>>(), [(60 * MINUTE, 120 * MINUTE)]);
    }
}
