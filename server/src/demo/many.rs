//! As many cases as asked for, after the pattern of those the demo world tells: the same troubles and
//! courses, spread over years, more of them the closer to now, most of them closed. Their timelines are
//! short. The first changes are not on the feed, as those of an old desk are not.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::mpsc;
use yingda_shared::cases::apply::{Mark, apply};
use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::cases::{Case, CaseState};
use yingda_shared::customers::Contact;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CompanyId;
use yingda_shared::kernel::time::{DAY, HOUR, Millis, OffsetMinutes, year};

use super::Told;
use super::dice::{Dice, Kind, id};
use crate::cases::store::many::{Rows, TABLES};
use crate::ctx::{Caller, now};
use crate::db::{bulk, counters, feed};
use crate::failure;
use crate::services::Services;

/// Cases of one transaction: few enough for a slow machine to be done before the writer calls it stuck.
const BATCH: usize = 1_000;
/// Cases after which the journal says how far it is.
const TOLD: usize = 100_000;
/// The newest cases, whose changes are on the feed: at most so many, and no more than half.
const FED_MAX: usize = 20_000;
/// How far the past goes back.
const DAYS: i64 = 3 * 365;
/// One in so many is open, as long as there are enough days for them.
const OPEN_ONE_IN: usize = 20;
/// Ids of the demo world's own cases are below this.
const FIRST: usize = 1 << 20;
/// Entries of one case at most.
const ENTRIES: usize = 16;

/// A course that cases take, as if it had begun at zero.
struct Course {
    case: Case,
    entries: Vec<Entry>,
    /// From the opening to the last change.
    length: Millis,
}

impl Course {
    /// The told case without what was said: states, people and moments remain.
    fn of(told: &Told) -> Course {
        let opened = told.case.created_at;
        let mut case = told.case.clone();
        let silent = |event: &CaseEvent| matches!(event, CaseEvent::Commented { .. } | CaseEvent::Urged { .. });
        let mut entries = Vec::new();
        for step in told.steps.iter().filter(|step| !silent(&step.event)).take(ENTRIES) {
            let (by, by_kind) = (step.who.name.clone(), step.who.kind);
            let entry = Entry {
                id: id(Kind::Entry, 0),
                pos: 0,
                at: step.at,
                by_id: step.who.id,
                by,
                by_kind,
                of: None,
                noted: None,
                event: step.event.clone(),
            };
            apply(
                &mut case,
                &entry.event,
                &Mark { rv: 0, at: entry.at, counts_at: entry.at, by: entry.by.clone(), by_kind, client: None },
            );
            entries.push(entry);
        }
        // Their logs are made from their timelines once somebody changes them: a million are smaller without.
        super::write::terms().keep(&mut case);
        case.turns.clear();
        Course { length: case.updated_at - opened, case, entries }
    }

    fn is_open(&self) -> bool {
        self.case.state.is_open()
    }
}

/// Everything on its way from zero to its moment.
fn shift(case: &mut Case, by: Millis) {
    let moments = [&mut case.respond_by, &mut case.resolve_by, &mut case.created_at, &mut case.updated_at];
    moments.into_iter().for_each(|at| *at += by);
    let moments = [
        &mut case.first_response_at,
        &mut case.resolved_at,
        &mut case.closed_at,
        &mut case.urged_at,
        &mut case.customer_wrote_at,
    ];
    moments.into_iter().flatten().for_each(|at| *at += by);
    case.owing.shift(by);
    if let Some(resolution) = &mut case.resolution {
        resolution.at += by;
    }
    if let Some(rating) = &mut case.rating {
        rating.at += by;
    }
    case.stamps.values_mut().for_each(|stamp| stamp.at += by);
}

struct Maker {
    closed: Vec<Course>,
    open: Vec<Course>,
    /// Of each company, and of none.
    contacts: BTreeMap<Option<CompanyId>, Vec<Contact>>,
    cases: usize,
    now: Millis,
    offset: OffsetMinutes,
    pos: i64,
    /// Numbers given in each year.
    numbers: BTreeMap<i16, i64>,
    dice: Dice,
}

/// Some cases as rows, and where they leave the clock and the numbers.
struct Batch {
    rows: Rows,
    cases: usize,
    entries: usize,
    first: i64,
    positions: i64,
    numbers: BTreeMap<i16, i64>,
}

impl Maker {
    /// When the n-th case is opened: days go by faster the further back they are.
    fn opened(&self, n: usize) -> Millis {
        let left = (self.cases - n) as f64 / self.cases as f64;
        let back = left.powf(1.6) * (DAYS * DAY) as f64;
        self.now - back as Millis - 2 * HOUR
    }

    fn batch(&mut self, from: usize, to: usize) -> Result<Batch, Fault> {
        let (first, mut rows, mut entries) = (self.pos, Rows::default(), 0);
        for n in from..to {
            let (case, told) = self.case(n);
            entries += told.len();
            rows.add(&case, &told, (n >= self.cases - FED_MAX.min(self.cases / 2)).then_some(self.now))?;
        }
        Ok(Batch { rows, cases: to - from, entries, first, positions: self.pos - first, numbers: self.numbers.clone() })
    }

