//! What is brought in from other systems.

mod dates;
mod fields;
pub mod file;
mod handlers;
pub mod incident_log;
mod plan;
mod report;
mod rows;
pub mod run;
pub mod runner;
pub mod store;
pub mod table;
mod undo;

pub use handlers::register;
pub use report::report;

use std::sync::Arc;

use yingda_shared::fault::Fault;

use crate::ctx::Caller;
use crate::services::Services;

/// Lets imports go whose time is over, with their files.
pub async fn expire(services: &Arc<Services>) -> Result<u64, Fault> {
    let mut gone = 0;
    let expired = store::expired(&mut services.reader(Caller::system())).await?;
    for id in expired {
        file::forget(services, id).await;
        loop {
            let some = services.write(Caller::system(), move |cx| Box::pin(store::drop_some(cx, id))).await?;
            gone += some;
            if some < yingda_shared::kernel::limits::PRUNE_BATCH as u64 {
                break;
            }
        }
    }
    Ok(gone)
}
