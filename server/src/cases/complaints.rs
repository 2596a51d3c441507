//! Complaints: how one begins, and who may not handle it.

use yingda_shared::cases::Case;
use yingda_shared::cases::Channel;
use yingda_shared::cases::commands::Command;
use yingda_shared::cases::complaint::rules::around;
use yingda_shared::cases::complaint::{Complaint, SubmitComplaint};
use yingda_shared::cases::lifecycle::Facts;
use yingda_shared::cases::open::{Draft, check_contact, open};
use yingda_shared::cases::operations::CaseRef;
use yingda_shared::catalog::Product;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::UnitId;
use yingda_shared::kernel::limits::REPEAT_DAYS;
use yingda_shared::kernel::time::DAY;
use yingda_shared::organisation::Unit;
use yingda_shared::partners::Firm;

use super::handlers::reference;
use super::open::{Start, admit, begin, facts, id};
use super::store;
use crate::ctx::Cx;
use crate::identity::secrets;
use crate::records::store as records;

pub async fn submit(cx: &mut Cx, op: SubmitComplaint) -> Result<CaseRef, Fault> {
    let actor = cx.caller.actor.clone();
    let guest = actor.kind == ActorKind::Guest;
    admit(cx, &op.contact_phone)?;
    // Whose it is comes from who complains; staff alone write down what others say.
    let (company, contact) = match actor.is_staff() {
        true => (op.company_id, op.contact_id),
        false => (actor.company_id, actor.contact_id),
    };
    let (facts, terms) = facts(cx, None, None, contact, company).await?;
    check_contact(facts.contact.as_ref(), company)?;
    if let Some(about) = op.about_id
        && store::find_visible(cx, about).await?.is_none()
    {
        return Err(Fault::invalid("/about_id", "unknown"));
    }
    let channel = match actor.kind {
        ActorKind::Guest => Channel::Guest,
        ActorKind::Staff | ActorKind::System => Channel::Phone,
        _ => Channel::Portal,
    };
    let mut case = open(id(cx, op.id).await?, channel, Draft::from(&op), &facts, &actor, cx.now);
    if case.contact_name.is_empty() && !actor.is_staff() {
        case.contact_name = actor.name.clone();
    }
    let mut complaint = Complaint::of(&op);
    complaint.repeat = store::rated::complained_since(cx, &case, cx.now - REPEAT_DAYS * DAY).await?;
    case.complaint = Some(complaint);
    let track = if guest { Some(secrets::make()?) } else { None };
    let start = Start { files: op.files.0, track: track.as_deref(), ..Start::under(terms, SubmitComplaint::NAME) };
    begin(cx, &mut case, start).await?;
    Ok(CaseRef { track, ..reference(&case) })
}

/// Who may not handle the complaint, for the commands that say who shall.
pub async fn gather(cx: &mut Cx, case: &Case, command: &Command, facts: &mut Facts) -> Result<(), Fault> {
    let Some(complaint) = &case.complaint else { return Ok(()) };
    let unit = match command {
        Command::Classify(op) => {
            facts.complained_of = records::named(cx, op.user_id, "/user_id").await?;
            records::named::<Unit>(cx, op.unit_id, "/unit_id").await?;
            records::named::<Firm>(cx, op.firm_id, "/firm_id").await?;
            records::named::<Product>(cx, op.product_id, "/product_id").await?;
            facts.assignee = records::named(cx, case.assignee_id, "/assignee_id").await?;
            op.unit_id.or(facts.complained_of.as_ref().and_then(|user| user.unit_id))
        }
        Command::Assign(_) | Command::Forward(_) | Command::Take(_) => complaint.against.unit_id,
        Command::Conclude(op) => {
            if let Some(cause) = op.cause_case_id
                && store::find_visible(cx, cause).await?.is_none()
            {
                return Err(Fault::invalid("/cause_case_id", "unknown"));
            }
            None
        }
        _ => None,
    };
    if let Some(unit) = unit {
        (facts.complained_units, facts.above) = surroundings(cx, unit).await?;
    }
    Ok(())
}

async fn surroundings(cx: &mut Cx, unit: UnitId) -> Result<(Vec<UnitId>, Option<UnitId>), Fault> {
    let units: Vec<Unit> = records::all(cx).await?;
    Ok(around(&units, unit))
}
