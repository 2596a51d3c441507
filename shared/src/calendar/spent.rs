//! Working time that a clock has spent, pauses taken out, and when it has spent so much.

use super::{NoMoment, WorkingTime};
use crate::kernel::time::Millis;

/// A span in which a clock stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pause {
    pub from: Millis,
    /// None while it lasts.
    pub to: Option<Millis>,
}

/// The pauses of one clock: sorted, and no two over each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pauses(Vec<Pause>);

impl Pauses {
    /// From pauses in any order, also such as lie over each other. None when one ends before it begins.
    pub fn new(mut pauses: Vec<Pause>) -> Option<Pauses> {
        if pauses.iter().any(|pause| pause.to.is_some_and(|to| to < pause.from)) {
            return None;
        }
        pauses.sort_unstable_by_key(|pause| pause.from);
        pauses.dedup_by(|next, last| match last.to {
            // Whatever begins in a pause that lasts is part of it.
            None => true,
            Some(to) if next.from <= to => {
                last.to = next.to.map(|next| next.max(to));
                true
            }
            Some(_) => false,
        });
        Some(Pauses(pauses))
    }
}

impl WorkingTime {
    /// The earliest moment at which so much working time has passed since `start`, pauses taken out: where it
    /// is reached with the end of a shift, that end and not the next opening. Nothing is reached at once.
    pub fn due(&self, start: Millis, target: Millis, pauses: &Pauses) -> Result<Millis, NoMoment> {
        if target <= 0 {
            return Ok(start);
        }
        let mut goal = self.worked(start)?.checked_add(target).ok_or(NoMoment::Never)?;
        for pause in &pauses.0 {
            let begun = self.worked(pause.from.max(start))?;
            if goal <= begun {
                break;
            }
            let end = pause.to.ok_or(NoMoment::Paused)?;
            goal = goal.checked_add(self.worked(end.max(start))? - begun).ok_or(NoMoment::Never)?;
        }
        self.reached(goal)
    }

    /// Working time from one moment to a later one, pauses taken out. A pause that lasts reaches to the end.
    pub fn spent(&self, from: Millis, to: Millis, pauses: &Pauses) -> Result<Millis, NoMoment> {
        let between = |from: Millis, to: Millis| Ok(self.worked(to)? - self.worked(from)?);
        let mut spent = between(from, to)?;
        for pause in &pauses.0 {
            let (begin, end) = (pause.from.max(from), pause.to.unwrap_or(to).min(to));
            if begin < end {
                spent -= between(begin, end)?;
            }
        }
        Ok(spent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(of: &[(Millis, Option<Millis>)]) -> Pauses {
        Pauses::new(of.iter().map(|(from, to)| Pause { from: *from, to: *to }).collect()).expect("pauses")
    }

    #[test]
    fn pauses_are_sorted_and_joined() {
        let joined =
            pauses(&[(50, Some(60)), (10, Some(20)), (15, Some(30)), (30, Some(31)), (12, Some(13)), (60, Some(60))]);
        assert_eq!(joined, pauses(&[(10, Some(31)), (50, Some(60))]));
        assert_eq!(pauses(&[(50, Some(60)), (20, None), (10, Some(25))]), pauses(&[(10, None)]));
        assert_eq!(Pauses::new(vec![Pause { from: 2, to: Some(1) }]), None);
    }

    #[test]
    fn due_is_the_end_of_a_shift_and_never_the_next_opening() {
        let line = WorkingTime::new(0..1000, vec![(100, 200), (300, 400), (500, 600)]);
        let due = |start, target, of: &[_]| line.due(start, target, &pauses(of));
        assert_eq!(due(50, 100, &[]), Ok(200));
        assert_eq!(due(50, 101, &[]), Ok(301));
        assert_eq!(due(250, 0, &[]), Ok(250));
        assert_eq!(due(200, 1, &[]), Ok(301));
        assert_eq!(due(100, 50, &[(120, Some(130))]), Ok(160));
        assert_eq!(due(100, 100, &[(200, Some(310))]), Ok(200), "reached before the pause");
        assert_eq!(due(100, 101, &[(200, Some(310))]), Ok(311), "a pause from closed into open time");
        assert_eq!(due(100, 150, &[(210, Some(290))]), Ok(350), "a pause in closed time moves nothing");
        assert_eq!(due(100, 50, &[(0, Some(90))]), Ok(150), "before the start");
        assert_eq!(due(100, 50, &[(0, Some(110))]), Ok(160), "over the start");
        assert_eq!(due(100, 50, &[(150, None)]), Ok(150), "reached as the pause begins");
        assert_eq!(due(100, 51, &[(150, None)]), Err(NoMoment::Paused));
        assert_eq!(due(150, Millis::MAX, &[]), Err(NoMoment::Never));
        assert_eq!(due(100, 301, &[]), Err(NoMoment::Beyond));
    }

    #[test]
    fn spent_time_leaves_pauses_out() {
        let line = WorkingTime::new(0..1000, vec![(100, 200), (300, 400)]);
        assert_eq!(line.spent(0, 1000, &Pauses::default()), Ok(200));
        assert_eq!(line.spent(150, 350, &pauses(&[(0, Some(160)), (190, Some(310)), (340, Some(900))])), Ok(60));
        assert_eq!(line.spent(150, 350, &pauses(&[(180, None)])), Ok(30));
        assert_eq!(line.spent(150, 350, &pauses(&[(400, None), (10, Some(20))])), Ok(100));
    }
}
