//! What of a document is shown for a question.

use super::snippet::{Snippet, marks, snippet};
use super::{Question, Text};

/// A title and a piece of a body, with what was asked for in them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    pub title: Snippet,
    /// Empty where the body holds nothing of it.
    pub body: Snippet,
}

impl Shown {
    pub fn of(question: &Question, text: &Text<'_>) -> Shown {
        let title = Snippet { text: text.title.to_string(), marks: marks(question, text.title), cut: (false, false) };
        let body = snippet(question, text.body);
        Shown { title, body: if body.marks.is_empty() { Snippet::default() } else { body } }
    }
}
