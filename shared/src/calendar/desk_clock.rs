//! What the desk's promises count by.

use super::{DeskTime, Pauses, WorkingTime};
use crate::kernel::time::Millis;

/// Working time of the default calendar, or the clock on the wall where there is none. The same on the
/// server and on a device, which hold the same `DeskTime`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeskClock(Option<WorkingTime>);

impl From<&DeskTime> for DeskClock {
    fn from(desk: &DeskTime) -> DeskClock {
        DeskClock(desk.time.as_ref().map(super::PackedTime::line))
    }
}

impl From<WorkingTime> for DeskClock {
    fn from(line: WorkingTime) -> DeskClock {
        DeskClock(Some(line))
    }
}

impl DeskClock {
    /// None: the clock on the wall.
    pub fn line(&self) -> Option<&WorkingTime> {
        self.0.as_ref()
    }

    /// When two spans of time that begin together are over. Where the calendar does not know one of them, since
    /// it lies before or behind the days that were compiled, both count by the clock on the wall: what is
    /// shorter is never over later.
    pub fn after(&self, start: Millis, spans: [Millis; 2]) -> [Millis; 2] {
        self.counted(start, spans).unwrap_or(wall(start, spans))
    }

    /// The same; None where the calendar does not know one of them.
    pub fn counted(&self, start: Millis, spans: [Millis; 2]) -> Option<[Millis; 2]> {
        let Some(line) = &self.0 else { return Some(wall(start, spans)) };
        let due = |span| line.due(start, span, &Pauses::default()).ok();
        Some([due(spans[0])?, due(spans[1])?])
    }
}

fn wall(start: Millis, spans: [Millis; 2]) -> [Millis; 2] {
    spans.map(|span| start.saturating_add(span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spans_count_alike_or_by_the_wall() {
        let clock = DeskClock(Some(WorkingTime::new(0..1000, vec![(100, 200), (300, 400)])));
        assert_eq!(clock.after(150, [20, 60]), [170, 310]);
        assert_eq!(clock.after(150, [20, 151]), [170, 301], "the second is never reached");
        assert_eq!(clock.after(-1, [20, 60]), [19, 59], "before the first day");
        assert_eq!(clock.after(1001, [20, 60]), [1021, 1061], "behind the last day");
        assert_eq!(DeskClock::default().after(150, [20, 60]), [170, 210]);
        assert_eq!([clock.counted(150, [20, 60]), clock.counted(150, [20, 151])], [Some([170, 310]), None]);
        assert_eq!(DeskClock::default().counted(150, [20, 60]), Some([170, 210]), "the wall knows all days");
    }
}
