//! Working time as a line of moments: how much of it lies before each, and when so much is reached.
//!
//! Both are one binary search over sorted spans and the sums before them.

use std::ops::Range;

use crate::kernel::time::{DAY, Millis};

/// Four hundred years: after them the days of the year fall on the same days of the week again, and so do
/// the changes of clocks that follow a rule.
pub const CYCLE: Millis = 146_097 * DAY;

/// Whatever lies further away is beyond every calendar: 400,000 years.
const FAR: u64 = 1_000 * CYCLE.unsigned_abs();

/// Why there is no such moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMoment {
    /// Nobody works from there on: the time would never come.
    Never,
    /// It lies outside of the days that were compiled.
    Beyond,
    /// The clock stands still, and it is not known until when.
    Paused,
}

/// Spans in which people work, compiled from a calendar for a range of days.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkingTime {
    covered: Range<Millis>,
    /// Where each span begins; sorted, and no two touch.
    from: Vec<Millis>,
    /// Working time before each span, and behind the last: one more than there are spans.
    before: Vec<Millis>,
    /// What lies before and behind repeats the first and the last CYCLE.
    repeats: bool,
}

impl WorkingTime {
    /// From spans in any order; what lies outside of `covered` is cut off, empty and reversed ones are none.
    pub fn new(covered: Range<Millis>, mut spans: Vec<(Millis, Millis)>) -> WorkingTime {
        spans.sort_unstable();
        let (mut from, mut before) = (Vec::with_capacity(spans.len()), Vec::with_capacity(spans.len() + 1));
        let (mut sum, mut last) = (0, covered.start);
        for (begin, end) in spans {
            let (begin, end) = (begin.max(last), end.min(covered.end));
            if begin >= end {
                continue;
            }
            // One that goes on where the last ended is the same span.
            if from.is_empty() || begin > last {
                from.push(begin);
                before.push(sum);
            }
            sum += end - begin;
            last = end;
        }
        before.push(sum);
        from.shrink_to_fit();
        before.shrink_to_fit();
        WorkingTime { covered, from, before, repeats: false }
    }

    /// Goes on for ever in both directions, as the first and the last CYCLE; what is shorter does not.
    pub fn repeated(self) -> WorkingTime {
        let repeats = self.covered.end - self.covered.start >= CYCLE;
        WorkingTime { repeats, ..self }
    }

    pub fn covered(&self) -> Range<Millis> {
        self.covered.clone()
    }

    /// The spans themselves, sorted; no two touch.
    pub fn spans(&self) -> impl Iterator<Item = (Millis, Millis)> {
        let lengths = self.before.windows(2).map(|pair| pair[1] - pair[0]);
        self.from.iter().zip(lengths).map(|(from, length)| (*from, from + length))
    }

    /// Working time before a moment, counted from one moment of this line; negative before it. Sums of two
    /// lines cannot be compared, only their differences.
    pub fn worked(&self, at: Millis) -> Result<Millis, NoMoment> {
        let Range { start, end } = self.covered;
        if (start..=end).contains(&at) {
            return Ok(self.inside(at));
        }
        if !self.repeats || at.unsigned_abs() > FAR {
            return Err(NoMoment::Beyond);
        }
        let (cycles, each) = match at > end {
            true => (-(end - at).div_euclid(CYCLE), self.last_cycle()),
            false => ((at - start).div_euclid(CYCLE), self.first_cycle()),
        };
        Ok(self.inside(at - cycles * CYCLE) + cycles * each)
    }

    /// The earliest moment that has so much working time before it.
    pub fn reached(&self, worked: Millis) -> Result<Millis, NoMoment> {
        let total = self.total();
        if (1..=total).contains(&worked) {
            let at = self.before.partition_point(|before| *before < worked) - 1;
            return Ok(self.from[at] + worked - self.before[at]);
        }
        if !self.repeats {
            return Err(NoMoment::Beyond);
        }
        if worked.unsigned_abs() > FAR {
            return Err(NoMoment::Never);
        }
        let (missing, each) = match worked > total {
            true => (total - worked, self.last_cycle()),
            false => (worked - 1, self.first_cycle()),
        };
        if each == 0 {
            return Err(NoMoment::Never);
        }
        let cycles = missing.div_euclid(each) * if worked > total { -1 } else { 1 };
        let inside = self.reached(worked - cycles * each)?;
        cycles.checked_mul(CYCLE).and_then(|shift| inside.checked_add(shift)).ok_or(NoMoment::Never)
    }

    pub fn is_open(&self, at: Millis) -> Result<bool, NoMoment> {
        Ok(self.worked(at.saturating_add(1))? > self.worked(at)?)
    }

    /// The moment itself where people work then, else the next at which they begin.
    pub fn next_opening(&self, at: Millis) -> Result<Millis, NoMoment> {
        // One millisecond of work from there ends one millisecond after the opening.
        Ok(self.reached(self.worked(at)? + 1)? - 1)
    }

    fn inside(&self, at: Millis) -> Millis {
        match self.from.partition_point(|from| *from <= at) {
            0 => 0,
            next => (self.before[next - 1] + at - self.from[next - 1]).min(self.before[next]),
        }
    }

