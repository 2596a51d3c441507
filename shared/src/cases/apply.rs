//! What an event makes of the case. Total: every event applies to every case, so that recorded
//! history always replays.

use crate::cases::complaint::{Stage, rules};
use crate::cases::events::{CaseEvent, Change};
use crate::cases::model::{Case, CaseState, PendingReason, Rating, Resolution, ResolutionCode, Stamp};
use crate::cases::ties::{Aside, Link, LinkKind, Origin, Snooze};
use crate::catalog::priority::{Impact, Priority, Urgency};
use crate::identity::actor::ActorKind;
use crate::kernel::id::{CaseId, Uuid};
use crate::kernel::time::Millis;

/// Where and when an event stands: the feed position, the moment and who caused it.
#[derive(Clone, Debug)]
pub struct Mark {
    pub rv: i64,
    pub at: Millis,
    /// The moment that clocks count by: when it happened, where that was before it arrived.
    pub counts_at: Millis,
    pub by: String,
    pub by_kind: ActorKind,
    /// The device it was done on, where it came by synchronisation.
    pub client: Option<Uuid>,
}

pub fn apply(case: &mut Case, event: &CaseEvent, mark: &Mark) {
    case.rv = mark.rv;
    // A note among staff moves nothing that others can see.
    if !event.is_internal() {
        case.updated_at = case.updated_at.max(mark.at);
    }
    let customer = matches!(mark.by_kind, ActorKind::Customer | ActorKind::Guest);
    // Whoever works on a case that came back has seen that it did.
    if !customer && !event.is_silent() && !case.is_asleep(mark.at) {
        case.ties.snooze = None;
    }
    rules::apply(case, event, mark.at);
    let grade = case.grade();
    act(case, event, mark, customer);
    case.hear(event, mark.by_kind, mark.counts_at, grade);
}

fn act(case: &mut Case, event: &CaseEvent, mark: &Mark, customer: bool) {
    match event {
        CaseEvent::Opened { .. } => {}
        CaseEvent::Edited { changes } => edit(case, changes, mark),
        CaseEvent::Assigned { team_id, assignee_id, .. } => {
            case.team_id = *team_id;
            case.assignee_id = *assignee_id;
            case.stamp("assignee_id", mark);
            assigned(case);
        }
        CaseEvent::Forwarded { unit_id, team_id, firm_id, .. } => {
            if let Some(unit_id) = unit_id {
                case.unit_id = *unit_id;
                case.team_id = None;
            }
            if unit_id.is_some() || team_id.is_some() {
                case.team_id = *team_id;
                case.assignee_id = None;
                assigned(case);
            }
            if firm_id.is_some() {
                case.firm_id = *firm_id;
                case.firm_engineer_id = None;
                assigned(case);
            }
            case.stamp("assignee_id", mark);
        }
        CaseEvent::Taken { user_id, for_firm } => {
            match for_firm {
                true => case.firm_engineer_id = *user_id,
                false => case.assignee_id = *user_id,
            }
            case.stamp("assignee_id", mark);
            assigned(case);
        }
        CaseEvent::Started => {
            case.state = CaseState::InProgress;
            end_hold(case);
        }
        CaseEvent::Resumed { .. } => {
            case.state = resumed(case);
            end_hold(case);
        }
        CaseEvent::Held { reason, note } => {
            case.held_from = Some(case.state).filter(|state| *state != CaseState::Pending).or(case.held_from);
            case.state = CaseState::Pending;
            case.pending_reason = Some(*reason);
            case.pending_note = note.clone();
        }
        CaseEvent::Resolved { code, text } => {
            case.state = CaseState::Resolved;
            end_hold(case);
            case.ties.snooze = None;
            case.resolved_at = Some(mark.at);
            case.resolution = Some(Resolution { code: *code, text: text.clone(), at: mark.at });
            case.first_response_at.get_or_insert(mark.at);
        }
        CaseEvent::Accepted | CaseEvent::Closed { .. } => end(case, CaseState::Closed, mark.at),
        CaseEvent::Cancelled { .. } => end(case, CaseState::Cancelled, mark.at),
        CaseEvent::Rejected { .. } | CaseEvent::Reopened { .. } => {
            case.state = match case.assignee_id.or(case.firm_engineer_id) {
                Some(_) => CaseState::InProgress,
                None if case.firm_id.is_some() => CaseState::Assigned,
                None => CaseState::New,
            };
            case.resolution = None;
            case.resolved_at = None;
            case.closed_at = None;
            case.reopen_count += 1;
        }
        CaseEvent::Commented { internal: false, .. } | CaseEvent::Attached { internal: false, .. } if customer => {
            case.customer_wrote_at = Some(mark.at);
        }
        CaseEvent::Commented { internal: false, .. } => {
            case.first_response_at.get_or_insert(mark.at);
            case.customer_wrote_at = None;
            case.ties.joined.iter_mut().for_each(|joined| joined.waits = false);
        }
        CaseEvent::Commented { .. } | CaseEvent::Attached { .. } | CaseEvent::FollowedUp { .. } => {}
        CaseEvent::Urged { .. } => {
            case.urge_count += 1;
            case.urged_at = Some(mark.at);
        }
        CaseEvent::Rated { score, reasons, comment } => {
            case.rating =
                Some(Rating { score: *score, reasons: reasons.clone(), comment: comment.clone(), at: mark.at });
        }
        CaseEvent::Merged { case_id, .. } => ends_in(case, CaseState::Merged, *case_id, mark.at),
        CaseEvent::MarkedDuplicate { case_id, .. } => ends_in(case, CaseState::Duplicate, *case_id, mark.at),
        CaseEvent::MergeUndone { .. } | CaseEvent::UnmarkedDuplicate { .. } => stands_again(case),
        CaseEvent::Linked { .. }
        | CaseEvent::Unlinked { .. }
        | CaseEvent::Absorbed { .. }
        | CaseEvent::Parted { .. }
        | CaseEvent::SplitOff { .. }
        | CaseEvent::SplitFrom { .. }
        | CaseEvent::Followed { .. }
        | CaseEvent::Unfollowed { .. }
        | CaseEvent::Snoozed { .. }
        | CaseEvent::Woken { .. } => case.tie(event, mark),
        CaseEvent::Classified { .. } => assigned(case),
        CaseEvent::Acknowledged { .. } => {}
        CaseEvent::LevelRaised { level } => case.level = case.level.max(*level),
        CaseEvent::Escalated { .. }
        | CaseEvent::EscalationAcknowledged { .. }
        | CaseEvent::EscalationRequested { .. }
        | CaseEvent::ArticleUsed { .. } => {}
        CaseEvent::InvestigationBegun | CaseEvent::RemedyAgreed | CaseEvent::RemedyDisputed { .. } => {
            case.state = if case.has_someone() { CaseState::InProgress } else { CaseState::New };
            end_hold(case);
        }
        // A remedy waits for the customer as any question does.
        CaseEvent::RemedyProposed { .. } => {
            case.held_from = Some(CaseState::InProgress);
            case.state = CaseState::Pending;
            case.pending_reason = Some(PendingReason::Customer);
            case.pending_note.clear();
        }
        CaseEvent::Concluded { text, .. } => {
            case.resolved_at = Some(mark.at);
            case.resolution = Some(Resolution { code: ResolutionCode::Settled, text: text.clone(), at: mark.at });
            end(case, CaseState::Closed, mark.at);
        }
        CaseEvent::Recorded { state, changes, .. } => {
            edit(case, changes, mark);
            record(case, *state, mark.at);
        }
    }
}

