//! Conditions while they are being edited.

use std::sync::atomic::{AtomicUsize, Ordering};

use leptos::prelude::*;
use yingda_shared::rules::{Condition, Field, Test};

use super::choices::{Asked, asked, has_values, tests_of};

/// Tells rows apart while they come and go.
pub fn next_key() -> usize {
    static KEYS: AtomicUsize = AtomicUsize::new(0);
    KEYS.fetch_add(1, Ordering::Relaxed)
}

/// One condition. Rows come by presses of buttons that may be gone before them: they own what they hold.
#[derive(Clone)]
pub struct ConditionEdit {
    pub key: usize,
    pub field: ArcRwSignal<String>,
    pub test: ArcRwSignal<String>,
    /// Words or ids that are chosen.
    pub chosen: ArcRwSignal<Vec<String>>,
    /// Numbers and texts, each in a line of its own.
    pub text: ArcRwSignal<String>,
}

impl ConditionEdit {
    pub fn of(condition: &Condition) -> ConditionEdit {
        let typed = matches!(asked(condition.field), Asked::Number | Asked::Texts);
        let (chosen, text) = match typed {
            true => (Vec::new(), condition.values.join("\n")),
            false => (condition.values.clone(), String::new()),
        };
        ConditionEdit {
            key: next_key(),
            field: ArcRwSignal::new(condition.field.to_string()),
            test: ArcRwSignal::new(condition.test.to_string()),
            chosen: ArcRwSignal::new(chosen),
            text: ArcRwSignal::new(text),
        }
    }

    pub fn blank() -> ConditionEdit {
        ConditionEdit::of(&Condition { field: Field::Priority, test: Test::AnyOf, values: Vec::new() })
    }

    /// Of another field other values are asked, and perhaps by another comparison.
    pub fn begin(&self, field: Field) {
        self.chosen.set(Vec::new());
        self.text.set(String::new());
        let fits = |test: &String| tests_of(field).iter().any(|known| known.as_str() == test);
        if !self.test.with_untracked(fits) {
            self.test.set(Test::AnyOf.to_string());
        }
    }

    pub fn read(&self) -> Condition {
        let field = Field::parse(&self.field.get()).unwrap_or(Field::Priority);
        let test = self.test.get();
        let typed = || {
            let lines = self.text.get();
            lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(String::from).collect()
        };
        let values = match asked(field) {
            _ if !has_values(&test) => Vec::new(),
            Asked::Number | Asked::Texts => typed(),
            Asked::Words | Asked::Records => self.chosen.get(),
        };
        Condition { field, test: Test::parse(&test).unwrap_or(Test::AnyOf), values }
    }
}

/// Rows of conditions.
pub type ConditionRows = RwSignal<Vec<ConditionEdit>>;

pub fn rows_of(conditions: &[Condition]) -> Vec<ConditionEdit> {
    conditions.iter().map(ConditionEdit::of).collect()
}

pub fn read_rows(rows: &[ConditionEdit]) -> Vec<Condition> {
    rows.iter().map(ConditionEdit::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_the_condition() {
        Owner::new().with(|| {
            let of = |field, test, values: &[&str]| Condition {
                field,
                test,
                values: values.iter().map(|value| value.to_string()).collect(),
            };
            let conditions = [
                of(Field::Priority, Test::NoneOf, &["p1", "p2"]),
                of(Field::Subject, Test::Contains, &["a, b", "c"]),
                of(Field::Urged, Test::AtLeast, &["2"]),
                of(Field::Team, Test::Unset, &[]),
            ];
            assert_eq!(read_rows(&rows_of(&conditions)), conditions);
            let row = ConditionEdit::of(&conditions[2]);
            row.field.set("team".into());
            row.begin(Field::Team);
            assert_eq!(row.read(), of(Field::Team, Test::AnyOf, &[]));
        });
    }
}
