//! Cases that begin on this device.

use crate::cases::complaint::{Complaint, SubmitComplaint};
use crate::cases::doc::CaseDoc;
use crate::cases::events::{CaseEvent, Entry};
use crate::cases::joining::{self, split_off};
use crate::cases::open::{
    Draft, OpenFacts, check_asset, check_contact, check_reachable, fill_in, first_contact, known, open,
};
use crate::cases::operations::{FollowUpCase, QuickOpenCase, SubmitCase};
use crate::cases::relations::SplitCase;
use crate::cases::{Case, Channel, policy};
use crate::catalog::{Asset, Category, Product};
use crate::contract::{Operation, malformed};
use crate::customers::{Company, Contact};
use crate::fault::Fault;
use crate::identity::{ActorKind, User};
use crate::kernel::id::{CaseId, CategoryId, CompanyId, ContactId, EntryId, FileId, UnitId, Uuid};
use crate::offline::writes::{Act, Done, reference, tell};
use crate::offline::{json, local_number, rows};
use crate::sync::overlay::View;

pub fn submit(mut op: SubmitCase, view: &View<'_>, act: &Act<'_>) -> Result<Done, Fault> {
    let actor = &act.here.actor;
    let guest = actor.kind == ActorKind::Guest;
    check_reachable(actor, &op.contact_phone)?;
    let account = rows::own_account(view, act.here);
    let own = own_company(view, act, account.as_ref());
    let asset = asset(&op, own, view, act)?;
    let company = own.or(asset.as_ref().map(|asset| asset.company_id));
    let contact = account.and_then(|account| account.contact_id);
    let mut beginning = Beginning::of(op.category_id, contact, company, asset, view, act);
    if !actor.is_staff() && beginning.facts.category.as_ref().is_some_and(|category| !category.portal) {
        return Err(Fault::invalid("/category_id", "unknown"));
    }
    let id = *op.id.get_or_insert(CaseId(act.fresh));
    let channel = if guest { Channel::Guest } else { Channel::Portal };
    beginning.asset_id = beginning.asset_id.or(op.asset_id);
    let mut case = beginning.open(id, channel, Draft::from(&op), act);
    if guest {
        case.contact_id = None;
    } else if case.contact_name.is_empty() {
        case.contact_name = actor.name.clone();
    }
    begun(case, Start::with(op.files.0.clone()), &op, view, act)
}

/// The thing a form names by id or by the serial number of its label, as far as it is known here.
fn asset(op: &SubmitCase, own: Option<CompanyId>, view: &View<'_>, act: &Act<'_>) -> Result<Option<Asset>, Fault> {
    let serial = op.serial.as_deref().filter(|serial| !serial.is_empty());
    let by_serial = serial.and_then(|serial| rows::by_code::<Asset>(view, serial));
    let asset = by_serial.or_else(|| rows::record(view, op.asset_id));
    let foreign = match act.here.actor.kind {
        ActorKind::Customer => asset.as_ref().is_some_and(|asset| own.is_some_and(|own| own != asset.company_id)),
        ActorKind::Guest => serial.is_none() && op.asset_id.is_some(),
        _ => false,
    };
    if foreign { Err(Fault::invalid("/asset_id", "unknown")) } else { Ok(asset) }
}

pub fn quick_open(mut op: QuickOpenCase, view: &View<'_>, act: &Act<'_>) -> Result<Done, Fault> {
    let first = first_contact(&op, &act.here.actor)?;
    let asset: Option<Asset> = rows::record(view, op.asset_id);
    let company = op.company_id.or(asset.as_ref().map(|asset| asset.company_id));
    check_asset(asset.as_ref(), company)?;
    let mut beginning = Beginning::of(op.category_id, op.contact_id, company, asset, view, act);
    check_contact(beginning.facts.contact.as_ref(), company)?;
    let id = *op.id.get_or_insert(CaseId(act.fresh));
    beginning.asset_id = beginning.asset_id.or(op.asset_id);
    let product: Option<Product> = rows::record(view, op.product_id);
    let (mut case, facts) = beginning.opened(id, op.channel.unwrap_or(Channel::Phone), Draft::from(&op), act);
    let mut then = first.then;
    if op.pair_id.is_some() {
        let known = known(&case, &facts, product.as_ref(), &act.here.actor);
        fill_in(&mut case, &mut then, known);
    }
    let start = Start { files: op.files.0.clone(), take: first.take, then };
    begun(case, start, &op, view, act)
}