    fn first_cycle(&self) -> Millis {
        self.inside(self.covered.start + CYCLE)
    }

    fn last_cycle(&self) -> Millis {
        self.total() - self.inside(self.covered.end - CYCLE)
    }

    fn total(&self) -> Millis {
        self.before.last().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_cut_sorted_and_joined() {
        let line =
            WorkingTime::new(0..100, vec![(60, 80), (-5, 10), (10, 20), (70, 75), (50, 40), (75, 85), (95, 120)]);
        assert_eq!(line.spans().collect::<Vec<_>>(), [(0, 20), (60, 85), (95, 100)]);
        assert_eq!([0, 5, 20, 40, 60, 85, 100].map(|at| line.worked(at)), [0, 5, 20, 20, 20, 45, 50].map(Ok));
        assert_eq!([1, 20, 21, 45, 50].map(|worked| line.reached(worked)), [1, 20, 61, 85, 100].map(Ok));
        assert_eq!([19, 20, 59, 60].map(|at| line.is_open(at)), [true, false, false, true].map(Ok));
        assert_eq!([0, 20, 59, 60, 85].map(|at| line.next_opening(at)), [0, 60, 60, 60, 95].map(Ok));
    }

    #[test]
    fn what_was_not_compiled_is_not_guessed() {
        let line = WorkingTime::new(0..100, vec![(10, 20)]);
        assert_eq!([line.worked(-1), line.worked(101), line.reached(11)], [Err(NoMoment::Beyond); 3]);
        assert_eq!(line.next_opening(20), Err(NoMoment::Beyond));
        assert_eq!(line.repeated().worked(101), Err(NoMoment::Beyond), "too short to repeat");
    }

    /// Work of one hour a day, and one more at the very first and the very last.
    fn repeated(days: i64) -> WorkingTime {
        const HOUR: Millis = DAY / 24;
        let mut spans: Vec<_> = (0..days).map(|day| (day * DAY, day * DAY + HOUR)).collect();
        spans.push((2 * HOUR, 3 * HOUR));
        spans.push((days * DAY - HOUR, days * DAY));
        WorkingTime::new(0..days * DAY, spans).repeated()
    }

    #[test]
    fn a_line_goes_on_as_it_began_and_as_it_ends() {
        let line = repeated(146_097 + 10);
        // The long line is the oracle of the short one behind it, and before it.
        let whole = |at: Millis| line.worked(at).expect("a sum");
        let (hour, end) = (DAY / 24, line.covered().end);
        assert_eq!(whole(end + CYCLE) - whole(end), 146_098 * hour);
        assert_eq!(whole(0) - whole(-CYCLE), 146_098 * hour);
        assert_eq!(whole(5 * CYCLE + 10 * DAY) - whole(4 * CYCLE + 10 * DAY), 146_098 * hour);
        for at in [1, DAY, end, end + 1, end + CYCLE, end + 3 * CYCLE, -1, -DAY, -CYCLE, -CYCLE - 1, -7 * CYCLE + 5] {
            let reached = line.reached(whole(at) + 1).expect("a moment");
            assert!(whole(reached) == whole(at) + 1 && whole(reached - 1) == whole(at), "{at}: {reached}");
        }
        assert_eq!(line.next_opening(-DAY + hour), Ok(0), "the first cycle ends without the hour of the last day");
    }

    #[test]
    fn no_moment_is_too_far_to_be_asked_about() {
        let late = WorkingTime::new(CYCLE..3 * CYCLE, vec![(CYCLE, CYCLE + 1), (2 * CYCLE, 2 * CYCLE + 1)]).repeated();
        for line in [repeated(146_097), late] {
            for at in [Millis::MIN, Millis::MAX] {
                assert_eq!([line.worked(at), line.next_opening(at)], [Err(NoMoment::Beyond); 2], "{at}");
                assert_eq!((line.is_open(at), line.reached(at)), (Err(NoMoment::Beyond), Err(NoMoment::Never)), "{at}");
            }
            for at in [FAR as Millis, -(FAR as Millis)] {
                assert!(line.worked(at).is_ok(), "{at}");
            }
            for worked in [FAR as Millis, -(FAR as Millis)] {
                assert_ne!(line.reached(worked), Err(NoMoment::Beyond), "{worked}");
            }
        }
    }

    #[test]
    fn a_line_without_work_ends_nothing() {
        let line = WorkingTime::new(0..CYCLE + 5, vec![]).repeated();
        assert_eq!([line.worked(0), line.worked(CYCLE * 3), line.worked(-CYCLE * 3)], [Ok(0); 3]);
        assert_eq!(line.reached(1), Err(NoMoment::Never));
        assert_eq!(line.next_opening(7), Err(NoMoment::Never));
        let once = WorkingTime::new(0..2 * CYCLE, vec![(5, 9)]).repeated();
        assert_eq!(once.reached(4), Ok(9));
        assert_eq!(once.reached(5), Err(NoMoment::Never), "what was once does not come again");
    }
}
