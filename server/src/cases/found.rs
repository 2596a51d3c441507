//! Lists and counts by the index: it says which cases and in which order, the database says what they
//! are, through the caller's fence. What changed after the index's mark is left out there and asked
//! of the database, so that an answer is never older than the question.

use std::collections::BTreeMap;
use std::sync::Arc;

use yingda_shared::cases::Case;
use yingda_shared::cases::filter::Conditions;
use yingda_shared::cases::listing::{Grouping, Sort};
use yingda_shared::cases::search::Sought;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::id::Uuid;

use super::indexed;
use super::store::{self, Filter};
use crate::ctx::Cx;
use crate::search::{Hunt, Order, Place, Snapshot, follow};

/// What is asked for, to the database and to the index alike.
#[derive(Clone)]
pub struct Question {
    pub conditions: Conditions,
    pub sought: Sought,
    pub filter: Filter,
}

impl Question {
    pub fn of(actor: &Actor, conditions: Conditions, sought: Sought) -> Question {
        let mut filter = Filter::within(actor);
        filter.conditions(&conditions);
        filter.words(&sought);
        Question { conditions, sought, filter }
    }
}

pub struct Window<'a> {
    pub sort: Sort,
    pub down: bool,
    pub cursor: Option<&'a str>,
    pub limit: usize,
}

impl Window<'_> {
    /// All of some cases.
    fn whole(ids: &[Uuid]) -> Window<'static> {
        Window { sort: Sort::Updated, down: true, cursor: None, limit: ids.len() }
    }
}

/// The index, and the cases that the database is asked about instead: what the index does not know yet,
/// and what it cannot say of this question. None while it cannot be asked.
async fn index(cx: &mut Cx, question: &Question) -> Result<Option<(Arc<Snapshot>, Arc<Vec<Uuid>>)>, Fault> {
    let services = cx.services.clone();
    let Some(snapshot) = services.case_index.snapshot() else { return Ok(None) };
    let Some(mut apart) = indexed::recent(cx, snapshot.pos).await? else { return Ok(None) };
    if let Some(unsure) = indexed::unsure(cx.actor(), &question.sought) {
        let (any, except) = (Order { columns: Vec::new(), down: false }, Arc::new(apart.clone()));
        let ask = move |index: &Snapshot| index.first(&unsure, &any, None, follow::RECENT_MAX + 1, &except);
        match services.case_index.ask(&snapshot, ask).await {
            Some(places) if places.len() <= follow::RECENT_MAX => apart.extend(places.iter().map(|place| place.uuid())),
            _ => return Ok(None),
        }
    }
    Ok(Some((snapshot, Arc::new(apart))))
}

/// A page by the index; None while it cannot say.
pub async fn page(cx: &mut Cx, question: &Question, window: &Window<'_>) -> Result<Option<Vec<Case>>, Fault> {
    let Window { sort, down, cursor, limit } = *window;
    let mut after = None;
    if let Some(cursor) = cursor {
        let (stands, id) = sort.parse_cursor(cursor)?;
        after = indexed::place(sort, &stands, id);
        if after.is_none() {
            return Ok(None);
        }
    }
    let Some((snapshot, apart)) = index(cx, question).await? else { return Ok(None) };
    let hunt = Arc::new(indexed::hunt(cx.actor(), &question.conditions, &question.sought));
    let order = indexed::order(sort, down);
    let mut cases: Vec<Case> = Vec::new();
    let mut walks = question.conditions.times.is_empty();
    // Rows may have moved away since: then the index is asked for more.
    while cases.len() < limit {
        let (hunt, order, apart) = (hunt.clone(), order.clone(), apart.clone());
        let may_walk = std::mem::take(&mut walks);
        let ask = move |index: &Snapshot| match may_walk.then(|| index.share(&hunt)).transpose()? {
            Some(share) if is_much(share, index.documents(), limit) => Ok(Way::Walk(share)),
            _ => index.first(&hunt, &order, after, limit, &apart).map(Way::Places),
        };
        let services = cx.services.clone();
        let places = match services.case_index.ask(&snapshot, ask).await {
            None => return Ok(None),
            Some(Way::Places(places)) => places,
            Some(Way::Walk(share)) => match walk(cx, question, window, share).await? {
                Some(met) => return Ok(Some(met)),
                None => continue,
            },
        };
        let ids: Vec<Uuid> = places.iter().map(|place| place.uuid()).collect();
        cases.extend(rows(cx, question, &ids, window).await?);
        after = places.last().copied();
        if places.len() < limit {
            break;
        }
    }
    cases.extend(rows(cx, question, &apart, window).await?);
    Ok(Some(first(cases, window)))
}

