//! How a case begins.

use std::collections::BTreeMap;

use crate::calendar::DeskClock;
use crate::cases::complaint::SubmitComplaint;
use crate::cases::events::CaseEvent;
use crate::cases::model::{Case, CaseState, Channel, ResolutionCode};
use crate::cases::operations::{QuickOpenCase, SubmitCase};
use crate::cases::ties::Ties;
use crate::catalog::priority::{Impact, PriorityMatrix, Urgency};
use crate::catalog::{Asset, Category, Product};
use crate::customers::{Company, Contact};
use crate::fault::Fault;
use crate::identity::actor::{Actor, ActorKind};
use crate::kernel::id::{CaseId, CompanyId, UnitId};
use crate::kernel::limits::{SUBJECT_MAX, TEXT_MAX};
use crate::kernel::time::Millis;
use crate::knowledge::pairs::placeholder::{Known, fill};

/// The reference rows an opening needs.
pub struct OpenFacts {
    pub matrix: PriorityMatrix,
    pub clock: DeskClock,
    pub category: Option<Category>,
    pub asset: Option<Asset>,
    pub contact: Option<Contact>,
    pub company: Option<Company>,
    /// Where cases of unknown customers go.
    pub head_office: UnitId,
}

/// A case as its opener describes it, whatever the door.
#[derive(Default)]
pub struct Draft {
    pub subject: String,
    pub description: String,
    pub impact: Option<Impact>,
    pub urgency: Option<Urgency>,
    pub contact_name: String,
    pub contact_phone: String,
    pub op: QuickOpenCase,
}

impl From<&SubmitCase> for Draft {
    fn from(op: &SubmitCase) -> Draft {
        Draft {
            subject: op.subject.clone(),
            description: op.description.clone(),
            urgency: op.urgency,
            contact_name: op.contact_name.clone(),
            contact_phone: op.contact_phone.clone(),
            op: QuickOpenCase { product_id: op.product_id, ..QuickOpenCase::default() },
            ..Draft::default()
        }
    }
}

/// A complaint is urgent to whoever makes it.
impl From<&SubmitComplaint> for Draft {
    fn from(op: &SubmitComplaint) -> Draft {
        Draft {
            subject: op.subject.clone(),
            description: op.description.clone(),
            urgency: Some(Urgency::High),
            contact_name: op.contact_name.clone(),
            contact_phone: op.contact_phone.clone(),
            ..Draft::default()
        }
    }
}

impl From<&QuickOpenCase> for Draft {
    fn from(op: &QuickOpenCase) -> Draft {
        Draft {
            subject: op.subject.clone(),
            description: op.description.clone(),
            impact: op.impact,
            urgency: op.urgency,
            contact_name: op.contact_name.clone(),
            contact_phone: op.contact_phone.clone(),
            op: op.clone(),
        }
    }
}

/// A contact would see the case: one of another company is not put beside it.
pub fn check_contact(contact: Option<&Contact>, company: Option<CompanyId>) -> Result<(), Fault> {
    let of = contact.and_then(|contact| contact.company_id);
    match (of, company) {
        (Some(of), Some(company)) if of != company => Err(Fault::invalid("/contact_id", "unknown")),
        _ => Ok(()),
    }
}

/// A stranger has no account to be answered in: there must be a number to call.
pub fn check_reachable(actor: &Actor, phone: &str) -> Result<(), Fault> {
    match actor.kind == ActorKind::Guest && phone.trim().is_empty() {
        true => Err(Fault::invalid("/contact_phone", "required")),
        false => Ok(()),
    }
}

/// Its name would be shown to the customer: a thing of another company is not put beside the case.
pub fn check_asset(asset: Option<&Asset>, company: Option<CompanyId>) -> Result<(), Fault> {
    match (asset, company) {
        (Some(asset), Some(company)) if asset.company_id != company => Err(Fault::invalid("/asset_id", "unknown")),
        _ => Ok(()),
    }
}

/// What solves a case in the act that opens it. Whoever may take it on holds it: somebody has to be asked about it.
pub struct FirstContact {
    pub take: bool,
    pub then: Vec<CaseEvent>,
}

