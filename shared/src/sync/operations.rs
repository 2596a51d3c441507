//! The exchange as an operation: one round trip that pushes and pulls.

use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::sync::engine::PUSH_MAX;
use crate::sync::wire::{SyncReply, SyncRequest};

data! {
#[serde(transparent)]
pub struct Exchange(pub SyncRequest);
}

fn check(request: &SyncRequest) -> Vec<FieldFault> {
    Checks::new()
        .when(request.push.len() > PUSH_MAX, "/push", "too_many")
        .when(request.cursor.as_ref().is_some_and(|cursor| cursor.len() > CURSOR_MAX), "/cursor", "too_long")
        .optional("/build", &request.build, BUILD_MAX)
        .done()
}

/// Bytes of a cursor at most: some hundred scopes.
const CURSOR_MAX: usize = 64 * 1024;
const BUILD_MAX: usize = 100;

operation!(Exchange => SyncReply, "sync.exchange", Post "/sync", Online,
    "Pushes what a device did and pulls what it has not seen, in one round trip.", |op| check(&op.0));
