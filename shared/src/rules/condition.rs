//! One condition on a field, typed: what a field cannot be compared with is refused when it is saved.

use super::action::After;
use super::facts::{CaseFacts, Field, FieldType, Value};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::Uuid;
use crate::kernel::limits::{NAME_MAX, RULE_CONDITIONS_MAX, RULE_VALUES_MAX};
use crate::kernel::text::fold;

words! {
Test {
    AnyOf = "any_of",
    NoneOf = "none_of",
    /// Numbers alone.
    AtLeast = "at_least",
    AtMost = "at_most",
    /// Texts alone, however they are typed.
    Contains = "contains",
    Set = "set",
    Unset = "unset",
}
}

data! {
pub struct Condition {
    pub field: Field,
    pub test: Test,
    /// Words, ids, numbers or texts, as the field has them.
    #[serde(default)]
    pub values: Vec<String>,
}
}

impl Condition {
    pub fn holds(&self, facts: &CaseFacts) -> bool {
        self.holds_of(&facts.values(self.field))
    }

    fn holds_of(&self, own: &[Value]) -> bool {
        let equals = |value: &String| own.iter().any(|own| is(own, value));
        match self.test {
            Test::AnyOf => self.values.iter().any(equals),
            Test::NoneOf => !self.values.iter().any(equals),
            Test::AtLeast => self.number(own).is_some_and(|(own, asked)| own >= asked),
            Test::AtMost => self.number(own).is_some_and(|(own, asked)| own <= asked),
            Test::Contains => self.values.iter().any(|value| own.iter().any(|own| holds_text(own, value))),
            Test::Set => !own.is_empty(),
            Test::Unset => own.is_empty(),
        }
    }

    fn number(&self, own: &[Value]) -> Option<(i64, i64)> {
        let Some(Value::Number(own)) = own.first() else { return None };
        Some((*own, self.values.first()?.parse().ok()?))
    }

    /// Whether it cannot hold of a case right after something was done to its field.
    pub fn excluded_by(&self, after: &After) -> bool {
        match after {
            After::Is(value) => !self.holds_of(std::slice::from_ref(value)),
            After::Set => self.test == Test::Unset,
            After::Unknown => false,
        }
    }

    fn check(&self, pointer: &str) -> Vec<FieldFault> {
        let kind = self.field.kind();
        let fits = match self.test {
            Test::AtLeast | Test::AtMost => matches!(kind, FieldType::Number),
            Test::Contains => matches!(kind, FieldType::Text),
            _ => true,
        };
        let (asks, one) = match self.test {
            Test::Set | Test::Unset => (false, false),
            Test::AtLeast | Test::AtMost => (true, true),
            _ => (true, false),
        };
        let at = format!("{pointer}/values");
        let checks = Checks::new()
            .when(!fits, &format!("{pointer}/test"), "test_misfit")
            .when(asks && self.values.is_empty(), &at, "required")
            .when(!asks && !self.values.is_empty(), &at, "values_misfit")
            .when(one && self.values.len() > 1, &at, "value_single")
            .when(self.values.len() > RULE_VALUES_MAX, &at, "conditions_too_many");
        let values = (0..).zip(&self.values).take(RULE_VALUES_MAX);
        let each = |checks: Checks, (place, value): (usize, &String)| {
            let at = format!("{at}/{place}");
            match kind {
                FieldType::Word(known) => checks.when(!known(value), &at, "unknown_word"),
                FieldType::Id => checks.when(value.parse::<Uuid>().is_err(), &at, "uuid"),
                FieldType::Number => checks.when(value.parse::<i64>().is_err(), &at, "whole_number"),
                FieldType::Text => checks.text(&at, value, NAME_MAX),
            }
        };
        values.fold(checks, each).done()
    }
}

/// What is wrong with some conditions; `pointer` is that of their list.
pub(crate) fn check_all(conditions: &[Condition], pointer: &str) -> Vec<FieldFault> {
    let many = conditions.len() > RULE_CONDITIONS_MAX;
    let mut faults = Checks::new().when(many, pointer, "rule_conditions_too_many").done();
    let each = (0..).zip(conditions).take(RULE_CONDITIONS_MAX);
    faults.extend(each.flat_map(|(at, condition): (usize, _)| condition.check(&format!("{pointer}/{at}"))));
    faults
}

fn is(own: &Value, value: &str) -> bool {
    match own {
        Value::Word(word) => *word == value,
        Value::Id(id) => value.parse() == Ok(*id),
        Value::Number(number) => value.parse() == Ok(*number),
        Value::Text(text) => fold(text) == fold(value),
    }
}

fn holds_text(own: &Value, value: &str) -> bool {
    matches!(own, Value::Text(text) if fold(text).contains(&fold(value)))
}
