//! Lists, counts and callers: every one inside the caller's fence.

use std::collections::BTreeMap;

use yingda_shared::cases::listing::{CaseList, CaseRow, Sort, parse_sort};
use yingda_shared::cases::queries::{Caller, Callers, CaseCounts, CountCases, FindCaller, ListCases};
use yingda_shared::cases::{Case, CaseState};
use yingda_shared::catalog::Asset;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::customers::{Company, Contact};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{Id, Uuid};
use yingda_shared::kernel::limits::{PAGE_DEFAULT, PAGE_MAX};
use yingda_shared::record::List;

use super::store::{self, Filter};
use crate::ctx::Cx;
use crate::records;

/// Nobody filters or sorts by what they are not shown: order and counts would tell it.
pub async fn list(cx: &mut Cx, query: ListCases) -> Result<CaseList, Fault> {
    let limit = query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    let word = query.sort.as_deref().unwrap_or("-updated");
    let (sort, down) = parse_sort(word).ok_or_else(|| Fault::invalid("/sort", "unknown_word"))?;
    let hidden = query.team_id.is_some() || query.unit_id.is_some() || query.contact_id.is_some();
    if hidden && !cx.actor().is_staff() {
        return Err(Fault::Forbidden);
    }
    let inner = query.priority.is_some() || query.firm_id.is_some() || sort == Sort::Priority;
    if cx.actor().is_customer_side() && inner {
        return Err(Fault::Forbidden);
    }
    let filter = filter(cx, &query)?;
    let mut cases = store::page(cx, filter, sort, down, query.cursor.as_deref(), limit + 1).await?;
    let more = cases.len() > limit;
    cases.truncate(limit);
    let next = cases.last().filter(|_| more).map(|case| cursor(case, sort));
    let actor = cx.caller.actor.clone();
    let rows: Vec<CaseRow> = cases.iter().map(|case| CaseRow::of(case, &actor)).collect();
    let names = records::store::names(cx, rows.iter().flat_map(CaseRow::named).collect::<Vec<_>>()).await?;
    Ok(CaseList { rows, next, names })
}

fn cursor(case: &Case, sort: Sort) -> String {
    let key = match sort {
        Sort::Updated => case.updated_at.to_string(),
        Sort::Created => case.created_at.to_string(),
        Sort::Number => case.number.clone(),
        Sort::Priority => (case.priority as i64 + 1).to_string(),
        Sort::Due => case.resolve_by.to_string(),
        Sort::State => case.state.to_string(),
    };
    format!("{key}~{}", case.id)
}

fn filter(cx: &Cx, query: &ListCases) -> Result<Filter, Fault> {
    let actor = cx.caller.actor.clone();
    let mut filter = Filter::within(&actor);
    if let Some(words) = query.state.as_deref().filter(|words| !words.is_empty()) {
        let mut states = Vec::new();
        for word in words.split(',') {
            match (word, CaseState::parse(word)) {
                ("open", _) => states.extend(CaseState::OPEN),
                (_, Some(state)) => states.push(state),
                _ => return Err(Fault::invalid("/state", "unknown_word")),
            }
        }
        filter.states(&states);
    }
    if let Some(words) = query.priority.as_deref().filter(|words| !words.is_empty()) {
        let parsed: Option<Vec<Priority>> = words.split(',').map(Priority::parse).collect();
        filter.priorities(&parsed.ok_or_else(|| Fault::invalid("/priority", "unknown_word"))?);
    }
    assignee(&mut filter, query.assignee.as_deref(), actor.user_id.map(|id| id.0))?;
    filter.id("team_id", query.team_id.map(Id::uuid));
    filter.id("unit_id", query.unit_id.map(Id::uuid));
    filter.id("firm_id", query.firm_id.map(Id::uuid));
    filter.id("company_id", query.company_id.map(Id::uuid));
    filter.id("contact_id", query.contact_id.map(Id::uuid));
    filter.id("asset_id", query.asset_id.map(Id::uuid));
    filter.id("category_id", query.category_id.map(Id::uuid));
    filter.words(query.q.as_deref().unwrap_or_default());
    Ok(filter)
}

/// Staff filter by assignee. Outside the organisation the column is hidden, and so is filtering by it.
fn assignee(filter: &mut Filter, word: Option<&str>, me: Option<Uuid>) -> Result<(), Fault> {
    match word.filter(|word| !word.is_empty()) {
        None => {}
        Some(_) if !filter.staff => return Err(Fault::invalid("/assignee", "unknown_word")),
        Some("none") => filter.unassigned(),
        Some("me") => filter.id("assignee_id", Some(me.unwrap_or_default())),
        Some(id) => {
            let id: Uuid = id.parse().map_err(|_| Fault::invalid("/assignee", "unknown_word"))?;
            filter.id("assignee_id", Some(id));
        }
    }
    Ok(())
}

pub async fn count(cx: &mut Cx, query: CountCases) -> Result<CaseCounts, Fault> {
    let actor = cx.caller.actor.clone();
    let me = actor.user_id.map(|id| id.0);
    let with = |assignee: Option<&str>| -> Result<Filter, Fault> {
        let mut filter = Filter::within(&actor);
        filter.words(query.q.as_deref().unwrap_or_default());
        self::assignee(&mut filter, assignee, me)?;
        Ok(filter)
    };
    let by_state: BTreeMap<String, i64> = store::count_by_state(cx, with(query.assignee.as_deref())?).await?;
    let open =
        |counts: &BTreeMap<String, i64>| CaseState::OPEN.iter().filter_map(|state| counts.get(state.as_str())).sum();
    let (mut mine, mut unassigned) = (0, 0);
    if actor.is_staff() && me.is_some() {
        let open_of = |word| {
            let mut filter = with(Some(word))?;
            filter.states(CaseState::OPEN);
            Ok::<_, Fault>(filter)
        };
        let (own, free) = (open_of("me")?, open_of("none")?);
        mine = open(&store::count_by_state(cx, own).await?);
        unassigned = open(&store::count_by_state(cx, free).await?);
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
        let mut filter = Filter::within(&actor);
        filter.states(CaseState::OPEN);
        filter.id("contact_id", Some(contact.id.0));
        let cases = store::page(cx, filter, Sort::Updated, true, None, 5).await?;
        let open_cases = cases.iter().map(|case| CaseRow::of(case, &actor)).collect();
        callers.push(Caller { contact, company, assets, open_cases });
    }
    Ok(Callers { callers })
}
