//! Who may do what with a case in which state. The server asks before it decides; pages ask to show
//! a button. Rights (role → operation) come first, then the side of the desk, then the state.

use crate::cases::commands::NAMES;
use crate::cases::complaint::rules;
use crate::cases::events::CaseEvent;
use crate::cases::model::{Case, CaseState};
use crate::cases::refusal::Refusal;
use crate::identity::actor::{Actor, ActorKind};
use crate::kernel::id::Uuid;
use crate::kernel::limits::REOPEN_WINDOW_DAYS;
use crate::kernel::time::{DAY, Millis};

/// Operations that only the customer side may run.
pub const CUSTOMER_ONLY: &[&str] =
    &["cases.accept", "cases.reject", "cases.rate", "complaints.agree", "complaints.dispute"];
/// Operations that concern the desk's own order: nobody outside runs or sees them.
pub const STAFF_ONLY: &[&str] = &[
    "cases.link",
    "cases.unlink",
    "cases.merge",
    "cases.undo_merge",
    "cases.mark_duplicate",
    "cases.unmark_duplicate",
    "cases.split",
    "cases.undo_split",
    "cases.follow",
    "cases.unfollow",
    "cases.snooze",
    "cases.wake",
    "cases.acknowledge",
    "cases.escalate",
    "cases.articles",
    "cases.use_article",
    "cases.write_article",
    "complaints.classify",
    "complaints.acknowledge",
    "complaints.investigate",
    "complaints.propose",
    "complaints.conclude",
];
/// Operations on a case that are no commands of its own: what they change lies beside it as well.
const BESIDE: &[&str] = &[
    "cases.follow_up",
    "cases.split",
    "cases.acknowledge",
    "cases.escalate",
    "cases.use_article",
    "cases.write_article",
];
/// Operations a partner's engineer may run only after accepting the case for the firm.
const PARTNER_AFTER_TAKING: &[&str] = &["cases.start", "cases.hold", "cases.resume", "cases.resolve"];

/// Whether this actor stands on the right side for the operation; the row itself is already visible.
pub fn right_side(name: &str, case: &Case, actor: &Actor) -> Result<(), Refusal> {
    let customer = actor.is_customer_side();
    if CUSTOMER_ONLY.contains(&name) && !customer && actor.kind != ActorKind::System {
        return Err(Refusal::NotYours);
    }
    if STAFF_ONLY.contains(&name) && !actor.is_staff() {
        return Err(Refusal::NotYours);
    }
    // Work is begun by those who do it, and who does it is told to nobody else.
    if name == "cases.start" && customer {
        return Err(Refusal::NotYours);
    }
    if actor.kind == ActorKind::Partner {
        if actor.firm_id.is_none() || case.firm_id != actor.firm_id {
            return Err(Refusal::NotYours);
        }
        let taken = case.firm_engineer_id.is_some();
        if PARTNER_AFTER_TAKING.contains(&name) && !taken {
            return Err(Refusal::NotYours);
        }
    }
    Ok(())
}

/// Whether the state allows the operation.
pub fn right_state(name: &str, case: &Case, now: Millis) -> Result<(), Refusal> {
    use CaseState::*;
    let refuse = |refusal| Err(refusal);
    let state = case.state;
    match name {
        "cases.link" | "cases.unlink" | "cases.follow" | "cases.unfollow" | "cases.use_article" => return Ok(()),
        // What is known is written down after the end, too.
        "cases.write_article" if matches!(state, Resolved | Closed) => return Ok(()),
        "cases.write_article" => return refuse(Refusal::NotResolved),
        // Asked of the one that ended, or shown on the one it ended in.
        "cases.undo_merge" if state == Merged || !case.ties.joined.is_empty() => return Ok(()),
        "cases.undo_merge" => return refuse(Refusal::NotMerged),
        "cases.unmark_duplicate" if state == Duplicate => return Ok(()),
        "cases.unmark_duplicate" => return refuse(Refusal::NotDuplicate),
        _ => {}
    }
    if state == Merged {
        return refuse(case.merged_into().map_or(Refusal::Finished, |into| Refusal::Merged { into }));
    }
    match name {
        // What is closed can turn out to have been reported twice, too.
        "cases.merge" | "cases.mark_duplicate" | "cases.undo_split" if state == Closed => {}
        "cases.reopen" | "cases.follow_up" | "cases.rate" => {}
        _ if state.is_final() => return refuse(Refusal::Finished),
        _ => {}
    }
    rules::right_stage(name, case)?;
    match (name, state) {
        _ if name.starts_with("complaints.") => Ok(()),
        ("cases.edit" | "cases.comment" | "cases.attach", _) => Ok(()),
        ("cases.merge" | "cases.mark_duplicate" | "cases.split", _) => Ok(()),
        ("cases.undo_split", _) if case.ties.split_from.is_some() => Ok(()),
        ("cases.undo_split", _) => refuse(Refusal::NotSplit),
        ("cases.wake", _) if case.ties.snooze.is_some() => Ok(()),
        ("cases.wake", _) => refuse(Refusal::NotSnoozed),
        ("cases.accept" | "cases.reject" | "cases.close", Resolved) => Ok(()),
        ("cases.accept" | "cases.reject" | "cases.close", _) => refuse(Refusal::NotResolved),
        ("cases.reopen", Resolved | Closed | Cancelled) if within_reopen_window(case, now) => Ok(()),
        ("cases.reopen", Closed | Cancelled) => refuse(Refusal::ReopenWindowOver),
        ("cases.reopen", _) => refuse(Refusal::NotReopenable),
        ("cases.follow_up", Closed | Cancelled) if !within_reopen_window(case, now) => Ok(()),
        ("cases.follow_up", _) => refuse(Refusal::StillReopenable),
        ("cases.rate", Resolved | Closed) if case.rating.is_none() => Ok(()),
        ("cases.rate", _) => refuse(Refusal::NotRatable),
        (_, Resolved) => refuse(Refusal::AlreadyResolved),
        ("cases.start", _) if state == New || !case.has_someone() => refuse(Refusal::NotAssigned),
        ("cases.start", InProgress) => refuse(Refusal::AlreadyInProgress),
        ("cases.hold", Pending) => refuse(Refusal::AlreadyOnHold),
        ("cases.resume", Pending) => Ok(()),
        ("cases.resume", _) => refuse(Refusal::NotOnHold),
        _ => Ok(()),
    }
}

