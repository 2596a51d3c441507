//! The live channel: tells a browser that something it may see has changed, and nothing else.
//! The head is keyed, so that it does not count other people's work.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use sha2::{Digest, Sha256};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::broadcast::error::RecvError;

use crate::db::feed::Touch;
use crate::identity::actors::{self, Credentials};
use crate::services::Services;
use yingda_shared::identity::Actor;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::hex::hex;
use yingda_shared::views::rules::sight;
use yingda_shared::views::{DESK, KIND as VIEWS};

/// Changes within this time are told at once.
const COALESCE: Duration = Duration::from_millis(250);

/// A stream of heads for whoever holds the credentials, until they end. `place` is given back then.
pub fn channel(
    services: Arc<Services>,
    credentials: Credentials,
    place: OwnedSemaphorePermit,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = services.changes.subscribe();
    let stopping = services.stopping.subscribe();
    let beside = services.beside.subscribe();
    let start = (services, credentials, changes, beside, stopping, place);
    let stream = futures::stream::unfold(
        start,
        |(services, credentials, mut changes, mut beside, mut stopping, place)| async move {
            loop {
                let mut touches: Vec<Arc<Vec<Touch>>> = Vec::new();
                let heard = tokio::select! {
                    heard = changes.recv() => Ok(heard),
                    one = beside.recv() => Err(one),
                    // The process ends: the browser comes back to the next one by itself.
                    _ = stopping.wait_for(|stop| *stop) => return None,
                };
                let heard = match heard {
                    Ok(heard) => heard,
                    Err(one) => {
                        let Ok(change) = one else { continue };
                        let actor = actors::of(&services, &credentials).await.ok()?;
                        if change.is_for(&actor) {
                            let event = Event::default().event("presence").data(change.case_id.to_string());
                            return Some((Ok(event), (services, credentials, changes, beside, stopping, place)));
                        }
                        continue;
                    }
                };
                match heard {
                    Ok(batch) => touches.push(batch),
                    // Too slow to hear everything: a poke makes the client look.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                }
                let mut lagged = touches.is_empty();
                tokio::time::sleep(COALESCE).await;
                while let Ok(batch) = changes.try_recv() {
                    touches.push(batch);
                }
                // A batch of nothing stands for changes that nobody can name any more.
                lagged |= touches.iter().any(|batch| batch.is_empty());
                // Rights are asked anew each time: a revoked session hears nothing more.
                let actor = actors::as_heard(&services, &credentials).await.ok()?;
                let seen = touches.iter().flat_map(|batch| batch.iter()).filter(|touch| hears(&actor, touch));
                let newest = seen.map(|touch| touch.pos).max();
                if let Some(pos) = newest.or(lagged.then_some(0)) {
                    let event = Event::default().event("head").data(head(&services.secret, pos));
                    return Some((Ok(event), (services, credentials, changes, beside, stopping, place)));
                }
            }
        },
    );
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}

/// Of what is seen, of one's own jobs, and of saved views: whoever sees all that there is holds no scope of
/// their own, and who sees which view follows other scopes than who sees which case.
fn hears(actor: &Actor, touch: &Touch) -> bool {
    let own = actor.user_id.filter(|_| touch.kind == "jobs").map(scope::user);
    let view = || [VIEWS, DESK].contains(&touch.kind) && sight(actor).iter().any(|sight| touch.vis.contains(sight));
    actor.sees(&touch.vis) || own.is_some_and(|own| touch.vis.contains(&own)) || view()
}

fn head(secret: &[u8; 32], pos: i64) -> String {
    let digest = Sha256::new().chain_update(secret).chain_update(pos.to_be_bytes()).finalize();
    hex(&digest[..8])
}

/// With several nodes over one database each node follows the feed, and tells its own browsers of
/// everyone's changes in the order of the feed.
/// `last` is the head from before anything was read here, so that no change falls in between.
pub async fn follow(services: Arc<Services>, mut last: i64) {
    let caller = crate::ctx::Caller::system;
    loop {
        tokio::time::sleep(COALESCE).await;
        let mut cx = services.reader(caller());
        let Ok(conn) = cx.conn().await else { continue };
        let Ok(head) = crate::db::feed::head(conn).await else { continue };
        let from = last;
        if head <= from {
            continue;
        }
        let Ok(touches) = crate::db::feed::between(conn, from, head).await else { continue };
        // What was read, not what was asked for: a long stretch comes in parts.
        last = touches.last().map_or(head, |touch| touch.pos);
        if touches.first().is_none_or(|first| first.pos > from + 1) {
            // This node was away longer than the feed is kept: whatever may have changed is read anew.
            services.actors.clear();
            let _ = services.changes.send(Arc::default());
        }
        services.actors.heard(&touches);
        if !touches.is_empty() {
            let _ = services.changes.send(Arc::new(touches));
        }
    }
}
