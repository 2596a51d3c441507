//! Asking for an export and fetching it.

use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::ObjectStoreExt;
use std::sync::Arc;
use yingda_shared::exports::*;
use yingda_shared::fault::Fault;
use yingda_shared::identity::policy::authorise;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::page::Page;
use yingda_shared::kernel::time::{DAY, date_time};

use super::store::{Body, Stored};
use super::{columns, make, runner, store};
use crate::ctx::{Caller, Cx, new_id};
use crate::dispatch::Registry;
use crate::files::out_of_reach;
use crate::services::Services;
use crate::words::{Language, say};

/// What can be taken out.
#[cfg(test)]
pub const LISTS: &[&str] = &[
    "cases",
    "companies",
    "departments",
    "contacts",
    "users",
    "assets",
    "units",
    "teams",
    "firms",
    "products",
    "categories",
    "canned_texts",
    "pairs",
    "rewards",
];

pub fn register(registry: &mut Registry) {
    registry.free::<StartExport, _>(start);
    registry.read::<GetExport, _>(get);
    registry.read::<ListExports, _>(list);
}

async fn start(cx: &mut Cx, op: StartExport) -> Result<Export, Fault> {
    let owner = cx.actor().user_id.map(|id| id.to_string()).ok_or(Fault::Forbidden)?;
    columns::of(&op.list, &op.columns)?;
    authorise(cx.actor(), &format!("{}.list", op.list))?;
    let language = Language::parse(&op.language);
    let stamp = date_time(cx.now, cx.services.config.offset).replace([':', ' '], "-");
    let list = say(language, "export_list", &op.list);
    let name = format!("{list}-{stamp}.{}", op.format);
    let body = Body { asked: op, name, rows: 0, code: None };
    let state = ExportState::Queued;
    let mut export = Stored { id: new_id::<Uuid>(), owner, state, at: cx.now, expires_at: cx.now + DAY, body };
    let (services, caller) = (cx.services.clone(), cx.caller.clone());
    cx.rest();
    let made = make::file(&services, &caller, &export, None).await?;
    let work = services.write(caller, move |cx| {
        Box::pin(async move {
            store::add(cx, &export).await?;
            match made {
                Some(rows) => make::conclude(cx, &mut export, Ok(rows)).await?,
                None => runner::begin(cx, &export).await?,
            }
            Ok(export.export())
        })
    });
    work.await
}

async fn get(cx: &mut Cx, op: GetExport) -> Result<Export, Fault> {
    Ok(store::own(cx, op.id).await?.export())
}

async fn list(cx: &mut Cx, _: ListExports) -> Result<Page<Export>, Fault> {
    Ok(Page { rows: store::list(cx).await?.iter().map(Stored::export).collect(), next: None })
}

/// The file, for its owner alone.
pub async fn content(
    services: &Arc<Services>,
    caller: Caller,
    id: Uuid,
) -> Result<(Export, BoxStream<'static, Result<Bytes, object_store::Error>>), Fault> {
    authorise(&caller.actor, "exports.get")?;
    let export = store::own(&mut services.reader(caller), id).await?;
    if export.state != ExportState::Done {
        return Err(Fault::refused("exports.not_ready"));
    }
    let found = services.objects.get(&make::place(id)).await.map_err(out_of_reach)?;
    Ok((export.export(), found.into_stream()))
}
