//! A command that says which version of the case its sender saw (`If-Match`): what became of it since.

use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::cases::{Case, policy};
use yingda_shared::fault::{Fault, FieldChange};

use super::store;
use crate::ctx::Cx;

/// These take the version as their `base` and settle it field by field.
const FIELD_BY_FIELD: &[&str] = &["cases.edit", "cases.assign", "cases.forward", "cases.take"];

/// Refuses a command whose sender has not seen what the case has become, and tells them.
pub async fn check(cx: &mut Cx, case: &Case, name: &str) -> Result<(), Fault> {
    let Some(seen) = cx.caller.seen.filter(|seen| *seen != case.rv && !FIELD_BY_FIELD.contains(&name)) else {
        return Ok(());
    };
    let actor = cx.caller.actor.clone();
    let entries = store::since(cx, case.id, &case.parts(&actor), seen, policy::hidden_kinds(actor.kind)).await?;
    let mut changes: Vec<FieldChange> = Vec::new();
    for entry in entries.iter().filter(|entry| policy::sees_event(&actor, &entry.event)) {
        for (field, value) in said(entry, case) {
            changes.retain(|change| change.field != field);
            changes.push(FieldChange { field, value, by: entry.by.clone(), at: entry.at });
        }
    }
    // What the sender may not see stops them no more than it shows itself to them.
    match changes.is_empty() && seen < case.rv {
        true => Ok(()),
        false => Err(Fault::Conflict { version: case.rv, changes }),
    }
}

/// The fields an entry speaks of, with what they hold.
fn said(entry: &Entry, case: &Case) -> Vec<(String, String)> {
    let one = |field: &str, value: String| vec![(field.to_string(), value)];
    match &entry.event {
        CaseEvent::Edited { changes } | CaseEvent::Recorded { changes, .. } if !changes.is_empty() => {
            changes.iter().map(|change| (change.field.clone(), change.new.clone())).collect()
        }
        CaseEvent::Commented { text, .. } => one("reply", text.clone()),
        CaseEvent::Assigned { .. } => one("assignee_id", case.assignee_id.map(|id| id.to_string()).unwrap_or_default()),
        CaseEvent::Attached { .. }
        | CaseEvent::Urged { .. }
        | CaseEvent::FollowedUp { .. }
        | CaseEvent::Linked { .. }
        | CaseEvent::Unlinked { .. }
        | CaseEvent::SplitOff { .. }
        | CaseEvent::SplitFrom { .. }
        | CaseEvent::Absorbed { .. }
        | CaseEvent::Parted { .. }
        | CaseEvent::Snoozed { .. }
        | CaseEvent::Woken { .. }
        | CaseEvent::Escalated { .. }
        | CaseEvent::LevelRaised { .. }
        | CaseEvent::EscalationAcknowledged { .. }
        | CaseEvent::EscalationRequested { .. }
        | CaseEvent::ArticleUsed { .. } => one(entry.event.kind(), String::new()),
        CaseEvent::Rated { score, .. } => one("rating", score.to_string()),
        _ => one("state", case.state.to_string()),
    }
}