/// Staff write down whose complaint it is; a customer's is the customer's own.
pub fn complain(mut op: SubmitComplaint, view: &View<'_>, act: &Act<'_>) -> Result<Done, Fault> {
    let actor = &act.here.actor;
    let guest = actor.kind == ActorKind::Guest;
    check_reachable(actor, &op.contact_phone)?;
    let account = rows::own_account(view, act.here);
    let (company, contact) = match actor.is_staff() {
        true => (op.company_id, op.contact_id),
        false => (own_company(view, act, account.as_ref()), account.and_then(|account| account.contact_id)),
    };
    let beginning = Beginning::of(None, contact, company, None, view, act);
    check_contact(beginning.facts.contact.as_ref(), company)?;
    let id = *op.id.get_or_insert(CaseId(act.fresh));
    let channel = if guest {
        Channel::Guest
    } else if actor.is_staff() {
        Channel::Phone
    } else {
        Channel::Portal
    };
    let mut case = beginning.open(id, channel, Draft::from(&op), act);
    case.complaint = Some(Complaint::of(&op));
    if case.contact_name.is_empty() && !actor.is_staff() {
        case.contact_name = actor.name.clone();
    }
    begun(case, Start::with(op.files.0.clone()), &op, view, act)
}

/// None when the case it continues is not on this device.
pub fn follow_up(mut op: FollowUpCase, view: &View<'_>, act: &Act<'_>) -> Option<Result<Done, Fault>> {
    let old = rows::doc(view, op.id)?;
    Some(policy::right_state(FollowUpCase::NAME, &old.case, act.at).map_err(Fault::from).and_then(|()| {
        let id = *op.new_id.get_or_insert(CaseId(act.fresh));
        let before = &old.case;
        let beginning = Beginning::of(before.category_id, before.contact_id, before.company_id, None, view, act);
        let draft = Draft { subject: op.subject.clone(), description: op.description.clone(), ..Draft::default() };
        let channel = if act.here.actor.is_customer_side() { Channel::Portal } else { Channel::Phone };
        let mut case = beginning.open(id, channel, draft, act);
        case.contact_name = before.contact_name.clone();
        case.contact_phone = before.contact_phone.clone();
        case.asset_id = before.asset_id;
        case.product_id = before.product_id;
        case.follow_up_of = Some(before.id);
        let mut done = begun(case, Start::with(Vec::new()), &op, view, act)?;
        if !done.puts.is_empty() {
            continued(old, id, &mut done, view, act)?;
        }
        Ok(done)
    }))
}

/// None when the case, or one of the comments, is not on this device.
pub fn split(mut op: SplitCase, view: &View<'_>, act: &Act<'_>) -> Option<Result<Done, Fault>> {
    let mut old = rows::doc(view, op.id)?;
    let here = |id: &EntryId| old.timeline.iter().any(|entry| entry.id == *id);
    // Those that went already are with the new case, which is shown once the server has told of it.
    if act.recorded.is_none() && !op.entries.iter().all(here) {
        return None;
    }
    Some(may_split(&old, &op, act).and_then(|()| {
        let id = *op.new_id.get_or_insert(CaseId(act.fresh));
        let case = split_off(&old.case, id, &op.subject, &act.here.actor, act.at);
        let number = local_number(&act.here.local_word, id.0);
        let case = Case { number: number.clone(), ..case };
        let (taken, left): (Vec<Entry>, Vec<Entry>) =
            old.timeline.into_iter().partition(|entry| op.entries.contains(&entry.id));
        old.timeline = left;
        let mut done = begun(case, Start::with(Vec::new()), &op, view, act)?;
        if done.puts.is_empty() {
            return Ok(done);
        }
        let entries = op.entries.clone();
        let mut new: CaseDoc = serde_json::from_value(done.puts.remove(0).1).map_err(|error| malformed(&error))?;
        new.timeline.splice(0..0, taken);
        new.files = old.files.clone();
        new.names = old.names.clone();
        let from = (old.case.id, old.case.number.clone());
        tell(
            &mut new,
            vec![CaseEvent::SplitFrom { case_id: from.0, number: from.1, entries: entries.clone() }],
            1,
            view,
            act,
        );
        tell(&mut old, vec![CaseEvent::SplitOff { case_id: id, number, entries }], 2, view, act);
        done.puts = vec![(rows::case_key(id), json(new)?), (rows::case_key(from.0), json(old)?)];
        Ok(done)
    }))
}

fn may_split(old: &CaseDoc, op: &SplitCase, act: &Act<'_>) -> Result<(), Fault> {
    policy::right_side(SplitCase::NAME, &old.case, &act.here.actor)?;
    policy::right_state(SplitCase::NAME, &old.case, act.at)?;
    Ok(joining::may_split(&old.case, op, &old.timeline)?)
}

/// Tells the old case of the one that continues it.
fn continued(mut old: CaseDoc, id: CaseId, done: &mut Done, view: &View<'_>, act: &Act<'_>) -> Result<(), Fault> {
    let number = local_number(&act.here.local_word, id.0);
    let key = rows::case_key(old.case.id);
    tell(&mut old, vec![CaseEvent::FollowedUp { case_id: id, number }], 1, view, act);
    done.puts.push((key, json(old)?));
    Ok(())
}

