//! The rules of a complaint: which step may follow which, and who may never be its judge.

use crate::cases::commands::Command;
use crate::cases::complaint::*;
use crate::cases::events::CaseEvent;
use crate::cases::lifecycle::{Ctx, Facts};
use crate::cases::model::Case;
use crate::cases::refusal::Refusal;
use crate::kernel::id::{FirmId, UnitId, UserId};
use crate::organisation::{Unit, subtree};

/// Steps of ordinary cases that a complaint has not: it ends by its own.
const NOT_FOR_COMPLAINTS: &[&str] = &["cases.start", "cases.resolve", "cases.accept", "cases.reject", "cases.close"];

/// Whether the stage allows the operation; the state of the case was looked at before.
pub fn right_stage(name: &str, case: &Case) -> Result<(), Refusal> {
    use Stage::*;
    let Some(complaint) = &case.complaint else {
        return if name.starts_with("complaints.") { Err(Refusal::NoComplaint) } else { Ok(()) };
    };
    let one_of = |stages: &[Stage]| match stages.contains(&complaint.stage) {
        true => Ok(()),
        false => Err(Refusal::WrongStage),
    };
    match name {
        name if NOT_FOR_COMPLAINTS.contains(&name) => Err(Refusal::IsComplaint),
        "complaints.acknowledge" | "complaints.investigate" | "complaints.propose" if !case.has_someone() => {
            Err(Refusal::NotAssigned)
        }
        "complaints.acknowledge" => one_of(&[Received]),
        "complaints.investigate" => one_of(&[Acknowledged, Disputed]),
        "complaints.propose" => one_of(&[Investigating, Disputed]),
        "complaints.agree" | "complaints.dispute" => one_of(&[Proposed]),
        // A dispute may end without agreement: the customer can still turn to others.
        "complaints.conclude" => one_of(&[Agreed, Disputed]),
        "cases.hold" | "cases.resume" => one_of(&[Acknowledged, Investigating, Disputed, Agreed]),
        _ => Ok(()),
    }
}

/// Those a case may be given to.
#[derive(Default)]
pub struct Hands {
    pub user_id: Option<UserId>,
    /// The unit of the person or of the team, or the unit itself.
    pub unit_id: Option<UnitId>,
    pub firm_id: Option<FirmId>,
}

/// Nobody handles a complaint about themselves, their unit or anything below it. `below`: the unit
/// complained of with all that hangs under it.
pub fn may_hold(case: &Case, below: &[UnitId], hands: &Hands) -> Result<(), Refusal> {
    let Some(complaint) = &case.complaint else { return Ok(()) };
    if concerns(&complaint.against, below, hands) { Err(Refusal::ComplainedOf) } else { Ok(()) }
}

fn concerns(against: &Against, below: &[UnitId], hands: &Hands) -> bool {
    let same_unit = |unit: UnitId| against.unit_id == Some(unit) || below.contains(&unit);
    hands.user_id.is_some_and(|user| against.user_id == Some(user))
        || hands.firm_id.is_some_and(|firm| against.firm_id == Some(firm))
        || hands.unit_id.is_some_and(same_unit)
}

/// A unit with all below it, and the unit above it: whoever may not judge, and who may. The head office
/// has none above.
pub fn around(units: &[Unit], unit: UnitId) -> (Vec<UnitId>, Option<UnitId>) {
    let above = units.iter().find(|each| each.id == unit).and_then(|unit| unit.parent_id);
    (subtree(units, unit), above)
}

