//! One rule, as an administrator keeps it.

use super::action::{self, Action};
use super::condition::{self, Condition};
use super::facts::Field;
use super::happening::{Happening, HappeningKind};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{RuleId, Uuid};
use crate::kernel::limits::RULE_ORDER_MAX;
use crate::record::{Details, Keys, Reference};
use crate::sla::{ClockKind, Side, ThresholdId, ThresholdKind};

data! {
/// Thresholds of clocks that a rule listens to; what is left out is any.
#[derive(Copy, Default)]
pub struct ThresholdWhen {
    #[serde(default)]
    pub side: Option<Side>,
    #[serde(default)]
    pub clock: Option<ClockKind>,
    #[serde(default)]
    pub kind: Option<ThresholdKind>,
}

pub struct When {
    pub event: HappeningKind,
    /// Of a change alone: which fields; none is any.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// Of a threshold alone.
    #[serde(default)]
    pub threshold: Option<ThresholdWhen>,
}

pub struct Rule {
    pub id: RuleId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    /// Lower ones first; of equals the older.
    #[serde(default)]
    pub order: i32,
    pub when: When,
    /// All of them.
    #[serde(default, rename = "if")]
    pub conditions: Vec<Condition>,
    #[serde(rename = "then")]
    pub actions: Vec<Action>,
    /// Rules after it do not run when it ran.
    #[serde(default)]
    pub last: bool,
}

#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct RuleVersion {
    pub id: RuleId,
    pub version: i64,
}
}

record!(Rule, RuleId, "rules");

impl Rule {
    pub fn version(&self) -> RuleVersion {
        RuleVersion { id: self.id, version: self.rv }
    }
}

impl When {
    pub fn hears(&self, happening: &Happening) -> bool {
        let field = self.fields.is_empty() || happening.changed.iter().any(|field| self.fields.contains(field));
        let threshold = self.threshold.is_none_or(|when| happening.threshold.is_some_and(|id| when.holds(&id)));
        self.event == happening.kind && field && threshold
    }

    /// Whether it hears that a field has another value.
    pub fn hears_change(&self, field: Field) -> bool {
        self.event == HappeningKind::Changed && (self.fields.is_empty() || self.fields.contains(&field))
    }
}

impl ThresholdWhen {
    fn holds(&self, id: &ThresholdId) -> bool {
        self.side.is_none_or(|side| side == id.side)
            && self.clock.is_none_or(|clock| clock == id.clock)
            && self.kind.is_none_or(|kind| kind == id.kind)
    }
}

impl Details for Rule {
    fn keys(&self) -> Keys {
        Keys { owner: Some(self.when.event.to_string()), ..Keys::default() }
    }

    fn references(&self) -> Vec<Reference> {
        let named = |condition: &Condition| {
            let kind = match condition.field {
                Field::Category => "categories",
                Field::Product => "products",
                Field::Company => "companies",
                Field::Department => "departments",
                Field::Contact => "contacts",
                Field::Unit => "units",
                Field::Team => "teams",
                Field::Assignee => "users",
                Field::Firm => "firms",
                _ => return Vec::new(),
            };
            let ids = condition.values.iter().filter_map(|value| value.parse::<Uuid>().ok());
            ids.map(|id| ("/if", kind, id)).collect()
        };
        let conditions = self.conditions.iter().flat_map(named);
        conditions
            .chain(action::references(&self.actions).into_iter().map(|(_, kind, id)| ("/then", kind, id)))
            .collect()
    }

    /// What is wrong with it alone; whether it runs in a circle with others, `circle_faults` says.
    fn check(&self) -> Vec<FieldFault> {
        let changed = self.when.event == HappeningKind::Changed;
        let misfit = self.when.threshold.is_some() && self.when.event != HappeningKind::Threshold;
        let mut checks = Checks::new()
            .when(self.order.abs() > RULE_ORDER_MAX, "/order", "order_range")
            .when(!changed && !self.when.fields.is_empty(), "/when/fields", "fields_of_changes")
            .when(self.when.fields.len() > Field::ALL.len(), "/when/fields", "too_many")
            .when(misfit, "/when/threshold", "threshold_of_thresholds");
        for (at, field) in self.when.fields.iter().enumerate().take(Field::ALL.len()) {
            checks = checks.when(!field.is_changed(), &format!("/when/fields/{at}"), "field_never_changes");
        }
        let mut faults = checks.done();
        faults.extend(condition::check_all(&self.conditions, "/if"));
        faults.extend(action::check_all(&self.actions, "/then"));
        faults
    }

    fn search(&self) -> String {
        self.when.event.to_string()
    }
}
