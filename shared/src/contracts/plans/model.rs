//! A plan as it is kept.

use super::recurrence::{End, Recurrence};
use crate::cases::Occasion;
use crate::catalog::priority::Priority;
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::day::Day;
use crate::kernel::id::{
    AssetId, CalendarId, CategoryId, ContactId, ContractId, DepartmentId, ServicePlanId, TeamId, UserId,
};
use crate::kernel::limits::{
    NOTE_MAX, PLAN_AHEAD_MAX, PLAN_EXCEPT_MAX, PLAN_RULE_MAX, PLAN_YEARS, SUBJECT_MAX, TEXT_MAX,
};
use crate::record::{Details, Keys, Reference};

words! {
/// What becomes of a date on a day on which nobody works. Weekends that are worked for a holiday (调休) are working days.
DayOff {
    Keep = "keep",
    /// The next working day.
    Next = "next",
    /// The working day before.
    Previous = "previous",
}
}

words! {
/// What a plan opens.
#[derive(Default)]
Opens {
    #[default]
    Case = "case",
    /// A task beside the contract, or beside the fault that is looked into. It draws nothing.
    Task = "task",
}
}

data! {
pub struct ServicePlan {
    pub id: ServicePlanId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    pub contract_id: ContractId,
    pub occasion: Occasion,
    #[serde(default)]
    pub opens: Opens,
    /// How often, as RFC 5545 writes it: `FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO`. Empty for an analysis.
    #[serde(default)]
    pub rule: String,
    /// Dates of the rule that are left out.
    #[serde(default)]
    pub except: Vec<Day>,
    /// The first day that may be a date; it need not be one. It is counted in the zone of the calendar.
    #[serde(default)]
    pub starts_on: Option<Day>,
    /// When on that day: minutes after midnight.
    #[serde(default)]
    pub minute: u16,
    /// Whose zone and working days count; None is the default calendar of the desk.
    #[serde(default)]
    pub calendar_id: Option<CalendarId>,
    pub day_off: DayOff,
    /// Days before its date on which the case or task is opened.
    #[serde(default)]
    pub ahead_days: u16,
    /// Of an analysis: faults of this priority and above are looked into once they are solved.
    #[serde(default)]
    pub fault_priority: Option<Priority>,
    /// What the case says; `{date}`, `{plan}`, `{contract}`, `{asset}`, `{department}` and `{fault}` are filled in.
    pub subject: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub category_id: Option<CategoryId>,
    /// None is the one that the category leads to.
    #[serde(default)]
    pub priority: Option<Priority>,
    #[serde(default)]
    pub team_id: Option<TeamId>,
    #[serde(default)]
    pub assignee_id: Option<UserId>,
    #[serde(default)]
    pub asset_id: Option<AssetId>,
    #[serde(default)]
    pub department_id: Option<DepartmentId>,
    #[serde(default)]
    pub contact_id: Option<ContactId>,
    #[serde(default)]
    pub note: String,
    /// The plan of the contract before, where this one was copied when that was renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows_id: Option<ServicePlanId>,
}
}

record!(ServicePlan, ServicePlanId, "service_plans");

impl Details for ServicePlan {
    fn keys(&self) -> Keys {
        Keys { parent_id: Some(self.contract_id.0), owner: Some(self.occasion.as_str().into()), ..Keys::default() }
    }

