//! Saved views of the list of cases: a name for what an address says. A view widens no right: the list
//! behind it is everybody's own.

pub mod address;
pub mod rules;

use std::collections::BTreeMap;

use crate::kernel::check::Checks;
use crate::kernel::id::{TeamId, UserId, ViewId};
use crate::kernel::limits::{COLUMNS_MAX, NAME_MAX, PINS_MAX};

/// Kinds of the rows on a device.
pub const KIND: &str = "views";
pub const DESK: &str = "view_desks";

words! {
/// Who sees a view.
ViewScope { Personal = "personal", Team = "team", Organisation = "organisation" }
}

data! {
pub struct SavedView {
    pub id: ViewId,
    /// Feed position of the last change.
    #[serde(default)]
    pub rv: i64,
    pub name: String,
    pub scope: ViewScope,
    /// Of a team's view.
    pub team_id: Option<TeamId>,
    pub owner_id: UserId,
    /// Who changed it last: what one does one after the other is no conflict with oneself.
    pub by: UserId,
    /// What the address of the list says: filters, order, grouping, columns, layout.
    pub query: BTreeMap<String, String>,
    /// Place among the views of its scope.
    pub place: i64,
}

/// How one person arranged the views.
#[derive(Default)]
pub struct ViewDesk {
    #[serde(default)]
    pub rv: i64,
    /// In the order they stand in.
    pub pinned: Vec<ViewId>,
    /// Columns and their widths by view, those of the plain list under `all`.
    pub columns: BTreeMap<String, String>,
}

pub struct ListViews {}

pub struct Views {
    /// By scope, place and name.
    pub rows: Vec<SavedView>,
    pub desk: ViewDesk,
}

pub struct GetView {
    pub id: ViewId,
}

/// Makes a view, or changes it. `base` is the version its editor saw.
pub struct SaveView {
    pub id: ViewId,
    #[serde(default)]
    pub base: Option<i64>,
    pub name: String,
    pub scope: ViewScope,
    #[serde(default)]
    pub team_id: Option<TeamId>,
    pub query: BTreeMap<String, String>,
    #[serde(default)]
    pub place: i64,
}

pub struct RemoveView {
    pub id: ViewId,
}

/// The caller's pinned views, in their order.
pub struct PinViews {
    pub ids: Vec<ViewId>,
}

/// The columns the caller wants to see; an empty text goes back to those of the view.
pub struct KeepColumns {
    #[serde(default)]
    pub view: Option<ViewId>,
    pub columns: String,
}

pub struct ViewRef {
    pub id: ViewId,
    pub rv: i64,
}

pub struct Removed {}

pub struct CountViews {}

/// How many cases each view finds now, counted to 1,000. A view that searches for words is not counted.
pub struct ViewCounts {
    pub by_view: BTreeMap<ViewId, i64>,
}
}

operation!(ListViews => Views, "views.list", Get "/views", ReplicaThenServer, "The views the caller may see, and how the caller arranged them.");
operation!(GetView => SavedView, "views.get", Get "/views/{id}", ReplicaThenServer, "One view; what one may not see is not found.");
operation!(CountViews => ViewCounts, "views.count", Get "/view-counts", ReplicaThenServer, "How many cases each view of the caller's finds, counted to 1,000.");
operation!(SaveView => ViewRef, "views.save", Put "/views/{id}", Queued, "Makes or changes a view: one's own, with the right to keep teams a team's, with the right to keep roles everybody's.",
    |op| Checks::new().text("/name", &op.name, NAME_MAX)
        .when((op.scope == ViewScope::Team) != op.team_id.is_some(), "/team_id", "required").done());
operation!(RemoveView => Removed, "views.remove", Delete "/views/{id}", Queued, "Takes a view away; cases stay as they are.");
operation!(PinViews => ViewDesk, "views.pin", Put "/view-desk/pins", BestEffort, "Replaces the caller's pinned views; the latest wins.",
    |op| Checks::new().when(op.ids.len() > PINS_MAX, "/ids", "too_many").done());
operation!(KeepColumns => ViewDesk, "views.keep_columns", Put "/view-desk/columns", BestEffort, "Keeps the caller's columns of a view; the latest wins.",
    |op| Checks::new().optional("/columns", &op.columns, COLUMNS_MAX).when(!address::are_columns(&op.columns), "/columns", "unknown_word").done());

impl ViewDesk {
    /// The key of a view's columns.
    pub fn place(view: Option<ViewId>) -> String {
        view.map_or_else(|| "all".to_string(), |id| id.to_string())
    }

    /// The desk with these columns. What belongs to views that are gone makes room first.
    pub fn with_columns(mut self, op: &KeepColumns) -> ViewDesk {
        const KEPT: usize = 100;
        let place = ViewDesk::place(op.view);
        self.columns.remove(&place);
        if !op.columns.is_empty() {
            while self.columns.len() >= KEPT {
                self.columns.pop_first();
            }
            self.columns.insert(place, op.columns.clone());
        }
        self
    }
}
