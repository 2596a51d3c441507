//! The rule of every write on an existing case: what happens, or why not. Pure; the same on the
//! server with authority and in the browser at once.

use crate::cases::attention::SnoozeCase;
use crate::cases::commands::Command;
use crate::cases::complaint::Stage;
use crate::cases::complaint::rules::{self, Hands, may_hold};
use crate::cases::events::{CaseEvent, Change};
use crate::cases::joining;
use crate::cases::model::{Case, CaseState, PendingReason, Stamp};
use crate::cases::operations::*;
use crate::cases::policy;
use crate::cases::refusal::Refusal;
use crate::catalog::priority::PriorityMatrix;
use crate::fault::FieldChange;
use crate::identity::actor::{Actor, ActorKind};
use crate::identity::model::User;
use crate::kernel::id::{UnitId, UserId, Uuid};
use crate::kernel::limits::{SNOOZE_DAYS_MAX, URGE_INTERVAL_MINUTES};
use crate::kernel::time::{DAY, MINUTE, Millis};
use crate::organisation::Team;
use crate::partners::Firm;

/// Who, and when: what a rule may know of the world.
pub struct Ctx<'a> {
    pub actor: &'a Actor,
    pub now: Millis,
    /// The device that asks, where the command comes by synchronisation.
    pub client: Option<Uuid>,
}

/// The reference rows a command needs, loaded by whoever runs it.
#[derive(Default)]
pub struct Facts {
    pub matrix: PriorityMatrix,
    /// The person a case is to be given to.
    pub assignee: Option<User>,
    pub team: Option<Team>,
    pub firm: Option<Firm>,
    /// Users named by `@login` in a comment, staff only.
    pub mentioned: Vec<UserId>,
    /// The unit a complaint is about, with all that hangs under it.
    pub complained_units: Vec<UnitId>,
    /// The unit above it.
    pub above: Option<UnitId>,
    /// The person a complaint is said to be about.
    pub complained_of: Option<User>,
    /// A reply of the customer's that the writer of a comment has not seen: text, author, moment.
    pub unseen_reply: Option<FieldChange>,
    /// The second case of a command that concerns two, where whoever asks sees it.
    pub other: Option<Case>,
}

pub fn decide(case: &Case, command: &Command, facts: &Facts, ctx: &Ctx) -> Result<Vec<CaseEvent>, Refusal> {
    policy::right_side(command.name(), case, ctx.actor)?;
    policy::right_state(command.name(), case, ctx.now)?;
    if let Some(events) = rules::decide(case, command, facts, ctx) {
        return events;
    }
    match command {
        Command::Edit(op) => edit(case, op, facts, ctx.client),
        Command::Assign(op) => assign(case, op, facts, ctx.client),
        Command::Forward(op) => forward(case, op, facts, ctx.client),
        Command::Take(op) => take(case, op, facts, ctx),
        Command::Start(_) => Ok(vec![CaseEvent::Started]),
        Command::Hold(op) => Ok(vec![CaseEvent::Held { reason: op.reason, note: op.note.trim().into() }]),
        Command::Resume(_) => Ok(vec![CaseEvent::Resumed { by_reply: false }]),
        Command::Resolve(op) => Ok(vec![CaseEvent::Resolved { code: op.code, text: op.text.trim().into() }]),
        Command::Accept(_) => Ok(vec![CaseEvent::Accepted]),
        Command::Reject(op) => Ok(vec![CaseEvent::Rejected { reason: op.reason.trim().into() }]),
        Command::Close(op) => Ok(vec![CaseEvent::Closed { note: op.note.trim().into() }]),
        Command::Reopen(op) => Ok(vec![CaseEvent::Reopened { reason: op.reason.trim().into() }]),
        Command::Cancel(op) => Ok(vec![CaseEvent::Cancelled { reason: op.reason.trim().into() }]),
        Command::Comment(op) => comment(case, op, facts, ctx.actor),
        Command::Attach(op) => attach(case, op, ctx.actor),
        Command::Urge(op) => urge(case, op, ctx.now),
        Command::Rate(op) => rate(case, op, ctx),
        Command::Link(_)
        | Command::Unlink(_)
        | Command::Merge(_)
        | Command::UndoMerge(_)
        | Command::MarkDuplicate(_)
        | Command::UnmarkDuplicate(_)
        | Command::UndoSplit(_) => joining::decide(case, command, facts.other.as_ref()),
        Command::Follow(_) => follow(case, ctx.actor, true),
        Command::Unfollow(_) => follow(case, ctx.actor, false),
        Command::Snooze(op) => snooze(op, ctx.now),
        Command::Wake(_) => Ok(vec![CaseEvent::Woken { by_reply: false }]),
        // The rules of complaints have decided these.
        Command::Classify(_)
        | Command::Acknowledge(_)
        | Command::Investigate(_)
        | Command::Propose(_)
        | Command::Agree(_)
        | Command::Dispute(_)
        | Command::Conclude(_) => Err(Refusal::NoComplaint),
    }
}

