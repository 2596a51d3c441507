//! The table of the audit.

pub mod chain;
pub mod retention;

use yingda_shared::audit::{AuditRow, ListAudit};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::hex::hex;
use yingda_shared::kernel::page::Page;
use yingda_shared::kernel::time::Millis;

use super::Line;
use crate::binds;
use crate::ctx::Cx;
use crate::db::chain::{Link, digest};
use crate::db::{Bind, Row};
use crate::failure;

/// Longest value kept of a changed text, in characters.
const VALUE_MAX: usize = 500;

pub async fn append(cx: &mut Cx, line: Line<'_>) -> Result<i64, Fault> {
    let cut = |text: &str| text.chars().take(VALUE_MAX).collect::<String>();
    let pos = cx.touch("audit", line.object, Vec::new()).await?;
    let actor = cx.actor();
    let name = if actor.login.is_empty() { actor.role.clone() } else { format!("{} ({})", actor.name, actor.login) };
    let login = if actor.login.is_empty() { actor.role.clone() } else { actor.login.clone() };
    let row = AuditRow {
        pos,
        at: cx.now,
        by: name,
        role: actor.role.clone(),
        device: cx.caller.device.clone(),
        action: line.action.into(),
        kind: line.kind.into(),
        object: line.object.into(),
        field: line.field.into(),
        old: cut(line.old),
        new: cut(line.new),
        reason: cut(line.reason),
    };
    let body = write(&row)?;
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| failure::internal(&error))?;
    let salt = hex(&salt);
    let digest = digest(&[&salt, &row.by, &login, &body]);
    let head = cx.chain()?;
    *head = head.then(&Link {
        pos,
        at: row.at,
        kind: line.kind,
        object: line.object,
        action: line.action,
        field: line.field,
        digest: &digest,
    });
    let hash = head.hex();
    let sql = "INSERT INTO audit (pos, at, actor, kind, object, body, login, action, field, salt, digest, hash) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values =
        binds![pos, row.at, row.by, line.kind, line.object, body, login, line.action, line.field, salt, digest, hash];
    cx.exec(sql, values).await?;
    Ok(pos)
}

pub(super) fn write(row: &AuditRow) -> Result<String, Fault> {
    serde_json::to_string(row).map_err(|error| failure::internal(&error))
}

pub(super) fn parse(row: &Row) -> Result<AuditRow, Fault> {
    serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))
}

/// The statement behind a page: lines that meet the filter and come after its cursor, newest first.
/// Not `whole`: only those about cases that the caller sees.
pub fn statement(cx: &Cx, filter: &ListAudit, whole: bool, limit: usize) -> Result<(String, Vec<Bind>), Fault> {
    let mut values = Vec::new();
    let mut conditions = Vec::new();
    let mut place = |value: Bind| {
        values.push(value);
        format!("${}", values.len())
    };
    let texts = [
        ("object", &filter.object),
        ("login", &filter.by),
        ("action", &filter.action),
        ("kind", &filter.kind),
        ("field", &filter.field),
    ];
    for (column, value) in texts {
        if let Some(value) = value {
            conditions.push(format!("{column} = {}", place(value.into())));
        }
    }
    if let Some(from) = filter.from {
        conditions.push(format!("at >= {}", place(from.into())));
    }
    if let Some(until) = filter.until {
        conditions.push(format!("at < {}", place(until.into())));
    }
    if let Some((at, pos)) = filter.cursor.as_deref().map(place_of).transpose()? {
        conditions.push(format!("(at, pos) < ({}, {})", place(at.into()), place(pos.into())));
    }
    if !whole {
        let seen = crate::cases::store::seen(&cx.caller.actor.clone(), "audit.object", &mut values);
        // Not to be looked up by: most lines are of this kind.
        conditions.push(format!("kind || '' = 'cases' AND {seen}"));
    }
    let condition = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
    Ok((format!("SELECT body FROM audit {condition} ORDER BY at DESC, pos DESC LIMIT {limit}"), values))
}

pub async fn list(cx: &mut Cx, filter: &ListAudit, whole: bool, limit: usize) -> Result<Page<AuditRow>, Fault> {
    let (sql, values) = statement(cx, filter, whole, limit)?;
    let rows: Vec<AuditRow> = cx.all(&sql, values).await?.iter().map(parse).collect::<Result<_, _>>()?;
    let next = rows.last().filter(|_| rows.len() == limit).map(|row| format!("{}-{}", row.at, row.pos));
    Ok(Page { rows, next })
}

/// A cursor: the moment and the position of the last line shown.
fn place_of(cursor: &str) -> Result<(Millis, i64), Fault> {
    let (at, pos) = cursor.split_once('-').unwrap_or_default();
    at.parse().ok().zip(pos.parse().ok()).ok_or_else(|| Fault::invalid("/cursor", "malformed"))
}

/// Who last changed a field of an object, and when.
pub async fn last_change(cx: &mut Cx, object: &str, field: &str) -> Result<Option<(String, Millis)>, Fault> {
    let sql = "SELECT body FROM audit WHERE object = $1 AND field = $2 ORDER BY at DESC, pos DESC LIMIT 1";
    let row = cx.maybe(sql, binds![object, field]).await?;
    Ok(row.map(|row| parse(&row)).transpose()?.map(|row| (row.by, row.at)))
}
