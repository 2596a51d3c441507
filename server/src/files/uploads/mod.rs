//! Files that come in pieces over a line that breaks: begun under the sender's own id, continued by the
//! same sender where they stopped, and once they are whole a file like any other. What is said on the
//! wire stands in `router/uploads`.
//!
//! A piece that was answered as received is on the disk. Until the last one the file is nowhere to be
//! seen; its bytes decide what it is when all of them are there.

mod arrival;
pub mod store;

use std::sync::Arc;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::FileId;
use yingda_shared::kernel::limits::{FILE_BYTES_MAX, UPLOAD_DAYS, UPLOADS_OPEN_MAX};
use yingda_shared::kernel::time::{DAY, Millis};

use self::store::Upload;
use super::{PATIENCE, clean_name, owner, place};
use crate::ctx::{Caller, Cx, now};
use crate::services::Services;

pub use arrival::awaits;
pub use store::await_elsewhere;

/// Pieces of one file at most: whoever sends crumbs would fill the store with names.
const PARTS_MAX: usize = 500;

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub id: FileId,
    pub received: u64,
    pub bytes: u64,
    /// Goes when nothing comes until then; a whole file stays.
    pub until: Option<Millis>,
}

impl Standing {
    fn of(upload: &Upload) -> Standing {
        let until = Some(upload.at + UPLOAD_DAYS * DAY);
        Standing { id: upload.id, received: upload.received, bytes: upload.bytes, until }
    }
}

/// Begins a file of so many bytes, or answers how far it has come: a sender that heard no answer asks
/// again under the same id.
pub async fn begin(
    services: &Arc<Services>,
    caller: Caller,
    id: FileId,
    name: &str,
    bytes: u64,
) -> Result<Standing, Fault> {
    if id.0.get_version_num() != 7 {
        return Err(Fault::invalid("/id", "uuid"));
    }
    match bytes {
        0 => return Err(Fault::invalid("/file", "empty_file")),
        _ if bytes > FILE_BYTES_MAX => return Err(Fault::TooLarge { limit: FILE_BYTES_MAX }),
        _ => {}
    }
    let guest = caller.actor.kind == ActorKind::Guest;
    if guest {
        services.limits.guest_bytes(&caller.address, bytes)?;
    }
    let owner = owner(&caller);
    let fresh = Upload { id, owner, name: clean_name(name), bytes, received: 0, parts: Vec::new(), at: now() };
    let work = services.write(caller, move |cx| {
        Box::pin(async move {
            if let Some((owner, standing)) = known(cx, id).await? {
                let same = owner == fresh.owner && standing.bytes == bytes;
                return if same { Ok(standing) } else { Err(Fault::invalid("/id", "taken")) };
            }
            if store::awaited(cx, id).await?.is_some_and(|awaited| awaited.owner != fresh.owner) {
                return Err(Fault::invalid("/id", "taken"));
            }
            // Strangers are counted by their address instead: they are one owner to us.
            if !guest && store::open(cx, &fresh.owner).await? >= UPLOADS_OPEN_MAX {
                return Err(Fault::Limited { retry_after_s: 3600 });
            }
            store::add(cx, &fresh).await?;
            Ok(Standing::of(&fresh))
        })
    });
    work.await
}

/// How far a file of the caller's has come. Those of others are not found.
pub async fn standing(services: &Arc<Services>, caller: Caller, id: FileId) -> Result<Standing, Fault> {
    let asking = owner(&caller);
    let mut cx = services.reader(caller);
    let known = known(&mut cx, id).await?.filter(|(owner, _)| *owner == asking);
    known.map(|(_, standing)| standing).ok_or(Fault::NotFound)
}

/// Whose a file is and how far it has come. One that came to its end is known as its last piece left
/// it: the answer to that may have been lost.
async fn known(cx: &mut Cx, id: FileId) -> Result<Option<(String, Standing)>, Fault> {
    if let Some(upload) = store::find(cx, id).await? {
        let standing = Standing::of(&upload);
        return Ok(Some((upload.owner, standing)));
    }
    let stored = super::store::find(cx, id).await?;
    let of = |bytes| Standing { id, received: bytes, bytes, until: None };
    Ok(stored.map(|stored| (stored.owner, of(stored.info.bytes))))
}

