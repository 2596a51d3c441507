//! Cases as devices keep them: the case as this side may know it, with its timeline and files.

use std::collections::BTreeMap;

use yingda_shared::cases::doc::CaseDoc;
use yingda_shared::cases::view::CaseDetail;
use yingda_shared::cases::{Case, policy};
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::id::Uuid;

use super::handlers::{ENTRIES, shown};
use super::joined;
use super::store::{entries as entries_of, replica as store};
use crate::ctx::Cx;
use crate::{files, records};

pub use records::store::replica::Named as Naming;
pub use store::{Part, Seen, naming, page, rested, some, versions};

/// A row for a device.
pub struct Kept {
    pub doc: CaseDoc,
    /// Of the case as this side sees it.
    pub rv: i64,
    pub scopes: Vec<String>,
}

/// The customers' records that these cases name, by kind.
pub fn named(cases: &[Seen]) -> BTreeMap<&'static str, Vec<Uuid>> {
    let of = |pick: fn(&Case) -> Option<Uuid>| cases.iter().filter_map(|seen| pick(&seen.case)).collect();
    BTreeMap::from([
        ("companies", of(|case| case.company_id.map(|id| id.0))),
        ("contacts", of(|case| case.contact_id.map(|id| id.0))),
        ("assets", of(|case| case.asset_id.map(|id| id.0))),
    ])
}

/// The cases with their timelines, files and names: a handful of queries for all of them.
pub async fn docs(cx: &mut Cx, actor: &Actor, cases: Vec<Seen>) -> Result<Vec<Kept>, Fault> {
    let ids: Vec<Uuid> = cases.iter().map(|seen| seen.case.id.0).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut timelines = store::timelines(cx, &ids, ENTRIES + 1, policy::hidden_kinds(actor.kind)).await?;
    let mut attached = files::store::of_cases(cx, &ids, actor.is_staff()).await?;
    let now = cx.now;
    let mut kept = Vec::with_capacity(cases.len());
    let mut wanted = Vec::new();
    for Seen { case, outer_rv } in cases {
        let mut entries = timelines.remove(&case.id.0).unwrap_or_default();
        let mut files = attached.remove(&case.id.0).unwrap_or_default();
        // Few cases have others that came to them: they are read one by one.
        if !case.ties.joined.is_empty() {
            let parts = case.parts(actor);
            entries = entries_of(cx, case.id, &parts, None, ENTRIES + 1, policy::hidden_kinds(actor.kind)).await?;
            files = joined::files_of(cx, actor, &parts).await?;
        }
        let (timeline, more) = shown(actor, entries);
        let rv = if actor.is_staff() { case.rv } else { outer_rv };
        let scopes = case.scopes();
        let case = Case { rv, ..case.masked(actor) };
        let detail = CaseDetail::of(&case, actor, timeline, more, now);
        let ids = detail.named();
        wanted.extend(ids.iter().copied());
        let doc =
            CaseDoc { case, timeline: detail.timeline, more, files, names: Default::default(), pending: Vec::new() };
        kept.push((Kept { doc, rv, scopes }, ids));
    }
    let names = records::store::names(cx, wanted).await?;
    let with_names = |(mut kept, ids): (Kept, Vec<Uuid>)| {
        kept.doc.names = ids.into_iter().filter_map(|id| Some((id, names.get(&id)?.clone()))).collect();
        kept
    };
    Ok(kept.into_iter().map(with_names).collect())
}
