//! Reading a case, and every write on an existing one: load, decide, apply, store, react.

use yingda_shared::cases::apply::{Mark, apply};
use yingda_shared::cases::arriving::Noted;
use yingda_shared::cases::commands::{Command, OnCase};
use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::cases::joining;
use yingda_shared::cases::lifecycle::{Ctx, Facts, decide};
use yingda_shared::cases::open::{check_asset, check_contact};
use yingda_shared::cases::operations::CaseRef;
use yingda_shared::cases::queries::{CaseTimeline, GetCase, TRACKED, Timeline};
use yingda_shared::cases::terms::Terms;
use yingda_shared::cases::view::{Asked, CaseDetail};
use yingda_shared::cases::{Case, policy};
use yingda_shared::fault::{Fault, FieldChange};
use yingda_shared::identity::{Actor, User};
use yingda_shared::kernel::id::{CaseId, UserId};
use yingda_shared::kernel::instead::Instead;
use yingda_shared::kernel::limits::MERGED_MAX;
use yingda_shared::kernel::text::mentions;
use yingda_shared::knowledge::pairs::Use;

use super::store::Known;
use super::{clocks, joined, splitting, store};
use crate::audit::Line;
use crate::catalog;
use crate::ctx::{Cx, new_id};
use crate::files;
use crate::identity::actors;
use crate::knowledge::pairs;
use crate::reactions;
use crate::records;

/// Entries of a timeline answered at once.
pub const ENTRIES: usize = 50;

/// Any write on an existing case.
pub async fn change<O: OnCase>(cx: &mut Cx, op: O) -> Result<CaseRef, Fault> {
    let mut case = store::find_visible(cx, op.case_id()).await?.ok_or(Fault::NotFound)?;
    let command = op.command();
    if joining::goes_along(&command)
        && let Some(stays) = joined::stays(cx, &case).await?
    {
        case = stays;
    }
    if cx.actor().user_id.is_none() && cx.actor().case_id.is_some() {
        cx.services.limits.guest(&cx.caller.address)?;
    }
    super::seen::check(cx, &case, command.name()).await?;
    let facts = facts(cx, &case, &command).await?;
    let ctx = Ctx { actor: &cx.caller.actor.clone(), now: cx.now, client: cx.caller.client };
    let events = decide(&case, &command, &facts, &ctx)?;
    let pair = match &command {
        Command::Resolve(op) => pairs::standing(cx, op.pair_id).await?,
        _ => None,
    };
    cx.merged = matches!(&command, Command::Edit(op) if op.base < case.rv);
    let other = facts.other;
    let echo = other.as_ref().map(|other| joining::echo(&case, &command, other)).unwrap_or_default();
    if let Some(origin) = case.ties.split_from.clone().filter(|_| matches!(command, Command::UndoSplit(_))) {
        splitting::pass(cx, &origin.entries, case.id, origin.case_id).await?;
    }
    record(cx, &mut case, events, command.name()).await?;
    pairs::used_for(cx, pair, Use::Solved, case.id).await?;
    if let Some(mut other) = other.filter(|_| !echo.is_empty()) {
        record(cx, &mut other, echo, command.name()).await?;
    }
    Ok(reference(&case))
}

pub fn reference(case: &Case) -> CaseRef {
    CaseRef { id: case.id, number: case.number.clone(), rv: case.rv, state: case.state, track: None }
}

/// The reference rows a command needs; ids of nothing are faults at their fields.
pub async fn facts(cx: &mut Cx, case: &Case, command: &Command) -> Result<Facts, Fault> {
    let mut facts = Facts::default();
    super::complaints::gather(cx, case, command, &mut facts).await?;
    match command {
        Command::Edit(op) => {
            facts.matrix = catalog::store::find_matrix(cx).await?;
            let category = op.category_id.and_then(Instead::get);
            records::store::named::<yingda_shared::catalog::Category>(cx, category, "/category_id").await?;
            let product = op.product_id.and_then(Instead::get);
            records::store::named::<yingda_shared::catalog::Product>(cx, product, "/product_id").await?;
            // As they will stand together: a contact left from another company would go on reading the case.
            let company = op.company_id.map_or(case.company_id, Instead::get);
            let named = company.filter(|_| op.company_id.is_some());
            records::store::named::<yingda_shared::customers::Company>(cx, named, "/company_id").await?;
            if op.contact_id.is_some() || op.company_id.is_some() {
                let contact = op.contact_id.map_or(case.contact_id, Instead::get);
                let contact = records::store::named(cx, contact, "/contact_id").await?;
                check_contact(contact.as_ref(), company)?;
            }
            if op.asset_id.is_some() || op.company_id.is_some() {
                let asset = op.asset_id.map_or(case.asset_id, Instead::get);
                let asset = records::store::named(cx, asset, "/asset_id").await?;
                check_asset(asset.as_ref(), company)?;
            }
        }
        Command::Assign(op) => {
            facts.assignee = records::store::named(cx, op.assignee_id, "/assignee_id").await?;
            facts.team = records::store::named(cx, op.team_id, "/team_id").await?;
        }
        Command::Forward(op) => {
            facts.firm = records::store::named(cx, op.firm_id, "/firm_id").await?;
            facts.team = records::store::named(cx, op.team_id, "/team_id").await?;
            records::store::named::<yingda_shared::organisation::Unit>(cx, op.unit_id, "/unit_id").await?;
        }
        Command::Comment(op) => {
            facts.mentioned = mentioned(cx, case, &op.text).await?;
            if let Some(seen) = op.seen {
                facts.unseen_reply = store::customer_reply_after(cx, case.id, seen).await?;
            }
        }
        _ => {}
    }
    if let Some((field, id)) = joining::other(command, case) {
        // Both must be in sight: whoever names another one learns nothing of it, and changes nothing.
        facts.other = Some(store::find_visible(cx, id).await?.ok_or_else(|| Fault::invalid(field, "unknown"))?);
    }
    Ok(facts)
}

