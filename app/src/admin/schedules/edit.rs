//! A schedule while it is being edited.

use leptos::prelude::*;
use yingda_shared::calendar::{Days, Hours, Week};
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::day::Day;
use yingda_shared::schedules::Schedule;

use crate::admin::calendars::edit::WEEK;
use crate::admin::calendars::hours::HoursEdit;

#[derive(Clone, Copy)]
pub struct Edit {
    /// Id of the calendar; empty for the desk's.
    pub calendar: RwSignal<String>,
    /// Shifts of their own instead of the calendar's week.
    pub own: RwSignal<bool>,
    pub week: [HoursEdit; 7],
    pub days: RwSignal<Days>,
    /// A special day that is being typed, and its hours, with the code of what is wrong with them.
    pub next: RwSignal<String>,
    pub typed: HoursEdit,
    pub wrong: RwSignal<Option<&'static str>>,
    /// As it was saved last.
    pub kept: RwSignal<Schedule>,
}

impl Edit {
    pub fn of(schedule: &Schedule) -> Edit {
        let week = schedule.week.clone().unwrap_or_default();
        Edit {
            calendar: RwSignal::new(schedule.calendar_id.map(|id| id.to_string()).unwrap_or_default()),
            own: RwSignal::new(schedule.week.is_some()),
            week: week.days().map(HoursEdit::of),
            days: RwSignal::new(schedule.exceptions.clone()),
            next: RwSignal::new(String::new()),
            typed: HoursEdit::of(&Hours::OFF),
            wrong: RwSignal::new(None),
            kept: RwSignal::new(schedule.clone()),
        }
    }

    /// Shows another version in the place of what is typed.
    pub fn load(self, schedule: &Schedule) {
        let week = schedule.week.clone().unwrap_or_default();
        self.calendar.set(schedule.calendar_id.map(|id| id.to_string()).unwrap_or_default());
        self.own.set(schedule.week.is_some());
        for (edit, hours) in self.week.into_iter().zip(week.days()) {
            edit.set(hours);
        }
        self.days.set(schedule.exceptions.clone());
        self.clear();
        self.kept.set(schedule.clone());
    }

    fn clear(self) {
        self.next.set(String::new());
        self.typed.set(&Hours::OFF);
        self.wrong.set(None);
    }

    pub fn put(self, day: Day, hours: Hours) {
        self.days.update(|days| drop(days.0.insert(day, hours)));
        self.clear();
    }

    /// Takes in the special day that is being typed. False where its hours are wrong, which is told at them.
    pub fn take_in(self) -> bool {
        let Ok(day) = self.next.with_untracked(|text| text.trim().parse::<Day>()) else { return true };
        match untrack(|| self.typed.read()) {
            Ok(hours) if hours.overlap().is_some() => self.wrong.set(Some("hours_overlap")),
            Ok(hours) => self.put(day, hours),
            Err(code) => self.wrong.set(Some(code)),
        }
        self.wrong.with_untracked(Option::is_none)
    }

    /// The schedule that is typed, or all that is wrong with it.
    pub fn read(self) -> Result<Schedule, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut week = None;
        if self.own.get() {
            let mut hours = self.week.into_iter().zip(WEEK).map(|(edit, name)| {
                edit.read().unwrap_or_else(|code| {
                    faults.push(FieldFault::new(&format!("/week/{name}"), code));
                    Hours::OFF
                })
            });
            let mut next = || hours.next().unwrap_or_default();
            week = Some(Week {
                mon: next(),
                tue: next(),
                wed: next(),
                thu: next(),
                fri: next(),
                sat: next(),
                sun: next(),
            });
        }
        let kept = self.kept.get();
        let schedule =
            Schedule { calendar_id: self.calendar.get().parse().ok(), week, exceptions: self.days.get(), ..kept };
        faults.extend(schedule.check());
        if faults.is_empty() { Ok(schedule) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use yingda_shared::calendar::Shift;
    use yingda_shared::kernel::id::{UserId, Uuid};

    use super::*;

    /// Whoever types a day and saves at once means the day.
    #[test]
    fn a_day_that_is_typed_is_taken_in() {
        Owner::new().with(|| {
            let plain = Schedule::plain(UserId(Uuid::nil()));
            let edit = Edit::of(&plain);
            assert!(edit.take_in(), "nothing is typed");
            assert_eq!(edit.read(), Ok(plain.clone()));
            edit.next.set("2026-10-01".into());
            edit.typed.set(&Hours::new(vec![Shift { from: 540, to: 720 }, Shift { from: 600, to: 660 }]));
            assert!(!edit.take_in());
            assert_eq!(
                (edit.wrong.get_untracked(), edit.days.get_untracked()),
                (Some("hours_overlap"), Days::default())
            );
            edit.typed.set(&Hours::new(vec![Shift { from: 540, to: 720 }]));
            assert!(edit.take_in());
            let day: Day = "2026-10-01".parse().expect("a day");
            assert!(edit.days.get_untracked().0.contains_key(&day));
            assert_eq!((edit.next.get_untracked(), edit.wrong.get_untracked()), (String::new(), None));
            edit.load(&Schedule { rv: 7, ..plain.clone() });
            assert_eq!(edit.read(), Ok(Schedule { rv: 7, ..plain }), "theirs, whole");
        });
    }
}
