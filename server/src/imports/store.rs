//! The tables of imports and of what became of their rows.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::identity::actor::scope;
use yingda_shared::imports::{Choices, Counts, DateOrder, Import, ImportState, Outcome, RowFault};
use yingda_shared::kernel::id::{JobId, Uuid};
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::kernel::time::{DAY, Millis};

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, Row};
use crate::failure;

/// Days after which a file goes that nobody started.
const DRAFT_DAYS: i64 = 2;
/// Days for which an import can be undone.
const KEPT_DAYS: i64 = 90;

/// An import as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub id: Uuid,
    pub owner: String,
    pub state: ImportState,
    pub at: Millis,
    pub line: i64,
    pub body: Body,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    pub name: String,
    pub bytes: u64,
    #[serde(default)]
    pub choices: Choices,
    #[serde(default)]
    pub headings: Vec<String>,
    #[serde(default)]
    pub counts: Counts,
    #[serde(default)]
    pub total: Option<u64>,
    /// How its dates are read: chosen, or proven by the dates themselves.
    #[serde(default)]
    pub dates: Option<DateOrder>,
    #[serde(default)]
    pub trouble: Option<RowFault>,
    #[serde(default)]
    pub ended_at: Option<Millis>,
    /// The job that works on it, or did last.
    #[serde(default)]
    pub job: Option<JobId>,
    /// What an undo says to the timelines of cases.
    #[serde(default)]
    pub reason: String,
}

/// Something a row wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Written {
    pub kind: String,
    pub id: Uuid,
    /// What was there; None for what is new.
    pub before: Option<Value>,
    /// The mark of what it was made to.
    pub after: String,
}

/// What a row came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RowBody {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub written: Vec<Written>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<RowFault>,
}

impl Stored {
    pub fn import(&self) -> Import {
        let body = &self.body;
        Import {
            id: self.id,
            name: body.name.clone(),
            bytes: body.bytes,
            state: self.state,
            choices: body.choices.clone(),
            counts: body.counts,
            total: body.total,
            trouble: body.trouble.clone(),
            at: self.at,
            ended_at: body.ended_at,
        }
    }
}

const COLUMNS: &str = "id, owner, state, at, line, body";

fn parse(row: &Row) -> Result<Stored, Fault> {
    Ok(Stored {
        id: row.text("id").parse().unwrap_or_default(),
        owner: row.text("owner"),
        state: ImportState::parse(&row.text("state")).unwrap_or(ImportState::Failed),
        at: row.int("at"),
        line: row.int("line"),
        body: json(&row.text("body"))?,
    })
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| failure::internal(&error))
}

fn text(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| failure::internal(&error))
}

/// Everybody has their own; what the command line brought is seen by those who see everything.
fn fence(actor: &Actor, values: &mut Vec<Bind>) -> String {
    values.push(actor.user_id.map(|id| id.to_string()).unwrap_or_default().into());
    let own = values.len();
    match actor.is_staff() && actor.sees(&[scope::ORGANISATION.to_string()]) {
        true => format!("owner IN (${own}, '')"),
        false => format!("owner = ${own} AND owner <> ''"),
    }
}

pub async fn add(cx: &mut Cx, id: Uuid, name: &str, bytes: u64) -> Result<(), Fault> {
    let owner = cx.actor().user_id.map(|id| id.to_string()).unwrap_or_default();
    let body = text(&Body { name: name.into(), bytes, ..Body::default() })?;
    let sql = "INSERT INTO imports (id, owner, state, at, line, body) VALUES ($1, $2, $3, $4, 0, $5)";
    cx.exec(sql, binds![id, owner, ImportState::Draft.as_str(), cx.now, body]).await.map(drop)
}

/// An import the caller may see.
pub async fn visible(cx: &mut Cx, id: Uuid) -> Result<Stored, Fault> {
    let mut values = binds![id];
    let fence = fence(&cx.caller.actor.clone(), &mut values);
    let sql = format!("SELECT {COLUMNS} FROM imports WHERE id = $1 AND {fence}");
    cx.maybe(&sql, values).await?.map(|row| parse(&row)).transpose()?.ok_or(Fault::NotFound)
}

/// The import for the work on it.
pub async fn find(cx: &mut Cx, id: Uuid) -> Result<Option<Stored>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM imports WHERE id = $1");
    cx.maybe(&sql, binds![id]).await?.map(|row| parse(&row)).transpose()
}

pub async fn list(cx: &mut Cx, before: Option<(Millis, Uuid)>, limit: usize) -> Result<Vec<Stored>, Fault> {
    let mut values = Vec::new();
    let mut fence = fence(&cx.caller.actor.clone(), &mut values);
    if let Some((at, id)) = before {
        let from = values.len() + 1;
        values.extend(binds![at, id]);
        fence += &format!(" AND (at, id) < (${from}, ${})", from + 1);
    }
    let sql = format!("SELECT {COLUMNS} FROM imports WHERE {fence} ORDER BY at DESC, id DESC LIMIT {limit}");
    cx.all(&sql, values).await?.iter().map(parse).collect()
}

