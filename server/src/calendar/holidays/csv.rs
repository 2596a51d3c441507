//! A table with the headings `date` and `off`, others beside them: `2026-10-01,yes`; `no` is a make-up
//! working day.

use yingda_shared::calendar::{Holiday, Holidays};
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::day::Day;

use super::wrong;

pub fn read(text: &str) -> Result<Holidays, FieldFault> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|error| wrong("holidays.csv", [("why", error)]))?;
    let column = |name: &str| {
        let found = headings.iter().position(|heading| heading.eq_ignore_ascii_case(name));
        found.ok_or_else(|| wrong("holidays.heading", [("name", name)]))
    };
    let (date, off) = (column("date")?, column("off")?);
    let mut holidays = Holidays::default();
    for row in reader.records() {
        let row = row.map_err(|error| wrong("holidays.csv", [("why", error)]))?;
        let line = row.position().map_or(0, csv::Position::line).to_string();
        let at = |code: &'static str, said: &str| wrong(code, [("line", line.as_str()), ("said", said)]);
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let day: Day = cell(date).parse().map_err(|_| at("holidays.line_day", cell(date)))?;
        let kind = match cell(off).to_ascii_lowercase().as_str() {
            "yes" | "true" | "1" => Holiday::Off,
            "no" | "false" | "0" => Holiday::MakeUp,
            odd => return Err(at("holidays.line_off", odd)),
        };
        if holidays.0.insert(day, kind).is_some_and(|before| before != kind) {
            return Err(at("holidays.line_twice", cell(date)));
        }
    }
    Ok(holidays)
}
