//! The words that fields of a case have, and how fields are compared.

use yingda_shared::cases::{CaseState, Channel};
use yingda_shared::catalog::priority::{Impact, Priority, Urgency};
use yingda_shared::rules::{Field, FieldType, Test};
use yingda_shared::sla::{CaseKind, PendingReason};

use crate::i18n::I18n;
use crate::ui;

/// Names of a list of words.
macro_rules! all {
    ($kind:ty) => {
        <$kind>::ALL.iter().map(|word| word.as_str()).collect::<Vec<&'static str>>()
    };
}
pub(crate) use all;

/// What the values of a field are, as they are typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Words,
    Records,
    Number,
    Texts,
}

pub fn asked(field: Field) -> Asked {
    match field.kind() {
        FieldType::Word(_) => Asked::Words,
        FieldType::Id => Asked::Records,
        FieldType::Number => Asked::Number,
        FieldType::Text => Asked::Texts,
    }
}

/// Words of a field, with the namespace that says them.
pub fn words_of(field: Field) -> (&'static str, Vec<&'static str>) {
    match field {
        Field::Kind => ("words.case_kind", all!(CaseKind)),
        Field::State => ("words.state", all!(CaseState)),
        Field::Priority => ("words.priority", all!(Priority)),
        Field::Impact => ("words.impact", all!(Impact)),
        Field::Urgency => ("words.urgency", all!(Urgency)),
        Field::Channel => ("words.channel", all!(Channel)),
        Field::PendingReason => ("words.pending", all!(PendingReason)),
        _ => ("", Vec::new()),
    }
}

/// How a field may be compared.
pub fn tests_of(field: Field) -> Vec<Test> {
    let own: &[Test] = match asked(field) {
        Asked::Number => &[Test::AtLeast, Test::AtMost],
        Asked::Texts => &[Test::Contains],
        Asked::Words | Asked::Records => &[],
    };
    let all = [Test::AnyOf, Test::NoneOf].into_iter().chain(own.iter().copied());
    all.chain([Test::Set, Test::Unset]).collect()
}

/// Whether a comparison needs values.
pub fn has_values(test: &str) -> bool {
    !matches!(Test::parse(test), Some(Test::Set | Test::Unset))
}

/// Choices that begin with a capital, as words in sentences do not.
pub fn choices(i18n: I18n, namespace: &str, all: &[&'static str]) -> Vec<ui::Choice> {
    all.iter().map(|word| ui::Choice::new(*word, capital(&i18n.word(namespace, word)))).collect()
}

pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_are_words_have_words() {
        for field in Field::ALL {
            assert_eq!(!words_of(*field).1.is_empty(), asked(*field) == Asked::Words, "{field}");
        }
    }
}