/// New cases that found someone are assigned, those that lost everyone are new; others keep their
/// state. A firm is someone: handing a case on among teams does not take it from the firm that holds it.
fn assigned(case: &mut Case) {
    match (case.state, case.has_someone()) {
        (CaseState::New, true) => case.state = begun(case),
        (CaseState::Assigned | CaseState::InProgress, false) => case.state = CaseState::New,
        _ => {}
    }
}

/// A complaint that lost whoever handled it goes on where it was.
fn begun(case: &Case) -> CaseState {
    match case.complaint.as_ref().map(|complaint| complaint.stage) {
        None | Some(Stage::Received | Stage::Acknowledged) => CaseState::Assigned,
        Some(_) => CaseState::InProgress,
    }
}

/// Where it was held, as far as those in charge are still there: no work is in progress with nobody.
fn resumed(case: &Case) -> CaseState {
    match (case.held_from.unwrap_or(CaseState::InProgress), case.has_someone()) {
        (_, false) => CaseState::New,
        (CaseState::InProgress, true) => CaseState::InProgress,
        (_, true) => CaseState::Assigned,
    }
}

fn end_hold(case: &mut Case) {
    case.held_from = None;
    case.pending_reason = None;
    case.pending_note.clear();
}

fn end(case: &mut Case, state: CaseState, at: Millis) {
    case.state = state;
    end_hold(case);
    case.ties.snooze = None;
    case.closed_at = Some(at);
}

/// Sets the case aside as it stands.
fn ends_in(case: &mut Case, state: CaseState, other: CaseId, at: Millis) {
    case.ties.ended_in = Some(other);
    case.ties.aside = Some(Aside {
        state: case.state,
        pending_reason: case.pending_reason,
        pending_note: case.pending_note.clone(),
        held_from: case.held_from,
        closed_at: case.closed_at,
        snooze: case.ties.snooze.clone(),
    });
    end(case, state, at);
}