/// Active colleagues named by `@login` who may see the case: the notice names it.
async fn mentioned(cx: &mut Cx, case: &Case, text: &str) -> Result<Vec<UserId>, Fault> {
    let mut people = Vec::new();
    for login in mentions(text).into_iter().take(20) {
        let user: Option<User> = records::store::by_code(cx, &login).await?;
        let staff = user.filter(|user| user.active && user.company_id.is_none() && user.firm_id.is_none());
        let Some(user) = staff else { continue };
        let actor = actors::of_user(cx, user.id).await?;
        people.extend(actor.filter(|actor| actor.sees(&case.scopes())).map(|_| user.id));
    }
    Ok(people)
}

/// Applies and stores events: rows, timeline, feed, audit, reactions.
pub async fn record(
    cx: &mut Cx,
    case: &mut Case,
    events: Vec<CaseEvent>,
    action: &'static str,
) -> Result<Vec<Entry>, Fault> {
    let before = case.clone();
    let entries = record_quietly(cx, case, events, action).await?;
    reactions::case_changed(cx, &before, case, &entries).await?;
    Ok(entries)
}

/// The same for what befalls many cases at once and is news to nobody: pages show it, and no one is told.
pub async fn record_quietly(
    cx: &mut Cx,
    case: &mut Case,
    events: Vec<CaseEvent>,
    action: &'static str,
) -> Result<Vec<Entry>, Fault> {
    let before = case.clone();
    let terms = clocks::hearing(cx, case, &events).await?;
    let entries = enter(cx, case, events, terms).await?;
    match entries.iter().all(|entry| entry.event.is_internal()) {
        true => store::save_among_staff(cx, case).await?,
        false => store::save(cx, case, &before).await?,
    }
    if before.ties != case.ties {
        store::ties::keep(cx, case).await?;
    }
    audit(cx, &before, case, action, &entries).await?;
    reactions::heard(cx, &before, case, &entries).await?;
    Ok(entries)
}

