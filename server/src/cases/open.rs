//! How cases begin: from the portal, by a guest, by an agent on the phone, as a follow-up.

use yingda_shared::calendar::DeskClock;
use yingda_shared::cases::events::CaseEvent;
use yingda_shared::cases::lifecycle::Ctx;
use yingda_shared::cases::open::{
    Draft, OpenFacts, check_asset, check_contact, check_reachable, fill_in, first_contact, known, open,
};
use yingda_shared::cases::operations::{CaseRef, FollowUpCase, QuickOpenCase, SubmitCase};
use yingda_shared::cases::terms::Terms;
use yingda_shared::cases::{Case, Channel, policy};
use yingda_shared::catalog::{Asset, Category, Product};
use yingda_shared::contract::Operation;
use yingda_shared::customers::{Company, Contact};
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::{CaseId, CompanyId, ContactId, FileId, UserId};
use yingda_shared::kernel::time::{Millis, year};
use yingda_shared::knowledge::pairs::Use;
use yingda_shared::knowledge::pairs::placeholder::Known;
use yingda_shared::sla::Timetable;

use super::clocks;
use super::handlers::{record, record_first, reference};
use super::store;
use crate::calendar::desk;
use crate::catalog;
use crate::ctx::{Cx, new_id};
use crate::identity::secrets;
use crate::knowledge::pairs;
use crate::organisation;
use crate::records::store as records;

pub async fn submit(cx: &mut Cx, op: SubmitCase) -> Result<CaseRef, Fault> {
    let actor = cx.caller.actor.clone();
    let guest = actor.kind == ActorKind::Guest;
    admit(cx, &op.contact_phone)?;
    let asset = asset(cx, &op).await?;
    records::named::<Product>(cx, op.product_id, "/product_id").await?;
    let draft = Draft::from(&op);
    // A customer's case is the customer's own, whatever ids the form carried; a label is proof of nothing.
    let company = actor.company_id.or(asset.as_ref().map(|asset| asset.company_id));
    let (facts, terms) = facts(cx, op.category_id, asset, actor.contact_id, company).await?;
    if !actor.is_staff() && facts.category.as_ref().is_some_and(|category| !category.portal) {
        return Err(Fault::invalid("/category_id", "unknown"));
    }
    let channel = if guest { Channel::Guest } else { Channel::Portal };
    let mut case = open(id(cx, op.id).await?, channel, draft, &facts, &actor, cx.now);
    if guest {
        // The company behind a label owns the case, but its people are not shown what a stranger wrote as theirs.
        case.contact_id = None;
    } else if case.contact_name.is_empty() {
        case.contact_name = actor.name.clone();
    }
    let track = if guest { Some(secrets::make()?) } else { None };
    let start = Start { files: op.files.0, track: track.as_deref(), ..Start::under(terms, SubmitCase::NAME) };
    begin(cx, &mut case, start).await?;
    Ok(CaseRef { track, ..reference(&case) })
}

/// Strangers come in so many at a time, and leave a number.
pub fn admit(cx: &Cx, phone: &str) -> Result<(), Fault> {
    let actor = cx.actor();
    if actor.kind == ActorKind::Guest {
        cx.services.limits.guest(&cx.caller.address)?;
    }
    check_reachable(actor, phone)
}

/// The thing a form names by id or by the serial number of its label.
async fn asset(cx: &mut Cx, op: &SubmitCase) -> Result<Option<Asset>, Fault> {
    let by_serial = match op.serial.as_deref().filter(|serial| !serial.is_empty()) {
        Some(serial) => records::by_code::<Asset>(cx, serial).await?,
        None => None,
    };
    let asset = match by_serial {
        Some(asset) => Some(asset),
        None => records::named::<Asset>(cx, op.asset_id, "/asset_id").await?,
    };
    let actor = cx.actor();
    let foreign = |asset: &Asset| match actor.kind {
        ActorKind::Customer => Some(asset.company_id) != actor.company_id,
        // A guest proves a thing by its label only.
        ActorKind::Guest => op.serial.as_deref().unwrap_or_default().is_empty(),
        _ => false,
    };
    if asset.as_ref().is_some_and(foreign) {
        return Err(Fault::invalid("/asset_id", "unknown"));
    }
    Ok(asset)
}

