//! The table of the audit.

use yingda_shared::audit::AuditRow;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::PAGE_DEFAULT;
use yingda_shared::kernel::page::Page;
use yingda_shared::kernel::time::Millis;

use super::Line;
use crate::binds;
use crate::ctx::Cx;
use crate::failure;

/// Longest value kept of a changed text, in characters.
const VALUE_MAX: usize = 500;

pub async fn append(cx: &mut Cx, line: Line<'_>) -> Result<(), Fault> {
    let cut = |text: &str| text.chars().take(VALUE_MAX).collect::<String>();
    let pos = cx.touch("audit", line.object, Vec::new()).await?;
    let actor = cx.actor();
    let name = if actor.login.is_empty() { actor.role.clone() } else { format!("{} ({})", actor.name, actor.login) };
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
    let body = serde_json::to_string(&row).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO audit (pos, at, actor, kind, object, body) VALUES ($1, $2, $3, $4, $5, $6)";
    cx.exec(sql, binds![pos, row.at, row.by, line.kind, line.object, body]).await?;
    Ok(())
}

/// Lines before the cursor, newest first; not `whole`: only those about cases that the caller sees.
pub async fn list(
    cx: &mut Cx,
    object: Option<&str>,
    cursor: Option<&str>,
    whole: bool,
) -> Result<Page<AuditRow>, Fault> {
    let before = cursor.map_or(Ok(i64::MAX), str::parse).map_err(|_| Fault::invalid("/cursor", "malformed"))?;
    let mut values = binds![before];
    let mut condition = String::from("pos < $1");
    if let Some(object) = object {
        values.push(object.into());
        condition.push_str(" AND object = $2");
    }
    if !whole {
        let seen = crate::cases::store::seen(&cx.caller.actor.clone(), &mut values);
        condition.push_str(&format!(" AND kind = 'cases' AND object IN ({seen})"));
    }
    let sql = format!("SELECT body FROM audit WHERE {condition} ORDER BY pos DESC LIMIT {PAGE_DEFAULT}");
    let rows = cx.all(&sql, values).await?;
    let parse = |text: String| serde_json::from_str::<AuditRow>(&text).map_err(|error| failure::internal(&error));
    let rows: Vec<AuditRow> = rows.iter().map(|row| parse(row.text("body"))).collect::<Result<_, _>>()?;
    let next = rows.last().filter(|_| rows.len() == PAGE_DEFAULT as usize).map(|row| row.pos.to_string());
    Ok(Page { rows, next })
}

/// Who last changed a field of an object, and when.
pub async fn last_change(cx: &mut Cx, object: &str, field: &str) -> Result<Option<(String, Millis)>, Fault> {
    let rows = cx.all("SELECT body FROM audit WHERE object = $1 ORDER BY pos DESC LIMIT 200", binds![object]).await?;
    let rows = rows.iter().filter_map(|row| serde_json::from_str::<AuditRow>(&row.text("body")).ok());
    Ok(rows.into_iter().find(|row| row.field == field).map(|row| (row.by, row.at)))
}