    fn references(&self) -> Vec<Reference> {
        [
            Some(("/contract_id", "contracts", self.contract_id.0)),
            self.calendar_id.map(|id| ("/calendar_id", "calendars", id.0)),
            self.category_id.map(|id| ("/category_id", "categories", id.0)),
            self.team_id.map(|id| ("/team_id", "teams", id.0)),
            self.assignee_id.map(|id| ("/assignee_id", "users", id.0)),
            self.asset_id.map(|id| ("/asset_id", "assets", id.0)),
            self.department_id.map(|id| ("/department_id", "departments", id.0)),
            self.contact_id.map(|id| ("/contact_id", "contacts", id.0)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn check(&self) -> Vec<FieldFault> {
        let checks = Checks::new()
            .text("/subject", &self.subject, SUBJECT_MAX)
            .optional("/description", &self.description, TEXT_MAX)
            .optional("/note", &self.note, NOTE_MAX)
            .optional("/rule", &self.rule, PLAN_RULE_MAX)
            .when(self.minute >= 24 * 60, "/minute", "malformed")
            .when(self.ahead_days > PLAN_AHEAD_MAX, "/ahead_days", "plan_ahead_range")
            .when(self.except.len() > PLAN_EXCEPT_MAX, "/except", "too_many")
            .when(self.opens == Opens::Task && self.is_nobodys(), "/team_id", "task_nobody");
        match self.occasion {
            Occasion::Analysis => checks
                .when(self.fault_priority.is_none(), "/fault_priority", "required")
                .when(!self.rule.is_empty(), "/rule", "recurrence_parts")
                .done(),
            _ => self
                .check_dates(checks.when(self.fault_priority.is_some(), "/fault_priority", "recurrence_parts"))
                .done(),
        }
    }
}

impl ServicePlan {
    fn is_nobodys(&self) -> bool {
        self.team_id.is_none() && self.assignee_id.is_none()
    }

    fn check_dates(&self, checks: Checks) -> Checks {
        let year = |day: Day| day.date().map(|date| date.year());
        let odd = self.starts_on.is_some_and(|day| !year(day).is_some_and(|year| PLAN_YEARS.contains(&year)));
        let checks =
            checks.when(self.starts_on.is_none(), "/starts_on", "required").when(odd, "/starts_on", "malformed");
        match (Recurrence::parse(&self.rule), self.starts_on) {
            (_, _) if self.rule.trim().is_empty() => checks.when(true, "/rule", "required"),
            (Err(code), _) => checks.when(true, "/rule", code),
            (Ok(Recurrence { end: End::Until(last), .. }), Some(first)) => {
                checks.when(last < first, "/rule", "ends_before_start")
            }
            _ => checks,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Uuid;

    fn plan(with: serde_json::Value) -> ServicePlan {
        let id = Uuid::from_u128(1);
        let mut json = serde_json::json!({"id": id, "active": true, "name": "季检", "contract_id": id, "occasion": "visit",
            "rule": "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", "starts_on": "2026-01-01", "minute": 540, "day_off": "next",
            "subject": "{date} 巡检"});
        for (field, value) in with.as_object().expect("fields") {
            json[field] = value.clone();
        }
        serde_json::from_value(json).expect("a plan")
    }

    #[test]
    fn a_plan_has_dates_or_a_fault() {
        let table = [
            (serde_json::json!({}), vec![]),
            (serde_json::json!({"rule": ""}), vec![("/rule", "required")]),
            (serde_json::json!({"rule": "FREQ=HOURLY"}), vec![("/rule", "recurrence_parts")]),
            (serde_json::json!({"rule": "FREQ=DAILY;UNTIL=20251231"}), vec![("/rule", "ends_before_start")]),
            (serde_json::json!({"starts_on": null}), vec![("/starts_on", "required")]),
            (serde_json::json!({"starts_on": "0001-01-01"}), vec![("/starts_on", "malformed")]),
            (serde_json::json!({"minute": 1440}), vec![("/minute", "malformed")]),
            (serde_json::json!({"ahead_days": 91}), vec![("/ahead_days", "plan_ahead_range")]),
            (serde_json::json!({"fault_priority": "p1"}), vec![("/fault_priority", "recurrence_parts")]),
            (
                serde_json::json!({"occasion": "analysis"}),
                vec![("/fault_priority", "required"), ("/rule", "recurrence_parts")],
            ),
            (
                serde_json::json!({"occasion": "analysis", "rule": "", "starts_on": null, "fault_priority": "p2"}),
                vec![],
            ),
            // A task is somebody's; a case goes to whom its category says.
            (serde_json::json!({"opens": "task"}), vec![("/team_id", "task_nobody")]),
            (serde_json::json!({"opens": "task", "team_id": Uuid::from_u128(2)}), vec![]),
        ];
        for (with, expected) in table {
            let faults = plan(with.clone()).check();
            let told: Vec<(&str, &str)> =
                faults.iter().map(|fault| (fault.pointer.as_str(), fault.code.as_str())).collect();
            assert_eq!(told, expected, "{with}");
        }
    }
}
