//! All that the desk holds of a contact as one archive, made while it is sent: what they gave, what was
//! done for them as they see it, and every file of theirs.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::{Stream, StreamExt};
use serde::Serialize;
use serde_json::json;
use tokio::sync::mpsc;
use yingda_shared::cases::events::Entry;
use yingda_shared::cases::{Case, policy};
use yingda_shared::contract::Operation;
use yingda_shared::customers::personal::GetPersonalData;
use yingda_shared::escalation::DeliverySettings;
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::kernel::id::{ContactId, FileId};
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

use super::{accounts, contact};
use crate::audit::Line;
use crate::audit::store::chain::{Column, lines_of};
use crate::cases::store as cases;
use crate::ctx::{Caller, Cx};
use crate::escalation::wishes::DELIVERY;
use crate::failure;
use crate::files;
use crate::identity;
use crate::notices;
use crate::services::Services;
use crate::workplace;

/// Entries of a timeline read at once.
const ENTRIES: usize = 500;
/// Pieces made ahead of whoever downloads.
const AHEAD: usize = 4;

/// Notes in the audit that the data was given out, then makes it. A failure ends the archive early, and
/// without its table of contents nobody takes it for whole.
pub async fn zip(
    services: Arc<Services>,
    caller: Caller,
    id: ContactId,
) -> Result<impl Stream<Item = io::Result<Bytes>>, Fault> {
    contact(&mut services.reader(caller.clone()), id).await?;
    let noted = services.write(caller.clone(), move |cx| {
        Box::pin(async move {
            let (action, kind, field, object) = (GetPersonalData::NAME, "contacts", "personal_data", id.to_string());
            cx.audit(Line { action, kind, object: &object, field, old: "", new: "", reason: "" }).await
        })
    });
    noted.await?;
    let (pieces, made) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        if let Err(fault) = write(&services, &caller, id, &pieces).await {
            tracing::error!(?fault, "an archive of personal data broke off");
            let _ = pieces.send(Err(io::Error::other("broken off"))).await;
        }
    });
    Ok(futures::stream::unfold(made, |mut made| async { made.recv().await.map(|piece| (piece, made)) }).boxed())
}

type Pieces = mpsc::Sender<io::Result<Bytes>>;

/// What the archive was written so far and nobody took yet.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().map_err(|_| io::Error::other("lock"))?.extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Archive<'a> {
    zip: ZipWriter<StreamWriter<Written>>,
    written: Written,
    pieces: &'a Pieces,
}

impl Archive<'_> {
    async fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        let added = self.zip.start_file(name, options).map_err(io::Error::from);
        added.and_then(|()| self.zip.write_all(bytes)).map_err(|error| failure::internal(&error))?;
        self.hand_on().await
    }

    async fn add_json(&mut self, name: &str, value: &impl Serialize) -> Result<(), Fault> {
        let text = serde_json::to_vec_pretty(value).map_err(|error| failure::internal(&error))?;
        self.add(name, &text).await
    }

    async fn hand_on(&mut self) -> Result<(), Fault> {
        let bytes = self.written.0.lock().map(|mut bytes| std::mem::take(&mut *bytes)).unwrap_or_default();
        // Whoever went away needs no more of it.
        self.pieces.send(Ok(bytes.into())).await.map_err(|_| failure::unavailable())
    }
}

async fn write(services: &Arc<Services>, caller: &Caller, id: ContactId, pieces: &Pieces) -> Result<(), Fault> {
    let written = Written::default();
    let mut archive = Archive { zip: ZipWriter::new_stream(written.clone()), written, pieces };
    let mut cx = services.reader(caller.clone());
    archive.add_json("contact.json", &contact(&mut cx, id).await?).await?;
    let accounts = accounts(&mut cx, id).await?;
    archive.add_json("accounts.json", &accounts).await?;
    let (mut sessions, mut notes, mut audit) = (Vec::new(), Vec::new(), Vec::new());
    let (mut wishes, mut devices) = (Vec::new(), Vec::new());
    for account in &accounts {
        sessions.extend(identity::store::sessions(&mut cx, account.id, None).await?);
        notes.extend(notices::store::all(&mut cx, account.id).await?);
        let (rv, said) = workplace::store::find::<DeliverySettings>(&mut cx, account.id, DELIVERY).await?;
        wishes.extend((rv > 0).then_some(said));
        devices.extend(notices::push::store::known(&mut cx, account.id).await?);
        let mut after = (0, 0);
        loop {
            let lines = lines_of(&mut cx, Column::Login, &account.login, after).await?;
            let Some((_, last)) = lines.last() else { break };
            after = (last.at, last.pos);
            audit.extend(lines.into_iter().map(|(_, line)| line));
        }
    }
    archive.add_json("sessions.json", &sessions).await?;
    archive.add_json("notices.json", &notes).await?;
    archive.add_json("delivery.json", &wishes).await?;
    archive.add_json("push-devices.json", &devices).await?;
    archive.add_json("done.json", &audit).await?;
    let mut reader = Actor::bare(ActorKind::Customer, "customer_contact");
    reader.grants.insert(scope::contact(id));
    for case in cases::personal::of_contact(&mut cx, id).await? {
        if let Some(case) = cases::find(&mut cx, case).await? {
            add_case(&mut archive, services, &mut cx, &reader, &case).await?;
        }
    }
    drop(cx);
    let Archive { zip, written, pieces } = archive;
    zip.finish().map_err(|error| failure::internal(&error))?;
    let rest = written.0.lock().map(|mut bytes| std::mem::take(&mut *bytes)).unwrap_or_default();
    pieces.send(Ok(rest.into())).await.map_err(|_| failure::unavailable())
}

/// A case as its reporter sees it, and the files on it. One that theirs came to is told from then on.
async fn add_case(
    archive: &mut Archive<'_>,
    services: &Arc<Services>,
    cx: &mut Cx,
    reader: &Actor,
    case: &Case,
) -> Result<(), Fault> {
    let parts = case.parts(reader);
    let Some(part) = parts.iter().find(|part| part.case == case.id) else { return Ok(()) };
    let mut timeline: Vec<Entry> = Vec::new();
    let mut pos = part.after;
    loop {
        let entries = cases::personal::entries_after(cx, case.id, pos, ENTRIES).await?;
        let Some(last) = entries.last() else { break };
        pos = last.pos;
        let seen = entries.into_iter().filter(|entry| policy::sees_event(reader, &entry.event));
        timeline.extend(seen.map(|entry| Entry { event: policy::masked(reader.kind, entry.event), ..entry }));
    }
    let files = files::store::given_after(cx, &[(case.id, part.since)], false).await?;
    let number = &case.number;
    let value = json!({ "case": case.masked(reader), "timeline": timeline, "files": files });
    archive.add_json(&format!("cases/{number}/case.json"), &value).await?;
    for file in files {
        let hash = hash(cx, file.id).await?;
        match files::bytes(services, &hash).await {
            // Two files of a case may be called alike.
            Ok(bytes) => archive.add(&format!("cases/{number}/{}-{}", file.id, file.name), &bytes).await?,
            Err(fault) => tracing::warn!(?fault, file = %file.id, "a file is missing in an archive of personal data"),
        }
    }
    Ok(())
}

async fn hash(cx: &mut Cx, file: FileId) -> Result<String, Fault> {
    Ok(files::store::find(cx, file).await?.ok_or(Fault::NotFound)?.hash)
}
