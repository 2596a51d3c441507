//! The priority matrix: one row of the settings.

use yingda_shared::catalog::priority::{GetMatrix, PriorityMatrix, SaveMatrix};
use yingda_shared::fault::Fault;
use yingda_shared::record::{Saved, changes};

use crate::audit::Line;
use crate::catalog::store;
use crate::ctx::Cx;
use crate::dispatch::Registry;

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
        return Err(Fault::Conflict { version: before.rv, changes: Vec::new() });
    }
    let rv = store::put_matrix(cx, &op.0).await?;
    for (field, old, new) in changes(Some(&before), &op.0) {
        let line = Line {
            action: "matrix.save",
            kind: "settings",
            object: store::MATRIX,
            field: &field,
            old: &old,
            new: &new,
            reason: "",
        };
        cx.audit(line).await?;
    }
    Ok(Saved { id: Default::default(), rv })
}
