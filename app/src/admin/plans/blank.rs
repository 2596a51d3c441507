//! The plan that a new form begins with.

use yingda_shared::cases::Occasion;
use yingda_shared::contracts::plans::{DayOff, Opens, ServicePlan};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{ContractId, ServicePlanId};

/// A new plan: a visit on the day of the month on which it begins, at nine, two weeks ahead.
pub fn blank(id: ServicePlanId, contract_id: ContractId, starts_on: Day) -> ServicePlan {
    ServicePlan {
        id,
        rv: 0,
        active: true,
        name: String::new(),
        contract_id,
        occasion: Occasion::Visit,
        opens: Opens::Case,
        rule: String::new(),
        except: Vec::new(),
        starts_on: Some(starts_on),
        minute: 9 * 60,
        calendar_id: None,
        day_off: DayOff::Next,
        ahead_days: 14,
        fault_priority: None,
        subject: String::new(),
        description: String::new(),
        category_id: None,
        priority: None,
        team_id: None,
        assignee_id: None,
        asset_id: None,
        department_id: None,
        contact_id: None,
        note: String::new(),
        follows_id: None,
    }
}
