//! What a write comes to on the rows of this device: the same rules as on the server, with the facts
//! that are known here. What is not known is not refused: the server decides with authority.

use serde_json::Value;

use crate::cases::apply::{Mark, apply};
use crate::cases::clocks::is_heard;
use crate::cases::commands::Command;
use crate::cases::complaint::SubmitComplaint;
use crate::cases::doc::CaseDoc;
use crate::cases::events::{CaseEvent, Entry};
use crate::cases::joining::goes_along;
use crate::cases::lifecycle::{Ctx, decide};
use crate::cases::operations::{CaseRef, FollowUpCase, QuickOpenCase, SubmitCase};
use crate::cases::relations::SplitCase;
use crate::cases::terms::Terms;
use crate::cases::{Case, policy as sight};
use crate::contract::{Operation, parse};
use crate::fault::Fault;
use crate::identity::{Actor, policy};
use crate::kernel::id::{CaseId, EntryId, Uuid};
use crate::kernel::time::Millis;
use crate::knowledge::pairs::UsePair;
use crate::notices::{ReadNotices, Unread};
use crate::offline::{Here, cases, facts, joining, json, openings, pairs, person, rows, tasks, views};
use crate::sync::Key;
use crate::sync::overlay::View;
use crate::workplace::queue::{SkipCase, Skipped};

/// A write in its moment.
pub struct Act<'a> {
    pub here: &'a Here,
    pub at: Millis,
    /// Names what the write creates, where its input does not.
    pub fresh: Uuid,
    /// The version the input was recorded at; None before it is recorded.
    pub recorded: Option<u16>,
}

/// What a write comes to.
pub struct Done {
    pub about: Key,
    pub input: Value,
    pub output: Value,
    /// Rows as they are after it.
    pub puts: Vec<(Key, Value)>,
}

/// None when it cannot be decided on this device.
pub fn act(name: &str, input: &Value, view: &View<'_>, act: &Act<'_>) -> Option<Result<Done, Fault>> {
    if let Err(fault) = policy::authorise(&act.here.actor, name) {
        return Some(Err(fault));
    }
    match name {
        SubmitCase::NAME => Some(parse(input, act.recorded).and_then(|op| openings::submit(op, view, act))),
        QuickOpenCase::NAME => Some(parse(input, act.recorded).and_then(|op| openings::quick_open(op, view, act))),
        SubmitComplaint::NAME => Some(parse(input, act.recorded).and_then(|op| openings::complain(op, view, act))),
        FollowUpCase::NAME => match parse(input, act.recorded) {
            Ok(op) => openings::follow_up(op, view, act),
            Err(fault) => Some(Err(fault)),
        },
        SplitCase::NAME => match parse(input, act.recorded) {
            Ok(op) => openings::split(op, view, act),
            Err(fault) => Some(Err(fault)),
        },
        SkipCase::NAME => match parse(input, act.recorded) {
            Ok(op) => skip(op, view),
            Err(fault) => Some(Err(fault)),
        },
        UsePair::NAME => match parse(input, act.recorded) {
            Ok(op) => pairs::used(&op, view),
            Err(fault) => Some(Err(fault)),
        },
        ReadNotices::NAME => Some(parse(input, act.recorded).and_then(|op| read_notices(&op, view, act))),
        name if name.starts_with("views.") => views::act(name, input, view, act),
        name if name.starts_with("tasks.") => tasks::act(name, input, view, act),
        _ => match Command::parse(name, input, act.recorded)? {
            Ok((id, command)) => on_case(id, command, input, view, act),
            Err(fault) => Some(Err(fault)),
        },
    }
}

/// Whether a command asks for more than this side of the desk is shown: who holds the case, what others
/// changed in it.
fn needs_the_inside(command: &Command, actor: &Actor) -> bool {
    match command {
        Command::Edit(_) | Command::Assign(_) | Command::Forward(_) => !actor.is_staff(),
        Command::Take(_) => actor.is_customer_side(),
        _ => false,
    }
}

fn on_case(
    id: CaseId,
    mut command: Command,
    input: &Value,
    view: &View<'_>,
    act: &Act<'_>,
) -> Option<Result<Done, Fault>> {
    let actor = &act.here.actor;
    if needs_the_inside(&command, actor) {
        return None;
    }
    let mut doc = rows::doc(view, id)?;
    if goes_along(&command)
        && let Some(stays) = cases::stays(view, &doc.case)
    {
        doc = stays;
    }
    let mut input = input.clone();
    if let Command::Comment(op) = &mut command
        && let Some(seen) = &mut op.seen
    {
        // An entry of this device's own stands where the server knows nothing of it.
        *seen = (*seen).min(newest_confirmed(&doc));
        input["seen"] = (*seen).into();
    }
    let decided = facts::of(&command, &doc, view, act).and_then(|facts| {
        let ctx = Ctx { actor, now: act.at, client: None };
        let events = decide(&among_others(&doc.case, &actor.name), &command, &facts, &ctx)?;
        Ok((events, facts.other))
    });
    let (events, other) = match decided {
        Ok(decided) => decided,
        Err(fault) => return Some(Err(fault)),
    };
    let before = doc.case.clone();
    tell(&mut doc, events, 0, view, act);
    let beside = other.and_then(|other| joining::beside(&before, &doc, &command, &other, view, act));
    let key = rows::case_key(doc.case.id);
    let told = json(reference(&doc.case)).and_then(|output| {
        let mut puts: Vec<(Key, Value)> = Vec::new();
        if let Some(other) = beside {
            puts.push((rows::case_key(other.case.id), json(other)?));
        }
        puts.push((key, json(doc)?));
        Ok(Done { about: rows::case_key(id), input, output, puts })
    });
    Some(told)
}

