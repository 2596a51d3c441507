//! The settings of the catalogue: one row each.

use yingda_shared::catalog::priority::PriorityMatrix;
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;

use crate::binds;
use crate::ctx::Cx;
use crate::failure;

pub const MATRIX: &str = "priority_matrix";

pub async fn find_matrix(cx: &mut Cx) -> Result<PriorityMatrix, Fault> {
    let row = cx.maybe("SELECT rv, body FROM settings WHERE name = $1", binds![MATRIX]).await?;
    let Some(row) = row else { return Ok(PriorityMatrix::default()) };
    let mut matrix: PriorityMatrix =
        serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
    matrix.rv = row.int("rv");
    Ok(matrix)
}

pub async fn put_matrix(cx: &mut Cx, matrix: &PriorityMatrix) -> Result<i64, Fault> {
    let rv = cx.touch("settings", MATRIX, vec![scope::ORGANISATION.into()]).await?;
    let body = serde_json::to_string(matrix).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO settings (name, rv, body) VALUES ($1, $2, $3) \
               ON CONFLICT (name) DO UPDATE SET rv = excluded.rv, body = excluded.body";
    cx.exec(sql, binds![MATRIX, rv, body]).await?;
    Ok(rv)
}
