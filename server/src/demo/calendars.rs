//! When the desk of the demo world works.

use yingda_shared::calendar::{Calendar, Days, HolidayTable, Holidays, Hours, MIDNIGHT, Shift, Week, WorkCalendar};
use yingda_shared::kernel::time::{HOUR, MINUTE};

use super::dice::{Kind, id};

const ZONE: &str = "Asia/Shanghai";

/// The one that promises count by, and one that never rests.
pub fn calendars() -> Vec<WorkCalendar> {
    let day = || Hours::new(vec![shift(9, 12), shift(13, 18)]);
    let week = Week { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), ..Week::default() };
    let always = || Hours::new(vec![Shift { from: 0, to: MIDNIGHT }]);
    let (sat, sun) = (always(), always());
    let whole = Week { mon: always(), tue: always(), wed: always(), thu: always(), fri: always(), sat, sun };
    vec![
        calendar(0, "工作日 9:00–18:00（午休 12–13）", week, Some(HolidayTable::China)),
        calendar(1, "7×24", whole, None),
    ]
}

fn calendar(n: usize, name: &str, week: Week, holidays: Option<HolidayTable>) -> WorkCalendar {
    let hours = Calendar { zone: ZONE.into(), week, days: Days::default(), make_up: None };
    WorkCalendar {
        id: id(Kind::Calendar, n),
        rv: 0,
        active: true,
        name: name.into(),
        hours,
        holidays,
        listed: Holidays::default(),
        from: None,
        default: n == 0,
    }
}

/// From one full hour to another.
fn shift(from: u16, to: u16) -> Shift {
    const MINUTES: u16 = (HOUR / MINUTE) as u16;
    Shift { from: from * MINUTES, to: to * MINUTES }
}
