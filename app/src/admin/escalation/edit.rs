//! A policy while it is being edited: what is typed, and the policy that it says.

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::escalation::{EscalationPolicy, Scope};
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::id::EscalationPolicyId;
use yingda_shared::record::Save;

use super::level::{self, LevelEdit};
use crate::cases::Pick;

/// What a policy is for, from all to one.
pub const SCOPES: [&str; 5] = ["default", "company", "department", "customer", "case"];

#[derive(Clone, Copy)]
pub struct Edit {
    pub name: RwSignal<String>,
    pub active: RwSignal<bool>,
    /// Word of the scope.
    pub of: RwSignal<String>,
    /// Whom or what it is for, by the word of the scope.
    pub company: Pick,
    pub department: Pick,
    pub contact: Pick,
    pub case: Pick,
    /// Id of the calendar; empty for that of the clock.
    pub calendar: RwSignal<String>,
    pub levels: RwSignal<Vec<LevelEdit>>,
    /// Empty for good.
    pub acknowledged: RwSignal<String>,
    /// As it was saved last.
    pub kept: RwSignal<EscalationPolicy>,
}

impl Edit {
    pub fn of(policy: &EscalationPolicy) -> Edit {
        let edit = Edit {
            name: RwSignal::default(),
            active: RwSignal::default(),
            of: RwSignal::default(),
            company: Pick::none(),
            department: Pick::none(),
            contact: Pick::none(),
            case: Pick::none(),
            calendar: RwSignal::default(),
            levels: RwSignal::default(),
            acknowledged: RwSignal::default(),
            kept: RwSignal::new(policy.clone()),
        };
        edit.load(policy);
        edit
    }

    pub fn load(self, policy: &EscalationPolicy) {
        for pick in [self.company, self.department, self.contact, self.case] {
            pick.set(String::new(), String::new());
        }
        let (word, named) = match policy.scope {
            Scope::Default => ("default", None),
            Scope::Company { company_id } => ("company", Some((self.company, company_id.to_string()))),
            Scope::Department { department_id } => ("department", Some((self.department, department_id.to_string()))),
            Scope::Customer { contact_id } => ("customer", Some((self.contact, contact_id.to_string()))),
            Scope::Case { case_id } => ("case", Some((self.case, case_id.to_string()))),
        };
        if let Some((pick, id)) = named {
            pick.set(id, String::new());
        }
        self.name.set(policy.name.clone());
        self.active.set(policy.active);
        self.of.set(word.to_string());
        self.calendar.set(policy.calendar_id.map(|id| id.to_string()).unwrap_or_default());
        self.levels.set(policy.levels.iter().map(LevelEdit::of).collect());
        self.acknowledged.set(policy.acknowledged_minutes.map(|minutes| minutes.to_string()).unwrap_or_default());
    }

    fn scope(self, faults: &mut Vec<FieldFault>) -> Scope {
        let mut named = |pick: Pick, field: &str| {
            let id = pick.id.get();
            if id.is_empty() {
                let code = if pick.text.with(|text| text.trim().is_empty()) { "required" } else { "unknown" };
                faults.push(FieldFault::new(&format!("/scope/{field}"), code));
            }
            id
        };
        let scope = match self.of.get().as_str() {
            "company" => named(self.company, "company_id").parse().ok().map(|company_id| Scope::Company { company_id }),
            "department" => named(self.department, "department_id")
                .parse()
                .ok()
                .map(|department_id| Scope::Department { department_id }),
            "customer" => {
                named(self.contact, "contact_id").parse().ok().map(|contact_id| Scope::Customer { contact_id })
            }
            "case" => named(self.case, "case_id").parse().ok().map(|case_id| Scope::Case { case_id }),
            _ => None,
        };
        scope.unwrap_or(Scope::Default)
    }

    /// The policy that is typed, with all that is wrong with it.
    pub fn typed(self) -> (EscalationPolicy, Vec<FieldFault>) {
        let mut faults = Vec::new();
        let scope = self.scope(&mut faults);
        let levels = self.levels.with(|rows| {
            let rows = rows.iter().enumerate();
            rows.map(|(at, row)| row.read(&format!("/levels/{at}"), &mut faults)).collect()
        });
        let minutes = self.acknowledged.with(|text| text.trim().to_string());
        let acknowledged_minutes = minutes.parse::<u32>().ok();
        if acknowledged_minutes.is_none() && !minutes.is_empty() {
            faults.push(FieldFault::new("/acknowledged_minutes", "whole_number"));
        }
        let kept = self.kept.get();
        let policy = EscalationPolicy {
            id: kept.id,
            rv: kept.rv,
            active: self.active.get(),
            name: self.name.with(|name| name.trim().to_string()),
            scope,
            calendar_id: self.calendar.with(|id| id.parse().ok()),
            levels,
            acknowledged_minutes,
        };
        faults.extend(Save(policy.clone()).check());
        (policy, faults)
    }

