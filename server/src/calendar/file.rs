//! A calendar as a file carries it: JSON, checked, within its limits.

use yingda_shared::calendar::Calendar;
use yingda_shared::fault::FieldFault;

use super::zone::Zone;
use crate::words::{Language, fault};

/// Characters of what a reader says is wrong.
const SAID_MAX: usize = 300;

/// Reads a calendar. The error says where it is wrong, all places at once.
pub fn read(bytes: &[u8]) -> Result<Calendar, String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let calendar: Calendar = serde_json::from_slice(bytes).map_err(|error| one_line(&error.to_string()))?;
    let mut faults = calendar.check();
    if faults.is_empty() && Zone::find(&calendar.zone).is_none() {
        faults.push(FieldFault::new("/zone", "zone_unknown"));
    }
    let said = |wrong: &FieldFault| format!("{}: {}", wrong.pointer, fault(Language::En, &wrong.code, &wrong.params));
    match faults.is_empty() {
        true => Ok(calendar),
        false => Err(faults.iter().map(said).collect::<Vec<_>>().join("; ")),
    }
}

/// What a reader says, which may quote the file, as one line of a terminal.
pub fn one_line(said: &str) -> String {
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    said.chars().take(SAID_MAX).map(shown).collect()
}
