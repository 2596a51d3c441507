//! What must be true of a device, whatever happened.

use std::collections::BTreeMap;

use crate::device::{Device, Notes, holds};
use crate::server::Server;

/// A note someone wrote on the device: the case and its text.
pub struct Made {
    pub case: String,
    pub note: String,
}

/// After an answer without a rest: the rows are those the server meant.
pub fn rows_fit(device: &Device, server: &Server) -> Result<(), String> {
    let Some(cursor) = device.applied.borrow_mut().take() else { return Ok(()) };
    let Some(expected) = server.expected.get(&cursor) else { return Ok(()) };
    let disk = device.disk.borrow();
    if disk.meta.cursor.as_ref() != Some(&cursor) {
        return Ok(());
    }
    let held: BTreeMap<String, i64> = disk.rows.iter().map(|(key, held)| (key.id.clone(), held.row.rv)).collect();
    match held == *expected {
        true => Ok(()),
        false => Err(format!("rows differ: the device holds {held:?}, the server meant {expected:?}")),
    }
}

/// At any moment: what was written here is seen here, while its case is.
pub fn own_words_are_seen(device: &Device, made: &[Made]) -> Result<(), String> {
    let disk = device.disk.borrow();
    let view = disk.view(&Notes);
    for Made { case, note } in made {
        let refused = disk.tray.iter().any(|item| item.mutation.input["text"] == note.as_str());
        let seen = match view.get(&yingda_shared::sync::Key::new("case", case)) {
            Some(body) => holds(body, note),
            None => true,
        };
        if !seen && !refused {
            return Err(format!("{note} vanished from {case}"));
        }
    }
    Ok(())
}

/// In the end: each mutation took effect once, or waits in the tray; nothing is left on the way.
pub fn everything_ended(device: &Device, server: &Server, made: &[Made]) -> Result<(), String> {
    let disk = device.disk.borrow();
    if !disk.outbox.is_empty() {
        return Err(format!("{} mutations never ended", disk.outbox.len()));
    }
    for Made { case, note } in made {
        let refused = disk.tray.iter().filter(|item| item.mutation.input["text"] == note.as_str()).count();
        let there = server.db.cases.get(case);
        let times = there.map_or(0, |case| case.notes.iter().filter(|held| *held == note).count());
        let fits = match (refused, times, there) {
            (0, 1, Some(_)) | (1, 0, _) => true,
            // Done, and the case deleted since.
            (0, _, None) => true,
            _ => false,
        };
        if !fits {
            return Err(format!("{note} took effect {times} times and stands {refused} times in the tray"));
        }
    }
    Ok(())
}
