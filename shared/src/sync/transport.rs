//! The line to the server, as the engine sees it.

use super::wire::{SyncReply, SyncRequest};
use crate::kernel::time::Millis;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetFault {
    /// No answer, a torn one, or a server that is not able now: the same again later.
    Away,
    /// The server asks for patience.
    Later { after: Millis },
    /// Nobody is signed in any more: reading and writing go on here, sending waits.
    NeedsAuth,
    /// An administrator took this device's rights away: what it holds goes.
    Wipe,
    /// This build is too old to be understood: what waits is kept for the next one.
    Outdated { min_build: String },
}

#[allow(async_fn_in_trait, reason = "the browser has one thread, and the simulation as well")]
pub trait Transport {
    async fn sync(&self, request: SyncRequest) -> Result<SyncReply, NetFault>;
}
