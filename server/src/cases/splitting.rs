//! Taking comments out of a case into one of their own.

use yingda_shared::cases::events::CaseEvent;
use yingda_shared::cases::joining::{may_split, split_off};
use yingda_shared::cases::operations::CaseRef;
use yingda_shared::cases::relations::SplitCase;
use yingda_shared::cases::{Case, policy};
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, EntryId, FileId};

use super::handlers::{record, reference};
use super::{clocks, open, store};
use crate::ctx::Cx;
use crate::files;

pub async fn split(cx: &mut Cx, op: SplitCase) -> Result<CaseRef, Fault> {
    let mut old = store::find_visible(cx, op.id).await?.ok_or(Fault::NotFound)?;
    super::seen::check(cx, &old, SplitCase::NAME).await?;
    let actor = cx.caller.actor.clone();
    policy::right_side(SplitCase::NAME, &old, &actor)?;
    policy::right_state(SplitCase::NAME, &old, cx.now)?;
    let there = store::entries_of(cx, old.id, &op.entries).await?;
    may_split(&old, &op, &there)?;
    let id = open::id(cx, op.new_id).await?;
    clocks::recall(cx, &mut old).await?;
    let mut case: Case = split_off(&old, id, &op.subject, &actor, cx.now);
    open::begin(cx, &mut case, open::Start::of(SplitCase::NAME)).await?;
    pass(cx, &op.entries, old.id, case.id).await?;
    let from = CaseEvent::SplitFrom { case_id: old.id, number: old.number.clone(), entries: op.entries.clone() };
    record(cx, &mut case, vec![from], SplitCase::NAME).await?;
    let off = CaseEvent::SplitOff { case_id: case.id, number: case.number.clone(), entries: op.entries };
    record(cx, &mut old, vec![off], SplitCase::NAME).await?;
    Ok(reference(&case))
}

/// Entries go from one case to another with their files, those included that have yet to come.
pub async fn pass(cx: &mut Cx, entries: &[EntryId], from: CaseId, to: CaseId) -> Result<(), Fault> {
    let moved = store::entries_of(cx, from, entries).await?;
    let named: Vec<FileId> = moved.iter().flat_map(|entry| entry.event.files()).copied().collect();
    store::ties::move_entries(cx, entries, from, to).await?;
    files::store::pass_on(cx, &named, from, to).await?;
    files::uploads::await_elsewhere(cx, &named, to).await
}
