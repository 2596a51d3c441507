//! The table of exports.

use serde::{Deserialize, Serialize};
use yingda_shared::exports::{Export, ExportState, StartExport};
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::time::Millis;

use crate::binds;
use crate::ctx::Cx;
use crate::db::Row;
use crate::failure;

#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub id: Uuid,
    pub owner: String,
    pub state: ExportState,
    pub at: Millis,
    pub expires_at: Millis,
    pub body: Body,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    pub asked: StartExport,
    pub name: String,
    #[serde(default)]
    pub rows: u64,
    #[serde(default)]
    pub code: Option<String>,
}

impl Stored {
    pub fn export(&self) -> Export {
        Export {
            id: self.id,
            list: self.body.asked.list.clone(),
            format: self.body.asked.format,
            state: self.state,
            rows: self.body.rows,
            name: self.body.name.clone(),
            at: self.at,
            expires_at: self.expires_at,
            code: self.body.code.clone(),
        }
    }
}

const COLUMNS: &str = "id, owner, state, at, expires_at, body";

fn parse(row: &Row) -> Result<Stored, Fault> {
    Ok(Stored {
        id: row.text("id").parse().unwrap_or_default(),
        owner: row.text("owner"),
        state: ExportState::parse(&row.text("state")).unwrap_or(ExportState::Failed),
        at: row.int("at"),
        expires_at: row.int("expires_at"),
        body: serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?,
    })
}

fn text(body: &Body) -> Result<String, Fault> {
    serde_json::to_string(body).map_err(|error| failure::internal(&error))
}

pub async fn add(cx: &mut Cx, export: &Stored) -> Result<(), Fault> {
    let sql = "INSERT INTO exports (id, owner, state, at, expires_at, body) VALUES ($1, $2, $3, $4, $5, $6)";
    let state = export.state.as_str();
    let values = binds![export.id, export.owner.clone(), state, export.at, export.expires_at, text(&export.body)?];
    cx.exec(sql, values).await.map(drop)
}

/// An export of the caller's that has not expired. Another's is not there.
pub async fn own(cx: &mut Cx, id: Uuid) -> Result<Stored, Fault> {
    let owner = cx.actor().user_id.map(|id| id.to_string()).ok_or(Fault::NotFound)?;
    let sql = format!("SELECT {COLUMNS} FROM exports WHERE id = $1 AND owner = $2 AND expires_at > $3");
    let row = cx.maybe(&sql, binds![id, owner, cx.now]).await?;
    row.map(|row| parse(&row)).transpose()?.ok_or(Fault::NotFound)
}

pub async fn find(cx: &mut Cx, id: Uuid) -> Result<Option<Stored>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM exports WHERE id = $1");
    cx.maybe(&sql, binds![id]).await?.map(|row| parse(&row)).transpose()
}

pub async fn list(cx: &mut Cx) -> Result<Vec<Stored>, Fault> {
    let owner = cx.actor().user_id.map(|id| id.to_string()).ok_or(Fault::NotFound)?;
    let sql = format!(
        "SELECT {COLUMNS} FROM exports WHERE owner = $1 AND expires_at > $2 ORDER BY at DESC, id DESC LIMIT 50"
    );
    cx.all(&sql, binds![owner, cx.now]).await?.iter().map(parse).collect()
}

/// Replaces state and body, and tells the owner's pages.
pub async fn save(cx: &mut Cx, export: &Stored) -> Result<(), Fault> {
    let sql = "UPDATE exports SET state = $1, body = $2 WHERE id = $3";
    cx.exec(sql, binds![export.state.as_str(), text(&export.body)?, export.id]).await?;
    cx.touch("exports", &export.id.to_string(), vec![scope::user(&export.owner)]).await.map(drop)
}

pub async fn expired(cx: &mut Cx) -> Result<Vec<Uuid>, Fault> {
    let sql = "SELECT id FROM exports WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500";
    let rows = cx.all(sql, binds![cx.now]).await?;
    Ok(rows.iter().map(|row| row.text("id").parse().unwrap_or_default()).collect())
}

/// All that were asked for until now are over, those under way as well.
pub async fn end_all(cx: &mut Cx) -> Result<(), Fault> {
    cx.exec("UPDATE exports SET expires_at = $1 WHERE expires_at > $1", binds![cx.now]).await.map(drop)
}

pub async fn drop_all(cx: &mut Cx, ids: &[Uuid]) -> Result<(), Fault> {
    for id in ids {
        cx.exec("DELETE FROM exports WHERE id = $1", binds![*id]).await?;
    }
    Ok(())
}
