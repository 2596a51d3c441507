//! The reference rows a command needs, as far as this device holds them.

use crate::cases::commands::Command;
use crate::cases::complaint::rules::around;
use crate::cases::doc::CaseDoc;
use crate::cases::events::CaseEvent;
use crate::cases::joining;
use crate::cases::lifecycle::Facts;
use crate::cases::open::{check_asset, check_contact};
use crate::fault::{Fault, FieldChange};
use crate::identity::{ActorKind, User};
use crate::kernel::id::UserId;
use crate::kernel::instead::Instead;
use crate::kernel::text::mentions;
use crate::offline::rows;
use crate::offline::writes::Act;
use crate::organisation::Unit;
use crate::sync::overlay::View;

pub fn of(command: &Command, doc: &CaseDoc, view: &View<'_>, act: &Act<'_>) -> Result<Facts, Fault> {
    let mut facts = Facts::default();
    complained(command, doc, view, &mut facts);
    match command {
        Command::Edit(op) => {
            facts.matrix = rows::matrix(view).unwrap_or_default();
            let company = op.company_id.map_or(doc.case.company_id, Instead::get);
            if op.contact_id.is_some() || op.company_id.is_some() {
                let contact = op.contact_id.map_or(doc.case.contact_id, Instead::get);
                check_contact(rows::record(view, contact).as_ref(), company)?;
            }
            if op.asset_id.is_some() || op.company_id.is_some() {
                let asset = op.asset_id.map_or(doc.case.asset_id, Instead::get);
                check_asset(rows::record(view, asset).as_ref(), company)?;
            }
        }
        Command::Assign(op) => {
            facts.assignee = rows::record(view, op.assignee_id);
            facts.team = rows::record(view, op.team_id);
        }
        Command::Forward(op) => {
            facts.firm = rows::record(view, op.firm_id);
            facts.team = rows::record(view, op.team_id);
        }
        Command::Comment(op) => {
            if act.here.actor.is_staff() {
                facts.mentioned = mentioned(view, &op.text);
            }
            facts.unseen_reply = op.seen.and_then(|seen| reply_after(doc, seen));
        }
        _ => {}
    }
    if let Some((_, id)) = joining::other(command, &doc.case) {
        facts.other = rows::doc(view, id).map(|doc| doc.case);
    }
    Ok(facts)
}

/// Who may not handle a complaint, as far as this device knows the organisation.
fn complained(command: &Command, doc: &CaseDoc, view: &View<'_>, facts: &mut Facts) {
    let Some(complaint) = &doc.case.complaint else { return };
    let unit = match command {
        Command::Classify(op) => {
            facts.complained_of = rows::record(view, op.user_id);
            facts.assignee = rows::record(view, doc.case.assignee_id);
            op.unit_id.or(facts.complained_of.as_ref().and_then(|user| user.unit_id))
        }
        _ => complaint.against.unit_id,
    };
    if let Some(unit) = unit {
        let units: Vec<Unit> = rows::records(view).collect();
        (facts.complained_units, facts.above) = around(&units, unit);
    }
}

/// Active colleagues named by `@login`.
fn mentioned(view: &View<'_>, text: &str) -> Vec<UserId> {
    let find = |login: String| {
        let user = rows::by_code::<User>(view, &login)?;
        (user.active && user.company_id.is_none() && user.firm_id.is_none()).then_some(user.id)
    };
    mentions(text).into_iter().take(20).filter_map(find).collect()
}

/// The newest thing the customer side wrote after a position.
fn reply_after(doc: &CaseDoc, seen: i64) -> Option<FieldChange> {
    let mut newest_first = doc.timeline.iter().rev();
    newest_first.find_map(|entry| match &entry.event {
        CaseEvent::Commented { text, .. }
            if entry.pos > seen && matches!(entry.by_kind, ActorKind::Customer | ActorKind::Guest) =>
        {
            Some(FieldChange { field: "reply".into(), value: text.clone(), by: entry.by.clone(), at: entry.at })
        }
        _ => None,
    })
}
