//! Documents that changed since the index was written, and come with the question: found, ranked and counted as those of
//! the index are.

use std::collections::BTreeSet;

use yingda_shared::retrieval::analyser::analyse;
use yingda_shared::retrieval::{Collection, Question, Weights, rank};

use super::document::Article;
use super::tally::{Counts, is_named};

/// Those that hold anything of the question, with their scores.
pub fn ranked<'a>(
    question: &Question,
    collection: &dyn Collection,
    weights: &Weights,
    fresh: &'a [Article],
) -> Vec<(&'a Article, f32)> {
    let mut found = Vec::new();
    for part in fresh.chunks(question.to_read()) {
        let candidates: Vec<(usize, f32)> = (0..part.len()).map(|at| (at, 0.0)).collect();
        let ranked = rank(question, collection, weights, &candidates, |at, read| read(part[at].text()));
        found.extend(ranked.into_iter().filter(|(_, score)| *score > 0.0).map(|(at, score)| (&part[at], score)));
    }
    found
}

/// How many terms of what was asked each of them holds.
pub fn held<'a>(question: &Question, fresh: &'a [Article]) -> Vec<(&'a Article, usize)> {
    let terms: BTreeSet<&str> =
        question.main().filter(|term| term.instead_of.is_none()).map(|term| term.text.as_str()).collect();
    let count = |article: &Article| {
        let mut held: BTreeSet<&str> = BTreeSet::new();
        for text in article.text().fields() {
            analyse(text, |token| held.extend(terms.get(token.text).copied()));
        }
        held.len()
    };
    fresh.iter().map(|article| (article, count(article))).collect()
}

/// Adds documents to what the index counted.
pub fn count<'a>(counts: &mut Counts, articles: impl IntoIterator<Item = &'a Article>, names: &[String]) {
    for article in articles {
        counts.0 += 1;
        for fact in article.facts.iter().filter(|fact| is_named(fact, names)) {
            *counts.1.entry(fact.clone()).or_default() += 1;
        }
    }
}
