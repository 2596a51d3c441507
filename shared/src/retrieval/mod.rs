//! Finding documents by what people ask: text in, ranked documents out, the same on the server and in the browser
//! (decision 45).
//!
//! `analyser` cuts texts into terms, `question` weighs those of a question, an index (segments here, tantivy on the
//! server) gives candidates, and `reading` ranks these by their texts. `shelf` is the browser's index: segments that
//! came ready made, what changed since, and what is gone.

pub mod analyser;
mod coding;
pub mod draft;
pub mod folding;
pub mod question;
pub mod reading;
pub mod segment;
pub mod shelf;
mod shown;
pub mod snippet;
pub mod weights;

pub use draft::Draft;
pub use question::Question;
pub use segment::{Damaged, Segment};
pub use shelf::{Found, Shelf};
pub use shown::Shown;
pub use weights::Weights;

use reading::Reader;

/// What a document is found by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Text<'a> {
    pub title: &'a str,
    pub keywords: &'a str,
    pub body: &'a str,
}

impl<'a> Text<'a> {
    pub fn fields(&self) -> [&'a str; weights::FIELDS] {
        [self.title, self.keywords, self.body]
    }
}

/// What the terms of a question are weighed by.
pub trait Collection {
    fn documents(&self) -> u32;
    /// Documents that hold a term. Those that are gone may still be counted.
    fn frequency(&self, term: &str) -> u32;
    /// Words that begin so, the most frequent ones.
    fn beginning(&self, text: &str, most: usize) -> Vec<String>;
    /// Characters and words of a document's fields on average.
    fn lengths(&self) -> [f32; weights::FIELDS];
}

/// Candidates that are read and ranked by their texts; those after them stay in the order of the index.
pub const READ_MAX: usize = 100;
/// The same where something must stand word for word: those that are not read are then not found.
pub const EXACT_READ_MAX: usize = 500;

/// Ranks candidates by their texts. `text` gives that of one, None where it is not there (any more).
pub fn rank<T: Copy>(
    question: &Question,
    collection: &dyn Collection,
    weights: &Weights,
    candidates: &[(T, f32)],
    mut text: impl FnMut(T, &mut dyn FnMut(Text<'_>)),
) -> Vec<(T, f32)> {
    let reader = Reader::new(question, weights, collection.lengths());
    let (read, rest) = candidates.split_at(candidates.len().min(question.to_read()));
    let mut ranked = Vec::with_capacity(candidates.len());
    for (candidate, _) in read {
        let mut score = None;
        text(*candidate, &mut |text| score = reader.holds_exact(&text).then(|| reader.score(&text)));
        ranked.extend(score.map(|score| (*candidate, score)));
    }
    // A stable sort: the index's order decides between equals.
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    if !question.exact.is_empty() {
        return ranked;
    }
    let least = ranked.last().map_or(f32::INFINITY, |(_, score)| *score);
    ranked.extend(rest.iter().map(|(candidate, score)| (*candidate, score.min(least))));
    ranked
}