    fn case(&mut self, n: usize) -> (Case, Vec<Entry>) {
        let opened = self.opened(n);
        // Whoever waits has not waited for years: of the last months many are open, of the others few.
        let recent = n * 4 >= self.cases * 3;
        let wanted = if recent { OPEN_ONE_IN / 5 } else { OPEN_ONE_IN * 10 };
        let open = self.dice.between(0, wanted as i64) == 0;
        let room = self.now - opened;
        let courses = if open { &self.open } else { &self.closed };
        let mut course = self.dice.pick(courses);
        if course.length > room {
            course = courses.iter().min_by_key(|course| course.length).unwrap_or(course);
        }
        let mut case = course.case.clone();
        let mut entries = course.entries.clone();
        let by = opened - case.created_at - (course.length - room).max(0);
        shift(&mut case, by);
        case.id = id(Kind::Case, FIRST + n);
        let year = year(opened, self.offset);
        let number = self.numbers.entry(year).or_default();
        *number += 1;
        case.number = format!("CS-{year}-{number:06}");
        // Who is not known to the desk stays so.
        let colleagues = self.contacts.get(&case.company_id).filter(|_| case.contact_id.is_some());
        if let Some(colleagues) = colleagues {
            let contact = self.dice.pick(colleagues);
            case.contact_name.clone_from(&contact.name);
            case.contact_id = Some(contact.id);
        }
        case.contact_phone = format!("1{}{:09}", self.dice.between(3, 10), self.dice.between(0, 1_000_000_000));
        case.subject = format!("{} {}", case.subject, self.dice.between(100, 100_000));
        for (step, entry) in entries.iter_mut().enumerate() {
            self.pos += 1;
            (entry.id, entry.pos) = (id(Kind::Entry, (FIRST + n) * ENTRIES + step), self.pos);
            entry.at += by;
        }
        self.pos += 1;
        case.rv = self.pos;
        (case, entries)
    }
}

/// Adds cases to a demo world that is just made; answers a summary.
pub async fn seed(
    services: &Arc<Services>,
    told: &[Told],
    contacts: Vec<Contact>,
    cases: usize,
) -> Result<String, String> {
    let begun = std::time::Instant::now();
    let maker = maker(services, told, contacts, cases).await.map_err(code)?;
    let database = &services.database;
    database.hasten().await.map_err(|error| error.to_string())?;
    let aside = set_aside(services).await?;
    let filled = fill(services, maker).await;
    database.gather().await.map_err(|error| error.to_string())?;
    for index in aside {
        database.bring_back(&index).await.map_err(|error| error.to_string())?;
    }
    database.settle().await.map_err(|error| error.to_string())?;
    let entries = filled?;
    let seconds = begun.elapsed().as_secs_f64();
    let rate = cases as f64 / seconds;
    Ok(format!("and {cases} more cases with {entries} events, in {seconds:.1} s: {rate:.0} cases a second"))
}

fn code(fault: Fault) -> String {
    fault.code().to_string()
}

async fn maker(services: &Arc<Services>, told: &[Told], contacts: Vec<Contact>, cases: usize) -> Result<Maker, Fault> {
    let (now, offset) = (now(), services.config.offset);
    let mut cx = services.reader(Caller::system());
    let conn = cx.conn().await?;
    let mut numbers = BTreeMap::new();
    for year in year(now - (DAYS + 1) * DAY, offset)..=year(now, offset) {
        let given = counters::value(conn, &series(year)).await.map_err(failure::db)?;
        numbers.insert(year, given);
    }
    let pos = feed::head(conn).await.map_err(failure::db)?;
    let mut colleagues: BTreeMap<_, Vec<Contact>> = BTreeMap::new();
    for contact in contacts {
        colleagues.entry(contact.company_id).or_default().push(contact);
    }
    let contacts = colleagues;
    let courses = told.iter().map(Course::of);
    let (open, closed): (Vec<Course>, Vec<Course>) =
        courses.filter(|course| course.case.state != CaseState::Resolved).partition(Course::is_open);
    Ok(Maker { closed, open, contacts, cases, now, offset, pos, numbers, dice: Dice::new(0xca5e) })
}

fn series(year: i16) -> String {
    format!("cases-{year}")
}

/// Takes the indexes away: filling them one row at a time would cost more than making them anew.
async fn set_aside(services: &Arc<Services>) -> Result<Vec<bulk::Aside>, String> {
    let dialect = services.database.dialect;
    let taken = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            let conn = cx.conn().await?;
            let mut aside = Vec::new();
            for table in TABLES {
                aside.extend(bulk::set_aside(conn, dialect, table).await.map_err(failure::db)?);
            }
            // The feed is one unbroken stretch: what comes first would leave a gap behind what is there.
            feed::forget(conn).await.map_err(failure::db)?;
            Ok(aside)
        })
    });
    taken.await.map_err(code)
}

/// Makes batches beside the writing of those before; answers how many events there are.
async fn fill(services: &Arc<Services>, mut maker: Maker) -> Result<usize, String> {
    let (ready, mut batches) = mpsc::channel(2);
    let making = tokio::task::spawn_blocking(move || {
        for from in (0..maker.cases).step_by(BATCH) {
            let batch = maker.batch(from, (from + BATCH).min(maker.cases))?;
            if ready.blocking_send(batch).is_err() {
                break;
            }
        }
        Ok::<(), Fault>(())
    });
    let (mut entries, mut done) = (0, 0);
    while let Some(batch) = batches.recv().await {
        (entries, done) = (entries + batch.entries, done + batch.cases);
        let written = services.write(Caller::system(), move |cx| {
            Box::pin(async move {
                if cx.reserve(batch.positions)? != batch.first {
                    return Err(failure::internal(&"a desk is filled while somebody uses it"));
                }
                batch.rows.write(cx).await?;
                for (year, given) in batch.numbers {
                    counters::take_to(cx.conn().await?, &series(year), given).await.map_err(failure::db)?;
                }
                Ok(())
            })
        });
        written.await.map_err(code)?;
        if done % TOLD == 0 {
            tracing::info!(cases = done, "written");
        }
    }
    making.await.map_err(|error| error.to_string())?.map_err(code)?;
    Ok(entries)
}
