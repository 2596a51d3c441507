//! What is wrong with a service product or a contract, field by field.

use super::{Amount, Contract, ContractState, Measure, ServiceProduct};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::UnitId;
use crate::kernel::limits::{COVERED_MAX, NAME_MAX, NOTE_MAX, THRESHOLDS_MAX};
use crate::record::{Details, Keys, Reference};

fn code(text: &str) -> Option<String> {
    Some(text.trim().to_lowercase()).filter(|code| !code.is_empty())
}

impl Details for ServiceProduct {
    fn keys(&self) -> Keys {
        Keys { code: code(&self.code), ..Keys::default() }
    }
    fn check(&self) -> Vec<FieldFault> {
        let mut checks = Checks::new()
            .optional("/code", &self.code, NAME_MAX)
            .optional("/note", &self.note, NOTE_MAX)
            .when(self.slas.len() > COVERED_MAX, "/slas", "too_many");
        for (at, promise) in self.slas.iter().take(COVERED_MAX).enumerate() {
            let twice = self.slas[..at].iter().any(|other| other.policy_id == promise.policy_id);
            checks = checks.text(&format!("/slas/{at}/name"), &promise.name, NAME_MAX).when(
                twice,
                &format!("/slas/{at}/policy_id"),
                "twice",
            );
        }
        checks.done()
    }
    fn search(&self) -> String {
        self.slas.iter().map(|promise| promise.name.as_str()).collect::<Vec<_>>().join(" ")
    }
}

impl Details for Contract {
    fn keys(&self) -> Keys {
        Keys {
            parent_id: self.service_product_id.map(|id| id.0),
            code: code(&self.code),
            company_id: Some(self.company_id),
            // Lists are narrowed by the state.
            owner: Some(self.state.as_str().into()),
            ..Keys::default()
        }
    }

    fn references(&self) -> Vec<Reference> {
        let one = |pointer, kind, id: Option<crate::kernel::id::Uuid>| id.map(|id| (pointer, kind, id));
        let mut found: Vec<Reference> = [
            one("/service_product_id", "service_products", self.service_product_id.map(|id| id.0)),
            one("/supplier_unit_id", "units", self.supplier_unit_id.map(|UnitId(id)| id)),
            one("/supplier_firm_id", "firms", self.supplier_firm_id.map(|id| id.0)),
            one("/next_id", "contracts", self.next_id.map(|id| id.0)),
            one("/renews_id", "contracts", self.renews_id.map(|id| id.0)),
        ]
        .into_iter()
        .flatten()
        .collect();
        found.extend(self.departments.iter().map(|id| ("/departments", "departments", id.0)));
        found.extend(self.products.iter().map(|id| ("/products", "products", id.0)));
        found.extend(self.assets.iter().map(|id| ("/assets", "assets", id.0)));
        found.extend(self.categories.iter().map(|id| ("/categories", "categories", id.0)));
        found
    }

    fn check(&self) -> Vec<FieldFault> {
        let lists = [
            ("/departments", self.departments.len()),
            ("/products", self.products.len()),
            ("/assets", self.assets.len()),
            ("/categories", self.categories.len()),
            ("/kinds", self.kinds.len()),
            ("/channels", self.channels.len()),
        ];
        let suppliers = self.supplier_unit_id.is_some() && self.supplier_firm_id.is_some();
        let endless = self.ends_at.is_none() && self.limits.is_empty();
        let checks = Checks::new()
            .optional("/code", &self.code, NAME_MAX)
            .optional("/note", &self.note, NOTE_MAX)
            .when(suppliers, "/supplier_firm_id", "one_supplier")
            .when(self.ends_at.is_some_and(|end| end <= self.starts_at), "/ends_at", "ends_before_start")
            .when(endless, "/ends_at", "contract_endless")
            .when(self.next_id == Some(self.id), "/next_id", "own_next")
            .when(self.renews_id == Some(self.id), "/renews_id", "own_next")
            .when(self.thresholds.len() > THRESHOLDS_MAX, "/thresholds", "too_many")
            .when(self.thresholds.iter().any(|share| !(1..=100).contains(share)), "/thresholds", "percent_range");
        let checks = lists
            .into_iter()
            .fold(checks, |checks, (pointer, length)| checks.when(length > COVERED_MAX, pointer, "too_many"));
        let checks = self.check_limits(checks);
        [
            ("/call_hours", &self.call_hours, Measure::Hours),
            ("/call_charge", &self.call_charge, Measure::Money),
            ("/hour_charge", &self.hour_charge, Measure::Money),
            ("/price", &self.price, Measure::Money),
            ("/cost", &self.cost, Measure::Money),
            ("/hour_cost", &self.hour_cost, Measure::Money),
        ]
        .into_iter()
        .fold(checks, |checks, (pointer, amount, measure)| check_amount(checks, pointer, amount, measure))
        .done()
    }
}

impl Contract {
    fn check_limits(&self, mut checks: Checks) -> Checks {
        checks = checks.when(self.limits.len() > Measure::ALL.len(), "/limits", "too_many");
        for (at, limit) in self.limits.iter().take(Measure::ALL.len()).enumerate() {
            let (measure, total) = (format!("/limits/{at}/measure"), format!("/limits/{at}/total"));
            let Some(unit) = limit.measure else {
                checks = checks.when(true, &measure, "limit_without_unit");
                continue;
            };
            let twice = self.limits[..at].iter().any(|other| other.measure == Some(unit));
            checks = checks.when(twice, &measure, "twice").when(limit.total.is_empty(), &total, "required");
            checks = check_amount(checks, &total, &limit.total, unit);
        }
        checks
    }
}

fn check_amount(checks: Checks, pointer: &str, amount: &Amount, measure: Measure) -> Checks {
    match amount.units(measure) {
        Ok(_) => checks,
        Err(code) => checks.when(true, pointer, code),
    }
}

/// What is wrong with a contract beside the one that it takes the place of: where it goes in its life, and to whom
/// it belongs. What was drawn from it stays the customer's whom it was made with.
pub fn follow_faults(before: Option<&Contract>, after: &Contract) -> Vec<FieldFault> {
    let moves = before.map_or(after.state.may_begin(), |before| before.state.may_become(after.state));
    let begun = before.filter(|before| before.state != ContractState::Draft);
    Checks::new()
        .when(!moves, "/state", "contract_move")
        .when(begun.is_some_and(|before| before.company_id != after.company_id), "/company_id", "contract_customer")
        .done()
}
