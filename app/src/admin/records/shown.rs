//! Values of records as people read them: names for ids, words for words.

use serde_json::Value;
use yingda_shared::identity::Role;

use super::names::Names;
use super::spec::{Field, Input, ids};
use crate::i18n::I18n;
use crate::key;

/// A role's name: translated when it ships with the product.
pub fn role_name(i18n: I18n, role: &Role) -> String {
    match &role.builtin {
        Some(key) => i18n.word("roles", key),
        None => role.name.clone(),
    }
}

/// The value of a field in words; empty when there is none.
pub fn shown(i18n: I18n, names: Names, roles: &[Role], field: &Field, value: &Value) -> String {
    let comma = i18n.say(key!(common.comma));
    match field.input {
        Input::One(_) | Input::Many(_) => {
            let named = ids(value).into_iter().map(|id| names.of(&id).unwrap_or_else(|| "…".into()));
            named.collect::<Vec<_>>().join(&comma)
        }
        Input::Role => {
            let id = value.as_str().unwrap_or_default();
            roles.iter().find(|role| role.id.to_string() == id).map(|role| role_name(i18n, role)).unwrap_or_default()
        }
        Input::Words(namespace, _) => value.as_str().map(|word| i18n.word(namespace, word)).unwrap_or_default(),
        Input::Switch => i18n.say(if value.as_bool().unwrap_or(false) { key!(common.yes) } else { key!(common.no) }),
        Input::Lines => ids(value).join(&comma),
        _ => value.as_str().unwrap_or_default().to_string(),
    }
}
