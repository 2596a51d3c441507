//! Making the file of an export: the list's own pages one after the other, as its owner sees them.

use std::sync::Arc;

use object_store::path::Path;
use object_store::{ObjectStoreExt, WriteMultipart};
use serde_json::Value;
use yingda_shared::contract::{Operation, push_encoded};
use yingda_shared::exports::{ExportState, Format, StartExport};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::limits::PAGE_MAX;

use super::columns::{self, Column, Known};
use super::store::{self, Stored};
use crate::ctx::{Caller, Cx};
use crate::failure;
use crate::files::out_of_reach;
use crate::jobs::runner::Task;
use crate::jobs::worker;
use crate::registry::registry;
use crate::services::Services;
use crate::sheet::{Csv, Out, Workbook};
use crate::words::Language;

/// Rows up to which the file is ready with the answer.
pub const SHORT: u64 = 5_000;
/// Pages between two words of how far it is.
const TOLD: u64 = 20;
/// Bytes of CSV that are handed to the store at once.
const PIECE: usize = 256 * 1024;

pub fn place(id: Uuid) -> Path {
    Path::from(format!("exports/{id}"))
}

/// Writes the end of an export, with a line of the audit when there is a file.
pub async fn conclude(cx: &mut Cx, export: &mut Stored, made: Result<u64, String>) -> Result<(), Fault> {
    match made {
        Ok(rows) => (export.state, export.body.rows) = (ExportState::Done, rows),
        Err(code) => (export.state, export.body.code) = (ExportState::Failed, Some(code)),
    }
    store::save(cx, export).await?;
    if export.state == ExportState::Failed {
        return Ok(());
    }
    let (id, body) = (export.id.to_string(), &export.body);
    let new = format!("{} {} {} {}", body.asked.list, body.asked.format, body.rows, body.asked.query);
    let (action, kind) = (StartExport::NAME, "exports");
    cx.audit(crate::audit::Line { action, kind, object: &id, field: "rows", old: "", new: &new, reason: "" }).await
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

/// Writes the file; answers how many rows it has. While somebody waits for the answer, a file of more
/// than `SHORT` rows is not made; a job makes it however long it is, as long as it is the job's to make.
pub async fn file(
    services: &Arc<Services>,
    caller: &Caller,
    export: &Stored,
    job: Option<&Task>,
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
        if job.is_none() && rows > SHORT {
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
        if let Some(task) = job.filter(|_| page.is_multiple_of(TOLD))
            && let Err(fault) = tell(services, task, export, rows).await
        {
            file.drop(services, export.id).await;
            return Err(fault);
        }
    }
    file.close(services, export.id).await?;
    Ok(Some(rows))
}

/// Says how far a long one is.
async fn tell(services: &Arc<Services>, task: &Task, export: &Stored, rows: u64) -> Result<(), Fault> {
    let (task, mut export) = (task.clone(), export.clone());
    export.body.rows = rows;
    let work = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            worker::go_on(cx, &task).await?;
            store::save(cx, &export).await
        })
    });
    work.await
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
        csv.row(&headings.into_iter().map(Out::Text).collect::<Vec<_>>());
        Ok(File::Csv(Box::new((csv, WriteMultipart::new(upload), 0))))
    }

    async fn row(&mut self, cells: &[Out]) -> Result<(), Fault> {
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
