//! What can be done with pairs beside keeping them.

use std::collections::BTreeMap;

use super::folding::Foldable;
use super::often::Trend;
use super::uses::Counts;
use super::{Candidate, Language, Pair, Use};
use crate::kernel::check::Checks;
use crate::kernel::id::{CategoryId, PairId, ProductId, UserId};
use crate::kernel::limits::{SEARCH_MAX, SUBJECT_MAX};
use crate::kernel::page::Page;
use crate::kernel::time::Millis;
use crate::record::Saved;

data! {
/// What a write on a pair answers with: the one that stands for it now.
pub struct PairRef {
    pub id: PairId,
}

/// Pairs that fit what somebody takes down or answers. Without words: those of the category, or the most used.
#[derive(Default)]
pub struct OfferPairs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category_id: Option<CategoryId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    /// The language that comes first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Those with a solution alone.
    #[serde(default)]
    pub answers: bool,
}

#[derive(Default)]
pub struct Offered {
    /// The likeliest first.
    pub rows: Vec<Pair>,
}

/// What is reported often now.
#[derive(Default)]
pub struct OftenReported {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category_id: Option<CategoryId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// A pair and how often it was used.
pub struct Reported {
    pub pair: Pair,
    /// By month, the present one first.
    pub counts: Counts,
    pub trend: Trend,
}

#[derive(Default)]
pub struct Often {
    /// Months since the year 0: what the first count is of.
    pub month: i32,
    /// The most used first.
    pub rows: Vec<Reported>,
}

/// Its text was put into words that somebody writes.
pub struct UsePair {
    pub id: PairId,
}

/// From now on another pair stands for this one: its uses count there.
pub struct MergePair {
    pub id: PairId,
    pub into_id: PairId,
}

/// Puts a pair forward, or takes that back.
pub struct ProposePair {
    pub id: PairId,
    #[serde(rename = "for")]
    pub candidate: Candidate,
    #[serde(default)]
    pub withdraw: bool,
}

pub struct ListCandidates {
    #[serde(rename = "for")]
    pub candidate: Candidate,
}

/// A pair that somebody put forward.
pub struct Proposed {
    pub pair: Pair,
    #[serde(rename = "for")]
    pub candidate: Candidate,
    pub by_id: Option<UserId>,
    pub by: String,
    pub at: Millis,
    /// By month, the present one first.
    pub counts: Counts,
}

/// How one pair was used, and what it is put forward for.
pub struct PairHistory {
    pub id: PairId,
}

pub struct Marked {
    #[serde(rename = "for")]
    pub candidate: Candidate,
    pub by: String,
    pub at: Millis,
}

pub struct History {
    /// Months since the year 0: what the first count is of.
    pub month: i32,
    /// By month, the present one first.
    pub counts: Counts,
    /// The same by what was done with it.
    pub by_use: BTreeMap<Use, u32>,
    pub marks: Vec<Marked>,
    /// What the pair is called that stands for it since both were merged; empty where none does.
    pub into: String,
}

pub struct ListFoldable {}

/// Moves the pairs of a category to where they belong and switches the category off. Cases keep naming it.
pub struct FoldCategory {
    pub category_id: CategoryId,
}

/// Answers that customers may read to what they are about to report.
pub struct SuggestPairs {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// What a customer is told of a pair.
pub struct Suggestion {
    pub id: PairId,
    pub name: String,
    pub solution: String,
}

#[derive(Default)]
pub struct Suggestions {
    pub rows: Vec<Suggestion>,
}

/// The answer was enough: nothing is reported.
pub struct HelpedBy {
    pub id: PairId,
}
}

operation!(OfferPairs => Offered, "pairs.offer", Get "/offered-pairs", ReplicaThenServer, "Standard descriptions and solutions that fit what is written, the likeliest first.",
    |op| Checks::new().optional("/text", op.text.as_deref().unwrap_or_default(), SUBJECT_MAX).done());
operation!(OftenReported => Often, "pairs.often", Get "/often-reported", ReplicaThenServer, "What is reported often: pairs by use, with this month against the three before.",
    |op| Checks::new().optional("/q", op.q.as_deref().unwrap_or_default(), SEARCH_MAX).done());
operation!(UsePair => PairRef, "pairs.use", Post "/pairs/{id}/use", Queued, "Counts that a text of the pair was put into words that somebody writes.");
operation!(MergePair => Saved, "pairs.merge", Post "/pairs/{id}/merge", Online, "Lets another pair stand for this one; uses and what was put forward go along.",
    |op| Checks::new().when(op.id == op.into_id, "/into_id", "same_pair").done());
operation!(ProposePair => PairRef, "pairs.propose", Post "/pairs/{id}/propose", Online, "Puts the pair forward as an article or a problem, or takes that back.");
operation!(ListCandidates => Page<Proposed>, "pairs.candidates", Get "/pair-candidates", Server, "Pairs put forward as articles or as problems, the newest first.");
operation!(PairHistory => History, "pairs.history", Get "/pairs/{id}/history", Server, "How one pair was used, by month and by what was done with it, and what it is put forward for.");
operation!(ListFoldable => Page<Foldable>, "pairs.foldable", Get "/foldable-categories", Server, "Categories that are no more than a pair.");
operation!(FoldCategory => Saved, "pairs.fold", Post "/categories/{category_id}/fold", Online, "Moves the pairs of a category that is no more than a pair to where they belong, and switches it off.");
operation!(SuggestPairs => Suggestions, "pairs.suggest", Get "/pair-suggestions", Server, "Answers for customers to what they are about to report.",
    |op| Checks::new().optional("/text", &op.text, SUBJECT_MAX).done());
operation!(HelpedBy => PairRef, "pairs.helped", Post "/pair-suggestions/{id}/helped", Online, "Counts that an answer was enough and nothing is reported.");
