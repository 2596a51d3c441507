//! A record while it is being edited: what it was, and what the fields hold now.

use leptos::prelude::*;
use serde_json::{Value, json};
use yingda_shared::fault::FieldFault;
use yingda_shared::identity::{ActorKind, Role};

use super::spec::{Field, Input, Spec, ids, text};
use crate::boot::may;

/// One field's state; which signals count depends on the field's input.
#[derive(Clone, Copy)]
pub struct Held {
    pub field: &'static Field,
    /// The text, the word or the id.
    pub text: RwSignal<String>,
    /// The words typed to find a record.
    pub typed: RwSignal<String>,
    pub on: RwSignal<bool>,
    pub many: RwSignal<Vec<String>>,
}

#[derive(Clone, Copy)]
pub struct Draft {
    pub spec: &'static Spec,
    base: StoredValue<Value>,
    held: StoredValue<Vec<Held>>,
    /// Side of the chosen role, for users.
    side: Signal<Option<ActorKind>>,
}

impl Held {
    fn new(field: &'static Field) -> Held {
        let text = || RwSignal::new(String::new());
        Held { field, text: text(), typed: text(), on: RwSignal::new(false), many: RwSignal::new(Vec::new()) }
    }

    fn take(self, value: &Value) {
        match self.field.input {
            Input::Switch => self.on.set(value.as_bool().unwrap_or(false)),
            Input::Many(_) => self.many.set(ids(value)),
            Input::Lines => self.text.set(ids(value).join("\n")),
            _ => self.text.set(value.as_str().unwrap_or_default().to_string()),
        }
        self.typed.set(String::new());
    }

    fn value(self) -> Value {
        let text = self.text.get_untracked();
        let text = text.trim();
        match self.field.input {
            Input::Switch => json!(self.on.get_untracked()),
            Input::Many(_) => json!(self.many.get_untracked()),
            Input::Lines => json!(text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>()),
            Input::One(_) | Input::Words(..) | Input::Role if text.is_empty() => Value::Null,
            _ => json!(text),
        }
    }

    /// Id of the control.
    pub fn id(self) -> String {
        format!("f-{}", self.field.name)
    }
}

impl Draft {
    pub fn new(spec: &'static Spec, value: Value, roles: Signal<Vec<Role>>) -> Draft {
        let held: Vec<Held> = spec.fields.iter().map(Held::new).collect();
        let role = held.iter().find(|held| matches!(held.field.input, Input::Role)).map(|held| held.text);
        let side = Signal::derive(move || {
            let id = role?.get();
            roles.with(|roles| roles.iter().find(|role| role.id.to_string() == id).map(|role| role.kind))
        });
        let draft = Draft { spec, base: StoredValue::new(Value::Null), held: StoredValue::new(held), side };
        draft.start(value);
        draft
    }

    /// Begins anew from this version.
    pub fn start(self, value: Value) {
        for held in self.held.get_value() {
            held.take(value.get(held.field.name).unwrap_or(&Value::Null));
        }
        self.base.set_value(value);
    }

    pub fn base(self) -> Value {
        self.base.get_value()
    }

    pub fn is_new(self) -> bool {
        self.base.with_value(|base| base.get("rv").and_then(Value::as_i64).unwrap_or(0) == 0)
    }

    pub fn id(self) -> String {
        self.base.with_value(|base| text(base, "id").to_string())
    }

    pub fn all(self) -> Vec<Held> {
        self.held.get_value()
    }

    pub fn held(self, name: &str) -> Option<Held> {
        self.held.with_value(|held| held.iter().find(|held| held.field.name == name).copied())
    }

    fn on_side(self, field: &Field) -> bool {
        field.side.is_none_or(|side| self.side.get() == Some(side))
    }

    /// Whether the field is shown: the person belongs to its side, and the caller may look its records up.
    pub fn applies(self, field: &Field) -> bool {
        let known = field.refers().is_none_or(|kind| kind == "roles" || may(&format!("{kind}.list")));
        known && self.on_side(field)
    }

    /// The record as it would be saved.
    pub fn value(self) -> Value {
        let mut value = self.base();
        for held in self.all() {
            let name = held.field.name;
            if untrack(|| self.applies(held.field)) {
                value[name] = held.value();
            } else if !untrack(|| self.on_side(held.field)) {
                value[name] = if matches!(held.field.input, Input::Many(_)) { json!([]) } else { Value::Null };
            }
        }
        value
    }

    /// What is missing before the operation itself is asked.
    pub fn problems(self) -> Vec<FieldFault> {
        let shown = self.all().into_iter().filter(|held| untrack(|| self.applies(held.field)));
        let wrong = shown.filter_map(|held| {
            let empty = held.text.with_untracked(|text| text.trim().is_empty());
            let looked = held.typed.with_untracked(|typed| !typed.trim().is_empty());
            let code = match held.field.input {
                Input::One(_) if empty && looked => "unknown",
                Input::Switch | Input::Many(_) | Input::Lines => return None,
                _ if empty && held.field.required => "required",
                _ => return None,
            };
            Some(FieldFault::new(&format!("/{}", held.field.name), code))
        });
        wrong.collect()
    }
}
