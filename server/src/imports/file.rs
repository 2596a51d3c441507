//! The file of an import: in the object store while it is needed.

use bytes::Bytes;
use futures::{Stream, StreamExt};
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use std::sync::Arc;
use std::time::Duration;
use yingda_shared::fault::Fault;
use yingda_shared::imports::Import;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::limits::FILE_BYTES_MAX;

use super::{store, table};
use crate::ctx::{Caller, new_id};
use crate::failure;
use crate::files;
use crate::services::Services;

/// An upload that says nothing for so long is over.
const PATIENCE: Duration = Duration::from_secs(30);

fn place(import: Uuid) -> Path {
    Path::from(format!("imports/{import}"))
}

/// Takes a file of a page or a program. What it is the bytes say; what is in it is looked at later.
pub async fn upload<S, E>(services: &Arc<Services>, caller: Caller, name: &str, mut body: S) -> Result<Import, Fault>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
{
    let waited = tokio::time::timeout(PATIENCE, services.uploads.acquire()).await;
    let _place = waited.map_err(|_| failure::unavailable())?.map_err(|error| failure::internal(&error))?;
    let (mut parts, mut bytes) = (Vec::new(), 0);
    let broken = || Fault::invalid("/file", "broken_upload");
    while let Some(part) = tokio::time::timeout(PATIENCE, body.next()).await.map_err(|_| broken())? {
        let part = part.map_err(|_| broken())?;
        bytes += part.len() as u64;
        if bytes > FILE_BYTES_MAX {
            return Err(Fault::TooLarge { limit: FILE_BYTES_MAX });
        }
        parts.push(part);
    }
    table::kind(&parts.concat()).map_err(|trouble| trouble.fault())?;
    keep(services, caller, name, parts).await
}

/// Keeps the bytes and begins an import of them.
pub async fn keep(services: &Arc<Services>, caller: Caller, name: &str, parts: Vec<Bytes>) -> Result<Import, Fault> {
    let (id, name) = (new_id::<Uuid>(), files::clean_name(name));
    let bytes = parts.iter().map(|part| part.len() as u64).sum();
    let put = services.objects.put(&place(id), parts.into_iter().collect::<PutPayload>()).await;
    put.map_err(files::out_of_reach)?;
    let work = services.write(caller, move |cx| {
        Box::pin(async move {
            store::add(cx, id, &name, bytes).await?;
            store::visible(cx, id).await
        })
    });
    Ok(work.await?.import())
}

/// The file of an import; `NotFound` once it was let go.
pub async fn bytes(services: &Services, import: Uuid) -> Result<Bytes, Fault> {
    let found = services.objects.get(&place(import)).await.map_err(|error| match error {
        object_store::Error::NotFound { .. } => Fault::NotFound,
        error => files::out_of_reach(error),
    })?;
    found.bytes().await.map_err(files::out_of_reach)
}

/// The file is needed no more.
pub async fn forget(services: &Services, import: Uuid) {
    if let Err(error) = services.objects.delete(&place(import)).await
        && !matches!(error, object_store::Error::NotFound { .. })
    {
        tracing::warn!(%error, "the file of an import stays");
    }
}