fn follow(case: &Case, actor: &Actor, follow: bool) -> Result<Vec<CaseEvent>, Refusal> {
    let user_id = actor.user_id.ok_or(Refusal::NotYours)?;
    match (follow, case.ties.followers.contains(&user_id)) {
        (true, true) => Err(Refusal::AlreadyFollowing),
        (true, false) => Ok(vec![CaseEvent::Followed { user_id }]),
        (false, true) => Ok(vec![CaseEvent::Unfollowed { user_id }]),
        (false, false) => Err(Refusal::NotFollowing),
    }
}

fn snooze(op: &SnoozeCase, now: Millis) -> Result<Vec<CaseEvent>, Refusal> {
    match op.until.saturating_sub(now) {
        ..=0 => Err(Refusal::SnoozeInPast),
        span if span > SNOOZE_DAYS_MAX * DAY => Err(Refusal::SnoozeTooLong),
        _ => Ok(vec![CaseEvent::Snoozed { until: op.until }]),
    }
}

/// Changes of disjoint fields merge; a field that someone else changed since `base` is a conflict.
fn edit(case: &Case, op: &EditCase, facts: &Facts, client: Option<Uuid>) -> Result<Vec<CaseEvent>, Refusal> {
    let mut changes = Vec::new();
    let mut change = |field: &str, old: String, new: Option<String>| {
        if let Some(new) = new.filter(|new| *new != old) {
            changes.push(Change { field: field.into(), old, new });
        }
    };
    let id = |id: Option<String>| id.unwrap_or_default();
    change("subject", case.subject.clone(), op.subject.as_ref().map(|text| text.trim().to_string()));
    change("description", case.description.clone(), op.description.clone());
    change("contact_name", case.contact_name.clone(), op.contact_name.clone());
    change("contact_phone", case.contact_phone.clone(), op.contact_phone.clone());
    change("category_id", id(case.category_id.map(|id| id.to_string())), op.category_id.map(|id| id.to_string()));
    change("product_id", id(case.product_id.map(|id| id.to_string())), op.product_id.map(|id| id.to_string()));
    change("asset_id", id(case.asset_id.map(|id| id.to_string())), op.asset_id.map(|id| id.to_string()));
    change("company_id", id(case.company_id.map(|id| id.to_string())), op.company_id.map(|id| id.to_string()));
    change("contact_id", id(case.contact_id.map(|id| id.to_string())), op.contact_id.map(|id| id.to_string()));
    change("impact", case.impact.to_string(), op.impact.map(|word| word.to_string()));
    change("urgency", case.urgency.to_string(), op.urgency.map(|word| word.to_string()));
    let (impact, urgency) = (op.impact.unwrap_or(case.impact), op.urgency.unwrap_or(case.urgency));
    if (impact, urgency) != (case.impact, case.urgency) {
        change("priority", case.priority.to_string(), Some(facts.matrix.cell(impact, urgency).priority.to_string()));
    }
    let stale: Vec<FieldChange> =
        changes.iter().filter_map(|change| newer(case, op.base, client, &change.field, &change.old)).collect();
    match (changes.is_empty(), stale.is_empty()) {
        (true, _) => Err(Refusal::NothingChanged),
        (_, false) => Err(Refusal::Stale { version: case.rv, changes: stale }),
        _ => Ok(vec![CaseEvent::Edited { changes }]),
    }
}

