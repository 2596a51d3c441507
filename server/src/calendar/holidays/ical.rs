//! iCalendar (RFC 5545): whole-day events are days off; one whose summary says 班 (上班, 补班) is a make-up
//! working day. Events with a time of day are meetings and no holidays.

use icalendar::parser::{Component, read_calendar, unfold};
use yingda_shared::calendar::{Holiday, Holidays};
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::day::Day;

use super::wrong;

const WORK: char = '班';
/// Days of one event.
const DAYS_MAX: i32 = 400;

pub fn read(text: &str) -> Result<Holidays, FieldFault> {
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded).map_err(|_| FieldFault::new("", "holidays.ical"))?;
    let mut holidays = Holidays::default();
    for event in calendar.components.iter().filter(|part| part.name == "VEVENT") {
        let Some(first) = day(event, "DTSTART")? else { continue };
        if event.find_prop("RRULE").is_some() || event.find_prop("RDATE").is_some() {
            return Err(wrong("holidays.repeats", [("day", first)]));
        }
        // The end is the day after the last one; an event without an end is one day.
        let end = day(event, "DTEND")?.unwrap_or(first.after(1));
        if end <= first || end.0 - first.0 > DAYS_MAX {
            return Err(wrong("holidays.event_days", [("day", first.to_string()), ("max", DAYS_MAX.to_string())]));
        }
        let summary = event.find_prop("SUMMARY").map(|summary| summary.val.as_str()).unwrap_or_default();
        let kind = if summary.contains(WORK) { Holiday::MakeUp } else { Holiday::Off };
        holidays.0.extend((first.0..end.0).map(|day| (Day(day), kind)));
    }
    Ok(holidays)
}

/// The day of a property; None where there is none, or it has a time.
fn day(event: &Component, name: &str) -> Result<Option<Day>, FieldFault> {
    let Some(found) = event.find_prop(name) else { return Ok(None) };
    let text = found.val.as_str().trim();
    if text.contains('T') {
        return Ok(None);
    }
    let parts = text.get(..4).zip(text.get(4..6)).zip(text.get(6..)).filter(|_| text.is_ascii());
    let day = parts.and_then(|((year, month), day)| format!("{year}-{month}-{day}").parse().ok());
    day.map(Some).ok_or_else(|| wrong("holidays.event_day", [("name", name), ("said", text)]))
}
