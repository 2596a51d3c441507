//! Making the file of an export: the list's own pages one after the other, as its owner sees them.

use std::sync::Arc;
use std::time::Duration;

use object_store::path::Path;
use object_store::{ObjectStoreExt, WriteMultipart};
use serde_json::Value;
use yingda_shared::contract::push_encoded;
use yingda_shared::exports::{ExportState, Format};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{UserId, Uuid};
use yingda_shared::kernel::limits::PAGE_MAX;
use yingda_shared::kernel::time::{MINUTE, Millis};

use super::columns::{self, Column, Known};
use super::sheet::{Csv, Workbook};
use super::store::{self, Stored};
use crate::ctx::{Caller, now};
use crate::failure;
use crate::files::out_of_reach;
use crate::identity::actors;
use crate::registry::registry;
use crate::services::Services;
use crate::words::Language;

/// Rows up to which the file is ready with the answer.
pub const SHORT: u64 = 5_000;
/// How long a node that says nothing keeps an export to itself.
const LEASE: Millis = 2 * MINUTE;
/// Between two looks for exports that nobody makes.
const LOOK: Duration = Duration::from_secs(20);
/// Pages between two words of how far it is.
const TOLD: u64 = 20;
/// Bytes of CSV that are handed to the store at once.
const PIECE: usize = 256 * 1024;

pub fn place(id: Uuid) -> Path {
    Path::from(format!("exports/{id}"))
}

/// Goes on with what was left behind, as long as the process lives.
pub async fn watch(services: Arc<Services>) {
    let mut looks = tokio::time::interval(LOOK);
    loop {
        looks.tick().await;
        let waiting = store::waiting(&mut services.reader(Caller::system())).await;
        for id in waiting.unwrap_or_default() {
            work(&services, id).await;
        }
    }
}

pub fn begin(services: &Arc<Services>, id: Uuid) {
    let services = services.clone();
    tokio::spawn(async move { work(&services, id).await });
}

/// Makes a long export, unless another node does.
async fn work(services: &Arc<Services>, id: Uuid) {
    let until = now() + LEASE;
    let taken = services.write(Caller::system(), move |cx| Box::pin(store::take(cx, id, until))).await;
    if taken != Ok(true) {
        return;
    }
    let found = store::find(&mut services.reader(Caller::system()), id).await;
    let Ok(Some(export)) = found else { return };
    if let Err(fault) = whole(services, export.clone()).await {
        let passing = matches!(fault, Fault::Unavailable { .. });
        tracing::warn!(?fault, "an export was not made");
        if !passing {
            let _ = ended(services, export, Err(fault)).await;
        }
    }
}

async fn whole(services: &Arc<Services>, export: Stored) -> Result<(), Fault> {
    let user = UserId(export.owner.parse().unwrap_or_default());
    // With the rights of this moment, not of the moment it was asked for.
    let actor = actors::of_user(&mut services.reader(Caller::system()), user).await?.ok_or(Fault::Forbidden)?;
    yingda_shared::identity::policy::authorise(&actor, "exports.start")?;
    let rows = file(services, &Caller::of(actor, "export"), &export, None).await?.ok_or(Fault::NotFound)?;
    ended(services, export, Ok(rows)).await.map(drop)
}

/// Writes the end of an export, with a line of the audit when there is a file.
pub async fn ended(services: &Arc<Services>, mut export: Stored, made: Result<u64, Fault>) -> Result<Stored, Fault> {
    match &made {
        Ok(rows) => (export.state, export.body.rows) = (ExportState::Done, *rows),
        Err(fault) => (export.state, export.body.code) = (ExportState::Failed, Some(fault.code().into())),
    }
    let user = UserId(export.owner.parse().unwrap_or_default());
    let actor = actors::of_user(&mut services.reader(Caller::system()), user).await?;
    let caller = actor.map_or_else(Caller::system, |actor| Caller::of(actor, "export"));
    let work = services.write(caller, move |cx| {
        Box::pin(async move {
            store::save(cx, &export, 0).await?;
            if export.state == ExportState::Done {
                let (id, body) = (export.id.to_string(), &export.body);
                let new = format!("{} {} {} {}", body.asked.list, body.asked.format, body.rows, body.asked.query);
                let (action, kind) = ("exports.start", "exports");
                let line =
                    crate::audit::Line { action, kind, object: &id, field: "rows", old: "", new: &new, reason: "" };
                cx.audit(line).await?;
            }
            Ok(export)
        })
    });
    work.await
}

/// One page of the list, as the caller sees it, and where the next begins.
struct Pages<'a> {
    services: &'a Arc<Services>,
    caller: &'a Caller,
    operation: String,
    query: String,
    cursor: Option<String>,
}

impl Pages<'_> {
    async fn next(&mut self) -> Result<Vec<Value>, Fault> {
        let mut query = self.query.clone();
        if let Some(cursor) = &self.cursor {
            query.push_str("&cursor=");
            push_encoded(&mut query, cursor);
        }
        let text = registry().call_flat(self.services, self.caller.clone(), &self.operation, &query).await?;
        let mut page: Value = serde_json::from_str(&text).map_err(|error| failure::internal(&error))?;
        self.cursor = page["next"].as_str().map(str::to_string);
        match page["rows"].take() {
            Value::Array(rows) => Ok(rows),
            _ => Ok(Vec::new()),
        }
    }
}

