//! What the clocks of a case are made of on the server: the log that it keeps, and every version that it is bound to.

use std::collections::{BTreeMap, BTreeSet};

use yingda_shared::cases::Case;
use yingda_shared::cases::clocks::is_heard;
use yingda_shared::cases::events::CaseEvent;
use yingda_shared::cases::explaining::{CaseClocks, ToldClocks};
use yingda_shared::cases::faces::Part;
use yingda_shared::cases::terms::Terms;
use yingda_shared::catalog::Category;
use yingda_shared::catalog::priority::PriorityMatrix;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CalendarId, CategoryId};
use yingda_shared::sla::{Binding, CalendarVersion, SlaPolicy, Timetable};

use super::{joined, store};
use crate::catalog;
use crate::ctx::Cx;
use crate::records::store as records;
use crate::sla::{self, timetables};

/// Entries of a timeline that a log is made from at most: the oldest.
const ENTRIES_MAX: usize = 10_000;

/// What promises are made by now, with the versions that a case is bound to.
pub async fn terms(cx: &mut Cx, case: &Case) -> Result<Terms, Fault> {
    let matrix = catalog::store::find_matrix(cx).await?;
    let desk = timetables::of_desk(cx).await?;
    let present = present(cx, &matrix, desk).await?;
    completed(cx, present, case).await
}

/// What promises are made by now, by this matrix and this default calendar.
pub async fn present(cx: &mut Cx, matrix: &PriorityMatrix, desk: Timetable) -> Result<Terms, Fault> {
    let policies: Vec<SlaPolicy> = records::all(cx).await?;
    let by_category = policies.iter().any(|policy| policy.active && !policy.applies.categories.is_empty());
    let terms = Terms::new(matrix, desk).with_policies(policies);
    Ok(if by_category { terms.with_categories(above(cx).await?) } else { terms })
}

/// The same with all that one case needs: other calendars for the days around it, and the versions that it is bound to.
pub async fn completed(cx: &mut Cx, mut terms: Terms, case: &Case) -> Result<Terms, Fault> {
    let around = case.counts_from();
    let active = terms.policies().iter().filter(|policy| policy.active);
    let own: BTreeSet<CalendarId> = active.filter_map(|policy| policy.calendar_id).collect();
    for id in own {
        let Some(version) = timetables::present(cx, id).await? else { continue };
        if let Some(timetable) = timetables::version(cx, version, around).await? {
            terms = terms.with_calendar(timetable);
        }
    }
    let bound: Vec<Binding> = case.bindings().cloned().collect();
    for binding in bound {
        if let Some(version) = binding.policy.filter(|version| terms.book().policy(version).is_none())
            && let Some(policy) = sla::store::version(cx, version).await?
        {
            terms = terms.with_version(policy);
        }
        if terms.book().timetable(&binding.calendar).is_none()
            && let Some(timetable) = timetables::version(cx, binding.calendar, around).await?
        {
            terms = terms.with_timetable(timetable);
        }
    }
    Ok(terms)
}

async fn above(cx: &mut Cx) -> Result<BTreeMap<CategoryId, CategoryId>, Fault> {
    let categories: Vec<Category> = records::all(cx).await?;
    Ok(categories.into_iter().filter_map(|category| Some((category.id, category.parent_id?))).collect())
}

/// A case begins to keep its clocks. One that was split off brings its log with it. Answers what promises are made by
/// now, which is read where it was not yet.
pub async fn begin(cx: &mut Cx, case: &mut Case, present: Option<Terms>) -> Result<Terms, Fault> {
    let terms = match present {
        Some(present) => completed(cx, present, case).await?,
        None => terms(cx, case).await?,
    };
    match case.turns.is_empty() {
        true => {
            // One that was brought over with a moment of its own counts from that.
            let arrival = cx.arrival.filter(|_| case.created_at == cx.now && case.counts_from() == cx.now);
            let from = arrival.map_or(case.counts_from(), |arrival| arrival.opened_at(cx.actor().kind));
            terms.begin_at(case, from);
        }
        false => terms.keep(case),
    }
    Ok(terms)
}

/// What promises are kept by while these events happen; None where clocks hear nothing in them.
pub async fn hearing(cx: &mut Cx, case: &mut Case, events: &[CaseEvent]) -> Result<Option<Terms>, Fault> {
    if !hears(cx, events) {
        return Ok(None);
    }
    recall(cx, case).await?;
    terms(cx, case).await.map(Some)
}

/// Whether clocks hear anything in some events of the caller's.
pub fn hears(cx: &Cx, events: &[CaseEvent]) -> bool {
    let by_kind = cx.actor().kind;
    events.iter().any(|event| is_heard(event, by_kind))
}

/// A case of before clocks were kept gets its log from its timeline.
pub async fn recall(cx: &mut Cx, case: &mut Case) -> Result<(), Fault> {
    if !case.turns.is_empty() {
        return Ok(());
    }
    let parts = [Part { case: case.id, after: 0, since: i64::MIN }];
    let entries = store::entries(cx, case.id, &parts, None, ENTRIES_MAX, None).await?;
    terms(cx, case).await?.recall(case, &entries);
    Ok(())
}

/// What a case is promised and why. One that was merged is told of by the one that stays.
pub async fn explain(cx: &mut Cx, op: CaseClocks) -> Result<ToldClocks, Fault> {
    let asked = store::find_visible(cx, op.id).await?.ok_or(Fault::NotFound)?;
    let mut case = joined::stays(cx, &asked).await?.unwrap_or(asked);
    recall(cx, &mut case).await?;
    let terms = terms(cx, &case).await?;
    let around = case.counts_from();
    let mut timetables: BTreeMap<CalendarVersion, Timetable> = BTreeMap::new();
    let bound: BTreeSet<CalendarVersion> = case.bindings().map(|binding| binding.calendar).collect();
    for version in bound {
        if let Some(timetable) = timetables::explained(cx, version, around).await? {
            timetables.insert(version, timetable);
        }
    }
    let actor = cx.caller.actor.clone();
    Ok(ToldClocks::of(&case, &terms, |version| timetables.get(version).cloned(), &actor, cx.now))
}
