//! Told cases into rows: the events are applied as they would have been at their moments.

use std::sync::Arc;

use yingda_shared::calendar::DeskClock;
use yingda_shared::cases::apply::Mark;
use yingda_shared::cases::events::Entry;
use yingda_shared::cases::open::{Draft, OpenFacts, open};
use yingda_shared::cases::terms::Terms;
use yingda_shared::cases::{Case, Channel};
use yingda_shared::catalog::priority::PriorityMatrix;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::time::{DAY, HOUR, Millis, date, year};
use yingda_shared::sla::Timetable;

use super::catalogue::product_id;
use super::dice::{Dice, Kind, id};
use super::people::unit_id;
use super::plan::Plan;
use super::script::{Step, Who};
use super::stories::Story;
use super::world::World;
use crate::cases::store;
use crate::ctx::Cx;
use crate::reactions;

/// What happened since is still unread.
const UNREAD: Millis = 10 * HOUR;
/// Ids of entries of one case follow each other; no case has more.
const ENTRIES_MAX: usize = 64;

/// A case with its steps, ready to be written.
pub struct Told {
    pub n: usize,
    pub case: Case,
    pub steps: Vec<Step>,
}

/// The case as it was opened; `n` makes its id.
pub fn opened(world: &World, plan: &Plan, n: usize, by: &Who) -> Case {
    let story = &plan.story;
    let contact = &world.customers.contacts[plan.contact];
    let company = world.customers.companies.iter().find(|company| Some(company.id) == contact.company_id);
    // A guest is known by what the guest typed, and by nothing else.
    let known = plan.channel != Channel::Guest;
    let product = Some(story.product.as_str()).filter(|code| !code.is_empty()).map(product_id);
    let mut dice = Dice::new(n as u64);
    let fitting = world
        .customers
        .assets
        .iter()
        .filter(|asset| Some(asset.company_id) == contact.company_id && asset.product_id == product);
    let asset = fitting.take(1).find(|asset| known && asset.product_id.is_some() && dice.chance(50));
    let mut draft = Draft {
        subject: story.subject.clone(),
        description: story.description.clone(),
        impact: story.impact,
        urgency: story.urgency,
        contact_name: contact.name.clone(),
        contact_phone: contact.phone.clone(),
        ..Draft::default()
    };
    draft.op.product_id = product;
    let facts = OpenFacts {
        matrix: PriorityMatrix::default(),
        clock: DeskClock::default(),
        category: world.category(&story.category).cloned(),
        asset: asset.cloned(),
        contact: known.then(|| contact.clone()),
        company: company.filter(|_| known).cloned(),
        head_office: unit_id("云帆软件总部"),
    };
    let mut actor = Actor::bare(by.kind, "");
    actor.user_id = by.id;
    let mut case = open(id(Kind::Case, n), plan.channel, draft, &facts, &actor, plan.opened);
    terms().begin(&mut case);
    case
}

/// What a desk promises that has kept no calendar yet.
pub fn terms() -> Terms {
    Terms::new(&PriorityMatrix::default(), Timetable::of_desk(&DeskClock::default(), 0))
}

/// Puts numbers and months into the story: the same in all that is said about one case.
pub fn filled(story: &Story, n: usize, opened: Millis, offset: i32) -> Story {
    let mut dice = Dice::new(0xf111 + n as u64);
    let closing = date(opened - 26 * DAY, offset);
    let month = closing.get(5..7).and_then(|month| month.parse::<u8>().ok()).unwrap_or(1).to_string();
    let paper = format!("DH-{:06}", dice.between(1200, 98_000));
    let number = dice.between(12, 4860).to_string();
    let people = dice.between(18, 46).to_string();
    let fill = |text: &String| {
        let text = text.replace("{月}", &month).replace("{单}", &paper);
        text.replace("{数}", &number).replace("{人}", &people)
    };
    Story {
        subject: fill(&story.subject),
        description: fill(&story.description),
        question: fill(&story.question),
        answer: fill(&story.answer),
        note: fill(&story.note),
        reply: fill(&story.reply),
        solution: fill(&story.solution),
        ..story.clone()
    }
}

/// Writes some cases inside one transaction, in the order of their opening.
pub async fn cases(cx: &mut Cx, told: Arc<Vec<Told>>, from: usize, to: usize) -> Result<(), Fault> {
    let terms = terms();
    for told in &told[from..to] {
        one(cx, told, &terms).await?;
    }
    Ok(())
}

async fn one(cx: &mut Cx, told: &Told, terms: &Terms) -> Result<(), Fault> {
    let mut case = told.case.clone();
    let year = year(case.created_at, cx.services.config.offset);
    let count = cx.count_up(&format!("cases-{year}")).await?;
    case.number = format!("CS-{year}-{count:06}");
    for (n, step) in told.steps.iter().enumerate() {
        let entry = Entry {
            id: id(Kind::Entry, told.n * ENTRIES_MAX + n),
            pos: 0,
            at: step.at,
            by_id: step.who.id,
            by: step.who.name.clone(),
            by_kind: step.who.kind,
            of: None,
            noted: None,
            event: step.event.clone(),
        };
        let entry = store::add_entry(cx, &case, entry, None).await?;
        let before = case.clone();
        terms.apply(
            &mut case,
            &entry.event,
            &Mark {
                rv: entry.pos,
                at: entry.at,
                counts_at: entry.at,
                by: entry.by.clone(),
                by_kind: entry.by_kind,
                client: None,
            },
        );
        if cx.now - entry.at < UNREAD {
            reactions::case_changed(cx, &before, &case, std::slice::from_ref(&entry)).await?;
        }
    }
    case.rv = cx.touch("cases", &case.id.to_string(), case.scopes()).await?;
    store::insert(cx, &case, None, None).await
}
