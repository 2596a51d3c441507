//! The last piece: the file is put together, told what it is, and given to the case that awaits it.

use std::sync::Arc;

use bytes::Bytes;
use object_store::ObjectStoreExt;
use yingda_shared::fault::Fault;
use yingda_shared::files::FileInfo;
use yingda_shared::kernel::id::{CaseId, FileId};

use super::store::{self, Awaited, Upload};
use super::{Standing, clear, misplaced, part_path};
use crate::cases;
use crate::ctx::{Caller, Cx, now};
use crate::files;
use crate::files::content::Content;
use crate::services::Services;

/// Makes the pieces a file. One that is not what we take ends here: no further piece would mend it.
pub async fn finish(
    services: &Arc<Services>,
    caller: Caller,
    upload: Upload,
    last: Vec<Bytes>,
) -> Result<Standing, Fault> {
    let mut content = Content::default();
    for part in &upload.parts {
        let found = services.objects.get(&part_path(part)).await.map_err(files::out_of_reach)?;
        content.take(found.bytes().await.map_err(files::out_of_reach)?);
    }
    last.into_iter().for_each(|part| content.take(part));
    let media_type = match content.media_type() {
        Ok(media_type) => media_type,
        Err(fault) => {
            super::end(services, caller, upload.id).await?;
            return Err(fault);
        }
    };
    let hash = content.store(services).await?;
    let Upload { id, owner, name, bytes, received, parts, .. } = upload;
    let info = FileInfo { id, name, media_type: media_type.into(), bytes, at: now() };
    let work = services.write(caller, move |cx| {
        Box::pin(async move {
            if !store::close(cx, id, received).await? {
                return Err(misplaced());
            }
            files::store::add(cx, &info, &hash, &owner).await?;
            given(cx, id, &owner).await
        })
    });
    work.await?;
    clear(services, &parts).await;
    Ok(Standing { id, received: bytes, bytes, until: None })
}

/// Gives a whole file to the case whose entry spoke of it, and tells those who see the entry.
async fn given(cx: &mut Cx, file: FileId, owner: &str) -> Result<(), Fault> {
    let Some(awaited) = store::awaited(cx, file).await?.filter(|awaited| awaited.owner == owner) else { return Ok(()) };
    store::no_longer_awaited(cx, file, owner).await?;
    let given = files::store::Given { case: awaited.case, internal: awaited.internal, at: awaited.at };
    files::store::give(cx, file, owner, &given).await?;
    cases::handlers::completed(cx, awaited.case, awaited.internal).await
}

/// Notes that an entry of a case speaks of a file that its sender has yet to send; `false` when the id
/// is somebody else's, or was named before.
pub async fn awaits(cx: &mut Cx, file: FileId, owner: &str, case: CaseId, internal: bool) -> Result<bool, Fault> {
    let foreign = store::find(cx, file).await?.is_some_and(|upload| upload.owner != owner);
    let known = files::store::find(cx, file).await?.is_some() || store::awaited(cx, file).await?.is_some();
    if foreign || known {
        return Ok(false);
    }
    let awaited = Awaited { owner: owner.to_string(), case, internal, at: cx.now };
    store::await_file(cx, file, &awaited).await?;
    Ok(true)
}