    pub fn read(self) -> Result<EscalationPolicy, Vec<FieldFault>> {
        let (policy, faults) = self.typed();
        if faults.is_empty() { Ok(policy) } else { Err(faults) }
    }

    /// Puts a level before or after its neighbour.
    pub fn shift(self, key: usize, by: isize) {
        self.levels.update(|levels| {
            let from = levels.iter().position(|level| level.key == key);
            let to = from.and_then(|from| from.checked_add_signed(by)).filter(|to| *to < levels.len());
            if let (Some(from), Some(to)) = (from, to) {
                levels.swap(from, to);
            }
        });
    }

    /// The control that a fault is about.
    pub fn control(self, pointer: &str) -> String {
        let mut parts = pointer.trim_start_matches('/').splitn(3, '/');
        match (parts.next().unwrap_or_default(), parts.next()) {
            ("levels", Some(at)) => {
                let rest = parts.next().map(|rest| format!("/{rest}")).unwrap_or_default();
                let at = at.parse::<usize>().ok();
                let found = self.levels.with(|rows| at.and_then(|at| Some(rows.get(at)?.control(&rest))));
                found.unwrap_or_else(|| "policy-levels".into())
            }
            ("scope", Some(field)) => format!("policy-{field}"),
            (name, _) => format!("policy-{name}"),
        }
    }
}

/// A new policy for all cases, with one level.
pub fn blank(id: EscalationPolicyId) -> EscalationPolicy {
    EscalationPolicy {
        id,
        rv: 0,
        active: true,
        name: String::new(),
        scope: Scope::Default,
        calendar_id: None,
        levels: vec![level::blank()],
        acknowledged_minutes: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::escalation::{Direction, Stop, TimeTrigger, Trigger};
    use yingda_shared::kernel::id::{CalendarId, CompanyId, Uuid};
    use yingda_shared::rules::{Condition, Field, HappeningKind, Test};
    use yingda_shared::sla::{Anchor, ClockKind, Side};

    fn policy() -> EscalationPolicy {
        let id = Uuid::from_u128(7);
        let late = TimeTrigger {
            side: Side::Internal,
            clock: ClockKind::FirstResponse,
            anchor: Anchor::Start,
            direction: Direction::After,
            minutes: Some(0),
            percent: None,
        };
        let mut second = level::blank();
        second.trigger = Trigger::Time(late);
        second.calendar_id = Some(CalendarId(id));
        second.criteria = vec![Condition { field: Field::Priority, test: Test::AnyOf, values: vec!["p1".into()] }];
        (second.repeat_every, second.max_repeats) = (Some(30), 4);
        second.stop_when = vec![Stop::Assigned, Stop::Acknowledged];
        let mut third = level::blank();
        third.trigger = Trigger::Event { event: HappeningKind::Urged };
        EscalationPolicy {
            name: "VIP".into(),
            rv: 3,
            scope: Scope::Company { company_id: CompanyId(id) },
            levels: vec![level::blank(), second, third],
            acknowledged_minutes: Some(60),
            ..blank(EscalationPolicyId(id))
        }
    }

    #[test]
    fn what_is_typed_is_the_policy() {
        Owner::new().with(|| {
            let policy = policy();
            let edit = Edit::of(&policy);
            assert_eq!(edit.read(), Ok(policy.clone()));
            let keys =
                |edit: Edit| edit.levels.with_untracked(|rows| rows.iter().map(|row| row.key).collect::<Vec<_>>());
            let before = keys(edit);
            edit.shift(before[0], -1);
            assert_eq!(keys(edit), before, "nothing stands before the first");
            edit.shift(before[0], 1);
            assert_eq!(keys(edit), [before[1], before[0], before[2]]);
        });
    }

    #[test]
    fn faults_lead_to_their_controls() {
        Owner::new().with(|| {
            let edit = Edit::of(&policy());
            let levels = edit.levels.get_untracked();
            levels[0].amount.set("soon".into());
            levels[1].actions.set(Vec::new());
            edit.of.set("department".into());
            let told = edit.read().expect_err("faults");
            let wrong: Vec<(&str, &str)> =
                told.iter().map(|fault| (fault.pointer.as_str(), fault.code.as_str())).collect();
            assert_eq!(
                wrong,
                [
                    ("/scope/department_id", "required"),
                    ("/levels/0/trigger/percent", "whole_number"),
                    ("/levels/1/max_repeats", "nothing_to_repeat"),
                    ("/levels/1/actions", "actions_missing"),
                ]
            );
            let id = |at: usize, field: &str| format!("level-{}-{field}", levels[at].key);
            assert_eq!(edit.control("/levels/0/trigger/percent"), id(0, "amount"));
            assert_eq!(edit.control("/levels/1/actions"), id(1, "actions"));
            assert_eq!(edit.control("/levels"), "policy-levels");
            assert_eq!(edit.control("/scope/department_id"), "policy-department_id");
            assert_eq!(edit.control("/scope"), "policy-scope");
        });
    }
}
