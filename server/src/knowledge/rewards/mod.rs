//! Points for knowledge on the server: given for what happens, told, taken back (docs/rewards.md).

mod giving;
mod keeping;
mod reading;
pub mod store;

pub use giving::{article_changed, article_published, case_solved, helped};

use yingda_shared::fault::Fault;
use yingda_shared::knowledge::rewards::RewardRules;

use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::settings as documents;

/// The word of the audit.
const KIND: &str = "rewards";

/// The name of the setting.
const RULES: &str = "rewards";

pub fn register(registry: &mut Registry) {
    reading::register(registry);
    keeping::register(registry);
}

async fn rules(cx: &mut Cx) -> Result<RewardRules, Fault> {
    documents::find(cx, RULES).await
}
