//! What devices count by where a policy has a calendar of its own: they have no table of zones, so its days come to
//! them as moments, for the months around now.

use crate::calendar::PackedTime;
use crate::kernel::id::CalendarId;
use crate::kernel::time::OffsetMinutes;
use crate::sla::{CalendarVersion, Timetable};

data! {
/// The present version of a calendar, compiled for the months around now.
pub struct CompiledCalendar {
    pub id: CalendarId,
    pub version: i64,
    /// Minutes east of UTC that tell its days apart.
    pub offset: OffsetMinutes,
    pub time: PackedTime,
}

/// A setting that the server makes from calendars that active policies name, and that devices keep.
#[derive(Default)]
pub struct PolicyTimes {
    #[serde(default)]
    pub rv: i64,
    #[serde(default)]
    pub calendars: Vec<CompiledCalendar>,
}
}

impl CompiledCalendar {
    pub fn timetable(&self) -> Timetable {
        let version = CalendarVersion { id: Some(self.id), version: self.version };
        Timetable::new(version, Some(self.time.line()), self.offset, Default::default())
    }
}
