//! Drafts of each person, and those that are shared.

use yingda_shared::cases::Case;
use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::id::{CaseId, FirmId};
use yingda_shared::workplace::drafts::*;

use super::own;
use super::store::drafts as store;
use crate::cases;
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::records;

pub fn register(registry: &mut Registry) {
    registry.read::<GetDraft, _>(get);
    registry.free::<SaveDraft, _>(save);
    registry.write::<TakeDraft, _>(take);
}

/// The case a draft is about, if the caller sees it.
async fn visible(cx: &mut Cx, id: Option<CaseId>) -> Result<Option<Case>, Fault> {
    match id {
        None => Ok(None),
        Some(id) => cases::store::find_visible(cx, id).await?.ok_or(Fault::NotFound).map(Some),
    }
}

/// Staff share among staff, people of a firm within it, customers with nobody.
fn may_read(actor: &Actor, firm: Option<FirmId>) -> bool {
    match actor.firm_id {
        Some(own) => firm == Some(own),
        None => actor.is_staff() && firm.is_none(),
    }
}

async fn get(cx: &mut Cx, op: GetDraft) -> Result<Drafts, Fault> {
    let user = own(cx)?;
    let case = visible(cx, op.case_id).await?;
    let mut drafts = Drafts { own: store::find(cx, user, op.case_id).await?, shared: Vec::new() };
    let Some(case) = case else { return Ok(drafts) };
    let actor = cx.caller.actor.clone();
    let all = store::shared(cx, case.id).await?;
    let readable: Vec<_> =
        all.into_iter().filter(|(whose, firm, _)| *whose != user && may_read(&actor, *firm)).collect();
    let names = records::store::names(cx, readable.iter().map(|(whose, ..)| whose.0)).await?;
    let told = |(whose, _, kept): (yingda_shared::kernel::id::UserId, Option<FirmId>, DraftKept)| SharedDraft {
        user_id: whose,
        name: names.get(&whose.0).cloned().unwrap_or_default(),
        at: kept.at,
        draft: kept.draft,
    };
    drafts.shared = readable.into_iter().map(told).collect();
    Ok(drafts)
}

/// Beside the ledger: said once more a draft is what it was, and what was begun is nobody's record.
async fn save(cx: &mut Cx, op: SaveDraft) -> Result<DraftKept, Fault> {
    cx.rest();
    let (services, caller) = (cx.services.clone(), cx.caller.clone());
    services.write(caller, move |cx| Box::pin(keep_words(cx, op))).await
}

async fn keep_words(cx: &mut Cx, mut op: SaveDraft) -> Result<DraftKept, Fault> {
    let user = own(cx)?;
    let case = visible(cx, op.case_id).await?;
    // Whoever could read it: without a case, or on a customer's side, there is nobody.
    let actor = cx.caller.actor.clone();
    op.shared &= case.is_some() && may_read(&actor, actor.firm_id);
    let before = store::find(cx, user, op.case_id).await?;
    let kept = keep(before.as_ref(), &op, version(cx, before.as_ref()), cx.now);
    let was_shared = before.as_ref().is_some_and(|before| before.shared);
    match kept.draft.is_empty() && kept.other.is_none() && kept.taken_by.is_none() {
        true => store::forget(cx, user, op.case_id).await?,
        false => {
            store::save(cx, user, op.case_id, &kept).await?;
            if before.is_none() {
                store::bound(cx, user).await?;
            }
        }
    }
    // Each key of a draft makes no news; that one is shared does, and that one no longer is.
    if let Some(case) = case.filter(|_| was_shared != (kept.shared && !kept.draft.is_empty())) {
        touch(cx, &case).await?;
    }
    Ok(kept)
}

async fn take(cx: &mut Cx, op: TakeDraft) -> Result<DraftKept, Fault> {
    let user = own(cx)?;
    let case = cases::store::find_visible(cx, op.case_id).await?.ok_or(Fault::NotFound)?;
    let actor = cx.caller.actor.clone();
    let all = store::shared(cx, case.id).await?;
    let theirs =
        all.into_iter().find(|(whose, firm, _)| *whose == op.from && *whose != user && may_read(&actor, *firm));
    // Sent, given up or taken by somebody else meanwhile.
    let (_, _, theirs) = theirs.ok_or(Fault::NotFound)?;
    let mine = store::find(cx, user, Some(case.id)).await?;
    let rv = version(cx, mine.as_ref()).max(theirs.rv + 1);
    let kept = taken(&theirs, mine.as_ref(), rv, cx.now);
    store::save(cx, user, Some(case.id), &kept).await?;
    store::save(cx, op.from, Some(case.id), &given_up(&theirs, &actor.name, rv, cx.now)).await?;
    touch(cx, &case).await?;
    Ok(kept)
}

/// What was said is no draft any more, by whichever device it was sent; what was begun for a case goes
/// along with it into another one.
pub async fn said(cx: &mut Cx, case: &Case, entry: &Entry) -> Result<(), Fault> {
    if let CaseEvent::Absorbed { case_id, .. } = entry.event {
        return go_along(cx, case_id, case).await;
    }
    let (Some(user), CaseEvent::Commented { text: words, .. } | CaseEvent::Resolved { text: words, .. }) =
        (entry.by_id, &entry.event)
    else {
        return Ok(());
    };
    let kept = store::find(cx, user, Some(case.id)).await?;
    let Some(kept) = kept.filter(|kept| !kept.draft.is_empty() && kept.draft.text.trim() == words.trim()) else {
        return Ok(());
    };
    match kept.other {
        None => store::forget(cx, user, Some(case.id)).await?,
        // The version of another device still waits for a choice.
        Some(_) => {
            let (rv, at) = (version(cx, Some(&kept)), cx.now);
            let left = DraftKept { rv, at, draft: Draft::default(), shared: false, ..kept.clone() };
            store::save(cx, user, Some(case.id), &left).await?;
        }
    }
    match kept.shared {
        true => touch(cx, case).await,
        false => Ok(()),
    }
}

/// Who began words for both cases finds those of the other one beside.
async fn go_along(cx: &mut Cx, from: CaseId, into: &Case) -> Result<(), Fault> {
    for (user, kept) in store::about_case(cx, from).await? {
        match store::find(cx, user, Some(into.id)).await? {
            None => store::carry(cx, user, from, into.id).await?,
            Some(own) if own.other.is_none() && !kept.draft.is_empty() => {
                let rv = version(cx, Some(&own));
                let both = DraftKept { rv, other: Some(kept.draft), ..own };
                store::save(cx, user, Some(into.id), &both).await?;
                store::forget(cx, user, Some(from)).await?;
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Larger than every version before, those of drafts that were forgotten included.
fn version(cx: &Cx, before: Option<&DraftKept>) -> i64 {
    before.map_or(0, |before| before.rv + 1).max(cx.now)
}

/// Tells whoever may read what is shared: pages ask again.
async fn touch(cx: &mut Cx, case: &Case) -> Result<(), Fault> {
    let inside = match cx.actor().firm_id {
        Some(firm) => vec![scope::firm(firm)],
        None => case.scopes().into_iter().filter(|scope| !is_outside(scope)).collect(),
    };
    cx.touch("drafts", &case.id.to_string(), inside).await.map(drop)
}

fn is_outside(scope: &str) -> bool {
    ["firm:", "acct:", "contact:", "case:"].iter().any(|prefix| scope.starts_with(prefix))
}
