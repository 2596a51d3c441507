//! Holidays: China's own, by the notices of the State Council, and those that a file brings.

mod csv;
mod ical;
mod json;

use std::collections::BTreeMap;
use std::str::FromStr;

use yingda_shared::calendar::{Holiday, HolidayName, Holidays};
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::limits::{CALENDAR_DAYS_MAX, CALENDAR_YEARS};

use super::file::one_line;

const CHINA: &str = include_str!("cn.txt");

/// Days off and make-up working days (调休) of mainland China from 2020 to 2026. A year is known when its
/// notice is out, in the autumn before.
pub fn china() -> Holidays {
    let mut holidays = Holidays::default();
    CHINA.lines().for_each(|line| read_line(line, &mut holidays));
    holidays
}

/// What the days off of that table are called.
pub fn china_names() -> BTreeMap<Day, HolidayName> {
    let named = CHINA.lines().filter_map(|line| {
        let line = Line::of(line)?;
        Some(line.off().map(move |day| (day, line.name)))
    });
    named.flatten().collect()
}

/// `2026 national 10-01 10-07 + 09-20 10-10`: a year, a name, the first and the last day off, and days that make up.
struct Line<'a> {
    year: &'a str,
    name: HolidayName,
    first: Day,
    last: Day,
    made_up: &'a str,
}

impl<'a> Line<'a> {
    /// None of what is no such line, which the tests of the table forbid.
    fn of(line: &'a str) -> Option<Line<'a>> {
        let (off, made_up) = line.split_once('+').unwrap_or((line, ""));
        let mut words = off.split_whitespace();
        let year = words.next()?;
        let name = HolidayName::parse(words.next()?)?;
        let (first, last) = (day(year, words.next()?)?, day(year, words.next()?)?);
        Some(Line { year, name, first, last, made_up })
    }

    fn off(&self) -> impl Iterator<Item = Day> + use<> {
        (self.first.0..=self.last.0).map(Day)
    }
}

/// `10-01` of a year, or a day of another one written out.
fn day(year: &str, word: &str) -> Option<Day> {
    Day::from_str(word).or_else(|_| format!("{year}-{word}").parse()).ok()
}

fn read_line(line: &str, holidays: &mut Holidays) {
    let Some(line) = Line::of(line) else { return };
    holidays.0.extend(line.off().map(|day| (day, Holiday::Off)));
    let made_up = line.made_up.split_whitespace().filter_map(|word| day(line.year, word));
    holidays.0.extend(made_up.map(|day| (day, Holiday::MakeUp)));
}

/// Holidays of a file: JSON as holiday-cn publishes it, iCalendar, or CSV. Told apart by how it begins. The
/// fault says what is wrong with the file.
pub fn read(bytes: &[u8]) -> Result<Holidays, FieldFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| FieldFault::new("", "holidays.utf8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let found = match text.trim_start() {
        start if start.starts_with('{') => json::read(text),
        start if start.get(..15).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCALENDAR")) => ical::read(text),
        _ => csv::read(text),
    }?;
    if found.0.len() > CALENDAR_DAYS_MAX {
        return Err(wrong("holidays.too_many", [("max", CALENDAR_DAYS_MAX)]));
    }
    let known = |day: &Day| day.date().is_some_and(|date| CALENDAR_YEARS.contains(&date.year()));
    match found.0.keys().find(|day| !known(day)) {
        Some(day) => Err(wrong("holidays.range", [("day", day)])),
        None => Ok(found),
    }
}

/// A fault of a file, filled in with what stands in it.
fn wrong<const N: usize>(code: &str, params: [(&str, impl ToString); N]) -> FieldFault {
    let params = params.map(|(name, said)| (name.to_string(), one_line(&said.to_string())));
    FieldFault { params: params.into(), ..FieldFault::new("", code) }
}