/// The filters of a list without its place in the pages.
fn filters(query: &str) -> String {
    let keep = |part: &&str| !part.starts_with("cursor=") && !part.starts_with("limit=") && !part.is_empty();
    let mut parts: Vec<&str> = query.trim_start_matches('?').split('&').filter(keep).collect();
    let limit = format!("limit={PAGE_MAX}");
    parts.push(&limit);
    parts.join("&")
}

/// Writes the file; answers how many rows it has, or `None` when they are more than `most`.
pub async fn file(
    services: &Arc<Services>,
    caller: &Caller,
    export: &Stored,
    most: Option<u64>,
) -> Result<Option<u64>, Fault> {
    let asked = &export.body.asked;
    let language = Language::parse(&asked.language);
    let columns = columns::of(&asked.list, &asked.columns)?;
    let operation = format!("{}.list", asked.list);
    let mut pages = Pages { services, caller, operation, query: filters(&asked.query), cursor: None };
    let mut file = File::open(services, export, &columns, language).await?;
    let (mut known, mut rows, mut page) = (Known::new(), 0, 0_u64);
    loop {
        let some = pages.next().await?;
        columns::learn(&mut services.reader(caller.clone()), &columns, &some, &mut known, language).await?;
        rows += some.len() as u64;
        if most.is_some_and(|most| rows > most) {
            file.drop(services, export.id).await;
            return Ok(None);
        }
        for row in &some {
            file.row(&columns::cells(&columns, row, &known, language)).await?;
        }
        if pages.cursor.is_none() {
            break;
        }
        page += 1;
        if most.is_none() && page.is_multiple_of(TOLD) {
            let mut export = export.clone();
            export.body.rows = rows;
            let until = now() + LEASE;
            let work = services
                .write(Caller::system(), move |cx| Box::pin(async move { store::save(cx, &export, until).await }));
            work.await?;
        }
    }
    file.close(services, export.id).await?;
    Ok(Some(rows))
}

/// A file in the making.
enum File {
    Csv(Box<(Csv, WriteMultipart, usize)>),
    Xlsx(Box<Workbook>),
}

impl File {
    async fn open(services: &Services, export: &Stored, columns: &[Column], language: Language) -> Result<File, Fault> {
        let (offset, headings) = (services.config.offset, columns::headings(columns, language));
        let broken = |error: rust_xlsxwriter::XlsxError| failure::internal(&error);
        if export.body.asked.format == Format::Xlsx {
            let mut book = Workbook::new(offset).map_err(broken)?;
            book.heading(&headings).map_err(broken)?;
            return Ok(File::Xlsx(Box::new(book)));
        }
        let upload = services.objects.put_multipart(&place(export.id)).await.map_err(out_of_reach)?;
        let mut csv = Csv::new(offset);
        csv.row(&headings.into_iter().map(super::sheet::Out::Text).collect::<Vec<_>>());
        Ok(File::Csv(Box::new((csv, WriteMultipart::new(upload), 0))))
    }

    async fn row(&mut self, cells: &[super::sheet::Out]) -> Result<(), Fault> {
        match self {
            File::Xlsx(book) => book.row(cells).map_err(|error| failure::internal(&error)),
            File::Csv(parts) => {
                let (csv, upload, waiting) = parts.as_mut();
                csv.row(cells);
                *waiting += 1;
                if *waiting == 1_000 {
                    *waiting = 0;
                    for piece in csv.take().chunks(PIECE) {
                        upload.wait_for_capacity(4).await.map_err(out_of_reach)?;
                        upload.write(piece);
                    }
                }
                Ok(())
            }
        }
    }

    async fn close(self, services: &Services, id: Uuid) -> Result<(), Fault> {
        match self {
            File::Csv(parts) => {
                let (mut csv, mut upload, _) = *parts;
                upload.write(&csv.take());
                upload.finish().await.map(drop).map_err(out_of_reach)
            }
            File::Xlsx(book) => {
                // Packing a long one takes a while: threads that answer people do not do it.
                let packed = tokio::task::spawn_blocking(move || book.finish()).await;
                let bytes = packed.map_err(|error| failure::internal(&error))?;
                let bytes = bytes.map_err(|error| failure::internal(&error))?;
                services.objects.put(&place(id), bytes.into()).await.map(drop).map_err(out_of_reach)
            }
        }
    }

    /// It became too long for the answer: the file is made anew by itself.
    async fn drop(self, services: &Services, id: Uuid) {
        if let File::Csv(parts) = self
            && parts.1.abort().await.is_err()
        {
            forget(services, id).await;
        }
    }
}

pub async fn forget(services: &Services, id: Uuid) {
    if let Err(error) = services.objects.delete(&place(id)).await
        && !matches!(error, object_store::Error::NotFound { .. })
    {
        tracing::warn!(%error, "the file of an export stays");
    }
}