/// Whether an opening is solved at first contact, and may be.
pub fn first_contact(op: &QuickOpenCase, actor: &Actor) -> Result<FirstContact, Fault> {
    let text = op.resolution.trim();
    if op.take && !actor.may("cases.take") || !text.is_empty() && !actor.may("cases.resolve") {
        return Err(Fault::Forbidden);
    }
    if text.is_empty() {
        return Ok(FirstContact { take: op.take, then: Vec::new() });
    }
    let code = op.resolution_code.unwrap_or(ResolutionCode::Advice);
    let then = vec![CaseEvent::Resolved { code, text: text.to_string() }];
    Ok(FirstContact { take: actor.may("cases.take"), then })
}

/// What is known of a case at its opening, for the placeholders of the standard texts that it begins with.
pub fn known(case: &Case, facts: &OpenFacts, product: Option<&Product>, actor: &Actor) -> Known {
    Known {
        contact: case.contact_name.clone(),
        company: facts.company.as_ref().map(|company| company.name.clone()).unwrap_or_default(),
        product: product.map(|product| product.name.clone()).unwrap_or_default(),
        category: facts.category.as_ref().map(|category| category.name.clone()).unwrap_or_default(),
        number: None,
        agent: actor.name.clone(),
    }
}

/// Fills what a case begins with, once it has a number.
pub fn fill_in(case: &mut Case, events: &mut [CaseEvent], known: Known) {
    let known = Known { number: Some(case.number.clone()), ..known };
    let bounded = |text: &str, most: usize| -> String { fill(text, &known).chars().take(most).collect() };
    case.subject = bounded(&case.subject, SUBJECT_MAX);
    case.description = bounded(&case.description, TEXT_MAX);
    for event in events {
        if let CaseEvent::Resolved { text, .. } = event {
            *text = bounded(text, TEXT_MAX);
        }
    }
}

/// The case at its opening. What the draft leaves open comes from the category, then from the
/// matrix's mildest row: one person, medium urgency.
pub fn open(id: CaseId, channel: Channel, draft: Draft, facts: &OpenFacts, actor: &Actor, now: Millis) -> Case {
    let category = facts.category.as_ref();
    let impact = draft.impact.or(category.and_then(|c| c.impact)).unwrap_or(Impact::Person);
    let urgency = draft.urgency.or(category.and_then(|c| c.urgency)).unwrap_or(Urgency::Medium);
    let promise = facts.matrix.promise(impact, urgency, now, &facts.clock);
    let contact = facts.contact.as_ref();
    let or = |typed: String, known: Option<String>| {
        if typed.trim().is_empty() { known.unwrap_or_default() } else { typed.trim().into() }
    };
    let company_id =
        facts.company.as_ref().map(|company| company.id).or(facts.asset.as_ref().map(|asset| asset.company_id));
    Case {
        id,
        number: String::new(),
        rv: 0,
        subject: draft.subject.trim().to_string(),
        description: draft.description.trim().to_string(),
        channel,
        category_id: category.map(|c| c.id),
        product_id: draft.op.product_id.or(facts.asset.as_ref().and_then(|asset| asset.product_id)),
        asset_id: facts.asset.as_ref().map(|asset| asset.id),
        company_id,
        contact_id: contact.map(|contact| contact.id),
        contact_name: or(draft.contact_name, contact.map(|contact| contact.name.clone())),
        contact_phone: or(draft.contact_phone, contact.map(|contact| contact.phone.clone())),
        unit_id: facts.company.as_ref().map_or(facts.head_office, |company| company.unit_id),
        team_id: draft.op.team_id.or(category.and_then(|c| c.team_id)),
        assignee_id: None,
        firm_id: None,
        firm_engineer_id: None,
        impact,
        urgency,
        priority: facts.matrix.cell(impact, urgency).priority,
        respond_by: promise.respond_by,
        resolve_by: promise.resolve_by,
        state: CaseState::New,
        pending_reason: None,
        pending_note: String::new(),
        held_from: None,
        resolution: None,
        created_at: now,
        updated_at: now,
        first_response_at: None,
        resolved_at: None,
        closed_at: None,
        reopen_count: 0,
        urge_count: 0,
        urged_at: None,
        customer_wrote_at: None,
        rating: None,
        follow_up_of: None,
        complaint: None,
        opened_by: actor.user_id,
        stamps: BTreeMap::new(),
        ties: Ties::default(),
        level: 0,
        turns: Vec::new(),
        owing: Default::default(),
        owing_inside: Default::default(),
        planned: None,
    }
}
