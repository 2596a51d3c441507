//! What happened and waits for rules, what became of rules, and whose turn it was.

use serde::{Deserialize, Serialize};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, EntryId, RuleId, UserId};
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::kernel::time::Millis;
use yingda_shared::rules::{CaseFacts, Happening, HappeningKind, Outcome, Planned, Told, Turn};

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

/// Runs of a rule, of a case, or of all.
#[derive(Clone, Copy, Default)]
pub struct Of {
    pub rule: Option<RuleId>,
    pub case: Option<CaseId>,
}

/// Where a run stands among the others: moment, happening, kind and rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stand(Millis, String, String, String);

impl Run {
    fn stand(&self) -> Stand {
        Stand(self.at, self.happening.to_string(), self.kind.as_str().to_string(), self.told.rule.id.to_string())
    }
}

impl std::fmt::Display for Stand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}~{}~{}~{}", self.0, self.1, self.2, self.3)
    }
}

impl std::str::FromStr for Stand {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Stand, Fault> {
        let malformed = || Fault::invalid("/cursor", "malformed");
        let mut parts = text.splitn(4, '~');
        let mut part = || parts.next().map(str::to_string).ok_or_else(malformed);
        let at = part()?.parse().map_err(|_| malformed())?;
        Ok(Stand(at, part()?, part()?, part()?))
    }
}

/// The order of runs, the newest first, as the indexes have it.
const NEWEST: &str = "ORDER BY at DESC, happening DESC, kind DESC, rule_id DESC";
/// Runs that are read for one page at most, whoever sees their cases.
const STRETCH: usize = 400;

/// At most `limit` runs of cases that the caller sees, the newest first, and where to go on. Who sees few cases is
/// given short pages: no more is read for one than a stretch of so many runs.
pub async fn runs(
    cx: &mut Cx,
    of: Of,
    before: Option<&Stand>,
    limit: usize,
) -> Result<(Vec<Run>, Option<Stand>), Fault> {
    let mut values: Vec<Bind> = Vec::new();
    let mut wheres: Vec<String> = Vec::new();
    let mut place = |value: Bind| {
        values.push(value);
        format!("${}", values.len())
    };
    wheres.extend(of.rule.map(|rule| format!("rule_id = {}", place(id(rule)))));
    wheres.extend(of.case.map(|case| format!("case_id = {}", place(id(case)))));
    if let Some(Stand(at, happening, kind, rule)) = before {
        let texts = [happening, kind, rule].map(|text| place(text.as_str().into())).join(", ");
        wheres.push(format!("(at, happening, kind, rule_id) < ({}, {texts})", place((*at).into())));
    }
    let condition = if wheres.is_empty() { String::new() } else { format!("WHERE {} ", wheres.join(" AND ")) };
    let asked = values.clone();
    let actor = cx.caller.actor.clone();
    let seen = cases::store::seen(&actor, "passed.case_id", &mut values);
    let sql = format!(
        "SELECT body FROM (SELECT * FROM rule_runs {condition}{NEWEST} LIMIT {STRETCH}) AS passed WHERE {seen}"
    );
    let read = |row: &Row| serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error));
    let mut runs: Vec<Run> = cx.all(&sql, values).await?.iter().map(read).collect::<Result<_, _>>()?;
    // The database may join in an order of its own.
    runs.sort_by_key(|run| std::cmp::Reverse(run.stand()));
    if runs.len() > limit {
        runs.truncate(limit);
        let last = runs.last().map(Run::stand);
        return Ok((runs, last));
    }
    let sql = format!(
        "SELECT at, happening, kind, rule_id FROM rule_runs {condition}{NEWEST} LIMIT 1 OFFSET {}",
        STRETCH - 1
    );
    let last = cx.maybe(&sql, asked).await?;
    let stand = |row: Row| Stand(row.int("at"), row.text("happening"), row.text("kind"), row.text("rule_id"));
    Ok((runs, last.map(stand)))
}

/// The last run of a rule that set something off, for a case that the caller sees. No more of its runs are read for it
/// than a stretch.
pub async fn last_ran(cx: &mut Cx, rule: RuleId, case: Option<CaseId>) -> Result<Option<Run>, Fault> {
    let mut values: Vec<Bind> = vec![id(rule)];
    let mut condition = "rule_id = $1".to_string();
    if let Some(case) = case {
        values.push(id(case));
        condition.push_str(" AND case_id = $2");
    }
    let actor = cx.caller.actor.clone();
    let seen = cases::store::seen(&actor, "passed.case_id", &mut values);
    // Within a text of a body no quotation mark stands by itself.
    let ran = format!("passed.body LIKE '%\"outcome\":\"{}\"%'", Outcome::Ran.as_str());
    let sql = format!(
        "SELECT body FROM (SELECT * FROM rule_runs WHERE {condition} {NEWEST} LIMIT {STRETCH}) AS passed \
         WHERE {ran} AND {seen} {NEWEST} LIMIT 1"
    );
    let read = |row: Row| serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error));
    cx.maybe(&sql, values).await?.map(read).transpose()
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
