//! Lists as files. The rows are those the list itself answers to the caller, page by page, so that a
//! file never shows what a page would not.

mod columns;
mod handlers;
pub mod make;
mod runner;
pub mod store;

pub use handlers::{content, register};
pub use runner::ExportRunner;

use std::sync::Arc;

use yingda_shared::fault::Fault;

use crate::ctx::Caller;
use crate::services::Services;

/// Lets files go that have expired.
pub async fn expire(services: &Arc<Services>) -> Result<u64, Fault> {
    let expired = store::expired(&mut services.reader(Caller::system())).await?;
    for id in &expired {
        make::forget(services, *id).await;
    }
    let count = expired.len() as u64;
    services.write(Caller::system(), move |cx| Box::pin(async move { store::drop_all(cx, &expired).await })).await?;
    Ok(count)
}
