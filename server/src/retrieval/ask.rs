//! What is asked of the knowledge, and its translation into the index's own queries.

use std::collections::BTreeMap;
use std::ops::Range;

use tantivy::Term as Key;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::retrieval::Question;
use yingda_shared::retrieval::analyser::Kind;

use super::Shown;
use super::document::{Article, Fields};
use super::words::words;
use crate::search::hunt::any_term;

/// Terms of the title count for more where candidates are sought, words of the dictionary for less than pairs.
const HEAD: f32 = 1.0;
const WORDS: f32 = 0.6;
/// Words of a question that are looked up in the dictionary's field.
const WORDS_MAX: usize = 64;
/// The share of what was asked that a document holds to be counted, in percent: all of it, or else most, or else half.
const SHARES: [usize; 3] = [100, 70, 50];

#[derive(Clone, Debug, Default)]
pub struct Ask {
    pub text: String,
    /// Who may see it: any of these facts holds. None sees everything.
    pub within: Option<Vec<String>>,
    /// Each line: one of these facts holds.
    pub facts: Vec<Vec<String>>,
    /// Names of facts that are counted, such as `product`.
    pub facets: Vec<String>,
    pub limit: usize,
    /// Documents that changed since the index was written: what it knows of them is left out.
    pub changed: Vec<Uuid>,
    /// Of these, those that are there, and inside the fence and the facts.
    pub fresh: Vec<Article>,
    /// The hits of which it is told what is shown of them, by their places.
    pub shown: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    pub id: Uuid,
    /// Compares within one answer only.
    pub score: f32,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The best first. Those after `total` hold less of what was asked.
    pub hits: Vec<Hit>,
    /// Documents inside the fence that hold all that was asked, or, where there are none, most of it or half.
    pub total: usize,
    /// Of these, how many hold each fact of the names asked for.
    pub facets: BTreeMap<String, usize>,
    pub shown: BTreeMap<Uuid, Shown>,
}

type Clauses = Vec<(Occur, Box<dyn Query>)>;

fn key(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Key::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

fn scored(field: Field, text: &str, boost: f32) -> (Occur, Box<dyn Query>) {
    (Occur::Should, Box::new(BoostQuery::new(key(field, text), boost)))
}

impl Ask {
    /// Fence and filters. They say nothing about how well a document answers.
    fn narrowing(&self, fields: &Fields) -> Clauses {
        let mut clauses: Clauses = self
            .within
            .iter()
            .chain(&self.facts)
            .map(|facts| {
                let keys = facts.iter().map(|fact| Key::from_field_text(fields.facts, fact)).collect();
                let held: Box<dyn Query> = Box::new(ConstScoreQuery::new(any_term(keys), 0.0));
                (Occur::Must, held)
            })
            .collect();
        if !self.changed.is_empty() {
            let ids = self.changed.iter().map(|id| Key::from_field_bytes(fields.id, id.as_bytes())).collect();
            clauses.push((Occur::MustNot, any_term(ids)));
        }
        clauses
    }

    /// Everything that holds anything of the question, scored.
    pub(super) fn candidates(&self, question: &Question, fields: &Fields) -> Box<dyn Query> {
        let mut terms: Clauses = Vec::new();
        for term in &question.terms {
            // The index weighs rarity itself.
            let boost = term.weight / term.rarity.max(f32::EPSILON);
            terms.push(scored(fields.all, &term.text, boost));
            if term.kind != Kind::Character {
                terms.push(scored(fields.head, &term.text, boost * HEAD));
            }
        }
        let mut count = 0;
        words(self.text.get(..self.text.floor_char_boundary(1_024)).unwrap_or_default(), |word| {
            count += 1;
            if count <= WORDS_MAX {
                terms.push(scored(fields.words, word, WORDS));
            }
        });
        self.narrowed(fields, BooleanQuery::new(terms))
    }

    /// What is counted, the strictest first, each with how many terms a document holds at least.
    pub(super) fn counted(&self, question: &Question, fields: &Fields) -> Vec<(usize, Box<dyn Query>)> {
        let terms: Vec<&str> =
            question.main().filter(|term| term.instead_of.is_none()).map(|term| term.text.as_str()).collect();
        let with = |share: usize| {
            let least = (terms.len() * share).div_ceil(100).max(1);
            let clauses = terms.iter().map(|term| (Occur::Should, key(fields.all, term))).collect();
            (least, self.narrowed(fields, BooleanQuery::with_minimum_required_clauses(clauses, least)))
        };
        SHARES.into_iter().map(with).collect()
    }

    /// Everything inside the fence: what is counted where nothing was asked.
    pub(super) fn everything(&self, fields: &Fields) -> Box<dyn Query> {
        let mut clauses = self.narrowing(fields);
        clauses.push((Occur::Must, Box::new(tantivy::query::AllQuery)));
        Box::new(BooleanQuery::new(clauses))
    }

    fn narrowed(&self, fields: &Fields, query: BooleanQuery) -> Box<dyn Query> {
        let mut clauses = self.narrowing(fields);
        clauses.push((Occur::Must, Box::new(query)));
        Box::new(BooleanQuery::new(clauses))
    }
}
