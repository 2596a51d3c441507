//! The table of errands.

use serde_json::Value;
use yingda_shared::fault::Fault;
use yingda_shared::jobs::ErrandState;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::kernel::time::Millis;

use super::{Errand, PUSH};
use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, Row, id, places};
use crate::failure;
use crate::registry::couriers;

const COLUMNS: &str = "id, channel, case_id, at, place, attempts, body";

/// An errand with what became of it.
pub struct Ended {
    pub errand: Errand,
    pub state: ErrandState,
    pub ended_at: Option<Millis>,
    /// Code of the fault, where it was refused or given up, or of the last try.
    pub fault: Option<String>,
    pub result: Option<Value>,
}

/// Writes an errand; one of this name that is there already stays as it is.
pub async fn put(cx: &mut Cx, errand: &Errand) -> Result<(), Fault> {
    let now = cx.now;
    put_for(cx, errand, now).await
}

/// The same for an errand that nobody is to try before a moment.
pub async fn put_for(cx: &mut Cx, errand: &Errand, not_before: Millis) -> Result<(), Fault> {
    let sql = "INSERT INTO outbox (id, channel, case_id, at, place, state, attempts, next_attempt_at, body) \
               VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, $7) ON CONFLICT (id) DO NOTHING";
    let values = vec![
        errand.id.as_str().into(),
        errand.channel.as_str().into(),
        id(errand.case_id),
        errand.at.into(),
        errand.place.into(),
        not_before.into(),
        errand.body.to_string().into(),
    ];
    let put = cx.exec(sql, values).await?;
    cx.errands |= put > 0 && leaves(&errand.channel);
    Ok(())
}

/// Whether errands of a channel leave the house: the loop of the channel sleeps until it is told of one.
fn leaves(channel: &str) -> bool {
    couriers().get(channel).is_some()
}

/// Nobody tries an errand before a moment, and that is no try.
pub async fn hold(cx: &mut Cx, errand: &str, until: Millis) -> Result<(), Fault> {
    let sql = "UPDATE outbox SET next_attempt_at = $1 WHERE id = $2 AND state = 'waiting'";
    cx.exec(sql, binds![until, errand]).await.map(drop)
}

/// Errands of some channels that are due, in their order.
pub async fn due(cx: &mut Cx, channels: &[&str], now: Millis, limit: usize) -> Result<Vec<Errand>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM outbox WHERE state = 'waiting' AND next_attempt_at <= $1 AND channel IN ({}) \
         ORDER BY next_attempt_at, at, place, id LIMIT {limit}",
        places(2, channels.len())
    );
    let values: Vec<Bind> = std::iter::once(now.into()).chain(channels.iter().map(|word| (*word).into())).collect();
    cx.all(&sql, values).await?.iter().map(parse).collect()
}

/// When the next errand of some channels may be tried.
pub async fn next_due(cx: &mut Cx, channels: &[&str]) -> Result<Option<Millis>, Fault> {
    let sql = format!(
        "SELECT MIN(next_attempt_at) AS at FROM outbox WHERE state = 'waiting' AND channel IN ({})",
        places(1, channels.len())
    );
    Ok(cx.one(&sql, channels.iter().map(|word| (*word).into()).collect()).await?.maybe_int("at"))
}

/// An errand that is still to be done.
pub async fn waiting(cx: &mut Cx, errand: &str) -> Result<Option<Errand>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE id = $1 AND state = 'waiting'");
    cx.maybe(&sql, binds![errand]).await?.map(|row| parse(&row)).transpose()
}

fn parse(row: &Row) -> Result<Errand, Fault> {
    Ok(Errand {
        id: row.text("id"),
        channel: row.text("channel"),
        case_id: row.id("case_id"),
        at: row.int("at"),
        place: row.int("place"),
        attempts: row.int("attempts"),
        body: serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?,
    })
}

/// Nobody else tries an errand until a moment; false where somebody else was sooner.
pub async fn claim(cx: &mut Cx, errand: &str, now: Millis, until: Millis) -> Result<bool, Fault> {
    let sql = "UPDATE outbox SET next_attempt_at = $1 WHERE id = $2 AND state = 'waiting' AND next_attempt_at <= $3";
    Ok(cx.exec(sql, binds![until, errand, now]).await? == 1)
}

/// What is to be done is less by now: the next try reads this.
pub async fn set_body(cx: &mut Cx, errand: &str, body: &Value) -> Result<(), Fault> {
    let sql = "UPDATE outbox SET body = $1 WHERE id = $2 AND state = 'waiting'";
    cx.exec(sql, binds![body.to_string(), errand]).await.map(drop)
}

