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
    /// What the fields held before anybody typed.
    clean: StoredValue<Vec<Words>>,
    /// Side of the chosen role, for users.
    side: Signal<Option<ActorKind>>,
}

/// What one field holds.
type Words = (String, bool, Vec<String>);

/// What was typed into a form that went away unsaved, and the version it began from.
#[derive(Clone)]
pub struct Left {
    base: Value,
    words: Vec<Words>,
}

impl Left {
    pub fn name(&self) -> &str {
        text(&self.base, "name")
    }

    /// What opens it again, as part of the list's address.
    pub fn address(&self) -> String {
        if is_fresh(&self.base) { "new".into() } else { format!("id={}", text(&self.base, "id")) }
    }
}

/// Whether it was never saved.
pub fn is_fresh(value: &Value) -> bool {
    value.get("rv").and_then(Value::as_i64).unwrap_or(0) == 0
}

impl Held {
    fn new(field: &'static Field) -> Held {
        let text = || RwSignal::new(String::new());
        Held { field, text: text(), typed: text(), on: RwSignal::new(false), many: RwSignal::new(Vec::new()) }
    }

    fn take(self, value: &Value) {
        match self.field.input {
            Input::Switch => drop(self.on.try_set(value.as_bool().unwrap_or(false))),
            Input::Many(_) => drop(self.many.try_set(ids(value))),
            Input::Lines => drop(self.text.try_set(ids(value).join("\n"))),
            _ => drop(self.text.try_set(value.as_str().unwrap_or_default().to_string())),
        }
        self.typed.try_set(String::new());
    }

    fn words(self) -> Option<Words> {
        Some((self.text.try_get_untracked()?, self.on.try_get_untracked()?, self.many.try_get_untracked()?))
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
        let (base, clean) = (StoredValue::new(Value::Null), StoredValue::new(Vec::new()));
        let draft = Draft { spec, base, held: StoredValue::new(held), clean, side };
        draft.start(value);
        draft
    }

    /// Begins anew from this version. An answer may come when the form is gone: then nothing happens.
    pub fn start(self, value: Value) {
        for held in self.held.try_get_value().unwrap_or_default() {
            held.take(value.get(held.field.name).unwrap_or(&Value::Null));
        }
        self.base.try_set_value(value);
        self.clean.try_set_value(self.words().unwrap_or_default());
    }

    /// Switched on or off: everything typed stays.
    pub fn switched(self, value: Value) {
        self.base.try_update_value(|base| {
            base["rv"] = value["rv"].clone();
            base["active"] = value["active"].clone();
        });
    }

    fn words(self) -> Option<Vec<Words>> {
        self.held.try_get_value()?.into_iter().map(Held::words).collect()
    }

    pub fn is_dirty(self) -> bool {
        self.words().is_some_and(|words| self.clean.try_get_value().is_some_and(|clean| clean != words))
    }

    /// Leaves what is typed behind.
    pub fn leave(self, left: RwSignal<Option<Left>>) {
        if let (true, Some(base), Some(words)) = (self.is_dirty(), self.try_base(), self.words()) {
            left.try_set(Some(Left { base, words }));
        }
    }

    /// Goes on from what was left of this record, in the version it began from: saving then compares.
    pub fn take_up(self, left: RwSignal<Option<Left>>) {
        let both_new = |left: &Left| self.is_new() && is_fresh(&left.base);
        let same = |left: &Left| both_new(left) || (!self.is_new() && text(&left.base, "id") == self.id());
        let Some(found) = left.get_untracked().filter(same) else { return };
        self.base.set_value(found.base);
        for (held, (text, on, many)) in self.all().into_iter().zip(found.words) {
            held.text.set(text);
            held.on.set(on);
            held.many.set(many);
        }
        left.set(None);
    }

    pub fn base(self) -> Value {
        self.base.get_value()
    }

    pub fn try_base(self) -> Option<Value> {
        self.base.try_get_value()
    }

    pub fn is_new(self) -> bool {
        self.base.with_value(is_fresh)
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