/// The same for a case that begins: its row is written once, with what its first events made of it. What promises are
/// made by now is read where it was not.
pub async fn record_first(
    cx: &mut Cx,
    case: &mut Case,
    events: Vec<CaseEvent>,
    known: Known<'_>,
    (action, present): (&'static str, Option<Terms>),
) -> Result<(), Fault> {
    let terms = clocks::begin(cx, case, present).await?;
    let before = case.clone();
    let terms = Some(terms).filter(|_| clocks::hears(cx, &events));
    let entries = enter(cx, case, events, terms).await?;
    store::begin(cx, case, known).await?;
    if !case.ties.is_empty() {
        store::ties::keep(cx, case).await?;
    }
    audit(cx, &before, case, action, &entries).await?;
    reactions::heard(cx, &before, case, &entries).await?;
    reactions::case_changed(cx, &before, case, &entries).await
}

/// Adds the events to the timeline and applies them; `terms` where clocks hear something in them.
async fn enter(
    cx: &mut Cx,
    case: &mut Case,
    events: Vec<CaseEvent>,
    terms: Option<Terms>,
) -> Result<Vec<Entry>, Fault> {
    let mut entries = Vec::with_capacity(events.len());
    for event in events {
        files::attach(cx, event.files(), case.id, event.is_internal()).await?;
        let actor = cx.actor();
        let noted = cx.arrival.map(|arrival| arrival.noted(case, &event, actor.kind));
        let counts_at = noted.map_or(cx.now, |noted| noted.counts_at);
        let (by, by_kind, client) = (actor.name.clone(), actor.kind, cx.caller.client);
        let mark = Mark { rv: 0, at: cx.now, counts_at, by, by_kind, client };
        let event = match &terms {
            Some(terms) => terms.amended(case, event, &mark),
            None => event,
        };
        let entry = entry(cx, case, event, noted).await?;
        let mark = Mark { rv: entry.pos, by: entry.by.clone(), ..mark };
        match &terms {
            Some(terms) => terms.apply(case, &entry.event, &mark),
            None => apply(case, &entry.event, &mark),
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// A file that an entry spoke of has come: the case is told anew to whoever sees that entry.
pub async fn completed(cx: &mut Cx, id: CaseId, internal: bool) -> Result<(), Fault> {
    let mut next = Some(id);
    // It is read in the case that this one was merged into as well.
    for _ in 0..=MERGED_MAX {
        let Some(id) = next else { break };
        let Some(mut case) = store::find(cx, id).await? else { break };
        next = case.merged_into();
        let before = case.clone();
        match internal {
            true => store::save_among_staff(cx, &mut case).await?,
            false => store::save(cx, &mut case, &before).await?,
        }
    }
    Ok(())
}

async fn entry(cx: &mut Cx, case: &Case, event: CaseEvent, noted: Option<Noted>) -> Result<Entry, Fault> {
    let actor = cx.caller.actor.clone();
    let entry = Entry {
        id: new_id(),
        pos: 0,
        at: cx.now,
        by_id: actor.user_id,
        by: if actor.name.is_empty() { case.contact_name.clone() } else { actor.name.clone() },
        by_kind: actor.kind,
        of: None,
        noted,
        event,
    };
    match entry.event.is_silent() {
        true => Ok(Entry { pos: case.rv, ..entry }),
        false => store::add_entry(cx, case, entry, None).await,
    }
}

/// Changes of priority and state leave a line in the audit (C114).
async fn audit(cx: &mut Cx, before: &Case, after: &Case, action: &'static str, entries: &[Entry]) -> Result<(), Fault> {
    let reason = entries.iter().find_map(|entry| match &entry.event {
        CaseEvent::Rejected { reason } | CaseEvent::Reopened { reason } | CaseEvent::Cancelled { reason } => {
            Some(reason.clone())
        }
        CaseEvent::Held { reason, note } => Some(format!("{reason} {note}")),
        _ => None,
    });
    let reason = reason.unwrap_or_default();
    let object = after.id.to_string();
    let pairs = [
        ("state", before.state.to_string(), after.state.to_string()),
        ("priority", before.priority.to_string(), after.priority.to_string()),
    ];
    for (field, old, new) in pairs.iter().filter(|(_, old, new)| old != new) {
        cx.audit(Line { action, kind: "cases", object: &object, field, old, new, reason: &reason }).await?;
    }
    Ok(())
}

pub async fn get(cx: &mut Cx, op: GetCase) -> Result<CaseDetail, Fault> {
    let case = match op.id.parse() {
        // Whoever holds a tracking link knows no id.
        Err(_) if op.id == TRACKED => match cx.actor().case_id {
            Some(id) => store::find_visible(cx, id).await?,
            None => None,
        },
        Ok(id) => store::find_visible(cx, id).await?,
        Err(_) => store::find_visible_by_number(cx, &op.id).await?,
    };
    let asked = case.ok_or(Fault::NotFound)?;
    // A merged case is read in the one that stays; it says under which number it was asked for.
    let stays = joined::stays(cx, &asked).await?;
    let led = stays.is_some().then(|| Asked { id: asked.id, number: asked.number.clone() });
    let case = stays.unwrap_or(asked);
    let actor = cx.caller.actor.clone();
    let (timeline, more) = entries(cx, &case, None).await?;
    let mut detail = CaseDetail::of(&case, &actor, timeline, more, cx.now);
    detail.asked = led;
    detail.relatives = joined::relatives(cx, &case).await?;
    detail.files = joined::files_of(cx, &actor, &case.parts(&actor)).await?;
    let ids = detail.named();
    detail.names = records::store::names(cx, ids).await?;
    Ok(detail)
}

/// Entries before a position that the caller may see, oldest first, and whether older ones are left.
async fn entries(cx: &mut Cx, case: &Case, before: Option<i64>) -> Result<(Vec<Entry>, bool), Fault> {
    let actor = cx.caller.actor.clone();
    let entries =
        store::entries(cx, case.id, &case.parts(&actor), before, ENTRIES + 1, policy::hidden_kinds(actor.kind)).await?;
    Ok(shown(&actor, entries))
}

/// Of `ENTRIES` and one more entries, newest first: those to show, oldest first, as the actor may see
/// them, and whether older ones are left.
pub fn shown(actor: &Actor, mut entries: Vec<Entry>) -> (Vec<Entry>, bool) {
    let more = entries.len() > ENTRIES;
    entries.truncate(ENTRIES);
    entries.reverse();
    let seen = entries.into_iter().filter(|entry| policy::sees_event(actor, &entry.event));
    let masked = seen.map(|entry| Entry { event: policy::masked(actor.kind, entry.event), ..entry });
    (masked.collect(), more)
}

pub async fn timeline(cx: &mut Cx, op: CaseTimeline) -> Result<Timeline, Fault> {
    let case = store::find_visible(cx, op.id).await?.ok_or(Fault::NotFound)?;
    let (entries, more) = entries(cx, &case, op.before).await?;
    Ok(Timeline { entries, more })
}

/// Something the customer wrote that a writer had not seen.
pub fn as_change(entry: &Entry, text: &str) -> FieldChange {
    FieldChange { field: "reply".into(), value: text.into(), by: entry.by.clone(), at: entry.at }
}
