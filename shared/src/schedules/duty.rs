//! When somebody is at work: hours of a calendar, less the time away.

use crate::calendar::WorkingTime;
use crate::kernel::span::Span;
use crate::kernel::time::Millis;

words! {
/// Why somebody is not there, the strongest first.
OffDuty {
    /// The account is switched off.
    Inactive = "inactive",
    /// On leave, ill, or elsewhere.
    Away = "away",
    /// Outside of the hours of work.
    Hours = "hours",
}
}

/// What is known of one person's time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Duty {
    pub inactive: bool,
    /// None: at any hour.
    pub hours: Option<WorkingTime>,
    pub away: Vec<Span>,
}

data! {
/// Whether somebody can work at a moment, and when they can again.
#[derive(Copy, Default, Eq)]
pub struct Standing {
    /// None: they can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<OffDuty>,
    /// Of whoever cannot: the next moment at which they can, as far ahead as was looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Millis>,
}
}

impl Duty {
    /// None: at work. Days that the calendar was not compiled for are worked: nobody is lost to a table.
    pub fn off(&self, at: Millis) -> Option<OffDuty> {
        if self.inactive {
            return Some(OffDuty::Inactive);
        }
        if self.away.iter().any(|span| span.holds(at)) {
            return Some(OffDuty::Away);
        }
        let open = self.hours.as_ref().is_none_or(|hours| hours.is_open(at).unwrap_or(true));
        (!open).then_some(OffDuty::Hours)
    }

    /// The moment itself where they are at work then, else the next at which they are. None where none comes on the
    /// days that were compiled.
    pub fn next(&self, at: Millis) -> Option<Millis> {
        let mut at = at;
        while let Some(off) = self.off(at) {
            at = match off {
                OffDuty::Inactive => return None,
                OffDuty::Away => self.away.iter().filter(|span| span.holds(at)).map(|span| span.to).max()?,
                OffDuty::Hours => self.hours.as_ref()?.next_opening(at).ok()?,
            };
        }
        Some(at)
    }

    pub fn standing(&self, at: Millis) -> Standing {
        let off = self.off(at);
        Standing { off, next: off.and_then(|_| self.next(at)) }
    }

    /// How long they are at work in a stretch of time; days that were not compiled count nothing.
    pub fn time_in(&self, stretch: Span) -> Millis {
        if self.inactive {
            return 0;
        }
        let mut away: Vec<Span> = self.away.iter().filter(|span| span.from < span.to).copied().collect();
        away.sort_unstable();
        let (mut at, mut sum) = (stretch.from, 0);
        for span in away.iter().filter(|span| span.from < stretch.to) {
            sum += self.worked(at, span.from);
            at = at.max(span.to);
        }
        sum + self.worked(at, stretch.to)
    }

    /// Time of the hours between two moments, whoever is away.
    fn worked(&self, from: Millis, to: Millis) -> Millis {
        let Some(hours) = &self.hours else { return (to - from).max(0) };
        let covered = hours.covered();
        let before = |at: Millis| hours.worked(at.clamp(covered.start, covered.end)).unwrap_or_default();
        (before(to) - before(from)).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: Millis, to: Millis) -> Span {
        Span { from, to }
    }

    /// At work from 100 to 200 and from 300 to 400, away for a while from 150 and from 290.
    fn duty() -> Duty {
        let hours = WorkingTime::new(0..1_000, vec![(100, 200), (300, 400)]);
        Duty { inactive: false, hours: Some(hours), away: vec![span(290, 310), span(150, 160), span(155, 170)] }
    }

    #[test]
    fn whoever_is_off_comes_back_when_hours_and_leave_allow() {
        let duty = duty();
        for (at, off, next) in [
            (0, Some(OffDuty::Hours), Some(100)),
            (100, None, None),
            (149, None, None),
            (150, Some(OffDuty::Away), Some(170)),
            (165, Some(OffDuty::Away), Some(170)),
            (170, None, None),
            (200, Some(OffDuty::Hours), Some(310)),
            (295, Some(OffDuty::Away), Some(310)),
            (399, None, None),
            (400, Some(OffDuty::Hours), None),
        ] {
            assert_eq!(duty.standing(at), Standing { off, next }, "{at}");
        }
        assert_eq!(
            Duty { inactive: true, ..duty }.standing(120),
            Standing { off: Some(OffDuty::Inactive), next: None }
        );
        let always = Duty { away: vec![span(5, 9)], ..Duty::default() };
        assert_eq!(always.standing(6), Standing { off: Some(OffDuty::Away), next: Some(9) });
        assert_eq!(always.standing(9), Standing::default());
    }

    #[test]
    fn time_of_a_stretch_is_what_hours_and_leave_leave_over() {
        let duty = duty();
        for (from, to, time) in
            [(0, 1_000, 170), (120, 160, 30), (155, 165, 0), (160, 180, 10), (200, 300, 0), (310, 5_000, 90)]
        {
            assert_eq!(duty.time_in(span(from, to)), time, "{from}..{to}");
        }
        assert_eq!(Duty { inactive: true, ..duty }.time_in(span(0, 1_000)), 0);
        let always = Duty { away: vec![span(5, 9), span(7, 8)], ..Duty::default() };
        assert_eq!(always.time_in(span(0, 10)), 6);
    }
}
