//! `{"days":[{"name":"…","date":"2026-10-01","isOffDay":true}]}`: holiday-cn and what is made like it.

use serde::Deserialize;
use yingda_shared::calendar::{Holiday, Holidays};
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::day::Day;

use super::wrong;

/// Whoever publishes the file may add to it.
#[derive(Deserialize)]
struct Year {
    days: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    date: Day,
    #[serde(rename = "isOffDay")]
    off: bool,
}

pub fn read(text: &str) -> Result<Holidays, FieldFault> {
    let year: Year = serde_json::from_str(text).map_err(|error| wrong("holidays.json", [("why", error)]))?;
    let kind = |off| if off { Holiday::Off } else { Holiday::MakeUp };
    Ok(Holidays(year.days.into_iter().map(|day| (day.date, kind(day.off))).collect()))
}