/// What someone else made of a field after version `base`.
/// One device's own earlier changes are known to it, though it had no answer yet.
fn newer(case: &Case, base: i64, client: Option<Uuid>, field: &str, value: &str) -> Option<FieldChange> {
    let own = |stamp: &Stamp| client.is_some() && stamp.client == client;
    let stamp = case.stamps.get(field).filter(|stamp| stamp.rv > base && !own(stamp))?;
    Some(FieldChange { field: field.into(), value: value.into(), by: stamp.by.clone(), at: stamp.at })
}

/// Nobody gives away, takes or hands on what changed hands since they looked.
fn unchanged_hands(case: &Case, base: Option<i64>, client: Option<Uuid>) -> Result<(), Refusal> {
    let present = case.assignee_id.map(|id| id.to_string()).unwrap_or_default();
    match base.and_then(|base| newer(case, base, client, "assignee_id", &present)) {
        Some(change) => Err(Refusal::Stale { version: case.rv, changes: vec![change] }),
        None => Ok(()),
    }
}

/// Whether a case may be given to the person and the team that the facts hold.
pub fn may_be_given(case: &Case, to: Option<UserId>, facts: &Facts) -> Result<(), Refusal> {
    if let Some(user) = &facts.assignee {
        if !user.active {
            return Err(Refusal::InactiveAssignee);
        }
        if user.company_id.is_some() || user.firm_id.is_some() {
            return Err(Refusal::ForeignAssignee);
        }
    }
    if facts.team.as_ref().is_some_and(|team| !team.active) {
        return Err(Refusal::InactiveTeam);
    }
    let team = facts.team.as_ref().map(|team| team.unit_id);
    let unit_id = facts.assignee.as_ref().and_then(|user| user.unit_id).or(team);
    may_hold(case, &facts.complained_units, &Hands { user_id: to, unit_id, firm_id: None })
}

fn assign(case: &Case, op: &AssignCase, facts: &Facts, client: Option<Uuid>) -> Result<Vec<CaseEvent>, Refusal> {
    may_be_given(case, op.assignee_id, facts)?;
    let team_id = op.team_id.or(case.team_id);
    if (team_id, op.assignee_id) == (case.team_id, case.assignee_id) {
        return Err(Refusal::SameTarget);
    }
    unchanged_hands(case, op.base, client)?;
    Ok(vec![CaseEvent::Assigned { team_id, assignee_id: op.assignee_id, note: op.note.trim().into() }])
}

fn forward(case: &Case, op: &ForwardCase, facts: &Facts, client: Option<Uuid>) -> Result<Vec<CaseEvent>, Refusal> {
    if op.unit_id.is_none() && op.team_id.is_none() && op.firm_id.is_none() {
        return Err(Refusal::NowhereToForward);
    }
    if facts.firm.as_ref().is_some_and(|firm| !firm.active) {
        return Err(Refusal::InactiveFirm);
    }
    if facts.team.as_ref().is_some_and(|team| !team.active) {
        return Err(Refusal::InactiveTeam);
    }
    let unit_id = op.unit_id.or(facts.team.as_ref().map(|team| team.unit_id));
    may_hold(case, &facts.complained_units, &Hands { user_id: None, unit_id, firm_id: op.firm_id })?;
    let same = op.unit_id.is_none_or(|id| id == case.unit_id)
        && (op.team_id.is_none() || op.team_id == case.team_id)
        && (op.firm_id.is_none() || op.firm_id == case.firm_id);
    if same {
        return Err(Refusal::SameTarget);
    }
    unchanged_hands(case, op.base, client)?;
    let unit_id = unit_id.filter(|id| *id != case.unit_id);
    Ok(vec![CaseEvent::Forwarded { unit_id, team_id: op.team_id, firm_id: op.firm_id, note: op.note.trim().into() }])
}

