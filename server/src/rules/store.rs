//! What happened and waits for rules, what became of rules, and whose turn it was.

use serde::{Deserialize, Serialize};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, EntryId, RuleId, UserId};
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::kernel::time::Millis;
use yingda_shared::rules::{CaseFacts, Happening, HappeningKind, Planned, Told, Turn};

use crate::binds;
use crate::cases;
use crate::ctx::Cx;
use crate::db::{Bind, Row, id};
use crate::failure;

/// What happened to a case by one command, and the case as it was then.
#[derive(Serialize, Deserialize)]
pub struct Heard {
    pub happenings: Vec<Happening>,
    pub facts: CaseFacts,
}

/// What became of one rule that heard one thing.
#[derive(Serialize, Deserialize)]
pub struct Run {
    pub case_id: CaseId,
    pub happening: EntryId,
    pub at: Millis,
    pub kind: HappeningKind,
    pub depth: u8,
    pub told: Told,
    /// Name of the rule.
    pub name: String,
    pub actions: Vec<Planned>,
}

/// Where something that happened stands among the others.
pub type Place = (Millis, String);

/// Writes down what happened; the same again changes nothing.
pub async fn hear(cx: &mut Cx, case: CaseId, heard: &Heard) -> Result<(), Fault> {
    let Some(first) = heard.happenings.first() else { return Ok(()) };
    let body = serde_json::to_string(heard).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO happenings (at, id, case_id, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    cx.exec(sql, vec![first.at.into(), id(first.id), id(case), body.into()]).await.map(drop)
}

/// What happened first and waits. None of what an older program wrote and this one cannot read.
pub async fn waiting(cx: &mut Cx, limit: usize) -> Result<Vec<(Place, CaseId, Option<Heard>)>, Fault> {
    let sql = format!("SELECT at, id, case_id, body FROM happenings ORDER BY at, id LIMIT {limit}");
    let read = |row: &Row| {
        let heard = serde_json::from_str(&row.text("body"));
        if let Err(error) = &heard {
            tracing::error!(%error, happening = row.text("id"), "what happened cannot be read");
        }
        ((row.int("at"), row.text("id")), row.id("case_id"), heard.ok())
    };
    Ok(cx.all(&sql, vec![]).await?.iter().map(read).collect())
}

/// Whether anything waits.
pub async fn anything_waits(cx: &mut Cx) -> Result<bool, Fault> {
    Ok(cx.maybe("SELECT id FROM happenings LIMIT 1", vec![]).await?.is_some())
}

pub async fn heard(cx: &mut Cx, (at, happening): &Place) -> Result<(), Fault> {
    cx.exec("DELETE FROM happenings WHERE at = $1 AND id = $2", binds![*at, happening]).await.map(drop)
}

pub async fn add_run(cx: &mut Cx, run: &Run) -> Result<(), Fault> {
    let body = serde_json::to_string(run).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO rule_runs (happening, kind, rule_id, case_id, at, body) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT DO NOTHING";
    let values = vec![
        id(run.happening),
        run.kind.as_str().into(),
        id(run.told.rule.id),
        id(run.case_id),
        run.at.into(),
        body.into(),
    ];
    cx.exec(sql, values).await.map(drop)
}

/// Runs of cases that the caller sees, the newest first, before a place in that order.
pub async fn runs(
    cx: &mut Cx,
    rule: Option<RuleId>,
    case: Option<CaseId>,
    before: Option<(Millis, String)>,
    limit: usize,
) -> Result<Vec<Run>, Fault> {
    let mut values: Vec<Bind> = Vec::new();
    let mut wheres: Vec<String> = Vec::new();
    let mut place = |value: Bind| {
        values.push(value);
        format!("${}", values.len())
    };
    wheres.extend(rule.map(|rule| format!("rule_id = {}", place(id(rule)))));
    wheres.extend(case.map(|case| format!("case_id = {}", place(id(case)))));
    if let Some((at, happening)) = before {
        wheres.push(format!("(at, happening) < ({}, {})", place(at.into()), place(happening.into())));
    }
    let actor = cx.caller.actor.clone();
    wheres.push(cases::store::seen(&actor, "rule_runs.case_id", &mut values));
    let condition = wheres.join(" AND ");
    let sql = format!("SELECT body FROM rule_runs WHERE {condition} ORDER BY at DESC, happening DESC LIMIT {limit}");
    let read = |row: &Row| serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error));
    cx.all(&sql, values).await?.iter().map(read).collect()
}

/// Lets a batch of runs go that are older than a moment.
pub async fn prune(cx: &mut Cx, before: Millis) -> Result<u64, Fault> {
    let sql = format!(
        "DELETE FROM rule_runs WHERE (happening, kind, rule_id) IN \
         (SELECT happening, kind, rule_id FROM rule_runs WHERE at < $1 LIMIT {PRUNE_BATCH})"
    );
    cx.exec(&sql, binds![before]).await
}

/// Whose turn it was last, among those of a name.
pub async fn turn(cx: &mut Cx, name: &str) -> Result<Turn, Fault> {
    let row = cx.maybe("SELECT last FROM dispatch_turns WHERE name = $1", binds![name]).await?;
    Ok(Turn { last: row.and_then(|row| row.maybe_id::<UserId>("last")) })
}

pub async fn keep_turn(cx: &mut Cx, name: &str, turn: Turn) -> Result<(), Fault> {
    let Some(last) = turn.last else { return Ok(()) };
    let sql =
        "INSERT INTO dispatch_turns (name, last) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET last = excluded.last";
    cx.exec(sql, vec![name.into(), id(last)]).await.map(drop)
}
