//! How much of an index something is likely to find, guessed from how often its terms stand there:
//! no postings are read.

use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::document::Fields;
use super::grams::{self, Piece};
use super::hunt::Hunt;

/// Of a beginning that stands in so much of a segment no further grams are looked up.
const MUCH: f64 = 0.5;

pub(super) struct Shares<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    /// Dead documents included: terms count them.
    documents: f64,
}

impl<'a> Shares<'a> {
    pub(super) fn of(searcher: &'a Searcher, fields: &'a Fields) -> Shares<'a> {
        let documents = searcher.segment_readers().iter().map(|segment| f64::from(segment.max_doc())).sum();
        Shares { searcher, fields, documents }
    }

    /// The share of all documents that a hunt finds if its words and facts meet by chance, between 0 and 1. Spans of
    /// keys are taken to leave nothing out, single documents of a fence to add nothing.
    pub(super) fn hunt(&self, hunt: &Hunt) -> tantivy::Result<f64> {
        let mut share = 1.0;
        if let Some(fence) = &hunt.within {
            share *= self.facts(&fence.facts)?;
        }
        for facts in &hunt.facts {
            share *= self.facts(facts)?;
        }
        share *= 1.0 - self.facts(&hunt.without)?;
        let mut words = 1.0;
        for spellings in &hunt.words {
            words *= either(spellings.iter().map(|word| self.word(word)))?;
        }
        if let Some(or) = hunt.or.as_ref().filter(|_| !hunt.words.is_empty()) {
            words = either([Ok(words), self.word(or)].into_iter())?;
        }
        Ok(share * words)
    }

    fn facts(&self, facts: &[String]) -> tantivy::Result<f64> {
        either(facts.iter().map(|fact| self.term(self.fields.facts, fact)))
    }

    fn term(&self, field: Field, text: &str) -> tantivy::Result<f64> {
        let found = self.searcher.doc_freq(&Term::from_field_text(field, text))?;
        Ok(found as f64 / self.documents.max(1.0))
    }

    fn word(&self, word: &str) -> tantivy::Result<f64> {
        let text = self.fields.text;
        match grams::piece(word) {
            None => Ok(1.0),
            Some(Piece::Gram(gram)) => self.term(text, gram),
            Some(Piece::Run(grams)) => {
                let mut least = 1.0_f64;
                for (_, gram) in grams {
                    least = least.min(self.term(text, gram)?);
                }
                Ok(least)
            }
            Some(Piece::Beginning(beginning)) => self.beginning(beginning),
        }
    }

    fn beginning(&self, text: &str) -> tantivy::Result<f64> {
        let mut found = 0.0;
        for segment in self.searcher.segment_readers() {
            let (index, documents) = (segment.inverted_index(self.fields.text)?, f64::from(segment.max_doc()));
            let mut grams = index.terms().range().ge(text).lt(grams::above(text)).into_stream()?;
            let mut without = 1.0;
            while without > 1.0 - MUCH && grams.advance() {
                without *= 1.0 - f64::from(grams.value().doc_freq) / documents;
            }
            found += (1.0 - without) * documents;
        }
        Ok(found / self.documents.max(1.0))
    }
}

/// The share of what is found by one of several that have nothing to do with each other.
fn either(shares: impl Iterator<Item = tantivy::Result<f64>>) -> tantivy::Result<f64> {
    let mut without = 1.0;
    for share in shares {
        without *= 1.0 - share?.min(1.0);
    }
    Ok(1.0 - without)
}