/// What was refused or given up is tried anew; false where it was neither.
pub async fn again(cx: &mut Cx, errand: &str) -> Result<bool, Fault> {
    let sql = "UPDATE outbox SET state = 'waiting', attempts = 0, next_attempt_at = $1, ended_at = NULL, fault = NULL \
               WHERE id = $2 AND state IN ('refused', 'dead')";
    let now = cx.now;
    let again = cx.exec(sql, binds![now, errand]).await? == 1;
    cx.errands |= again;
    Ok(again)
}

pub async fn done(cx: &mut Cx, errand: &str, result: Option<&Value>) -> Result<(), Fault> {
    let sql = "UPDATE outbox SET state = 'done', ended_at = $1, result = $2, fault = NULL WHERE id = $3";
    let now = cx.now;
    cx.exec(sql, binds![now, result.map(Value::to_string), errand]).await.map(drop)
}

pub async fn refused(cx: &mut Cx, errand: &str, fault: &str) -> Result<(), Fault> {
    let sql = "UPDATE outbox SET state = 'refused', ended_at = $1, fault = $2 WHERE id = $3 AND state = 'waiting'";
    let now = cx.now;
    cx.exec(sql, binds![now, fault, errand]).await.map(drop)
}

/// One more try came to nothing.
pub async fn tried(
    cx: &mut Cx,
    errand: &str,
    attempts: i64,
    dead: bool,
    next: Millis,
    fault: &str,
) -> Result<(), Fault> {
    let state = if dead { ErrandState::Dead } else { ErrandState::Waiting };
    let ended = dead.then_some(cx.now);
    let sql = "UPDATE outbox SET state = $1, attempts = $2, next_attempt_at = $3, ended_at = $4, fault = $5 \
               WHERE id = $6 AND state = 'waiting'";
    cx.exec(sql, binds![state.as_str(), attempts, next, ended, fault, errand]).await.map(drop)
}

/// What became of errands for a case, the newest first. Push messages are none of what it tells of.
pub async fn of_case(cx: &mut Cx, case: CaseId, limit: usize) -> Result<Vec<Ended>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS}, state, ended_at, fault, result FROM outbox WHERE case_id = $1 AND channel <> $2 \
         ORDER BY at DESC, id DESC LIMIT {limit}"
    );
    cx.all(&sql, vec![id(case), PUSH.into()]).await?.iter().map(ended).collect()
}

/// What became of errands of these names, in any order.
pub async fn named(cx: &mut Cx, names: &[String]) -> Result<Vec<Ended>, Fault> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {COLUMNS}, state, ended_at, fault, result FROM outbox WHERE id IN ({})",
        places(1, names.len())
    );
    cx.all(&sql, names.iter().map(Bind::from).collect()).await?.iter().map(ended).collect()
}

fn ended(row: &Row) -> Result<Ended, Fault> {
    let result = row.maybe_text("result");
    let result = result.map(|text| serde_json::from_str(&text).map_err(|error| failure::internal(&error)));
    Ok(Ended {
        errand: parse(row)?,
        state: ErrandState::parse(&row.text("state")).unwrap_or(ErrandState::Dead),
        ended_at: row.maybe_int("ended_at"),
        fault: row.maybe_text("fault"),
        result: result.transpose()?,
    })
}

/// Members of a body that hold what somebody wrote, or is called; all others are ids and words of the product.
const WORDED: [&str; 2] = ["by", "text"];

/// Writes the words of all errands for a case anew, whatever became of them.
pub async fn rewrite(cx: &mut Cx, case: CaseId, clean: impl Fn(&str) -> String) -> Result<(), Fault> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE case_id = $1");
    for row in cx.all(&sql, vec![id(case)]).await? {
        let errand = parse(&row)?;
        let mut left = errand.body.clone();
        reword(&mut left, &clean);
        if left != errand.body {
            let sql = "UPDATE outbox SET body = $1 WHERE id = $2";
            cx.exec(sql, binds![left.to_string(), errand.id]).await?;
        }
    }
    Ok(())
}

fn reword(value: &mut Value, clean: &impl Fn(&str) -> String) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| reword(value, clean)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if WORDED.contains(&name.as_str()) => *text = clean(text),
                    _ => reword(value, clean),
                }
            }
        }
        _ => {}
    }
}

/// Lets a batch go that came to an end before a moment.
pub async fn prune(cx: &mut Cx, before: Millis) -> Result<u64, Fault> {
    let sql = format!(
        "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE ended_at IS NOT NULL AND ended_at < $1 LIMIT {PRUNE_BATCH})"
    );
    cx.exec(&sql, binds![before]).await
}

/// The same for push messages alone.
pub async fn prune_pushes(cx: &mut Cx, before: Millis) -> Result<u64, Fault> {
    let sql = format!(
        "DELETE FROM outbox WHERE id IN \
         (SELECT id FROM outbox WHERE ended_at IS NOT NULL AND ended_at < $1 AND channel = $2 LIMIT {PRUNE_BATCH})"
    );
    cx.exec(&sql, binds![before, PUSH]).await
}
