//! What is looked for in an index, and its translation into the index's own queries.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use yingda_shared::kernel::id::Uuid;

use super::document::Fields;
use super::grams::{self, Piece};

/// Everything at once narrows.
#[derive(Clone, Debug, Default)]
pub struct Hunt {
    /// Who may see it: any of these. None sees everything.
    pub within: Option<Fence>,
    /// Each line: one of these facts holds.
    pub facts: Vec<Vec<String>>,
    /// None of these facts holds.
    pub without: Vec<String>,
    /// Each line: a column's key lies in one of these spans.
    pub spans: Vec<Vec<Span>>,
    /// All of these words, each in one of its spellings.
    pub words: Vec<Vec<String>>,
    /// Or else this word alone.
    pub or: Option<String>,
}

/// What opens documents to somebody: facts that these hold, or the documents themselves.
#[derive(Clone, Debug, Default)]
pub struct Fence {
    pub facts: Vec<String>,
    pub ids: Vec<Uuid>,
}

/// From a key of a column on, and before another.
#[derive(Clone, Debug)]
pub struct Span {
    pub column: &'static str,
    pub from: Option<u64>,
    pub to: Option<u64>,
}

type Clauses = Vec<(Occur, Box<dyn Query>)>;

impl Hunt {
    pub(super) fn query(&self, fields: &Fields) -> Box<dyn Query> {
        joined(self.clauses(fields))
    }

    /// The same among these documents alone.
    pub(super) fn query_among(&self, fields: &Fields, ids: &[Uuid]) -> Box<dyn Query> {
        let mut all = self.clauses(fields);
        all.push((
            Occur::Must,
            any_term(ids.iter().map(|id| Term::from_field_bytes(fields.id, id.as_bytes())).collect()),
        ));
        joined(all)
    }

    fn clauses(&self, fields: &Fields) -> Clauses {
        let mut all: Clauses = Vec::new();
        if let Some(fence) = &self.within {
            let own = fence.ids.iter().map(|id| Term::from_field_bytes(fields.id, id.as_bytes()));
            let granted = fence.facts.iter().map(|fact| Term::from_field_text(fields.facts, fact));
            all.push((Occur::Must, any_term(own.chain(granted).collect())));
        }
        for facts in &self.facts {
            let terms = facts.iter().map(|fact| Term::from_field_text(fields.facts, fact));
            all.push((Occur::Must, any_term(terms.collect())));
        }
        if !self.without.is_empty() {
            let terms = self.without.iter().map(|fact| Term::from_field_text(fields.facts, fact));
            // What holds of none of them is what is left of everything.
            all.push((Occur::Must, Box::new(AllQuery)));
            all.push((Occur::MustNot, any_term(terms.collect())));
        }
        all.extend(
            self.spans.iter().map(|spans| (Occur::Must, any(spans.iter().map(|span| lies_in(fields, span)).collect()))),
        );
        let words: Vec<Box<dyn Query>> =
            self.words.iter().filter_map(|spellings| spelt(fields.text, spellings)).collect();
        match &self.or {
            Some(or) if !words.is_empty() => {
                let words = every(words);
                let or = spelt(fields.text, std::slice::from_ref(or)).unwrap_or_else(|| Box::new(AllQuery));
                all.push((Occur::Must, any(vec![words, or])));
            }
            _ => all.extend(words.into_iter().map(|word| (Occur::Must, word))),
        }
        all
    }
}

fn joined(mut all: Clauses) -> Box<dyn Query> {
    match all.len() {
        0 => Box::new(AllQuery),
        1 => all.remove(0).1,
        _ => Box::new(BooleanQuery::new(all)),
    }
}

/// Terms that a union of postings goes through faster than a set of them.
const UNION_MAX: usize = 32;

/// Documents that hold any of these terms.
pub fn any_term(mut terms: Vec<Term>) -> Box<dyn Query> {
    match terms.len() {
        0 => Box::new(EmptyQuery),
        1 => term(terms.remove(0)),
        2..=UNION_MAX => any(terms.into_iter().map(term).collect()),
        _ => Box::new(TermSetQuery::new(terms)),
    }
}

fn lies_in(fields: &Fields, span: &Span) -> Box<dyn Query> {
    // A column that is not there holds no key.
    let Some(field) = fields.key(span.column) else { return Box::new(EmptyQuery) };
    let end = |key: Option<u64>, bound: fn(Term) -> Bound<Term>| {
        key.map_or(Bound::Unbounded, |key| bound(Term::from_field_u64(field, key)))
    };
    match (span.from, span.to) {
        (None, None) => Box::new(AllQuery),
        (from, to) => Box::new(RangeQuery::new(end(from, Bound::Included), end(to, Bound::Excluded))),
    }
}

fn term(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// A word in one of its spellings; None where one of them stands everywhere.
fn spelt(field: Field, spellings: &[String]) -> Option<Box<dyn Query>> {
    let pieces: Option<Vec<Box<dyn Query>>> =
        spellings.iter().map(|word| grams::piece(word).map(|piece| held(field, piece))).collect();
    pieces.map(any)
}

fn held(field: Field, piece: Piece<'_>) -> Box<dyn Query> {
    let gram = |text: &str| Term::from_field_text(field, text);
    match piece {
        Piece::Gram(text) => term(gram(text)),
        Piece::Run(grams) => {
            let terms = grams.into_iter().map(|(at, text)| (at, gram(text))).collect();
            Box::new(PhraseQuery::new_with_offset(terms))
        }
        Piece::Beginning(text) => {
            Box::new(RangeQuery::new(Bound::Included(gram(text)), Bound::Excluded(gram(&grams::above(text)))))
        }
    }
}

fn every(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::new(queries.into_iter().map(|query| (Occur::Must, query)).collect())),
    }
}

fn any(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::new(queries.into_iter().map(|query| (Occur::Should, query)).collect())),
    }
}
