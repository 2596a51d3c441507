//! Which entries are cards, which are quiet lines, and how quiet lines fold.

use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::identity::ActorKind;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    All,
    Talk,
    Notes,
    System,
}

#[derive(Clone, PartialEq)]
pub enum Line {
    Card(Entry),
    System(Vec<Entry>),
}

impl Line {
    pub fn key(&self) -> String {
        match self {
            Line::Card(entry) => entry.id.to_string(),
            Line::System(entries) => {
                format!("{}+{}", entries.first().map(|entry| entry.pos).unwrap_or(0), entries.len())
            }
        }
    }
}

/// Somebody said something; everything else is a quiet line. The report of a case that came along is
/// said here, too.
pub fn is_card(entry: &Entry) -> bool {
    match &entry.event {
        CaseEvent::Opened { .. } => entry.of.is_some(),
        CaseEvent::Commented { .. }
        | CaseEvent::Attached { .. }
        | CaseEvent::Resolved { .. }
        | CaseEvent::Rejected { .. }
        | CaseEvent::Acknowledged { .. }
        | CaseEvent::RemedyProposed { .. }
        | CaseEvent::RemedyDisputed { .. }
        | CaseEvent::Concluded { .. } => true,
        CaseEvent::Rated { .. } => true,
        CaseEvent::Urged { note } => !note.is_empty(),
        _ => false,
    }
}

pub fn is_note(event: &CaseEvent) -> bool {
    matches!(event, CaseEvent::Commented { internal: true, .. } | CaseEvent::Attached { internal: true, .. })
}

/// `internal`, `customer`, `partner` or `public`: the four looks of a card.
pub fn kind(entry: &Entry) -> &'static str {
    match entry.by_kind {
        _ if is_note(&entry.event) => "internal",
        ActorKind::Customer | ActorKind::Guest => "customer",
        ActorKind::Partner => "partner",
        _ => "public",
    }
}

pub fn lines<'a>(entries: impl Iterator<Item = &'a Entry>, filter: Filter) -> Vec<Line> {
    let wanted = |entry: &&Entry| match filter {
        Filter::All => true,
        Filter::Talk => is_card(entry) && !is_note(&entry.event),
        Filter::Notes => is_note(&entry.event),
        Filter::System => !is_card(entry),
    };
    // The report itself stands above as its own card.
    let told = |entry: &&Entry| {
        entry.of.is_some() || !matches!(entry.event, CaseEvent::Opened { .. }) || filter == Filter::System
    };
    let mut lines: Vec<Line> = Vec::new();
    for entry in entries.filter(wanted).filter(told) {
        if is_card(entry) {
            lines.push(Line::Card(entry.clone()));
        } else if let Some(Line::System(group)) = lines.last_mut() {
            group.push(entry.clone());
        } else {
            lines.push(Line::System(vec![entry.clone()]));
        }
    }
    lines
}
