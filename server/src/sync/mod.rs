//! The exchange with devices that work without a network: what they did is decided, what they have
//! not seen is told. The protocol and its rules stand in `shared::sync`.

mod cursor;
mod pull;
mod push;
mod rows;
pub mod store;
mod working_set;

use yingda_shared::fault::Fault;
use yingda_shared::sync::SyncReply;
use yingda_shared::sync::operations::Exchange;
use yingda_shared::sync::wire::Reset;

use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::failure;
use crate::identity::devices;

pub fn register(registry: &mut Registry) {
    registry.free::<Exchange, _>(exchange);
}

/// Push, then pull: the pull is read after the push, so that it holds its effects.
async fn exchange(cx: &mut Cx, op: Exchange) -> Result<SyncReply, Fault> {
    let request = op.0;
    if request.user != cx.actor().user_id {
        return Err(Fault::Unauthenticated);
    }
    if request.user.is_none() && !request.push.is_empty() {
        // Whatever comes of it, something of it is kept: so much from one address and no more.
        let bytes = serde_json::to_string(&request.push).map_err(|error| failure::internal(&error))?.len();
        cx.services.limits.guest(&cx.caller.address)?;
        cx.services.limits.guest_bytes(&cx.caller.address, bytes as u64)?;
    }
    let epoch = store::epoch(cx).await?;
    let mut reply = SyncReply { epoch, server_now: cx.now, ..SyncReply::default() };
    if cx.actor().user_id.is_some() {
        let policy = devices::store::policy(cx).await?;
        reply.lease = Some(cx.now + policy.lease(cx.actor().kind));
    }
    if request.epoch.is_some_and(|known| known != epoch) {
        reply.reset = Some(Reset::Epoch);
        return Ok(reply);
    }
    // Whoever does not know which life of the server this is has nothing decided yet.
    if request.epoch.is_some() {
        // The writer works on its own connection; a reader kept meanwhile would see the past.
        cx.rest();
        push::hear(cx, &request).await?;
        let pushed = push::decide_all(cx, &request).await?;
        reply.results = pushed.verdicts;
        if pushed.renumber {
            reply.reset = Some(Reset::Client);
            return Ok(reply);
        }
    }
    reply.last_mid = store::last_mid(cx, request.client).await?;
    pull::pull(cx, &request, reply).await
}