pub fn reference(case: &Case) -> CaseRef {
    CaseRef { id: case.id, number: case.number.clone(), rv: case.rv, state: case.state, track: None }
}

/// `pos` of the newest entry that the server has told of.
fn newest_confirmed(doc: &CaseDoc) -> i64 {
    let told = doc.timeline.iter().filter(|entry| !doc.pending.contains(&entry.id));
    told.map(|entry| entry.pos).max().unwrap_or(0)
}

/// The case with the marks of others alone: what one does from a device, one after the other, is no
/// conflict with oneself. The server tells devices apart; here the name must do.
fn among_others(case: &Case, name: &str) -> Case {
    let mut case = case.clone();
    case.stamps.retain(|_, stamp| stamp.client.is_none() || stamp.by != name);
    case
}

/// Works events into a case as this side sees it. `before`: entries the same write made elsewhere.
pub fn tell(doc: &mut CaseDoc, events: Vec<CaseEvent>, before: u128, view: &View<'_>, act: &Act<'_>) {
    let actor = &act.here.actor;
    let by = if actor.name.is_empty() { doc.case.contact_name.clone() } else { actor.name.clone() };
    // The version stays the server's: it is what the next command is based on.
    let mark = Mark {
        rv: doc.case.rv,
        at: act.at,
        counts_at: act.at,
        by: by.clone(),
        by_kind: actor.kind,
        client: Some(Uuid::nil()),
    };
    let terms = events.iter().any(|event| is_heard(event, actor.kind)).then(|| rows::terms(view));
    if let Some(terms) = &terms {
        recall(terms, doc, actor);
    }
    for (place, event) in (before..).zip(events) {
        let event = match &terms {
            Some(terms) => terms.amended(&doc.case, event, &mark),
            None => event,
        };
        match &terms {
            Some(terms) => terms.apply(&mut doc.case, &event, &mark),
            None => apply(&mut doc.case, &event, &mark),
        }
        let id = EntryId(Uuid::from_u128(act.fresh.as_u128().wrapping_add(place)));
        doc.pending.push(id);
        if event.is_silent() || !sight::sees_event(actor, &event) {
            continue;
        }
        let pos = doc.timeline.iter().map(|entry| entry.pos).fold(doc.case.rv, i64::max) + 1;
        let (by, by_kind) = (by.clone(), actor.kind);
        let event = sight::masked(actor.kind, event);
        doc.timeline.push(Entry {
            id,
            pos,
            at: act.at,
            by_id: actor.user_id,
            by,
            by_kind,
            of: None,
            noted: None,
            event,
        });
    }
    doc.case = doc.case.masked(actor);
}

/// A case of before clocks were kept gets its log from its timeline, where all of that is here. Outsiders are told of
/// no log: what they are promised stays until the server says something else.
fn recall(terms: &Terms, doc: &mut CaseDoc, actor: &Actor) {
    if doc.case.turns.is_empty() && actor.is_staff() && !doc.more && !doc.timeline.is_empty() {
        terms.recall(&mut doc.case, &doc.timeline);
    }
}

/// Nothing of the case changes: why it was passed over is told to the server alone.
fn skip(op: SkipCase, view: &View<'_>) -> Option<Result<Done, Fault>> {
    rows::doc(view, op.id)?;
    let done = |input| {
        Ok(Done { about: rows::case_key(op.id), input, output: json(Skipped { id: op.id })?, puts: Vec::new() })
    };
    Some(json(&op).and_then(done))
}

fn read_notices(op: &ReadNotices, view: &View<'_>, act: &Act<'_>) -> Result<Done, Fault> {
    let user = act.here.actor.user_id.ok_or(Fault::Unauthenticated)?;
    let meant = |id: &str| op.id.is_none_or(|one| one.to_string() == id);
    let mut puts: Vec<(Key, Value)> = view
        .all("notices")
        .filter(|(key, body)| meant(&key.id) && body["read"] == false)
        .map(|(key, body)| (key.clone(), Value::clone(body)))
        .collect();
    puts.iter_mut().for_each(|(_, body)| body["read"] = true.into());
    let unread = person::unread(view) - puts.len() as i64;
    let about = Key::new("notices", op.id.map_or(user.0, |id| id.0));
    Ok(Done { about, input: json(op)?, output: json(Unread { unread })?, puts })
}
