//! What is wrong with a calendar, field by field.

use leptos::prelude::*;
use yingda_shared::fault::{Fault, FieldFault};

use crate::i18n::{I18n, use_i18n};

/// The last fault of the form.
#[derive(Clone, Copy)]
pub struct Wrong(pub RwSignal<Option<Fault>>);

impl Wrong {
    /// What is wrong at a pointer or below it, in words.
    pub fn below(self, pointer: impl Into<String>) -> Signal<Option<String>> {
        let (i18n, pointer) = (use_i18n(), pointer.into());
        Signal::derive(move || {
            let fault = self.0.get()?;
            let field = fault.fields().iter().find(|field| lies_at(field, &pointer))?;
            Some(i18n.field_fault(field))
        })
    }

    /// All of it, each with the control that it is about.
    pub fn all(self, i18n: I18n) -> Vec<(String, String)> {
        match self.0.get() {
            None | Some(Fault::Conflict { .. }) => Vec::new(),
            Some(fault) => i18n.summary(&fault, |field| said(i18n, field)),
        }
    }
}

fn lies_at(field: &FieldFault, pointer: &str) -> bool {
    field.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The control of a field, and what is wrong with it; a day of the week is named.
fn said(i18n: I18n, field: &FieldFault) -> (String, String) {
    let text = i18n.field_fault(field);
    let mut parts = field.pointer.trim_start_matches("/hours").trim_start_matches('/').split('/');
    match (parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) {
        ("week", day) => (format!("cal-{day}"), format!("{} {text}", i18n.word("words.weekday", day))),
        ("days", day) => ("cal-days".into(), format!("{day} {text}")),
        ("make_up", _) => ("cal-make-up-hours".into(), text),
        (name, _) => (format!("cal-{name}"), text),
    }
}
