//! The organisation tree: head office 总部 → region 区域 → branch 分支, with teams inside.

use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{TeamId, UnitId, UserId};
use crate::record::{Details, Keys, Reference, Saved};

words! {
UnitKind { HeadOffice = "head_office", Region = "region", Branch = "branch" }
}

data! {
pub struct Unit {
    pub id: UnitId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    pub kind: UnitKind,
    /// Absent for the one head office.
    #[serde(default)]
    pub parent_id: Option<UnitId>,
}

pub struct Team {
    pub id: TeamId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    pub unit_id: UnitId,
    /// Whoever leads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_id: Option<UserId>,
}

/// Hangs a unit, and all below it, under another parent.
pub struct MoveUnit {
    pub id: UnitId,
    pub parent_id: UnitId,
}
}

record!(Unit, UnitId, "units");
record!(Team, TeamId, "teams");
operation!(MoveUnit => Saved, "units.move", Post "/units/{id}/move", Online, "Moves a unit with all below it; everyone's reach follows at once.");

impl Details for Unit {
    fn keys(&self) -> Keys {
        Keys { parent_id: self.parent_id.map(|id| id.0), ..Keys::default() }
    }
    fn check(&self) -> Vec<FieldFault> {
        let root = self.kind == UnitKind::HeadOffice;
        Checks::new().when(root != self.parent_id.is_none(), "/parent_id", "unit_parent").done()
    }
}

impl Details for Team {
    fn keys(&self) -> Keys {
        Keys { unit_id: Some(self.unit_id), ..Keys::default() }
    }
    fn references(&self) -> Vec<Reference> {
        self.lead_id.map(|id| ("/lead_id", "users", id.0)).into_iter().collect()
    }
}

/// The unit and all below it, the unit first.
pub fn subtree(units: &[Unit], root: UnitId) -> Vec<UnitId> {
    let mut found = vec![root];
    let mut next = 0;
    while next < found.len() {
        let parent = found[next];
        let below = units.iter().filter(|unit| unit.parent_id == Some(parent)).map(|unit| unit.id);
        // Each once, so that rows that contradict each other do not run in a circle.
        let fresh: Vec<UnitId> = below.filter(|id| !found.contains(id)).collect();
        found.extend(fresh);
        next += 1;
    }
    found
}

/// Why a unit may not hang under `parent`: the tree would have a loop, or regions inside branches.
pub fn may_move(units: &[Unit], id: UnitId, parent: UnitId) -> Result<(), &'static str> {
    let kind_of = |id: UnitId| units.iter().find(|unit| unit.id == id).map(|unit| unit.kind);
    match (kind_of(id), kind_of(parent)) {
        (None, _) | (_, None) => Err("units.unknown_parent"),
        (Some(UnitKind::HeadOffice), _) => Err("units.root_stays"),
        _ if subtree(units, id).contains(&parent) => Err("units.loop"),
        (Some(UnitKind::Region), Some(UnitKind::Branch)) => Err("units.region_in_branch"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Uuid;

    fn unit(n: u128, kind: UnitKind, parent: Option<u128>) -> Unit {
        let id = |n| UnitId(Uuid::from_u128(n));
        Unit { id: id(n), rv: 0, active: true, name: n.to_string(), kind, parent_id: parent.map(id) }
    }

    #[test]
    fn a_unit_never_hangs_below_itself() {
        let id = |n| UnitId(Uuid::from_u128(n));
        let units = [
            unit(1, UnitKind::HeadOffice, None),
            unit(2, UnitKind::Region, Some(1)),
            unit(3, UnitKind::Branch, Some(2)),
            unit(4, UnitKind::Region, Some(1)),
        ];
        assert_eq!(subtree(&units, id(2)), [id(2), id(3)]);
        assert_eq!(may_move(&units, id(2), id(3)), Err("units.loop"));
        assert_eq!(may_move(&units, id(1), id(2)), Err("units.root_stays"));
        assert_eq!(may_move(&units, id(4), id(3)), Err("units.region_in_branch"));
        assert_eq!(may_move(&units, id(3), id(4)), Ok(()));
    }
}
