//! A calendar while it is being edited: what is typed, and the calendar that it says.

use leptos::prelude::*;
use yingda_shared::calendar::{Calendar, Days, HolidayTable, Holidays, Hours, Week, WorkCalendar};
use yingda_shared::contract::Operation;
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::day::Day;
use yingda_shared::record::Save;

use super::hours::HoursEdit;

/// Days of the week as they are called in a calendar, Monday first.
pub const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// How make-up days are worked.
pub const LIKE_WEEK: &str = "week";
pub const OWN: &str = "own";
pub const NOT: &str = "not";

#[derive(Clone, Copy)]
pub struct Edit {
    pub name: RwSignal<String>,
    pub zone: RwSignal<String>,
    /// The first day that is worked so; empty for all days.
    pub from: RwSignal<String>,
    pub active: RwSignal<bool>,
    pub default: RwSignal<bool>,
    pub week: [HoursEdit; 7],
    /// Word of the table of holidays; empty for none.
    pub table: RwSignal<String>,
    pub listed: RwSignal<Holidays>,
    pub days: RwSignal<Days>,
    /// How make-up days are worked, one of the words above, and their own hours.
    pub make_up: RwSignal<String>,
    pub make_up_hours: HoursEdit,
    /// As it was saved last.
    pub kept: RwSignal<WorkCalendar>,
}

impl Edit {
    /// `from` is the day that a change begins on unless somebody says otherwise.
    pub fn of(calendar: &WorkCalendar, from: String) -> Edit {
        let edit = Edit {
            name: RwSignal::default(),
            zone: RwSignal::default(),
            from: RwSignal::new(from),
            active: RwSignal::default(),
            default: RwSignal::default(),
            week: calendar.hours.week.days().map(HoursEdit::of),
            table: RwSignal::default(),
            listed: RwSignal::default(),
            days: RwSignal::default(),
            make_up: RwSignal::default(),
            make_up_hours: HoursEdit::of(&Hours::OFF),
            kept: RwSignal::new(calendar.clone()),
        };
        edit.load(calendar);
        edit
    }

    /// Puts another version into the fields; from when on it holds stays as it is typed.
    pub fn load(self, calendar: &WorkCalendar) {
        self.name.set(calendar.name.clone());
        self.zone.set(calendar.hours.zone.clone());
        self.active.set(calendar.active);
        self.default.set(calendar.default);
        for (edit, hours) in self.week.iter().zip(calendar.hours.week.days()) {
            edit.set(hours);
        }
        self.table.set(calendar.holidays.map(|table| table.as_str().to_string()).unwrap_or_default());
        self.listed.set(calendar.listed.clone());
        self.days.set(calendar.hours.days.clone());
        let (how, hours) = match &calendar.hours.make_up {
            None => (LIKE_WEEK, Hours::OFF),
            Some(hours) if hours.is_off() => (NOT, Hours::OFF),
            Some(hours) => (OWN, hours.clone()),
        };
        self.make_up.set(how.to_string());
        self.make_up_hours.set(&hours);
    }

    /// The calendar that is typed, or all that is wrong with it.
    pub fn read(self) -> Result<WorkCalendar, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut hours = |edit: HoursEdit, pointer: String| {
            edit.read().unwrap_or_else(|code| {
                faults.push(FieldFault::new(&pointer, code));
                Hours::OFF
            })
        };
        let mut days = self.week.into_iter().zip(WEEK).map(|(edit, name)| hours(edit, format!("/hours/week/{name}")));
        let mut next = || days.next().unwrap_or_default();
        let week = Week { mon: next(), tue: next(), wed: next(), thu: next(), fri: next(), sat: next(), sun: next() };
        drop(days);
        let make_up = match self.make_up.get().as_str() {
            OWN => Some(hours(self.make_up_hours, "/hours/make_up".into())),
            NOT => Some(Hours::OFF),
            _ => None,
        };
        let from = match self.from.get().trim() {
            "" => None,
            text => text.parse::<Day>().map(Some).unwrap_or_else(|_| {
                faults.push(FieldFault::new("/from", "malformed"));
                None
            }),
        };
        let kept = self.kept.get();
        let calendar = WorkCalendar {
            id: kept.id,
            rv: kept.rv,
            active: self.active.get(),
            name: self.name.get().trim().to_string(),
            hours: Calendar { zone: self.zone.get().trim().to_string(), week, days: self.days.get(), make_up },
            holidays: HolidayTable::parse(&self.table.get()),
            listed: self.listed.get(),
            from,
            default: self.default.get(),
        };
        faults.extend(Save(calendar.clone()).check());
        if faults.is_empty() { Ok(calendar) } else { Err(faults) }
    }
}

/// Whether two versions say the same, from whichever day on.
pub fn same(one: &WorkCalendar, other: &WorkCalendar) -> bool {
    WorkCalendar { from: None, rv: 0, ..one.clone() } == WorkCalendar { from: None, rv: 0, ..other.clone() }
}

/// A new calendar: office hours, with China's holidays.
pub fn blank(id: yingda_shared::kernel::id::CalendarId) -> WorkCalendar {
    const DAY: [yingda_shared::calendar::Shift; 2] = [
        yingda_shared::calendar::Shift { from: 9 * 60, to: 12 * 60 },
        yingda_shared::calendar::Shift { from: 13 * 60, to: 18 * 60 },
    ];
    let day = || Hours::new(DAY.to_vec());
    let week = Week { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), ..Week::default() };
    WorkCalendar {
        id,
        rv: 0,
        active: true,
        name: String::new(),
        hours: Calendar { zone: "Asia/Shanghai".into(), week, days: Days::default(), make_up: None },
        holidays: Some(HolidayTable::China),
        listed: Holidays::default(),
        from: None,
        default: false,
    }
}
