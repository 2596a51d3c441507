//! Since when rules listen to thresholds of clocks. Clocks pass theirs whether anybody listens or not: what was passed
//! before a rule was there, or while it was switched off, is none of its business.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::RuleId;
use yingda_shared::kernel::time::Millis;
use yingda_shared::rules::{Happening, HappeningKind, Rule};

use crate::ctx::Cx;
use crate::settings;

/// The setting that says it.
const NAME: &str = "threshold_rules";

#[derive(Default, Serialize, Deserialize)]
pub struct Listening {
    #[serde(default)]
    since: BTreeMap<RuleId, Millis>,
}

impl Listening {
    /// Read only where something is about thresholds.
    pub async fn of(cx: &mut Cx, kinds: &[HappeningKind]) -> Result<Listening, Fault> {
        match kinds.contains(&HappeningKind::Threshold) {
            true => settings::find(cx, NAME).await,
            false => Ok(Listening::default()),
        }
    }

    /// A rule of before this was kept has always listened.
    pub fn from(&self, rule: RuleId) -> Millis {
        self.since.get(&rule).copied().unwrap_or(Millis::MIN)
    }

    /// Whether something happened after a rule began to listen.
    pub fn hears(&self, rule: RuleId, happening: &Happening) -> bool {
        happening.kind != HappeningKind::Threshold || self.from(rule) <= happening.at
    }
}

/// Notes that a rule begins to listen now, where it does; answers whether.
pub async fn begins(cx: &mut Cx, before: Option<&Rule>, rule: &Rule) -> Result<bool, Fault> {
    let listens = |rule: &Rule| rule.active && rule.when.event == HappeningKind::Threshold;
    let listened = before.is_some_and(|before| listens(before) && before.when == rule.when);
    if !listens(rule) || listened {
        return Ok(false);
    }
    let mut listening: Listening = settings::find(cx, NAME).await?;
    listening.since.insert(rule.id, cx.now);
    settings::put(cx, NAME, &listening).await?;
    Ok(true)
}