pub async fn quick_open(cx: &mut Cx, op: QuickOpenCase) -> Result<CaseRef, Fault> {
    let actor = cx.caller.actor.clone();
    let first = first_contact(&op, &actor)?;
    let (at, source) = earlier(cx, &op).await?;
    let asset: Option<Asset> = records::named(cx, op.asset_id, "/asset_id").await?;
    records::named::<yingda_shared::organisation::Team>(cx, op.team_id, "/team_id").await?;
    let product: Option<Product> = records::named(cx, op.product_id, "/product_id").await?;
    let pair = pairs::standing(cx, op.pair_id).await?;
    let company = op.company_id.or(asset.as_ref().map(|asset| asset.company_id));
    check_asset(asset.as_ref(), company)?;
    let (facts, terms) = facts(cx, op.category_id, asset, op.contact_id, company).await?;
    check_contact(facts.contact.as_ref(), company)?;
    let channel = op.channel.unwrap_or(Channel::Phone);
    let mut case = open(id(cx, op.id).await?, channel, Draft::from(&op), &facts, &actor, at);
    let take = actor.user_id.filter(|_| first.take);
    let source = source.as_deref();
    let known = pair.map(|_| known(&case, &facts, product.as_ref(), &actor));
    let how = if first.then.is_empty() { Use::Opened } else { Use::Closed };
    let then = first.then;
    let start = Start { files: op.files.0, take, source, then, known, ..Start::under(terms, QuickOpenCase::NAME) };
    begin(cx, &mut case, start).await?;
    pairs::used_for(cx, pair, how, case.id).await?;
    Ok(reference(&case))
}

/// The moment a case came in and what it was called elsewhere, where a table says so. Both change what
/// was promised and what is found, so that not everybody may say them.
async fn earlier(cx: &mut Cx, op: &QuickOpenCase) -> Result<(Millis, Option<String>), Fault> {
    if (op.opened_at.is_some() || op.source.is_some()) && !cx.actor().may("imports.start") {
        return Err(Fault::Forbidden);
    }
    if op.opened_at.is_some_and(|at| at > cx.now) {
        return Err(Fault::invalid("/opened_at", "date_ahead"));
    }
    if let Some(source) = &op.source
        && store::by_source(cx, source).await?.is_some()
    {
        return Err(Fault::invalid("/source", "taken"));
    }
    Ok((op.opened_at.unwrap_or(cx.now), op.source.clone()))
}

pub async fn follow_up(cx: &mut Cx, op: FollowUpCase) -> Result<CaseRef, Fault> {
    let mut old = store::find_visible(cx, op.id).await?.ok_or(Fault::NotFound)?;
    super::seen::check(cx, &old, FollowUpCase::NAME).await?;
    let actor = cx.caller.actor.clone();
    let ctx = Ctx { actor: &actor, now: cx.now, client: cx.caller.client };
    policy::right_state(FollowUpCase::NAME, &old, ctx.now)?;
    let (facts, terms) = facts(cx, old.category_id, None, old.contact_id, old.company_id).await?;
    let draft = Draft { subject: op.subject, description: op.description, ..Draft::default() };
    let channel = if actor.is_customer_side() { Channel::Portal } else { Channel::Phone };
    let mut case = open(id(cx, op.new_id).await?, channel, draft, &facts, &actor, cx.now);
    case.contact_name = old.contact_name.clone();
    case.contact_phone = old.contact_phone.clone();
    case.asset_id = old.asset_id;
    case.product_id = old.product_id;
    case.follow_up_of = Some(old.id);
    begin(cx, &mut case, Start::under(terms, FollowUpCase::NAME)).await?;
    let event = CaseEvent::FollowedUp { case_id: case.id, number: case.number.clone() };
    record(cx, &mut old, vec![event], FollowUpCase::NAME).await?;
    Ok(reference(&case))
}

