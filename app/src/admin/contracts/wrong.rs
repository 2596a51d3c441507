//! What is wrong with a contract, field by field.

use leptos::prelude::*;
use yingda_shared::contracts::{Contract, Measure};
use yingda_shared::fault::{Fault, FieldFault};

use crate::i18n::{I18n, use_i18n};

/// The last fault of the form.
#[derive(Clone, Copy)]
pub struct Wrong(pub RwSignal<Option<Fault>>);

impl Wrong {
    /// What is wrong at a field or below it, in words.
    pub fn at(self, name: &'static str) -> Signal<Option<String>> {
        let i18n = use_i18n();
        Signal::derive(move || {
            let fault = self.0.get()?;
            let field = fault.fields().iter().find(|field| field_of(field) == name)?;
            Some(i18n.field_fault(field))
        })
    }

    /// All of it, each with the control that it is about.
    pub fn all(self, i18n: I18n) -> Vec<(String, String)> {
        match self.0.get() {
            None | Some(Fault::Conflict { .. }) => Vec::new(),
            Some(fault) => i18n.summary(&fault, |field| (id_of(field_of(field)), i18n.field_fault(field))),
        }
    }
}

/// The id of a field's control.
pub fn id_of(name: &str) -> String {
    format!("contract-{name}")
}

/// The control of a limit.
pub fn limit_name(measure: Measure) -> &'static str {
    match measure {
        Measure::Calls => "limit_calls",
        Measure::Hours => "limit_hours",
        Measure::Money => "limit_money",
    }
}

fn field_of(field: &FieldFault) -> &str {
    field.pointer.trim_start_matches('/').split('/').next().unwrap_or_default()
}

/// The same with limits called by what they limit: in the form each has a place of its own.
pub fn placed(fault: Fault, contract: &Contract) -> Fault {
    let Fault::Invalid { fields } = fault else { return fault };
    let place = |mut field: FieldFault| {
        let at = field.pointer.strip_prefix("/limits/").and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
        let measure = at.and_then(|at| contract.limits.get(at)).and_then(|limit| limit.measure);
        if let Some(measure) = measure {
            field.pointer = format!("/{}", limit_name(measure));
        }
        field
    };
    Fault::Invalid { fields: fields.into_iter().map(place).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_found_by_what_they_limit() {
        let json = serde_json::json!({"id": uuid::Uuid::nil(), "active": true, "name": "", "company_id": uuid::Uuid::nil(),
            "state": "draft", "starts_at": 0, "combine": "any", "on_depletion": "block",
            "limits": [{"measure": "money", "total": "x"}, {"measure": "calls", "total": "1.5"}]});
        let contract: Contract = serde_json::from_value(json).expect("a contract");
        let fields = yingda_shared::record::Details::check(&contract);
        let placed = placed(Fault::Invalid { fields }, &contract);
        let said: Vec<(&str, &str)> =
            placed.fields().iter().map(|field| (field_of(field), field.code.as_str())).collect();
        assert_eq!(said, [("limit_money", "amount"), ("limit_calls", "amount_whole")]);
    }
}
