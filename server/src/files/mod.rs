//! Attachments: bytes in the object store under the hash of their content, facts in a table.

pub mod content;
pub mod sniff;
pub mod store;
pub mod uploads;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::SemaphorePermit;
use yingda_shared::fault::Fault;
use yingda_shared::files::{FileInfo, GetFile};
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::{CaseId, FileId};
use yingda_shared::kernel::limits::{FILE_BYTES_MAX, NAME_MAX};
use yingda_shared::kernel::time::DAY;

use self::content::Content;
use self::store::Given;
use crate::ctx::{Caller, Cx, new_id, now};
use crate::dispatch::Registry;
use crate::failure;
use crate::services::Services;

/// An upload that says nothing for so long is over.
const PATIENCE: Duration = Duration::from_secs(30);
/// Milliseconds an upload waits for its case: longer than anybody fills in a form.
const ORPHAN_KEPT: i64 = DAY;
/// Abandoned files let go in one transaction.
const SWEEP_MAX: usize = 500;

pub fn register(registry: &mut Registry) {
    registry.read::<GetFile, _>(get);
}

async fn get(cx: &mut Cx, op: GetFile) -> Result<FileInfo, Fault> {
    Ok(visible(cx, op.id).await?.0)
}

/// Facts and content hash of a file the caller may see.
pub async fn visible(cx: &mut Cx, id: FileId) -> Result<(FileInfo, String), Fault> {
    let stored = store::find(cx, id).await?.ok_or(Fault::NotFound)?;
    let seen = match (stored.case_id, stored.article_id) {
        (None, None) => stored.owner == owner(&cx.caller),
        (None, Some(article)) => crate::knowledge::articles::reads(cx, article).await?,
        (Some(case), _) => {
            let read = crate::cases::joined::reads(cx, case, stored.given_at).await?;
            read && (!stored.internal || cx.actor().is_staff())
        }
    };
    if seen { Ok((stored.info, stored.hash)) } else { Err(Fault::NotFound) }
}

/// The same of a file that stands in an article; none where the caller does not read that, or it is no such file.
pub async fn of_article(cx: &mut Cx, id: FileId) -> Result<Option<(FileInfo, String)>, Fault> {
    let stored = store::find(cx, id).await?.filter(|stored| stored.case_id.is_none());
    let Some((stored, article)) = stored.and_then(|stored| stored.article_id.map(|article| (stored, article))) else {
        return Ok(None);
    };
    let read = crate::knowledge::articles::reads(cx, article).await?;
    Ok(read.then_some((stored.info, stored.hash)))
}

/// Who an upload belongs to until a case holds it.
pub fn owner(caller: &Caller) -> String {
    let actor = &caller.actor;
    match (actor.user_id, actor.case_id) {
        (Some(user), _) => format!("user:{user}"),
        (None, Some(case)) => format!("case:{case}"),
        (None, None) => "guest".into(),
    }
}

/// Takes an upload: at most 25 MiB, of an accepted type as its bytes tell.
pub async fn upload<S, E>(services: &Arc<Services>, caller: Caller, name: &str, mut body: S) -> Result<FileInfo, Fault>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
    E: std::fmt::Display,
{
    let _place = place(services).await?;
    let mut content = Content::default();
    let broken = || Fault::invalid("/file", "broken_upload");
    while let Some(part) = tokio::time::timeout(PATIENCE, body.next()).await.map_err(|_| broken())? {
        content.take(part.map_err(|_| broken())?);
        if content.bytes() > FILE_BYTES_MAX {
            return Err(Fault::TooLarge { limit: FILE_BYTES_MAX });
        }
    }
    let (media_type, bytes) = (content.media_type()?, content.bytes());
    if caller.actor.kind == ActorKind::Guest {
        services.limits.guest_bytes(&caller.address, bytes)?;
    }
    let hash = content.store(services).await?;
    let info = FileInfo { id: new_id(), name: clean_name(name), media_type: media_type.into(), bytes, at: now() };
    let (kept, owner) = (info.clone(), owner(&caller));
    let work = services.write(caller, move |cx| Box::pin(async move { store::add(cx, &kept, &hash, &owner).await }));
    work.await?;
    Ok(info)
}