/// The id its maker gave, unless a case has it already.
pub async fn id(cx: &mut Cx, given: Option<CaseId>) -> Result<CaseId, Fault> {
    match given {
        Some(id) if store::exists(cx, id).await? => Err(Fault::refused("cases.id_taken")),
        Some(id) => Ok(id),
        None => Ok(new_id()),
    }
}

/// What a case is opened by, and what it is promised from then on: read once.
pub async fn facts(
    cx: &mut Cx,
    category: Option<yingda_shared::kernel::id::CategoryId>,
    asset: Option<Asset>,
    contact: Option<ContactId>,
    company: Option<CompanyId>,
) -> Result<(OpenFacts, Terms), Fault> {
    let category: Option<Category> = records::named(cx, category, "/category_id").await?;
    let contact: Option<Contact> = records::named(cx, contact, "/contact_id").await?;
    let company = company.or(contact.as_ref().and_then(|contact| contact.company_id));
    let company: Option<Company> = records::named(cx, company, "/company_id").await?;
    let head_office = organisation::head_office(cx).await?;
    let matrix = catalog::store::find_matrix(cx).await?;
    let desk = desk::find(cx).await?;
    let clock = DeskClock::from(&desk);
    let terms = clocks::present(cx, &matrix, Timetable::of_desk(&clock, desk.rv)).await?;
    Ok((OpenFacts { matrix, clock, category, asset, contact, company, head_office }, terms))
}

/// What a case begins with beside itself.
pub struct Start<'a> {
    /// NAME of the operation that opens it.
    pub action: &'static str,
    pub files: Vec<FileId>,
    /// Secret of the tracking link of a stranger.
    pub track: Option<&'a str>,
    /// What another system calls it.
    pub source: Option<&'a str>,
    /// Whoever takes it on at once.
    pub take: Option<UserId>,
    /// What else happens to it at once: whoever hears of it hears of it as it stands after that.
    pub then: Vec<CaseEvent>,
    /// What fills the placeholders of its words, where they come from standard texts.
    pub known: Option<Known>,
    /// What promises are made by now, where that was read already.
    pub terms: Option<Terms>,
}

impl Start<'_> {
    pub fn of(action: &'static str) -> Self {
        let (files, then) = (Vec::new(), Vec::new());
        Start { action, files, track: None, source: None, take: None, then, known: None, terms: None }
    }

    pub fn under(terms: Terms, action: &'static str) -> Self {
        Start { terms: Some(terms), ..Start::of(action) }
    }
}

/// Gives the case its number and stores it with its first entries. Complaints are counted apart.
pub async fn begin(cx: &mut Cx, case: &mut Case, start: Start<'_>) -> Result<(), Fault> {
    let year = year(case.created_at, cx.services.config.offset);
    let (series, word) = if case.complaint.is_some() { ("complaints", "CP") } else { ("cases", "CS") };
    let count = cx.count_up(&format!("{series}-{year}")).await?;
    case.number = format!("{word}-{year}-{count:06}");
    let (channel, follow_up_of) = (case.channel, case.follow_up_of);
    let mut events = vec![CaseEvent::Opened { channel, files: start.files, follow_up_of }];
    events.extend(start.take.map(|user_id| CaseEvent::Taken { user_id: Some(user_id), for_firm: false }));
    events.extend(start.then);
    if let Some(known) = start.known {
        fill_in(case, &mut events, known);
    }
    let track_hash = start.track.map(secrets::hash);
    let known = store::Known { track_hash: track_hash.as_deref(), source: start.source };
    record_first(cx, case, events, known, (start.action, start.terms)).await
}
