//! Lists, counts and callers: every one inside the caller's fence.

use std::collections::BTreeMap;

use yingda_shared::cases::CaseState;
use yingda_shared::cases::filter::{Conditions, Moment, assignee, grouping, order};
use yingda_shared::cases::listing::{CaseList, CaseRow, Sort};
use yingda_shared::cases::queries::{Caller, Callers, CaseCounts, CountCases, FindCaller, ListCases};
use yingda_shared::catalog::Asset;
use yingda_shared::customers::{Company, Contact};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::{PAGE_DEFAULT, PAGE_MAX};
use yingda_shared::record::List;

use super::store::{self, Filter};
use crate::ctx::Cx;
use crate::records;

pub async fn list(cx: &mut Cx, query: ListCases) -> Result<CaseList, Fault> {
    let limit = query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    let (sort, down) = order(&query, cx.actor())?;
    let (mut groups, mut groups_capped) = (Vec::new(), false);
    if let Some(by) = grouping(&query, cx.actor())?.filter(|_| query.cursor.is_none()) {
        let filter = filter(cx, &query)?;
        (groups, groups_capped) = store::count_groups(cx, filter, by).await?;
    }
    let filter = filter(cx, &query)?;
    let mut cases = store::page(cx, filter, sort, down, query.cursor.as_deref(), limit + 1).await?;
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

fn filter(cx: &Cx, query: &ListCases) -> Result<Filter, Fault> {
    let mut filter = Filter::within(cx.actor());
    filter.conditions(&Conditions::of(query, cx.actor(), moment(cx))?);
    filter.words(query.q.as_deref().unwrap_or_default());
    Ok(filter)
}

pub async fn count(cx: &mut Cx, query: CountCases) -> Result<CaseCounts, Fault> {
    let actor = cx.caller.actor.clone();
    let with = |word: Option<&str>| -> Result<Filter, Fault> {
        let mut filter = Filter::within(&actor);
        filter.words(query.q.as_deref().unwrap_or_default());
        filter.assignee(assignee(word, &actor)?);
        Ok(filter)
    };
    let by_state: BTreeMap<String, i64> = store::count_by_state(cx, with(query.assignee.as_deref())?).await?;
    let open =
        |counts: &BTreeMap<String, i64>| CaseState::OPEN.iter().filter_map(|state| counts.get(state.as_str())).sum();
    let (mut mine, mut unassigned) = (0, 0);
    if actor.is_staff() && actor.user_id.is_some() {
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
