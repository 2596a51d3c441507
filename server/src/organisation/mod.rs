//! The organisation tree on the server.

use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::id::UnitId;
use yingda_shared::organisation::{MoveUnit, Team, Unit, UnitKind, may_move};
use yingda_shared::record::{Save, Saved};

use crate::audit::Line;
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::records::{handlers, store};

pub fn register(registry: &mut Registry) {
    handlers::register::<Team>(registry);
    handlers::register_with::<Unit, _>(registry, save_unit);
    registry.write::<MoveUnit, _>(move_unit);
}

/// There is one head office, and only `units.move` moves a unit.
async fn save_unit(cx: &mut Cx, op: Save<Unit>) -> Result<Saved, Fault> {
    let units: Vec<Unit> = store::all(cx).await?;
    let before = units.iter().find(|unit| unit.id == op.0.id);
    let moved = before.is_some_and(|before| before.parent_id != op.0.parent_id);
    let second_root = op.0.kind == UnitKind::HeadOffice && units.iter().any(|u| u.kind == op.0.kind && u.id != op.0.id);
    let unknown = op.0.parent_id.is_some_and(|parent| !units.iter().any(|unit| unit.id == parent));
    match (moved, second_root, unknown) {
        (true, ..) => Err(Fault::refused("units.move_instead")),
        (_, true, _) => Err(Fault::refused("units.one_root")),
        (.., true) => Err(Fault::invalid("/parent_id", "unknown")),
        _ => handlers::replace(cx, op.0).await,
    }
}

async fn move_unit(cx: &mut Cx, op: MoveUnit) -> Result<Saved, Fault> {
    handlers::fence::<Unit>(cx)?;
    let units: Vec<Unit> = store::all(cx).await?;
    may_move(&units, op.id, op.parent_id).map_err(Fault::refused)?;
    let mut unit: Unit = store::find(cx, op.id.0).await?.ok_or(Fault::NotFound)?;
    let old = unit.parent_id.map(|id| id.to_string()).unwrap_or_default();
    handlers::check_region(cx, &unit).await?;
    unit.parent_id = Some(op.parent_id);
    handlers::check_region(cx, &unit).await?;
    let rv = store::put(cx, &unit, vec![scope::ORGANISATION.into()]).await?;
    let (object, new) = (op.id.to_string(), op.parent_id.to_string());
    let line = Line {
        action: "units.move",
        kind: "units",
        object: &object,
        field: "parent_id",
        old: &old,
        new: &new,
        reason: "",
    };
    cx.audit(line).await?;
    Ok(Saved { id: op.id.0, rv })
}

/// The unit that answers for customers nobody owns.
pub async fn head_office(cx: &mut Cx) -> Result<UnitId, Fault> {
    let roots: Vec<Unit> = store::roots(cx).await?;
    let root = roots.iter().find(|unit| unit.kind == UnitKind::HeadOffice);
    root.map(|unit| unit.id).ok_or_else(|| Fault::refused("units.no_root"))
}
