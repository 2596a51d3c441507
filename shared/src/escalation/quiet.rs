//! Quiet hours as people say them: from and to, on some days of the week.

use crate::calendar::{Hours, MIDNIGHT, Shift, Week};

/// One stretch on some days; Monday is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietLine {
    pub shift: Shift,
    pub days: [bool; 7],
}

const DAYS: usize = 7;
/// Minutes of a week.
const WEEK: usize = DAYS * MIDNIGHT as usize;

/// The hours of a week in as few lines as say them, in the order in which they first come.
pub fn lines(week: &Week) -> Vec<QuietLine> {
    let mut lines: Vec<QuietLine> = Vec::new();
    for (day, hours) in week.days().into_iter().enumerate() {
        for shift in hours.shifts() {
            // The same hours twice on one day are two lines.
            match lines.iter_mut().find(|line| line.shift == *shift && !line.days[day]) {
                Some(line) => line.days[day] = true,
                None => lines.push(QuietLine { shift: *shift, days: std::array::from_fn(|at| at == day) }),
            }
        }
    }
    lines
}

/// The hours that lines say.
pub fn week(lines: &[QuietLine]) -> Week {
    let day = |at: usize| Hours::new(lines.iter().filter(|line| line.days[at]).map(|line| line.shift).collect());
    Week { mon: day(0), tue: day(1), wed: day(2), thu: day(3), fri: day(4), sat: day(5), sun: day(6) }
}

/// The place of the first line that says hours which another one before it says already.
pub fn clash(lines: &[QuietLine]) -> Option<usize> {
    let mut said = vec![false; WEEK];
    lines.iter().position(|line| {
        let days = (0..DAYS).filter(|day| line.days[*day]);
        let minutes = days.flat_map(|day| {
            let begin = day * usize::from(MIDNIGHT);
            (begin + usize::from(line.shift.from)..begin + usize::from(line.shift.to)).map(|minute| minute % WEEK)
        });
        let mut twice = false;
        for minute in minutes {
            twice |= std::mem::replace(&mut said[minute], true);
        }
        twice
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(from: &str, to: &str, days: &[usize]) -> QuietLine {
        QuietLine {
            shift: Shift::typed(from, to).expect("a shift"),
            days: std::array::from_fn(|at| days.contains(&at)),
        }
    }

    #[test]
    fn a_week_is_said_in_few_lines_and_read_back() {
        let said =
            [line("22:00", "07:00", &[0, 1, 2, 3]), line("12:00", "13:00", &[0, 4]), line("00:00", "24:00", &[5, 6])];
        let again = lines(&week(&said));
        assert_eq!(week(&again), week(&said));
        assert_eq!(again.len(), 3);
        assert!(said.iter().all(|line| again.contains(line)), "{again:?}");
        assert_eq!(lines(&Week::default()), []);
    }

    #[test]
    fn lines_that_say_the_same_hours_are_found() {
        let night = line("22:00", "07:00", &[0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(clash(&[night, line("12:00", "13:00", &[0])]), None);
        assert_eq!(clash(&[night, line("06:00", "08:00", &[2])]), Some(1), "the night ends in the morning after");
        assert_eq!(
            clash(&[line("22:00", "07:00", &[6]), line("06:59", "08:00", &[0])]),
            Some(1),
            "Sunday leads into Monday"
        );
        assert_eq!(clash(&[line("22:00", "07:00", &[6]), line("07:00", "08:00", &[0])]), None);
        assert_eq!(clash(&[line("9:00", "10:00", &[1]), line("9:00", "10:00", &[1])]), Some(1));
        assert_eq!(lines(&week(&[line("9:00", "10:00", &[1]), line("9:00", "10:00", &[1])])).len(), 2);
    }
}
