//! Escalation policies (紧急应因级别): for whom, and in which levels.

use super::level::{Level, Stop};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{CalendarId, CaseId, CompanyId, ContactId, DepartmentId, EscalationPolicyId};
use crate::kernel::limits::{ESCALATION_LEVELS_MAX, ESCALATION_MINUTES_MAX};
use crate::record::{Details, Keys, Reference};

data! {
/// For which cases; the narrowest one counts.
#[derive(Copy, Eq, PartialOrd, Ord)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Scope {
    Case { case_id: CaseId },
    Customer { contact_id: ContactId },
    Department { department_id: DepartmentId },
    Company { company_id: CompanyId },
    Default,
}

pub struct EscalationPolicy {
    pub id: EscalationPolicyId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    pub scope: Scope,
    /// Levels without a calendar of their own count by it; None is that of the clock, and of the desk.
    #[serde(default)]
    pub calendar_id: Option<CalendarId>,
    /// From the first to the last.
    pub levels: Vec<Level>,
    /// For how long an acknowledgement holds, in minutes of the policy's calendar; None is for good.
    #[serde(default)]
    pub acknowledged_minutes: Option<u32>,
}
}

record!(EscalationPolicy, EscalationPolicyId, "escalation_policies");

impl Scope {
    /// Narrow ones first.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Scope::Case { .. } => 0,
            Scope::Customer { .. } => 1,
            Scope::Department { .. } => 2,
            Scope::Company { .. } => 3,
            Scope::Default => 4,
        }
    }
}

impl EscalationPolicy {
    /// Levels are counted from 1.
    pub fn level(&self, number: u16) -> Option<&Level> {
        self.levels.get(usize::from(number).checked_sub(1)?)
    }

    pub(super) fn numbered(&self) -> impl Iterator<Item = (u16, &Level)> {
        (1..).zip(&self.levels)
    }

    /// Calendars whose versions an instance keeps.
    pub fn calendars(&self) -> Vec<CalendarId> {
        let own = self.levels.iter().filter_map(|level| level.calendar_id);
        let mut all: Vec<CalendarId> = own.chain(self.calendar_id).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Details for EscalationPolicy {
    /// One policy a scope: two defaults would be told apart by chance.
    fn keys(&self) -> Keys {
        let code = match self.scope {
            Scope::Case { case_id } => format!("case:{case_id}"),
            Scope::Customer { contact_id } => format!("customer:{contact_id}"),
            Scope::Department { department_id } => format!("department:{department_id}"),
            Scope::Company { company_id } => format!("company:{company_id}"),
            Scope::Default => "default".to_string(),
        };
        let company_id = match self.scope {
            Scope::Company { company_id } => Some(company_id),
            _ => None,
        };
        Keys { code: self.active.then_some(code), company_id, ..Keys::default() }
    }

    fn references(&self) -> Vec<Reference> {
        let scope = match self.scope {
            Scope::Customer { contact_id } => Some(("/scope/contact_id", "contacts", contact_id.0)),
            Scope::Department { department_id } => Some(("/scope/department_id", "departments", department_id.0)),
            Scope::Company { company_id } => Some(("/scope/company_id", "companies", company_id.0)),
            Scope::Case { .. } | Scope::Default => None,
        };
        let calendar = self.calendar_id.map(|id| ("/calendar_id", "calendars", id.0));
        scope.into_iter().chain(calendar).chain(self.levels.iter().flat_map(Level::references)).collect()
    }

    fn check(&self) -> Vec<FieldFault> {
        let many = self.levels.len() > ESCALATION_LEVELS_MAX;
        let holds = self.acknowledged_minutes;
        // Nobody can let an acknowledgement run out that stops nothing.
        let idle = !self.levels.iter().any(|level| level.stops_at(Stop::Acknowledged));
        let mut faults = Checks::new()
            .when(self.levels.is_empty(), "/levels", "levels_missing")
            .when(many, "/levels", "levels_too_many")
            .when(
                holds.is_some_and(|minutes| !(1..=ESCALATION_MINUTES_MAX).contains(&minutes)),
                "/acknowledged_minutes",
                "minutes_range",
            )
            .when(holds.is_some() && idle, "/acknowledged_minutes", "acknowledgement_stops_nothing")
            .done();
        let numbered = self.levels.iter().enumerate().take(ESCALATION_LEVELS_MAX);
        faults.extend(numbered.flat_map(|(at, level)| level.check(&format!("/levels/{at}"))));
        faults
    }
}
