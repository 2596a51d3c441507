//! Policies: what a desk promises, to whom, and how its clocks behave.

use super::target::{ClockKind, Grade, Side, Target};
use crate::catalog::priority::Priority;
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{CalendarId, CategoryId, CompanyId, ProductId, SlaPolicyId};
use crate::kernel::limits::{SLA_CONDITIONS_MAX, SLA_TARGETS_MAX};
use crate::record::{Details, Keys, Reference};

words! {
/// What a case on hold waits for.
PendingReason {
    Customer = "customer",
    ThirdParty = "third_party",
    WorkOrder = "work_order",
    Scheduled = "scheduled",
}
}

words! {
CaseKind { Case = "case", Complaint = "complaint" }
}

words! {
/// What a reopening does to the clock of the solution.
Reopening {
    /// It goes on, and the time in which the case was solved does not count.
    Resume = "resume",
    /// It goes on as if it had never stopped: the promised moment stays.
    RunOn = "run_on",
    /// A new one begins; the old one keeps its result.
    Anew = "anew",
}
}

words! {
/// Which clocks another priority, or another policy, is counted anew for, from their beginning.
Regrading {
    /// Those that have not stopped: what was kept stays kept.
    Running = "running",
    /// All of them.
    All = "all",
}
}

data! {
/// Cases that a policy is for. An empty list is any.
#[derive(Default)]
pub struct Applies {
    #[serde(default)]
    pub companies: Vec<CompanyId>,
    #[serde(default)]
    pub products: Vec<ProductId>,
    /// With all categories below them.
    #[serde(default)]
    pub categories: Vec<CategoryId>,
    #[serde(default)]
    pub kinds: Vec<CaseKind>,
    #[serde(default)]
    pub priorities: Vec<Priority>,
}

pub struct SlaPolicy {
    pub id: SlaPolicyId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    pub side: Side,
    #[serde(default)]
    pub applies: Applies,
    pub targets: Vec<Target>,
    /// None: the default calendar of the desk.
    #[serde(default)]
    pub calendar_id: Option<CalendarId>,
    /// Share of the target, in percent, at which people are warned.
    #[serde(default = "warn_percent")]
    pub warn_percent: u8,
    /// What the clocks stand still for.
    #[serde(default = "all_reasons")]
    pub pauses: Vec<PendingReason>,
    /// Whether the clocks of responses stand still too.
    #[serde(default)]
    pub responses_pause: bool,
    #[serde(default = "resume")]
    pub reopening: Reopening,
    #[serde(default = "running")]
    pub regrading: Regrading,
}
}

record!(SlaPolicy, SlaPolicyId, "sla_policies");

/// Percent of a target at which people are warned, unless the policy says otherwise.
pub const WARN_PERCENT: u8 = 75;

fn warn_percent() -> u8 {
    WARN_PERCENT
}

fn all_reasons() -> Vec<PendingReason> {
    PendingReason::ALL.to_vec()
}

fn resume() -> Reopening {
    Reopening::Resume
}

fn running() -> Regrading {
    Regrading::Running
}

impl SlaPolicy {
    /// The target of a clock for cases of a grade: of those that hold, the one that says most; of such, the first.
    pub fn target(&self, kind: ClockKind, grade: &Grade) -> Option<&Target> {
        let held = self.targets.iter().filter(|target| target.kind == kind && target.when.holds(grade));
        held.reduce(|best, next| if next.when.says() > best.when.says() { next } else { best })
    }

    /// Whether a clock stands still while the case waits for something. Another system may not say for what.
    pub fn pauses(&self, kind: ClockKind, reason: Option<PendingReason>) -> bool {
        let waits = reason.map_or(!self.pauses.is_empty(), |reason| self.pauses.contains(&reason));
        waits && (self.responses_pause || !kind.is_response())
    }
}

impl Details for SlaPolicy {
    fn keys(&self) -> Keys {
        Keys { owner: Some(self.side.to_string()), ..Keys::default() }
    }

