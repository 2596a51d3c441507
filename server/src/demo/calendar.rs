//! The desk's working hours, so that the past of the demo world happens when people are at work.

use yingda_shared::kernel::time::{DAY, HOUR, MINUTE, Millis, OffsetMinutes};

const OPENS: Millis = 8 * HOUR + 30 * MINUTE;
const CLOSES: Millis = 18 * HOUR;
/// Cases older than this keep to working hours, younger ones where there is room.
const HISTORY: Millis = 10 * DAY;

#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    pub now: Millis,
    pub offset: OffsetMinutes,
}

impl Calendar {
    fn local(&self, at: Millis) -> Millis {
        at + Millis::from(self.offset) * MINUTE
    }

    pub fn is_day(&self, at: Millis) -> bool {
        (OPENS..CLOSES).contains(&self.local(at).rem_euclid(DAY))
    }

    /// A past moment in working hours; what is hardly past stays as it is.
    pub fn past(&self, at: Millis) -> Millis {
        let working = self.working(at);
        if self.now - at > DAY && self.now - working > 6 * HOUR { working } else { at }
    }

    /// When things happen that follow each other by so many minutes: closer together where there is
    /// not that much time until now.
    pub fn spread(&self, opened: Millis, gaps: Vec<i64>) -> Vec<Millis> {
        let total = gaps.iter().sum::<i64>() * MINUTE;
        let room = (self.now - opened - MINUTE).max(0);
        let history = room > HISTORY || (room > 2 * DAY && total * 3 < room);
        let mut at = opened;
        let moment = |gap: i64| {
            let gap = gap * MINUTE;
            at += if history || total <= room {
                gap
            } else {
                (i128::from(gap) * i128::from(room) / i128::from(total)) as i64
            };
            if history {
                at = self.working(at).min(self.now - MINUTE);
            }
            at
        };
        gaps.into_iter().map(moment).collect()
    }

    /// The moment itself, or a morning of work after it.
    pub fn working(&self, at: Millis) -> Millis {
        let local = self.local(at);
        let (mut day, time) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        let fits = (OPENS..CLOSES).contains(&time);
        day += Millis::from(time >= CLOSES);
        // 1970-01-01 was a Thursday: days 2 and 3 of the count are a weekend.
        day += match day.rem_euclid(7) {
            2 => 2,
            3 => 1,
            _ => 0,
        };
        // What fell outside comes in the first two hours, spread by its minutes.
        let time = if fits { time } else { OPENS + time % (2 * HOUR) };
        day * DAY + time - Millis::from(self.offset) * MINUTE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::kernel::time::{SHANGHAI, date_time};

    #[test]
    fn nights_and_weekends_move_to_the_next_morning_of_work() {
        let calendar = Calendar { now: 0, offset: SHANGHAI };
        let at = |hours: Millis| date_time(calendar.working(hours * HOUR), SHANGHAI);
        assert_eq!(at(2), "1970-01-01 10:00");
        assert_eq!(at(14), "1970-01-02 08:30");
        assert_eq!(at(48 + 4), "1970-01-05 12:00");
    }
}
