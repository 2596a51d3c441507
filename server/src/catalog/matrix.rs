//! The priority matrix: one row of the settings.

use yingda_shared::catalog::priority::{GetMatrix, PriorityMatrix, SaveMatrix};
use yingda_shared::contract::Operation;
use yingda_shared::fault::{Fault, FieldChange};
use yingda_shared::record::Saved;

use crate::catalog::store;
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::failure;
use crate::settings;

pub fn register(registry: &mut Registry) {
    registry.read::<GetMatrix, _>(get);
    registry.write::<SaveMatrix, _>(save);
}

async fn get(cx: &mut Cx, _: GetMatrix) -> Result<PriorityMatrix, Fault> {
    store::find_matrix(cx).await
}

async fn save(cx: &mut Cx, op: SaveMatrix) -> Result<Saved, Fault> {
    let before = store::find_matrix(cx).await?;
    if before.rv != op.0.rv {
        return Err(Fault::Conflict { version: before.rv, changes: theirs(cx, &before, &op.0).await? });
    }
    settings::save(cx, SaveMatrix::NAME, store::MATRIX, &before, &op.0).await
}

/// The cells that now hold something else than the editor would write, and who put it there.
async fn theirs(cx: &mut Cx, present: &PriorityMatrix, mine: &PriorityMatrix) -> Result<Vec<FieldChange>, Fault> {
    let last = crate::audit::store::last_change(cx, store::MATRIX, "cells").await?;
    let (by, at) = last.unwrap_or_default();
    let rows = present.cells.iter().zip(&mine.cells).enumerate();
    let cells = rows.flat_map(|(i, (theirs, mine))| {
        theirs.iter().zip(mine).enumerate().map(move |(j, (theirs, mine))| (i, j, theirs, mine))
    });
    cells
        .filter(|(_, _, theirs, mine)| theirs != mine)
        .map(|(i, j, theirs, _)| {
            let value = serde_json::to_string(theirs).map_err(|error| failure::internal(&error))?;
            Ok(FieldChange { field: format!("cells/{i}/{j}"), value, by: by.clone(), at })
        })
        .collect()
}