    fn references(&self) -> Vec<Reference> {
        let Applies { companies, products, categories, .. } = &self.applies;
        let calendar = self.calendar_id.map(|id| ("/calendar_id", "calendars", id.0));
        let companies = companies.iter().map(|id| ("/applies/companies", "companies", id.0));
        let products = products.iter().map(|id| ("/applies/products", "products", id.0));
        let categories = categories.iter().map(|id| ("/applies/categories", "categories", id.0));
        calendar.into_iter().chain(companies).chain(products).chain(categories).collect()
    }

    fn check(&self) -> Vec<FieldFault> {
        let Applies { companies, products, categories, .. } = &self.applies;
        let lists = [("companies", companies.len()), ("products", products.len()), ("categories", categories.len())];
        let mut checks = Checks::new()
            .when(self.targets.is_empty(), "/targets", "targets_missing")
            .when(self.targets.len() > SLA_TARGETS_MAX, "/targets", "targets_too_many")
            .when(!(1..=99).contains(&self.warn_percent), "/warn_percent", "warn_range");
        for (list, count) in lists {
            checks = checks.when(count > SLA_CONDITIONS_MAX, &format!("/applies/{list}"), "conditions_too_many");
        }
        let mut faults = Vec::new();
        for (at, target) in self.targets.iter().take(SLA_TARGETS_MAX).enumerate() {
            let pointer = format!("/targets/{at}");
            let twice = self.targets[..at].iter().any(|other| (other.kind, other.when) == (target.kind, target.when));
            checks = checks.when(twice, &pointer, "target_twice").when(
                self.answers_late(target),
                &pointer,
                "respond_after_resolve",
            );
            faults.extend(target.check(&pointer));
        }
        let mut all = checks.done();
        all.extend(faults);
        all
    }
}

