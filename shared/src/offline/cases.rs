//! Cases read from the replica: the page of one, lists, counts, callers.

use crate::cases::Case;
use std::collections::BTreeMap;

use crate::cases::doc::CaseDoc;
use crate::cases::filter::{Conditions, Moment, assignee, grouping, is_found, order};
use crate::cases::listing::{CaseList, CaseRow, Names, Place, Sort, groups};
use crate::cases::queries::*;
use crate::cases::search::Sought;
use crate::cases::similar::{Wanted, rank};
use crate::cases::view::{Asked, CaseDetail, Relative};
use crate::catalog::Asset;
use crate::customers::{Company, Contact};
use crate::fault::Fault;
use crate::kernel::id::{CaseId, Uuid};
use crate::kernel::limits::{MERGED_MAX, PAGE_DEFAULT, PAGE_MAX};
use crate::kernel::text::phone_digits;
use crate::kernel::time::SHANGHAI;
use crate::offline::rows::Head;
use crate::offline::{Here, records, rows};
use crate::record::List;
use crate::sync::overlay::View;

/// The page of a case that the device holds.
pub fn get(op: &GetCase, view: &View<'_>, here: &Here) -> Option<CaseDetail> {
    let doc = match op.id.parse() {
        Ok(id) => rows::doc(view, id)?,
        Err(_) => by_number(view, &op.id)?,
    };
    let asked = Asked { id: doc.case.id, number: doc.case.number.clone() };
    let stays = stays(view, &doc.case);
    let doc = stays.as_ref().unwrap_or(&doc);
    let mut detail = doc.detail(&here.actor, here.now);
    detail.asked = stays.is_some().then_some(asked);
    detail.relatives = relatives(view, &doc.case, here);
    detail.names = rows::names(view, here, detail.named(), &doc.names);
    Some(detail)
}

/// The case that a merged one ended in, as far as this device holds it.
pub fn stays(view: &View<'_>, case: &Case) -> Option<CaseDoc> {
    let mut doc = rows::doc(view, case.merged_into()?)?;
    // A chain is as long as people merged; what is broken does not lead around for ever.
    for _ in 0..MERGED_MAX {
        match doc.case.merged_into().and_then(|into| rows::doc(view, into)) {
            Some(next) => doc = next,
            None => break,
        }
    }
    Some(doc)
}

/// Linked cases that this device holds.
fn relatives(view: &View<'_>, case: &Case, here: &Here) -> Vec<Relative> {
    if !here.actor.is_staff() {
        return Vec::new();
    }
    let head = |id: CaseId| view.get(&rows::case_key(id))?.parse::<Head>();
    case.links().iter().filter_map(|link| Some(Relative::of(link, &head(link.case_id)?.case))).collect()
}

/// Cases on this device that may report the same.
pub fn similar(op: &SimilarCases, view: &View<'_>, here: &Here) -> Option<Similar> {
    if !here.actor.is_staff() {
        return None;
    }
    let wanted = match op.id {
        Some(id) => Wanted::of_case(&rows::doc(view, id)?.case),
        None => Wanted::of(op),
    };
    let heads: Vec<&Head> = rows::heads(view).collect();
    let cases = if wanted.is_vague() { &heads[..0] } else { &heads[..] };
    let found = rank(&wanted, cases.iter().map(|head| &head.case), here.now);
    let rows = found.into_iter().map(|(case, because)| SimilarCase { row: CaseRow::of(case, &here.actor), because });
    let cases: Vec<SimilarCase> = rows.collect();
    let ids: Vec<Uuid> = cases.iter().flat_map(|each| each.row.named()).collect();
    Some(Similar { names: rows::names(view, here, ids, &Names::new()), cases })
}

fn by_number(view: &View<'_>, number: &str) -> Option<CaseDoc> {
    let number = number.trim();
    let called = |head: &&Head| head.case.number.eq_ignore_ascii_case(number);
    rows::doc(view, rows::heads(view).find(called)?.case.id)
}

/// Entries before a position, as far as the device holds them; None where all of them are older.
pub fn timeline(op: &CaseTimeline, view: &View<'_>) -> Option<Timeline> {
    let mut doc = rows::doc(view, op.id)?;
    doc.timeline.retain(|entry| op.before.is_none_or(|before| entry.pos < before));
    let unknown = doc.timeline.is_empty() && doc.more;
    (!unknown).then_some(Timeline { entries: doc.timeline, more: doc.more })
}

/// Devices keep to the zone that the product ships with.
pub fn moment(here: &Here) -> Moment {
    Moment { now: here.now, offset: SHANGHAI }
}

/// The cases that are wanted.
fn listed<'v>(view: &'v View<'_>, wanted: impl Fn(&Case) -> bool) -> Vec<&'v Head> {
    rows::heads(view).filter(|head| wanted(&head.case)).collect()
}