/// Days are counted from the resolution or, without one, from the end.
pub fn within_reopen_window(case: &Case, now: Millis) -> bool {
    let since = case.resolved_at.or(case.closed_at).unwrap_or(case.updated_at);
    now - since <= REOPEN_WINDOW_DAYS * DAY
}

/// The operations this actor may run on the case right now: what a page shows as buttons.
pub fn allowed(case: &Case, actor: &Actor, now: Millis) -> Vec<&'static str> {
    let names = NAMES.iter().chain(BESIDE).copied();
    names
        .filter(|name| actor.may(name) && right_side(name, case, actor).is_ok() && right_state(name, case, now).is_ok())
        .collect()
}

/// Kinds of events no one of this side ever sees; None for staff, who see notes as well.
pub fn hidden_kinds(kind: ActorKind) -> Option<&'static [&'static str]> {
    match kind {
        ActorKind::Staff | ActorKind::System => None,
        ActorKind::Partner => {
            Some(&["edited", "assigned", "recorded", "rated", "followed_up", "classified", "parted", "split_from"])
        }
        ActorKind::Customer | ActorKind::Guest => {
            Some(&["edited", "assigned", "forwarded", "recorded", "absorbed", "classified", "parted", "split_from"])
        }
    }
}

/// Whether this side of the desk sees an event at all. A firm hears of what is handed to itself,
/// not of what went to teams or to other firms.
pub fn sees_event(actor: &Actor, event: &CaseEvent) -> bool {
    let Some(hidden) = hidden_kinds(actor.kind) else { return true };
    let told = match event {
        CaseEvent::Forwarded { firm_id, .. } => firm_id.is_some() && *firm_id == actor.firm_id,
        _ => !event.is_internal(),
    };
    told && !hidden.contains(&event.kind())
}

/// What an event says to this side: notes meant for colleagues are cut from it.
pub fn masked(kind: ActorKind, event: CaseEvent) -> CaseEvent {
    // Who came along stands in the case, and is cut there.
    let event = match event {
        CaseEvent::Absorbed { case_id, number, .. } => CaseEvent::Absorbed { case_id, number, joined: Vec::new() },
        other => other,
    };
    if matches!(kind, ActorKind::Staff | ActorKind::System) {
        return event;
    }
    match event {
        CaseEvent::Held { reason, .. } => CaseEvent::Held { reason, note: String::new() },
        CaseEvent::Closed { .. } => CaseEvent::Closed { note: String::new() },
        // The other case may be somebody else's.
        CaseEvent::MarkedDuplicate { .. } => {
            CaseEvent::MarkedDuplicate { case_id: Uuid::nil().into(), number: String::new() }
        }
        CaseEvent::UnmarkedDuplicate { .. } => {
            CaseEvent::UnmarkedDuplicate { case_id: Uuid::nil().into(), number: String::new() }
        }
        CaseEvent::Concluded { text, .. } => CaseEvent::Concluded { text, cause: None },
        CaseEvent::Taken { for_firm, .. } => {
            CaseEvent::Taken { user_id: None, for_firm: for_firm && kind == ActorKind::Partner }
        }
        CaseEvent::Commented { internal, text, files, .. } => {
            CaseEvent::Commented { internal, text, files, mentions: Vec::new() }
        }
        CaseEvent::Forwarded { firm_id, note, .. } => {
            CaseEvent::Forwarded { unit_id: None, team_id: None, firm_id, note }
        }
        other => other,
    }
}