/// What an opening needs, and what its input names though it is not on this device.
struct Beginning {
    facts: OpenFacts,
    category_id: Option<CategoryId>,
    contact_id: Option<ContactId>,
    company_id: Option<CompanyId>,
    asset_id: Option<crate::kernel::id::AssetId>,
}

impl Beginning {
    fn of(
        category_id: Option<CategoryId>,
        contact_id: Option<ContactId>,
        company_id: Option<CompanyId>,
        asset: Option<Asset>,
        view: &View<'_>,
        act: &Act<'_>,
    ) -> Beginning {
        let category: Option<Category> = rows::record(view, category_id);
        let contact: Option<Contact> = rows::record(view, contact_id);
        let company_id = company_id.or(contact.as_ref().and_then(|contact| contact.company_id));
        let company: Option<Company> = rows::record(view, company_id);
        let head_office = unit(company_id.is_some(), view, act);
        // The promise of a device without the matrix is the shipped one, until the server gives its own.
        let matrix = rows::matrix(view).unwrap_or_default();
        let clock = rows::clock(view);
        let facts = OpenFacts { matrix, clock, category, asset, contact, company, head_office };
        Beginning { facts, category_id, contact_id, company_id, asset_id: None }
    }

    fn open(self, id: CaseId, channel: Channel, draft: Draft, act: &Act<'_>) -> Case {
        self.opened(id, channel, draft, act).0
    }

    /// The same with what it was opened by.
    fn opened(self, id: CaseId, channel: Channel, draft: Draft, act: &Act<'_>) -> (Case, OpenFacts) {
        let case = open(id, channel, draft, &self.facts, &act.here.actor, act.at);
        let case = Case {
            number: local_number(&act.here.local_word, id.0),
            category_id: case.category_id.or(self.category_id),
            contact_id: case.contact_id.or(self.contact_id),
            company_id: case.company_id.or(self.company_id),
            asset_id: case.asset_id.or(self.asset_id),
            ..case
        };
        (case, self.facts)
    }
}

/// Who answers for a case whose company is not on this device: the opener's own unit, as the likeliest;
/// head office when there is no company at all.
fn unit(of_a_company: bool, view: &View<'_>, act: &Act<'_>) -> UnitId {
    let own = || rows::own_account(view, act.here).and_then(|account| account.unit_id).filter(|_| of_a_company);
    own().or_else(|| rows::head_office(view).map(|unit| unit.id)).unwrap_or(Uuid::nil().into())
}

/// The company of a customer, which every row of theirs names.
fn own_company(view: &View<'_>, act: &Act<'_>, account: Option<&User>) -> Option<CompanyId> {
    if act.here.actor.kind != ActorKind::Customer {
        return None;
    }
    let of_cases = || rows::heads(view).find_map(|head| head.case.company_id);
    let own = account.and_then(|account| account.company_id);
    let of_assets = || rows::records::<Asset>(view).map(|asset| asset.company_id).next();
    own.or_else(of_assets).or_else(|| rows::records::<User>(view).find_map(|user| user.company_id)).or_else(of_cases)
}

/// What a case begins with beside itself.
struct Start {
    files: Vec<FileId>,
    take: bool,
    then: Vec<CaseEvent>,
}

impl Start {
    fn with(files: Vec<FileId>) -> Start {
        Start { files, take: false, then: Vec::new() }
    }
}

/// The row of a new case with its first entries, and what goes into the outbox.
fn begun(mut case: Case, start: Start, input: &impl Operation, view: &View<'_>, act: &Act<'_>) -> Result<Done, Fault> {
    let about = rows::case_key(case.id);
    let terms = rows::terms(view);
    match case.turns.is_empty() {
        true => terms.begin(&mut case),
        false => terms.keep(&mut case),
    }
    let mut events =
        vec![CaseEvent::Opened { channel: case.channel, files: start.files, follow_up_of: case.follow_up_of }];
    let taker = act.here.actor.user_id.filter(|_| start.take);
    events.extend(taker.map(|user_id| CaseEvent::Taken { user_id: Some(user_id), for_firm: false }));
    events.extend(start.then);
    // Whose firm or company it is stands nowhere else on an outsider's device.
    let company = case.company_id.filter(|_| act.here.actor.kind == ActorKind::Customer).zip(rows::me(view));
    let names = company.map(|(id, me)| (id.0, me.on_behalf_of)).into_iter().collect();
    let mut doc = CaseDoc { case, timeline: Vec::new(), more: false, files: Vec::new(), names, pending: Vec::new() };
    tell(&mut doc, events, 0, view, act);
    // In an outbox the row is there when the server has it already and has told of it.
    if view.get(&about).is_some() {
        return match act.recorded {
            Some(_) => Ok(Done { about, input: json(input)?, output: json(reference(&doc.case))?, puts: Vec::new() }),
            None => Err(Fault::refused("cases.id_taken")),
        };
    }
    let output = json(reference(&doc.case))?;
    Ok(Done { puts: vec![(about.clone(), json(doc)?)], about, input: json(input)?, output })
}