/// How a page is come by.
enum Way {
    /// This share of all rows is likely to be found: they are read in the list's own order.
    Walk(f64),
    Places(Vec<Place>),
}

/// Rows that are read at once for one page at most: some milliseconds of both engines.
const SPAN_MAX: f64 = 4_000.0;
/// Finds that the index looks at while the database reads one row.
const FINDS_A_ROW: f64 = 20.0;

/// Rows in the list's order among which a page is likely to be. Finds do not lie evenly: half as many again, and some.
fn span(share: f64, limit: usize) -> Option<usize> {
    let span = limit as f64 * (1.5 / share.max(f64::EPSILON) + 2.0);
    (span <= SPAN_MAX).then_some(span as usize)
}

/// Whether reading rows until a page is full is less work than looking at each find: every second case has the digit 7,
/// and whoever lists a region wants the first fifty of a quarter of all cases.
fn is_much(share: f64, documents: u64, limit: usize) -> bool {
    span(share, limit).is_some_and(|span| share * documents as f64 >= FINDS_A_ROW * span as f64)
}

/// A page out of the next rows in the list's order; None where it does not lie in as many as may be read. What the
/// first rows hold says more of the stretch than the share of all: at night one region works, and the others sleep.
async fn walk(
    cx: &mut Cx,
    question: &Question,
    window: &Window<'_>,
    mut share: f64,
) -> Result<Option<Vec<Case>>, Fault> {
    let Window { sort, down, cursor, limit } = *window;
    for _ in 0..2 {
        let Some(span) = span(share, limit) else { break };
        let met = store::among_next(cx, question.filter.clone(), sort, down, cursor, span).await?;
        if met.len() >= limit {
            return Ok(Some(first(met, window)));
        }
        share = met.len() as f64 / span as f64;
    }
    Ok(None)
}

/// The page out of cases that hold it.
fn first(mut cases: Vec<Case>, window: &Window<'_>) -> Vec<Case> {
    let stands = |case: &Case| (window.sort.place(case), case.id);
    cases.sort_by(|a, b| if window.down { stands(b).cmp(&stands(a)) } else { stands(a).cmp(&stands(b)) });
    cases.dedup_by_key(|case| case.id);
    cases.truncate(window.limit);
    cases
}

/// Those of the ids that the caller sees and the question means.
async fn rows(cx: &mut Cx, question: &Question, ids: &[Uuid], window: &Window<'_>) -> Result<Vec<Case>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut filter = question.filter.clone();
    filter.among(ids);
    store::page(cx, filter, window.sort, window.down, window.cursor, window.limit).await
}

/// How many cases each group holds, all of them; None while the index cannot say.
pub async fn tally(cx: &mut Cx, question: &Question, by: Grouping) -> Result<Option<BTreeMap<String, i64>>, Fault> {
    let Some((snapshot, apart)) = index(cx, question).await? else { return Ok(None) };
    let hunt = indexed::hunt(cx.actor(), &question.conditions, &question.sought);
    let except = apart.clone();
    let services = cx.services.clone();
    let tally = move |index: &Snapshot| index.tally(&hunt, indexed::label(by), &except);
    let Some(mut counts) = services.case_index.ask(&snapshot, tally).await else { return Ok(None) };
    for case in rows(cx, question, &apart, &Window::whole(&apart)).await? {
        *counts.entry(by.word(&case)).or_default() += 1;
    }
    Ok(Some(counts))
}

/// How many cases each of some conditions hold of, counted no further than `most`; None while the index
/// cannot say.
pub async fn count_each(cx: &mut Cx, each: &[Conditions], most: i64) -> Result<Option<Vec<i64>>, Fault> {
    let everything = Question::of(cx.actor(), Conditions::default(), Sought::default());
    let Some((snapshot, apart)) = index(cx, &everything).await? else { return Ok(None) };
    let hunts: Vec<Hunt> = each.iter().map(|one| indexed::hunt(cx.actor(), one, &everything.sought)).collect();
    let except = apart.clone();
    let services = cx.services.clone();
    let count = move |index: &Snapshot| hunts.iter().map(|hunt| index.count(hunt, &except)).collect::<Result<_, _>>();
    let counts: Option<Vec<usize>> = services.case_index.ask(&snapshot, count).await;
    let Some(counts) = counts else { return Ok(None) };
    let changed = rows(cx, &everything, &apart, &Window::whole(&apart)).await?;
    let total = |(conditions, known): (&Conditions, usize)| {
        let changed = changed.iter().filter(|case| conditions.hold(case)).count();
        most.min((known + changed) as i64)
    };
    Ok(Some(each.iter().zip(counts).map(total).collect()))
}
