//! What the events of a command are to rules and levels.

use super::cascade::changed;
use super::facts::{Around, CaseFacts, Field};
use super::happening::{Happening, HappeningKind};
use crate::cases::Case;
use crate::cases::events::{CaseEvent, Entry};
use crate::identity::actor::ActorKind;

/// Word of a request that somebody has just made.
const REQUESTED: &str = "requested";

/// What an entry of a timeline is by itself. That a solution was sent back is also that the case came back.
pub fn heard_in(entry: &Entry) -> Vec<HappeningKind> {
    let customer = matches!(entry.by_kind, ActorKind::Customer | ActorKind::Guest);
    match &entry.event {
        CaseEvent::Opened { .. } => vec![HappeningKind::Opened],
        CaseEvent::Commented { internal: false, .. } if customer => vec![HappeningKind::CustomerWrote],
        CaseEvent::Attached { internal: false, .. } if customer => vec![HappeningKind::CustomerWrote],
        CaseEvent::Commented { internal: false, .. } | CaseEvent::Acknowledged { .. } => vec![HappeningKind::Answered],
        CaseEvent::Urged { .. } => vec![HappeningKind::Urged],
        CaseEvent::Rejected { .. } => vec![HappeningKind::Rejected, HappeningKind::Reopened],
        CaseEvent::Reopened { .. } => vec![HappeningKind::Reopened],
        CaseEvent::Rated { .. } => vec![HappeningKind::Rated],
        CaseEvent::EscalationRequested { state, .. } if state == REQUESTED => vec![HappeningKind::EscalationRequested],
        _ => Vec::new(),
    }
}

/// All that happened by one command, in the order of its entries; that fields have other values comes last. What a
/// case opens with is no change. `depth`: how many rules stand behind it.
pub fn happenings(before: &Case, case: &Case, entries: &[Entry], depth: u8) -> Vec<Happening> {
    let told = |entry: &Entry| {
        let happening = |kind| Happening { depth, ..Happening::new(entry.id, entry.at, kind) };
        heard_in(entry).into_iter().map(happening).collect::<Vec<_>>()
    };
    let mut happenings: Vec<Happening> = entries.iter().flat_map(told).collect();
    let opens = entries.iter().any(|entry| matches!(entry.event, CaseEvent::Opened { .. }));
    let fields = changed_fields(before, case);
    if let Some(last) = entries.last().filter(|_| !opens && !fields.is_empty()) {
        happenings.push(Happening::changed(last.id, last.at, fields, depth));
    }
    happenings
}

/// Fields of a case itself that have another value; what stands above its category or unit changes with those.
fn changed_fields(before: &Case, case: &Case) -> Vec<Field> {
    let facts = |case: &Case| CaseFacts::of(case, Around { level: case.level, ..Around::default() });
    changed(&facts(before), &facts(case)).into_iter().filter(|field| field.is_changed()).collect()
}