fn sort(cases: &mut [&Head], by: Sort, down: bool) {
    let place = |head: &&Head| (by.place(&head.case), head.case.id.0);
    cases.sort_by_cached_key(place);
    if down {
        cases.reverse();
    }
}

fn row(head: &Head, here: &Here) -> CaseRow {
    CaseRow { pending: !head.pending.is_empty(), ..CaseRow::of(&head.case, &here.actor) }
}

pub fn list(op: &ListCases, view: &View<'_>, here: &Here) -> Result<CaseList, Fault> {
    let (by, down) = order(op, &here.actor)?;
    let by_group = grouping(op, &here.actor)?;
    let conditions = Conditions::of(op, &here.actor, moment(here))?;
    let sought = Sought::of(op.q.as_deref().unwrap_or_default());
    let after: Option<(Place, Uuid)> = op.cursor.as_deref().map(|cursor| by.parse_cursor(cursor)).transpose()?;
    let beyond = |case: &Case| {
        let place = (by.place(case), case.id.0);
        after.as_ref().is_none_or(|after| if down { place < *after } else { place > *after })
    };
    let wanted = |case: &Case| conditions.hold(case) && is_found(case, &sought, &here.actor);
    let mut cases = listed(view, wanted);
    let first = by_group.filter(|_| op.cursor.is_none());
    let groups = first.map(|by| groups(cases.iter().map(|head| by.word(&head.case)))).unwrap_or_default();
    cases.retain(|head| beyond(&head.case));
    sort(&mut cases, by, down);
    let limit = op.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    let more = cases.len() > limit;
    cases.truncate(limit);
    let next = cases.last().filter(|_| more).map(|last| by.cursor(&last.case));
    let mut names = Names::new();
    let mut shown = Vec::with_capacity(cases.len());
    for head in cases {
        let row = row(head, here);
        names.extend(rows::names(view, here, row.named(), &head.names));
        shown.push(row);
    }
    let heads = groups.iter().filter_map(|group| group.word.parse().ok());
    names.extend(rows::names(view, here, heads, &Names::new()));
    Ok(CaseList { rows: shown, next, names, groups, groups_capped: false })
}

pub fn count(op: &CountCases, view: &View<'_>, here: &Here) -> Result<CaseCounts, Fault> {
    let sought = Sought::of(op.q.as_deref().unwrap_or_default());
    let assignee = assignee(op.assignee.as_deref(), &here.actor)?;
    let mut by_state: BTreeMap<&'static str, i64> = BTreeMap::new();
    let (mut mine, mut unassigned) = (0, 0);
    let desk = here.actor.is_staff() && here.actor.user_id.is_some();
    for case in rows::heads(view).map(|head| &head.case).filter(|case| is_found(case, &sought, &here.actor)) {
        if assignee.is_none_or(|assignee| assignee == case.assignee_id) {
            *by_state.entry(case.state.as_str()).or_default() += 1;
        }
        if desk && case.state.is_open() {
            mine += i64::from(case.assignee_id == here.actor.user_id);
            unassigned += i64::from(case.assignee_id.is_none());
        }
    }
    let by_state = by_state.into_iter().map(|(state, count)| (state.to_string(), count)).collect();
    Ok(CaseCounts { by_state, mine, unassigned })
}

/// Callers at most; the right one is among the first or the search is refined.
const CALLERS_MAX: u32 = 8;
const OPEN_CASES_MAX: usize = 5;

/// Callers among the contacts of this device. Only staff are told whose case it is.
pub fn find_caller(op: &FindCaller, view: &View<'_>, here: &Here) -> Option<Callers> {
    if !here.actor.is_staff() {
        return None;
    }
    let digits = phone_digits(&op.q);
    let q = Some(if digits.len() >= 4 { digits } else { op.q.clone() });
    let contacts: Vec<Contact> = records::typed(&List { q, limit: Some(CALLERS_MAX), ..List::default() }, view);
    Some(Callers { callers: contacts.into_iter().map(|contact| caller(contact, view, here)).collect() })
}

fn caller(contact: Contact, view: &View<'_>, here: &Here) -> Caller {
    let company = rows::record::<Company>(view, contact.company_id).map(|company| company.name);
    let assets: Option<Vec<Asset>> = contact.company_id.map(|id| {
        let query = List { company_id: Some(id), limit: Some(20), ..List::default() };
        records::typed(&query, view)
    });
    let mut cases = listed(view, |case| case.state.is_open() && case.contact_id == Some(contact.id));
    sort(&mut cases, Sort::Updated, true);
    cases.truncate(OPEN_CASES_MAX);
    let open_cases = cases.into_iter().map(|head| row(head, here)).collect();
    Caller { contact, company, assets: assets.unwrap_or_default(), open_cases }
}
