//! What is wrong with a rule or a policy, field by field.

use leptos::prelude::*;
use yingda_shared::fault::{Fault, FieldFault};

use crate::i18n::{I18n, use_i18n};

/// The last fault of the form.
#[derive(Clone, Copy)]
pub struct Wrong(pub RwSignal<Option<Fault>>);

impl Wrong {
    /// What is wrong with one field, in words.
    pub fn at(self, pointer: &'static str) -> Signal<Option<String>> {
        let i18n = use_i18n();
        Signal::derive(move || self.now(i18n, pointer))
    }

    /// The same for a field whose place changes.
    pub fn now(self, i18n: I18n, pointer: &str) -> Option<String> {
        self.find(i18n, |field| field.pointer == pointer)
    }

    /// What is wrong with a field or with a part of it.
    pub fn below(self, i18n: I18n, pointer: &str) -> Option<String> {
        let lies = |field: &FieldFault| {
            field.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.find(i18n, lies)
    }

    fn find(self, i18n: I18n, is: impl Fn(&FieldFault) -> bool) -> Option<String> {
        self.0.with(|fault| {
            let field = fault.as_ref()?.fields().iter().find(|field| is(field))?;
            Some(i18n.field_fault(field))
        })
    }

    /// All of it, each with the control that it is about; a conflict is told where it is settled.
    pub fn all(self, i18n: I18n, control: impl Fn(&str) -> String) -> Vec<(String, String)> {
        match self.0.get() {
            None | Some(Fault::Conflict { .. }) => Vec::new(),
            Some(fault) => i18n.summary(&fault, |field| (control(&field.pointer), i18n.field_fault(field))),
        }
    }
}

/// The control of a row: `rest` is what follows the pointer of the list, such as `0/values/2`. Rows have keys that stay
/// while their places change; a fault of the list itself is at the list.
pub fn in_rows(id: &str, keys: &[usize], rest: &str, first: &str) -> String {
    let mut parts = rest.trim_start_matches('/').split('/');
    let key = parts.next().and_then(|at| at.parse::<usize>().ok()).and_then(|at| keys.get(at));
    match key {
        Some(key) => format!("{id}-{key}-{}", parts.next().unwrap_or(first)),
        None => id.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_lead_to_their_rows() {
        let keys = [4, 9];
        assert_eq!(in_rows("rule-if", &keys, "/1/values/2", "field"), "rule-if-9-values");
        assert_eq!(in_rows("rule-if", &keys, "/0", "field"), "rule-if-4-field");
        assert_eq!(in_rows("rule-if", &keys, "", "field"), "rule-if");
        assert_eq!(in_rows("rule-if", &keys, "/7/test", "field"), "rule-if");
    }
}
