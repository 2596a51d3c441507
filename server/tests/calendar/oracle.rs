//! Working time counted minute by minute. It asks the time zone only what a clock on the wall shows at each
//! minute, and shares no code with what it is held against.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

/// Minutes of some weeks in one zone.
pub struct World {
    pub zone: &'static str,
    /// UTC minute since 1970 that the window begins with.
    pub first: i64,
    pub minutes: usize,
    /// For each wall minute from `wall_first` on: the UTC minute of the window at which it is that time.
    wall_first: i64,
    places: Vec<i64>,
}

/// A shift as a person writes it: `24:00` is 1440, and an end before the start is the next day's.
pub type Shift = (i64, i64);

/// Hours by day number since 1970 in wall time, strongest first; then holidays, then the week from Monday.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub week: [Vec<Shift>; 7],
    pub listed: Vec<(i64, Vec<Shift>)>,
    /// Day and whether it is off.
    pub holidays: Vec<(i64, bool)>,
    pub made_up: Vec<Shift>,
}

impl World {
    pub fn new(zone: &'static str, begin: Date, days: i64) -> World {
        let first = day_number(begin) * 1440;
        let table = TimeZone::get(zone).expect("a zone");
        let wall = |utc: i64| {
            let stamp = Timestamp::from_second(utc * 60).expect("a moment");
            let shown = table.to_datetime(stamp);
            assert_eq!(shown.second(), 0, "{zone} is whole minutes from UTC");
            day_number(shown.date()) * 1440 + i64::from(shown.hour()) * 60 + i64::from(shown.minute())
        };
        let minutes = (days * 1440) as usize;
        let wall_first = wall(first);
        let (mut shown, mut places) = (wall_first - 1, Vec::new());
        for at in 0..minutes as i64 {
            let now = wall(first + at);
            // Times that the clock skips lie as much later as it skips; times that come again came already.
            places.extend((shown + 1..now).map(|time| at + time - shown - 1));
            places.extend((shown < now).then_some(at));
            shown = shown.max(now);
        }
        World { zone, first, minutes, wall_first, places }
    }

    /// The place in the window of a wall minute, at most its end.
    fn place(&self, wall: i64) -> i64 {
        let at = (wall - self.wall_first).max(0) as usize;
        self.places.get(at).copied().unwrap_or(self.minutes as i64).min(self.minutes as i64)
    }

    /// First and last of the days to ask about: so that the window holds the night before and after whole.
    pub fn days(&self) -> (i64, i64) {
        (self.wall_first.div_euclid(1440) + 2, (self.wall_first + self.minutes as i64).div_euclid(1440) - 2)
    }

    /// Which minutes of the window are worked.
    pub fn open(&self, plan: &Plan) -> Vec<bool> {
        let mut open = vec![false; self.minutes];
        let (first, last) = self.days();
        for day in first - 1..=last {
            for (from, to) in plan.hours(day) {
                let to = if to < from { to + 1440 } else { *to };
                let (begin, end) = (self.place(day * 1440 + from), self.place(day * 1440 + to));
                for minute in begin..end.max(begin) {
                    open[minute as usize] = true;
                }
            }
        }
        open
    }
}

impl Plan {
    fn hours(&self, day: i64) -> &[Shift] {
        if let Some((_, hours)) = self.listed.iter().find(|(listed, _)| *listed == day) {
            return hours;
        }
        match self.holidays.iter().find(|(holiday, _)| *holiday == day) {
            Some((_, true)) => &[],
            Some((_, false)) => &self.made_up,
            None => &self.week[((day + 3) % 7) as usize],
        }
    }
}

pub fn day_number(day: Date) -> i64 {
    day.since((jiff::Unit::Day, date(1970, 1, 1))).map(|span| i64::from(span.get_days())).expect("a span")
}

/// Seconds of UTC, counted as long as the window lasts.
pub struct Walk<'a> {
    pub first: i64,
    pub open: &'a [bool],
    /// In any order, over each other, whatever people record; the end is missing while it lasts.
    pub pauses: &'a [(i64, Option<i64>)],
}

impl Walk<'_> {
    /// Goes on from a start to a limit, the end of the window or so many seconds of work; where it stops and
    /// what was worked.
    fn until(&self, start: i64, limit: i64, target: Option<i64>) -> (i64, i64) {
        let end = (self.first + self.open.len() as i64) * 60;
        let edges: Vec<i64> = self.pauses.iter().flat_map(|(from, to)| [Some(*from), *to]).flatten().collect();
        let (mut at, mut worked) = (start, 0);
        while at < limit.min(end) && target.is_none_or(|target| worked < target) {
            let minute_ends = (at.div_euclid(60) + 1) * 60;
            let next =
                edges.iter().filter(|edge| **edge > at).fold(minute_ends, |next, edge| next.min(*edge)).min(limit);
            let paused = self.pauses.iter().any(|(from, to)| *from <= at && to.is_none_or(|to| at < to));
            let minute = (at.div_euclid(60) - self.first) as usize;
            let step = match self.open[minute] && !paused {
                true => (next - at).min(target.map_or(i64::MAX, |target| target - worked)),
                false => 0,
            };
            worked += step;
            let reached = target.is_some_and(|target| worked >= target);
            at = if reached { at + step } else { next };
        }
        (at, worked)
    }

    /// When so many seconds of work are done; None where the window ends before.
    pub fn due(&self, start: i64, target: i64) -> Option<i64> {
        let (at, worked) = self.until(start, i64::MAX, Some(target));
        (worked == target).then_some(at)
    }

    pub fn between(&self, from: i64, to: i64) -> i64 {
        self.until(from, to, None).1
    }

    pub fn opens(&self, at: i64) -> Option<i64> {
        let from = (at.div_euclid(60) - self.first) as usize;
        let minute = from + self.open[from..].iter().position(|open| *open)?;
        Some(at.max((self.first + minute as i64) * 60))
    }
}
