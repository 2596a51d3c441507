//! The second case of a command that concerns two, as this device shows it.

use crate::cases::commands::Command;
use crate::cases::doc::CaseDoc;
use crate::cases::events::Entry;
use crate::cases::joining::echo;
use crate::cases::{Case, CaseEvent};
use crate::kernel::id::{CaseId, FileId};
use crate::offline::rows;
use crate::offline::writes::{Act, tell};
use crate::sync::overlay::View;

/// `before` is the first case as the command found it, `doc` what it became.
pub fn beside(
    before: &Case,
    doc: &CaseDoc,
    command: &Command,
    other: &Case,
    view: &View<'_>,
    act: &Act<'_>,
) -> Option<CaseDoc> {
    let mut beside = rows::doc(view, other.id)?;
    let events = echo(before, command, other);
    for event in &events {
        match event {
            CaseEvent::Absorbed { .. } => take_in(&mut beside, doc),
            CaseEvent::Parted { case_id, .. } => give_back(&mut beside, *case_id),
            _ => {}
        }
    }
    tell(&mut beside, events, 1, view, act);
    Some(beside)
}

/// The history of the first comes in between, each entry at its time; what is not sent yet stands last.
fn take_in(into: &mut CaseDoc, doc: &CaseDoc) {
    let came = doc.timeline.iter().cloned().map(|entry| Entry { of: entry.of.or(Some(doc.case.id)), ..entry });
    into.timeline.extend(came);
    into.pending.extend(doc.pending.iter().copied());
    let pending = into.pending.clone();
    into.timeline.sort_by_key(|entry| (pending.contains(&entry.id), entry.pos));
    // The places of two outboxes know nothing of each other.
    let mut last = 0;
    for entry in &mut into.timeline {
        entry.pos = entry.pos.max(last + 1);
        last = entry.pos;
    }
    into.more |= doc.more;
    into.files.extend(doc.files.iter().cloned());
    into.files.sort_by_key(|file| (file.at, file.id));
    into.names.extend(doc.names.iter().map(|(id, name)| (*id, name.clone())));
}

fn give_back(into: &mut CaseDoc, via: CaseId) {
    let gone: Vec<CaseId> =
        into.case.ties.joined.iter().filter(|joined| joined.via == via).map(|joined| joined.id).collect();
    let went = |entry: &Entry| entry.of.is_some_and(|of| gone.contains(&of));
    let files: Vec<FileId> =
        into.timeline.iter().filter(|entry| went(entry)).flat_map(|entry| entry.event.files()).copied().collect();
    into.timeline.retain(|entry| !went(entry));
    into.files.retain(|file| !files.contains(&file.id));
}
