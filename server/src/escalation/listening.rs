//! A rule begins to listen to thresholds of clocks: open cases get the timers that it needs, in the background.

use serde_json::json;
use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::Millis;
use yingda_shared::record::{Record, Save, Saved};
use yingda_shared::rules::Rule;

use super::store::timers;
use crate::cases::store::promised;
use crate::cases::stretches::{self, BATCH_MAX};
use crate::ctx::Cx;
use crate::jobs::runner::{Done, Item, Runner, Task};
use crate::jobs::{self, NewJob};
use crate::rules;

/// Saves a rule. Where it begins to listen to thresholds, a job goes through the open cases: of those that nobody looks
/// at, nobody would ever tell it.
pub async fn save(cx: &mut Cx, op: Save<Rule>) -> Result<Saved, Fault> {
    let name = op.0.name.clone();
    let (saved, begins) = rules::handlers::save(cx, op).await?;
    if begins {
        follow(cx, name).await?;
    }
    Ok(saved)
}

/// Starts the job, where there is an open case. It is nobody's: whoever saves a rule is refused nothing because of it.
/// One that has not begun yet does for this rule as well: each rule hears of nothing that was passed before itself.
async fn follow(cx: &mut Cx, rule: String) -> Result<(), Fault> {
    if jobs::store::own_waits(cx, Rule::SAVE).await? {
        return Ok(());
    }
    let items = stretches::items(cx).await?;
    if items.is_empty() {
        return Ok(());
    }
    let (total, input) = (items.len() as i64, json!({ "since": cx.now }));
    let new = NewJob { kind: Rule::SAVE, about: rule, input, items, total, delay: 0 };
    jobs::start_own(cx, new).await.map(drop)
}

pub struct Timers;

impl Runner for Timers {
    fn kind(&self) -> &'static str {
        Rule::SAVE
    }

    /// Somebody looks at each of the cases as soon as possible, as if it had been asked when the rule was saved: what
    /// passes between that moment and this one is told.
    fn run<'a>(&'a self, cx: &'a mut Cx, task: &'a Task, item: &'a Item) -> BoxFuture<'a, Result<Done, Fault>> {
        Box::pin(async move {
            let (first, before) = stretches::ends(item)?;
            let since: Millis = task.input["since"].as_i64().unwrap_or(cx.now);
            for case in promised::open_ids(cx, first, before, BATCH_MAX).await? {
                timers::look_at_from(cx, case, since).await?;
            }
            Ok(Done::default())
        })
    }
}