/// What a command makes of a complaint; None for those every case has.
pub fn decide(case: &Case, command: &Command, facts: &Facts, ctx: &Ctx) -> Option<Result<Vec<CaseEvent>, Refusal>> {
    let trimmed = |text: &str| text.trim().to_string();
    Some(match command {
        Command::Classify(op) => classify(case, op, facts),
        Command::Acknowledge(op) if op.answer_by <= ctx.now => Err(Refusal::PromiseInThePast),
        Command::Acknowledge(op) => {
            Ok(vec![CaseEvent::Acknowledged { text: trimmed(&op.text), answer_by: op.answer_by }])
        }
        Command::Investigate(_) => Ok(vec![CaseEvent::InvestigationBegun]),
        Command::Propose(op) => {
            Ok(vec![CaseEvent::RemedyProposed { text: trimmed(&op.text), compensation_minor: op.compensation_minor }])
        }
        Command::Agree(_) => Ok(vec![CaseEvent::RemedyAgreed]),
        Command::Dispute(op) => Ok(vec![CaseEvent::RemedyDisputed { reason: trimmed(&op.reason) }]),
        Command::Conclude(op) if op.cause_case_id == Some(case.id) => Err(Refusal::SameCase),
        Command::Conclude(op) => Ok(vec![CaseEvent::Concluded {
            text: trimmed(&op.text),
            cause: Some(Cause { class: op.class, text: trimmed(&op.cause), case_id: op.cause_case_id }),
        }]),
        _ => return None,
    })
}

/// Who is complained of loses the case, and it goes to the unit above theirs.
fn classify(case: &Case, op: &ClassifyComplaint, facts: &Facts) -> Result<Vec<CaseEvent>, Refusal> {
    let Some(complaint) = &case.complaint else { return Err(Refusal::NoComplaint) };
    let unit_id = op.unit_id.or(facts.complained_of.as_ref().and_then(|user| user.unit_id));
    let against = Against { user_id: op.user_id, unit_id, firm_id: op.firm_id, product_id: op.product_id };
    let topic = op.topic.unwrap_or(complaint.topic);
    if (Some(op.severity), topic, &against) == (complaint.severity, complaint.topic, &complaint.against) {
        return Err(Refusal::NothingChanged);
    }
    let holder = facts.assignee.as_ref();
    let hands = Hands {
        user_id: holder.map(|user| user.id),
        unit_id: holder.and_then(|user| user.unit_id),
        firm_id: case.firm_id,
    };
    let answers = Hands { unit_id: Some(case.unit_id), ..Hands::default() };
    Ok(vec![CaseEvent::Classified {
        severity: op.severity,
        topic,
        drops_holder: concerns(&against, &facts.complained_units, &hands),
        to_unit_id: facts.above.filter(|_| concerns(&against, &facts.complained_units, &answers)),
        against,
    }])
}

/// What an event makes of a complaint; the state of its case follows in `cases::apply`.
pub fn apply(case: &mut Case, event: &CaseEvent, at: Millis) {
    let Some(complaint) = &mut case.complaint else { return };
    match event {
        CaseEvent::Classified { severity, topic, against, drops_holder, to_unit_id } => {
            complaint.severity = Some(*severity);
            complaint.topic = *topic;
            complaint.against = against.clone();
            if let Some(unit_id) = to_unit_id {
                case.unit_id = *unit_id;
                case.team_id = None;
            }
            if *drops_holder {
                case.assignee_id = None;
                case.firm_id = None;
                case.firm_engineer_id = None;
            }
        }
        CaseEvent::Acknowledged { answer_by, .. } => {
            complaint.stage = Stage::Acknowledged;
            complaint.answer_by = Some(*answer_by);
            case.first_response_at.get_or_insert(at);
        }
        CaseEvent::InvestigationBegun => complaint.stage = Stage::Investigating,
        CaseEvent::RemedyProposed { text, compensation_minor } => {
            complaint.stage = Stage::Proposed;
            complaint.remedy = Some(Remedy { text: text.clone(), compensation_minor: *compensation_minor, at });
        }
        CaseEvent::RemedyAgreed => complaint.stage = Stage::Agreed,
        CaseEvent::RemedyDisputed { .. } => complaint.stage = Stage::Disputed,
        CaseEvent::Concluded { cause, .. } => {
            complaint.stage = Stage::Concluded;
            complaint.cause = cause.clone();
        }
        CaseEvent::Reopened { .. } => {
            if complaint.stage == Stage::Concluded {
                complaint.stage = Stage::Investigating;
            }
            complaint.cause = None;
        }
        _ => {}
    }
}
