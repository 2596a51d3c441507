//! A record for those who may look at it and not change it.

use leptos::prelude::*;
use serde_json::Value;
use yingda_shared::identity::Role;

use super::names::Names;
use super::shown::shown;
use super::spec::{Spec, ids};
use crate::i18n::use_i18n;
use crate::{key, ui};

/// Names and values of the filled-in fields.
#[component]
pub fn RecordFacts(spec: &'static Spec, value: Value, names: Names, roles: Signal<Vec<Role>>) -> impl IntoView {
    let i18n = use_i18n();
    let value = StoredValue::new(value);
    let of = move |name: &str| value.with_value(|value| value.get(name).cloned().unwrap_or(Value::Null));
    Effect::new(move |_| {
        for field in spec.fields {
            if let Some(kind) = field.refers() {
                names.want(kind, ids(&of(field.name)));
            }
        }
    });
    let fact = move |field: &'static super::spec::Field| {
        let words = move || {
            let text = roles.with(|roles| shown(i18n, names, roles, field, &of(field.name)));
            if text.is_empty() { i18n.say(key!(common.none)) } else { text }
        };
        view! { <ui::Fact name=i18n.t(field.label)><span class="plain-text">{words}</span></ui::Fact> }
    };
    view! { <ui::DescriptionList stacked=true>{spec.fields.iter().map(fact).collect_view()}</ui::DescriptionList> }
}
