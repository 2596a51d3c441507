//! Lists, counts and callers: every one inside the caller's fence.

use std::collections::BTreeMap;

use tokio::sync::{Semaphore, SemaphorePermit};
use yingda_shared::cases::filter::{Conditions, Held, Moment, assignee, grouping, order};
use yingda_shared::cases::listing::{CaseList, CaseRow, Group, Grouping, Sort, largest};
use yingda_shared::cases::queries::{Caller, Callers, CaseCounts, CountCases, FindCaller, ListCases};
use yingda_shared::cases::search::Sought;
use yingda_shared::cases::{Case, CaseState};
use yingda_shared::catalog::Asset;
use yingda_shared::customers::{Company, Contact};
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::id::Id;
use yingda_shared::kernel::limits::{PAGE_DEFAULT, PAGE_MAX};
use yingda_shared::record::List;

use super::found::{self, Question, Window};
use super::store;
use crate::ctx::Cx;
use crate::failure;
use crate::records;

pub async fn list(cx: &mut Cx, query: ListCases) -> Result<CaseList, Fault> {
    let limit = query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    let (sort, down) = order(&query, cx.actor())?;
    let question = question(cx, Conditions::of(&query, cx.actor(), moment(cx))?, query.q.as_deref());
    let (mut groups, mut groups_capped) = (Vec::new(), false);
    if let Some(by) = grouping(&query, cx.actor())?.filter(|_| query.cursor.is_none()) {
        (groups, groups_capped) = count_groups(cx, question.clone(), by).await?;
    }
    let window = Window { sort, down, cursor: query.cursor.as_deref(), limit: limit + 1 };
    let mut cases = page(cx, question, &window).await?;
    let more = cases.len() > limit;
    cases.truncate(limit);
    let next = cases.last().filter(|_| more).map(|case| sort.cursor(case));
    let actor = cx.caller.actor.clone();
    let rows: Vec<CaseRow> = cases.iter().map(|case| CaseRow::of(case, &actor)).collect();
    let heads = groups.iter().filter_map(|group| group.word.parse().ok());
    let named: Vec<_> = rows.iter().flat_map(CaseRow::named).chain(heads).collect();
    let names = records::store::names(cx, named).await?;
    Ok(CaseList { rows, next, names, groups, groups_capped })
}

/// The moment of this request, in the desk's zone.
pub fn moment(cx: &Cx) -> Moment {
    Moment { now: cx.now, offset: cx.services.config.offset }
}

fn question(cx: &Cx, conditions: Conditions, words: Option<&str>) -> Question {
    Question::of(cx.actor(), conditions, Sought::of(words.unwrap_or_default()))
}

/// Those that changed last among the cases that conditions hold of.
pub async fn newest(cx: &mut Cx, conditions: Conditions, limit: usize) -> Result<Vec<Case>, Fault> {
    let question = question(cx, conditions, None);
    page(cx, question, &Window { sort: Sort::Updated, down: true, cursor: None, limit }).await
}

/// By the index, unless the database has one that fits; by the database alone while the index is made.
async fn page(cx: &mut Cx, question: Question, window: &Window<'_>) -> Result<Vec<Case>, Fault> {
    let Window { sort, down, cursor, limit } = *window;
    if !is_plain(cx.actor(), &question, sort)
        && let Some(cases) = found::page(cx, &question, window).await?
    {
        return Ok(cases);
    }
    let _turn = turn(&question).await?;
    store::page(cx, question.filter, sort, down, cursor, limit).await
}

/// Whether the database answers from the beginning of one of its indexes.
fn is_plain(actor: &Actor, question: &Question, sort: Sort) -> bool {
    let Conditions { states, priorities, channels, snoozed, follower, held, times, open, waits } = &question.conditions;
    let words = priorities.is_some() || channels.is_some() || *open || *waits;
    let narrow = words || snoozed.is_some() || follower.is_some() || !times.is_empty();
    if narrow || !store::sees_all(actor) || !question.sought.every.is_empty() {
        return false;
    }
    match (states.as_deref(), held.as_slice()) {
        (None, []) => true,
        (Some(CaseState::OPEN), []) => matches!(sort, Sort::Updated | Sort::Due),
        (Some(CaseState::OPEN), [Held { column: ASSIGNEE, not: false, ids }]) => {
            sort == Sort::Updated && ids.len() == 1
        }
        _ => false,
    }
}

