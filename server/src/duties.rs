//! Work that is done once for all nodes over one database. Whoever takes a duty does it; one whose node
//! died comes up again after the time that it was taken for.

use std::sync::Arc;

use yingda_shared::fault::Fault;

use crate::ctx::Caller;
use crate::db::lease::{self, Duty};
use crate::failure;
use crate::services::Services;

/// Takes the work for this node when it is due and nobody else has it.
pub async fn take(services: &Arc<Services>, duty: Duty) -> Result<bool, Fault> {
    let work = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            let (node, now) = (cx.services.node, cx.now);
            lease::take(cx.conn().await?, duty, node, now).await.map_err(failure::db)
        })
    });
    work.await
}

/// Ends it: done, or to be tried again by whoever comes next.
pub async fn end(services: &Arc<Services>, duty: Duty, done: bool) -> Result<(), Fault> {
    let work = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            let (node, now) = (cx.services.node, cx.now);
            let conn = cx.conn().await?;
            let ended = match done {
                true => lease::done(conn, duty, node, now).await,
                false => lease::give_back(conn, duty, node).await,
            };
            ended.map_err(failure::db)
        })
    });
    work.await
}
