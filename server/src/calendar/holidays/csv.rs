//! A table with the headings `date` and `off`, others beside them: `2026-10-01,yes`; `no` is a make-up
//! working day.

use yingda_shared::calendar::{Holiday, Holidays};
use yingda_shared::kernel::day::Day;

pub fn read(text: &str) -> Result<Holidays, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|error| error.to_string())?;
    let column = |name: &str| {
        let found = headings.iter().position(|heading| heading.eq_ignore_ascii_case(name));
        found.ok_or_else(|| format!("it is no JSON, no iCalendar, and a table without a heading {name:?}"))
    };
    let (date, off) = (column("date")?, column("off")?);
    let mut holidays = Holidays::default();
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let day: Day = cell(date).parse().map_err(|_| format!("line {line}: {:?} is no day", cell(date)))?;
        let kind = match cell(off).to_ascii_lowercase().as_str() {
            "yes" | "true" | "1" => Holiday::Off,
            "no" | "false" | "0" => Holiday::MakeUp,
            odd => return Err(format!("line {line}: off is yes or no, not {odd:?}")),
        };
        if holidays.0.insert(day, kind).is_some_and(|before| before != kind) {
            return Err(format!("line {line}: {day} is listed twice"));
        }
    }
    Ok(holidays)
}