/// A file is in memory while it comes: so many at once, and none that waits for ever.
async fn place(services: &Services) -> Result<SemaphorePermit<'_>, Fault> {
    let waited = tokio::time::timeout(PATIENCE, services.uploads.acquire()).await;
    waited.map_err(|_| failure::unavailable())?.map_err(|error| failure::internal(&error))
}

/// Files that nobody put into a case within a day are let go, with their bytes where no other file
/// has the same. Answers how many.
pub async fn sweep(services: &Arc<Services>) -> Result<usize, Fault> {
    let before = now() - ORPHAN_KEPT;
    let work = services.write(Caller::system(), move |cx| Box::pin(store::drop_orphans(cx, before, SWEEP_MAX)));
    let dropped = work.await?;
    for hash in &dropped {
        let mut cx = services.reader(Caller::system());
        if !store::holds(&mut cx, hash).await?
            && let Err(error) = services.objects.delete(&path(hash)).await
        {
            tracing::warn!(%error, "the bytes of an abandoned file stay");
        }
    }
    Ok(dropped.len())
}

/// Puts bytes into the object store.
async fn put(services: &Services, place: &Path, parts: Vec<Bytes>) -> Result<(), Fault> {
    let put = services.objects.put(place, parts.into_iter().collect::<PutPayload>()).await;
    put.map(drop).map_err(|error| {
        tracing::error!(%error, "an attachment could not be stored");
        failure::unavailable()
    })
}

/// The bytes of a stored file.
pub async fn bytes(services: &Services, hash: &str) -> Result<Bytes, Fault> {
    let found = services.objects.get(&path(hash)).await.map_err(out_of_reach)?;
    found.bytes().await.map_err(out_of_reach)
}

/// Bytes that are gone are a failure of ours; a store that does not answer may come back.
pub(crate) fn out_of_reach(error: object_store::Error) -> Fault {
    match error {
        object_store::Error::NotFound { .. } => failure::internal(&error),
        _ => {
            tracing::error!(%error, "an attachment could not be read");
            failure::unavailable()
        }
    }
}

fn path(hash: &str) -> Path {
    Path::from(format!("{}/{hash}", hash.get(..2).unwrap_or_default()))
}

/// A file's name without folders, control characters or the signs that turn text around.
pub(crate) fn clean_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let turning = |c: char| ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c);
    let kept: String = base.chars().filter(|c| !c.is_control() && !turning(*c) && *c != '"').take(NAME_MAX).collect();
    let kept = kept.trim().trim_start_matches('.').to_string();
    if kept.is_empty() { "file".into() } else { kept }
}

/// Gives uploaded files to a case. Files of others, or of another case, are not found. A device may
/// name files that it sends afterwards: the case does not wait for its photos.
pub async fn attach(cx: &mut Cx, ids: &[FileId], case: CaseId, internal: bool) -> Result<(), Fault> {
    let owner = owner(&cx.caller);
    let from_device = cx.caller.client.is_some();
    for id in ids {
        let given = store::give(cx, *id, &owner, &Given { case, internal, at: cx.now }).await?;
        let taken = given || (from_device && uploads::awaits(cx, *id, &owner, case, internal).await?);
        if !taken {
            return Err(Fault::invalid("/files", "unknown"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::clean_name;

    #[test]
    fn names_of_files_cannot_climb_or_lie() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\x\\截图 1.png"), "截图 1.png");
        assert_eq!(clean_name("gnp.\u{202e}exe"), "gnp.exe");
        assert_eq!(clean_name("\u{0}"), "file");
    }
}