fn take(case: &Case, op: &TakeCase, facts: &Facts, ctx: &Ctx) -> Result<Vec<CaseEvent>, Refusal> {
    let actor = ctx.actor;
    let user_id = actor.user_id.ok_or(Refusal::NotYours)?;
    let client = ctx.client;
    let for_firm = actor.kind == ActorKind::Partner;
    let holder = if for_firm { case.firm_engineer_id } else { case.assignee_id };
    if holder == Some(user_id) {
        return Err(Refusal::AlreadyYours);
    }
    let hands = Hands { user_id: Some(user_id), unit_id: actor.unit_id, firm_id: actor.firm_id };
    may_hold(case, &facts.complained_units, &hands)?;
    unchanged_hands(case, op.base, client)?;
    Ok(vec![CaseEvent::Taken { user_id: Some(user_id), for_firm }])
}

/// Only staff write notes among themselves; a reply of the customer's ends the wait for it.
fn comment(case: &Case, op: &CommentCase, facts: &Facts, actor: &Actor) -> Result<Vec<CaseEvent>, Refusal> {
    let internal = among_staff(op.internal, actor)?;
    if let Some(reply) = facts.unseen_reply.clone().filter(|_| !internal && !actor.is_customer_side()) {
        return Err(Refusal::Stale { version: case.rv, changes: vec![reply] });
    }
    let mentions = if actor.is_staff() { facts.mentioned.clone() } else { Vec::new() };
    let mut events =
        vec![CaseEvent::Commented { internal, text: op.text.trim().into(), mentions, files: op.files.0.clone() }];
    let proposed = case.complaint.as_ref().is_some_and(|complaint| complaint.stage == Stage::Proposed);
    let waited = !proposed && case.state == CaseState::Pending && case.pending_reason == Some(PendingReason::Customer);
    if waited && actor.is_customer_side() {
        events.push(CaseEvent::Resumed { by_reply: true });
    }
    if case.ties.snooze.is_some() && actor.is_customer_side() {
        events.push(CaseEvent::Woken { by_reply: true });
    }
    Ok(events)
}

fn attach(case: &Case, op: &AttachFiles, actor: &Actor) -> Result<Vec<CaseEvent>, Refusal> {
    let mut events =
        vec![CaseEvent::Attached { internal: among_staff(op.internal, actor)?, files: op.files.0.clone() }];
    if case.ties.snooze.is_some() && actor.is_customer_side() {
        events.push(CaseEvent::Woken { by_reply: true });
    }
    Ok(events)
}

/// A note by someone else is refused, not published: it was not meant for the customer.
fn among_staff(internal: bool, actor: &Actor) -> Result<bool, Refusal> {
    if internal && !actor.is_staff() { Err(Refusal::NotYours) } else { Ok(internal) }
}

fn urge(case: &Case, op: &UrgeCase, now: Millis) -> Result<Vec<CaseEvent>, Refusal> {
    let next = case.urged_at.map_or(now, |at| at + URGE_INTERVAL_MINUTES * MINUTE);
    if next > now {
        return Err(Refusal::UrgedRecently { minutes: (next - now + MINUTE - 1) / MINUTE });
    }
    let mut events = vec![CaseEvent::Urged { note: op.note.trim().into() }];
    if case.ties.snooze.is_some() {
        events.push(CaseEvent::Woken { by_reply: true });
    }
    Ok(events)
}

fn rate(case: &Case, op: &RateCase, ctx: &Ctx) -> Result<Vec<CaseEvent>, Refusal> {
    let comment = op.comment.trim().to_string();
    let mut events = vec![CaseEvent::Rated { score: op.score, reasons: op.parsed_reasons(), comment: comment.clone() }];
    if op.reopen {
        if !ctx.actor.may("cases.reopen") {
            return Err(Refusal::NotYours);
        }
        policy::right_state("cases.reopen", case, ctx.now)?;
        events.push(CaseEvent::Reopened { reason: comment });
    }
    Ok(events)
}