const ASSIGNEE: &str = "assignee_id";

/// Searches that go through every case, at once: they must not take the machine from everybody else.
static SCANS: Semaphore = Semaphore::const_new(2);

async fn turn(question: &Question) -> Result<Option<SemaphorePermit<'static>>, Fault> {
    if question.sought.every.is_empty() {
        return Ok(None);
    }
    SCANS.acquire().await.map(Some).map_err(|closed| failure::internal(&closed))
}

async fn count_by_state(cx: &mut Cx, question: Question) -> Result<BTreeMap<String, i64>, Fault> {
    if let Some(counts) = found::tally(cx, &question, Grouping::State).await? {
        return Ok(counts);
    }
    let _turn = turn(&question).await?;
    store::count_by_state(cx, question.filter).await
}

/// How many cases each group holds, and whether there are more cases than were counted.
async fn count_groups(cx: &mut Cx, question: Question, by: Grouping) -> Result<(Vec<Group>, bool), Fault> {
    if let Some(counts) = found::tally(cx, &question, by).await? {
        return Ok((largest(counts), false));
    }
    let _turn = turn(&question).await?;
    store::count_groups(cx, question.filter, by).await
}

/// How many open cases each group holds, of those in sight.
pub async fn count_open(cx: &mut Cx, by: Grouping) -> Result<Vec<Group>, Fault> {
    let open = Conditions { states: Some(CaseState::OPEN.to_vec()), ..Conditions::default() };
    let question = question(cx, open, None);
    count_groups(cx, question, by).await.map(|(groups, _)| groups)
}

/// How many cases each question finds, counted no further than `most`.
pub async fn count_each(cx: &mut Cx, questions: &[Conditions], most: i64) -> Result<Vec<i64>, Fault> {
    match found::count_each(cx, questions, most).await? {
        Some(counts) => Ok(counts),
        None => store::count_each(cx, questions, most).await,
    }
}

pub async fn count(cx: &mut Cx, query: CountCases) -> Result<CaseCounts, Fault> {
    let actor = cx.caller.actor.clone();
    let of = |cx: &Cx, word: Option<&str>, states: Option<&[CaseState]>| -> Result<Question, Fault> {
        let states = states.map(<[CaseState]>::to_vec);
        let held =
            assignee(word, &actor)?.map(|user| Held { column: ASSIGNEE, not: false, ids: vec![user.map(Id::uuid)] });
        let conditions = Conditions { held: held.into_iter().collect(), states, ..Conditions::default() };
        Ok(question(cx, conditions, query.q.as_deref()))
    };
    let all = of(cx, query.assignee.as_deref(), None)?;
    let by_state = count_by_state(cx, all).await?;
    let (mut mine, mut unassigned) = (0, 0);
    if actor.is_staff() && actor.user_id.is_some() {
        let open = Some(CaseState::OPEN);
        let (own, free) = (of(cx, Some("me"), open)?, of(cx, Some("none"), open)?);
        mine = count_by_state(cx, own).await?.values().sum();
        unassigned = count_by_state(cx, free).await?.values().sum();
    }
    Ok(CaseCounts { by_state, mine, unassigned })
}

/// Callers at most; the right one is among the first or the search is refined.
const CALLERS_MAX: u32 = 8;

pub async fn find_caller(cx: &mut Cx, op: FindCaller) -> Result<Callers, Fault> {
    let contacts: Vec<Contact> = records::store::search(cx, &op.q, CALLERS_MAX).await?;
    let actor = cx.caller.actor.clone();
    let mut callers = Vec::new();
    for contact in contacts {
        let (mut company, mut assets) = (None, Vec::new());
        if let Some(id) = contact.company_id {
            company = records::store::find::<Company>(cx, id.0).await?.map(|company| company.name);
            let query = List::<Asset> { company_id: Some(id), limit: Some(20), ..List::default() };
            assets = records::store::list(cx, &query, None).await?.rows;
        }
        let (states, held) = (Some(CaseState::OPEN.to_vec()), vec![Held::only("contact_id", contact.id.0)]);
        let cases = newest(cx, Conditions { states, held, ..Conditions::default() }, 5).await?;
        let open_cases = cases.iter().map(|case| CaseRow::of(case, &actor)).collect();
        callers.push(Caller { contact, company, assets, open_cases });
    }
    Ok(Callers { callers })
}