/// The next piece. With a checksum all of it counts or nothing; without one, what came before the line
/// broke counts.
pub async fn append<S, E>(
    services: &Arc<Services>,
    caller: Caller,
    id: FileId,
    offset: u64,
    checksum: Option<Vec<u8>>,
    body: S,
) -> Result<Standing, Fault>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
{
    let _place = place(services).await?;
    let mut cx = services.reader(caller.clone());
    let upload = store::find(&mut cx, id).await?.filter(|upload| upload.owner == owner(&caller));
    let Some(upload) = upload else {
        cx.rest();
        // Whatever comes after the end of a file does not belong there.
        standing(services, caller, id).await?;
        return Err(misplaced());
    };
    drop(cx);
    if upload.received != offset {
        return Err(misplaced());
    }
    if upload.parts.len() >= PARTS_MAX {
        return Err(Fault::invalid("/file", "too_many"));
    }
    let (piece, broken) = read(body, upload.bytes - upload.received).await?;
    let digest = piece.iter().fold(Sha256::new(), |digest, part| digest.chain_update(part)).finalize();
    if broken && (checksum.is_some() || piece.is_empty()) {
        return Err(Fault::invalid("/file", "broken_upload"));
    }
    if checksum.is_some_and(|checksum| checksum != digest[..]) {
        return Err(Fault::refused("uploads.checksum"));
    }
    let bytes: u64 = piece.iter().map(|part| part.len() as u64).sum();
    if offset + bytes == upload.bytes {
        return arrival::finish(services, caller, upload, piece).await;
    }
    if bytes > 0 {
        keep(services, &caller, &upload, piece, bytes).await?;
    }
    match broken {
        true => Err(Fault::invalid("/file", "broken_upload")),
        false => standing(services, caller, id).await,
    }
}

fn misplaced() -> Fault {
    Fault::refused("uploads.wrong_offset")
}

/// What comes, up to `most` bytes, and whether it broke off.
async fn read<S, E>(mut body: S, most: u64) -> Result<(Vec<Bytes>, bool), Fault>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
{
    let (mut parts, mut bytes) = (Vec::new(), 0);
    loop {
        match tokio::time::timeout(PATIENCE, body.next()).await {
            Ok(Some(Ok(part))) => {
                bytes += part.len() as u64;
                if bytes > most {
                    return Err(Fault::TooLarge { limit: FILE_BYTES_MAX });
                }
                parts.push(part);
            }
            Ok(None) => return Ok((parts, false)),
            Ok(Some(Err(_))) | Err(_) => return Ok((parts, true)),
        }
    }
}

/// Puts a piece aside. Each try has a name of its own: of two that come at once one counts, and the
/// other changes nothing.
async fn keep(
    services: &Arc<Services>,
    caller: &Caller,
    upload: &Upload,
    piece: Vec<Bytes>,
    bytes: u64,
) -> Result<(), Fault> {
    let (id, from) = (upload.id, upload.received);
    let part = format!("{id}-{}", Uuid::now_v7().simple());
    super::put(services, &part_path(&part), piece).await?;
    let name = part.clone();
    let work = services
        .write(caller.clone(), move |cx| Box::pin(async move { store::grow(cx, id, from, bytes, &name).await }));
    let counted = work.await;
    match counted {
        Ok(true) => Ok(()),
        // Whether a lost answer was kept is not known: then the piece must stay.
        Err(fault) => Err(fault),
        Ok(false) => {
            clear(services, &[part]).await;
            Err(misplaced())
        }
    }
}

/// Ends an upload of the caller's with all that came of it; also one that was only told of.
pub async fn end(services: &Arc<Services>, caller: Caller, id: FileId) -> Result<(), Fault> {
    let owner = owner(&caller);
    let work = services.write(caller, move |cx| {
        Box::pin(async move {
            let told = store::no_longer_awaited(cx, id, &owner).await?;
            let upload = store::find(cx, id).await?.filter(|upload| upload.owner == owner);
            match upload {
                Some(upload) => {
                    store::close(cx, id, upload.received).await?;
                    Ok(upload.parts)
                }
                None if told => Ok(Vec::new()),
                None => Err(Fault::NotFound),
            }
        })
    });
    clear(services, &work.await?).await;
    Ok(())
}

/// Lets uploads go that stood still for too long. Answers how many.
pub async fn expire(services: &Arc<Services>) -> Result<u64, Fault> {
    let before = now() - UPLOAD_DAYS * DAY;
    let work = services.write(Caller::system(), move |cx| Box::pin(store::drop_before(cx, before)));
    let gone = work.await?;
    for upload in &gone {
        clear(services, &upload.parts).await;
    }
    Ok(gone.len() as u64)
}

/// Where pieces lie until their file is whole.
fn part_path(part: &str) -> Path {
    Path::from(format!("uploads/{part}"))
}

async fn clear(services: &Services, parts: &[String]) {
    for part in parts {
        if let Err(error) = services.objects.delete(&part_path(part)).await {
            tracing::warn!(%error, "a piece of an ended upload stays");
        }
    }
}