/// As it stood before it ended in another one.
fn stands_again(case: &mut Case) {
    case.ties.ended_in = None;
    let Some(aside) = case.ties.aside.take() else { return };
    case.state = aside.state;
    case.pending_reason = aside.pending_reason;
    case.pending_note = aside.pending_note;
    case.held_from = aside.held_from;
    case.closed_at = aside.closed_at;
    case.ties.snooze = aside.snooze;
}

/// A state told by another system: taken as fact, with the moments it implies.
fn record(case: &mut Case, state: CaseState, at: Millis) {
    case.state = state;
    match state {
        CaseState::Resolved => case.resolved_at = Some(at),
        CaseState::Closed => {
            case.resolved_at.get_or_insert(at);
            case.closed_at = Some(at);
        }
        _ => {
            case.resolved_at = None;
            case.closed_at = None;
        }
    }
    if state != CaseState::New {
        case.first_response_at.get_or_insert(at);
    }
    if state != CaseState::Pending {
        end_hold(case);
    }
}

fn edit(case: &mut Case, changes: &[Change], mark: &Mark) {
    for Change { field, new, .. } in changes {
        match field.as_str() {
            "subject" => case.subject = new.clone(),
            "description" => case.description = new.clone(),
            "contact_name" => case.contact_name = new.clone(),
            "contact_phone" => case.contact_phone = new.clone(),
            "category_id" => case.category_id = new.parse().ok(),
            "product_id" => case.product_id = new.parse().ok(),
            "asset_id" => case.asset_id = new.parse().ok(),
            "company_id" => case.company_id = new.parse().ok(),
            "contact_id" => case.contact_id = new.parse().ok(),
            "team_id" => case.team_id = new.parse().ok(),
            "assignee_id" => case.assignee_id = new.parse().ok(),
            "impact" => case.impact = Impact::parse(new).unwrap_or(case.impact),
            "urgency" => case.urgency = Urgency::parse(new).unwrap_or(case.urgency),
            "priority" => case.priority = Priority::parse(new).unwrap_or(case.priority),
            "respond_by" => case.respond_by = new.parse().unwrap_or(case.respond_by),
            "resolve_by" => case.resolve_by = new.parse().unwrap_or(case.resolve_by),
            _ => {}
        }
        case.stamp(field, mark);
    }
}

impl Case {
    fn stamp(&mut self, field: &str, mark: &Mark) {
        let stamp = Stamp { rv: mark.rv, by: mark.by.clone(), at: mark.at, client: mark.client };
        self.stamps.insert(field.to_string(), stamp);
    }

    /// What an event makes of its ties.
    fn tie(&mut self, event: &CaseEvent, mark: &Mark) {
        let ties = &mut self.ties;
        match event {
            CaseEvent::Linked { kind, case_id, .. } => ties.links.push(Link { kind: *kind, case_id: *case_id }),
            CaseEvent::Unlinked { case_id, kind, .. } => {
                ties.links.retain(|link| (link.case_id, link.kind) != (*case_id, *kind));
            }
            CaseEvent::Absorbed { case_id, joined, .. } => {
                let here = self.id;
                ties.joined.extend(joined.iter().cloned().map(|mut joined| {
                    if joined.into == here {
                        (joined.since, joined.at) = (mark.rv, mark.at);
                    }
                    joined.via = *case_id;
                    joined
                }));
            }
            CaseEvent::Parted { case_id, .. } => ties.joined.retain(|joined| joined.via != *case_id),
            CaseEvent::SplitOff { case_id, .. } => {
                ties.links.push(Link { kind: LinkKind::SplitOff, case_id: *case_id });
            }
            CaseEvent::SplitFrom { case_id, entries, .. } => {
                ties.links.push(Link { kind: LinkKind::SplitFrom, case_id: *case_id });
                ties.split_from = Some(Origin { case_id: *case_id, entries: entries.clone() });
            }
            CaseEvent::Followed { user_id } => ties.followers.push(*user_id),
            CaseEvent::Unfollowed { user_id } => ties.followers.retain(|follower| follower != user_id),
            CaseEvent::Snoozed { until } => {
                ties.snooze = Some(Snooze { until: *until, by: mark.by.clone(), at: mark.at });
            }
            CaseEvent::Woken { .. } => ties.snooze = None,
            _ => {}
        }
    }

    /// Somebody is in charge: one of the staff, or a firm.
    pub fn has_someone(&self) -> bool {
        self.assignee_id.is_some() || self.firm_id.is_some()
    }

    /// The customer wrote after the desk last answered.
    pub fn customer_waits(&self) -> bool {
        let waits = self.customer_wrote_at.is_some() || self.ties.joined.iter().any(|joined| joined.waits);
        waits && self.state.is_open()
    }
}
