//! Working calendars: when people are at work, and how much of a span of time that is.
//!
//! A calendar is written in the wall time of its zone (`model`, `hours`, `layers`). Arithmetic runs on
//! moments (`working_time`, `spent`): a calendar is compiled once, by whoever has a table of time zones,
//! and what comes out is enough for a browser, which has none.
//! `record` keeps calendars among the records; the one that is the default is packed for devices
//! (`packed`), and promises count by it (`desk_clock`).

mod compile;
mod desk_clock;
mod hours;
mod layers;
mod missing;
mod model;
mod operations;
mod packed;
mod record;
mod spent;
mod versions;
mod working_time;

pub use compile::{compile, compile_each};
pub use desk_clock::DeskClock;
pub use hours::{Hours, MIDNIGHT, Shift};
pub use layers::{DayKind, Holiday, HolidayName, Holidays, Layers};
pub use missing::missing_year;
pub use model::{Calendar, Days, Week};
pub use operations::{
    CalendarEffect, CalendarVersion, FoundHolidays, KnownTable, KnownTables, ListHolidays, ListVersions, MovedCase,
    PreviewCalendar, ReadHolidays,
};
pub use packed::PackedTime;
pub use record::{DeskTime, HolidayTable, WorkCalendar};
pub use spent::{Pause, Pauses};
pub use versions::{YearDay, days_of_year, in_force};
pub use working_time::{CYCLE, NoMoment, WorkingTime};
