//! Cases of the past as rules would have seen them, made from what a case is now and from its timeline.
//!
//! Edits say what was there before. Who had a case before it was handed on is said by the hand-over before that one;
//! of what it opened with, the team is known only where it was never handed on.

use super::facts::{Around, CaseFacts};
use super::happening::Happening;
use super::hearing::happenings;
use crate::cases::apply::{Mark, apply};
use crate::cases::events::{CaseEvent, Change, Entry};
use crate::cases::{Case, CaseState};

/// Each thing that happened, with the case as it was then. `around` is what is known of the case beside itself.
pub fn past(case: &Case, entries: &[Entry], around: &Around) -> Vec<(Happening, CaseFacts)> {
    let mut entries: Vec<&Entry> = entries.iter().filter(|entry| entry.of.is_none_or(|of| of == case.id)).collect();
    entries.sort_by_key(|entry| entry.pos);
    let mut now = as_opened(case, &entries);
    let mut past = Vec::new();
    for entry in entries {
        let before = now.clone();
        let mark = Mark {
            rv: entry.pos,
            at: entry.at,
            counts_at: entry.counts_at(),
            by: entry.by.clone(),
            by_kind: entry.by_kind,
            client: None,
        };
        apply(&mut now, &entry.event, &mark);
        let facts = CaseFacts::of(&now, Around { level: now.level, ..around.clone() });
        let heard = happenings(&before, &now, std::slice::from_ref(entry), 0);
        past.extend(heard.into_iter().map(|happening| (happening, facts.clone())));
    }
    past
}

fn as_opened(case: &Case, entries: &[&Entry]) -> Case {
    let mut opened = Case {
        assignee_id: None,
        firm_id: None,
        firm_engineer_id: None,
        state: CaseState::New,
        pending_reason: None,
        held_from: None,
        resolution: None,
        first_response_at: None,
        resolved_at: None,
        closed_at: None,
        reopen_count: 0,
        urge_count: 0,
        urged_at: None,
        customer_wrote_at: None,
        rating: None,
        level: 0,
        turns: Vec::new(),
        ..case.clone()
    };
    let handed_on = |entry: &Entry| matches!(entry.event, CaseEvent::Assigned { .. } | CaseEvent::Forwarded { .. });
    if entries.iter().any(|entry| handed_on(entry)) {
        opened.team_id = None;
    }
    // From the last edit back to the first: what stood there before all of them stays.
    for entry in entries.iter().rev() {
        let (CaseEvent::Edited { changes } | CaseEvent::Recorded { changes, .. }) = &entry.event else { continue };
        let back = |change: &Change| Change { old: change.new.clone(), new: change.old.clone(), ..change.clone() };
        let changes = changes.iter().map(back).collect();
        let mark = Mark {
            rv: 0,
            at: case.created_at,
            counts_at: case.created_at,
            by: String::new(),
            by_kind: entry.by_kind,
            client: None,
        };
        apply(&mut opened, &CaseEvent::Edited { changes }, &mark);
    }
    opened
}