/// Replaces state, line and body, and tells its owner's pages.
pub async fn save(cx: &mut Cx, import: &Stored) -> Result<(), Fault> {
    let sql = "UPDATE imports SET state = $1, line = $2, body = $3 WHERE id = $4";
    cx.exec(sql, binds![import.state.as_str(), import.line, text(&import.body)?, import.id]).await?;
    let owner = if import.owner.is_empty() { scope::ORGANISATION.into() } else { scope::user(&import.owner) };
    cx.touch("imports", &import.id.to_string(), vec![owner]).await.map(drop)
}

pub async fn outcome(cx: &mut Cx, import: Uuid, line: i64) -> Result<Option<Outcome>, Fault> {
    let sql = "SELECT outcome FROM import_rows WHERE import_id = $1 AND line = $2";
    let row = cx.maybe(sql, binds![import, line]).await?;
    Ok(row.and_then(|row| Outcome::parse(&row.text("outcome"))))
}

/// How many rows came to what, counted where it is written down row by row.
pub async fn count(cx: &mut Cx, import: Uuid) -> Result<Counts, Fault> {
    let sql = "SELECT outcome, COUNT(*) AS n FROM import_rows WHERE import_id = $1 GROUP BY outcome";
    let mut counts = Counts::default();
    for row in cx.all(sql, binds![import]).await? {
        let n = row.int("n") as u64;
        counts.rows += n;
        if let Some(outcome) = Outcome::parse(&row.text("outcome")) {
            *counts.of(outcome) += n;
        }
    }
    Ok(counts)
}

pub async fn add_row(cx: &mut Cx, import: Uuid, line: i64, outcome: Outcome, body: &RowBody) -> Result<(), Fault> {
    let sql = "INSERT INTO import_rows (import_id, line, outcome, body) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (import_id, line) DO UPDATE SET outcome = excluded.outcome, body = excluded.body";
    cx.exec(sql, binds![import, line, outcome.as_str(), text(body)?]).await.map(drop)
}

/// Rows that something was written for, from a line downwards.
pub async fn written_before(cx: &mut Cx, import: Uuid, line: i64, limit: usize) -> Result<Vec<(i64, RowBody)>, Fault> {
    let sql = format!(
        "SELECT line, body FROM import_rows WHERE import_id = $1 AND line < $2 AND outcome IN ('created', 'updated') \
         ORDER BY line DESC LIMIT {limit}"
    );
    let rows = cx.all(&sql, binds![import, line]).await?;
    rows.iter().map(|row| Ok((row.int("line"), json(&row.text("body"))?))).collect()
}

/// Rows of an outcome after a line.
pub async fn of_outcome(
    cx: &mut Cx,
    import: Uuid,
    outcome: Outcome,
    after: i64,
    limit: usize,
) -> Result<Vec<(i64, RowBody)>, Fault> {
    let sql = format!(
        "SELECT line, body FROM import_rows WHERE import_id = $1 AND outcome = $2 AND line > $3 ORDER BY line LIMIT {limit}"
    );
    let rows = cx.all(&sql, binds![import, outcome.as_str(), after]).await?;
    rows.iter().map(|row| Ok((row.int("line"), json(&row.text("body"))?))).collect()
}

/// Imports whose time is over: drafts nobody started, and those too old to undo.
pub async fn expired(cx: &mut Cx) -> Result<Vec<Uuid>, Fault> {
    let sql = "SELECT id FROM imports WHERE (state = 'draft' AND at < $1) \
               OR (state NOT IN ('queued', 'running', 'undoing') AND at < $2) ORDER BY at LIMIT 100";
    let rows = cx.all(sql, binds![cx.now - DRAFT_DAYS * DAY, cx.now - KEPT_DAYS * DAY]).await?;
    Ok(rows.iter().map(|row| row.text("id").parse().unwrap_or_default()).collect())
}

/// Lets a batch of an import's rows go, and the import with the last of them; answers how many rows went.
pub async fn drop_some(cx: &mut Cx, import: Uuid) -> Result<u64, Fault> {
    let sql = format!(
        "DELETE FROM import_rows WHERE import_id = $1 AND line IN \
         (SELECT line FROM import_rows WHERE import_id = $1 LIMIT {PRUNE_BATCH})"
    );
    let gone = cx.exec(&sql, binds![import]).await?;
    if gone < PRUNE_BATCH as u64 {
        cx.exec("DELETE FROM imports WHERE id = $1", binds![import]).await?;
    }
    Ok(gone)
}

/// What all rows came to as it is kept, after a key: that of the import and the line, with a space between.
pub async fn rows_after(cx: &mut Cx, last: &str, limit: usize) -> Result<Vec<(String, String)>, Fault> {
    let (import, line) = last.split_once(' ').unwrap_or_default();
    let line: i64 = line.parse().unwrap_or(-1);
    let sql = format!(
        "SELECT import_id, line, body FROM import_rows WHERE (import_id, line) > ($1, $2) ORDER BY import_id, line LIMIT {limit}"
    );
    let rows = cx.all(&sql, binds![import, line]).await?;
    Ok(rows.iter().map(|row| (format!("{} {}", row.text("import_id"), row.int("line")), row.text("body"))).collect())
}

pub async fn rewrite_row(cx: &mut Cx, key: &str, body: &str) -> Result<(), Fault> {
    let (import, line) = key.split_once(' ').unwrap_or_default();
    let line: i64 = line.parse().unwrap_or(-1);
    let sql = "UPDATE import_rows SET body = $3 WHERE import_id = $1 AND line = $2";
    cx.exec(sql, binds![import, line, body]).await.map(drop)
}
