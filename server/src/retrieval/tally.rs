//! How many of the documents found hold each fact of some names.

use std::collections::BTreeMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::document::FACTS;

/// Counts documents, and those among them that hold a fact that begins with one of these.
pub struct Tally<'a> {
    pub names: &'a [String],
}

/// How many documents there are, and how many of each fact.
pub type Counts = (usize, BTreeMap<String, usize>);

/// Whether a fact is counted under one of these names.
pub fn is_named(fact: &str, names: &[String]) -> bool {
    names.iter().any(|name| fact.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with(':')))
}

pub struct TallyOfSegment {
    facts: Option<StrColumn>,
    counts: Vec<usize>,
    documents: usize,
}

impl Collector for Tally<'_> {
    type Fruit = Counts;
    type Child = TallyOfSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<TallyOfSegment> {
        let facts = if self.names.is_empty() { None } else { segment.fast_fields().str(FACTS)? };
        let counts = vec![0; facts.as_ref().map_or(0, |facts| facts.num_terms())];
        Ok(TallyOfSegment { facts, counts, documents: 0 })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counts>>) -> tantivy::Result<Counts> {
        let mut all = Counts::default();
        for segment in segments {
            let (documents, facts) = segment?;
            all.0 += documents;
            for (fact, count) in facts {
                if is_named(&fact, self.names) {
                    *all.1.entry(fact).or_default() += count;
                }
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for TallyOfSegment {
    type Fruit = tantivy::Result<Counts>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.documents += 1;
        let Some(facts) = &self.facts else { return };
        for fact in facts.term_ords(doc) {
            if let Some(count) = self.counts.get_mut(fact as usize) {
                *count += 1;
            }
        }
    }

    fn harvest(self) -> tantivy::Result<Counts> {
        let mut found = BTreeMap::new();
        let Some(facts) = self.facts else { return Ok((self.documents, found)) };
        for (place, count) in (0..).zip(self.counts).filter(|(_, count)| *count > 0) {
            let mut fact = String::new();
            facts.ord_to_str(place, &mut fact)?;
            found.insert(fact, count);
        }
        Ok((self.documents, found))
    }
}
