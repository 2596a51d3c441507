//! Rules on the server: keeping them, hearing what happens to cases, and what is to be done because of it.

pub mod facts;
pub mod handlers;
pub mod hearing;
mod listening;
pub mod store;

use serde::{Deserialize, Serialize};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::time::Millis;
use yingda_shared::rules::{Action, ListRuleRuns, RehearseRule};

use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::failure;
use crate::outbox::{self, Errand};

/// The channel of what the desk does in its own database.
pub const DESK: &str = "desk";
/// The channel of calls to addresses elsewhere.
pub const WEBHOOK: &str = "webhook";

pub fn register(registry: &mut Registry) {
    registry.read::<ListRuleRuns, _>(handlers::runs);
    registry.free::<RehearseRule, _>(handlers::rehearse);
}

/// Why something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    Rule,
    Escalation,
}

/// One action that is to be done to a case: what an errand of a rule or of an escalation says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Deed {
    pub because: Because,
    /// Name of the rule or policy.
    pub by: String,
    /// What comes of it happens at this depth.
    pub depth: u8,
    pub action: Action,
}

/// Writes down that something is to be done, under a name that says it once.
pub async fn set_off(
    cx: &mut Cx,
    name: String,
    case_id: CaseId,
    (at, place): (Millis, i64),
    deed: Deed,
) -> Result<(), Fault> {
    let channel = if matches!(deed.action, Action::Webhook { .. }) { WEBHOOK } else { DESK };
    let body = serde_json::to_value(&deed).map_err(|error| failure::internal(&error))?;
    let errand = Errand { id: name, channel: channel.into(), case_id, at, place, attempts: 0, body };
    outbox::store::put(cx, &errand).await
}
