//! Cases that came to others: which one stays, who reads what of it, which others one has to do with.

use yingda_shared::cases::Case;
use yingda_shared::cases::faces::Part;
use yingda_shared::cases::ties::Link;
use yingda_shared::cases::view::Relative;
use yingda_shared::fault::Fault;
use yingda_shared::files::FileInfo;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::limits::MERGED_MAX;
use yingda_shared::kernel::time::Millis;

use super::store;
use crate::ctx::Cx;
use crate::files;

/// The case that a merged one ended in, however often merged since, where the caller sees it.
pub async fn stays(cx: &mut Cx, case: &Case) -> Result<Option<Case>, Fault> {
    let mut stays = None;
    let mut next = case.merged_into();
    for _ in 0..MERGED_MAX {
        let Some(into) = next else { break };
        let Some(found) = store::find_visible(cx, into).await? else { break };
        next = found.merged_into();
        stays = Some(found);
    }
    Ok(stays)
}

/// Whether the caller reads what a case was given at a moment: on the case itself, or on the one it went
/// into, as far as that part of it is theirs.
pub async fn reads(cx: &mut Cx, case: CaseId, at: Millis) -> Result<bool, Fault> {
    let actor = cx.caller.actor.clone();
    let mut next = Some(case);
    for _ in 0..=MERGED_MAX {
        let Some(id) = next else { break };
        if let Some(seen) = store::find_visible(cx, id).await? {
            let parts = seen.parts(&actor);
            if parts.iter().any(|part| part.case == case && at > part.since) {
                return Ok(true);
            }
        }
        next = store::find(cx, id).await?.and_then(|case| case.merged_into());
    }
    Ok(false)
}

/// The files an actor reads of a case and of what came to it.
pub async fn files_of(cx: &mut Cx, actor: &Actor, parts: &[Part]) -> Result<Vec<FileInfo>, Fault> {
    let parts: Vec<(CaseId, Millis)> = parts.iter().map(|part| (part.case, part.since)).collect();
    files::store::given_after(cx, &parts, actor.is_staff()).await
}

/// Linked cases as the caller sees them.
pub async fn relatives(cx: &mut Cx, case: &Case) -> Result<Vec<Relative>, Fault> {
    if !cx.actor().is_staff() {
        return Ok(Vec::new());
    }
    let links = case.links();
    let ids: Vec<CaseId> = links.iter().map(|link| link.case_id).collect();
    let seen = store::ties::some_visible(cx, &ids).await?;
    let relative = |link: &Link| Some(Relative::of(link, seen.iter().find(|case| case.id == link.case_id)?));
    Ok(links.iter().filter_map(relative).collect())
}
