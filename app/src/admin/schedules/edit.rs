//! A schedule while it is being edited.

use leptos::prelude::*;
use yingda_shared::calendar::{Days, Hours, Week};
use yingda_shared::fault::FieldFault;
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
            kept: RwSignal::new(schedule.clone()),
        }
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
