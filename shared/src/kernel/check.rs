//! Checks of single inputs, each a pointer and a code.

use crate::fault::FieldFault;
use crate::kernel::limits::NAME_MAX;

/// Collects what is wrong with an input, field by field.
#[derive(Default)]
pub struct Checks(Vec<FieldFault>);

impl Checks {
    pub fn new() -> Checks {
        Checks::default()
    }

    /// A text that must say something and end somewhere.
    pub fn text(self, pointer: &str, text: &str, max: usize) -> Checks {
        let required = text.trim().is_empty();
        self.when(required, pointer, "required").optional(pointer, text, max)
    }

    /// A text that may be empty.
    pub fn optional(mut self, pointer: &str, text: &str, max: usize) -> Checks {
        if text.chars().count() > max {
            let mut fault = FieldFault::new(pointer, "too_long");
            fault.params.insert("max".into(), max.to_string());
            self.0.push(fault);
        }
        let control = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
        self.when(control, pointer, "control_characters")
    }

    /// Short texts, each as long as a name at most, and so many of them.
    pub fn words(self, pointer: &str, words: &[String], most: usize) -> Checks {
        let checks = self.when(words.len() > most, pointer, "too_many");
        words.iter().take(most).fold(checks, |checks, word| checks.optional(pointer, word, NAME_MAX))
    }

    pub fn when(mut self, wrong: bool, pointer: &str, code: &str) -> Checks {
        if wrong {
            self.0.push(FieldFault::new(pointer, code));
        }
        self
    }

    pub fn done(self) -> Vec<FieldFault> {
        self.0
    }
}