impl SlaPolicy {
    /// Promised to answer after the solution that the same cases are promised, as far as units can be compared.
    fn answers_late(&self, response: &Target) -> bool {
        let earlier = |other: &&Target| {
            let alike = (other.kind, other.when, other.unit) == (ClockKind::Resolution, response.when, response.unit);
            alike && other.amount < response.amount
        };
        response.kind == ClockKind::FirstResponse && self.targets.iter().any(|other| earlier(&other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn policy(extra: Value) -> SlaPolicy {
        let mut json = json!({"id": "01900000-0000-7000-8000-000000000001", "active": true, "name": "gold",
            "side": "external", "targets": [
                {"kind": "first_response", "amount": 30, "unit": "business_minutes"},
                {"kind": "resolution", "amount": 2, "unit": "working_days"}]});
        let (map, extra) = (json.as_object_mut().expect("an object"), extra);
        map.extend(extra.as_object().expect("an object").clone());
        serde_json::from_value(json).expect("a policy")
    }

    fn faults(extra: Value) -> Vec<(String, String)> {
        policy(extra).check().into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    fn one(pointer: &str, code: &str) -> Vec<(String, String)> {
        vec![(pointer.into(), code.into())]
    }

    fn target(extra: Value) -> Value {
        let mut target = json!({"kind": "resolution", "amount": 60, "unit": "business_minutes"});
        target.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        target
    }

    #[test]
    fn what_is_left_out_has_the_usual_value() {
        let usual = policy(json!({}));
        assert_eq!(usual.check(), vec![]);
        assert_eq!((usual.warn_percent, usual.responses_pause), (75, false));
        assert_eq!((usual.reopening, usual.regrading), (Reopening::Resume, Regrading::Running));
        for reason in PendingReason::ALL {
            assert!(usual.pauses(ClockKind::Resolution, Some(*reason)) && usual.pauses(ClockKind::Arrival, None));
            assert!(!usual.pauses(ClockKind::FirstResponse, Some(*reason)), "responses do not pause");
        }
    }

    #[test]
    fn policies_that_promise_nothing_or_nonsense_are_refused_at_the_field() {
        assert_eq!(faults(json!({"targets": []})), one("/targets", "targets_missing"));
        for percent in [0, 100, 255] {
            assert_eq!(faults(json!({"warn_percent": percent})), one("/warn_percent", "warn_range"), "{percent}");
        }
        for percent in [1, 99] {
            assert_eq!(faults(json!({"warn_percent": percent})), [], "{percent}");
        }
        let of = |targets: Vec<Value>| faults(json!({"targets": targets}));
        assert_eq!(of(vec![target(json!({"inner": 61}))]), one("/targets/0/inner", "inner_longer"));
        assert_eq!(of(vec![target(json!({"inner": 0}))]), one("/targets/0/inner", "inner_zero"));
        assert_eq!(of(vec![target(json!({"inner": 60}))]), []);
        for amount in [0, 525_601] {
            assert_eq!(of(vec![target(json!({"amount": amount}))]), one("/targets/0/amount", "target_range"));
        }
        let days = target(json!({"unit": "working_days_end", "amount": 367}));
        assert_eq!(of(vec![days]), one("/targets/0/amount", "target_range"));
        let twice = vec![target(json!({"when": {"priority": "p1"}})), target(json!({"when": {"priority": "p1"}}))];
        assert_eq!(of(twice), one("/targets/1", "target_twice"));
        let mode = target(json!({"mode": "every_interval"}));
        assert_eq!(of(vec![mode]), one("/targets/0/mode", "mode_of_next_response"));
        let late = vec![target(json!({})), target(json!({"kind": "first_response", "amount": 61}))];
        assert_eq!(of(late), one("/targets/1", "respond_after_resolve"));
        let many: Vec<Value> = (0..201).map(|_| "01900000-0000-7000-8000-000000000001".into()).collect();
        assert_eq!(faults(json!({"applies": {"products": many}})), one("/applies/products", "conditions_too_many"));
    }

    #[test]
    fn there_are_only_so_many_targets() {
        use crate::catalog::priority::{Impact, Urgency};
        let cells = Impact::ALL.iter().flat_map(|impact| Urgency::ALL.iter().map(move |urgency| (impact, urgency)));
        let full = cells.flat_map(|(impact, urgency)| {
            ["first_response", "next_response", "resolution", "arrival"]
                .map(|kind| target(json!({"kind": kind, "when": {"impact": impact, "urgency": urgency}})))
        });
        let full: Vec<Value> = full.collect();
        assert_eq!(faults(json!({"targets": full})), [], "every clock for every cell");
        let many: Vec<Value> = full.iter().cycle().take(101).cloned().collect();
        assert!(faults(json!({"targets": many})).contains(&("/targets".into(), "targets_too_many".into())));
    }

    #[test]
    fn a_policy_without_targets_or_with_unknown_units_is_not_read() {
        let odd =
            json!({"id": "01900000-0000-7000-8000-000000000001", "active": true, "name": "x", "side": "external"});
        assert!(serde_json::from_value::<SlaPolicy>(odd).is_err());
        assert!(serde_json::from_value::<Target>(target(json!({"unit": "days"}))).is_err());
    }

    #[test]
    fn the_target_that_says_most_of_a_case_counts() {
        use crate::catalog::priority::{Impact, Urgency};
        let grade = Grade { impact: Impact::Group, urgency: Urgency::Critical, priority: Priority::P1 };
        let policy = policy(json!({"targets": [
            target(json!({"amount": 1})),
            target(json!({"amount": 2, "when": {"priority": "p1"}})),
            target(json!({"amount": 3, "when": {"priority": "p2", "impact": "group"}})),
            target(json!({"amount": 4, "when": {"urgency": "critical"}})),
            target(json!({"amount": 5, "when": {"impact": "group", "urgency": "high"}}))]}));
        let amount = |grade: &Grade| policy.target(ClockKind::Resolution, grade).map(|target| target.amount);
        assert_eq!(amount(&grade), Some(2), "of two that say as much, the first");
        assert_eq!(amount(&Grade { urgency: Urgency::High, ..grade }), Some(5));
        assert_eq!(amount(&Grade { priority: Priority::P3, urgency: Urgency::Low, ..grade }), Some(1));
        assert_eq!(policy.target(ClockKind::Arrival, &grade), None);
    }
}
