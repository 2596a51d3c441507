//! What may have been reported before: a handful of candidates by index, judged by the rule.

use yingda_shared::cases::CaseState;
use yingda_shared::cases::filter::{Conditions, Held};
use yingda_shared::cases::listing::{CaseRow, Sort};
use yingda_shared::cases::queries::{Similar, SimilarCase, SimilarCases};
use yingda_shared::cases::similar::{CANDIDATES, RECENT, Wanted, rank};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Id;

use super::list;
use super::store::{self, Filter};
use crate::ctx::Cx;
use crate::records;

/// Open cases whose words are compared: the newest.
const COMPARED: usize = 200;

pub async fn similar(cx: &mut Cx, op: SimilarCases) -> Result<Similar, Fault> {
    let actor = cx.caller.actor.clone();
    // Outside nobody is told of others' cases, and everybody knows their own.
    if !actor.is_staff() {
        return Err(Fault::Forbidden);
    }
    let wanted = match op.id {
        Some(id) => Wanted::of_case(&store::find_visible(cx, id).await?.ok_or(Fault::NotFound)?),
        None => Wanted::of(&op),
    };
    let mut candidates = Vec::new();
    if !wanted.is_vague() {
        let ids = [
            ("asset_id", wanted.asset_id.map(Id::uuid)),
            ("contact_id", wanted.contact_id.map(Id::uuid)),
            ("company_id", wanted.company_id.map(Id::uuid)),
        ];
        for (column, id) in ids.into_iter().filter(|(_, id)| id.is_some()) {
            let mut filter = Filter::within(&actor);
            filter.id(column, id);
            filter.since(cx.now - RECENT);
            candidates.extend(store::page(cx, filter, Sort::Updated, true, None, CANDIDATES).await?);
            // Of a person or a thing there are few; a large company's old ones would have to be searched.
            if column != "company_id" {
                let held = id.map(|id| Held::only(column, id)).into_iter().collect();
                let open = Conditions { states: Some(CaseState::OPEN.to_vec()), held, ..Conditions::default() };
                candidates.extend(list::newest(cx, open, CANDIDATES).await?);
            }
        }
        if !wanted.subject.trim().is_empty() {
            let open = Conditions { states: Some(CaseState::OPEN.to_vec()), ..Conditions::default() };
            candidates.extend(list::newest(cx, open, COMPARED).await?);
        }
    }
    let found = rank(&wanted, &candidates, cx.now).into_iter();
    let cases: Vec<SimilarCase> =
        found.map(|(case, because)| SimilarCase { row: CaseRow::of(case, &actor), because }).collect();
    let ids: Vec<_> = cases.iter().flat_map(|each| each.row.named()).collect();
    Ok(Similar { names: records::store::names(cx, ids).await?, cases })
}
